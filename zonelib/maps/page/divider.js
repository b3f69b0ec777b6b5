/* Two sides of the map: the one comparison that is open, and the divider between its sides.
   A comparison is { word, end }: where it stands, for the address, and what takes it off the map again. By its name in
   `page.comparisons` an address opens it; the event "zonelib:compare" tells that something of it has changed. */
"use strict";
(function (page) {
  var FAR = 99999; // a pane has no size of its own: so far away stands for its ends
  page.comparing = null;
  page.comparisons = {};

  function tell() { document.dispatchEvent(new Event("zonelib:compare")); }

  /** Begin a comparison, or none; the one before ends. */
  page.compare = function (next) {
    var last = page.comparing;
    page.comparing = next;
    if (last && last !== next) last.end();
    tell();
  };

  function side(from, to) {
    return "polygon(" + [[from, -FAR], [to, -FAR], [to, FAR], [from, FAR]].map(function (p) { return p[0] + "px " + p[1] + "px"; }).join(",") + ")";
  }

  /** Make a divider. `names` gives what its two sides are called, `cut` takes their clip paths, `home` gets the focus at the end. */
  page.divider = function (names, cut, home) {
    var line = page.element("div", "swipe"), share = 0.5;
    var tags = ["before", "after"].map(function (name) { return line.appendChild(page.element("span", name, "")); });

    function draw() {
      if (line.hidden) return;
      var x = page.map.containerPointToLayerPoint([share * page.map.getSize().x, 0]).x, two = names();
      cut(side(-FAR, x), side(x, FAR));
      line.style.left = 100 * share + "%";
      line.setAttribute("aria-valuenow", String(Math.round(100 * share)));
      tags.forEach(function (tag, i) { tag.textContent = two[i]; });
      line.setAttribute("aria-label", page.say("Divider: {left} to its left, {right} to its right", { left: two[0], right: two[1] }));
    }

    function move(to) {
      share = Math.max(0, Math.min(1, to));
      draw();
      tell();
    }

    function drag(event) {
      var box = page.map.getContainer().getBoundingClientRect();
      if (event.buttons) move((event.clientX - box.left) / box.width);
    }

    function key(event) {
      var step = { ArrowLeft: -0.02, ArrowDown: -0.02, ArrowRight: 0.02, ArrowUp: 0.02, PageDown: -0.1, PageUp: 0.1, Home: -1, End: 1 }[event.key];
      if (event.key === "Escape") { page.compare(null); home().focus(); } else if (step) move(share + step); else return;
      event.preventDefault();
      event.stopPropagation();
    }

    line.tabIndex = 0;
    line.hidden = true;
    [["role", "slider"], ["aria-valuemin", "0"], ["aria-valuemax", "100"]].forEach(function (one) { line.setAttribute(one[0], one[1]); });
    line.addEventListener("pointerdown", function (event) { line.setPointerCapture(event.pointerId); event.preventDefault(); line.focus(); });
    line.addEventListener("pointermove", drag);
    line.addEventListener("keydown", key);
    L.DomEvent.disableClickPropagation(line);
    page.map.getContainer().appendChild(line);
    page.map.on("move resize", draw);
    return {
      draw: draw,
      /** Put it on the map: where it was, or where so many hundredths of the map lie to its left. */
      open: function (left) { line.hidden = false; move(left === undefined ? share : left / 100); },
      close: function () { line.hidden = true; cut("", ""); },
      left: function () { return String(Number((100 * share).toFixed(1))); }
    };
  };

  page.parts.push(function () {
    window.addEventListener("beforeprint", function () { page.compare(null); }); // on paper nothing can be moved
  });
})(zonelib);
