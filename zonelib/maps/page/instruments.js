/* What a reader measures with: where the pointer or the middle of the map lies, and the lines of the graticule.
   Longitude comes first, as everywhere in zonelib, and is named. */
"use strict";
(function (page) {
  // In degrees, from the whole earth to a village.
  var STEPS = [60, 30, 20, 10, 5, 2, 1, 1 / 2, 1 / 6, 1 / 12, 1 / 30, 1 / 60], APART = 110, LIMIT = 85;
  var readout, at = null, sexagesimal = false, grid = null, ticks;

  /** Make a button of the instruments. */
  page.tool = function (words, className) {
    var made = page.element("button", className, words);
    made.type = "button";
    return made;
  };

  /** Put a box of ours into a corner of the map; what happens inside it does not reach the map. */
  page.corner = function (position, box) {
    var control = L.control({ position: position });
    control.onAdd = function () {
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    };
    control.addTo(page.map);
  };

  function letter(value, letters) { return letters[value < 0 ? 1 : 0]; }

  function padded(number, digits) { return ("000" + number).slice(-digits); }

  /** Degrees, minutes and seconds: rounded as a whole, so that no 60″ is ever written. */
  function dms(value, letters, width) {
    var seconds = Math.round(Math.abs(value) * 3600), minutes = Math.floor(seconds / 60);
    return padded(Math.floor(minutes / 60), width) + "°" + padded(minutes % 60, 2) + "′" + padded(seconds % 60, 2) + "″ " + letter(value, letters);
  }

  function decimal(value, letters) { return Math.abs(value).toFixed(4) + "° " + letter(value, letters); }

  /** Say a position; longitudes beyond ±180° are those of the copies of the world beside it. */
  page.coordinates = function (lon, lat, inSeconds) {
    var x = page.wrapped(lon);
    return inSeconds ? dms(x, "EW", 3) + ", " + dms(lat, "NS", 2) : decimal(x, "EW") + ", " + decimal(lat, "NS");
  };

  function read() {
    var where = at || page.map.getCenter();
    readout.lastChild.textContent = page.coordinates(where.lng, where.lat, sexagesimal);
    readout.firstChild.textContent = at ? page.say("Pointer, lon, lat") + " " : page.say("Centre, lon, lat") + " ";
  }

  function startReadout() {
    readout = page.tool("", "zl-readout");
    readout.appendChild(page.element("span"));
    readout.appendChild(page.element("bdi")).dir = "ltr";
    readout.title = page.say("Decimal degrees or degrees, minutes, seconds (WGS 84)");
    readout.addEventListener("click", function () { sexagesimal = !sexagesimal; read(); });
    page.corner("bottomleft", readout);
    page.map.on("mousemove", function (event) { at = event.latlng; read(); });
    page.map.on("mouseout", function () { at = null; read(); });
    // By keyboard the map moves under a pointer that does not.
    page.map.getContainer().addEventListener("keydown", function () { at = null; });
    page.map.on("move", read);
    read();
  }

  // ------------------------------------------------------------------------------------------------------ graticule

  /** The finest step whose lines stand apart, given pixels to a degree. */
  function step(pixels) {
    return STEPS.filter(function (one) { return one * pixels >= APART; }).pop() || STEPS[0];
  }

  function lines(low, high, by) {
    var found = [];
    for (var i = Math.ceil(low / by - 1e-9); i * by <= high + 1e-9; i++) found.push(i * by);
    return found;
  }

  /** The name of a line: whole degrees, or degrees and minutes; the equator and both seams without a letter. */
  page.lineName = function (value, letters) {
    var minutes = Math.round(Math.abs(value) * 60), rest = minutes % 60;
    var words = Math.floor(minutes / 60) + "°" + (rest ? padded(rest, 2) + "′" : "");
    return minutes === 0 || minutes === 180 * 60 ? words : words + " " + letter(value, letters);
  };

  function tick(words, x, y, className) {
    var made = page.element("span", "zl-tick " + className, words);
    made.style.left = x + "px";
    made.style.top = y + "px";
    ticks.appendChild(made);
  }

  function label(meridians, parallels) {
    var size = page.map.getSize();
    ticks.textContent = "";
    meridians.forEach(function (lon) {
      var x = page.map.latLngToContainerPoint([page.map.getCenter().lat, lon]).x;
      if (x > 24 && x < size.x - 24) tick(page.lineName(page.wrapped(lon), "EW"), x, 0, "zl-tick-lon");
    });
    parallels.forEach(function (lat) {
      var y = page.map.latLngToContainerPoint([lat, page.map.getCenter().lng]).y;
      if (y > 24 && y < size.y - 24) tick(page.lineName(lat, "NS"), size.x, y, "zl-tick-lat");
    });
    clearOf();
  }

  /** A number that would lie on a control is left out: the line still has its neighbours'. */
  function clearOf() {
    var boxes = [].map.call(document.querySelectorAll(".views, .leaflet-control, .zl-locator"), function (one) { return one.getBoundingClientRect(); });
    [].forEach.call(ticks.children, function (one) {
      var box = one.getBoundingClientRect();
      one.hidden = boxes.some(function (other) {
        return box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;
      });
    });
  }

  function drawGrid() {
    if (!page.map.hasLayer(grid)) return;
    var view = page.map.getBounds(), wide = view.pad(0.5), middle = page.map.getCenter().lat;
    var pixels = 256 * Math.pow(2, page.map.getZoom()) / 360;
    // Mercator stretches what lies far from the equator: there the parallels may stand closer.
    var south = Math.max(wide.getSouth(), -LIMIT), north = Math.min(wide.getNorth(), LIMIT);
    var meridians = lines(wide.getWest(), wide.getEast(), step(pixels));
    var parallels = lines(south, north, step(pixels / Math.cos(middle * Math.PI / 180)));
    var options = { pane: "zl-graticule", interactive: false, className: "zl-graticule" };
    grid.clearLayers();
    meridians.forEach(function (lon) { grid.addLayer(L.polyline([[south, lon], [north, lon]], options)); });
    parallels.forEach(function (lat) { grid.addLayer(L.polyline([[lat, wide.getWest()], [lat, wide.getEast()]], options)); });
    label(meridians, parallels);
    page.placeLabels(); // once more: the names give way to the numbers
  }

  function startGraticule(bar) {
    var button = page.tool(page.say("Graticule"));
    var pane = page.map.createPane("zl-graticule");
    pane.style.zIndex = "610"; // over every fill, under marks and labels
    pane.setAttribute("aria-hidden", "true");
    ticks = page.element("div", "zl-ticks");
    ticks.setAttribute("aria-hidden", "true");
    page.map.getContainer().appendChild(ticks);
    grid = L.layerGroup();
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", function () {
      var shown = !page.map.hasLayer(grid);
      button.setAttribute("aria-pressed", String(shown));
      ticks.textContent = "";
      if (shown) page.map.addLayer(grid); else page.map.removeLayer(grid);
      drawGrid();
    });
    bar.appendChild(button);
    page.map.on("moveend zoomend resize", drawGrid);
    page.map.on("movestart", function () { ticks.textContent = ""; });
  }

  page.parts.push(function () {
    page.tools = page.element("div", "zl-tools");
    page.tools.setAttribute("role", "group");
    page.tools.setAttribute("aria-label", page.say("Instruments"));
    page.corner("topleft", page.tools);
    startReadout();
    startGraticule(page.tools);
  });
})(zonelib);
