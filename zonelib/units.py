"""Lengths and areas that know their unit.

A length enters zonelib as a `Distance` (``km(5)``), never as a bare number; inside the library it is a float whose
name ends in ``_m``. The statute mile is 1,609.344 m and the nautical mile 1,852 m, both exactly [1]_.

.. [1] NIST Special Publication 811 (2008), appendix B.8.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from zonelib.errors import BareNumberError, LengthError

LengthUnit = Literal["m", "km", "nmi", "mi"]

METRES_PER: Final[dict[LengthUnit, float]] = {"m": 1.0, "km": 1_000.0, "nmi": 1_852.0, "mi": 1_609.344}

_SPELLINGS: Final[dict[str, LengthUnit]] = {
    **{unit: unit for unit in get_args(LengthUnit)},
    **dict.fromkeys(("metre", "metres", "meter", "meters"), "m"),
    **dict.fromkeys(("kilometre", "kilometres", "kilometer", "kilometers"), "km"),
    **dict.fromkeys(("nautical mile", "nautical miles", "NM"), "nmi"),
    **dict.fromkeys(("mile", "miles"), "mi"),
}

_LENGTH: Final = re.compile(
    r"([+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*([A-Za-z][A-Za-z ]*)"
)


@dataclass(frozen=True, slots=True, order=True)
class Distance:
    """A length; made by `km`, `m`, `nmi`, `miles` or `Distance.parse`.

    Parameters
    ----------
    m : float
        Metres; finite.
    unit : {"m", "km", "nmi", "mi"}
        The unit it was said in, which is how it prints; takes no part in comparison.

    Raises
    ------
    LengthError
        If `m` is not finite or `unit` is unknown.

    Examples
    --------
    >>> km(5) + m(250)
    Distance('5.25 km')
    >>> nmi(12).km
    22.224
    >>> km(5) < miles(4)
    True
    """

    m: float
    unit: LengthUnit = field(default="m", compare=False)

    def __post_init__(self) -> None:
        if not math.isfinite(self.m):
            raise LengthError(f"a length is finite; {self.m} came")
        if self.unit not in METRES_PER:
            raise LengthError(f"{self.unit!r} is no unit of length; use one of {', '.join(METRES_PER)}")

    @classmethod
    def parse(cls, text: str) -> Distance:
        """Read ``"5 km"``, ``"1,000 km"``, ``"12 nmi"``, ``"3 miles"``.

        Raises
        ------
        LengthError
            If the text is not a number followed by a unit.

        Examples
        --------
        >>> Distance.parse("1,000 km").m
        1000000.0
        """
        found = _LENGTH.fullmatch(text.strip())
        unit = _SPELLINGS.get(found[2].strip()) if found else None
        if found is None or unit is None:
            raise LengthError(
                f'{text!r} is not a length; write a number and a unit, such as "5 km", "12 nmi", "3 miles"'
            )
        return cls(float(found[1].replace(",", "")) * METRES_PER[unit], unit)

    @property
    def km(self) -> float:
        """Kilometres."""
        return self.m / METRES_PER["km"]

    @property
    def nmi(self) -> float:
        """Nautical miles."""
        return self.m / METRES_PER["nmi"]

    @property
    def mi(self) -> float:
        """Statute miles."""
        return self.m / METRES_PER["mi"]

    def __add__(self, other: Distance) -> Distance:
        return Distance(self.m + other.m, self.unit) if isinstance(other, Distance) else NotImplemented

    def __sub__(self, other: Distance) -> Distance:
        return Distance(self.m - other.m, self.unit) if isinstance(other, Distance) else NotImplemented

    def __mul__(self, factor: float) -> Distance:
        return Distance(self.m * factor, self.unit) if isinstance(factor, int | float) else NotImplemented

    __rmul__ = __mul__

    def __neg__(self) -> Distance:
        return self * -1

    def __abs__(self) -> Distance:
        return Distance(abs(self.m), self.unit)

    def __str__(self) -> str:
        return f"{_plain(self.m / METRES_PER[self.unit])} {self.unit}"

    def __repr__(self) -> str:
        return f"Distance('{self}')"


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """An area on the ellipsoid.

    Parameters
    ----------
    m2 : float
        Square metres; finite.

    Examples
    --------
    >>> str(Area(567_004_512.0))
    '567 km²'
    """

    m2: float

    def __post_init__(self) -> None:
        if not math.isfinite(self.m2):
            raise LengthError(f"an area is finite; {self.m2} came")

    @property
    def km2(self) -> float:
        """Square kilometres."""
        return self.m2 / 1e6

    def __str__(self) -> str:
        if abs(self.m2) < 1e4:
            return f"{_significant(self.m2)} m²"
        return f"{_significant(self.km2)} km²"


def m(value: float) -> Distance:
    """Metres.

    >>> str(m(250))
    '250 m'
    """
    return _said_in(value, "m")


def km(value: float) -> Distance:
    """Kilometres.

    >>> str(km(1_000))
    '1,000 km'
    """
    return _said_in(value, "km")


def nmi(value: float) -> Distance:
    """Nautical miles of 1,852 m.

    >>> str(nmi(12))
    '12 nmi'
    """
    return _said_in(value, "nmi")


def miles(value: float) -> Distance:
    """Statute miles of 1,609.344 m.

    >>> str(miles(3))
    '3 mi'
    """
    return _said_in(value, "mi")


def as_metres(value: Distance, name: str, *, positive: bool = False) -> float:
    """Give the metres of a length that came through the front door.

    Raises
    ------
    BareNumberError
        If a bare number came: the message shows the spelling to use.
    LengthError
        If it is negative, or zero where `positive` is asked for.
    """
    if not isinstance(value, Distance):
        raise BareNumberError(_spelling(value, name))
    if value.m < 0 or (positive and value.m == 0):
        raise LengthError(f"{name} is {value}; it must be {'more than 0' if positive else '0 or more'}")
    return value.m


def _said_in(value: float, unit: LengthUnit) -> Distance:
    return Distance(float(value) * METRES_PER[unit], unit)


def _spelling(value: Any, name: str) -> str:
    if isinstance(value, str):
        return f"{name} is the text {value!r}; write Distance.parse({value!r}), or km(5)"
    if isinstance(value, int | float):
        return f"{name} is the bare number {value}; say which unit: km({value}) or m({value})"
    return f"{name} is a {type(value).__name__}; a length is wanted, such as km(5)"


def _plain(value: float) -> str:
    """Say a number as it was said: every digit that counts, none that floating point added."""
    return f"{float(f'{value:.12g}'):,.12g}" if abs(value) < 1e12 else f"{value:.12g}"


def _significant(value: float) -> str:
    """Say a found number: whole when large, three significant digits when small."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
