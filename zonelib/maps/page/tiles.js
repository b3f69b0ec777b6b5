/* Tiles: of a base map of the user's own, which lie in the page; or from elsewhere, on a page that was made to ask for them. */
"use strict";
(function (page) {
  var tiles = page.data.tiles, sheet = page.data.sheet;
  if (tiles) page.parts.push(function () {
    L.tileLayer(tiles.url, { subdomains: tiles.subdomains, maxNativeZoom: tiles.max_zoom, maxZoom: 14 }).addTo(page.map);
  });
  // The address of such a tile is the picture itself, and there is one zoom of them, shown larger or smaller.
  var Sheet = L.TileLayer.extend({ getTileUrl: function (at) {
    var number = sheet.tiles[at.x + "/" + at.y];
    return number === undefined ? L.Util.emptyImageUrl : sheet.pictures[number];
  } });
  if (sheet) page.parts.push(function () {
    var pane = page.map.createPane("zl-sheet"), places = Object.keys(sheet.tiles).map(function (key) { return key.split("/").map(Number); });
    // Over the land, which has the first pane, and under all else.
    pane.style.zIndex = "400";
    new Sheet("", {
      pane: "zl-sheet", minNativeZoom: sheet.zoom, maxNativeZoom: sheet.zoom, maxZoom: 14,
      bounds: L.latLngBounds(places.reduce(function (corners, at) {
        return corners.concat([corner(at[0], at[1]), corner(at[0] + 1, at[1] + 1)]);
      }, []))
    }).addTo(page.map);
  });

  function corner(x, y) { return L.CRS.EPSG3857.pointToLatLng(L.point(x, y).multiplyBy(256), sheet.zoom); }
})(zonelib);
