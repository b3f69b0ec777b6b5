/* Very many incidents: typed arrays out of the JSON block, stamped pixel by pixel on one canvas. */
"use strict";
(function (page) {
  var key = Object.keys(page.data.layers).filter(function (one) { return page.data.layers[one].points; })[0];
  if (!key) return;
  var packed = page.data.layers[key].points, R = 6378137, scale = Math.pow(10, packed.digits);

  function numbers(text, Type) {
    var raw = atob(text), bytes = new Uint8Array(raw.length);
    for (var i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
    return new Type(bytes.buffer);
  }

  var at = numbers(packed.at, Int32Array), n = packed.n;
  var kind = packed.kind ? numbers(packed.kind, packed.few ? Uint8Array : Uint16Array) : null;
  var day = packed.day ? numbers(packed.day, packed.short ? Uint16Array : Int32Array) : null;
  var precision = packed.precision ? numbers(packed.precision, Uint32Array) : null;
  // Web Mercator once for all, as shares of the world's width from its upper left corner.
  var xs = new Float64Array(n), ys = new Float64Array(n), stretch = new Float32Array(n);
  for (var i = 0; i < n; i++) {
    var phi = at[2 * i + 1] / scale * Math.PI / 180;
    xs[i] = at[2 * i] / scale / 360 + 0.5;
    ys[i] = 0.5 - Math.asinh(Math.tan(phi)) / (2 * Math.PI);
    stretch[i] = 1 / Math.cos(phi);
  }

  /** Whether an incident is shown: on the day or before it, or without a day. */
  var last = Infinity;
  function shown(i) { return !day || day[i] <= last; }

  /** A dot of that radius in pixels, as offsets and opacities; hollow for a place that is not exact. */
  function stamp(radius, hollow) {
    var dots = [], reach = Math.ceil(radius + 1);
    for (var y = -reach; y <= reach; y++) for (var x = -reach; x <= reach; x++) {
      var far = Math.hypot(x, y), alpha = Math.min(1, Math.max(0, radius + 0.5 - far));
      if (hollow) alpha *= Math.min(1, Math.max(0, far - radius + 1.7));
      if (alpha > 0.02) dots.push([x, y, Math.round(255 * alpha)]);
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
        if (x >= 0 && y >= 0 && x < wide && y < high && shown(i)) seen++;
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
      var full = stamp(radius, false), hollow = stamp(radius + 0.5, true), across = Math.ceil(wide / cell);
      var taken = new Uint8Array(across * Math.ceil(high / cell)), rgb = ink();
      var picture = new ImageData(wide, high), pixels = new Uint32Array(picture.data.buffer);
      var colour = (rgb[2] << 16) | (rgb[1] << 8) | rgb[0], drawn = 0;
      for (var i = 0; i < n; i++) {
        if (!shown(i)) continue;
        var x = Math.round(xs[i] * world - x0), y = Math.round(ys[i] * world - y0);
        if (x < full.reach + 1 || y < full.reach + 1 || x >= wide - full.reach - 1 || y >= high - full.reach - 1) continue;
        var square = Math.floor(y / cell) * across + Math.floor(x / cell);
        if (taken[square]) continue;
        taken[square] = 1;
        drawn++;
        var dots = (precision && precision[i] * stretch[i] * metre > radius ? hollow : full).dots;
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

  /** The incident nearest to a place of the map, within eight pixels; -1 for none. */
  function nearest(latlng) {
    var world = 256 * Math.pow(2, page.map.getZoom()), point = page.map.project(latlng), best = 64, found = -1;
    for (var i = 0; i < n; i++) {
      var dx = xs[i] * world - point.x, dy = ys[i] * world - point.y, far = dx * dx + dy * dy;
      if (far < best && shown(i)) { best = far; found = i; }
    }
    return found;
  }

  function dayOf(i) {
    return day && day[i] ? new Date((packed.first + day[i] - 1) * 864e5).toISOString().slice(0, 10) : "";
  }

  function words(i) { return (kind && packed.kinds[kind[i]]) || "Incident"; }

  /** Open the card of one incident. */
  function open(i) {
    var id = "incident/" + i, stated = precision && precision[i];
    function fact(label, value) { return { label: label, value: value || "not stated", sort: value ? "said" : "silent", claims: [] }; }
    page.data.cards[id] = {
      id: id, kind: "Incident", title: words(i), claims: [], facts: [
        fact("Day", dayOf(i)), fact("Place (latitude, longitude)", (at[2 * i + 1] / scale).toFixed(5) + ", " + (at[2 * i] / scale).toFixed(5)),
        fact("How far the true place may lie", stated ? stated.toLocaleString("en") + " m" : "")
      ]
    };
    page.openCard(id, page.map.getContainer());
  }

  var layer = new Dots();
  page.incidents = {
    drawn: 0, nearest: nearest, open: open,
    /** Show what happened on that day (ISO) or before it, and what has no day; null shows all. */
    setDay: function (iso) {
      last = iso ? Math.floor(Date.parse(iso + "T00:00:00Z") / 864e5) - packed.first + 1 : Infinity;
      var count = 0, box = document.querySelector('[data-count="' + key + '"]');
      for (var i = 0; i < n; i++) if (shown(i)) count++;
      if (box) box.textContent = count.toLocaleString("en");
      if (layer._map) layer.draw();
      return count;
    }
  };

  page.parts.push(function () {
    var map = page.map, hint = L.tooltip({ direction: "top", offset: [0, -4] }), waiting = 0;
    page.groups[key].addLayer(layer);
    page.onChange.push(function (at) { page.incidents.setDay(at.day); });
    map.on("click", function (event) {
      var i = layer._map ? nearest(event.latlng) : -1;
      if (i >= 0) open(i);
    });
    // Once for each frame at most: a hundred thousand distances take about a millisecond.
    map.on("mousemove", function (event) {
      if (waiting || !layer._map) return;
      waiting = requestAnimationFrame(function () {
        waiting = 0;
        var i = nearest(event.latlng);
        if (i < 0) { hint.remove(); return; }
        var text = page.element("span", "", words(i) + (dayOf(i) ? ", " + dayOf(i) : ""));
        hint.setLatLng([at[2 * i + 1] / scale, at[2 * i] / scale]).setContent(text).addTo(map);
      });
    });
    map.on("mouseout", function () { hint.remove(); });
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () { if (layer._map) layer.draw(); });
  });
})(zonelib);
