"""Days from which incidents came at another rate than before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from zonelib.analysis.calendar_results import counted
from zonelib.analysis.classified import checked_days
from zonelib.errors import InputError

MOST_DAYS: Final = 20_000
"""The search takes time and memory in the square of the days; these take seconds."""

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class RateStretch:
    """Days in a row with one rate, found.

    Parameters
    ----------
    first, last : date
        Both count.
    count : int
        How many incidents.
    rate : float
        A day, or for one unit of exposure.
    """

    first: dt.date
    last: dt.date
    count: int
    rate: float

    def __str__(self) -> str:
        return f"{self.first} to {self.last}: {counted(self.count, 'incident')}, {self.rate:.3g} a day"


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangePoints:
    """Days from which incidents came at another rate, found.

    Parameters
    ----------
    stretches : tuple of RateStretch
        The days asked about, in order, divided where the rate changes.
    penalty : float
        By how much twice the log-likelihood has to grow for each further change.
    elsewhen : int
        Incidents on other days, left out.
    """

    stretches: tuple[RateStretch, ...]
    penalty: float
    elsewhen: int

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The first day of each stretch but the first."""
        return tuple(stretch.first for stretch in self.stretches[1:])

    def __str__(self) -> str:
        return "; ".join(str(stretch) for stretch in self.stretches)


def change_points(
    days: Any,
    *,
    first: dt.date,
    last: dt.date,
    exposure: Any = None,
    penalty: float | None = None,
) -> ChangePoints:
    """Find the days from which incidents came at another rate.

    Parameters
    ----------
    days : array_like of dates
        When each incident was; those before `first` or after `last` are left out.
    first, last : date
        The days to be divided; both count.
    exposure : array_like of float, shape (days,), optional
        For each of these days how much was exposed, such as the square kilometres of the zone; more than 0. By default
        1, and rates are a day.
    penalty : float, optional
        By how much twice the log-likelihood has to grow for each further change; more than 0. By default twice the
        logarithm of the number of days: the Bayesian information criterion, each change with a day and a rate.

    Returns
    -------
    ChangePoints
        The division with the greatest penalised likelihood of all there are, in which counts are Poisson with one rate
        in each stretch; of equally good ones the one that is found first.

    Raises
    ------
    InputError
        If a day, the exposure or the penalty cannot be, or there are more than 20,000 days.

    Notes
    -----
    Optimal partitioning [1]_, exact. That a rate changed on a day says nothing of why. Incidents that come in clusters
    show changes where none are: give a greater penalty.

    References
    ----------
    .. [1] Jackson, B. et al. (2005). An algorithm for optimal partitioning of data on an interval. IEEE Signal
       Processing Letters 12(2), 105-108.

    Examples
    --------
    >>> import datetime as dt
    >>> import zonelib as zl
    >>> days = [dt.date(2017, 7, 1 + i // 4) for i in range(40)] + [dt.date(2017, 7, 15)]
    >>> print(zl.change_points(days, first=dt.date(2017, 7, 1), last=dt.date(2017, 7, 31)))
    2017-07-01 to 2017-07-10: 40 incidents, 4 a day; 2017-07-11 to 2017-07-31: 1 incident, 0.0476 a day
    """
    if last < first:
        raise InputError(f"last is {last}, before first, {first}")
    count = (last - first).days + 1
    if count > MOST_DAYS:
        raise InputError(f"{count:,} days came, more than {MOST_DAYS:,}; ask about fewer, or count by week")
    given = np.asarray(days)
    offsets = (checked_days(given, len(given)) - np.datetime64(first, "D")).astype(np.int64)
    within = offsets[(offsets >= 0) & (offsets < count)]
    exposed = _checked_exposure(exposure, count)
    beta = 2 * float(np.log(max(count, 2))) if penalty is None else penalty
    if not 0 < beta < np.inf:
        raise InputError(f"penalty is {penalty!r}; it is more than 0")
    events = np.concatenate([[0], np.cumsum(np.bincount(within, minlength=count))]).astype(np.float64)
    weights = np.concatenate([[0.0], np.cumsum(exposed)])
    ends = _best_ends(events, weights, beta)
    stretches = tuple(
        RateStretch(
            first=first + dt.timedelta(days=a), last=first + dt.timedelta(days=b - 1), count=int(events[b] - events[a]),
            rate=float((events[b] - events[a]) / (weights[b] - weights[a])),
        )
        for a, b in zip([0, *ends[:-1]], ends, strict=True)
    )  # fmt: skip
    return ChangePoints(stretches=stretches, penalty=beta, elsewhen=len(given) - len(within))


def _best_ends(events: FloatArray, weights: FloatArray, penalty: float) -> list[int]:
    """Give the ends of the stretches of the best division, by the best ones of all shorter series."""
    count = len(events) - 1
    best, came = np.full(count + 1, np.inf), np.zeros(count + 1, dtype=np.int64)
    best[0] = -penalty
    for end in range(1, count + 1):
        happened = events[end] - events[:end]
        rate = happened / (weights[end] - weights[:end])
        # Twice the negative log-likelihood at the best rate; what does not depend on the division is left out.
        cost = 2 * (happened - happened * np.log(rate, out=np.zeros(end), where=rate > 0))
        whole = best[:end] + cost + penalty
        came[end] = int(np.argmin(whole))
        best[end] = whole[came[end]]
    ends = [count]
    while came[ends[0]]:
        ends.insert(0, int(came[ends[0]]))
    return ends


def _checked_exposure(exposure: Any, count: int) -> FloatArray:
    if exposure is None:
        return np.ones(count)
    given = np.asarray(exposure, dtype=np.float64)
    if given.shape != (count,):
        raise InputError(f"exposure has the shape {given.shape} for {count} days; give one number for each day")
    bad = np.flatnonzero(~((given > 0) & np.isfinite(given)))
    if bad.size:
        raise InputError(f"exposure[{bad[0]}] is {given[bad[0]]}; each is more than 0")
    return given
