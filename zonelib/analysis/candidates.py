"""One range claim against many candidate places at once: the rule of `check_range`, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.columns import Columns, columns_of
from zonelib.analysis.range_results import RangeVerdict
from zonelib.analysis.range_spans import DATUM_M, HEIGHT_M
from zonelib.analysis.range_stations import targets_of
from zonelib.analysis.readings import RangeRules, Reading, readings, spoken_interval
from zonelib.geodesy.earth import KARNEY_ERROR_M, FloatArray, inverse
from zonelib.geodesy.reach import farthest_distances, nearest_distances
from zonelib.geodesy.within import checked_rows
from zonelib.model import RangeClaim, Scenario
from zonelib.units import Distance, as_metres

VERDICTS: Final[tuple[RangeVerdict, ...]] = ("inconsistent", "cannot tell", "consistent")

_RULES: Final = RangeRules()
_CUT_M: Final = 0.5


class _Distances(NamedTuple):
    """Nearest and farthest in metres, and what both may be off by computing."""

    near: FloatArray
    far: FloatArray
    error: FloatArray


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class CandidateSpan:
    """How far each candidate place is from one target, found.

    Parameters
    ----------
    target : str
        Id of the target.
    nearest, farthest : ndarray or Series
        Metres, to the nearest and to the farthest place of the target.
    computing_error : Distance
        Both lie within this of the true ones, for the target as drawn; the largest of all places.
    error : Distance
        The margin beyond which alone a verdict is given: computing, target as drawn, the candidates' precision, height
        of the start, datum; the largest of all places.
    """

    target: str
    nearest: Any = field(repr=False)
    farthest: Any = field(repr=False)
    computing_error: Distance
    error: Distance

    def __str__(self) -> str:
        if not len(self.nearest):
            return f"no candidate places came for {self.target}"
        ends = Distance(float(np.min(self.nearest))), Distance(float(np.max(self.farthest)))
        return (
            f"{len(self.nearest):,} places {spoken_interval(*ends)} from {self.target}, within {self.error.km:.3g} km"
        )


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class CandidateRow:
    """What one reading of the figure says of each candidate place, for one target, found.

    Parameters
    ----------
    target : str
        Id of the target.
    reading : Reading
        The interval.
    verdict : ndarray or Series of str
        "consistent", "inconsistent" or "cannot tell".
    """

    target: str
    reading: Reading
    verdict: Any = field(repr=False)

    def __str__(self) -> str:
        return f"{spoken_interval(self.reading.low, self.reading.high)} from {self.target}: {_counts(self.verdict)}"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class CandidatesFound:
    """What a range claim says of many candidate places, found. Consistent with a place does not show the place.

    Parameters
    ----------
    claim : RangeClaim
        The claim.
    verdict : ndarray or Series of str
        For each place the verdict that all readings share; else "cannot tell".
    spans : tuple of CandidateSpan
        The distances, one for each target.
    rows : tuple of CandidateRow
        The verdicts, one for each target and reading.
    """

    claim: RangeClaim
    verdict: Any = field(repr=False)
    spans: tuple[CandidateSpan, ...]
    rows: tuple[CandidateRow, ...]

    def __len__(self) -> int:
        return len(self.verdict)

    def table(self) -> dict[str, Any]:
        """Give the verdict and the distances as columns, for ``frame.assign(**found.table())``."""
        columns = {"verdict": self.verdict}
        for span in self.spans:
            columns |= {f"{span.target}_nearest_m": span.nearest, f"{span.target}_farthest_m": span.farthest}
        return columns

    def __str__(self) -> str:
        ways = f"over {len(self.rows)} readings of the figure and the target"
        return f"{len(self):,} places {ways}: {_counts(self.verdict)}"


def check_candidates(
    lon: Any,
    lat: Any = None,
    *,
    claim: RangeClaim,
    scenario: Scenario | None = None,
    rules: RangeRules = _RULES,
    precision: Distance | None = None,
) -> CandidatesFound:
    """Check a stated distance against many candidate places.

    Parameters
    ----------
    lon, lat : array_like
        Longitudes and latitudes in degrees (arrays, Series, Arrow arrays); or `lon` alone, a GeoSeries or GeoDataFrame
        of points with its CRS, whose index the answers keep.
    claim : RangeClaim
        What was said; its hypotheses are not looked at.
    scenario : Scenario, optional
        Needed where the claim names places by id.
    rules : RangeRules, optional
        How figures are read as intervals.
    precision : Distance, optional
        How far each candidate may lie from where it is said to be.

    Returns
    -------
    CandidatesFound

    Raises
    ------
    InputError, NotFoundError
        If a target has no geometry, or needs a scenario that was not given or has no such id.
    GeometryError
        If a coordinate cannot be; if a place is more than 9,985 km from the farthest place of a target.
    """
    own_m = 0.0 if precision is None else as_metres(precision, "precision")
    came = columns_of(lon, lat)
    points = np.column_stack(checked_rows(came.lon, came.lat, 0))
    intervals = [reading for figure in claim.figures for reading in readings(figure, rules)]
    spans, rows, every = [], [], []
    for target in targets_of(claim, scenario):
        # Over one part, which hangs together, distance takes every value between nearest and farthest; between parts
        # there may be a hole.
        parts = [_distances(points, part) for part in shapely.get_parts(target.geometry)]
        margins = [_margin(near, error, target.error_m + own_m) for near, _, error in parts]
        spans.append(_span(came, target.id, parts, margins))
        for reading in intervals:
            told = [
                verdict_codes(near, far, margin, low_m=reading.low.m, high_m=reading.high_m)
                for (near, far, _), margin in zip(parts, margins, strict=True)
            ]
            every.append(np.maximum.reduce(told))
            rows.append(CandidateRow(target=target.id, reading=reading, verdict=_dressed(came, every[-1])))
    return CandidatesFound(claim=claim, verdict=_dressed(came, agreed(every)), spans=tuple(spans), rows=tuple(rows))


def verdict_codes(
    near_m: FloatArray, far_m: FloatArray, margin_m: FloatArray, *, low_m: float, high_m: float
) -> NDArray[np.int8]:
    """Compare spans of distance with an interval.

    Parameters
    ----------
    near_m, far_m, margin_m : ndarray, shape (n,)
        The ends of each span, and how far they may be off.
    low_m, high_m : float
        The interval.

    Returns
    -------
    ndarray of int8
        1 consistent: they overlap by more than the margin; -1 inconsistent: they miss by more than it; 0 cannot tell.
    """
    miss = np.maximum(low_m - far_m, near_m - high_m)
    return np.asarray((miss < -margin_m).astype(np.int8) - (miss > margin_m).astype(np.int8))


def agreed(every: Sequence[NDArray[np.int8]]) -> NDArray[np.int8]:
    """Give the code that all share, 0 where they do not."""
    low, high = np.minimum.reduce(every), np.maximum.reduce(every)
    return np.where(low == high, low, 0).astype(np.int8)


def _distances(points: FloatArray, part: BaseGeometry) -> _Distances:
    if isinstance(part, shapely.Point):
        metres = inverse(points, shapely.get_coordinates(part))[2]
        return _Distances(metres, metres, np.full(len(metres), KARNEY_ERROR_M))
    near, off = nearest_distances(points, part)
    return _Distances(near, farthest_distances(points, part, cut_m=_CUT_M), np.maximum(off, 2 * _CUT_M))


def _margin(near: FloatArray, computing: FloatArray, stated_m: float) -> FloatArray:
    """Add up what `check_range` adds up: computing, places as drawn, height of the start, datum."""
    return np.asarray(computing + stated_m + (np.hypot(near, HEIGHT_M) - near) + DATUM_M)


def _span(came: Columns, target: str, parts: list[_Distances], margins: list[FloatArray]) -> CandidateSpan:
    near = np.minimum.reduce([part.near for part in parts])
    far = np.maximum.reduce([part.far for part in parts])
    computing, margin = (np.maximum.reduce(each) for each in ([part.error for part in parts], margins))
    return CandidateSpan(
        target=target, nearest=came.dressed(near, "nearest_m"), farthest=came.dressed(far, "farthest_m"),
        computing_error=Distance(float(computing.max(initial=0.0))), error=Distance(float(margin.max(initial=0.0))),
    )  # fmt: skip


def _dressed(came: Columns, codes: NDArray[np.int8]) -> Any:
    return came.dressed(np.array(VERDICTS)[codes + 1], "verdict")


def _counts(verdict: Any) -> str:
    words, counts = np.unique(np.asarray(verdict, dtype=str), return_counts=True)
    found: Mapping[str, int] = dict(zip(words.tolist(), counts.tolist(), strict=True))
    return ", ".join(f"{found.get(word, 0):,} {word}" for word in reversed(VERDICTS))
