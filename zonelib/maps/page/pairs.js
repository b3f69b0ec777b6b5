/* Two lines of one place, each with all that is inside it: side by side at a divider, or in turn, and that only by hand.
   Their difference stays with them, or is taken off. Both are layers of the map: one is cut at the divider, or hidden.
   What the record draws of the same lines is covered meanwhile: it would stand on both sides. */
"use strict";
(function (page) {
  var pairs = page.data.pairs || [], pair = pairs[0], mode = "", divider, parts = {};
  var lines = { word: function () { return pairs.indexOf(pair) + 1 + "," + (mode === "split" ? divider.left() : mode); }, end: end };

  function turn(keys, on) {
    page.turn(keys.reduce(function (list, key) {
      return list.concat(page.current[key].map(function (feature) { return { key: key, feature: feature }; }));
    }, []), on);
  }

  function withDifference() { return pair.difference.some(function (key) { return page.map.hasLayer(page.groups[key]); }); }

  function panes() { return pair.layers.map(function (key) { return page.map.getPane("zl-" + key); }); }

  /** Cover the same lines of the record, or draw them again; whatever day it is, a line is the same by its shape. */
  function cover(ids) {
    var before = page.covered, shapes = [];
    page.data.order.forEach(function (key) {
      page.data.layers[key].features.forEach(function (feature) { if (ids.indexOf(feature.id) >= 0) shapes.push(feature.g); });
    });
    page.covered = function (feature) { return shapes.indexOf(feature.g) >= 0; };
    page.data.order.forEach(function (key) {
      if (page.current[key].some(function (feature) { return before(feature) !== page.covered(feature); })) page.fill(key);
    });
  }

  /** Show both lines at the divider ("split"), or one of them ("a", "b"). */
  function show(next, left) {
    if (page.comparing !== lines) {
      page.compare(lines);
      cover(pair.same);
      turn(pair.layers, true);
    }
    mode = next;
    if (mode === "split") divider.open(left); else divider.close();
    panes().forEach(function (pane, i) { pane.hidden = mode === "ba"[i]; });
    tell();
    document.dispatchEvent(new Event("zonelib:compare"));
  }

  function end() {
    mode = "";
    divider.close();
    panes().forEach(function (pane) { pane.hidden = false; });
    cover([]);
    turn(pair.layers, false);
    tell();
  }

  /** Let the buttons and the status say what is on the map. */
  function tell() {
    parts.split.setAttribute("aria-pressed", String(mode === "split"));
    parts.flip.textContent = page.say("Flip to {line}", { line: pair.names[mode === "a" ? 1 : 0] });
    parts.difference.setAttribute("aria-pressed", String(withDifference()));
    parts.end.hidden = !mode;
    parts.told.textContent = !mode ? "" : mode === "split"
      ? page.say("{left} left of the divider, {right} right of it", { left: pair.names[0], right: pair.names[1] })
      : page.say("On the map: {line}", { line: pair.names["ab".indexOf(mode)] });
  }

  /** Take up another pair, with its difference where that of the one before was seen. */
  function choose(next) {
    var was = mode, seen = withDifference();
    if (was) page.compare(null);
    turn(pair.difference, false);
    pair = next;
    turn(pair.difference, seen);
    page.show(page.data.extents.filter(function (extent) { return extent.key === pair.difference[0]; })[0]);
    if (was) show(was); else tell();
  }

  function button(words, run) {
    var made = page.element("button", "", words);
    made.type = "button";
    made.addEventListener("click", run);
    return made;
  }

  function choice() {
    var label = page.element("label", "", page.say("Compare") + " "), field = parts.choice = page.element("select");
    pairs.forEach(function (one, i) { field.appendChild(page.element("option", "", one.title)).value = String(i); });
    field.autocomplete = "off";
    field.addEventListener("change", function () { choose(pairs[Number(field.value)]); });
    label.appendChild(field);
    label.hidden = pairs.length < 2;
    return label;
  }

  page.parts.push(function () {
    if (!pair) return;
    var bar = page.element("section", "pair"), row = page.element("div", "row"), frame = page.map.getContainer().parentElement;
    bar.setAttribute("aria-label", page.say("Two lines"));
    parts.split = button(page.say("Two lines side by side"), function () { if (mode === "split") page.compare(null); else show("split"); });
    parts.flip = button("", function () { show(mode === "a" ? "b" : "a"); });
    parts.difference = button(page.say("Their difference"), function () { turn(pair.difference, !withDifference()); });
    parts.end = button("✕", function () { page.compare(null); parts.split.focus(); });
    parts.end.setAttribute("aria-label", page.say("End the comparison"));
    parts.told = page.element("span", "told");
    parts.told.setAttribute("role", "status");
    [choice(), parts.split, parts.flip, parts.difference, parts.end, parts.told].forEach(function (one) { row.appendChild(one); });
    bar.appendChild(row);
    frame.classList.add("timed");
    frame.insertBefore(bar, frame.querySelector(".clock"));
    page.map.invalidateSize({ animate: false });
    divider = page.divider(function () { return pair.names; }, function (left, right) {
      panes().forEach(function (pane, i) { pane.style.clipPath = [left, right][i]; });
    }, function () { return parts.split; });
    pairs.forEach(function (one, i) {
      page.comparisons[i + 1] = function (where) {
        pair = one;
        parts.choice.value = String(i);
        show(isNaN(where) ? where : "split", isNaN(where) ? undefined : Number(where));
      };
    });
    document.addEventListener("zonelib:layers", tell);
    tell();
  });
})(zonelib);
