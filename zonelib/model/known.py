"""When something became known: from the claims it rests on, and from the day each was made.

A claim is known from the day on which it is stated, else from the day on which its source was published. Where only a
last day is told ("before 5 July") it is known for certain from that day, and perhaps before; where no day is told at
all it is perhaps known at any time. A value is known with the first of its claims, unless it says itself since when.
A claim that replaces others takes away what rests on these alone, from the day on which the new one is known: what was
known earlier stays as it was.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from zonelib.model.conducted import Conducted, Restriction
from zonelib.model.days import ALWAYS_AFTER, ALWAYS_BEFORE
from zonelib.model.duties import Objection, PatrolAssignment
from zonelib.model.patrols import Post, Route, Team
from zonelib.model.record import Document, Meeting
from zonelib.model.time import Period
from zonelib.model.voices import Claim
from zonelib.model.zones import Boundary, BufferSpec, Status

if TYPE_CHECKING:
    from zonelib.model.deadlines import Deadline
    from zonelib.model.scenario import Scenario

Dated = Status | Boundary | BufferSpec | PatrolAssignment | Objection | Document | Meeting | Post | Team | Restriction


@dataclass(frozen=True, slots=True)
class Since:
    """From which day something may be known, and from which it certainly is."""

    perhaps: dt.date = ALWAYS_BEFORE
    surely: dt.date = ALWAYS_AFTER

    def hold(self, on: dt.date) -> Literal["certain", "perhaps", "ahead"]:
        """Say whether it is known on a day; the day `date.max` knows all that there is."""
        return "certain" if self.surely <= on else "perhaps" if self.perhaps <= on else "ahead"


UNDATED: Final = Since()


class Knowledge:
    """What a scenario knows on a day.

    Parameters
    ----------
    scenario : Scenario
    on : date or None
        The day; None for everything that the scenario holds.
    """

    def __init__(self, scenario: Scenario, on: dt.date | None) -> None:
        self.scenario = scenario
        self.on = ALWAYS_AFTER if on is None else on
        known = {claim.id: (claim, claim_since(scenario, claim)) for claim in scenario.claims}
        self._abouts = {claim.id: claim.about for claim in scenario.claims if claim.about}
        taken_back = {
            old for claim, since in known.values() if since.hold(self.on) == "certain" for old in claim.replaces
        }
        self._taken_back = taken_back
        self.claims = {
            id: since for id, (_, since) in known.items() if id not in taken_back and since.hold(self.on) != "ahead"
        }

    def about(self, claim: str) -> Period | None:
        """Give the time that a claim is about, or None."""
        return self._abouts.get(claim)

    def since(self, value: Dated | Deadline | Route | Conducted) -> Since | None:
        """Give since when a value is known, or None where it is not known on the day, or was taken back by then."""
        if value.claims and self._taken_back.issuperset(value.claims):
            return None
        since = self._since(value)
        return since if since is not None and since.hold(self.on) != "ahead" else None

    def _since(self, value: Dated | Deadline | Route | Conducted) -> Since | None:
        if isinstance(value.known_on, dt.date):
            return Since(value.known_on, value.known_on)
        if value.claims:
            told = [self.claims[claim] for claim in value.claims if claim in self.claims]
            return Since(min(s.perhaps for s in told), min(s.surely for s in told)) if told else None
        if isinstance(value, Boundary) and isinstance(value.source, str):
            return _published(self.scenario, value.source)
        return UNDATED


def claim_since(scenario: Scenario, claim: Claim) -> Since:
    """Give from which day a claim is known."""
    if not claim.stated_on:
        return _published(scenario, claim.source)
    first, last = claim.stated_on.first, claim.stated_on.last
    return Since(
        first if isinstance(first, dt.date) else ALWAYS_BEFORE,
        last if isinstance(last, dt.date) else _published(scenario, claim.source).surely,
    )


def _published(scenario: Scenario, source: str) -> Since:
    day = scenario.published_on(source)
    return Since(day, day) if isinstance(day, dt.date) else UNDATED
