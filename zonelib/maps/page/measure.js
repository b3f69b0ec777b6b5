/* Measure along geodesics of the WGS 84 ellipsoid: click the map, or press Enter for its middle; Escape ends. */
"use strict";
(function (page) {
  // Metres between the points of a line that is drawn: finer than the eye can tell at any zoom that shows so much.
  var STEP = 20000;
  var points = [], on = false, box, total, legs, live, button, drawn;

  /** Metres up to a kilometre, then kilometres to the metre. */
  function length(metres) {
    var exact = { minimumFractionDigits: 3, maximumFractionDigits: 3 };
    return metres < 999.5 ? Math.round(metres) + " m" : page.number(metres / 1000, exact) + " km";
  }

  function bearing(degrees) { return ("00" + (Math.round(degrees) % 360)).slice(-3) + "°"; }

  /** Each leg with its length and line; null for one between near-antipodes. */
  function measured() {
    var from = points[0];
    return points.slice(1).map(function (to) {
      var leg = page.geodesic(from, to, STEP);
      // The line goes on from where it stands, be it in the next copy of the world.
      from = leg ? leg.line[leg.line.length - 1] : to;
      return leg;
    });
  }

  function latlngs(line) { return line.map(function (xy) { return [xy[1], xy[0]]; }); }

  function sketch(found) {
    drawn.clearLayers();
    var ends = points.slice(0, 1);
    found.forEach(function (leg, i) {
      ends.push(leg ? leg.line[leg.line.length - 1] : points[i + 1]);
      if (!leg) return;
      ["zl-measure-halo", "zl-measure"].forEach(function (name) {
        drawn.addLayer(L.polyline(latlngs(leg.line), { pane: "zl-measure", interactive: false, className: name, smoothFactor: 0.5 }));
      });
    });
    latlngs(ends).forEach(function (at) {
      drawn.addLayer(L.circleMarker(at, { pane: "zl-measure", interactive: false, radius: 4, className: "zl-measure-end" }));
    });
  }

  function words(found) {
    if (!points.length) return page.say("Click the map, or press Enter for its middle. Escape ends.");
    if (!found.length) return page.say("First point: {at}.", { at: page.coordinates(points[0][0], points[0][1], false) });
    if (found.indexOf(null) >= 0) return page.say("Cannot tell: two points lie nearly opposite each other on the earth.");
    var sum = found.reduce(function (so, leg) { return so + leg.metres; }, 0);
    return page.say("Total {length}", { length: length(sum) }) + (sum < 999.5 ? "" : " (" + page.number(Math.round(sum)) + " m)");
  }

  function show() {
    var found = measured();
    sketch(found);
    total.textContent = words(found);
    legs.textContent = "";
    found.forEach(function (leg) {
      legs.appendChild(page.element("li", "", leg ? page.say("{length}, bearing {bearing}", { length: length(leg.metres), bearing: bearing(leg.bearing) }) : page.say("cannot tell")));
    });
    legs.scrollTop = legs.scrollHeight;
    live.textContent = found.length > 1 ? page.say("Leg {n}: {leg}. {total}", { n: found.length, leg: legs.lastChild.textContent, total: total.textContent }) : total.textContent;
    page.placeLabels();
  }

  function add(at) {
    var last = points[points.length - 1];
    if (last && last[0] === at.lng && last[1] === at.lat) return; // the second of a double click
    points.push([at.lng, at.lat]);
    show();
  }

  function undo() { points.pop(); show(); }

  function turn(to) {
    on = to;
    points = [];
    box.hidden = !on;
    button.setAttribute("aria-pressed", String(on));
    page.map.getContainer().classList.toggle("zl-measuring", on);
    page.map.doubleClickZoom[on ? "disable" : "enable"]();
    show();
    if (on) page.map.getContainer().focus({ preventScroll: true });
    else live.textContent = page.say("Measuring ended.");
  }

  function end() { turn(false); button.focus({ preventScroll: true }); }

  /** A click anywhere on the map is a point, on a zone or a label too: it is taken before it reaches them. */
  function taken(event) {
    if (!on || !page.map.getContainer().contains(event.target) || event.target.closest(".leaflet-control")) return;
    event.stopPropagation();
    event.preventDefault();
    var dragging = page.map.dragging;
    if (event.detail && !(dragging && dragging.moved())) add(page.map.mouseEventToLatLng(event));
  }

  function pressed(event) {
    if (!on) return;
    var onMap = event.target === page.map.getContainer();
    if (event.key === "Escape") { event.stopPropagation(); end(); }
    else if (onMap && event.key === "Enter") { event.preventDefault(); add(page.map.getCenter()); }
    else if (onMap && event.key === "Backspace") { event.preventDefault(); undo(); }
  }

  function makeBox() {
    box = page.element("div", "zl-measure-box");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", page.say("Measure"));
    total = page.element("p", "zl-measure-total");
    legs = page.element("ol");
    legs.setAttribute("aria-label", page.say("Legs"));
    live = page.element("p", "zl-live");
    live.setAttribute("role", "status");
    box.appendChild(total);
    box.appendChild(legs);
    [[page.say("Add the middle"), function () { add(page.map.getCenter()); }], [page.say("Take back"), undo], [page.say("End"), end]].forEach(function (one) {
      var made = page.tool(one[0]);
      made.addEventListener("click", one[1]);
      box.appendChild(made);
    });
    box.appendChild(page.element("p", "hint", page.say("Along geodesics of the WGS 84 ellipsoid, at sea level.")));
    box.hidden = true;
  }

  page.parts.push(function () {
    var pane = page.map.createPane("zl-measure"), frame = page.map.getContainer().parentElement;
    pane.style.zIndex = "645";
    pane.style.pointerEvents = "none";
    pane.setAttribute("aria-hidden", "true");
    drawn = L.layerGroup().addTo(page.map);
    makeBox();
    button = page.tool(page.say("Measure"));
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", function () { if (on) end(); else turn(true); });
    page.tools.insertBefore(button, page.tools.firstChild);
    page.corner("topleft", box);
    frame.appendChild(live);
    frame.appendChild(page.element("div", "zl-cross")).setAttribute("aria-hidden", "true");
    frame.addEventListener("click", taken, true);
    document.addEventListener("keydown", pressed, true);
  });
})(zonelib);
