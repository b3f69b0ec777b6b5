"""From words to an interval: there is no standard, so every rule is named and can be changed.

A figure without a hedge is taken as rounded to its last digit that is not 0, but not more coarsely than a tenth of its
leading place ("1,000 km" to the nearest 100, "1,050 km" to the nearest 10); "about" reaches a share of the figure on
either side; "at least" and "at most" leave one end open; an interval stands as stated. Beside its own reading each
figure is read with fixed shares, to show how much hangs on the rule.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from zonelib.analysis.ranges import ABOUT_SHARE
from zonelib.errors import InputError
from zonelib.model import RangeFigure
from zonelib.units import METRES_PER, Distance, as_metres

SENSITIVITY: Final = (0.05, 0.15)


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeRules:
    """How stated distances are read as intervals.

    Parameters
    ----------
    about_share : float, default 0.10
        How far "about" reaches on either side, as a share of the figure.
    rounded_to : Distance, optional
        What a figure without a hedge is rounded to; by default its last digit that is not 0, but not more coarsely than
        a tenth of its leading place.
    sensitivity : tuple of float, default (0.05, 0.15)
        Shares that every figure is also read with.

    Raises
    ------
    InputError, LengthError, BareNumberError
        If a share is not between 0 and 1, or `rounded_to` is no length above 0.

    Examples
    --------
    >>> str(RangeRules(about_share=0.2))
    '"about" as ±20 %, figures without a hedge as rounded to their last digit, each also with ±5 % and ±15 %'
    """

    about_share: float = ABOUT_SHARE
    rounded_to: Distance | None = None
    sensitivity: tuple[float, ...] = SENSITIVITY

    def __post_init__(self) -> None:
        for share in (self.about_share, *self.sensitivity):
            if not 0 < share < 1:
                raise InputError(f"a share of {share} came; give one between 0 and 1, such as 0.1 for ±10 %")
        if self.rounded_to is not None:
            as_metres(self.rounded_to, "rounded_to", positive=True)

    def __str__(self) -> str:
        rounded = "their last digit" if self.rounded_to is None else f"the nearest {self.rounded_to}"
        also = " and ".join(percent(share) for share in self.sensitivity)
        return (
            f'"about" as {percent(self.about_share)}, figures without a hedge as rounded to {rounded}'
            + f", each also with {also}" * bool(also)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A stated figure read as an interval.

    Parameters
    ----------
    figure : str
        Id of the figure.
    stated : Distance or None
        The figure itself; None for an interval.
    low : Distance
        The near end.
    high : Distance or None
        The far end; None where it is open.
    rule : str
        How it was read, in words.
    sensitivity : bool
        Whether this is a share that is tried for comparison, and not the rule for that kind of figure.
    """

    figure: str
    stated: Distance | None
    low: Distance
    high: Distance | None
    rule: str
    sensitivity: bool

    @property
    def high_m(self) -> float:
        """Give the far end in metres, infinite where it is open."""
        return math.inf if self.high is None else self.high.m

    def __str__(self) -> str:
        return f"{spoken_interval(self.low, self.high)} ({self.rule})"


def readings(figure: RangeFigure, rules: RangeRules) -> tuple[Reading, ...]:
    """Read a stated figure: first by the rule for its kind, then with the shares of the sensitivity."""
    own = _by_rule(figure, rules)
    found = [own]
    for reading in _by_shares(figure, rules):
        if all((reading.low, reading.high) != (other.low, other.high) for other in found):
            found.append(reading)
    return tuple(found)


def _by_rule(figure: RangeFigure, rules: RangeRules) -> Reading:
    hedge = figure.hedge or figure.bound.replace("_", " ")
    low, high = _stated_ends(figure)
    if figure.bound == "about" and high is not None:
        rule = f'"{hedge}" read as {percent(rules.about_share)}'
        return _reading(figure, (low * (1 - rules.about_share), high * (1 + rules.about_share)), rule)
    if figure.bound == "exact" and high is not None:
        step = rules.rounded_to or _last_digit(high)
        ends = (max(low - step * 0.5, Distance(0)), high + step * 0.5)
        return _reading(figure, ends, f"no hedge: rounded to the nearest {step}")
    as_stated = {"at_least": f'"{hedge}": no far end', "at_most": f'"{hedge}": from 0'}
    return _reading(figure, (low, high), as_stated.get(figure.bound, "an interval as stated"))


def _by_shares(figure: RangeFigure, rules: RangeRules) -> Iterator[Reading]:
    low, high = _stated_ends(figure)
    for share in rules.sensitivity:
        ends = (low * (1 - share), None if high is None else high * (1 + share))
        yield _reading(figure, ends, f"tried with {percent(share)}", sensitivity=True)


def _stated_ends(figure: RangeFigure) -> tuple[Distance, Distance | None]:
    """Give the two ends before any rule, equal for a single figure; RangeFigure has seen to it that they are there."""
    low, high = figure.low or figure.value, figure.high or figure.value
    if not isinstance(low, Distance) or not isinstance(high, Distance):
        raise InputError(f"figure {figure.id!r} has no length; give it one")
    if figure.bound == "at_most":
        return Distance(0, high.unit), high
    return low, None if figure.bound == "at_least" else high


def _reading(
    figure: RangeFigure, ends: tuple[Distance, Distance | None], rule: str, *, sensitivity: bool = False
) -> Reading:
    low, high = ends
    stated = figure.value or None
    return Reading(figure=figure.id, stated=stated, low=low, high=high, rule=rule, sensitivity=sensitivity)


def _last_digit(value: Distance) -> Distance:
    """Give the place of the last digit that is not 0, but at the coarsest a tenth of the leading place.

    >>> print(_last_digit(Distance(1e6, "km")), _last_digit(Distance(1.05e6, "km")))
    100 km 10 km
    """
    digits = f"{value.m / METRES_PER[value.unit]:.12g}"
    mantissa, _, exponent = f"{float(digits):.11e}".partition("e")
    last = len(mantissa.replace(".", "").rstrip("0")) - 1
    return Distance(10.0 ** (int(exponent) - max(last, 1)) * METRES_PER[value.unit], value.unit)


def percent(share: float) -> str:
    """Say a share on either side.

    >>> percent(0.1), percent(0.0768)
    ('±10 %', '±7.7 %')
    """
    return f"±{float(f'{share * 100:.1f}'):g} %"


def spoken_km(length: Distance) -> str:
    """Say a length in whole kilometres, below 100 km with a tenth.

    >>> spoken_km(Distance(1_076_800.0)), spoken_km(Distance(22_224.0))
    ('1,077 km', '22.2 km')
    """
    return f"{spoken_number(length)} km"


def spoken_number(length: Distance) -> str:
    """Say a length as a number of kilometres."""
    return f"{length.km:,.0f}" if abs(length.km) >= 100 or length.m == 0 else f"{length.km:,.1f}"


def spoken_interval(low: Distance, high: Distance | None) -> str:
    """Say an interval in kilometres, either end of which may be open.

    >>> spoken_interval(Distance(950_000.0), Distance(1_050_000.0)), spoken_interval(Distance(1e6), None)
    ('950 to 1,050 km', '1,000 km or more')
    """
    if high is None:
        return f"{spoken_km(low)} or more"
    if spoken_number(low) == spoken_number(high):
        return spoken_km(low)
    return f"{spoken_number(low)} to {spoken_km(high)}"
