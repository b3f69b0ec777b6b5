/* Very many incidents: typed arrays out of the JSON block, stamped pixel by pixel on one canvas. What stands on a day of
   the clock is decided once for each turn of it, in `held`; keys, circles and table (the files after this) ask here. */
"use strict";
(function (page) {
  var key = Object.keys(page.data.layers).filter(function (one) { return page.data.layers[one].points; })[0];
  if (!key) return;
  var packed = page.data.layers[key].points, R = 6378137, scale = Math.pow(10, packed.digits);
  var dates = new Intl.DateTimeFormat(page.locale === "en" ? "en-GB" : page.locale, { dateStyle: "long", timeZone: "UTC" });

  function numbers(text, Type) {
    var raw = atob(text), bytes = new Uint8Array(raw.length);
    for (var i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
    return new Type(bytes.buffer);
  }

  var at = numbers(packed.at, Int32Array), n = packed.n;
  var kind = packed.kind ? numbers(packed.kind, packed.few ? Uint8Array : Uint16Array) : null;
  var day = packed.day ? numbers(packed.day, packed.short ? Uint16Array : Int32Array) : null;
  var span = packed.span ? numbers(packed.span, packed.brief ? Uint8Array : Int32Array) : null;
  var which = packed.precision ? numbers(packed.precision, packed.metres ? Uint8Array : Float64Array) : null;
  // Web Mercator once for all, as shares of the world's width from its upper left corner.
  var xs = new Float64Array(n), ys = new Float64Array(n), stretch = new Float32Array(n);
  for (var i = 0; i < n; i++) {
    var phi = at[2 * i + 1] / scale * Math.PI / 180;
    xs[i] = at[2 * i] / scale / 360 + 0.5;
    ys[i] = 0.5 - Math.asinh(Math.tan(phi)) / (2 * Math.PI);
    stretch[i] = 1 / Math.cos(phi);
  }

  /** Metres within which the true place lies; 0 for an exact one, -1 where nobody says. */
  function precision(i) { return !which ? -1 : packed.metres ? packed.metres[which[i]] : which[i]; }

  /** For each incident whether it is on the map: 0 no, 1 certainly, 2 perhaps, for its day is not known so well. */
  var held = new Uint8Array(n).fill(1), counts = { shown: n, perhaps: 0 }, from, to;
  function hold(i) {
    if (to === undefined) return 1;
    if (!day || !day[i]) return 2;
    var last = day[i] + (span ? span[i] : 0);
    return day[i] > to || last < from ? 0 : day[i] >= from && last <= to ? 1 : 2;
  }

  /** A dot of that radius in pixels, as offsets and opacities; hollow for a place that is not exact. */
  function stamp(radius, hollow, share) {
    var dots = [], reach = Math.ceil(radius + 1);
    for (var y = -reach; y <= reach; y++) for (var x = -reach; x <= reach; x++) {
      var far = Math.hypot(x, y), alpha = Math.min(1, Math.max(0, radius + 0.5 - far));
      if (hollow) alpha *= Math.min(1, Math.max(0, far - radius + 1.7));
      if (alpha > 0.02) dots.push([x, y, Math.round(255 * alpha * share)]);
    }
    return { dots: dots, reach: reach };
  }

  function ink() {
    var probe = page.element("span"), box = page.map.getContainer();
    probe.style.color = "var(--ochre)";
    box.appendChild(probe);
    var found = getComputedStyle(probe).color.match(/\d+/g).map(Number);
    box.removeChild(probe);
    return found;
  }

  var Dots = L.Layer.extend({
    onAdd: function (map) {
      this.canvas = L.DomUtil.create("canvas", "zl-dots leaflet-zoom-hide");
      this.canvas.setAttribute("aria-hidden", "true");
      map.getPane("zl-" + key).appendChild(this.canvas);
      map.on("moveend zoomend viewreset resize", this.draw, this);
      this.draw();
    },
    onRemove: function (map) {
      map.off("moveend zoomend viewreset resize", this.draw, this);
      this.canvas.remove();
    },
    /** The fewer in view, the larger the dots; a crowd lets the ground be seen. */
    radius: function (origin, wide, high) {
      var world = 256 * Math.pow(2, this._map.getZoom()), seen = 0;
      for (var i = 0; i < n; i++) {
        var x = xs[i] * world - origin.x, y = ys[i] * world - origin.y;
        if (x >= 0 && y >= 0 && x < wide && y < high && held[i]) seen++;
      }
      this.canvas.style.opacity = seen > 4000 ? ".55" : "1";
      return seen > 20000 ? 0.9 : seen > 4000 ? 1.4 : 3;
    },
    /** Draw what is in view, and a margin, so that a drag shows no bare edge; one dot in each square of three pixels. */
    draw: function () {
      var map = this._map, size = map.getSize(), ratio = Math.min(2, window.devicePixelRatio || 1);
      var pad = Math.round(0.25 * Math.max(size.x, size.y)), wide = Math.round((size.x + 2 * pad) * ratio), high = Math.round((size.y + 2 * pad) * ratio);
      if (!size.x || !size.y) return;
      var corner = map.containerPointToLayerPoint([-pad, -pad]), origin = map.getPixelOrigin().add(corner);
      var world = 256 * Math.pow(2, map.getZoom()) * ratio, x0 = origin.x * ratio, y0 = origin.y * ratio;
      var metre = world / (2 * Math.PI * R), radius = this.radius(origin, wide / ratio, high / ratio) * ratio, cell = Math.round(3 * ratio);
      // By whether it is hollow, and whether it is there only perhaps.
      var stamps = [0, 1, 2, 3].map(function (k) { return stamp(radius + (k & 1) / 2, k & 1, k & 2 ? 0.55 : 1); });
      var margin = stamps[1].reach + 1, across = Math.ceil(wide / cell);
      var taken = new Uint8Array(across * Math.ceil(high / cell)), rgb = ink();
      var picture = new ImageData(wide, high), pixels = new Uint32Array(picture.data.buffer);
      var colour = (rgb[2] << 16) | (rgb[1] << 8) | rgb[0], drawn = 0;
      for (var i = 0; i < n; i++) {
        if (!held[i]) continue;
        var x = Math.round(xs[i] * world - x0), y = Math.round(ys[i] * world - y0);
        if (x < margin || y < margin || x >= wide - margin || y >= high - margin) continue;
        var square = Math.floor(y / cell) * across + Math.floor(x / cell);
        if (taken[square]) continue;
        taken[square] = 1;
        drawn++;
        var dots = stamps[(precision(i) * stretch[i] * metre > radius ? 1 : 0) + (held[i] === 2 ? 2 : 0)].dots;
        for (var k = 0; k < dots.length; k++) {
          var p = (y + dots[k][1]) * wide + x + dots[k][0];
          if (pixels[p] >>> 24 < dots[k][2]) pixels[p] = (dots[k][2] << 24 | colour) >>> 0;
        }
      }
      this.canvas.width = wide;
      this.canvas.height = high;
      this.canvas.style.width = wide / ratio + "px";
      this.canvas.style.height = high / ratio + "px";
      L.DomUtil.setPosition(this.canvas, corner);
      this.canvas.getContext("2d").putImageData(picture, 0, 0);
      page.incidents.drawn = drawn;
    }
  });

  /** The incident on the map nearest to a place of it, within so many pixels; -1 for none. `fits` may refuse some. */
  function nearest(latlng, within, fits) {
    var world = 256 * Math.pow(2, page.map.getZoom()), point = page.map.project(latlng), best = within * within, found = -1;
    for (var i = 0; i < n; i++) {
      var dx = xs[i] * world - point.x, dy = ys[i] * world - point.y, far = dx * dx + dy * dy;
      if (far < best && held[i] && (!fits || fits(dx, dy, i))) { best = far; found = i; }
    }
    return found;
  }

  function spoken(step) {
    return dates.format(new Date((packed.first + step - 1) * 864e5));
  }

  function iso(step) { return new Date((packed.first + step - 1) * 864e5).toISOString().slice(0, 10); }

  function dayOf(i) {
    if (!day || !day[i]) return "";
    return span && span[i] ? page.say("between {first} and {last}", { first: spoken(day[i]), last: spoken(day[i] + span[i]) }) : spoken(day[i]);
  }

  function precisionOf(i) {
    var metres = precision(i);
    return metres < 0 ? "" : metres ? page.number(metres) + " m" : page.say("exact");
  }

  function words(i) { return (kind && packed.kinds[kind[i]]) || page.say("Incident"); }

  function placeOf(i) { return (at[2 * i + 1] / scale).toFixed(5) + ", " + (at[2 * i] / scale).toFixed(5); }

  /** An incident in the columns that `draw` reads, as texts; empty where nothing is stated. */
  function cells(i) {
    var metres = precision(i), stated = day && day[i];
    return [
      String(i), (at[2 * i] / scale).toFixed(packed.digits), (at[2 * i + 1] / scale).toFixed(packed.digits), kind ? packed.kinds[kind[i]] : "",
      stated ? iso(day[i]) : "", stated && span && span[i] ? iso(day[i] + span[i]) : "", metres < 0 ? "" : String(metres)
    ];
  }

  /** Open the card of one incident. */
  function open(i, opener) {
    var id = "incident/" + i;
    function fact(label, value) { return { label: label, value: value || page.say("not stated"), sort: value ? "said" : "silent", claims: [] }; }
    page.data.cards[id] = {
      id: id, kind: page.say("Incident"), title: words(i), claims: [], parties: [], facts: [
        fact(page.say("Day"), dayOf(i)), fact(page.say("Place (latitude, longitude)"), placeOf(i)),
        fact(page.say("How far the true place may lie"), precisionOf(i)), fact(page.say("Row of the data, from 0"), String(i))
      ]
    };
    page.openCard(id, opener || page.map.getContainer());
  }

  var layer = new Dots();
  page.incidents = {
    key: key, layer: layer, n: n, drawn: 0, held: held, counts: counts, xs: xs, ys: ys, nearest: nearest, open: open,
    words: words, cells: cells, dayOf: dayOf, placeOf: placeOf, precision: precision, precisionOf: precisionOf,
    /** How the table orders: by day, kind or precision; what is not stated comes last. */
    order: {
      day: function (i) { return day && day[i] ? day[i] : Infinity; }, kind: function (i) { return kind ? kind[i] : 0; },
      precision: function (i) { return precision(i) < 0 ? Infinity : precision(i); }
    },
    lonlat: function (i) { return [at[2 * i] / scale, at[2 * i + 1] / scale]; },
    /** The number of the incident whose card is that, or -1. */
    numberOf: function (id) { return id && id.indexOf("incident/") === 0 ? Number(id.slice(9)) : -1; },
    /** Called whenever other incidents are on the map than before. */
    onChange: [],
    /** Show what happened on that day (ISO) or in the days before it, so many in all; null shows all. */
    setDay: function (iso, days) {
      to = iso ? Math.floor(Date.parse(iso + "T00:00:00Z") / 864e5) - packed.first + 1 : undefined;
      from = days ? to - days + 1 : -Infinity;
      counts.shown = counts.perhaps = 0;
      for (var i = 0; i < n; i++) {
        held[i] = hold(i);
        if (held[i]) counts.shown++;
        if (held[i] === 2) counts.perhaps++;
      }
      document.querySelectorAll('[data-count="' + key + '"]').forEach(function (box) { box.textContent = page.number(counts.shown); });
      if (layer._map) layer.draw();
      page.incidents.onChange.forEach(function (follow) { follow(); });
      return counts.shown;
    }
  };

  /** The window of days that the clock shows, chosen in the legend and said there. */
  function windowChoice() {
    var entry = document.querySelector('input[data-layer="' + key + '"]').closest(".entry");
    var line = page.element("p", "hint window"), label = page.element("label", "", page.say("On a day of the clock:") + " "), choice = page.element("select"), told = page.element("span");
    [1, 7, 30, 365, 0].forEach(function (days) {
      var words = !days ? page.say("all until then") : days === 1 ? page.say("that day") : page.say("that day and the {n} before", { n: days - 1 });
      var option = page.element("option", "", words);
      option.value = String(days);
      choice.appendChild(option);
    });
    choice.value = "30";
    choice.autocomplete = "off";
    function turn() {
      page.incidents.setDay(page.day, Number(choice.value));
      told.textContent = counts.perhaps && page.day ? " " + page.say("Of these, {n} perhaps: their day is not known so well; they are lighter.", { n: page.number(counts.perhaps) }) : "";
    }
    choice.addEventListener("change", turn);
    page.onChange.push(turn);
    label.appendChild(choice);
    line.appendChild(label);
    line.appendChild(told);
    entry.appendChild(line);
  }

  page.parts.push(function () {
    var map = page.map, hint = L.tooltip({ direction: "top", offset: [0, -4] }), waiting = 0;
    page.groups[key].addLayer(layer);
    if (page.clock && day) windowChoice();
    map.on("click", function (event) {
      var i = layer._map ? nearest(event.latlng, 8) : -1;
      if (i >= 0) open(i);
    });
    // Once for each frame at most: a hundred thousand distances take about a millisecond.
    map.on("mousemove", function (event) {
      if (waiting || !layer._map) return;
      waiting = requestAnimationFrame(function () {
        waiting = 0;
        var i = nearest(event.latlng, 8);
        if (i < 0) { hint.remove(); return; }
        var text = page.element("span", "", words(i) + (dayOf(i) ? ", " + dayOf(i) : ""));
        hint.setLatLng([at[2 * i + 1] / scale, at[2 * i] / scale]).setContent(text).addTo(map);
      });
    });
    map.on("mouseout", function () { hint.remove(); });
    ["(prefers-color-scheme: dark)", "(forced-colors: active)"].forEach(function (asked) {
      window.matchMedia(asked).addEventListener("change", function () { if (layer._map) layer.draw(); });
    });
  });
})(zonelib);
