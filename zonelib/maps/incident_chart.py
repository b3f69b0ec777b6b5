"""Incidents through time on one sheet: a row of bars for each zone, and below them a strip of rates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from shapely.geometry import LineString, box

from zonelib.analysis.incident_steps import IncidentSeries
from zonelib.errors import InputError
from zonelib.files.atomic import write_bytes
from zonelib.maps.pen import Pen
from zonelib.maps.picture import Form
from zonelib.model import Period, spoken_day

_WIDTH: Final = 960.0
_LEFT, _RIGHT, _TOP = 190.0, 930.0, 78.0
_ROW, _GAP, _STRIP = 46.0, 16.0, 22.0
_INK, _QUIET, _LINE, _SHADE, _BAR = "#1b1b1f", "#55565c", "#c8c9cf", "#eceef4", "#3b4a8c"
# From nothing to most, one hue, lighter to darker: it reads in grey, and by readers with any colour deficiency.
_SCALE: Final = ((246, 246, 250), (201, 207, 232), (142, 153, 205), (85, 99, 168), (31, 42, 98))
_MOST_TICKS: Final = 9
_FORMS: Final[dict[str, Form]] = {".png": "png", ".svg": "svg", ".pdf": "pdf"}


class IncidentChart:
    """A chart of incidents through time, ready to be saved; made by `chart_incidents`."""

    def __init__(
        self,
        series: IncidentSeries,
        periods: Mapping[str, tuple[dt.date, dt.date]],
        names: Mapping[str, str],
        title: str,
    ) -> None:
        self._series, self._periods, self._names, self._title = series, periods, names, title

    def save(self, path: str | Path) -> Path:
        """Write the chart to a file; an older file of that name is replaced as a whole or not at all.

        Parameters
        ----------
        path : str or Path
            Ends in ``.png`` (200 dots per inch), ``.svg`` or ``.pdf``.

        Returns
        -------
        Path
            Where it was written.

        Raises
        ------
        InputError
            If the name ends otherwise, or matplotlib is not installed.
        FileError
            If the file cannot be written.
        """
        place = Path(path)
        form = _FORMS.get(place.suffix.lower())
        if form is None:
            raise InputError(f"a chart is saved as .png, .svg or .pdf, not as {place.name}")
        write_bytes(place, self._drawn(form))
        return place

    def _repr_html_(self) -> str:
        svg = self._drawn("svg").decode("utf-8")
        return f'<figure role="img" aria-label="{escape(self._title, quote=True)}">{svg[svg.index("<svg") :]}</figure>'

    def _drawn(self, form: Form) -> bytes:
        zones = len(self._series.zones)
        height = _TOP + zones * (_ROW + _GAP) + 54 + zones * (_STRIP + 4) + 64
        with Pen(_WIDTH, height) as pen:
            self._head(pen)
            foot = self._bars(pen)
            foot = self._strip(pen, foot + 40)
            self._notes(pen, foot + 22)
            return pen.to_bytes(form, title=self._title)

    def _x(self, day: dt.date) -> float:
        days = (self._series.last - self._series.first).days + 1
        return _LEFT + (_RIGHT - _LEFT) * (day - self._series.first).days / days

    def _columns(self) -> list[tuple[float, float]]:
        """Give the left and the right of each step."""
        starts = [*self._series.starts, self._series.last + dt.timedelta(days=1)]
        return [(self._x(a), self._x(b)) for a, b in pairwise(starts)]

    def _head(self, pen: Pen) -> None:
        pen.write(self._title, 24, 32, size=17, ink=_INK, face="bold")
        steps = {1: "day", 7: "week"}.get(self._series.step_days, f"{self._series.step_days} days")
        pen.write(f"Incidents per {steps}; every zone has the same scale", 24, 52, size=11, ink=_QUIET)

    def _shades(self, pen: Pen, top: float, bottom: float) -> None:
        for name, (first, last) in self._periods.items():
            left = max(_LEFT, self._x(first))
            right = min(_RIGHT, self._x(last + dt.timedelta(days=1)))
            if left < right:
                pen.shape(box(left, top, right, bottom), fill=_SHADE)
                pen.shape(LineString([(left, top - 14), (left, bottom)]), ink=_QUIET, width=1, dash=(3, 2))
                pen.write(name, left + 4, top - 5, size=9.5, ink=_QUIET, face="oblique")

    def _bars(self, pen: Pen) -> float:
        series, most = self._series, max(1, int(self._series.counts.max(initial=0)))
        foot = _TOP + len(series.zones) * (_ROW + _GAP)
        self._shades(pen, _TOP, foot - _GAP)
        self._ticks(pen, _TOP, foot - _GAP)
        for z, zone in enumerate(series.zones):
            base = _TOP + z * (_ROW + _GAP) + _ROW
            pen.write(self._name(zone), 24, base - 4, size=11.5, ink=_INK, face="bold")
            pen.write(f"{int(series.counts[z].sum()):,} in all", 24, base - 18, size=9.5, ink=_QUIET)
            pen.shape(LineString([(_LEFT, base), (_RIGHT, base)]), ink=_LINE, width=1)
            for (left, right), count, km2 in zip(self._columns(), series.counts[z], series.km2_days[z], strict=True):
                if count:
                    pen.shape(box(left + 0.5, base - (_ROW - 6) * count / most, right - 0.5, base), fill=_BAR)
                elif not km2:
                    pen.shape(LineString([(left, base - 3), (right, base - 3)]), ink=_QUIET, width=1, dash=(2, 3))
        pen.write(f"{most:,}", _LEFT - 6, _TOP + 14, size=9.5, ink=_QUIET, align="right")
        pen.shape(LineString([(_LEFT - 4, _TOP + 6), (_LEFT, _TOP + 6)]), ink=_QUIET, width=1)
        return foot

    def _strip(self, pen: Pen, top: float) -> float:
        series, rates = self._series, self._series.rates
        most = float(np.nanmax(rates, initial=0.0))
        pen.write("Rate on the ground of each zone", 24, top - 10, size=11.5, ink=_INK, face="bold")
        for z, zone in enumerate(series.zones):
            upper = top + z * (_STRIP + 4)
            pen.write(self._name(zone), 24, upper + 15, size=11, ink=_INK)
            for (left, right), rate in zip(self._columns(), rates[z], strict=True):
                cell = box(left, upper, right, upper + _STRIP)
                if np.isnan(rate):
                    pen.shape(LineString([(left, upper + _STRIP), (right, upper)]), ink=_LINE, width=1)
                else:
                    pen.shape(cell, fill=_shade(rate / most if most else 0.0), ink="#ffffff", width=0.6)
            pen.shape(box(_LEFT, upper, _RIGHT, upper + _STRIP), ink=_LINE, width=0.8)
        foot = top + len(series.zones) * (_STRIP + 4)
        pen.write("0", _RIGHT - 266, foot + 18, size=9.5, ink=_QUIET, align="right")
        for i in range(24):
            left = _RIGHT - 260 + 5 * i
            pen.shape(box(left, foot + 8, left + 5, foot + 20), fill=_shade(i / 23))
        pen.write(f"{most:.3g} per 1,000 km² and day", _RIGHT - 134, foot + 18, size=9.5, ink=_QUIET)
        return foot

    def _ticks(self, pen: Pen, top: float, bottom: float) -> None:
        starts = self._series.starts
        every = -(-len(starts) // _MOST_TICKS)
        for start in starts[::every]:
            x = self._x(start)
            pen.shape(LineString([(x, top), (x, bottom + 4)]), ink=_LINE, width=0.6)
            words = spoken_day(start) if start == starts[0] else spoken_day(start).rsplit(" ", 1)[0]
            pen.write(words, x, bottom + 16, size=9.5, ink=_QUIET)

    def _notes(self, pen: Pen, top: float) -> None:
        series, days = self._series, (self._series.last - self._series.first).days + 1
        span = Period(first=series.first, last=series.last)
        told = [f"{span}. {int(series.outside.sum()):,} incidents in no zone are not drawn."]
        short = days % series.step_days
        if short:
            told.append(f"The last column holds {short} of {series.step_days} days.")
        if not series.km2_days.all():
            told.append("A dashed or crossed column: the zone has no line then.")
        for i, line in enumerate(told):
            pen.write(line, 24, top + 14 * i, size=9.5, ink=_QUIET)

    def _name(self, zone: str) -> str:
        name = self._names.get(zone, zone)
        return name if len(name) <= 24 else f"{name[:23]}…"


def chart_incidents(
    series: IncidentSeries, *, periods: Mapping[str, tuple[dt.date, dt.date]] | None = None,
    names: Mapping[str, str] | None = None, title: str = "Incidents through time",
) -> IncidentChart:  # fmt: skip
    """Lay a series of incidents out as a chart: bars for each zone, and a strip of their rates.

    Parameters
    ----------
    series : IncidentSeries
        What is drawn.
    periods : mapping of str to (date, date), optional
        Periods to be shaded, by name.
    names : mapping of str to str, optional
        What zones are called, by id.
    title : str
        What the chart is about.

    Returns
    -------
    IncidentChart
        ``.save("x.png")``, ``.svg`` or ``.pdf``; the same bytes for the same input and versions.
    """
    return IncidentChart(series, periods or {}, names or {}, title)


def _shade(share: float) -> str:
    """Give the colour of a share from 0 to 1."""
    at = min(max(share, 0.0), 1.0) * (len(_SCALE) - 1)
    below = min(int(at), len(_SCALE) - 2)
    mixed = (a + (b - a) * (at - below) for a, b in zip(_SCALE[below], _SCALE[below + 1], strict=True))
    return "#" + "".join(f"{round(part):02x}" for part in mixed)
