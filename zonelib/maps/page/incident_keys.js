/* Many incidents by keyboard, and how far their true places may lie. The layer is one stop of the tab key: a ring round
   one incident. Arrows move it to the nearest that way, Page Down and Page Up on and back by distance from where an arrow
   last left it, also between incidents of one place; Enter opens the card, Escape gives the keys back to the map. */
"use strict";
(function (page) {
  var all = page.incidents;
  if (!all) return;
  // Close in, and where so few are in view, every one that is not exact has its circle; else only the chosen one.
  var FROM_ZOOM = 9, AT_MOST = 200, CORNERS = 72;
  var here = -1, anchor = -1, chosen = -1, ring, circles, status;
  var WAYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  function told(i) {
    var at = all.precisionOf(i);
    return page.say("Row {n}: {kind}", { n: i, kind: all.words(i) }) + "; " + (all.dayOf(i) || page.say("day not stated")) + "; " +
      (!at ? page.say("precision not stated") : all.precision(i) ? page.say("place within {length}", { length: at }) : page.say("exact place")) +
      (all.held[i] === 2 ? "; " + page.say("perhaps in these days") : "");
  }

  function latlng(i) { var at = all.lonlat(i); return L.latLng(at[1], at[0]); }

  function world() { return 256 * Math.pow(2, page.map.getZoom()); }

  // ------------------------------------------------------------------------------------------------------- circles

  function circle(i) {
    var at = all.lonlat(i), rim = [];
    for (var k = 0; k < CORNERS; k++) {
      var one = page.direct(at, 360 * k / CORNERS, all.precision(i));
      rim.push([one[1], at[0] + page.wrapped(one[0] - at[0])]);
    }
    var drawn = L.polygon(rim, { pane: "zl-" + all.key, interactive: false, className: "zl-incident-spread", smoothFactor: 0 });
    drawn.incident = i;
    return drawn;
  }

  /** Every incident that is in view and on the map, or null where they are more than so many. */
  function inView(most) {
    var w = world(), box = page.map.getPixelBounds(), found = [];
    for (var i = 0; i < all.n; i++) {
      if (!all.held[i]) continue;
      var x = all.xs[i] * w, y = all.ys[i] * w;
      if (x < box.min.x || y < box.min.y || x > box.max.x || y > box.max.y) continue;
      if (found.length === most) return null;
      found.push(i);
    }
    return found;
  }

  function drawCircles() {
    circles.clearLayers();
    if (!all.layer._map) return;
    var list = (page.map.getZoom() >= FROM_ZOOM && inView(AT_MOST)) || [];
    if (chosen >= 0 && all.held[chosen] && list.indexOf(chosen) < 0) list.push(chosen);
    list.forEach(function (i) { if (all.precision(i) > 0) circles.addLayer(circle(i)); });
    circles.eachLayer(function (one) { one.getElement().setAttribute("aria-hidden", "true"); });
  }

  function choose(i) {
    chosen = i;
    if (i >= 0) ring.setLatLng(latlng(i));
    mark();
    drawCircles();
  }

  // ---------------------------------------------------------------------------------------------------------- keys

  /** The ring is seen round what is chosen, and while it has the keys. */
  function mark() {
    var element = ring.getElement();
    if (element) element.classList.toggle("on", chosen >= 0 || document.activeElement === element);
  }

  function move(i, keepAnchor) {
    if (i < 0) { status.textContent = page.say(here < 0 ? "No incident on the map" : "No incident further that way"); return; }
    here = i;
    if (!keepAnchor) anchor = i;
    ring.setLatLng(latlng(i));
    page.map.panInside(latlng(i), { padding: [60, 60], animate: false });
    var element = ring.getElement();
    element.setAttribute("aria-label", told(i));
    status.textContent = told(i);
    choose(i);
  }

  /** The nearest within 45° of a way. */
  function nextThatWay(way) {
    return all.nearest(latlng(here), Infinity, function (dx, dy, i) {
      var along = dx * way[0] + dy * way[1], aside = Math.abs(dx * way[1] + dy * way[0]);
      return i !== here && along > 0.01 && aside <= along; // a hair of a pixel is rounding
    });
  }

  /** The next by distance from the anchor, or the one before; those of one distance in the order of their rows. */
  function nextByDistance(step) {
    var x0 = all.xs[anchor], y0 = all.ys[anchor], found = -1, best;
    function far(i) { return Math.pow(all.xs[i] - x0, 2) + Math.pow(all.ys[i] - y0, 2); }
    var now = far(here);
    for (var i = 0; i < all.n; i++) {
      if (!all.held[i]) continue;
      var one = far(i), beyond = step * (one - now || i - here), nearer = found < 0 || step * (one - best || i - found) < 0;
      if (beyond > 0 && nearer) { found = i; best = one; }
    }
    return found;
  }

  function enter() {
    if (here >= 0 && all.held[here] && page.map.getBounds().contains(latlng(here))) move(here);
    else move(all.nearest(page.map.getCenter(), Infinity));
  }

  function press(event) {
    var element = ring.getElement();
    if (WAYS[event.key]) move(here < 0 ? -1 : nextThatWay(WAYS[event.key]));
    else if (event.key === "PageDown" || event.key === "PageUp") move(here < 0 ? -1 : nextByDistance(event.key === "PageDown" ? 1 : -1), true);
    else if ((event.key === "Enter" || event.key === " ") && here >= 0) all.open(here, element);
    else if (event.key === "Escape") page.map.getContainer().focus({ preventScroll: true });
    else return;
    event.preventDefault();
    event.stopPropagation(); // the arrows are the map's own, too
  }

  function bind() {
    var element = ring.getElement();
    element.setAttribute("role", "button");
    element.setAttribute("tabindex", "0");
    element.setAttribute("aria-label", page.say("Incidents: arrow keys go from one to the next, Enter opens its card, Escape leaves"));
    element.addEventListener("focus", enter);
    element.addEventListener("blur", function () { setTimeout(mark); });
    element.addEventListener("keydown", press);
  }

  page.parts.push(function () {
    var map = page.map, group = page.groups[all.key];
    ring = L.marker(map.getCenter(), { icon: L.divIcon({ className: "zl-incident-ring", html: "", iconSize: [26, 26] }), pane: "zl-marks", keyboard: false, interactive: false });
    circles = L.featureGroup();
    status = page.element("p", "zl-unseen", "");
    status.setAttribute("role", "status");
    map.getContainer().parentElement.appendChild(status);
    ring.on("add", bind);
    group.addLayer(circles).addLayer(ring);
    // Never where nobody sees it: out of view it waits in the middle of the map.
    map.on("moveend", function () {
      if (chosen < 0 && document.activeElement !== ring.getElement() && !map.getBounds().contains(ring.getLatLng())) ring.setLatLng(map.getCenter());
      drawCircles();
    });
    all.onChange.push(drawCircles);
    document.addEventListener("zonelib:choose", function (event) { choose(all.numberOf(event.detail)); });
  });
})(zonelib);
