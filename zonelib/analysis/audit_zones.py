"""Rules of an audit that look at zones: their standing, their lines, their providers, published figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib import geodesy
from zonelib.analysis.audit_record import Record, claims_of, of_zone
from zonelib.analysis.findings import Finding
from zonelib.analysis.lifecycle import begin_of, cycle_of
from zonelib.analysis.measure import area
from zonelib.analysis.published import compare_published
from zonelib.analysis.regions import RegionFound, region_area
from zonelib.analysis.things import default_boundary
from zonelib.geodesy.seam import true_boundary
from zonelib.model import NOT_STATED, StatusDimension
from zonelib.units import Distance

_DEGREE_M: Final = 111_700.0  # the longest degree of latitude
_ROUNDING_M: Final = 1.0  # lines of which no precision is stated: what reading and writing them may move
# Dimensions of which a zone can have but one value at a time; "proposed" and "agreed" may both hold.
_ONE_AT_A_TIME: Final[tuple[StatusDimension, ...]] = ("establishment", "boundary", "practice")


def establishment(record: Record) -> Iterator[Finding]:
    """Find zones that are said not to be established."""
    for zone in record.scenario.zones:
        denied = [s for s in record.holding(zone.id, "establishment") if s.value == "not_established"]
        if denied:
            yield of_zone("zone-not-established", zone, claims_of(denied), "the zone is said not to be established")


def line_agreed(record: Record) -> Iterator[Finding]:
    """Find zones of which no line is said to be agreed."""
    for zone in record.scenario.zones:
        said = record.holding(zone.id, "boundary")
        if not any(status.value in ("agreed", "demarcated") for status in said):
            words = " and ".join(dict.fromkeys(s.value.replace("_", " ") for s in said)) or "nothing is said of it"
            yield of_zone("line-not-agreed", zone, claims_of(said), f"no line is said to be agreed ({words})")


def line_drawn(record: Record) -> Iterator[Finding]:
    """Find zones without a drawn line, or with one that rests on no claim."""
    for zone in record.zones:
        boundary, _ = default_boundary(zone)
        if boundary is None:
            yield of_zone("zone-without-line", zone, zone.claims, "no line has a geometry")
        elif not boundary.claims:
            words = f"the line that is drawn ({boundary.id}) rests on no claim of the record"
            yield of_zone("line-rests-on-no-claim", zone, (), words)


def competing(record: Record) -> Iterator[Finding]:
    """Find zones with several lines, each with claims or with those who propose it."""
    for zone in record.zones:
        lines = [line for line in zone.boundaries if line.claims or line.proposed_by]
        if len(lines) > 1:
            claims = tuple(dict.fromkeys(claim for line in lines for claim in line.claims))
            words = f"{len(lines)} lines are on record: {', '.join(line.id for line in lines)}"
            yield of_zone("boundaries-compete", zone, claims, words)


def described(record: Record) -> Iterator[Finding]:
    """Find zones that the sources place in several phrases."""
    for zone in record.zones:
        if len(zone.described_as) > 1:
            phrases = " and ".join(f'"{phrase}"' for phrase in zone.described_as)
            yield of_zone(
                "described-in-several-ways",
                zone,
                zone.claims,
                f"told as {phrases}; that these are one zone is a reading",
            )


def provider(record: Record) -> Iterator[Finding]:
    """Find zones without an agreed security provider."""
    for zone in record.scenario.zones:
        said = record.holding(zone.id, "provider")
        if not any(status.value in ("agreed", "deployed") for status in said):
            words = " and ".join(dict.fromkeys(s.value.replace("_", " ") for s in said)) or "nothing is said of one"
            yield of_zone("provider-not-agreed", zone, claims_of(said), f"no security provider is agreed ({words})")


def exclusive(record: Record) -> Iterator[Finding]:
    """Find zones said to stand in two ways that exclude each other."""
    for zone in record.scenario.zones:
        for dimension in _ONE_AT_A_TIME:
            said = record.holding(zone.id, dimension)
            values = list(dict.fromkeys(status.value.replace("_", " ") for status in said))
            if len(values) > 1:
                words = f"its {dimension} is said to be {' and '.join(values)}"
                yield of_zone("statuses-exclude", zone, claims_of(said), words)


def jumps(record: Record) -> Iterator[Finding]:
    """Find statuses that follow on another without the step between them."""
    for zone in record.scenario.zones:
        begun = [j for j in cycle_of(zone, record.knowledge).jumps if begin_of(j.after) <= record.state.day]
        for jump in begun:
            yield of_zone("status-jump", zone, jump.claims, f"{jump}".partition(": ")[2])


def overlaps(record: Record) -> Iterator[Finding]:
    """Find lines of different zones that take in the same ground, by more than both may be off."""
    drawn = [
        (zone, boundary, boundary.geometry)
        for zone in record.zones
        for boundary in zone.boundaries
        if isinstance(boundary.geometry, BaseGeometry)
    ]
    if not drawn:
        return
    shapes = [geometry for _, _, geometry in drawn]
    tree = shapely.STRtree(shapes)
    for i, j in tree.query(shapes, predicate="intersects").T:
        (zone, line, shape), (other, its_line, its_shape) = drawn[i], drawn[j]
        shared = shapely.intersection(shape, its_shape) if i < j and zone.id != other.id else None
        off_m = sum(b.precision.m for b in (line, its_line) if isinstance(b.precision, Distance))
        if shared is None or _width_m(shared) <= max(off_m, _ROUNDING_M):
            continue
        size = area(shapely.union_all([part for part in shapely.get_parts(shared) if part.area > 0])).area
        words = f"its line {line.id} and the line {its_line.id} of {other.name} both take in {size}"
        claims = tuple(dict.fromkeys((*line.claims, *its_line.claims)))
        yield of_zone("boundaries-overlap", zone, claims, words)


def leaves(record: Record) -> Iterator[Finding]:
    """Find lines that leave the regions in which the zone is said to lie, by more than both may be off."""
    found: dict[str, RegionFound] = {}
    for zone in record.zones:
        for id in zone.within:
            found[id] = found.get(id) or region_area(id, scenario=record.scenario)
        regions = [found[id] for id in zone.within]
        for line in zone.boundaries if regions else ():
            if not isinstance(line.geometry, BaseGeometry) or any(r.geometry.covers(line.geometry) for r in regions):
                continue
            beyond = Distance(_beyond_m(line.geometry, regions))
            edge, own = max(r.error for r in regions), line.precision if line.precision else Distance(0)
            if beyond.m <= edge.m + max(own.m, _ROUNDING_M):
                continue
            names = " and ".join(region.name for region in regions)
            words = (
                f"its line {line.id} runs up to {beyond.km:.3g} km outside {names}, where the zone is said to lie; "
                f"the line may be off by {own}, the edge of the region by {edge}"
            )
            said = (claim for id in zone.within for claim in record.scenario.region(id).claims)
            yield of_zone("boundary-leaves-region", zone, tuple(dict.fromkeys((*said, *line.claims))), words)


def _beyond_m(shape: BaseGeometry, regions: list[RegionFound]) -> float:
    """Give how far an outline runs from all of some regions: its farthest vertex, so the truth is not less."""
    path = shapely.get_coordinates(geodesy.densify(true_boundary(shape), tolerance_m=_ROUNDING_M))
    return float(np.min([geodesy.distances_to(path, region.geometry) for region in regions], axis=0).max(initial=0.0))


def figures(record: Record) -> Iterator[Finding]:
    """Find published figures that differ from the computed ones by more than both errors."""
    for figure in record.scenario.measurements:
        if not isinstance(figure.zone, str) or figure.quantity is NOT_STATED:
            continue
        zone = next(zone for zone in record.zones if zone.id == figure.zone)
        # Whether a count of things was meant to be whole is not said: only what the line itself gives is compared.
        if default_boundary(zone)[0] is None or figure.quantity == "count":
            continue
        for compared in compare_published(zone, [figure], places=record.scenario.places):
            if not compared.agrees:
                yield of_zone("figure-differs", zone, figure.claims, f"{compared}", about=f"measurements/{figure.id}")


def _width_m(shape: BaseGeometry) -> float:
    """Give the greatest width of a shape or more: degrees of longitude are counted as those of latitude."""
    parts = [part for part in shapely.get_parts(shape) if part.area > 0]
    return max((2 * shapely.maximum_inscribed_circle(part).length * _DEGREE_M for part in parts), default=0.0)


RULES: Final = (
    *(establishment, line_agreed, line_drawn, competing, described, provider, exclusive, jumps),
    *(overlaps, leaves, figures),
)
