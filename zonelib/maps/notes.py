"""What a reader must be able to check: sources and licences, how things were measured, what names and lines mean."""

from __future__ import annotations

from collections.abc import Sequence

from zonelib.analysis import RangeRing, area, buffer_areas, default_boundary
from zonelib.maps.cards import area_words, source_line
from zonelib.maps.shapes import ring_words
from zonelib.maps.view import Layer, Note
from zonelib.maps.wording import buffer_words, count, listed
from zonelib.model import COLLECTIONS, Scenario

METHOD = "How it was measured"
SOURCES = "Sources and licences"
DISCLAIMER = (
    "Names, lines and areas are shown as sources give them or as this map estimates them. They imply no opinion on the "
    "status of any territory, authority or boundary.",
    "Only a solid line is agreed or an international boundary; dashed and dotted ones are not agreed, or approximate.",
)
NATURAL_EARTH = (
    "Base map: Natural Earth, 1:10 million, public domain; boundaries as it draws them (de facto), simplified, "
    "and coarser the farther from the zones."
)


def notes_of(scenario: Scenario, rings: tuple[RangeRing, ...], basemap: bool) -> tuple[Note, ...]:
    """Give the paragraphs below the map."""
    ground = [NATURAL_EARTH] if basemap else []
    software = "Page: zonelib (BSD-3-Clause), folium (MIT), Leaflet 1.9 (BSD-2-Clause)."
    notes = (
        Note(title="Names and lines", lines=DISCLAIMER),
        Note(title=METHOD, lines=tuple(_method(scenario, rings))),
        Note(title=SOURCES, lines=(*publications(scenario), *ground, software)),
    )
    return tuple(note for note in notes if note.lines)


def publications(scenario: Scenario) -> tuple[str, ...]:
    """Give the publications that a scenario rests on, each in one line."""
    return tuple(source_line(source) for source in scenario.sources if not source.reported_by)


def _method(scenario: Scenario, rings: tuple[RangeRing, ...]) -> list[str]:
    lines = []
    for zone in scenario.zones:
        boundary, rule = default_boundary(zone)
        if boundary is not None:
            found = area(boundary)
            lines.append(f"{zone.name}: {area_words(found)} ({rule}).")
    for spec in scenario.buffers:
        for strip in buffer_areas(spec, scenario=scenario):
            place = scenario.zone(strip.of).name
            lines.append(f"{buffer_words(spec)}, at {place}: {strip}. Made in the {strip.plane}.")
    for ring in rings:
        made = f"made in the {ring.plane}; within {ring.position_error.m:.2g} m"
        lines.append(f"{ring_words(scenario, ring)}: {ring.rule}; {made}.")
    if lines:
        lines.append(
            "Between two vertices a line is straight in longitude and latitude (RFC 7946). Areas and lengths are on "
            "the WGS 84 ellipsoid."
        )
        lines.append(
            "The map is in Web Mercator, which enlarges areas towards the poles; the scale bar holds at the middle of "
            "the map."
        )
    return lines


def drew(scenario: Scenario, layers: Sequence[Layer], rings: tuple[RangeRing, ...]) -> tuple[str, ...]:
    """Say what was drawn, and what could not be, in sentences."""
    by_key = {layer.key: layer for layer in layers}
    said = []
    if "zones" in by_key:
        names = listed(feature.label for feature in by_key["zones"].features)
        said.append(f"{count(len(by_key['zones'].features), 'zone')}: {names}.")
    shapeless = [zone.name for zone in scenario.zones if default_boundary(zone)[0] is None]
    if shapeless:
        said.append(f"{count(len(shapeless), 'zone')} in the table only, for want of a shape: {listed(shapeless)}.")
    if "bands" in by_key:
        said.append(f"{count(len(by_key['bands'].features), 'band')} as wide as the stated precision of the line.")
    said += _drew_buffers(scenario) if "buffers" in by_key else []
    said += _drew_tags(by_key, "duties", "duty")
    said += _drew_tags(by_key, "objections", "objection")
    said += [f"A ring: {ring_words(scenario, ring)}, {ring.rule}." for ring in rings]
    if "places" in by_key:
        places = [f.label for f in by_key["places"].features if f.label]
        said.append(f"{count(len(places), 'place')}: {listed(places[:4])}{' …' if len(places) > 4 else ''}.")
    if "incidents" in by_key:
        said.append(f"{count(sum(f.kind == 'mark' for f in by_key['incidents'].features), 'incident')}.")
    if not said:
        said.append("Nothing has a geometry; the page holds the table.")
    return (*said, f"{count(_in_table(scenario), 'entry')} in the tables.")


def _drew_buffers(scenario: Scenario) -> list[str]:
    wide = [b for b in scenario.buffers if b.width]
    silent = [b for b in scenario.buffers if not b.width and b.width is not None]
    said = [f"{count(len(wide), 'buffer area')} as wide as stated."] if wide else []
    if silent:
        open_ones = sum(1 for b in silent if b.of and not b.of.known)
        undecided = f", {open_ones} of them undecided at which zones" if open_ones else ""
        said.append(f"{count(len(silent), 'buffer')} whose width is not stated, drawn as a symbol{undecided}.")
    return said


def _drew_tags(by_key: dict[str, Layer], key: str, noun: str) -> list[str]:
    if key not in by_key:
        return []
    cards = {feature.card: feature.style for feature in by_key[key].features}
    undecided = sum(style.endswith("-possible") for style in cards.values())
    where = f", {undecided} of them undecided at which zones" if undecided else ""
    return [f"{count(len(cards), noun)} at the zones where they apply{where}."]


def _in_table(scenario: Scenario) -> int:
    return sum(len(scenario.collection(name)) for name in COLLECTIONS)
