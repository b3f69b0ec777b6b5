/* The tables below the map: sorted by any column, and bound to the map, so that what is chosen here is seen there. */
"use strict";
(function (page) {
  var MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
  var collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  var byCard = new Map();

  /** What a cell is sorted by: a day, a number, else its text; what is not stated comes last either way. */
  function key(cell) {
    // A cell in the language of the page carries what it says in English.
    var shown = cell.textContent.trim(), words = cell.hasAttribute("data-said") ? cell.getAttribute("data-said") : shown, day = /^(\d{1,2}) ([a-z]+) (\d{4})/i.exec(words), number = /^[-−]?\d[\d,]*(\.\d+)?(?=$|\s)/.exec(words);
    if (/^(–|none|not stated)?$/.test(words)) return null;
    var month = day ? MONTHS.indexOf(day[2].toLowerCase()) : -1;
    if (month >= 0) return Number(day[3]) * 10000 + (month + 1) * 100 + Number(day[1]);
    return number ? Number(number[0].replace(/,/g, "").replace("−", "-")) : shown;
  }

  function compare(a, b, turn) {
    if (a === null || b === null) return (a === null) - (b === null);
    if (typeof a === "number" && typeof b === "number") return turn * (a - b);
    return turn * collator.compare(String(a), String(b));
  }

  /** Sort by a column: upwards, then downwards, then as the record has it. */
  function sort(table, heads, at, rows) {
    var next = { none: "ascending", ascending: "descending", descending: "none" }[heads[at].getAttribute("aria-sort")];
    heads.forEach(function (head, i) { head.setAttribute("aria-sort", i === at ? next : "none"); });
    var turn = next === "descending" ? -1 : 1, sorted = rows.map(function (row, i) { return { row: row, i: i, key: key(row.cells[at]) }; });
    if (next !== "none") sorted.sort(function (a, b) { return compare(a.key, b.key, turn) || a.i - b.i; });
    sorted.forEach(function (one) { table.tBodies[0].appendChild(one.row); });
  }

  function sortable(table) {
    var heads = Array.from(table.tHead.rows[0].cells), rows = Array.from(table.tBodies[0].rows);
    heads.forEach(function (head, at) {
      var button = page.element("button", "sort", head.textContent);
      button.type = "button";
      head.textContent = "";
      head.setAttribute("aria-sort", "none");
      head.appendChild(button);
      button.addEventListener("click", function () { sort(table, heads, at, rows); });
    });
  }

  /** Show what a card tells of: switched on, and within the view. */
  page.reveal = function (id) {
    var found = page.featuresOf(id), bounds = L.latLngBounds([]);
    if (!found.length) return;
    page.turn(found, true);
    found.forEach(function (one) { if (one.feature.kind !== "name") bounds.extend(L.geoJSON(page.shape(one.feature)).getBounds()); });
    if (!bounds.isValid() || page.map.getBounds().contains(bounds)) return;
    page.map.fitBounds(bounds.pad(0.25), { maxZoom: Math.max(page.map.getZoom(), 9), animate: !page.still() });
  };

  function opens(row) {
    var cell = row.firstElementChild, button = page.element("button", "link", cell.textContent), id = row.getAttribute("data-card");
    button.type = "button";
    button.removeAttribute("dir"); // the cell's own, which looks into what carries none
    cell.textContent = "";
    cell.appendChild(button);
    if (!byCard.has(id)) byCard.set(id, []);
    byCard.get(id).push(row);
    button.addEventListener("click", function () {
      page.reveal(id);
      page.openCard(id, button);
      document.querySelector(".stage").scrollIntoView({ behavior: page.still() ? "auto" : "smooth" });
    });
  }

  /** Mark the rows of what is chosen, and bring the first of them to the top of its table, without moving the page. */
  function choose(id) {
    document.querySelectorAll("tr[aria-current]").forEach(function (row) { row.removeAttribute("aria-current"); });
    (byCard.get(id) || []).forEach(function (row, i) {
      row.setAttribute("aria-current", "true");
      var box = row.closest(".scroll");
      if (i === 0) box.scrollTop = row.offsetTop - row.closest("table").tHead.offsetHeight;
    });
    if (byCard.has(id)) leadToRow(byCard.get(id)[0]);
  }

  function leadToRow(row) {
    var card = document.getElementById("card"), button = page.element("button", "small to-row", page.say("Show in the table"));
    button.type = "button";
    button.addEventListener("click", function () {
      row.closest("details").open = true;
      row.scrollIntoView({ block: "center", behavior: page.still() ? "auto" : "smooth" });
      row.querySelector("button").focus({ preventScroll: true });
    });
    card.insertBefore(button, card.querySelector("dl"));
  }

  page.parts.push(function () {
    document.querySelectorAll("#tables tr[data-card]").forEach(opens);
    document.querySelectorAll("#tables table").forEach(sortable);
    document.addEventListener("zonelib:choose", function (event) { choose(event.detail); });
  });
})(zonelib);
