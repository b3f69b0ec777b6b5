"""The days of a clock in words: what is said to begin on a day, and what to have ended by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zonelib.maps.view import Tick
from zonelib.maps.wording import actors, buffer_words, duty_words, listed, objection_words, spoken
from zonelib.model import Period, Scenario, last_seen, possible_days, told


def ticks_of(scenario: Scenario) -> tuple[Tick, ...]:
    """Give the days on which something that has a time begins, or no longer holds, with what it is."""
    found: dict[dt.date, dict[str, None]] = {}
    for name, period, lasts in _dated(scenario):
        days = possible_days(period)
        if days.start > dt.date.min:
            found.setdefault(days.start, {})[name] = None
        if lasts and days.end < dt.date.max:
            found.setdefault(days.end, {})[f"no longer: {name}"] = None
    return tuple(Tick(day=day, words=tuple(found[day])) for day in sorted(found))


def _dated(s: Scenario) -> Iterator[tuple[str, Period, bool]]:
    """Give everything that has a time: its name, when, and whether its end is told by that."""
    for event in s.events:
        yield from _one(event.name, event.period, False)
    for document in s.documents:
        yield from _one(str(document), last_seen(document), False)
    for meeting in s.meetings:
        yield from _one(meeting.name, meeting.period, False)
    yield from _statuses(s)
    for zone in s.zones:
        for boundary in zone.boundaries:
            name = f"{zone.name}: line “{spoken(boundary.id)}”"
            yield from _one(name, told(boundary) or last_seen(boundary), bool(told(boundary)))
    for spec in s.buffers:
        yield from _one(str(spec.described_as or buffer_words(spec)), spec.period, True)
    for duty in s.assignments:
        yield from _one(duty_words(s, duty), duty.period, True)
    for objection in s.objections:
        yield from _one(objection_words(s, objection), objection.period, True)
    for post in s.posts:
        yield from _one(f"post {post.name}", post.period, True)
    for team in s.teams:
        yield from _one(f"team {team.name}", team.period, True)
    for limit in s.restrictions:
        yield from _one(f"passage {limit.kind} by {actors(s, limit.by)}", limit.period, True)
    for incident in s.incidents:
        yield from _one(spoken(incident.kind), incident.period, False)


def _statuses(s: Scenario) -> Iterator[tuple[str, Period, bool]]:
    """Give the statuses, one that several zones share said once."""
    shared: dict[tuple[str, Period | None, bool], list[str]] = {}
    for zone in s.zones:
        for status in zone.statuses:
            shared.setdefault((str(status), told(status) or last_seen(status), bool(told(status))), []).append(
                zone.name
            )
    for (words, period, lasts), names in shared.items():
        yield from _one(f"{words} ({listed(dict.fromkeys(names))})", period, lasts)


def _one(name: str, period: object, lasts: bool) -> Iterator[tuple[str, Period, bool]]:
    if isinstance(period, Period):
        yield name, period, lasts
