"""Published figures beside computed ones: both with their errors, neither chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from zonelib import geodesy
from zonelib.analysis.diffs import account, inside, points_of_places, said_precision
from zonelib.analysis.things import Thing, stand_for
from zonelib.errors import InputError
from zonelib.geodesy.earth import FloatArray
from zonelib.geodesy.planes import centred_plane
from zonelib.geodesy.seam import true_boundary
from zonelib.model import NOT_STATED, Measurement, NotStated, Place, Quantity, Zone
from zonelib.units import METRES_PER, Distance

_SQUARE_METRES: Final = {"km²": 1e6, "m²": 1.0, "ha": 1e4, "mi²": 1_609.344**2}
_DENSE_M: Final = 1.0
_JOIN_M: Final = 0.01
_SHARE_OF_SIZE: Final = 1e-4


@dataclass(frozen=True, kw_only=True, slots=True)
class FigureCompared:
    """A published figure beside the computed one, found.

    Parameters
    ----------
    figure, published : str
        Its id, and how it prints.
    quantity : {"area", "length", "width", "count"}
        What is measured.
    unit : str
        The unit of every number here: that of the published figure.
    low, high : float or None
        The published figure with its rounding; `high` is None where it is only a least.
    rule : str
        How it was read, in words.
    computed, error : float
        What the boundary gives, and how far the computing may be off.
    line_error : float or NOT_STATED
        What the stated precision of the boundary may change of it; not stated where the boundary states none, and for a
        length, of which it says nothing.
    difference : float
        Computed less published; for an interval or a least from its nearer end, 0 within.
    agrees : bool
        Whether the two are no farther apart than all errors together. Where `line_error` is not stated it counts as 0.
    method : str
        How it was computed, in words.
    """

    figure: str
    published: str
    quantity: Quantity
    unit: str
    low: float
    high: float | None
    rule: str
    computed: float
    error: float
    line_error: float | NotStated
    difference: float
    agrees: bool
    method: str

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        line = (
            "what the line leaves open is not stated"
            if isinstance(self.line_error, NotStated)
            else f"the line leaves ± {_short(self.line_error)}{unit}"
        )
        verdict = "within" if self.agrees else "farther apart than"
        return (
            f"{self.quantity}: published {self.published} ({self.rule}), computed {_short(self.computed)}{unit} "
            f"({line}); {self.difference:+,.3g}{unit}, {verdict} the errors together"
        )


def compare_published(
    thing: Thing, figures: Sequence[Measurement], *, places: Sequence[Place] = ()
) -> tuple[FigureCompared, ...]:
    """Compare published figures with what a boundary gives; neither is chosen.

    A figure counts as rounded to its last digit that is not 0: "about 499 km²" lies between 498.5 and 499.5, "6,100
    km²" between 6,050 and 6,150. A count said to be exact is exact, and the ends of an interval are taken as they are.

    Parameters
    ----------
    thing : Zone, Boundary or shapely geometry
        What they speak of; for a zone `default_boundary` chooses.
    figures : sequence of Measurement
        Each with its `quantity`: an area (a number of km², m², ha or mi²), a length (of the edge; a `Distance`), a
        width (of the greatest circle inside; a `Distance`) or a count (of `places` inside).
    places : sequence of Place
        Points; what a count counts.

    Returns
    -------
    tuple of FigureCompared
        In the order of the figures.

    Raises
    ------
    GeometryError
        If what stands for the thing is no polygon.
    InputError
        If a figure has no quantity, a unit that does not fit it, or speaks of another zone.

    Examples
    --------
    >>> import zonelib as zl
    >>> said = zl.Measurement(id="f", what="area", quantity="area", bound="about", value=499, unit="km²")
    >>> found = zl.compare_published(zl.read("syria-2017").zone("homs"), [said])
    >>> print(f"{found[0].computed:.1f} {found[0].unit}", found[0].rule, found[0].agrees, sep="; ")
    499.4 km²; good to 0.5 km²: half a unit of its last digit; True
    """
    _, shape = account(thing, "it")
    precision = said_precision(thing)
    return tuple(_compared(figure, thing, shape, precision, places) for figure in figures)


def _compared(
    figure: Measurement, thing: Thing, shape: BaseGeometry, precision: Distance | NotStated, places: Sequence[Place]
) -> FigureCompared:
    if isinstance(figure.quantity, NotStated):
        raise InputError(f"measurement {figure.id!r} has no quantity; say area, length, width or count")
    if isinstance(thing, Zone) and figure.zone and figure.zone != thing.id:
        raise InputError(f"measurement {figure.id!r} is of {figure.zone!r}, not of {thing.id!r}")
    low, high, per, unit, rule = _read(figure)
    value, error, line, method = _computed(figure.quantity, shape, precision, places)
    value, error = value / per, error / per
    line_error = line if isinstance(line, NotStated) else line / per
    slack = error + (0.0 if isinstance(line_error, NotStated) else line_error)
    return FigureCompared(
        figure=figure.id, published=str(figure), quantity=figure.quantity, unit=unit, low=low, high=high, rule=rule,
        computed=value, error=error, line_error=line_error, difference=_difference(figure, value, low, high, per),
        agrees=low - slack <= value and (high is None or value <= high + slack),
        method=f"{method}; {stand_for(thing).rule}",
    )  # fmt: skip


def _read(figure: Measurement) -> tuple[float, float | None, float, str, str]:
    """Give the ends of a figure in its unit, how many metres, square metres or things that unit is, and the rule."""
    if figure.bound == "interval":
        low, per, unit = _number(figure, figure.low)
        high, per_high, _ = _number(figure, figure.high)
        return low, high * per_high / per, per, unit, "the ends as stated"
    value, per, unit = _number(figure, figure.value)
    if figure.bound == "at_least":
        return value, None, per, unit, "a least, as stated"
    if figure.bound == "exact" and figure.quantity == "count":
        return value, value, per, unit, "a count, as stated"
    half = half_a_unit(value)
    shown = f"{half:g} {unit}".strip()
    return value - half, value + half, per, unit, f"good to {shown}: half a unit of its last digit"


def half_a_unit(value: float) -> float:
    """Give half a unit of the last digit of a number that is not 0, as it prints with twelve digits.

    >>> half_a_unit(499.0), half_a_unit(6_100.0), half_a_unit(0.25)
    (0.5, 50.0, 0.005)
    """
    exponent = Decimal(f"{value:.12g}").normalize().as_tuple().exponent
    return float(Decimal(5).scaleb(int(exponent) - 1)) if value else 0.5


def _number(figure: Measurement, value: object) -> tuple[float, float, str]:
    wanted = {"area": f"a number of {', '.join(_SQUARE_METRES)}", "count": "a number"}.get(
        str(figure.quantity), "a length such as km(5)"
    )
    if figure.quantity in ("length", "width"):
        if isinstance(value, Distance):
            return value.m / METRES_PER[value.unit], METRES_PER[value.unit], value.unit
    elif isinstance(value, int | float):
        unit = figure.unit if isinstance(figure.unit, str) else ""
        if figure.quantity == "count" or unit in _SQUARE_METRES:
            return float(value), _SQUARE_METRES[unit] if figure.quantity == "area" else 1.0, unit
    raise InputError(f"measurement {figure.id!r} gives {figure} for {figure.quantity}; wanted is {wanted}")


def _difference(figure: Measurement, value: float, low: float, high: float | None, per: float) -> float:
    if figure.bound in ("interval", "at_least"):
        return min(value - low, 0.0) if high is None or value <= high else value - high
    return value - _number(figure, figure.value)[0]


def _computed(
    quantity: Quantity, shape: BaseGeometry, precision: Distance | NotStated, places: Sequence[Place]
) -> tuple[float, float, float | NotStated, str]:
    """Give the value, its computing error, what the line's precision may change, and the method; SI units."""
    off_m = precision.m if isinstance(precision, Distance) else None
    if quantity == "area":
        area, edge = geodesy.area(shape), geodesy.length(shape)
        # What lies within p of a line of length L covers at most 2pL + πp² (a tube); on one side at most pL + πp².
        parts = len(shapely.get_rings(shapely.get_parts(shape)))
        line = NOT_STATED if off_m is None else off_m * edge.value + parts * np.pi * off_m**2
        return area.value, area.error, line, "area on the ellipsoid"
    if quantity == "length":
        edge = geodesy.length(shape)
        # A line within p of another may be of any length: precision says nothing of it.
        return edge.value, edge.error, NOT_STATED, "length of the edge on the ellipsoid, as drawn"
    if quantity == "width":
        width, error = _width(shape)
        return width, error, NOT_STATED if off_m is None else 2 * off_m, "diameter of the greatest circle inside"
    if not places:
        raise InputError("a count came without places; give places=..., the ones to be counted")
    at = points_of_places(places)
    line = NOT_STATED if off_m is None else _doubtful(shape, at, off_m, places)
    return float(inside(shape, at).sum()), 0.0, line, f"{len(places)} places given, those inside counted"


def _doubtful(shape: BaseGeometry, at: FloatArray, off_m: float, places: Sequence[Place]) -> float:
    """Count the places that the line could pass on either side."""
    own = np.array([place.precision.m if isinstance(place.precision, Distance) else 0.0 for place in places])
    return float((geodesy.distances_to(at, true_boundary(shape)) <= off_m + own).sum())


def _width(shape: BaseGeometry) -> tuple[float, float]:
    """Give the diameter of the greatest circle inside, from a plane, its radius from the ellipsoid."""
    dense = geodesy.densify(shape, tolerance_m=_DENSE_M)
    plane = centred_plane(dense)
    flat = plane.forward(dense)
    if flat.geom_type == "MultiPolygon":
        # Parts that were cut at ±180° grow together again.
        flat = shapely.buffer(flat, _JOIN_M)
    close = _SHARE_OF_SIZE * float(np.sqrt(shapely.area(flat)))
    spoke: Any = shapely.maximum_inscribed_circle(np.asarray(flat, dtype=object), tolerance=close)
    centre = plane.to_lonlat(shapely.get_coordinates(spoke)[:1])[0]
    radius = geodesy.distance(Point(centre), true_boundary(shape))
    # The circle is inside. In this plane no length is drawn too short, so none can be larger than its greatest there.
    most = float(spoke.length) + close + _DENSE_M
    return 2 * radius.metres, 2 * (max(most - radius.metres, 0.0) + radius.error_m)


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
