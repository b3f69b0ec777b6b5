/* Tiles from elsewhere, on a page that was made to ask for them. */
"use strict";
(function (page) {
  var tiles = page.data.tiles;
  if (!tiles) return;
  page.parts.push(function () {
    L.tileLayer(tiles.url, { subdomains: tiles.subdomains, maxNativeZoom: tiles.max_zoom, maxZoom: 14 }).addTo(page.map);
  });
})(zonelib);
