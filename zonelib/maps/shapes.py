"""What is said and found, as features in layers: zones, lines, bands, buffers, duties, rings, places, incidents."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from zonelib.analysis import RangeRing, buffer, buffer_areas, default_boundary
from zonelib.maps.cards import account_card, other_accounts
from zonelib.maps.geometry import for_drawing, inside_point, outermost
from zonelib.maps.view import Feature, FeatureKind, Layer
from zonelib.maps.wording import actors, buffer_words, duty_words, objection_words, spoken, zone_words
from zonelib.model import Boundary, BufferSpec, Incident, Place, Scenario, Selection, Span, Zone
from zonelib.units import Distance

# What is found has a vertex every few metres; 0.0001° is 11 m, less than a pixel at any zoom the map allows.
_FOUND_TOLERANCE = 0.0001


def layers_of(scenario: Scenario, rings: tuple[RangeRing, ...]) -> tuple[Layer, ...]:
    """Give the layers of what is said and found, from the ground up; a layer without features is left out."""
    makers: list[tuple[Layer, Callable[[], Iterator[Feature]]]] = [
        (_BANDS, lambda: _bands(scenario)),
        (_ZONES, lambda: _zones(scenario)),
        (_OVERLAPS, lambda: _overlaps(scenario)),
        (_BUFFERS, lambda: _buffers(scenario)),
        (_OTHER_LINES, lambda: _other_lines(scenario)),
        (_LINES, lambda: _lines(scenario)),
        (_DUTIES, lambda: _duties(scenario)),
        (_OBJECTIONS, lambda: _objections(scenario)),
        (_PLACES, lambda: _places(scenario)),
        (_INCIDENTS, lambda: _incidents(scenario)),
    ]
    filled = (replace(layer, features=tuple(make())) for layer, make in makers)
    return (*ring_layers(scenario, rings), *(layer for layer in filled if layer.features))


_BANDS = Layer(
    key="bands", place=3, title="Precision of the lines", features=(), noun="band",
    hint="As wide as the stated precision, on both sides of the line.",
)  # fmt: skip
_ZONES = Layer(key="zones", place=1, title="Zones, by status", features=(), noun="zone")
_OVERLAPS = Layer(
    key="overlaps", place=1, title="Overlaps of zones", features=(), noun="overlap",
    hint="Two zones drawn over the same ground; neither is thereby right.",
)  # fmt: skip
_BUFFERS = Layer(key="buffers", place=4, title="Buffer areas", features=(), noun="buffer")
_OTHER_LINES = Layer(
    key="other-lines", place=10, title="Other accounts of the lines", features=(), noun="line", shown=False,
    hint="A zone may have several; none is thereby right.",
)  # fmt: skip
_LINES = Layer(key="lines", place=2, title="Lines of the zones, by certainty", features=(), noun="line")
_DUTIES = Layer(
    key="duties", place=5, title="Duties, by standing", features=(), noun="duty",
    hint="Listed at every zone where they apply or may apply.",
)  # fmt: skip
_OBJECTIONS = Layer(key="objections", place=6, title="Objections", features=(), noun="objection")
_PLACES = Layer(key="places", place=7, title="Places named by the sources", features=(), noun="place")
_INCIDENTS = Layer(key="incidents", place=9, title="Incidents", features=(), noun="incident")

LAYERS: Final = (
    _BANDS, _ZONES, _OVERLAPS, _BUFFERS, _OTHER_LINES, _LINES, _DUTIES, _OBJECTIONS, _PLACES, _INCIDENTS,
)  # fmt: skip
"""The layers of the record without their features, from the ground up; those of the rings lie under them."""


# ------------------------------------------------------------------------------------------------- zones and lines


def status_style(zone: Zone) -> str:
    """Choose the look of a zone from its status, dimension by dimension, the strongest first.

    Where sources put one dimension in two ways that exclude each other, the zone is drawn as contested.
    """
    agreement, establishment, boundary = (
        {status.value for status in zone.statuses if status.dimension == dimension}
        for dimension in ("agreement", "establishment", "boundary")
    )
    if len(establishment) > 1:
        return "zone-contested"
    if "established" in establishment:
        return "zone-established"
    if "lapsed" in establishment:
        return "zone-lapsed"
    if agreement & {"agreed", "signed"}:
        return "zone-in-principle" if boundary & {"in_principle", "agreed", "demarcated"} else "zone-agreed"
    return "zone-proposed" if "proposed" in agreement else "zone-unsaid"


def _drawn(scenario: Scenario) -> Iterator[tuple[Zone, Boundary, BaseGeometry]]:
    for zone in scenario.zones:
        boundary, _ = default_boundary(zone)
        if boundary is not None and isinstance(boundary.geometry, BaseGeometry):
            yield zone, boundary, boundary.geometry


def _zones(scenario: Scenario) -> Iterator[Feature]:
    for zone, _, geometry in _drawn(scenario):
        words = zone_words(zone)
        yield Feature(
            id=f"zones/{zone.id}", kind="area", style=status_style(zone), geometry=for_drawing(geometry),
            name=f"Zone {zone.name}: {words}", label=zone.name, detail=words, card=f"zones/{zone.id}",
            stack=f"zones/{zone.id}",
        )  # fmt: skip


def _overlaps(scenario: Scenario) -> Iterator[Feature]:
    # The hatches of two zones of one status would fall together: the overlap has its own, at both angles.
    for (one, _, a), (two, _, b) in itertools.combinations(_drawn(scenario), 2):
        shared = shapely.union_all([part for part in shapely.get_parts(a & b) if part.geom_type == "Polygon"])
        if shared:
            yield Feature(
                id=f"overlaps/{one.id}/{two.id}", kind="area", style="zone-overlap", geometry=for_drawing(shared),
                name=f"Overlap of {one.name} and {two.name}",
            )  # fmt: skip


def _line_style(boundary: Boundary) -> str:
    return f"line-{boundary.certainty if boundary.certainty else 'unsaid'}"


def _lines(scenario: Scenario) -> Iterator[Feature]:
    for zone, boundary, geometry in _drawn(scenario):
        yield Feature(
            id=f"lines/{zone.id}", kind="line", style=_line_style(boundary), geometry=for_drawing(geometry.boundary),
            name=f"Line of {zone.name}: {spoken(boundary.certainty)}", card=f"zones/{zone.id}",
        )  # fmt: skip


def _other_lines(scenario: Scenario) -> Iterator[Feature]:
    for zone in scenario.zones:
        for boundary in other_accounts(zone):
            assert isinstance(boundary.geometry, BaseGeometry)
            whose = f" ({actors(scenario, boundary.proposed_by)})" if boundary.proposed_by else ""
            words, card = f"{spoken(boundary.id)}{whose}", account_card(zone, boundary)
            yield Feature(
                id=f"other-lines/{zone.id}/{boundary.id}", kind="line", style=_line_style(boundary),
                geometry=for_drawing(boundary.geometry.boundary), card=card,
                name=f"Another account of the line of {zone.name}: {words}",
            )  # fmt: skip
            yield Feature(
                id=f"other-lines/{zone.id}/{boundary.id}/name", kind="name", style="name-diff", card=card, rank=3,
                geometry=_most_its_own(zone, boundary), name=words, label=words,
            )  # fmt: skip


def _most_its_own(zone: Zone, boundary: Boundary) -> Point:
    """Give the vertex of a line that is farthest from the other lines of its zone: there its name mistakes none."""
    shapes = {one.id: one.geometry.boundary for one in zone.boundaries if isinstance(one.geometry, BaseGeometry)}
    vertices = shapely.get_coordinates(shapes.pop(boundary.id))
    away = shapely.distance(shapely.points(vertices), shapely.union_all(list(shapes.values())))
    return Point(vertices[int(np.argmax(away))])


def _bands(scenario: Scenario) -> Iterator[Feature]:
    for zone, boundary, geometry in _drawn(scenario):
        if isinstance(boundary.precision, Distance) and boundary.precision.m > 0:
            yield Feature(
                id=f"bands/{zone.id}", kind="area", style="band", card=f"zones/{zone.id}",
                geometry=_band(geometry, boundary.precision),
                name=f"Precision of the line of {zone.name}: ±{boundary.precision}",
            )  # fmt: skip


@lru_cache(maxsize=64)
def _band(geometry: BaseGeometry, precision: Distance) -> BaseGeometry:
    # Kept, since a clock draws one line on many days.
    return for_drawing(buffer(geometry, precision, side="both").geometry, _FOUND_TOLERANCE)


# ---------------------------------------------------------------------------------------------- buffers and duties


def _chosen(scenario: Scenario, selection: object) -> Iterator[tuple[Zone, BaseGeometry]]:
    """Give the drawn zones that a selection means or may mean."""
    if isinstance(selection, Selection):
        for zone, _, geometry in _drawn(scenario):
            if zone.id in selection.any_of:
                yield zone, geometry


def _possible(selection: object) -> bool:
    return isinstance(selection, Selection) and not selection.known


def _buffers(scenario: Scenario) -> Iterator[Feature]:
    for spec in scenario.buffers:
        yield from _buffer_areas(scenario, spec)
        tag = _buffer_tag(spec)
        for zone, geometry in _chosen(scenario, spec.of):
            if not spec.width and spec.width is not None:
                yield Feature(
                    id=f"buffers/{spec.id}/{zone.id}", kind="line", card=f"buffers/{spec.id}",
                    style="buffer-unsaid-possible" if _possible(spec.of) else "buffer-unsaid",
                    geometry=for_drawing(geometry.boundary), name=f"{buffer_words(spec)} ({zone.name})",
                )  # fmt: skip
            yield _tag(f"buffers/{spec.id}", tag, zone, geometry, buffer_words(spec))


def _buffer_areas(scenario: Scenario, spec: BufferSpec) -> Iterator[Feature]:
    # The greatest first, so that the least lies on top of it.
    for found in sorted(buffer_areas(spec, scenario=scenario), key=lambda f: -f.width.m):
        yield Feature(
            id=f"buffers/{spec.id}/{found.of}/{found.width}", kind="area", card=f"buffers/{spec.id}",
            style=_buffer_style(spec, found.width),
            geometry=for_drawing(found.geometry, _FOUND_TOLERANCE),
            name=f"{buffer_words(spec)} ({scenario.zone(found.of).name}, drawn at {found.width})",
        )  # fmt: skip


def _buffer_tag(spec: BufferSpec) -> str:
    if _possible(spec.of):
        return "tag-buffer-possible"
    if spec.width is None:
        return "tag-buffer-none"
    return "tag-buffer" if spec.width else "tag-buffer-unsaid"


def _buffer_style(spec: BufferSpec, width: Distance) -> str:
    if _possible(spec.of):
        return "buffer-possible"
    if not isinstance(spec.width, Span):
        return "buffer"
    return "buffer-least" if width == spec.width.low else "buffer-most"


def _tag(card: str, style: str, zone: Zone, geometry: BaseGeometry, words: str) -> Feature:
    return Feature(
        id=f"tags/{card}/{zone.id}", kind="tag", style=style, geometry=inside_point(geometry),
        name=f"{words} ({zone.name})", label=words, card=card, stack=f"zones/{zone.id}",
    )  # fmt: skip


def _duties(scenario: Scenario) -> Iterator[Feature]:
    for duty in scenario.assignments:
        style = f"duty-{duty.standing if duty.standing else 'unsaid'}{'-possible' if _possible(duty.where) else ''}"
        for zone, geometry in _chosen(scenario, duty.where):
            yield _tag(f"assignments/{duty.id}", style, zone, geometry, duty_words(scenario, duty))


def _objections(scenario: Scenario) -> Iterator[Feature]:
    for objection in scenario.objections:
        style = "objection-possible" if _possible(objection.where) else "objection"
        for zone, geometry in _chosen(scenario, objection.where):
            yield _tag(f"objections/{objection.id}", style, zone, geometry, objection_words(scenario, objection))


# ---------------------------------------------------------------------------------------- rings, places, incidents


def ring_layers(scenario: Scenario, rings: tuple[RangeRing, ...]) -> tuple[Layer, ...]:
    """Give the layer of the rings, with the reading of every figure in its hint; none where there are no rings."""
    if not rings:
        return ()
    readings = "; ".join(dict.fromkeys(ring.rule for ring in rings))
    hint = f"Geodesic circles on the WGS 84 ellipsoid, round the place that a source names; {readings}."
    features = tuple(_ring_features(scenario, rings))
    return (Layer(key="rings", place=8, title="Reported distances", features=features, noun="distance", hint=hint),)


def _ring_features(scenario: Scenario, rings: tuple[RangeRing, ...]) -> Iterator[Feature]:
    for ring in rings:
        card, name = f"measurements/{ring.measurement}", ring_words(scenario, ring)
        if ring.band is not None:
            yield Feature(
                id=f"rings/{ring.measurement}/{ring.place}/band", kind="area", style="ring-band", card=card,
                geometry=for_drawing(ring.band, _FOUND_TOLERANCE), name=f"{name}, {ring.rule}",
            )  # fmt: skip
    for ring in rings:
        if ring.ring is not None:
            yield Feature(
                id=f"rings/{ring.measurement}/{ring.place}", kind="line", style="ring",
                card=f"measurements/{ring.measurement}", name=ring_words(scenario, ring),
                geometry=for_drawing(ring.ring.boundary, _FOUND_TOLERANCE),
            )  # fmt: skip
    for ring, label in _ring_labels(scenario, rings):
        edge = ring.ring if ring.ring is not None else ring.band
        for side, point in outermost(edge.boundary) if edge is not None else ():
            yield Feature(
                id=f"rings/{ring.measurement}/{ring.place}/{side}", kind="name", style="name-ring", geometry=point,
                name=label, label=label, card=f"measurements/{ring.measurement}", rank=3,
            )  # fmt: skip


def _ring_labels(scenario: Scenario, rings: tuple[RangeRing, ...]) -> Iterator[tuple[RangeRing, str]]:
    """Give each circle its words; where several sources give one figure, the circle names all their readings once."""
    same: dict[tuple[str, str], list[RangeRing]] = {}
    for ring in rings:
        same.setdefault((ring.place, figure_of(ring)), []).append(ring)
    for (place, _), group in same.items():
        figures = dict.fromkeys(str(m) for ring in group for m in scenario.measurements if m.id == ring.measurement)
        yield group[0], f"{' or '.join(figures)} from {scenario.place(place).name}"


def figure_of(ring: RangeRing) -> str:
    """Give the distance of a ring, or the two ends of an interval."""
    return str(ring.radius) if ring.radius is not None else f"{ring.low} to {ring.high}"


def ring_words(scenario: Scenario, ring: RangeRing) -> str:
    """Say a ring in one line, as its source puts it."""
    said = next(str(m) for m in scenario.measurements if m.id == ring.measurement)
    return f"{said} from {scenario.place(ring.place).name}"


def _places(scenario: Scenario) -> Iterator[Feature]:
    reported = {id for event in scenario.events for leg in event.legs for id in leg.places}
    for place in scenario.places:
        if not isinstance(place.geometry, BaseGeometry):
            continue
        yield from spread(place.geometry, place.precision, place.name, "place-spread", f"places/{place.id}")
        kind, style = _place_look(place, place.id in reported)
        yield Feature(
            id=f"places/{place.id}", kind=kind, style=style, geometry=for_drawing(place.geometry), name=place.name,
            label=place.name, card=f"places/{place.id}", rank=1 if place.id in reported else 2,
        )  # fmt: skip


def _place_look(place: Place, reported: bool) -> tuple[FeatureKind, str]:
    kind = place.geometry.geom_type if isinstance(place.geometry, BaseGeometry) else ""
    if "Line" in kind:
        return "line", "place-line"
    if "Polygon" in kind:
        return "area", "place-area"
    return "mark", "place-reported" if reported else "place"


def spread(shape: object, precision: object, name: str, style: str, card: str) -> Iterator[Feature]:
    """Give the circle within which the true place of a point may lie, if its precision is stated."""
    if isinstance(shape, Point) and isinstance(precision, Distance) and precision.m > 0:
        yield Feature(
            id=f"{card}/spread", kind="area", style=style, card=card,
            geometry=for_drawing(buffer(shape, precision).geometry, _FOUND_TOLERANCE),
            name=f"{name}: the true place may lie within {precision}",
        )  # fmt: skip


def _incidents(scenario: Scenario) -> Iterator[Feature]:
    for _, features in incident_features(scenario):
        yield from features


def incident_features(scenario: Scenario) -> Iterator[tuple[Incident, tuple[Feature, ...]]]:
    """Give each incident that has a place with its features: how far the true place may lie, and its mark."""
    for incident in scenario.incidents:
        if not isinstance(incident.geometry, Point):
            continue
        card, words = f"incidents/{incident.id}", spoken(incident.kind)
        imprecise = isinstance(incident.precision, Distance) and incident.precision.m > 0
        style = "incident-imprecise" if imprecise else "incident"
        yield incident, (
            *spread(incident.geometry, incident.precision, words, "incident-spread", card),
            Feature(
                id=card, kind="mark", style=style, geometry=incident.geometry, name=words, label=words, card=card,
                rank=4,
            ),
        )  # fmt: skip
