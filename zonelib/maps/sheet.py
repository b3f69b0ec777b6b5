"""Shapes brought onto a sheet of paper: Web Mercator in a frame, hatch lines, and marks; all in pixels, y downwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from zonelib.geodesy.earth import GEOD, SEMI_MAJOR_M
from zonelib.maps.points import Points
from zonelib.maps.style import MARKS, Hatch
from zonelib.maps.view import Box

# Round the frame, so that the edge of a shape that is cut there is not seen.
_OVER: Final = 24.0
_STEPS: Final = 24


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """A frame on the sheet and the part of the earth that is seen in it, in Web Mercator, north up.

    Parameters
    ----------
    left, top, right, bottom : float
        The frame, in pixels.
    scale : float
        Pixels per metre of Web Mercator.
    x, y : float
        Web Mercator metres at the middle of the frame.
    """

    left: float
    top: float
    right: float
    bottom: float
    scale: float
    x: float
    y: float

    @property
    def frame(self) -> Polygon:
        """Give the frame as a shape."""
        return box(self.left, self.top, self.right, self.bottom)

    @property
    def lonlat(self) -> Box:
        """Give the part of the earth that is seen."""
        half = (self.right - self.left) / 2 / self.scale, (self.bottom - self.top) / 2 / self.scale
        (west, east), (south, north) = (self.x - half[0], self.x + half[0]), (self.y - half[1], self.y + half[1])
        return (
            float(np.degrees(west / SEMI_MAJOR_M)), _latitude(south),
            float(np.degrees(east / SEMI_MAJOR_M)), _latitude(north),
        )  # fmt: skip

    @property
    def centre_latitude(self) -> float:
        """Give the latitude of the middle of the frame."""
        return _latitude(self.y)

    @property
    def zoom(self) -> float:
        """Give the zoom at which the page would show it in the same size."""
        return float(np.log2(2 * np.pi * SEMI_MAJOR_M * self.scale / 256))

    def placed(self, geometry: BaseGeometry) -> BaseGeometry:
        """Give a shape in longitude and latitude in pixels, cut a little outside the frame."""
        moved = shapely.transform(geometry, self.pixels)
        cut = shapely.clip_by_rect(moved, self.left - _OVER, self.top - _OVER, self.right + _OVER, self.bottom + _OVER)
        return cut if shapely.is_valid(cut) else shapely.make_valid(cut, method="structure", keep_collapsed=False)

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Give the place of a point in pixels."""
        ((x, y),) = self.pixels(np.array([(lon, lat)]))
        return float(x), float(y)

    def shows(self, geometry: BaseGeometry) -> bool:
        """Say whether anything of a shape in longitude and latitude lies within the frame."""
        return bool(shapely.intersects(shapely.box(*self.lonlat), geometry))

    def strewn(self, points: Points, cell: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give place and precision of the first point in each square of so many pixels of the frame that has any.

        Both in pixels; a precision that is not stated is 0.
        """
        places = self.pixels(np.column_stack([points.lon, points.lat]))
        x, y = places.T
        within = np.flatnonzero((x >= self.left) & (x <= self.right) & (y >= self.top) & (y <= self.bottom))
        _, first = np.unique(np.floor(places[within] / cell), axis=0, return_index=True)
        rows = within[first]
        precise = np.nan_to_num(points.precision_m[rows]) * self.scale / np.cos(np.radians(points.lat[rows]))
        return places[rows], precise

    def pixels(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give places in pixels, row by row, of longitudes and latitudes."""
        x, y = mercator(lonlat)
        across = (self.left + self.right) / 2 + (x - self.x) * self.scale
        return np.column_stack([across, (self.top + self.bottom) / 2 - (y - self.y) * self.scale])


def mercator(lonlat: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give Web Mercator metres (Snyder 1987, eq. 7-1 and 7-2, on the sphere) of longitudes and latitudes in degrees."""
    latitude = np.radians(np.clip(lonlat[:, 1], -85.06, 85.06))
    return SEMI_MAJOR_M * np.radians(lonlat[:, 0]), SEMI_MAJOR_M * np.arcsinh(np.tan(latitude))


def _latitude(y: float) -> float:
    return float(np.degrees(np.arctan(np.sinh(y / SEMI_MAJOR_M))))


def window(frame: tuple[float, float, float, float], extent: Box, padding: float = 18.0) -> Window:
    """Give the window of a frame (left, top, right, bottom) in which the whole of an extent is seen."""
    left, top, right, bottom = frame
    west, south, east, north = extent
    (x0, x1), (y0, y1) = mercator(np.array([(west, south), (east, north)]))
    scale = min((right - left - 2 * padding) / max(x1 - x0, 1.0), (bottom - top - 2 * padding) / max(y1 - y0, 1.0))
    return Window(
        left=left, top=top, right=right, bottom=bottom, scale=float(scale), x=float(x0 + x1) / 2, y=float(y0 + y1) / 2
    )


def scale_bar(seen: Window, at_most: float) -> tuple[float, float]:
    """Give a round length in metres and its width in pixels, measured on the ellipsoid at the middle of the frame."""
    per_metre = 1.0 / np.cos(np.radians(seen.centre_latitude)) * seen.scale
    bound = float(at_most / per_metre)
    power = 10.0 ** np.floor(np.log10(bound))
    metres = float(max(step * power for step in (1, 2, 5) if step * power <= bound))
    degrees = np.degrees(bound / SEMI_MAJOR_M)
    for _ in range(6):
        # The geodesic between the two ends, not the parallel: the farther north and the longer, the more it matters.
        _, _, found = GEOD.inv(0.0, seen.centre_latitude, degrees, seen.centre_latitude)
        degrees *= metres / found
    return metres, float(np.radians(degrees) * SEMI_MAJOR_M * seen.scale)


def round_degrees(low: float, high: float) -> list[float]:
    """Give three to eight round degrees between two longitudes or latitudes."""
    step = next(
        one for one in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0) if (high - low) / one <= 8
    )
    return [round(n * step, 2) for n in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1)]


def hatched(area: BaseGeometry, hatch: Hatch) -> BaseGeometry:
    """Give the lines of a hatch across an area, from one origin, so that they run on from area to area."""
    turns = (hatch.angle, hatch.angle + 90.0) if hatch.crossed else (hatch.angle,)
    lines = [line for turn in turns for line in _parallels(area.bounds, turn, hatch.gap)]
    parts = shapely.get_parts(shapely.intersection(MultiLineString(lines), area))
    return MultiLineString([part for part in parts if part.length > 0])  # a line may touch a corner in a point


def _parallels(bounds: Any, angle: float, gap: float) -> Iterator[LineString]:
    along = np.array([np.sin(np.radians(angle)), -np.cos(np.radians(angle))])
    across = np.array([-along[1], along[0]])
    left, top, right, bottom = bounds
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    ends, offsets = corners @ along, corners @ across
    for n in range(int(np.ceil(offsets.min() / gap)), int(np.floor(offsets.max() / gap)) + 1):
        yield LineString([n * gap * across + end * along for end in (ends.min(), ends.max())])


# ----------------------------------------------------------------------------------------------------------- marks


def marks_at(name: str, places: NDArray[np.float64], size: float = 16.0) -> Iterator[BaseGeometry]:
    """Give each closed and each open part of one of `MARKS`, in squares of some pixels centred on places."""
    for part in _parts(name):
        rings = (shapely.get_coordinates(part) - 8.0) * (size / 16.0) + places[:, None, :]
        yield (
            MultiPolygon([Polygon(ring) for ring in rings]) if isinstance(part, Polygon) else MultiLineString([*rings])
        )


@cache
def _parts(name: str) -> tuple[BaseGeometry, ...]:
    """Read an SVG path: the commands M, L, H, V, h, v, q, a of a circle, z."""
    parts: list[BaseGeometry] = []
    chain: list[NDArray[np.float64]] = []
    for command, digits in re.findall(r"([MLHVhvqaz])([^MLHVhvqaz]*)", MARKS[name]):
        numbers = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", digits)]
        if command == "z":
            parts.append(Polygon(chain))
            chain = []
            continue
        if command == "M" and chain:
            parts.append(LineString(chain))
        here = chain[-1] if chain and command != "M" else None
        chain = [*(chain if here is not None else []), *_next(command, numbers, here)]
    return (*parts, LineString(chain)) if chain else tuple(parts)


def _next(command: str, numbers: list[float], here: Any) -> list[NDArray[np.float64]]:
    if command in "ML":
        return list(np.reshape(numbers, (-1, 2)))
    if command == "a":
        radius, _, _, large, sweep, *_ = numbers
        return _arc(here, here + numbers[5:], radius, bool(large), bool(sweep))
    if command == "q":
        bend, end = here + numbers[:2], here + numbers[2:]
        shares = np.linspace(0, 1, 7)[1:, None]
        return list((1 - shares) ** 2 * here + 2 * shares * (1 - shares) * bend + shares**2 * end)
    x, y = here
    (to,) = numbers
    return [np.array({"H": (to, y), "h": (x + to, y), "V": (x, to), "v": (x, y + to)}[command])]


def _arc(start: Any, end: Any, radius: float, large: bool, sweep: bool) -> list[NDArray[np.float64]]:
    """Give points of an arc of a circle: of the four that join two places, the one that SVG's flags choose."""
    half = (end - start) / 2
    away = float(np.hypot(*half))
    height = np.sqrt(max(radius**2 - away**2, 0.0)) / away
    centre = start + half + (1 if large != sweep else -1) * height * np.array([-half[1], half[0]])
    first, last = (np.arctan2(*(point - centre)[::-1]) for point in (start, end))
    turn = (last - first) % (2 * np.pi) if sweep else -((first - last) % (2 * np.pi))
    angles = first + turn * np.linspace(0, 1, _STEPS + 1)[1:]
    return list(centre + radius * np.column_stack([np.cos(angles), np.sin(angles)]))
