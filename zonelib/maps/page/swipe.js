/* Two days side by side: left of a divider the day that was kept, right of it the day of the clock.
   The map goes to the kept day in silence, what stands there is copied as a picture, and it comes back; the picture and
   the map are clipped at the divider. The copy is made anew whenever the map moves, the clock turns or a layer is switched. */
"use strict";
(function (page) {
  var button, divider, picture, busy = false, waiting = 0;
  var days = { word: function () { return "days," + divider.left(); }, end: end };

  function live() {
    return page.data.order.filter(function (key) { return !page.data.layers[key].base; })
      .map(function (key) { return "zl-" + key; }).concat("zl-marks", "zl-labels")
      .map(function (name) { return page.map.getPane(name); });
  }

  /** Copy an element; what a canvas shows is no part of its element. */
  function copy(pane) {
    var made = pane.cloneNode(true), canvases = made.querySelectorAll("canvas");
    pane.querySelectorAll("canvas").forEach(function (canvas, i) { canvases[i].getContext("2d").drawImage(canvas, 0, 0); });
    made.style.clipPath = "";
    return made;
  }

  function draw() {
    waiting = 0;
    if (!on()) return;
    busy = true;
    page.clock.glance(function () { picture.replaceChildren.apply(picture, live().map(copy)); });
    picture.hidden = false;
    busy = false;
    divider.draw();
  }

  function later() {
    if (on() && !busy && !waiting) waiting = requestAnimationFrame(draw);
  }

  function cut(left, right) {
    picture.style.clipPath = left;
    live().forEach(function (pane) { pane.style.clipPath = right; });
  }

  function on() { return page.comparing === days; }

  /** Whether a day is kept, and the clock stands on another. */
  function two() {
    var day = page.clock.get().day, kept = page.clock.kept();
    return !!kept && day !== null && day !== kept.day;
  }

  function begin(left) {
    if (!two()) return;
    button.setAttribute("aria-pressed", "true");
    page.compare(days);
    divider.open(left);
    draw();
  }

  function end() {
    button.setAttribute("aria-pressed", "false");
    divider.close();
    picture.hidden = true;
    picture.replaceChildren();
  }

  page.parts.push(function () {
    if (!page.clock) return;
    picture = page.map.createPane("zl-kept");
    picture.inert = true;
    picture.hidden = true;
    button = page.element("button", "", page.say("Side by side"));
    button.type = "button";
    button.hidden = true;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", function () { if (on()) page.compare(null); else begin(); });
    document.querySelector(".clock .drop").before(button);
    divider = page.divider(function () { return [page.clock.kept().day, page.clock.get().day].map(page.clock.spoken); }, cut, function () { return button; });
    page.comparisons.days = function (where) { if (!isNaN(where)) begin(Number(where)); };
    document.addEventListener("zonelib:kept", function () {
      button.hidden = !two();
      if (on() && !two()) page.compare(null);
    });
    page.onChange.push(later);
    page.map.on("moveend resize layeradd layerremove", later);
    page.map.on("zoomstart", function () { picture.hidden = true; });
    document.addEventListener("zonelib:layers", later);
  });
})(zonelib);
