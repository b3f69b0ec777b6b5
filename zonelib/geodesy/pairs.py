"""All pairs of many origins and many targets within a radius, and of each origin the nearest target.

Targets are sorted once by (band of latitude, longitude). For a disc, in each band two differences of longitude bracket
the edge (`zonelib.geodesy.discs`): what lies between the inner ones is inside, a run of the sorted targets found by
binary search; what lies between inner and outer is decided against the edge itself, and what then remains by the
inverse geodesic (Karney 2013).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from zonelib.errors import GeometryError
from zonelib.geodesy.discs import BoolArray, Discs, discs_round
from zonelib.geodesy.earth import SEMI_MAJOR_M, SEMI_MINOR_M, FloatArray, IntArray, inverse, reduced_vectors
from zonelib.geodesy.within import Progress, checked_radius, checked_rows, columns

_CHORDS: Final = 32
_MOST_PAIRS: Final = 1 << 19
_MOST_BANDS: Final = 1 << 18
_KEY: Final = 512.0
# Keys are band * 512 + longitude, below 2**23: their rounding, many times over.
_KEY_PAD_DEG: Final = 4e-9
_SHELL: Final = SEMI_MAJOR_M / SEMI_MINOR_M


@dataclass(frozen=True, kw_only=True, slots=True)
class Targets:
    """Targets in order, ready to be asked again and again; made by `sorted_targets`.

    Parameters
    ----------
    lon, lat : ndarray, shape (n,)
        The targets, by band and longitude; longitudes in [-180, 180).
    key : ndarray, shape (n,)
        Band times 512, plus longitude.
    original : ndarray of int, shape (n,)
        Which row each was.
    start : ndarray of int, shape (bands + 1,)
        Where each band begins.
    edges : ndarray, shape (bands + 1,)
        Latitudes between the bands.
    """

    lon: FloatArray
    lat: FloatArray
    key: FloatArray
    original: IntArray
    start: IntArray
    edges: FloatArray


@dataclass(frozen=True, kw_only=True, slots=True)
class _Runs:
    """Runs of sorted targets in one band each, counted round the globe from the band's first target."""

    origin: IntArray
    band: IntArray
    first: IntArray
    count: IntArray

    def pick(self, which: slice) -> _Runs:
        return _Runs(origin=self.origin[which], band=self.band[which], first=self.first[which], count=self.count[which])


def sorted_targets(lon: FloatArray, lat: FloatArray) -> Targets:
    """Sort targets for `pairs_within` and `counts_within`; worth keeping where more than one radius is asked.

    Raises
    ------
    GeometryError
        If a coordinate is not finite or off the earth, or the lengths differ.
    """
    xs, ys = checked_rows(*columns(lon, lat))
    count = int(np.clip(2 * np.sqrt(len(xs)), 64, 8192))
    edges = np.linspace(-90, 90, count + 1)
    band = np.clip(((ys + 90) * (count / 180)).astype(np.intp), 0, count - 1)
    xs = np.where(xs >= 180, xs - 360, xs)
    key = band * _KEY + xs
    order = np.argsort(key, kind="stable")
    start = np.zeros(count + 1, dtype=np.intp)
    np.cumsum(np.bincount(band, minlength=count), out=start[1:])
    return Targets(lon=xs[order], lat=ys[order], key=key[order], original=order, start=start, edges=edges)


def pairs_within(
    origins: tuple[FloatArray, FloatArray],
    targets: tuple[FloatArray, FloatArray] | Targets,
    *,
    radius_m: float,
    progress: Progress | None = None,
) -> tuple[IntArray, IntArray]:
    """Give all pairs of an origin and a target whose geodesic distance is at most the radius.

    Parameters
    ----------
    origins, targets : (ndarray, ndarray)
        Longitudes and latitudes, degrees; targets may come from `sorted_targets`.
    radius_m : float
        Metres; 0 or more, any.
    progress : callable, optional
        Called as ``progress(done, total)`` with the number of origins.

    Returns
    -------
    i, j : ndarray of int
        Rows of origins and targets, in no particular order. Memory beyond the result is bounded; where the result
        itself is too large use `pair_blocks` or `counts_within`.

    Raises
    ------
    GeometryError, LengthError
        If a coordinate or the radius cannot be.
    """
    found = list(pair_blocks(origins, targets, radius_m=radius_m, progress=progress))
    if not found:
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    return np.concatenate([i for i, _ in found]), np.concatenate([j for _, j in found])


def pair_blocks(
    origins: tuple[FloatArray, FloatArray],
    targets: tuple[FloatArray, FloatArray] | Targets,
    *,
    radius_m: float,
    progress: Progress | None = None,
) -> Iterator[tuple[IntArray, IntArray]]:
    """Give what `pairs_within` gives, in blocks of at most some half a million pairs."""
    for discs, first, radius, sorted_ in _groups(origins, targets, radius_m, progress):
        sure, doubtful = _runs(discs, sorted_)
        for origin, at in _spread(sure, sorted_):
            yield origin + first, sorted_.original[at]
        for origin, at in _spread(doubtful, sorted_):
            keep = _decided(discs, origin, sorted_, at, radius)
            yield origin[keep] + first, sorted_.original[at[keep]]


def counts_within(
    origins: tuple[FloatArray, FloatArray],
    targets: tuple[FloatArray, FloatArray] | Targets,
    *,
    radius_m: float,
    progress: Progress | None = None,
) -> IntArray:
    """Count for each origin the targets within the radius, without listing them; otherwise as `pairs_within`."""
    total = np.zeros(len(columns(*origins)[0]), dtype=np.intp)
    for discs, first, radius, sorted_ in _groups(origins, targets, radius_m, progress):
        size = len(discs.lon)
        sure, doubtful = _runs(discs, sorted_)
        count = np.bincount(sure.origin, weights=sure.count, minlength=size)
        for origin, at in _spread(doubtful, sorted_):
            count += np.bincount(origin[_decided(discs, origin, sorted_, at, radius)], minlength=size)
        total[first : first + size] = count.astype(np.intp)
    return total


def nearest(
    a: tuple[FloatArray, FloatArray], b: tuple[FloatArray, FloatArray], *, progress: Progress | None = None
) -> tuple[IntArray, FloatArray]:
    """Give for each point of `a` the nearest point of `b`, and how far it is.

    On the unit sphere of reduced latitudes, of which the ellipsoid is an affine image, an arc σ stands for a length
    between bσ and aσ (the semi-axes). So only points whose arc is less than a/b, 1.0034, times the least one can be
    nearest; a kd-tree finds them, and the inverse geodesic (Karney 2013) decides.

    Parameters
    ----------
    a, b : (ndarray, ndarray)
        Longitudes and latitudes, degrees.
    progress : callable, optional
        Called as ``progress(done, total)`` with the number of points of `a`.

    Returns
    -------
    which : ndarray of int
        Row of `b`; of equally near ones the first.
    metres : ndarray
        Length of the shortest geodesic.

    Raises
    ------
    GeometryError
        If a coordinate cannot be, or `b` has no points.
    """
    from_, to = (np.column_stack(checked_rows(*columns(*points))) for points in (a, b))
    if not len(to):
        raise GeometryError("there are no points to be nearest to; give at least one")
    tree = cKDTree(reduced_vectors(to))
    which, metres = np.zeros(len(from_), dtype=np.intp), np.full(len(from_), np.inf)
    step = 1 << 17
    for low in range(0, len(from_), step):
        cut = slice(low, low + step)
        which[cut], metres[cut] = _nearest_block(from_[cut], to, tree)
        if progress is not None:
            progress(min(low + step, len(from_)), len(from_))
    return which, metres


def _groups(
    origins: tuple[FloatArray, FloatArray],
    targets: tuple[FloatArray, FloatArray] | Targets,
    radius_m: float,
    progress: Progress | None,
) -> Iterator[tuple[Discs, int, float, Targets]]:
    """Give origins by groups small enough for their bands to be held at once."""
    xs, ys = checked_rows(*columns(*origins))
    radius = checked_radius(radius_m)
    sorted_ = targets if isinstance(targets, Targets) else sorted_targets(*targets)
    bands = len(sorted_.edges) - 1
    tall = min(1.0, 2 * radius / (np.pi * SEMI_MINOR_M)) * bands + 4
    size = max(1, int(_MOST_BANDS / tall))
    for low in range(0, len(xs), size):
        cut = slice(low, low + size)
        yield discs_round(xs[cut], ys[cut], radius_m=radius, chords=_CHORDS), low, radius, sorted_
        if progress is not None:
            progress(min(low + size, len(xs)), len(xs))


def _runs(discs: Discs, targets: Targets) -> tuple[_Runs, _Runs]:
    """Give the runs of targets that are surely inside, and those in doubt."""
    origin, band = _bands_of(discs, targets)
    inside, outside = discs.bracket(origin, targets.edges[band], targets.edges[band + 1])
    inside, outside = inside - _KEY_PAD_DEG, outside + _KEY_PAD_DEG
    some = (outside > 0) & (targets.start[band + 1] > targets.start[band])
    origin, band, inside, outside = origin[some], band[some], inside[some], outside[some]
    size = targets.start[band + 1] - targets.start[band]
    x, full = discs.lon[origin], outside >= 180
    out_west = _rank(targets, band, np.where(full, x - 180, x - outside))
    out_east = np.where(full, out_west + size, _rank(targets, band, x + outside))
    sure = inside > 0
    clipped = np.where(sure, np.minimum(inside, 180), 0.0)
    in_west = np.where(sure, np.clip(_rank(targets, band, x - clipped), out_west, out_east), out_west)
    in_east = np.where(sure, np.clip(_rank(targets, band, x + clipped), in_west, out_east), out_west)
    whole = inside >= 180
    in_west, in_east = np.where(whole, out_west, in_west), np.where(whole, out_east, in_east)
    return (
        _Runs(origin=origin, band=band, first=in_west, count=in_east - in_west),
        _Runs(
            origin=np.r_[origin, origin],
            band=np.r_[band, band],
            first=np.r_[out_west, in_east],
            count=np.r_[in_west - out_west, out_east - in_east],
        ),
    )


def _bands_of(discs: Discs, targets: Targets) -> tuple[IntArray, IntArray]:
    """List the bands that each disc reaches into; all of them where the outside decides nothing."""
    bands = len(targets.edges) - 1
    low = np.where(discs.holds_south | discs.opaque_outside, -90.0, discs.south)
    high = np.where(discs.holds_north | discs.opaque_outside, 90.0, discs.north)
    first = np.clip(np.floor((low + 90) * (bands / 180) - 1e-6), 0, bands - 1).astype(np.intp)
    last = np.clip(np.floor((high + 90) * (bands / 180) + 1e-6), 0, bands - 1).astype(np.intp)
    count = last - first + 1
    origin, band = np.repeat(np.arange(len(first)), count), _ranges(first, count)
    # Band by band, so that the searches that follow stay in one part of the targets.
    order = np.argsort(band.astype(np.uint16), kind="stable")
    return origin[order], band[order]


def _rank(targets: Targets, band: IntArray, lon: FloatArray) -> IntArray:
    """Count the band's targets west of a longitude; each turn round the globe counts them all once more."""
    turns = np.floor((lon + 180) / 360)
    start = targets.start[band]
    within = np.searchsorted(targets.key, band * _KEY + (lon - 360 * turns)) - start
    size = targets.start[band + 1] - start
    return np.asarray(np.clip(within, 0, size) + turns.astype(np.intp) * size)


def _spread(runs: _Runs, targets: Targets) -> Iterator[tuple[IntArray, IntArray]]:
    """Give origin and sorted position of every target in the runs, some half a million at a time."""
    some = np.flatnonzero(runs.count)
    runs = _Runs(origin=runs.origin[some], band=runs.band[some], first=runs.first[some], count=runs.count[some])
    ends = np.cumsum(runs.count)
    low = 0
    while low < len(ends):
        done = ends[low - 1] if low else 0
        high = max(low + 1, int(np.searchsorted(ends, done + _MOST_PAIRS, side="right")))
        now = runs.pick(slice(low, high))
        start = targets.start[now.band]
        size = targets.start[now.band + 1] - start
        # Brought home: each run begins in the band; one that passes its end goes on at its beginning.
        first = now.first % size
        over = np.maximum(first + now.count - size, 0)
        yield np.repeat(now.origin, now.count - over), _ranges(start + first, now.count - over)
        if over.any():
            yield np.repeat(now.origin, over), _ranges(start, over)
        low = high


def _ranges(first: IntArray, count: IntArray) -> IntArray:
    found = np.repeat(first - (np.cumsum(count) - count), count)
    found += np.arange(len(found))
    return found


def _decided(discs: Discs, origin: IntArray, targets: Targets, at: IntArray, radius: float) -> BoolArray:
    lon, lat = targets.lon[at], targets.lat[at]
    code = discs.decide(origin, lon, lat)
    left = np.flatnonzero(code == 0)
    inside = code > 0
    for low in range(0, len(left), _MOST_PAIRS // 4):
        now = left[low : low + _MOST_PAIRS // 4]
        own = origin[now]
        start = np.column_stack([discs.lon[own], discs.lat[own]])
        inside[now] = inverse(start, np.column_stack([lon[now], lat[now]]))[2] <= radius
    return np.asarray(inside)


def _nearest_block(from_: FloatArray, to: FloatArray, tree: cKDTree) -> tuple[IntArray, FloatArray]:
    unit = reduced_vectors(from_)
    chord, mate = (np.asarray(one).reshape(len(from_), -1) for one in tree.query(unit, k=min(2, len(to))))
    reach = _reach(chord[:, 0])
    which, metres = mate[:, 0].astype(np.intp), inverse(from_, to[mate[:, 0]])[2]
    open_ = np.flatnonzero(chord[:, -1] <= reach) if chord.shape[1] == 2 else np.zeros(0, dtype=np.intp)
    counts = tree.query_ball_point(unit[open_], reach[open_], return_length=True) if open_.size else open_
    ends = np.cumsum(counts)
    low = 0
    while low < len(open_):
        done = ends[low - 1] if low else 0
        high = max(low + 1, int(np.searchsorted(ends, done + _MOST_PAIRS // 4, side="right")))
        rows = open_[low:high]
        lists = tree.query_ball_point(unit[rows], reach[rows], return_sorted=True)
        row = np.repeat(rows, [len(found) for found in lists])
        col = np.concatenate([np.asarray(found, dtype=np.intp) for found in lists])
        far = inverse(from_[row], to[col])[2]
        order = np.lexsort((col, far, row))
        best = order[np.r_[True, np.diff(row[order]) != 0]]
        which[row[best]], metres[row[best]] = col[best], far[best]
        low = high
    return which, metres


def _reach(chord: FloatArray) -> FloatArray:
    """Give the chord within which the nearest point must lie, rounding included."""
    arc = 2 * np.arcsin(np.clip(chord / 2, 0, 1)) * _SHELL * (1 + 1e-9) + 1e-13
    # Near the antipode an arc is ill told by its chord: there everything stays a candidate.
    return np.asarray(np.where(arc >= np.pi - 1e-3, 2.1, 2 * np.sin(np.minimum(arc, np.pi) / 2) + 1e-14))
