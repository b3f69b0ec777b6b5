/* The data of the page, its map and its layers. User data comes out of the JSON block and goes to the screen through
   textContent and attributes only; nothing here builds markup from text. */
"use strict";
var zonelib = (function () {
  var data = JSON.parse(document.getElementById("view-data").textContent);
  var SVG = "http://www.w3.org/2000/svg";
  var page = { data: data, map: null, groups: {}, current: {}, hidden: new Set(), marks: [], opened: null, parts: [] };

  /** Give words of the page's own in its language; `parts` go to the names in braces, each by itself for the direction. */
  page.say = function (words, parts) {
    return (data.words ? data.words[words] : words).replace(/\{(\w+)\}/g, function (_, name) {
      return data.words ? "\u2068" + parts[name] + "\u2069" : parts[name];
    });
  };

  /** Give a text of the view in the language of the page; undefined where it is not one of zonelib's phrases. */
  page.known = function (text) {
    return !data.words ? text : Object.prototype.hasOwnProperty.call(data.said, text) ? data.said[text] : undefined;
  };

  /** Give an element a text of the view: in the language of the page, else in English and marked so. */
  page.tell = function (element, text) {
    var known = page.known(text);
    element.textContent = known === undefined ? text : known;
    element.dir = data.words && known !== undefined ? document.documentElement.dir : "auto";
    if (known === undefined) element.lang = "en"; else element.removeAttribute("lang");
    return element;
  };

  page.told = function (name, className, text) { return page.tell(page.element(name, className), text); };

  /** Name an element for whoever cannot see it, in words of the view. */
  page.name = function (element, text) {
    var known = page.known(text);
    element.setAttribute("aria-label", known === undefined ? text : known);
    if (known === undefined) element.setAttribute("lang", "en"); else element.removeAttribute("lang");
  };

  // Coordinates and what a record says are in these digits, in every language.
  page.locale = data.words ? document.documentElement.lang + "-u-nu-latn" : "en";
  page.number = function (number, how) { return number.toLocaleString(page.locale, how); };

  /** Make an element with a class and a text. */
  page.element = function (name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) { made.textContent = text; made.dir = "auto"; }
    return made;
  };

  /** Make the small picture of a mark; the class is the one of the legend. */
  page.glyph = function (style) {
    var svg = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("class", "glyph");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", data.marks[style]);
    path.setAttribute("class", "zl-" + style);
    svg.appendChild(path);
    return svg;
  };

  /** Make the Leaflet map of a folium map. */
  page.makeMap = function (id) {
    L.Renderer.mergeOptions({ padding: 0.6 });
    var map = page.map = L.map(id, {
      zoomSnap: 0.25, zoomDelta: 0.5, wheelPxPerZoomLevel: 90, minZoom: 2, maxZoom: 14, worldCopyJump: false,
      attributionControl: false, fadeAnimation: !page.still(), zoomAnimation: !page.still()
    });
    var credit = L.control.attribution({ prefix: "Leaflet" }).addTo(map);
    data.credits.forEach(function (words) { credit.addAttribution(words); });
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
    data.order.forEach(function (key, i) { map.createPane("zl-" + key).style.zIndex = String(400 + i); });
    map.createPane("zl-marks").style.zIndex = "620";
    page.show(data.extents[0]);
    return map;
  };

  /** True where the reader has asked for as little motion as possible. */
  page.still = function () { return window.matchMedia("(prefers-reduced-motion: reduce)").matches; };

  /** Show a part of the map. */
  page.show = function (extent) {
    var box = extent.box;
    // On a narrow screen the buttons and the scale lie over what they would else stand beside.
    var narrow = page.map.getSize().x < 700;
    page.map.fitBounds([[box[1], box[0]], [box[3], box[2]]], {
      paddingTopLeft: [14, narrow ? 46 : 18], paddingBottomRight: [14, narrow ? 26 : 18], animate: false
    });
  };

  /** Undo the packing of coordinates: whole numbers, each vertex as the step from the one before. */
  function unpack(steps, scale) {
    if (typeof steps[0] !== "number") return steps.map(function (part) { return unpack(part, scale); });
    var x = 0, y = 0, chain = [];
    for (var i = 0; i < steps.length; i += 2) chain.push([(x += steps[i]) / scale, (y += steps[i + 1]) / scale]);
    return chain;
  }

  page.shape = function (feature) {
    var packed = feature.g, chain = unpack(packed.steps, Math.pow(10, packed.digits));
    return { type: packed.type, coordinates: packed.type === "Point" ? chain[0] : chain };
  };

  function path(feature, key, className, interactive) {
    return L.geoJSON(page.shape(feature), {
      pane: "zl-" + key, interactive: interactive, bubblingMouseEvents: false,
      style: function () { return { className: className + (feature.perhaps ? " zl-perhaps" : ""), smoothFactor: key === "ground" ? 1.2 : 0.5 }; }
    });
  }

  function named(element, feature, focusable) {
    element.setAttribute("data-id", feature.id);
    page.name(element, feature.name);
    element.setAttribute("role", focusable ? "button" : "img");
    element.classList.toggle("zl-chosen", !!page.opened && feature.card === page.opened);
    if (!focusable) return;
    element.setAttribute("tabindex", "0");
    element.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      page.openCard(feature.card, element);
    });
  }

  function shape(feature, key, group, base) {
    if (feature.halo) group.addLayer(path(feature, key, "zl-halo-" + feature.style, false));
    var drawn = path(feature, key, "zl-" + feature.style + (base ? "" : " zl-shape zl-kind-" + feature.kind), !base && !!feature.card);
    drawn.on("click", function (event) { page.openCard(feature.card, event.originalEvent.target); });
    drawn.on("add", function () {
      drawn.eachLayer(function (one) {
        if (base) one.getElement().setAttribute("aria-hidden", "true");
        else named(one.getElement(), feature, key === "zones" || key === "rings" || key === "places");
      });
    });
    group.addLayer(drawn);
  }

  function mark(feature, group) {
    var icon = L.divIcon({ className: "zl-mark" + (feature.perhaps ? " zl-perhaps" : ""), html: page.glyph(feature.style), iconSize: [24, 24] });
    var xy = page.shape(feature).coordinates, at = L.latLng(xy[1], xy[0]);
    // Leaflet's own keyboard handling would write the title into an attribute of its own choice; ours is above.
    var marker = L.marker(at, { icon: icon, pane: "zl-marks", keyboard: false, bubblingMouseEvents: false });
    marker.on("add", function () { named(marker.getElement(), feature, !!feature.card); });
    marker.on("click", function () { page.openCard(feature.card, marker.getElement()); });
    group.addLayer(marker);
  }

  /** Make what Leaflet draws of a feature, so that it can be put on its layer and taken off again. */
  page.drawFeature = function (feature, key) {
    var base = data.layers[key].base, drawn = feature.drawn = [];
    var into = { addLayer: function (one) { drawn.push(one); } };
    if (feature.kind === "area" || feature.kind === "line") shape(feature, key, into, base);
    else if (feature.kind === "mark" && !base) mark(feature, into);
  };

  /** Make the Leaflet layer of a folium layer. */
  page.layer = function (key) {
    var layer = data.layers[key];
    page.groups[key] = L.featureGroup();
    page.current[key] = layer.features;
    layer.features.forEach(function (feature) {
      page.drawFeature(feature, key);
      if (feature.label) page.marks.push({ feature: feature, key: key, base: layer.base });
    });
    page.fill(key);
    return page.groups[key];
  };

  /** True for what is not drawn because something else on the map draws it now. */
  page.covered = function () { return false; };

  /** Put on a layer what stands there today and is neither hidden nor covered, in the order of drawing, and nothing else. */
  page.fill = function (key) {
    var group = page.groups[key], layer = data.layers[key];
    // What a user may have added to it stays.
    (layer.standing || []).forEach(function (one) { group.removeLayer(one); });
    layer.standing = [];
    page.current[key].forEach(function (feature) {
      if (!feature.drawn) { page.drawFeature(feature, key); page.addLabel(feature, key); }
      if (!page.hidden.has(feature.id) && !page.covered(feature)) Array.prototype.push.apply(layer.standing, feature.drawn);
    });
    layer.standing.forEach(function (one) { group.addLayer(one); });
  };

  /** Hide some features of a layer, or show them again. */
  page.hide = function (key, features, hide) {
    features.forEach(function (feature) { if (hide) page.hidden.add(feature.id); else page.hidden.delete(feature.id); });
    page.fill(key);
  };

  /** True for a feature that is on the map: its layer is, it stands there today, and it is not hidden by itself. */
  page.seen = function (key, feature) {
    return !!page.groups[key] && page.map.hasLayer(page.groups[key]) && !feature.away && !page.hidden.has(feature.id);
  };

  /** Bring the page to life, once every layer is made: each part of it, in the order in which the scripts stand. */
  page.start = function () {
    page.parts.forEach(function (begin) { begin(); });
    var box = page.map.getContainer();
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", page.say("Map") + ". " + data.title);
    window.addEventListener("load", function () {
      page.map.invalidateSize({ animate: false });
      if (!page.restore()) page.show(data.extents[0]);
      page.placeLabels();
    });
  };

  return page;
})();
