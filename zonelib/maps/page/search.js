/* The search over zones, places, actors, posts and routes, by any of their names; a combobox with a list, after the
   pattern of the ARIA guide: focus stays in the field, the arrows move through the list. */
"use strict";
(function (page) {
  var data = page.data, SOUGHT = /^(zones|places|actors|posts|routes)\//, MOST = 12;
  var field, list, news, known = [], found = [], at = -1;
  // Letters that no decomposition brings together: Latin ones with a stroke, and forms of one Arabic letter.
  var SAME = { "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ٱ": "ا", "ھ": "ه" };

  /** Bring a name to what its spellings share: no case, no marks over or under letters, no signs between them. */
  page.folded = function (text) {
    return text.normalize("NFKD").toLowerCase().replace(/[\p{M}ـʿʾ'’‘`\p{Cf}]/gu, "")
      .replace(/[ßøđłıæœةىیکٱھ]/g, function (letter) { return SAME[letter]; })
      .replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  };

  /** How well a name answers: 0 begins so, 1 a word of it does, 2 holds it somewhere, 3 not at all. */
  function rank(name, sought) {
    var place = (" " + name).indexOf(" " + sought);
    return place === 0 ? 0 : place > 0 ? 1 : name.indexOf(sought) >= 0 ? 2 : 3;
  }

  function search(text) {
    var sought = page.folded(text);
    if (!sought) return [];
    return known.map(function (one) {
      var ranks = one.folded.map(function (name) { return rank(name, sought); }), best = Math.min.apply(null, ranks);
      return { card: one.card, rank: best, name: one.names[ranks.indexOf(best)] };
    }).filter(function (one) { return one.rank < 3; }).sort(function (a, b) { return a.rank - b.rank; }).slice(0, MOST);
  }

  function close() {
    list.hidden = true;
    at = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function mark(next) {
    at = next;
    Array.from(list.children).forEach(function (item, i) {
      item.setAttribute("aria-selected", String(i === at));
      if (i !== at) return;
      field.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    });
  }

  function choose(one) {
    close();
    field.value = one.card.title;
    page.reveal(one.card.id);
    page.openCard(one.card.id, field);
  }

  function option(one, i) {
    var item = page.element("li", "option");
    item.id = "found-" + i;
    item.setAttribute("role", "option");
    item.appendChild(page.element("bdi", "", one.card.title));
    if (one.name !== one.card.title) item.appendChild(page.element("bdi", "other", one.name));
    item.appendChild(page.told("span", "kind", one.card.kind));
    // The field must keep the focus: a press would take it before the click comes.
    item.addEventListener("mousedown", function (event) { event.preventDefault(); });
    item.addEventListener("click", function () { choose(one); });
    return item;
  }

  function update() {
    found = search(field.value);
    list.textContent = "";
    close();
    found.forEach(function (one, i) { list.appendChild(option(one, i)); });
    news.textContent = field.value.trim() ? (found.length ? page.say("{n} found", { n: found.length }) : page.say("Nothing found")) : "";
    news.classList.toggle("nothing", !found.length);
    if (!found.length) return;
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    mark(0);
  }

  function press(event) {
    var open = !list.hidden, last = found.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) update();
      else mark(event.key === "ArrowDown" ? (at === last ? 0 : at + 1) : (at === 0 ? last : at - 1));
    } else if (event.key === "Enter" && open && at >= 0) {
      event.preventDefault();
      choose(found[at]);
    } else if (event.key === "Escape" && (open || field.value)) {
      event.stopPropagation(); // the card stays open
      if (!open) field.value = "";
      news.textContent = "";
      close();
    }
  }

  function build() {
    var box = page.element("div", "search"), label = page.element("label", "", page.say("Find a zone, place or actor"));
    field = page.element("input");
    list = page.element("ul", "options");
    news = page.element("p", "news");
    [["type", "text"], ["id", "search"], ["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"],
      ["aria-controls", "found"], ["autocomplete", "off"], ["spellcheck", "false"], ["dir", "auto"]]
      .forEach(function (pair) { field.setAttribute(pair[0], pair[1]); });
    label.htmlFor = "search";
    list.id = "found";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", page.say("Found"));
    news.setAttribute("role", "status");
    field.addEventListener("input", update);
    field.addEventListener("keydown", press);
    field.addEventListener("blur", close);
    [label, field, list, news].forEach(function (part) { box.appendChild(part); });
    list.hidden = true;
    var panel = document.querySelector(".panel");
    panel.insertBefore(box, panel.firstChild);
  }

  page.parts.push(function () {
    Object.keys(data.cards).forEach(function (id) {
      var card = data.cards[id], names = [card.title].concat(card.other_names);
      if (SOUGHT.test(id)) known.push({ card: card, names: names, folded: names.map(page.folded) });
    });
    build();
  });
})(zonelib);
