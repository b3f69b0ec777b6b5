/* The view in the address, after the #: centre and zoom, the date and the one kept beside it, the layers that are on,
   features hidden one by one, the comparison that is open and where its divider stands, the card that is open. What an address says is taken only where it fits this page; the rest is ignored. */
"use strict";
(function (page) {
  var data = page.data, ready = false, waiting = 0;

  function said() { return data.order.filter(function (key) { return page.groups[key]; }); }

  /** The features of the page in their order, as numbers: short in an address, and right as long as the page is the same. */
  function features() {
    return data.order.reduce(function (list, key) {
      return list.concat(data.layers[key].features.map(function (feature) { return { key: key, feature: feature }; }));
    }, []);
  }

  function ranges(numbers) {
    var runs = [];
    numbers.forEach(function (n) {
      var last = runs[runs.length - 1];
      if (last && last[1] === n - 1) last[1] = n; else runs.push([n, n]);
    });
    return runs.map(function (run) { return run[0] === run[1] ? String(run[0]) : run.join("-"); }).join(".");
  }

  function state() {
    var centre = page.map.getCenter(), made = new URLSearchParams(), hidden = [];
    made.set("view", [centre.lng.toFixed(5), centre.lat.toFixed(5), page.map.getZoom().toFixed(2)].join(","));
    var at = page.clock ? page.clock.get() : {};
    if (at.day) made.set("date", at.day);
    if (at.day && at.known) made.set("known", at.known);
    var kept = page.clock && page.clock.kept();
    if (kept) made.set("kept", kept.day + "," + kept.known);
    if (page.comparing) made.set("compare", page.comparing.word());
    made.set("layers", said().filter(function (key) { return page.map.hasLayer(page.groups[key]); }).join(","));
    if (page.hidden.size) features().forEach(function (one, i) { if (page.hidden.has(one.feature.id)) hidden.push(i); });
    if (hidden.length) made.set("hidden", ranges(hidden));
    if (page.opened) made.set("card", page.opened);
    return "#" + made.toString();
  }

  /** The address of what is seen. */
  page.link = function () { return location.href.split("#")[0] + state(); };

  function write() {
    if (!ready) return;
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      // A page inside a notebook has no address of its own to be changed.
      try { history.replaceState(null, "", state()); } catch (refused) { ready = false; }
    }, 250);
  }

  function number(text, low, high) {
    return /^-?\d{1,4}(\.\d{1,9})?$/.test(text) && Number(text) >= low && Number(text) <= high ? Number(text) : null;
  }

  function readView(text) {
    var parts = text.split(",");
    if (parts.length !== 3) return false;
    var lon = number(parts[0], -540, 540), lat = number(parts[1], -85, 85), zoom = number(parts[2], 2, 14);
    if (lon === null || lat === null || zoom === null) return false;
    page.map.setView([lat, lon], zoom, { animate: false });
    return true;
  }

  function readLayers(text) {
    var on = text.split(",");
    said().forEach(function (key) {
      page.hide(key, data.layers[key].features, false);
      if (on.indexOf(key) >= 0) page.map.addLayer(page.groups[key]); else page.map.removeLayer(page.groups[key]);
    });
  }

  function readHidden(text) {
    if (!/^\d{1,7}(-\d{1,7})?(\.\d{1,7}(-\d{1,7})?)*$/.test(text)) return;
    var every = features(), list = [], next = 0;
    text.split(".").forEach(function (run) {
      var ends = run.split("-").map(Number), last = Math.min(ends[ends.length - 1], every.length - 1);
      // Runs rise, as they are written: none is gone through twice.
      for (var i = Math.max(next, ends[0]); i <= last; i++) if (!data.layers[every[i].key].base) list.push(every[i]);
      next = Math.max(next, last + 1);
    });
    page.turn(list, false);
  }

  /** Set the clock to the day that an address names, or to the whole record, and keep the other that it names, or none. */
  function readDate(asked) {
    if (!page.clock) return;
    var days = [asked.get("date"), asked.get("known")].concat((asked.get("kept") || "").split(",")).map(function (text) {
      return /^\d{4}-\d\d-\d\d$/.test(text) && !isNaN(Date.parse(text)) ? text : undefined;
    });
    page.clock.set({ day: days[0], known: days[1] });
    page.clock.keep({ day: days[2], known: days[3] });
  }

  function readComparison(text) {
    var found = /^(days|\d{1,2}),(a|b|\d{1,3}(?:\.\d)?)$/.exec(text);
    if (found && page.comparisons[found[1]]) page.comparisons[found[1]](found[2]);
  }

  /** Take up the view of the address; false where it gives no place of the map. */
  page.restore = function () {
    var asked = new URLSearchParams(location.hash.slice(1)), placed = false;
    if (asked.has("view")) {
      page.compare(null);
      readDate(asked);
      if (asked.has("layers")) readLayers(asked.get("layers"));
      readHidden(asked.get("hidden") || "");
      placed = readView(asked.get("view"));
      page.readLegend();
      readComparison(asked.get("compare") || "");
      var card = asked.get("card") || "";
      if (Object.prototype.hasOwnProperty.call(data.cards, card)) page.openCard(card, null); else page.closeCard();
    }
    ready = true;
    return placed;
  };

  page.parts.push(function () {
    page.map.on("moveend", write);
    ["zonelib:choose", "zonelib:layers", "zonelib:kept", "zonelib:compare"].forEach(function (name) { document.addEventListener(name, write); });
    page.onChange.push(write);
    window.addEventListener("hashchange", function () { page.restore(); });
  });
})(zonelib);
