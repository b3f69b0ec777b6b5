/* Labels that do not collide. A zone has a stack (its name, its status, then its buffers, duties and objections) set
   beside it with a leader line; places and names take the first free spot, or none. */
"use strict";
(function (page) {
  var pane, leaders, stacks = {}, plain = [];
  // Zoom from which a town of the base map is named, by its rank.
  var TOWN_ZOOM = [3, 3.5, 4.5, 5.5, 6, 6.5, 7.5, 8, 9, 9.5];

  function opener(element, feature) {
    element.addEventListener("click", function () { page.openCard(feature.card, element); });
    page.name(element, feature.name);
    return element;
  }

  function stackOf(id) {
    if (!stacks[id]) {
      stacks[id] = { box: page.element("div", "zl-stack"), items: [], zone: null };
      pane.appendChild(stacks[id].box);
    }
    return stacks[id];
  }

  function stacked(mark) {
    var feature = mark.feature, stack = stackOf(feature.stack), item;
    if (feature.kind === "tag") {
      item = opener(page.element("button", "zl-tag"), feature);
      item.type = "button";
      item.appendChild(page.glyph(feature.style));
      item.appendChild(page.told("span", "", feature.label));
    } else {
      item = opener(page.element("button", "zl-name"), feature);
      item.type = "button";
      item.tabIndex = -1; // the zone's own shape is in the tab order already
      item.appendChild(page.element("strong", "", feature.label));
      item.appendChild(page.told("span", "", feature.detail));
    }
    stack.items.push({
      mark: mark, element: item, at: L.latLng(feature.at[1], feature.at[0]),
      zone: feature.kind === "tag" ? null : L.geoJSON(page.shape(feature)).getBounds()
    });
    stack.box.insertBefore(item, feature.kind === "tag" ? null : stack.box.querySelector(".zl-tag"));
  }

  function single(mark) {
    var feature = mark.feature, label = page.element("div", "zl-label zl-" + feature.style + " zl-label-" + mark.key);
    if (mark.base && feature.kind === "mark") label.appendChild(page.glyph(feature.style));
    label.appendChild(page.element("span", "", feature.label));
    if (mark.base) label.setAttribute("aria-hidden", "true");
    pane.appendChild(label);
    plain.push({ mark: mark, element: label, centred: feature.kind === "name", line: feature.kind === "line" ? spotsOf(feature) : null });
  }

  function spotsOf(feature) {
    return L.geoJSON(page.shape(feature)).getLayers()[0].getLatLngs().flat();
  }

  function visible(mark) { return page.seen(mark.key, mark.feature); }

  /** Let each stack stand at its zone as it is drawn today, or nowhere. */
  function settle() {
    Object.keys(stacks).forEach(function (id) {
      var here = stacks[id].items.filter(function (item) { return item.zone && !item.mark.feature.away; })[0];
      stacks[id].zone = here ? here.zone : null;
      stacks[id].at = here ? here.at : null;
      stacks[id].mark = here ? here.mark : null;
    });
  }

  function overlap(a, b) {
    var x = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x), y = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
    return x > 0 && y > 0 ? x * y : 0;
  }

  function total(box, others) { return others.reduce(function (sum, other) { return sum + overlap(box, other); }, 0); }

  function outside(box, size) { return box.w * box.h - overlap(box, { x: 6, y: 6, w: size.x - 12, h: size.y - 40 }); }

  function pixels(bounds) {
    var nw = page.map.latLngToContainerPoint(bounds.getNorthWest()), se = page.map.latLngToContainerPoint(bounds.getSouthEast());
    return { x: nw.x, y: nw.y, w: se.x - nw.x, h: se.y - nw.y };
  }

  /** Say how much the labels of the zones may tell: all of it, names and symbols, or names alone. */
  function telling(size) {
    var all = Object.keys(stacks).map(function (id) { return stacks[id].zone; }).filter(Boolean);
    if (!all.length) return "";
    var whole = all.reduce(function (sum, one) { return sum.extend(one); }, L.latLngBounds([]));
    var box = pixels(whole);
    if (Math.max(box.w, box.h) < 240) return "zl-names-only";
    return size.x < 700 ? "zl-compact" : "";
  }

  /** Spots round a zone, the nearest first. */
  function spots(zone, w, h) {
    var found = [], rows = [0.5, 0.2, 0.8, 0, 1];
    [16, 44, 90, 150].forEach(function (gap) {
      rows.forEach(function (row) {
        var y = zone.y + row * zone.h - h / 2;
        found.push({ x: zone.x + zone.w + gap, y: y, w: w, h: h, far: gap }, { x: zone.x - gap - w, y: y, w: w, h: h, far: gap });
      });
      rows.forEach(function (column) {
        var x = zone.x + column * zone.w - w / 2;
        found.push({ x: x, y: zone.y - gap - h, w: w, h: h, far: gap + 10 }, { x: x, y: zone.y + zone.h + gap, w: w, h: h, far: gap + 10 });
      });
    });
    return found;
  }

  function leader(from, box) {
    var to = { x: Math.max(box.x, Math.min(from.x, box.x + box.w)), y: Math.max(box.y, Math.min(from.y, box.y + box.h)) };
    var line = document.createElementNS("http://www.w3.org/2000/svg", "line");
    [["x1", from.x], ["y1", from.y], ["x2", to.x], ["y2", to.y]].forEach(function (pair) { line.setAttribute(pair[0], String(Math.round(pair[1]))); });
    leaders.appendChild(line);
  }

  function placeStacks(taken, size, lines) {
    var shown = Object.keys(stacks).map(function (id) { return stacks[id]; }).filter(function (stack) {
      var some = false;
      stack.items.forEach(function (item) {
        item.element.hidden = !visible(item.mark);
        some = some || !item.element.hidden;
      });
      // Tags alone would not say of which zone they tell.
      stack.items.forEach(function (item) { if (item.mark.feature.kind !== "tag") item.element.hidden = !some || !!item.mark.feature.away; });
      stack.box.hidden = !some || !stack.zone || !page.map.getBounds().intersects(stack.zone);
      return !stack.box.hidden;
    });
    var zones = shown.map(function (stack) { return pixels(stack.zone); });
    shown.forEach(function (stack, i) {
      var w = stack.box.offsetWidth, h = stack.box.offsetHeight, best = null, least = Infinity;
      spots(zones[i], w, h).forEach(function (spot) {
        var cost = 60 * total(spot, taken) + 25 * outside(spot, size) + 4 * total(spot, zones) + 8 * total(spot, lines) + 12 * spot.far;
        if (cost < least) { least = cost; best = spot; }
      });
      best.x = Math.max(6, Math.min(best.x, size.x - w - 6));
      best.y = Math.max(6, Math.min(best.y, size.y - h - 6));
      move(stack.box, best);
      taken.push({ x: best.x - 4, y: best.y - 4, w: w + 8, h: h + 8 });
      leader(page.map.latLngToContainerPoint(stack.at), best);
    });
  }

  /** Where a label may stand, seen from its point, the best first. */
  function tries(label, w, h) {
    var middle = [[-w / 2, -h / 2]];
    if (label.centred && label.mark.base) {
      // The name of a sea stays within it, and is left out where it would reach far beyond.
      var room = roomOf(label.mark.feature), far = 0.8 * room;
      if (room < 0.3 * w) return [];
      return middle.concat([[far - w / 2, -h / 2], [-far - w / 2, -h / 2], [-w / 2, far - h / 2], [-w / 2, -far - h / 2]]);
    }
    if (label.centred) return middle;
    // A town of the base map brings its own dot, before the name or after it.
    if (label.mark.base) return [[-5, -h / 2], [5 - w, -h / 2, true]];
    return [[10, -h / 2], [-10 - w, -h / 2], [-w / 2, -h - 10], [-w / 2, 10]];
  }

  function roomOf(feature) {
    var a = page.map.latLngToContainerPoint([feature.at[1], feature.at[0]]);
    return page.map.latLngToContainerPoint([feature.at[1], feature.at[0] + feature.room]).distanceTo(a);
  }

  /** Where the label of a line may stand: above or below one of its parts, clear of the line itself. */
  function triesAlong(label, w, h, at) {
    var found = [];
    [8, 20, 34, 50].forEach(function (gap) {
      [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9].forEach(function (share) {
        var spot = label.line[Math.round(share * (label.line.length - 1))], point = page.map.latLngToContainerPoint(spot);
        found.push([point.x - at.x - w / 2, point.y - at.y - h - gap], [point.x - at.x - w / 2, point.y - at.y + gap]);
      });
    });
    return found;
  }

  /** What a label of a line must not lie on: the line, as a row of small boxes. */
  function trail(line) {
    var last = null;
    return line.map(function (spot) { return page.map.latLngToContainerPoint(spot); }).filter(function (point) {
      if (last && point.distanceTo(last) < 8) return false;
      last = point;
      return true;
    }).map(function (point) { return { x: point.x - 4, y: point.y - 4, w: 8, h: 8 }; });
  }

  /** The order in which labels are set: what is said, then seas, then towns. */
  function inOrder(afar) {
    var names = plain.filter(function (label) { return label.mark.base && label.centred; });
    if (afar) names.reverse(); // the last place of each name is the one for a look from afar
    return plain.filter(function (label) { return !label.mark.base; })
      .concat(names, plain.filter(function (label) { return label.mark.base && !label.centred; }));
  }

  /** What no label should lie on if there is another way: the lines that a report names. */
  function trails() {
    return plain.reduce(function (all, label) {
      return label.line && visible(label.mark) ? all.concat(trail(label.line)) : all;
    }, []);
  }

  /** True for a line too short on the screen for its name to point to it. */
  function tooShort(label, w) {
    if (!label.line) return false;
    var box = pixels(L.latLngBounds(label.line));
    return Math.max(box.w, box.h) < 0.6 * w;
  }

  function placeSingles(taken, size, zones, lines) {
    var written = {}, afar = page.map.getContainer().classList.contains("zl-names-only");
    inOrder(afar).forEach(function (label) {
      var feature = label.mark.feature, zoom = TOWN_ZOOM[Math.min(feature.rank - 5, TOWN_ZOOM.length - 1)];
      label.element.hidden = !visible(label.mark) || (label.mark.base && feature.kind === "mark" && page.map.getZoom() < zoom);
      // A sea has one place for its name near the zones and one far out; one of them is enough.
      if (label.centred && label.mark.base && written[feature.label]) label.element.hidden = true;
      if (label.element.hidden) return;
      var at = page.map.latLngToContainerPoint([feature.at[1], feature.at[0]]);
      var off = at.x < 0 || at.y < 0 || at.x > size.x || at.y > size.y;
      if (off && !label.line) { label.element.hidden = true; return; }
      var w = label.element.offsetWidth, h = label.element.offsetHeight;
      var avoid = label.mark.base && label.centred ? taken.concat(zones) : taken;
      var spots = (label.line ? triesAlong(label, w, h, at) : tries(label, w, h))
        .map(function (t) { return { x: at.x + t[0], y: at.y + t[1], w: w, h: h, flip: t[2] }; })
        .filter(function (box) { return total(box, avoid) === 0 && outside(box, size) < 1; });
      // What is said may lie on a line or a zone rather than be left out; a name of the base map may not.
      var cost = function (box) { return total(box, lines) + (label.mark.base ? 0 : total(box, zones)); };
      var free = spots.reduce(function (best, box) { return best && cost(best) <= cost(box) ? best : box; }, null);
      if (free && (tooShort(label, w) || (label.mark.base && cost(free) > 0))) free = null;
      label.element.hidden = !free;
      if (!free) return;
      label.element.classList.toggle("zl-flip", !!free.flip);
      written[feature.label] = true;
      move(label.element, free);
      taken.push({ x: free.x - 2, y: free.y - 1, w: w + 4, h: h + 2 });
    });
  }

  function move(element, box) {
    L.DomUtil.setPosition(element, page.map.containerPointToLayerPoint([box.x, box.y]).round());
  }

  /** Set every label anew. */
  page.placeLabels = function () {
    settle();
    var size = page.map.getSize(), taken = [], home = page.map.getContainer(), mode = telling(size);
    ["zl-compact", "zl-names-only"].forEach(function (name) { home.classList.toggle(name, name === mode); });
    document.querySelectorAll(".views, .leaflet-control, .zl-locator, .zl-tick").forEach(function (control) {
      var box = control.getBoundingClientRect(), frame = home.getBoundingClientRect();
      taken.push({ x: box.left - frame.left, y: box.top - frame.top, w: box.width, h: box.height });
    });
    while (leaders.firstChild) leaders.removeChild(leaders.firstChild);
    L.DomUtil.setPosition(leaders, page.map.containerPointToLayerPoint([0, 0]));
    page.marks.forEach(function (mark) {
      if (mark.base || mark.feature.kind !== "mark" || !visible(mark)) return;
      var at = page.map.latLngToContainerPoint([mark.feature.at[1], mark.feature.at[0]]);
      taken.push({ x: at.x - 7, y: at.y - 7, w: 14, h: 14 });
    });
    var lines = trails();
    placeStacks(taken, size, lines);
    var zones = Object.keys(stacks).filter(function (id) { return stacks[id].zone && visible(stacks[id].mark); })
      .map(function (id) { return pixels(stacks[id].zone); });
    // A small zone is not to be written over at all, a large one not by the base map.
    zones.forEach(function (box) { if (box.w < 90 && box.h < 90) taken.push(box); });
    placeSingles(taken, size, zones, lines);
  };

  /** Make the label of a feature that comes later. */
  page.addLabel = function (feature, key) {
    if (!feature.label) return;
    var mark = { feature: feature, key: key, base: false };
    page.marks.push(mark);
    if (feature.stack) stacked(mark); else single(mark);
  };

  /** Make the elements of all labels, the most important first. */
  page.parts.push(function () {
    pane = page.map.createPane("zl-labels");
    pane.style.zIndex = "640";
    pane.classList.add("leaflet-zoom-hide");
    leaders = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    leaders.setAttribute("class", "zl-leaders");
    leaders.setAttribute("aria-hidden", "true");
    pane.appendChild(leaders);
    L.DomEvent.disableClickPropagation(pane);
    page.marks.filter(function (m) { return m.feature.stack && m.feature.kind !== "tag"; }).forEach(stacked);
    page.marks.filter(function (m) { return m.feature.kind === "tag"; }).forEach(stacked);
    page.marks.filter(function (m) { return !m.feature.stack; })
      .sort(function (a, b) {
        return a.feature.rank - b.feature.rank || (a.feature.kind === "line") - (b.feature.kind === "line");
      }).forEach(single);
    page.map.on("moveend zoomend resize layeradd layerremove", L.Util.throttle(page.placeLabels, 60, page));
    page.placeLabels();
  });
})(zonelib);
