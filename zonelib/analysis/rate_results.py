"""How often something happened in zones and periods: rates, their ratios, and where it returned."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any, Literal

from zonelib.analysis.calendar_results import counted
from zonelib.errors import NotFoundError, nearest

Sense = Literal["lower", "higher", "not told apart", "not known"]
Course = Literal["returned", "fell and stayed lower", "fell, a return is not told", "not told apart", "not known"]


@dataclass(frozen=True, kw_only=True, slots=True)
class RateFound:
    """How often something happened in one zone and period, found.

    Parameters
    ----------
    zone, period : str
        Which.
    count : int
        Incidents that were in the period on every day they may have been.
    perhaps : int
        Incidents that were in it on some of the days they may have been.
    days : int
        Days of the period on which the zone has a line.
    km2_days : float
        The area of the zone on each of those days, summed.
    rate : float or None
        `count` per 1,000 km² and day; None where the zone has no line.
    low, high : float or None
        The exact interval of a Poisson rate [1]_: `low` of `count`, `high` of `count` and `perhaps` together.
    dispersion : float or None
        Variance of the counts of single days over their mean; about 1 for a Poisson process, more where incidents come
        in clusters, and the interval is then too narrow. None below two days or two incidents.

    References
    ----------
    .. [1] Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28, 437-442.
    """

    zone: str
    period: str
    count: int
    perhaps: int
    days: int
    km2_days: float
    rate: float | None
    low: float | None
    high: float | None
    dispersion: float | None

    def __str__(self) -> str:
        perhaps = f" and perhaps {self.perhaps:,} more" if self.perhaps else ""
        if self.rate is None:
            return f"{self.zone}, {self.period}: no line is drawn on any day of it, so there is no rate"
        return (
            f"{self.zone}, {self.period}: {counted(self.count, 'incident')}{perhaps} in {counted(self.days, 'day')}, "
            f"{_plain(self.rate)} per 1,000 km² and day ({_plain(self.low)} to {_plain(self.high)})"
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class RatioFound:
    """The rate of one period over that of another, in one zone, found.

    Parameters
    ----------
    zone, before, after : str
        Which zone, and the names of the two periods.
    ratio : float or None
        Rate of `after` over that of `before`; infinite where there were none before; None where a rate is not known,
        or nothing happened in either.
    low, high : float or None
        The exact conditional interval [1]_: given how many happened in both, those of `after` are binomial. It is
        widened by incidents that are perhaps in a period.
    confidence : float
        Of the interval.

    References
    ----------
    .. [1] Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case of
       the binomial. Biometrika 26, 404-413; Przyborowski, J. and Wilenski, H. (1940). Biometrika 31, 313-323.
    """

    zone: str
    before: str
    after: str
    ratio: float | None
    low: float | None
    high: float | None
    confidence: float

    @property
    def sense(self) -> Sense:
        """Whether `after` is lower or higher: said only where the whole interval is on one side of 1."""
        if self.low is None or self.high is None:
            return "not known"
        return "lower" if self.high < 1 else "higher" if self.low > 1 else "not told apart"

    def __str__(self) -> str:
        told = f"{self.zone}, {self.after} against {self.before}: {self.sense}"
        if self.low is None:
            return told
        times = "none in either" if self.ratio is None else f"{_plain(self.ratio)} times the rate"
        times = f"none in {self.before}" if self.ratio == math.inf else times
        interval = f"{_plain(self.low)} " + ("and more" if self.high == math.inf else f"to {_plain(self.high)}")
        return f"{told}; {times} ({self.confidence:.0%} interval {interval})"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnFound:
    """Whether what had become rarer in a zone became more frequent again, found.

    Parameters
    ----------
    fall, rise : RatioFound
        The second period against the first, and the third against the second.
    whole : RatioFound
        The third against the first.
    """

    fall: RatioFound
    rise: RatioFound
    whole: RatioFound

    @property
    def zone(self) -> str:
        """The zone."""
        return self.fall.zone

    @property
    def course(self) -> Course:
        """The verdict, said only where intervals are wholly on one side of 1.

        "returned" where the second period is lower than the first and the third higher than the second; "stayed lower"
        where the third is no higher than the second, as far as can be told, and lower than the first.
        """
        if self.fall.sense != "lower":
            return "not known" if self.fall.sense == "not known" else "not told apart"
        if self.rise.sense == "higher":
            return "returned"
        return "fell and stayed lower" if self.whole.sense == "lower" else "fell, a return is not told"

    def __str__(self) -> str:
        return f"{self.zone}: {self.course}; {self.fall}; {self.rise}"


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentRates:
    """How often something happened in every zone and period, found.

    Parameters
    ----------
    periods : tuple of (str, date, date)
        Name, first and last day; both count.
    zones : tuple of str
        Ids of the zones.
    rates : tuple of RateFound
        One for each zone and period, in this order.
    outside : dict of str to int
        By period: incidents that were certainly in it, and in no zone.
    total : dict of str to int
        By period: all that were certainly in it, each counted once.
    elsewhen : int
        Incidents that were certainly in no period.
    boundaries : tuple of (str, str, str)
        Zone, id of the boundary that was taken for it, and why that one.
    confidence : float
        Of every interval.
    assumptions : tuple of str
        What is taken for granted.
    ratios : dict of (str, str) to tuple of RatioFound
        By two periods the ratio of the second's rate to the first's, for every zone.
    """

    periods: tuple[tuple[str, dt.date, dt.date], ...]
    zones: tuple[str, ...]
    rates: tuple[RateFound, ...]
    outside: dict[str, int]
    total: dict[str, int]
    elsewhen: int
    boundaries: tuple[tuple[str, str, str], ...]
    confidence: float
    assumptions: tuple[str, ...]
    ratios: dict[tuple[str, str], tuple[RatioFound, ...]]

    def of(self, zone: str, period: str) -> RateFound:
        """Give the rate of one zone and period.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        self._check_period(period)
        if zone not in self.zones:
            raise NotFoundError(f"there is no zone {zone!r}; {nearest(zone, self.zones)}")
        return next(found for found in self.rates if (found.zone, found.period) == (zone, period))

    def compared(self, before: str, after: str) -> tuple[RatioFound, ...]:
        """Give for every zone the rate of one period over that of another.

        Raises
        ------
        NotFoundError
            If there is no such period.
        """
        self._check_period(before)
        self._check_period(after)
        return self.ratios[before, after]

    def returned(self, before: str, during: str, after: str) -> tuple[ReturnFound, ...]:
        """Tell for every zone whether it fell from the first period to the second, and rose to the third.

        A zone is said to have fallen, or risen, only where the whole interval of the ratio is on one side of 1. Each
        interval holds for itself: among many zones some will stand apart by chance.

        Raises
        ------
        NotFoundError
            If there is no such period.
        """
        pairs = ((before, during), (during, after), (before, after))
        found = zip(*(self.compared(*pair) for pair in pairs), strict=True)
        return tuple(ReturnFound(fall=fall, rise=rise, whole=whole) for fall, rise, whole in found)

    def rows(self) -> list[dict[str, Any]]:
        """Give one row for each zone and period, fit for a table."""
        names = ("zone", "period", "count", "perhaps", "days", "km2_days", "rate", "low", "high", "dispersion")
        return [{name: getattr(found, name) for name in names} for found in self.rates]

    def _check_period(self, name: str) -> None:
        known = [period for period, _, _ in self.periods]
        if name not in known:
            raise NotFoundError(f"there is no period {name!r}; {nearest(name, known)}")

    def __str__(self) -> str:
        told = [str(found) for found in self.rates]
        for name, first, last in self.periods:
            total, outside = self.total[name], self.outside[name]
            told.append(f"{name} ({first} to {last}): {counted(total, 'incident')} in all, {outside:,} in no zone")
        return "\n".join([*told, f"{counted(self.elsewhen, 'incident')} in none of the periods"])


def _plain(value: float | None) -> str:
    if value is None:
        return "not known"
    return f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"
