/* The panel beside the map: the card of what was chosen, and the buttons over the map. */
"use strict";
(function (page) {
  var data = page.data, card = document.getElementById("card"), opener = null;

  function facts(list) {
    var made = page.element("dl");
    list.forEach(function (fact) {
      made.appendChild(page.told("dt", "", fact.label));
      var value = page.told("dd", fact.sort, fact.value);
      if (fact.claims && fact.claims.length) {
        value.appendChild(document.createTextNode(" "));
        value.appendChild(page.element("bdi", "refs", "[" + fact.claims.join(", ") + "]"));
      }
      made.appendChild(value);
    });
    return made;
  }

  function claim(id) {
    var said = data.claims[id], item = page.element("li");
    var says = page.element("p", "says");
    says.appendChild(page.element("b", "", id));
    says.appendChild(document.createTextNode(" "));
    says.appendChild(page.told("bdi", "", said.says));
    item.appendChild(says);
    item.appendChild(page.told("p", "speaker", said.speaker));
    item.appendChild(page.told("p", "via", said.via));
    item.appendChild(facts(said.particulars));
    return item;
  }

  /** Open the card of that id; focus goes to it, and back to the opener when it closes. */
  page.openCard = function (id, from) {
    var known = data.cards[id];
    if (!known) return;
    page.opened = id;
    opener = from || null;
    card.textContent = "";
    var close = page.element("button", "close", page.say("Close"));
    close.type = "button";
    close.addEventListener("click", page.closeCard);
    card.appendChild(close);
    card.appendChild(page.told("p", "kind", known.kind));
    card.appendChild(page.element("h2", "", known.title));
    card.appendChild(facts(known.facts));
    var claims = page.element("section");
    claims.appendChild(page.element("h3", "", known.claims.length ? page.say("Claims ({n})", { n: known.claims.length }) : page.say("No claim in this record speaks of it.")));
    var list = page.element("ol", "claims");
    known.claims.forEach(function (one) { list.appendChild(claim(one)); });
    claims.appendChild(list);
    card.appendChild(claims);
    card.hidden = false;
    card.scrollTop = 0;
    if (card.parentElement) card.parentElement.scrollTop = 0;
    card.focus({ preventScroll: true });
    choose(id);
  };

  /** Close the card and give the focus back. */
  page.closeCard = function () {
    if (card.hidden) return;
    card.hidden = true;
    page.opened = null;
    choose(null);
    if (opener && opener.focus) opener.focus({ preventScroll: true });
  };

  function choose(id) {
    Object.keys(data.layers).forEach(function (key) {
      data.layers[key].features.forEach(function (feature) {
        if (!feature.card) return;
        document.querySelectorAll("[data-id=" + JSON.stringify(feature.id) + "]").forEach(function (element) {
          element.classList.toggle("zl-chosen", feature.card === id);
        });
      });
    });
    document.dispatchEvent(new CustomEvent("zonelib:choose", { detail: id }));
  }

  function bindExtents() {
    document.querySelectorAll("button[data-extent]").forEach(function (button) {
      button.addEventListener("click", function () {
        data.extents.forEach(function (extent) {
          if (extent.key === button.getAttribute("data-extent")) page.show(extent);
        });
      });
    });
  }

  page.parts.push(function () {
    bindExtents();
    document.addEventListener("keydown", function (event) { if (event.key === "Escape") page.closeCard(); });
    if (window.matchMedia("(max-width: 760px)").matches) document.getElementById("legend").open = false;
  });
})(zonelib);
