"""Where a patrol or vehicle was: when it entered zones and left them, by its fixes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.calendar_results import counted
from zonelib.analysis.columns import columns_of
from zonelib.analysis.ready_zones import Lines, ReadyZones, Taken
from zonelib.errors import InputError
from zonelib.model import Boundary, Scenario, Zone

Entry = Literal["crossed the edge", "was inside at the first fix", "was inside after a gap", "the line changed"]
Exit = Literal["crossed the edge", "was inside at the last fix", "was inside before a gap", "the line changed"]

_ASSUMED: Final = (
    "between two fixes it went straight in longitude/latitude, as the edges of zones are straight, at an even speed",
    "an edge counts as inside; a touch in one place is no entry",
)
_SAME_S: Final = 1e-6
_DAY_S: Final = 86_400

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stay:
    """One stay in a zone, found.

    Parameters
    ----------
    zone : str
        Its id.
    entered, left : datetime
        From when to when it was inside for certain, if it went as is taken for granted.
    entry, exit : str
        How it came in and went out. What it did before a first fix, in a gap, or after a last fix is not known.
    entered_at, left_at : (float, float)
        Where, longitude and latitude.
    """

    zone: str
    entered: dt.datetime
    left: dt.datetime
    entry: Entry
    exit: Exit
    entered_at: tuple[float, float]
    left_at: tuple[float, float]

    def __str__(self) -> str:
        return f"{self.zone}: {_at(self.entered)} ({self.entry}) to {_at(self.left)} ({self.exit})"


@dataclass(frozen=True, kw_only=True, slots=True)
class ZoneLog:
    """When a track entered zones and left them, found.

    Parameters
    ----------
    stays : tuple of Stay
        In order of entry.
    gaps : tuple of (datetime, datetime)
        From one fix to the next where they are too far apart in time: nothing is told of what lies between.
    fixes : int
        How many were used.
    boundaries : tuple of (str, str, str)
        Zone, id of the boundary that was taken for it, and why that one; as often as the lines changed.
    assumptions : tuple of str
        What is taken for granted.
    """

    stays: tuple[Stay, ...]
    gaps: tuple[tuple[dt.datetime, dt.datetime], ...]
    fixes: int
    boundaries: tuple[Taken, ...]
    assumptions: tuple[str, ...] = _ASSUMED

    def rows(self) -> list[dict[str, Any]]:
        """Give one row for each stay, fit for a table."""
        names = ("zone", "entered", "left", "entry", "exit", "entered_at", "left_at")
        return [{name: getattr(stay, name) for name in names} for stay in self.stays]

    def __str__(self) -> str:
        head = f"{counted(self.fixes, 'fix').replace('fixs', 'fixes')}, {counted(len(self.gaps), 'gap')}"
        return "\n".join([f"{head}: {counted(len(self.stays), 'stay')}", *map(str, self.stays)])


def zone_log(
    lon: Any,
    lat: Any = None,
    *,
    times: Any,
    zones: Scenario | Mapping[str, Zone | Boundary | BaseGeometry],
    gap: dt.timedelta,
    known_on: dt.date | None = None,
) -> ZoneLog:
    """Tell from the fixes of a track when it entered zones and left them.

    Parameters
    ----------
    lon, lat : array_like
        The fixes, as `classify` takes them, in any order.
    times : array_like of datetime64, shape (n,)
        When each was, all different; the days of a scenario's lines are theirs as they are written.
    zones : Scenario, or mapping of str to Zone, Boundary, Polygon or MultiPolygon
        With a scenario each moment is held against the lines of its day.
    gap : timedelta
        Where two fixes are farther apart than this nothing is told of the time between.
    known_on : date, optional
        With a scenario: the day whose knowledge is used.

    Returns
    -------
    ZoneLog

    Raises
    ------
    InputError, GeometryError
        If a coordinate, a time or a zone cannot be; the message names the row or zone.

    Examples
    --------
    >>> import datetime as dt
    >>> import zonelib as zl
    >>> times = ["2017-07-20T08:00", "2017-07-20T09:00", "2017-07-20T10:00"]
    >>> print(zl.zone_log([36.2, 36.7, 37.2], [34.9] * 3, times=times, zones=zl.read("syria-2017"),
    ...                   gap=dt.timedelta(hours=2)))
    3 fixes, 0 gaps: 1 stay
    homs: 2017-07-20 08:33:15 (crossed the edge) to 2017-07-20 09:23:12 (crossed the edge)
    """
    came = columns_of(lon, lat)
    if not isinstance(gap, dt.timedelta) or gap <= dt.timedelta():
        raise InputError(f"gap is {gap!r}; give a datetime.timedelta of more than nothing")
    when = _checked_times(times, len(came.lon))
    order = np.argsort(when, kind="stable")
    places = np.column_stack([came.lon, came.lat])[order]
    ready = ReadyZones(zones, known_on=known_on)
    legs, gaps = _legs(places, when[order], np.timedelta64(gap))
    taken: dict[Taken, None] = {}
    pieces: dict[str, list[_Piece]] = {name: [] for name in ready.names}
    for lines, rows in _by_lines(ready, legs, isinstance(zones, Scenario)):
        taken |= dict.fromkeys((line.zone, line.boundary, line.rule) for line in lines)
        for line in lines:
            pieces[line.zone] += _pieces(legs[rows], line.geometry)
    first, last = (legs["start"].min(), legs["end"].max()) if len(legs) else (0.0, 0.0)
    ends = {start for start, _ in gaps}, {end for _, end in gaps}
    stays = [stay for zone, found in pieces.items() for stay in _stays(zone, found, first, last, ends)]
    return ZoneLog(
        stays=tuple(sorted(stays, key=lambda stay: (stay.entered, stay.left, ready.names.index(stay.zone)))),
        gaps=tuple((_time(start), _time(end)) for start, end in gaps), fixes=len(places), boundaries=tuple(taken),
    )  # fmt: skip


class _Piece(NamedTuple):
    """A part of the track inside a zone: seconds, places, and whether it reaches the ends of its leg."""

    start: float
    end: float
    at: tuple[float, float]
    to: tuple[float, float]
    from_start: bool
    to_end: bool


_LEG: Final = np.dtype(
    [(name, float) for name in ("start", "end", "x0", "y0", "x1", "y1")] + [("day", "datetime64[D]")]
)


def _checked_times(times: Any, count: int) -> NDArray[np.datetime64]:
    given = np.asarray(times)
    try:
        found: NDArray[np.datetime64] = given.astype("datetime64[us]")
    except (TypeError, ValueError) as error:
        raise InputError(f"times of the kind {given.dtype} came; give times such as '2017-07-05T08:30'") from error
    if found.shape != (count,):
        raise InputError(f"{count} fixes came with times of the shape {found.shape}; give the time of each")
    bad = np.flatnonzero(np.isnat(found))
    if bad.size:
        raise InputError(f"row {bad[0]} has no time; leave it out")
    order = np.argsort(found, kind="stable")
    twice = np.flatnonzero(found[order][1:] == found[order][:-1])
    if twice.size:
        a, b = sorted(order[twice[0] : twice[0] + 2].tolist())
        raise InputError(f"rows {a} and {b} have one time, {found[a]}; of two fixes at one time leave one out")
    return found


def _legs(
    places: FloatArray, when: NDArray[np.datetime64], gap: np.timedelta64
) -> tuple[NDArray[Any], list[tuple[float, float]]]:
    """Give the legs between fixes, divided at midnight, and the gaps; times are seconds since 1970."""
    seconds = when.astype(np.int64) / 1e6
    wide = np.diff(when) > gap
    gaps = [(float(seconds[i]), float(seconds[i + 1])) for i in np.flatnonzero(wide)]
    legs = []
    for i in np.flatnonzero(~wide):
        (x0, y0), (x1, y1) = places[i], places[i + 1]
        x1 += 360 * np.round((x0 - x1) / 360)  # the short way round
        begin, end = seconds[i], seconds[i + 1]
        midnights = np.arange(np.floor(begin / _DAY_S) + 1, np.ceil(end / _DAY_S)) * _DAY_S
        cuts = np.concatenate([[begin], midnights, [end]])
        share = (cuts - begin) / (end - begin)
        xs, ys = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
        for k in range(len(cuts) - 1):
            day = np.datetime64(int(cuts[k] // _DAY_S), "D")
            legs.append((cuts[k], cuts[k + 1], xs[k], ys[k], xs[k + 1], ys[k + 1], day))
    # A fix between two gaps, or the only one, is a leg without length.
    alone = np.concatenate([[True], wide]) & np.concatenate([wide, [True]])
    for i in np.flatnonzero(alone[: len(places)]):
        legs.append((seconds[i], seconds[i], *places[i], *places[i], when[i].astype("datetime64[D]")))
    return np.array(legs, dtype=_LEG), gaps


def _by_lines(ready: ReadyZones, legs: NDArray[Any], timed: bool) -> Iterator[tuple[Lines, Any]]:
    if len(legs):
        yield from ready.epochs(legs["day"] if timed else None)


def _pieces(legs: NDArray[Any], shape: BaseGeometry) -> Iterator[_Piece]:
    """Give the parts of legs that lie in a shape, over ±180° too."""
    ends = np.stack([np.column_stack([legs["x0"], legs["y0"]]), np.column_stack([legs["x1"], legs["y1"]])], axis=1)
    for turn in (0, 360, -360):
        if turn and not (turn * ends[:, :, 0]).max() > 180 * 360:
            continue
        there = affinity.translate(shape, turn) if turn else shape
        shapely.prepare(there)
        moving = (ends[:, 0] != ends[:, 1]).any(axis=1)
        for row in np.flatnonzero(~moving & shapely.intersects_xy(there, ends[:, 0, 0], ends[:, 0, 1])):
            yield _piece(legs[row], 0.0, 1.0)
        lines: NDArray[Any] = np.asarray(shapely.linestrings(ends[moving]))
        rows = np.flatnonzero(moving)
        near = shapely.intersects(there, lines)
        parts, of = shapely.get_parts(shapely.intersection(lines[near], there), return_index=True)
        for part, row in zip(parts, rows[near][of], strict=True):
            if part.geom_type == "LineString":
                start, end = sorted(_share(legs[row], at) for at in (part.coords[0], part.coords[-1]))
                yield _piece(legs[row], start, end)


def _share(leg: Any, at: tuple[float, ...]) -> float:
    """Give how far along a leg a place of it lies, from 0 to 1."""
    dx, dy = leg["x1"] - leg["x0"], leg["y1"] - leg["y0"]
    share = (at[0] - leg["x0"]) / dx if abs(dx) >= abs(dy) else (at[1] - leg["y0"]) / dy
    return float(np.clip(share, 0, 1))


def _piece(leg: Any, start: float, end: float) -> _Piece:
    def place(share: float) -> tuple[float, float]:
        x = float(leg["x0"] + share * (leg["x1"] - leg["x0"]))
        return (x + 180) % 360 - 180 if abs(x) > 180 else x, float(leg["y0"] + share * (leg["y1"] - leg["y0"]))

    lasts = leg["end"] - leg["start"]
    return _Piece(
        float(leg["start"] + start * lasts), float(leg["start"] + end * lasts), place(start), place(end),
        start == 0, end == 1,
    )  # fmt: skip


def _stays(
    zone: str, pieces: list[_Piece], first: float, last: float, gaps: tuple[set[float], set[float]]
) -> Iterator[Stay]:
    """Join pieces that follow each other, and say how each stay began and ended."""
    joined: list[_Piece] = []
    for piece in sorted(pieces):
        if joined and piece.start <= joined[-1].end + _SAME_S:
            before = joined[-1]
            if piece.end > before.end:
                joined[-1] = before._replace(end=piece.end, to=piece.to, to_end=piece.to_end)
        else:
            joined.append(piece)
    before_gap, after_gap = gaps
    for one in joined:
        entry: Entry = "crossed the edge"
        if one.from_start and one.start in after_gap:
            entry = "was inside after a gap"
        elif one.from_start and one.start == first:
            entry = "was inside at the first fix"
        elif one.from_start and one.start % _DAY_S == 0:
            entry = "the line changed"
        out: Exit = "crossed the edge"
        if one.to_end and one.end in before_gap:
            out = "was inside before a gap"
        elif one.to_end and one.end == last:
            out = "was inside at the last fix"
        elif one.to_end and one.end % _DAY_S == 0:
            out = "the line changed"
        yield Stay(
            zone=zone, entered=_time(one.start), left=_time(one.end), entry=entry, exit=out, entered_at=one.at,
            left_at=one.to,
        )  # fmt: skip


def _time(seconds: float) -> dt.datetime:
    return dt.datetime(1970, 1, 1) + dt.timedelta(seconds=seconds)  # noqa: DTZ001  # times stay as they are written


def _at(time: dt.datetime) -> str:
    return time.isoformat(sep=" ", timespec="seconds")
