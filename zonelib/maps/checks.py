"""A range check on the map: where the stated distance fits, hypotheses by verdict, the geodesics that were measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from zonelib import geodesy
from zonelib.analysis import HypothesisFound, RangeCheck, RangeSpan, possible_places
from zonelib.analysis.readings import Reading, spoken_interval, spoken_km
from zonelib.maps.geometry import box_of, for_drawing, outermost, widened
from zonelib.maps.view import Extent, Feature, Layer

# A whole country is looked at from afar: 0.02° is 2 km, a pixel where a ring of 1,000 km fills the screen.
_REGION_TOLERANCE = 0.02
# 0.001° is 111 m; the level lines of a stated distance are drawn for that distance, tens of kilometres wide.
_LEVEL_TOLERANCE = 0.001
# Beyond this no buffer is made.
_FARTHEST_LEVEL_M = 9.0e6
# What a drawn geodesic may stray from the measured one, metres: less than a pixel.
_GEODESIC_TOLERANCE_M = 50.0


def check_layers(checks: Sequence[RangeCheck]) -> tuple[tuple[Layer, ...], tuple[Layer, ...]]:
    """Give the layers of range checks: those that lie under what is said, and those that lie over it."""
    under, over = [], []
    for number, check in enumerate(checks, start=1):
        names = {span.target: span.target_name for found in check.hypotheses for span in found.spans}
        under.append(_hypotheses(check, number))
        for at, target in enumerate(check.targets, start=1):
            key, name = f"{number}-{at}", names.get(target, target)
            under.append(_possible(check, target, name, key, shown=at == 1))
            over.append(_geodesics(check, target, name, key, shown=at == 1))
    return tuple(one for one in under if one.features), tuple(one for one in over if one.features)


def check_extents(checks: Sequence[RangeCheck], layers: Sequence[Layer]) -> Iterator[Extent]:
    """Give the part of the map that each check is about: where the distance fits, and the nearest points."""
    for number, check in enumerate(checks, start=1):
        keys = (f"fits-{number}-", f"geodesics-{number}-")
        near = [f for one in layers if one.key.startswith(keys) for f in one.features if f.style != "geodesic-farthest"]
        shapes = [feature.geometry for feature in near]
        if shapes:
            label = f"The check of {check.claim.name}" if len(checks) > 1 else "The range check"
            yield Extent(key=f"check-{number}", label=label, box=widened(box_of(shapes), 0.0, 0.03))


def check_card(check: RangeCheck) -> str:
    """Give the id of the card of a check."""
    return f"range_claims/{check.claim.id}"


def hypothesis_card(check: RangeCheck, hypothesis: HypothesisFound) -> str:
    """Give the id of the card of one hypothesis."""
    return f"{check_card(check)}/{hypothesis.id}"


def verdict_style(shape: str, verdict: str) -> str:
    """Give the style of a verdict: ``hypothesis-cannot-tell``, ``start-consistent``."""
    return f"{shape}-{verdict.replace(' ', '-')}"


# ---------------------------------------------------------------------------------------------------- hypotheses


def _hypotheses(check: RangeCheck, number: int) -> Layer:
    features = tuple(_hypothesis_features(check))
    hint = "A verdict on the stated distance only: it does not show that anything took place there."
    return Layer(
        key=f"hypotheses-{number}", place=-3, title="Hypotheses, by verdict", features=features, noun="hypothesis",
        hint=hint,
    )  # fmt: skip


def _hypothesis_features(check: RangeCheck) -> Iterator[Feature]:
    for found in check.hypotheses:
        if found.geometry is None:
            continue
        card, area = hypothesis_card(check, found), "Polygon" in found.geometry.geom_type
        yield Feature(
            id=card, kind="area" if area else "mark" if isinstance(found.geometry, Point) else "line",
            style=verdict_style("hypothesis" if area else "start", found.verdict), card=card,
            geometry=for_drawing(found.geometry, _REGION_TOLERANCE if area else 0.0),
            name=f"{found.name}: {found.verdict}",
        )  # fmt: skip


# -------------------------------------------------------------------------------------------------- where it fits


def _possible(check: RangeCheck, target: str, name: str, key: str, *, shown: bool) -> Layer:
    features = tuple(_level_features(check, target, name, key))
    rules = "; ".join(dict.fromkeys(reading.rule for reading in _own_readings(check)))
    return Layer(
        key=f"fits-{key}", place=-2, title=f"Where the stated distance fits, from {name}", features=features,
        shown=shown, hint=f"Geodesic distances on the WGS 84 ellipsoid; {rules}.",
    )  # fmt: skip


def _own_readings(check: RangeCheck) -> list[Reading]:
    """Give what each stated figure is read as, the widest first; an open end has no ring."""
    own = {(r.low, r.high): r for r in (row.reading for row in check.rows) if not r.sensitivity and r.high is not None}
    return sorted(own.values(), key=lambda reading: reading.low.m - reading.high_m)


def _level_features(check: RangeCheck, target: str, name: str, key: str) -> Iterator[Feature]:
    shape, card = check.targets[target], check_card(check)
    for at, reading in enumerate(_own_readings(check), start=1):
        words = f"{spoken_interval(reading.low, reading.high)} from {name}"
        some = _level(shape, reading, every=False)
        if some is None:
            continue
        yield Feature(
            id=f"fits/{key}/{at}", kind="area", style="fits", card=card, geometry=some,
            name=f"{words}{'' if isinstance(shape, Point) else ', somewhere on it'} ({reading.rule})",
        )  # fmt: skip
        every = None if isinstance(shape, Point) else _level(shape, reading, every=True)
        if every is not None:
            yield Feature(
                id=f"fits/{key}/{at}/every", kind="area", style="fits-every", card=card, geometry=every,
                name=f"{words}, all of it ({reading.rule})",
            )  # fmt: skip
        for side, point in outermost(some.boundary):
            yield Feature(
                id=f"fits/{key}/{at}/{side}", kind="name", style="name-ring", geometry=point, name=words, label=words,
                card=card, rank=3,
            )  # fmt: skip


def _level(shape: BaseGeometry, reading: Reading, *, every: bool) -> BaseGeometry | None:
    if reading.high is None or reading.high.m > _FARTHEST_LEVEL_M:
        return None
    found = possible_places(shape, low=reading.low, high=reading.high, every=every).geometry
    return None if found.is_empty else for_drawing(found, _LEVEL_TOLERANCE)


# ----------------------------------------------------------------------------------------------------- geodesics


def _geodesics(check: RangeCheck, target: str, name: str, key: str, *, shown: bool) -> Layer:
    features = [
        feature
        for found in check.hypotheses
        for span in found.spans
        if span.target == target
        for feature in (*_nearest(check, found, span, key), *_farthest(check, found, span, key))
    ]
    if not isinstance(check.targets[target], Point) and features:
        features.insert(0, _target(check, target, name, key))
    return Layer(
        key=f"geodesics-{key}", place=-1, title=f"Nearest and farthest points, from {name}", features=tuple(features),
        shown=shown, hint="Geodesics between the nearest and the farthest points; a route is longer.",
    )  # fmt: skip


def _target(check: RangeCheck, target: str, name: str, key: str) -> Feature:
    shape = check.targets[target]
    area = "Polygon" in shape.geom_type
    return Feature(
        id=f"geodesics/{key}/target", kind="area" if area else "line", style="place-area" if area else "place-line",
        geometry=for_drawing(shape), name=f"The target: {name}", card=check_card(check),
    )  # fmt: skip


def _nearest(check: RangeCheck, found: HypothesisFound, span: RangeSpan, key: str) -> Iterator[Feature]:
    card, start = hypothesis_card(check, found), f"geodesics/{key}/{found.id}"
    words, label = (f"{spoken_km(span.nearest)}, {name}" for name in (found.name, _short_name(check, found)))
    if span.nearest.m > 0:
        yield Feature(
            id=f"{start}/nearest", kind="line", style="geodesic-nearest", geometry=_geodesic(span.nearest_feet),
            name=f"{found.name}, nearest to {span.target_name}: {spoken_km(span.nearest)}", card=card,
        )  # fmt: skip
    yield Feature(
        id=f"{start}/start", kind="mark", style=verdict_style("start", found.verdict), label=label,
        geometry=Point(span.nearest_feet[0]), name=f"Nearest point, {words}: {found.verdict}", card=card, rank=1,
    )  # fmt: skip


def _short_name(check: RangeCheck, found: HypothesisFound) -> str:
    """Leave out the words that all hypotheses begin with: "launched"; a label has little room."""
    names = [other.name.split() for other in check.hypotheses]
    while len(names) > 1 and len({words[0] for words in names}) == 1 and min(map(len, names)) > 1:
        names = [words[1:] for words in names]
    return " ".join(names[check.hypotheses.index(found)])


def _farthest(check: RangeCheck, found: HypothesisFound, span: RangeSpan, key: str) -> Iterator[Feature]:
    if span.farthest is None or span.farthest_feet is None or span.farthest_feet == span.nearest_feet:
        return
    yield Feature(
        id=f"geodesics/{key}/{found.id}/farthest", kind="line", style="geodesic-farthest",
        geometry=_geodesic(span.farthest_feet), card=hypothesis_card(check, found),
        name=f"{found.name}, farthest from {span.target_name}: {spoken_km(span.farthest)}",
    )  # fmt: skip


def _geodesic(feet: tuple[tuple[float, float], tuple[float, float]]) -> BaseGeometry:
    line = geodesy.densify(LineString(feet), tolerance_m=_GEODESIC_TOLERANCE_M, edges="geodesic")
    return for_drawing(line)
