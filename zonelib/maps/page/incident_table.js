/* Many incidents as a table, a page of rows at a time: those that are on the map on the day of the clock, in an order that
   is said above them. It is made when it is opened; a choice in it is seen on the map, and the other way round. */
"use strict";
(function (page) {
  var all = page.incidents, ROWS = 50, order = [], first = 0, by = "day", turn = 1, stale = true, chosen = -1, parts = {};
  if (!all) return;
  var COLUMNS = [
    ["row", page.say("Row"), page.say("by row")], ["kind", page.say("Kind"), page.say("by kind")], ["day", page.say("Day"), page.say("by day")],
    ["", page.say("Latitude, longitude")], ["precision", page.say("True place within"), page.say("by true place within")]
  ];

  function sort() {
    var key = all.order[by], keys = new Float64Array(all.n), found = [];
    for (var i = 0; i < all.n; i++) if (all.held[i]) { keys[i] = key ? key(i) : i; found.push(i); }
    // What is not stated is infinite, and comes last either way.
    order = Uint32Array.from(found).sort(function (a, b) {
      if (keys[a] === keys[b]) return a - b;
      return keys[a] === Infinity ? 1 : keys[b] === Infinity ? -1 : turn * (keys[a] - keys[b]);
    });
    stale = false;
  }

  /** Bring the map to an incident, and open its card. */
  function reveal(i, opener) {
    var at = all.lonlat(i), place = L.latLng(at[1], at[0]);
    page.map.addLayer(page.groups[all.key]);
    page.readLegend();
    if (!page.map.getBounds().contains(place)) page.map.setView(place, Math.max(page.map.getZoom(), 9), { animate: !page.still() });
    all.open(i, opener);
    document.querySelector(".stage").scrollIntoView({ behavior: page.still() ? "auto" : "smooth" });
  }

  function row(i) {
    var made = page.element("tr"), head = page.element("th"), button = page.element("button", "link", String(i));
    head.scope = "row";
    button.type = "button";
    button.addEventListener("click", function () { reveal(i, button); });
    head.appendChild(button);
    if (all.held[i] === 2) head.appendChild(page.element("span", "when", page.say("perhaps")));
    made.appendChild(head);
    [all.words(i), all.dayOf(i) || page.say("not stated"), all.placeOf(i), all.precisionOf(i) || page.say("not stated")].forEach(function (text) {
      made.appendChild(page.element("td", "", text));
    });
    if (i === chosen) made.setAttribute("aria-current", "true");
    return made;
  }

  /** Say which rows are shown, and in which order. */
  function said() {
    if (!order.length) return page.say("None on the map on this day.");
    var numbers = { from: page.number(first + 1), to: page.number(Math.min(first + ROWS, order.length)), all: page.number(order.length) };
    var rows = page.day ? page.say("Rows {from} to {to} of {all} on the map on this day", numbers) : page.say("Rows {from} to {to} of {all} on the map", numbers);
    var way = COLUMNS.filter(function (one) { return one[0] === by; })[0][2];
    return page.say(way === COLUMNS[0][2] ? "{rows}, {way}." : "{rows}, {way}, then by row.", { rows: rows, way: turn < 0 ? page.say("{way} downwards", { way: way }) : way });
  }

  function fill() {
    if (!parts.box.open) { stale = true; return; }
    if (stale) sort();
    first = Math.max(0, Math.min(first, Math.floor((order.length - 1) / ROWS) * ROWS));
    parts.body.textContent = "";
    order.slice(first, first + ROWS).forEach(function (i) { parts.body.appendChild(row(i)); });
    parts.told.textContent = said();
    parts.back.disabled = !first;
    parts.on.disabled = first + ROWS >= order.length;
    parts.heads.forEach(function (head, k) { if (COLUMNS[k][0]) head.setAttribute("aria-sort", COLUMNS[k][0] !== by ? "none" : turn > 0 ? "ascending" : "descending"); });
  }

  /** All that are on the map, in the order of the table. */
  function rows() {
    if (stale) sort();
    return [["row", "lon", "lat", "kind", "date", "last_day", "precision_m"]].concat(Array.from(order, all.cells));
  }

  function button(words, act) {
    var made = page.element("button", "small", words);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  function head(column) {
    var made = page.element("th"), sorts = page.element("button", "sort", column[1]);
    made.scope = "col";
    if (!column[0]) { made.textContent = column[1]; return made; }
    sorts.type = "button";
    sorts.addEventListener("click", function () {
      turn = by === column[0] ? -turn : 1;
      by = column[0];
      first = 0;
      stale = true;
      fill();
    });
    made.appendChild(sorts);
    return made;
  }

  function build() {
    var box = parts.box = page.element("details", "zl-incident-table"), summary = page.element("summary"), title = page.element("h3", "", page.say("Incidents, one by one") + " ");
    var count = page.element("span", "count", page.number(all.n)), scroll = page.element("div", "scroll"), table = page.element("table"), line = page.element("tr"), turning = page.element("div");
    count.setAttribute("data-count", all.key);
    title.appendChild(count);
    summary.appendChild(title);
    parts.told = page.element("p", "hint", "");
    parts.told.setAttribute("role", "status");
    parts.back = button(page.say("Rows before"), function () { first -= ROWS; fill(); });
    parts.on = button(page.say("Rows after"), function () { first += ROWS; fill(); });
    parts.heads = COLUMNS.map(head);
    parts.heads.forEach(function (one) { line.appendChild(one); });
    table.createTHead().appendChild(line);
    parts.body = table.createTBody();
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", page.say("Incidents, one by one"));
    scroll.appendChild(table);
    [parts.back, parts.on, page.csvButton(page.say("Incidents, one by one"), rows)].forEach(function (one) { turning.appendChild(one); });
    [summary, parts.told, turning, scroll].forEach(function (one) { box.appendChild(one); });
    box.addEventListener("toggle", function () { if (box.open && stale) fill(); });
    document.querySelector("#tables h2").after(box);
  }

  /** From the card of an incident to its row. */
  function lead(i) {
    chosen = i;
    if (parts.box.open) fill();
    if (i < 0) return;
    var made = button(page.say("Show in the table"), function () {
      parts.box.open = true;
      if (stale) sort();
      first = Math.floor(order.indexOf(i) / ROWS) * ROWS;
      fill();
      var found = parts.body.querySelector("tr[aria-current]");
      if (!found) return;
      found.scrollIntoView({ block: "center", behavior: page.still() ? "auto" : "smooth" });
      found.querySelector("button").focus({ preventScroll: true });
    });
    made.classList.add("to-row");
    document.getElementById("card").insertBefore(made, document.querySelector("#card dl"));
  }

  page.parts.push(function () {
    build();
    all.onChange.push(function () { stale = true; first = 0; fill(); });
    document.addEventListener("zonelib:choose", function (event) { lead(all.numberOf(event.detail)); });
  });
})(zonelib);
