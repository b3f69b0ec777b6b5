"""What a range check finds: spans of distance, verdicts, budgets; each with how it came about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from shapely.geometry.base import BaseGeometry

from zonelib.analysis.range_report import markdown_of, text_of
from zonelib.analysis.readings import Reading, percent, spoken_interval, spoken_km
from zonelib.errors import NotFoundError, nearest
from zonelib.model import Limit, RangeClaim
from zonelib.model.record import LegKind
from zonelib.units import Distance

RangeVerdict = Literal["consistent", "inconsistent", "cannot tell"]
Counted = Literal["the interval", "the span", "the margin", "nothing"]
LonLat = tuple[float, float]

NOT_TESTED: Final = (
    "whether the event took place, and who took part in it",
    "how many aircraft, vessels or weapons there were, and of which kind",
    "what was hit, and with what effect",
    "the route: every route is longer than the geodesics measured here",
    "any evidence beside the stated distance, such as imagery, debris or tracks",
)
"""What geometry alone leaves open."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrorTerm:
    """One source of doubt about a comparison, and where it is allowed for.

    Parameters
    ----------
    source : str
        Such as "rounding of the figure".
    size : Distance
        How much it can move the comparison either way.
    counted : {"the interval", "the span", "the margin", "nothing"}
        Where it is allowed for: in the interval that the figure is read as, in nearest and farthest, in the margin
        beyond which alone a verdict is given, or in nothing, because the method avoids it.
    how : str
        How it was found.
    """

    source: str
    size: Distance
    counted: Counted
    how: str

    def __str__(self) -> str:
        counted = "avoided" if self.counted == "nothing" else f"counted in {self.counted}"
        size = "under 0.1 km" if 0 < self.size.m < 100 else spoken_km(self.size)
        return f"{self.source}: {size}, {counted} ({self.how})"


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeSpan:
    """How far a target may be from where a hypothesis places the start, found.

    Parameters
    ----------
    target, target_name : str
        Which reading of the target.
    nearest : Distance
        The shortest geodesic between the two; 0 where they touch.
    farthest : Distance or None
        The longest; None where it exceeds what can be measured (9,985 km).
    nearest_feet, farthest_feet : ((float, float), (float, float)) or None
        Longitude and latitude of its ends, at the start and at the target.
    error : Distance
        The margin: nearest and farthest lie within this of what the true places would give.
    holes : tuple of (Distance, Distance)
        Stretches between nearest and farthest at which no part of a start in several parts lies.
    budget : tuple of ErrorTerm
        Every source of doubt but the reading of the figure, largest first.
    """

    target: str
    target_name: str
    nearest: Distance
    farthest: Distance | None
    nearest_feet: tuple[LonLat, LonLat]
    farthest_feet: tuple[LonLat, LonLat] | None
    error: Distance
    holes: tuple[tuple[Distance, Distance], ...]
    budget: tuple[ErrorTerm, ...]

    def __str__(self) -> str:
        return f"{spoken_interval(self.nearest, self.farthest)} from {self.target_name}"


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeRow:
    """One hypothesis against one reading of the figure and one of the target, found.

    Parameters
    ----------
    hypothesis : str
        Id of the hypothesis.
    reading : Reading
        The interval.
    target : str
        Id of the target.
    span : RangeSpan or None
        The distances; None where the hypothesis has no place.
    verdict : {"consistent", "inconsistent", "cannot tell"}
        For this reading alone.
    margin : Distance or None
        How far the verdict is from flipping: below 0 interval and span overlap by that much, above 0 they are apart.
    flip : float or None
        The share on either side of the stated figure from which it would be consistent; 0 where the figure fits.
    budget : tuple of ErrorTerm
        Every source of doubt, largest first.
    """

    hypothesis: str
    reading: Reading
    target: str
    span: RangeSpan | None
    verdict: RangeVerdict
    margin: Distance | None
    flip: float | None
    budget: tuple[ErrorTerm, ...]

    def __str__(self) -> str:
        where = f" from {self.span.target_name}" if self.span else ""
        return f"{spoken_interval(self.reading.low, self.reading.high)}{where}: {self.verdict}"


@dataclass(frozen=True, kw_only=True, slots=True)
class HypothesisFound:
    """What all readings together say of one hypothesis, found.

    Parameters
    ----------
    id, name : str
        The hypothesis.
    geometry : shapely geometry or None
        Where it places the start, in WGS 84 longitude and latitude; None where it does not say.
    made_of : str
        What the geometry is and whose data, in words.
    verdict : {"consistent", "inconsistent", "cannot tell"}
        The one that all readings share; else "cannot tell".
    decided_by : str
        What the verdict hangs on where the readings differ; empty where they agree.
    rows : tuple of RangeRow
        One for each target and reading.
    """

    id: str
    name: str
    geometry: BaseGeometry | None = field(repr=False)
    made_of: str
    verdict: RangeVerdict
    decided_by: str
    rows: tuple[RangeRow, ...]

    @property
    def spans(self) -> tuple[RangeSpan, ...]:
        """Give the span for each target, once."""
        return tuple({row.target: row.span for row in self.rows if row.span}.values())

    def flip(self, target: str) -> float | None:
        """Give the share from which every figure would be consistent for that target."""
        flips = [row.flip for row in self.rows if row.target == target and row.flip is not None]
        return max(flips) if flips else None

    def __str__(self) -> str:
        parts = [f"{span}{_flips_at(self.flip(span.target))}" for span in self.spans]
        return f"{self.name}: {self.verdict} - {'; '.join(parts) or 'its place is not stated'}"


def _flips_at(flip: float | None) -> str:
    return f"; consistent from {percent(flip)}" if flip else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LegFound:
    """How long a chain of legs is at least, and what a published limit says to that, found.

    Parameters
    ----------
    along : tuple of {"base", "refuelling", "launch", "waypoint", "target"}
        The stations in order; those without a place are passed over.
    hypothesis : str
        The hypothesis that was put in; empty where the start is held by the stated distance alone.
    least : Distance or None
        No route along these stations is shorter, whichever reading holds; None where fewer than two have a place.
    limit : Limit or None
        The published limit it was held against.
    verdict : {"inconsistent", "cannot tell"}
        A limit can exclude; it can never show that a flight took place.
    how : str
        The bound, in words.
    """

    along: tuple[LegKind, ...]
    hypothesis: str
    least: Distance | None
    limit: Limit | None
    verdict: RangeVerdict
    how: str

    def __str__(self) -> str:
        chain = " to ".join(self.along)
        least = "no bound" if self.least is None else f"at least {spoken_km(self.least)}"
        limit = f", {self.limit}" if self.limit else ", no published limit was brought in"
        name = f"{self.hypothesis}, " if self.hypothesis else ""
        return f"{name}{chain}: {least}{limit}: {self.verdict}"


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeCheck:
    """What the stated distance says about each hypothesis, found.

    A verdict on a public statement about the past, never on the event: it does not show that anything took place.

    Parameters
    ----------
    claim : RangeClaim
        What was checked.
    cited : str
        Its source, in words.
    hypotheses : tuple of HypothesisFound
        One for each place of the start, in the order of the claim.
    legs : tuple of LegFound
        Least lengths of the chain of legs, against the published limits that the claim brings in.
    targets : dict of str to shapely geometry
        The geometry of each target, by its id.
    targets_made_of : tuple of str
        What each of them is and whose data, in words.
    assumptions : tuple of str
        What was taken for granted.
    not_tested : tuple of str
        What the check does not speak of.
    """

    claim: RangeClaim
    cited: str
    hypotheses: tuple[HypothesisFound, ...]
    legs: tuple[LegFound, ...]
    targets: dict[str, BaseGeometry] = field(repr=False)
    targets_made_of: tuple[str, ...]
    assumptions: tuple[str, ...]
    not_tested: tuple[str, ...] = NOT_TESTED

    @property
    def rows(self) -> tuple[RangeRow, ...]:
        """Give every comparison: one row for each hypothesis, target and reading."""
        return tuple(row for hypothesis in self.hypotheses for row in hypothesis.rows)

    def hypothesis(self, id: str) -> HypothesisFound:
        """Give what was found for the hypothesis of that id; NotFoundError names the nearest."""
        known = {one.id: one for one in self.hypotheses}
        if id not in known:
            raise NotFoundError(f"range claim {self.claim.id!r} has no hypothesis {id!r}; {nearest(id, known)}")
        return known[id]

    def to_text(self) -> str:
        """Give the report as plain text: what was said, how it was read, the verdicts, and what was not tested."""
        return text_of(self)

    def to_markdown(self) -> str:
        """Give the report as Markdown, with the same words as `to_text` and the figures in tables."""
        return markdown_of(self)

    def __str__(self) -> str:
        return "\n".join(str(hypothesis) for hypothesis in self.hypotheses)
