"""What stands on the map on which day, as far as it was known on another: the state of the model, drawn day by day.

Nothing is decided here. `zonelib.model.states` says what holds on a day; the scenario is cut down to that and given to
the same makers that draw the whole. What comes out equal on several days is one feature with several stretches of days.
Places, routes and reported distances have no days of their own: they stand from the day on which they are known.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from zonelib.analysis import RangeRing, default_boundary
from zonelib.analysis.ranges import rings_known
from zonelib.maps.cards import account_card
from zonelib.maps.clock_words import ticks_of
from zonelib.maps.patrols import PATROL_LAYERS, patrol_layers
from zonelib.maps.shapes import LAYERS, incident_features, layers_of, ring_layers
from zonelib.maps.view import Clock, Feature, Layer, RowStay, Span, Stay
from zonelib.maps.wording import zone_words
from zonelib.model import (
    NOT_STATED,
    Document,
    Holding,
    Knowledge,
    Meeting,
    Period,
    Restriction,
    Scenario,
    State,
    Team,
    Zone,
    ZoneState,
    certain_days,
    last_seen,
    possible_days,
    told,
)
from zonelib.model.known import claim_since

_DATED = ("buffers", "assignments", "objections", "documents", "meetings", "posts", "teams", "restrictions")
_UNDRAWN = (Document, Meeting, Team, Restriction)
_DAY = dt.timedelta(days=1)


def clock_of(
    scenario: Scenario, *, prepared: Callable[[Scenario], Scenario], rings: tuple[RangeRing, ...]
) -> Clock | None:
    """Make the clock of a scenario, up to what is known on its `as_of` day.

    Parameters
    ----------
    scenario : Scenario
        With everything it holds.
    prepared : callable
        What is done to a scenario before it is drawn, such as coarsening it for publication.
    rings : tuple of RangeRing
        Those of everything it holds, to be drawn from when they are known.

    Returns
    -------
    Clock or None
        None where nothing changes over time.
    """
    as_of = scenario.as_of if isinstance(scenario.as_of, dt.date) else None
    known = _knowledge_days(scenario, as_of)
    asked = (*known[:-1], as_of)
    cuts = [prepared(scenario if on is None else scenario.as_known(on)) for on in asked]
    turns = sorted({day for cut in cuts for day in _turns(_periods(cut))})
    seen = {day for cut in cuts for group in (cut.incidents, cut.events) for day in _turns(o.period for o in group)}
    days = (dt.date.min, *sorted({*turns, *seen}))
    if len(days) == 1 and len(known) == 1:
        return None
    calendar = _Calendar(days=days, turns=(dt.date.min, *turns))
    for k, (on, cut) in enumerate(zip(asked, cuts, strict=True)):
        calendar.draw(cut, k, on, rings=rings)
    ticks = ticks_of(cuts[-1])
    spoken = [tick.day for tick in ticks] or [*days[1:], known[-1]]
    opens = as_of or spoken[-1]
    return Clock(
        as_of=as_of, opens=opens, first=min(spoken[0] - _DAY, opens), last=max(spoken[-1] + _DAY, opens),
        days=days, known=known, ticks=ticks,
        layers=tuple(dict.fromkeys(key for key, _ in calendar.stays)),
        stays=tuple(
            Stay(layer=key, feature=feature, spans=tuple(spans)) for (key, feature), spans in calendar.stays.items()
        ),
        rows=tuple(
            RowStay(about=about, certain=tuple(holds[False]), perhaps=tuple(holds[True]))
            for about, holds in calendar.rows.items()
        ),
    )  # fmt: skip


def fitted(clock: Clock | None, layers: tuple[Layer, ...], unnamed: set[str]) -> Clock | None:
    """Give a clock without the stays on layers that the view has not, and without the names of some cards."""
    if clock is None:
        return None
    there = {layer.key for layer in layers}
    stays = tuple(
        stay for stay in clock.stays
        if stay.layer in there and not (stay.feature.kind == "name" and stay.feature.card in unnamed)
    )  # fmt: skip
    return replace(clock, stays=stays, layers=tuple(key for key in clock.layers if key in there))


def with_layers_of(clock: Clock | None, record: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Give the layers of the record, and in their places those that hold something only on other days, empty."""
    if clock is None:
        return record
    there = {layer.key: layer for layer in record}
    later = {stay.layer for stay in clock.stays}
    blank = (layer for layer in (*LAYERS, *PATROL_LAYERS) if layer.key in later or layer.key in there)
    return (*(layer for layer in record if layer.key == "rings"), *(there.get(one.key, one) for one in blank))


# ------------------------------------------------------------------------------------------------------- which days


def _knowledge_days(scenario: Scenario, as_of: dt.date | None) -> tuple[dt.date, ...]:
    """Give the days up to `as_of` from which more is known; `as_of` itself where nobody tells one."""
    found: set[dt.date] = set()
    for claim in scenario.claims:
        since = claim_since(scenario, claim)
        found |= {since.perhaps, since.surely}
    parts = [part for zone in scenario.zones for part in (*zone.statuses, *zone.boundaries)]
    for value in (*parts, *(one for name in _DATED for one in scenario.collection(name))):
        if isinstance(own := getattr(value, "known_on", None), dt.date):
            found.add(own)
        if isinstance(source := getattr(value, "source", None), str):
            published = scenario.published_on(source)
            found |= {published} if isinstance(published, dt.date) else set()
    days = sorted(found - {dt.date.min, dt.date.max})
    return tuple(day for day in days if as_of is None or day <= as_of) or (as_of or dt.date.max,)


def _periods(scenario: Scenario) -> Iterator[Period | object]:
    parts = [part for zone in scenario.zones for part in (*zone.statuses, *zone.boundaries)]
    for value in (*parts, *(one for name in _DATED for one in scenario.collection(name))):
        yield told(value)  # type: ignore[arg-type]  # the collections of `_DATED` are dated
        yield last_seen(value)  # type: ignore[arg-type]
    yield from (claim.about for claim in scenario.claims)


def _turns(periods: Iterable[object]) -> Iterator[dt.date]:
    """Give the days on which a period may turn what holds: where it may begin and end, and surely does."""
    for period in periods:
        if not isinstance(period, Period):
            continue
        for days in (possible_days(period), certain_days(period)):
            yield from (day for day in (days.start, days.end) if day not in (dt.date.min, dt.date.max))
        if isinstance(period.last, dt.date):
            yield period.last


# --------------------------------------------------------------------------------------------------------- day by day


@dataclass(kw_only=True)
class _Calendar:
    """What stands on the map, and what of the tables holds, gathered knowledge by knowledge and turn by turn."""

    days: tuple[dt.date, ...]
    turns: tuple[dt.date, ...]
    stays: dict[tuple[str, Feature], list[Span]] = field(default_factory=dict)
    rows: dict[str, dict[bool, list[Span]]] = field(default_factory=dict)
    lasting: dict[tuple[tuple[str, str], ...], tuple[Layer, ...]] = field(default_factory=dict)

    def draw(self, scenario: Scenario, k: int, on: dt.date | None, *, rings: tuple[RangeRing, ...]) -> None:
        """Add what is known on a day."""
        told = rings_known(rings, scenario)
        which = tuple((ring.measurement, ring.place) for ring in told)
        if which not in self.lasting:
            self.lasting[which] = ring_layers(scenario, told)
        drawn: dict[tuple[tuple[int, str], ...], tuple[Layer, ...]] = {}
        ends = [bisect_left(self.days, day) for day in self.turns] + [len(self.days)]
        for day, (i, j) in zip(self.turns, pairwise(ends), strict=True):
            state = scenario.at(day, known_on=on)
            held = tuple((id(h.value), h.hold) for _, h in state.listed() if not isinstance(h.value, _UNDRAWN))
            if held not in drawn:
                drawn[held] = (*self.lasting[which], *_layers_on(scenario, state))
            for layer in drawn[held]:
                for feature in layer.features:
                    _extend(self.stays.setdefault((layer.key, feature), []), (k, i, j))
            for about, perhaps in _holding(state):
                self._row(about, perhaps, (k, i, j))
        self._undrawn(scenario, k, on)

    def _undrawn(self, scenario: Scenario, k: int, on: dt.date | None) -> None:
        """Add what no state lists: claims, events, incidents."""
        whole = (k, 0, len(self.days))
        known = Knowledge(scenario, on)
        for claim, since in known.claims.items():
            self._row(f"claims/{claim}", since.hold(known.on) == "perhaps", whole)
        for event in scenario.events:
            for span, perhaps in self._spans(event.period, k):
                self._row(f"events/{event.id}", perhaps, span)
        spans = {incident.id: list(self._spans(incident.period, k)) for incident in scenario.incidents}
        for incident, features in incident_features(scenario):
            for span, perhaps in spans[incident.id]:
                for feature in features:
                    _extend(self.stays.setdefault(("incidents", _as_held(feature, perhaps)), []), span)
        for id, found in spans.items():
            for span, perhaps in found:
                self._row(f"incidents/{id}", perhaps, span)

    def _row(self, about: str, perhaps: bool, span: Span) -> None:
        _extend(self.rows.setdefault(about, {False: [], True: []})[perhaps], span)

    def _spans(self, period: object, k: int) -> Iterator[tuple[Span, bool]]:
        """Give the stretches in which something that happened may lie, each with whether it only may."""
        if not isinstance(period, Period):
            yield (k, 0, len(self.days)), True
            return
        may, sure = possible_days(period), certain_days(period)
        marks = sorted({may.start, may.end, *((sure.start, sure.end) if sure else ())})
        for begin, end in pairwise(marks):
            i = bisect_left(self.days, begin)
            j = bisect_left(self.days, end) if end < dt.date.max else len(self.days)
            yield (k, i, j), not (sure and begin in sure)


def _extend(spans: list[Span], span: Span) -> None:
    """Add a stretch, in one with the last where they meet."""
    if spans and spans[-1][0] == span[0] and spans[-1][2] == span[1]:
        spans[-1] = (span[0], spans[-1][1], span[2])
    else:
        spans.append(span)


def _holding(state: State) -> Iterator[tuple[str, bool]]:
    """Give the rows that hold, each with whether it holds only perhaps; a zone holds as what is said of it does."""
    for found in state.zones:
        holds = [*(h.hold for h in found.statuses), *(h.hold for h in found.boundaries)]
        if holds or not (found.zone.statuses or found.zone.boundaries):
            yield f"zones/{found.zone.id}", "certain" not in holds
    for name in _DATED:
        listed: tuple[Holding[Any], ...] = getattr(state, name)
        for holding in listed:
            if holding.hold in ("certain", "perhaps"):
                yield f"{name}/{holding.value.id}", holding.hold == "perhaps"


def _layers_on(scenario: Scenario, state: State) -> tuple[Layer, ...]:
    """Draw what holds, with the same makers as the record, and mark what holds only perhaps."""
    zones = tuple(_zone_on(found) for found in state.zones)
    lines = {(zone.id, boundary.id) for zone in zones for boundary in zone.boundaries}
    on_the_day = replace(
        scenario,
        zones=zones,
        # A buffer along a line that does not hold has nothing to lie along.
        buffers=tuple(
            spec for spec in (holding.value for holding in state.buffers)
            if not (spec.of and spec.boundary) or all((zone, spec.boundary) in lines for zone in spec.of.any_of)
        ),
        assignments=tuple(replace(h.value, buffer=NOT_STATED, teams=NOT_STATED) for h in state.assignments),
        objections=tuple(holding.value for holding in state.objections),
        posts=tuple(holding.value for holding in state.posts),
        incidents=(), teams=(), conducted=(), restrictions=(),
    )  # fmt: skip
    perhaps = {about for about, only in _holding(state) if only and not about.startswith("zones/")}
    words = {}
    for found, zone in zip(state.zones, zones, strict=True):
        words[f"zones/{zone.id}"] = zone_words(zone, [h.value for h in found.statuses if h.hold == "certain"])
        drawn, _ = default_boundary(zone)
        for holding in found.boundaries:
            if holding.hold == "perhaps":
                own = holding.value is drawn
                perhaps.add(f"zones/{zone.id}" if own else account_card(zone, holding.value))
    return tuple(
        replace(layer, features=tuple(_marked(feature, words, perhaps) for feature in layer.features))
        for layer in (*layers_of(on_the_day, ()), *patrol_layers(on_the_day))
    )


def _marked(feature: Feature, words: dict[str, str], perhaps: set[str]) -> Feature:
    if feature.kind == "area" and feature.id == feature.card and feature.id in words:  # a zone, not its line or band
        said = words[feature.id]
        feature = replace(feature, name=f"Zone {feature.label}: {said}", detail=said)
    return _as_held(feature, feature.card in perhaps)


def _as_held(feature: Feature, perhaps: bool) -> Feature:
    """Mark a feature that holds only perhaps, and say so in its name and its label."""
    if not perhaps:
        return feature
    label = _perhaps(feature.label) if feature.label and feature.kind in ("tag", "mark") else feature.label
    return replace(feature, name=_perhaps(feature.name), label=label, perhaps=True)


def _perhaps(words: str) -> str:
    return f"{words[:-1]}; perhaps)" if words.endswith(")") else f"{words} (perhaps)"


def _zone_on(found: ZoneState) -> Zone:
    return replace(
        found.zone,
        statuses=tuple(holding.value for holding in found.statuses),
        boundaries=tuple(holding.value for holding in found.boundaries),
    )
