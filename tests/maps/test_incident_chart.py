"""Incidents through time on one sheet."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from shapely.geometry import box

import zonelib as zl
from zonelib import InputError
from zonelib.maps.incident_chart import _shade
from zonelib.model import Boundary, Period, Scenario, Zone

FIRST = dt.date(2017, 7, 1)


def series(days=(0, 0, 8), zones=None):
    zones = zones or {"west": box(36, 34, 37, 35), "empty": box(40, 34, 41, 35)}
    when = [FIRST + dt.timedelta(days=n) for n in days]
    return zl.incident_series(
        [36.5] * len(when), [34.5] * len(when), days=when, zones=zones, first=FIRST, last=FIRST + dt.timedelta(days=20)
    )


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_the_same_series_gives_the_same_bytes(form, tmp_path):
    chart = zl.chart_incidents(series(), periods={"before": (FIRST, FIRST + dt.timedelta(days=6))})
    one, other = chart.save(tmp_path / f"one.{form}"), chart.save(str(tmp_path / f"other.{form}"))
    assert one.read_bytes() == other.read_bytes()
    assert one.read_bytes()[:4] in {b"\x89PNG", b"<?xm", b"%PDF"}


def heights(path):
    """The heights of all bars, in points: what is filled with their colour."""
    paths = re.findall(r'<path d="([^"]+)"[^>]*style="fill: #3b4a8c', path.read_text(), re.DOTALL)
    ys = [[float(y) for _, y in re.findall(r"[ML] ([-\d.]+) ([-\d.]+)", d)] for d in paths]
    return [round(max(y) - min(y), 3) for y in ys]


def test_bars_are_as_high_as_their_counts(tmp_path):
    # two in the first week, one in the second, none in the third: two bars, one twice as high
    tall, low = heights(zl.chart_incidents(series()).save(tmp_path / "bars.svg"))
    assert tall == pytest.approx(2 * low, rel=1e-3)
    assert heights(zl.chart_incidents(series(days=())).save(tmp_path / "none.svg")) == []


def test_a_zone_without_a_line_is_marked(tmp_path):
    zone = Zone(id="z", name="Z", boundaries=(
        Boundary(id="one", geometry=box(36, 34, 37, 35), period=Period(last=FIRST + dt.timedelta(days=6))),
    ))  # fmt: skip
    chart = zl.chart_incidents(series(zones=Scenario(id="s", title="t", zones=(zone,))), names={"z": "Name " * 9})
    whole = zl.chart_incidents(series())
    dashed = [c.save(tmp_path / f"{i}.svg").read_text().count("stroke-dasharray") for i, c in enumerate((chart, whole))]
    assert dashed == [2, 0]


def test_colours_grow_darker():
    def luminance(colour):
        return sum(w * int(colour[i : i + 2], 16) for w, i in ((0.2126, 1), (0.7152, 3), (0.0722, 5)))

    scale = [luminance(_shade(i / 50)) for i in range(51)]
    assert scale == sorted(scale, reverse=True)
    assert scale[0] - scale[-1] > 180


def test_a_name_that_ends_otherwise_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"saved as .png, .svg or .pdf, not as x.gif"):
        zl.chart_incidents(series()).save(tmp_path / "x.gif")
