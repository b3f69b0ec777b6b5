/* Two days side by side: left of a divider the day that was kept, right of it the day of the clock.
   The map goes to the kept day in silence, what stands there is copied as a picture, and it comes back; the picture and
   the map are clipped at the divider. The copy is made anew whenever the map moves, the clock turns or a layer is switched. */
"use strict";
(function (page) {
  var button, divider, tags, picture, share = 0.5, busy = false, waiting = 0;

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
    clip();
  }

  function later() {
    if (on() && !busy && !waiting) waiting = requestAnimationFrame(draw);
  }

  /** Clip both sides at the divider; a pane has no size of its own, so far away stands for its ends. */
  function clip() {
    var size = page.map.getSize(), x = page.map.containerPointToLayerPoint([share * size.x, 0]).x, far = 99999;
    function side(from, to) {
      return "polygon(" + [[from, -far], [to, -far], [to, far], [from, far]].map(function (p) { return p[0] + "px " + p[1] + "px"; }).join(",") + ")";
    }
    live().forEach(function (pane) { pane.style.clipPath = on() ? side(x, far) : ""; });
    if (!on()) return;
    picture.style.clipPath = side(-far, x);
    divider.style.left = 100 * share + "%";
    divider.setAttribute("aria-valuenow", String(Math.round(100 * share)));
    var days = [page.clock.kept(), page.clock.get().day].map(page.clock.spoken);
    tags.forEach(function (tag, i) { tag.textContent = days[i]; });
    divider.setAttribute("aria-label", page.say("Divider: {left} to its left, {right} to its right", { left: days[0], right: days[1] }));
  }

  function on() { return !divider.hidden; }

  function turn(show) {
    if (show === on()) return;
    divider.hidden = !show;
    picture.hidden = true;
    button.setAttribute("aria-pressed", String(show));
    if (show) draw(); else { picture.replaceChildren(); clip(); }
  }

  function move(to) {
    share = Math.max(0, Math.min(1, to));
    clip();
  }

  function drag(event) {
    var box = page.map.getContainer().getBoundingClientRect();
    if (event.buttons) move((event.clientX - box.left) / box.width);
  }

  function key(event) {
    var step = { ArrowLeft: -0.02, ArrowDown: -0.02, ArrowRight: 0.02, ArrowUp: 0.02, PageDown: -0.1, PageUp: 0.1, Home: -1, End: 1 }[event.key];
    if (event.key === "Escape") { turn(false); button.focus(); } else if (step) move(share + step); else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function made() {
    divider = page.element("div", "swipe");
    divider.tabIndex = 0;
    divider.hidden = true;
    [["role", "slider"], ["aria-valuemin", "0"], ["aria-valuemax", "100"]].forEach(function (one) { divider.setAttribute(one[0], one[1]); });
    tags = ["before", "after"].map(function (name) { return divider.appendChild(page.element("span", name)); });
    divider.addEventListener("pointerdown", function (event) { divider.setPointerCapture(event.pointerId); event.preventDefault(); divider.focus(); });
    divider.addEventListener("pointermove", drag);
    divider.addEventListener("keydown", key);
    L.DomEvent.disableClickPropagation(divider);
    page.map.getContainer().appendChild(divider);
    picture = page.map.createPane("zl-kept");
    picture.inert = true;
    picture.hidden = true;
  }

  page.parts.push(function () {
    if (!page.clock) return;
    made();
    button = page.element("button", "", page.say("Side by side"));
    button.type = "button";
    button.hidden = true;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", function () { turn(!on()); });
    document.querySelector(".clock .drop").before(button);
    document.addEventListener("zonelib:kept", function () {
      var day = page.clock.get().day, two = page.clock.kept() !== null && day !== null && day !== page.clock.kept();
      button.hidden = !two;
      if (!two) turn(false);
    });
    page.onChange.push(later);
    page.map.on("moveend resize layeradd layerremove", later);
    page.map.on("move", function () { if (on()) clip(); });
    page.map.on("zoomstart", function () { picture.hidden = true; });
    document.addEventListener("zonelib:layers", later);
    window.addEventListener("beforeprint", function () { turn(false); });
  });
})(zonelib);
