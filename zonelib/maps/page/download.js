/* What a reader takes away: the features as GeoJSON, each table as CSV, the citation. Files are made in the page. */
"use strict";
(function (page) {
  var data = page.data;

  function save(name, type, text) {
    var address = URL.createObjectURL(new Blob([text], { type: type })), link = page.element("a");
    link.href = address;
    link.download = data.id.replace(/[^\p{L}\p{N}_-]+/gu, "-").slice(0, 60) + name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(address); }, 10000);
  }

  /** Copy a text, and say so on the button. The old way is for pages in a frame, where the new one is refused. */
  page.copy = function (text, button) {
    var words = button.textContent;
    function say(done) {
      button.textContent = done ? page.say("Copied") : page.say("Could not be copied");
      setTimeout(function () { button.textContent = words; }, 2000);
    }
    function oldWay() {
      var area = page.element("textarea");
      area.value = text;
      document.body.appendChild(area);
      area.select();
      var done = document.execCommand("copy");
      area.remove();
      button.focus({ preventScroll: true });
      say(done);
    }
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(function () { say(true); }, oldWay); else oldWay();
  };

  // ---------------------------------------------------------------------------------------------------- GeoJSON

  function turned(ring) {
    var sum = 0;
    for (var i = 1; i < ring.length; i++) sum += (ring[i][0] - ring[i - 1][0]) * (ring[i][1] + ring[i - 1][1]);
    return sum > 0 ? "clockwise" : "anticlockwise";
  }

  /** RFC 7946 wants outer rings anticlockwise, holes clockwise. */
  function wound(rings) {
    return rings.map(function (ring, i) { return turned(ring) === (i ? "clockwise" : "anticlockwise") ? ring : ring.slice().reverse(); });
  }

  function geometry(feature) {
    var shape = page.shape(feature);
    if (shape.type === "LinearRing") return { type: "LineString", coordinates: shape.coordinates };
    if (shape.type === "Polygon") return { type: shape.type, coordinates: wound(shape.coordinates) };
    return shape.type === "MultiPolygon" ? { type: shape.type, coordinates: shape.coordinates.map(wound) } : shape;
  }

  function properties(feature, key) {
    var card = data.cards[feature.card], made = { layer: key, name: feature.name, style: feature.style, shown: page.seen(key, feature) };
    if (feature.status) made.status = feature.status;
    if (!card) return made;
    made.card = { kind: card.kind, title: card.title, facts: card.facts, claims: card.claims };
    made.card.parties = card.parties.map(function (id) { return data.cards[id].title; });
    return made;
  }

  function citation() {
    return Array.from(document.querySelectorAll("#citation li")).map(function (line) { return line.textContent; }).join("\n");
  }

  /** Everything drawn, the base map aside; names that stand alone are labels, not things. */
  page.geojson = function () {
    var features = [];
    data.order.forEach(function (key) {
      if (data.layers[key].base) return;
      data.layers[key].features.forEach(function (feature) {
        if (feature.kind === "name") return;
        features.push({ type: "Feature", id: feature.id, geometry: geometry(feature), properties: properties(feature, key) });
      });
    });
    return {
      type: "FeatureCollection", title: data.title, citation: citation(),
      note: "As drawn: rounded to 0.00001 degrees (1.1 m); what was computed is thinned to about 11 m.", features: features
    };
  };

  // ------------------------------------------------------------------------------------------------------- CSV

  /** Quote a cell (RFC 4180); an apostrophe keeps a spreadsheet from taking a text for a formula. */
  function cell(text) {
    var safe = /^[=+@\t\r]|^-(?![\d.]+$)/.test(text) ? "'" + text : text;
    return '"' + safe.replace(/"/g, '""') + '"';
  }

  function csv(rows) {
    // The mark at the beginning tells spreadsheets that the file is UTF-8.
    return "\ufeff" + rows.map(function (row) { return row.map(cell).join(",") + "\r\n"; }).join("");
  }

  page.csv = function (table) {
    return csv(Array.from(table.rows).map(function (row) {
      return Array.from(row.cells).map(function (one) { return one.textContent; });
    }));
  };

  function button(words, label, act) {
    var made = page.element("button", "small", words);
    made.type = "button";
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", function () { act(made); });
    return made;
  }

  /** Make a button that saves a table, whose text `give` gives, or its rows. */
  page.csvButton = function (title, give) {
    return button("CSV", page.say("Download the table {title} as CSV", { title: title }), function () {
      var told = give();
      save("-" + page.folded(title).replace(/ /g, "-") + ".csv", "text/csv;charset=utf-8", Array.isArray(told) ? csv(told) : told);
    });
  };

  function bindTable(box) {
    var table = box.querySelector("table");
    box.parentNode.insertBefore(page.csvButton(box.getAttribute("aria-label"), function () { return page.csv(table); }), box);
  }

  page.parts.push(function () {
    var bar = page.element("div", "take"), cite = document.getElementById("citation");
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", page.say("Take away"));
    bar.appendChild(button(page.say("Copy link"), page.say("Copy a link to this view"), function (made) { page.copy(page.link(), made); }));
    bar.appendChild(button(page.say("Download GeoJSON"), "", function () {
      save(".geojson", "application/geo+json", JSON.stringify(page.geojson(), null, 1));
    }));
    bar.appendChild(button(page.say("Copy citation"), "", function (made) { page.copy(citation(), made); }));
    var legend = document.getElementById("legend");
    legend.parentNode.insertBefore(bar, legend.nextSibling);
    cite.appendChild(button(page.say("Copy"), page.say("Copy the citation"), function (made) { page.copy(citation(), made); }));
    document.querySelectorAll("#tables .scroll").forEach(bindTable);
  });
})(zonelib);
