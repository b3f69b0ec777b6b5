/* The legend as the control of what is drawn: switches of layers, classes, statuses and parties, each alone, all, none.
   What is on is kept in one place, the layers and hidden features of the map; every switch only says and changes that. */
"use strict";
(function (page) {
  var data = page.data, items = [], totals, legend, choice;
  // From what is agreed to what nobody states; other words come between, as they are met.
  var ORDER = ["established", "agreed", "in principle", "in place", "likely", "proposed", "approximate", "refused", "contested", "lapsed"];

  function members(keep) {
    var found = [];
    data.order.forEach(function (key) {
      if (data.layers[key].base) return;
      page.current[key].forEach(function (feature) { if (keep(feature, key)) found.push({ key: key, feature: feature }); });
    });
    return found;
  }

  function all() { return members(function () { return true; }); }

  /** Put all that is said on the map or off it, dots of many incidents too. */
  function every(on) {
    page.turn(all(), on);
    data.order.forEach(function (key) { // what stands nowhere on the day of the clock
      if (data.layers[key].base || data.layers[key].points || page.current[key].length) return;
      if (on) page.map.addLayer(page.groups[key]); else page.map.removeLayer(page.groups[key]);
    });
    legend.querySelectorAll("input[data-dots]").forEach(function (box) { if (box.checked !== on) box.click(); });
  }

  function byLayer(list) {
    var found = new Map();
    list.forEach(function (one) {
      if (!found.has(one.key)) found.set(one.key, []);
      found.get(one.key).push(one.feature);
    });
    return found;
  }

  /** Show or hide some features; a layer with none to show is off, and an off layer hides none by itself. */
  page.turn = function (list, on) {
    byLayer(list).forEach(function (features, key) {
      var group = page.groups[key], every = page.current[key];
      if (!group) return;
      if (on) {
        if (!page.map.hasLayer(group)) page.hide(key, every, true);
        page.hide(key, features, false);
        page.map.addLayer(group);
      } else if (page.map.hasLayer(group)) {
        page.hide(key, features, true);
        if (every.some(function (feature) { return page.seen(key, feature); })) return;
        page.map.removeLayer(group);
        page.hide(key, every, false);
      }
    });
    page.readLegend();
  };

  /** The features that a card tells of; for an actor, those whose cards name it. */
  page.featuresOf = function (id) {
    return members(function (feature) {
      var card = data.cards[feature.card];
      return feature.card === id || (!!card && id.indexOf("actors/") === 0 && card.parties.indexOf(id) >= 0);
    });
  };

  /** Count things, not shapes: a thing is what has a card. */
  function things(list) {
    return new Set(list.filter(function (one) { return one.feature.kind !== "name"; })
      .map(function (one) { return one.feature.card || one.feature.id; })).size;
  }

  function seen(list) { return list.filter(function (one) { return page.seen(one.key, one.feature); }); }

  /** Say in every switch what is drawn. */
  page.readLegend = function () {
    items.forEach(function (item) {
      var list = item.members(), on = seen(list).length;
      item.box.disabled = !list.length;
      item.box.checked = on > 0 && on === list.length;
      item.box.indeterminate = on > 0 && on < list.length;
    });
    var every = all();
    totals.textContent = page.say("{n} of {all} shown", { n: things(seen(every)), all: things(every) });
    page.placeLabels();
    document.dispatchEvent(new CustomEvent("zonelib:layers"));
  };

  function button(words, label, act) {
    var made = page.element("button", "small", words);
    made.type = "button";
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }

  /** Make a box the switch of some features: those that `list` gives on the day of the clock. */
  function bind(box, list) {
    items.push({ box: box, members: list });
    box.addEventListener("change", function () { page.turn(list(), box.checked); });
  }

  function alone(name, list) {
    return button(page.say("Only"), page.say("Only {name}", { name: name }), function () {
      every(false);
      page.turn(list(), true);
    });
  }

  // ------------------------------------------------------------------------------------------------------- by kind

  /** What a class of the legend stands for: its shapes, and the names and tags of the same things. */
  function ofClass(key, style, classes) {
    var features = page.current[key], cards = new Set();
    features.forEach(function (feature) { if (feature.style === style && feature.card) cards.add(feature.card); });
    return members(function (feature, layer) {
      return layer === key && (feature.style === style || (classes.indexOf(feature.style) < 0 && cards.has(feature.card)));
    });
  }

  function classSwitches(section, key) {
    var rows = Array.from(section.querySelectorAll("li[data-style]"));
    var styles = rows.map(function (row) { return row.getAttribute("data-style"); });
    if (rows.length < 2) return;
    rows.forEach(function (row, i) {
      var label = page.element("label", "class"), box = page.element("input");
      box.type = "checkbox";
      box.autocomplete = "off";
      box.setAttribute("data-class", styles[i]);
      label.appendChild(box);
      while (row.firstChild) label.appendChild(row.firstChild);
      row.appendChild(label);
      bind(box, function () { return ofClass(key, styles[i], styles); });
    });
  }

  /** The switch of a layer that is drawn as one. */
  function plainSwitch(box, group) {
    box.checked = page.map.hasLayer(group);
    box.addEventListener("change", function () {
      if (box.checked) page.map.addLayer(group); else page.map.removeLayer(group);
      page.placeLabels();
      document.dispatchEvent(new CustomEvent("zonelib:layers"));
    });
  }

  function kinds() {
    legend.querySelectorAll("input[data-layer]").forEach(function (box) {
      var key = box.getAttribute("data-layer"), section = box.closest(".entry");
      if (!page.groups[key]) { box.disabled = true; return; }
      if (data.layers[key].points) box.setAttribute("data-dots", "");
      if (data.layers[key].base || data.layers[key].points) { plainSwitch(box, page.groups[key]); return; }
      section.classList.add("by-kind");
      var list = function () { return members(function (feature, layer) { return layer === key; }); };
      bind(box, list);
      section.insertBefore(alone(box.closest("label").querySelector("span").textContent, list), section.firstChild);
      classSwitches(section, key);
    });
  }

  // ------------------------------------------------------------------------------------------ by status and by party

  /** The status of a feature; the name of a thing has the status of the thing. */
  function statusOf(feature, key) {
    if (feature.status || feature.kind !== "name") return feature.status || "";
    var mate = page.current[key].find(function (other) { return other.status && other.card === feature.card; });
    return mate ? mate.status : "";
  }

  function gather(namesOf) {
    var found = new Map();
    all().forEach(function (one) {
      var names = namesOf(one.feature, one.key);
      (names.length ? names : [""]).forEach(function (name) {
        if (!found.has(name)) found.set(name, []);
        found.get(name).push(one);
      });
    });
    return found;
  }

  function capital(word) { return word.charAt(0).toUpperCase() + word.slice(1); }

  function statuses() {
    var found = gather(function (feature, key) { var status = statusOf(feature, key); return status ? [status] : []; });
    function place(name) {
      if (name === "") return 99;
      if (name === "not stated") return 98;
      var at = ORDER.indexOf(name);
      return at < 0 ? 97 : at;
    }
    return Array.from(found.keys()).sort(function (a, b) { return place(a) - place(b); }).map(function (name) {
      var words = name === "not stated" ? page.say("Status not stated") : name ? capital(page.known(name) || name) : page.say("Without a status");
      return { title: words, members: found.get(name) };
    });
  }

  function parties() {
    var found = gather(function (feature) { var card = data.cards[feature.card]; return card ? card.parties : []; });
    var order = Object.keys(data.cards).filter(function (id) { return found.has(id); });
    return order.concat(found.has("") ? [""] : []).map(function (id) {
      return { title: id ? data.cards[id].title : page.say("No party named"), members: found.get(id) };
    });
  }

  /** The swatches of a group, as the legend by kind has them. */
  function swatches(list) {
    var made = page.element("ul"), styles = new Set(list.map(function (one) { return one.key + " " + one.feature.style; }));
    legend.querySelectorAll(".by-kind li[data-style]").forEach(function (row) {
      var section = row.closest(".entry"), key = section.querySelector("input[data-layer]").getAttribute("data-layer");
      if (!styles.has(key + " " + row.getAttribute("data-style"))) return;
      var item = page.element("li"), title = section.querySelector("label > span").textContent;
      item.appendChild(row.querySelector(".swatch").cloneNode(true));
      item.appendChild(page.element("span", "", title.split(/[,،]/)[0] + ": " + row.querySelector(".swatch + span").firstChild.textContent.trim()));
      made.appendChild(item);
    });
    return made;
  }

  function entry(group) {
    var list = function () { return group.members; };
    var section = page.element("section", "entry grouped"), label = page.element("label"), box = page.element("input");
    box.type = "checkbox";
    box.autocomplete = "off";
    label.appendChild(box);
    label.appendChild(page.element("span", "", group.title));
    label.appendChild(page.element("span", "count", String(things(group.members))));
    section.appendChild(alone(group.title, list));
    section.appendChild(label);
    section.appendChild(swatches(group.members));
    bind(box, list);
    return section;
  }

  function regroup(by) {
    legend.querySelectorAll(".grouped").forEach(function (old) { old.remove(); });
    items = items.filter(function (item) { return item.box.isConnected; });
    legend.classList.toggle("regrouped", by !== "kind");
    var first = legend.querySelector(".by-kind");
    (by === "status" ? statuses() : by === "party" ? parties() : []).forEach(function (group) {
      first.parentNode.insertBefore(entry(group), first);
    });
    page.readLegend();
  }

  function tools() {
    var bar = page.element("div", "tools"), label = page.element("label", "", page.say("Group by") + " ");
    choice = page.element("select");
    choice.id = "group-by";
    choice.autocomplete = "off";
    var names = { kind: page.say("kind"), status: page.say("status"), party: page.say("party") };
    ["kind", "status", "party"].forEach(function (word) {
      var option = page.element("option", "", names[word]);
      option.value = word;
      choice.appendChild(option);
    });
    choice.addEventListener("change", function () { regroup(choice.value); });
    label.appendChild(choice);
    totals = page.element("span", "totals");
    totals.setAttribute("role", "status");
    bar.appendChild(label);
    bar.appendChild(button(page.say("All"), page.say("Show all"), function () { every(true); }));
    bar.appendChild(button(page.say("None"), page.say("Hide all"), function () { every(false); }));
    bar.appendChild(totals);
    legend.insertBefore(bar, legend.querySelector("summary").nextSibling);
  }

  page.parts.push(function () {
    legend = document.getElementById("legend");
    tools();
    kinds();
    page.readLegend();
    page.onChange.push(function () { regroup(choice.value); });
  });
})(zonelib);
