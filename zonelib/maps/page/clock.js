/* One clock under the map. It decides nothing: which feature stands on which day, as known on which other, is written in
   the data; here it is looked up, and the map, the labels, the legend, the tables and the dateline follow together.
   `page.clock.get()` and `.set({ day, known })` are for whoever keeps the state elsewhere; `page.onChange` tells them, and
   the event "zonelib:kept" of a day kept to compare, which `.kept()` and `.keep({ day, known })` are for. */
"use strict";
(function (page) {
  var data = page.data, clock = data.clock, DAY = 86400000, parts = {}, playing = null, pinned = null;
  var now = { day: null, known: 0 }; // no day: the whole record, as the page opens
  page.onChange = [];
  page.day = null;
  page.clock = null;

  function number(iso) { return Date.parse(iso + "T00:00:00Z") / DAY; }
  function iso(day) { return new Date(day * DAY).toISOString().slice(0, 10); }

  /** Say a day as the language of the page does. */
  function spoken(day) {
    return new Intl.DateTimeFormat(page.locale === "en" ? "en-GB" : page.locale, { dateStyle: "long", timeZone: "UTC" })
      .format(new Date(day + "T00:00:00Z"));
  }

  function said(words) { return page.known(words) || words; }

  /** Whether some stretches, three numbers each, hold a stretch of days as known on a day. */
  function holds(spans, known, stretch) {
    for (var i = 0; i < spans.length; i += 3) {
      if (spans[i] === known && spans[i + 1] <= stretch && stretch < spans[i + 2]) return true;
    }
    return false;
  }

  function stretchOf(day) {
    var found = 0;
    clock.days.forEach(function (begin, i) { if (i && begin <= day) found = i; });
    return found;
  }

  /** Make the features of a layer whole: one of the record's, or one that differs from it by a few words. */
  function unpack(key) {
    var record = data.layers[key].features;
    return clock.layers[key].map(function (entry) {
      var base = record[entry[1]], feature = base; // the stretches, the number in the record, what is other than there
      if (entry[2]) {
        feature = {};
        [base || {}, entry[2]].forEach(function (from) {
          Object.keys(from).forEach(function (name) { if (name !== "drawn" && name !== "away") feature[name] = from[name]; });
        });
      }
      return { feature: feature, spans: entry[0] };
    });
  }

  /** Put on the map what stands there, and take off the rest. */
  function stand(key, stretch) {
    var record = data.layers[key].features, entries = parts.entries[key];
    var shown = now.day === null ? record : entries.filter(function (entry) {
      return holds(entry.spans, now.known, stretch);
    }).map(function (entry) { return entry.feature; });
    record.forEach(function (feature) { feature.away = true; });
    entries.forEach(function (entry) { entry.feature.away = true; });
    shown.forEach(function (feature) { feature.away = false; });
    page.current[key] = shown;
    page.fill(key);
    tell(key, shown);
    return shown;
  }

  /** The legend counts what stands on the map; what is not there goes grey, or away where it has no day at all. */
  function tell(key, shown) {
    var things = {}, styles = {}, box = document.querySelector('input[data-layer="' + key + '"]');
    shown.forEach(function (feature) {
      styles[feature.style] = (styles[feature.style] || 0) + 1;
      if (feature.kind !== "name") things[feature.card || feature.id] = true;
    });
    if (!box) return;
    var entry = box.closest(".entry"), total = entry.querySelector("[data-count]");
    fade(entry, !shown.length);
    if (total) total.textContent = page.number(Object.keys(things).length);
    entry.querySelectorAll("li[data-style]").forEach(function (item) {
      var found = styles[item.getAttribute("data-style")] || 0, count = item.querySelector(".count");
      fade(item, !found);
      if (count) count.textContent = page.number(found);
    });
  }

  function fade(element, empty) {
    element.hidden = empty && now.day === null;
    element.classList.toggle("none", empty);
  }

  /** Mark the rows that do not hold, or only perhaps. */
  function rows(stretch) {
    document.querySelectorAll("tr[data-about]").forEach(function (row) {
      var spans = clock.rows[row.getAttribute("data-about")], old = row.querySelector(".when");
      if (old) old.remove();
      var certain = !spans || now.day === null || holds(spans[0], now.known, stretch);
      var perhaps = !certain && holds(spans[1], now.known, stretch);
      row.classList.toggle("zl-away", !certain && !perhaps);
      if (!certain) row.firstElementChild.appendChild(page.element("span", "when", page.say(perhaps ? "perhaps" : "not on this day")));
    });
  }

  function words() {
    if (now.day === null) return parts.dateline;
    var day = spoken(now.day);
    return clock.known.length > 1 ? page.say("State on {day}, as known on {known}", { day: day, known: knowledge(now.known) }) : page.say("State on {day}", { day: day });
  }

  function knowledge(k) {
    if (k < clock.known.length - 1) return spoken(clock.known[k]);
    return clock.as_of ? spoken(clock.as_of) : page.say("the last day");
  }

  /** Put on the map what stands on the day; the focus stays where it was. Gives the stretch of days. */
  function place() {
    var focused = document.activeElement && document.activeElement.getAttribute("data-id");
    var stretch = now.day === null ? 0 : stretchOf(now.day);
    Object.keys(clock.layers).forEach(function (key) {
      var shown = stand(key, stretch);
      if (key === "zones") parts.zones = shown.length;
    });
    if (focused) {
      var again = document.querySelector("[data-id=" + JSON.stringify(focused) + "]");
      if (again) again.focus({ preventScroll: true });
    }
    page.day = now.day;
    page.placeLabels();
    return stretch;
  }

  function follow() { page.onChange.forEach(function (one) { one(page.clock.get()); }); }

  /** Set the map to a day and to a knowledge. */
  function turn() {
    rows(place());
    document.querySelector(".dateline").textContent = words();
    controls();
    follow();
  }

  /** Show the day that was kept for as long as `run` takes, and say nothing of it. */
  function glance(run) {
    var here = now;
    now = pinned;
    place();
    follow();
    run();
    now = here;
    place();
    follow();
  }

  /** Let the controls say where the clock stands. */
  function controls() {
    var day = now.day === null ? clock.opens : now.day, whole = now.day === null;
    parts.slider.value = String(number(day) - number(clock.first));
    parts.slider.setAttribute("aria-valuetext", whole ? page.say("The whole record; the clock is at {day}", { day: spoken(day) }) : spoken(day));
    parts.date.value = day;
    parts.known.value = String(now.known);
    parts.whole.setAttribute("aria-pressed", String(whole));
    parts.clock.classList.toggle("whole", whole);
    parts.back.disabled = !neighbour(-1);
    parts.on.disabled = !neighbour(1);
    parts.flip.textContent = pinned ? page.say("Flip to {day}", { day: spoken(pinned.day) }) : page.say("Keep this day to compare");
    parts.flip.disabled = !pinned && whole;
    parts.drop.hidden = !pinned;
    document.dispatchEvent(new Event("zonelib:kept"));
    var tick = clock.ticks.filter(function (one) { return one.day === day; })[0];
    parts.spoken.textContent = page.say(parts.zones === 1 ? "{when}: {n} zone on the map" : "{when}: {n} zones on the map", { when: whole ? page.say("The whole record, all days together") : spoken(day), n: parts.zones });
    parts.event.textContent = !whole && tick ? tick.words.slice(0, 3).map(said).join("; ") + (tick.words.length > 3 ? page.say("; and {n} more", { n: tick.words.length - 3 }) : "") : "";
    parts.event.title = !whole && tick ? tick.words.map(said).join("\n") : "";
  }

  /** The next day of an event, or the one before, or nothing. */
  function neighbour(step) {
    var day = now.day === null ? clock.opens : now.day;
    var found = clock.ticks.filter(function (tick) { return step > 0 ? tick.day > day : tick.day < day; });
    return found.length ? found[step > 0 ? 0 : found.length - 1].day : null;
  }

  function within(day) { return day < clock.first ? clock.first : day > clock.last ? clock.last : day; }

  /** The number of the knowledge that begins on a day; where none does, the last. */
  function numbered(known) {
    var found = known === undefined ? -1 : clock.known.indexOf(known);
    return found < 0 ? clock.known.length - 1 : found;
  }

  function set(day, known) {
    now.day = day === null ? null : within(day);
    if (known !== undefined) now.known = known;
    turn();
  }

  function go(step) {
    var day = neighbour(step);
    if (day) set(day);
  }

  function stop() {
    window.clearInterval(playing);
    playing = null;
    parts.play.textContent = page.say("Play");
  }

  function play() {
    if (playing !== null) { stop(); return; }
    if (now.day === null || !neighbour(1)) set(clock.first);
    parts.play.textContent = page.say("Pause");
    playing = window.setInterval(function () {
      go(1);
      if (!neighbour(1)) stop();
    }, page.still() ? 3000 : 1300);
  }

  /** Keep this day; once one is kept, change places with it. */
  function flip() {
    var here = { day: now.day, known: now.known };
    if (pinned === null) { pinned = here; controls(); return; }
    var there = pinned;
    pinned = here.day === null ? pinned : here;
    set(there.day, there.known);
  }

  function button(text, title, run) {
    var made = page.element("button", "", text);
    made.type = "button";
    made.title = title;
    made.setAttribute("aria-label", title);
    made.addEventListener("click", run);
    return made;
  }

  function slider() {
    var box = page.element("div", "track"), range = page.element("input"), marks = page.element("div", "ticks");
    var length = number(clock.last) - number(clock.first);
    range.type = "range";
    range.min = "0";
    range.max = String(length);
    range.step = "1";
    range.autocomplete = "off";
    range.setAttribute("aria-label", page.say("State on"));
    range.addEventListener("input", function () { stop(); set(iso(number(clock.first) + Number(range.value))); });
    range.addEventListener("keydown", function (event) {
      if (event.key !== "PageUp" && event.key !== "PageDown") return;
      event.preventDefault();
      stop();
      go(event.key === "PageUp" ? 1 : -1);
    });
    marks.setAttribute("aria-hidden", "true");
    clock.ticks.forEach(function (tick) {
      var mark = page.element("span"), share = (number(tick.day) - number(clock.first)) / length;
      mark.style.left = "calc(" + (8 - 16 * share).toFixed(2) + "px + " + (100 * share).toFixed(3) + "%)";
      mark.title = spoken(tick.day) + "\n" + tick.words.map(said).join("\n");
      mark.addEventListener("click", function () { stop(); set(tick.day); });
      marks.appendChild(mark);
    });
    box.appendChild(range);
    box.appendChild(marks);
    parts.slider = range;
    return box;
  }

  function dateField() {
    var label = page.element("label", "", page.say("State on") + " "), field = parts.date = page.element("input");
    field.type = "date";
    field.min = clock.first;
    field.max = clock.last;
    field.autocomplete = "off";
    field.addEventListener("change", function () { stop(); if (field.value) set(field.value); });
    label.appendChild(field);
    return label;
  }

  function knownField() {
    var label = page.element("label", "", page.say("as known on") + " "), field = parts.known = page.element("select");
    clock.known.forEach(function (day, k) {
      var option = page.element("option", "", knowledge(k));
      option.value = String(k);
      field.appendChild(option);
    });
    field.autocomplete = "off";
    field.addEventListener("change", function () { stop(); set(parts.date.value || clock.opens, Number(field.value)); });
    label.appendChild(field);
    label.hidden = clock.known.length < 2;
    return label;
  }

  page.parts.push(function () {
    if (!clock || !page.map) return;
    parts.entries = {};
    parts.zones = data.layers.zones ? data.layers.zones.features.length : 0;
    Object.keys(clock.layers).forEach(function (key) { parts.entries[key] = unpack(key); });
    parts.dateline = document.querySelector(".dateline").textContent;
    now.known = clock.known.length - 1;
    var home = parts.clock = page.element("section", "clock"), line = page.element("div", "row"), fields = page.element("div", "row");
    home.setAttribute("aria-label", page.say("Clock"));
    parts.back = button("◀", page.say("Back to the event before"), function () { stop(); go(-1); });
    parts.play = button(page.say("Play"), page.say("Play, event by event, or pause"), play);
    parts.on = button("▶", page.say("On to the next event"), function () { stop(); go(1); });
    [parts.back, parts.play, parts.on, slider()].forEach(function (one) { line.appendChild(one); });
    parts.whole = button(page.say("Whole record"), page.say("The whole record, all days together"), function () { stop(); set(now.day === null ? clock.opens : null, clock.known.length - 1); });
    parts.flip = page.element("button", "");
    parts.flip.type = "button";
    parts.flip.addEventListener("click", function () { stop(); flip(); });
    parts.drop = button("✕", page.say("Forget the day kept to compare"), function () { pinned = null; controls(); parts.flip.focus(); });
    parts.drop.className = "drop";
    [parts.whole, dateField(), knownField(), parts.flip, parts.drop].forEach(function (one) { fields.appendChild(one); });
    var status = page.element("p", "told");
    parts.spoken = page.element("strong", "", "");
    parts.spoken.setAttribute("role", "status");
    parts.event = page.element("span", "", "");
    status.appendChild(parts.spoken);
    status.appendChild(parts.event);
    [line, fields, status].forEach(function (one) { home.appendChild(one); });
    var frame = page.map.getContainer().parentElement;
    frame.classList.add("timed");
    frame.appendChild(home);
    page.map.invalidateSize({ animate: false });
    page.clock = {
      glance: glance,
      spoken: spoken,
      get: function () { return { day: now.day, known: clock.known[now.known] }; },
      set: function (to) { set(to.day || null, numbered(to.known)); },
      kept: function () { return pinned && { day: pinned.day, known: clock.known[pinned.known] }; },
      keep: function (to) {
        pinned = to.day ? { day: within(to.day), known: numbered(to.known) } : null;
        controls();
      }
    };
    controls();
  });
})(zonelib);
