/* Printing: before the browser lays out the sheet the map takes the sheet's size and shows what it shows on the screen,
   and every table is opened; afterwards all is as it was. */
"use strict";
(function (page) {
  var shown = null, folded = [];

  function settle(bounds) {
    page.map.invalidateSize({ animate: false, pan: false });
    page.map.fitBounds(bounds, { animate: false });
    page.placeLabels();
  }

  function prepare() {
    if (shown) return;
    shown = { centre: page.map.getCenter(), zoom: page.map.getZoom(), bounds: page.map.getBounds() };
    folded = Array.prototype.filter.call(document.querySelectorAll("details"), function (one) { return !one.open; });
    folded.forEach(function (one) { one.open = true; });
    document.documentElement.classList.add("zl-printing");
    settle(shown.bounds);
  }

  function restore() {
    if (!shown) return;
    document.documentElement.classList.remove("zl-printing");
    folded.forEach(function (one) { one.open = false; });
    settle(shown.bounds);
    page.map.setView(shown.centre, shown.zoom, { animate: false });
    shown = null;
  }

  page.parts.push(function () {
    window.addEventListener("beforeprint", prepare);
    window.addEventListener("afterprint", restore);
  });
})(zonelib);
