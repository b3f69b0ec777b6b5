"""Pictures without a browser: the same bytes, the look of every style, the legend of the page, a true scale bar."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
from itertools import combinations, pairwise
from pathlib import Path
from xml.dom.minidom import parseString

import matplotlib
import numpy as np
import pytest
import shapely
from pyproj import Geod, Transformer
from shapely.geometry import Point, box

from zonelib.errors import FileError, InputError, NotFoundError
from zonelib.maps import draw
from zonelib.maps.pen import Pen
from zonelib.maps.picture import picture
from zonelib.maps.picture_labels import Labels, wrapped
from zonelib.maps.picture_legend import legend_of, unseen
from zonelib.maps.sheet import hatched, marks_at, scale_bar, window
from zonelib.maps.style import INKS, MARKS, Hatch, style

FORMS = ("png", "svg", "pdf")
FRAME = (30.0, 90.0, 840.0, 660.0)


@pytest.fixture(scope="module")
def view(drawn):
    return drawn.view


@pytest.fixture(scope="module")
def svg(view):
    return picture(view, "svg").decode()


def texts(svg: str) -> list[str]:
    """What is written without a halo: matplotlib puts each such text into a comment before its outlines."""
    return re.findall(r"<!-- (.*?) -->", svg)


# ------------------------------------------------------------------------------------------------------------- files


@pytest.mark.parametrize("form", FORMS)
def test_the_same_map_gives_the_same_bytes(drawn, form, tmp_path):
    first, second = (drawn.save(tmp_path / f"{name}.{form}").read_bytes() for name in "ab")
    assert first == second
    with matplotlib.rc_context(
        {"font.size": 30, "svg.fonttype": "none", "lines.scale_dashes": True, "path.snap": False}
    ):
        assert drawn.save(tmp_path / f"c.{form}").read_bytes() == first


def test_another_process_on_another_day_gives_the_same_bytes(svg):
    script = (
        "import sys, zonelib as zl; from zonelib.maps.picture import picture;"
        "sys.stdout.buffer.write(picture(zl.draw(zl.read('syria-2017')).view, 'svg'))"
    )
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "9", "PYTHONPATH": str(Path(__file__).parents[2])}
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, env=environment)
    assert told.stdout.decode() == svg


def test_a_users_settings_hold_again_afterwards(view):
    with matplotlib.rc_context({"font.size": 31.0}):
        picture(view, "pdf")
        assert matplotlib.rcParams["font.size"] == 31.0


def test_each_file_is_an_a4_sheet_landscape(view, svg):
    # ISO 216: 297 mm by 210 mm.
    png = picture(view, "png")
    assert png.startswith(b"\x89PNG")
    assert np.allclose(struct.unpack(">II", png[16:24]), (297 / 25.4 * 200, 210 / 25.4 * 200), atol=1)
    assert np.allclose(
        [float(v) for v in re.search(r'viewBox="0 0 (\S+) (\S+)"', svg).groups()], (841.89, 595.28), atol=0.1
    )
    media = re.search(rb"/MediaBox \[ 0 0 (\S+) (\S+) \]", picture(view, "pdf"))
    assert np.allclose([float(v) for v in media.groups()], (841.89, 595.28), atol=0.1)


@pytest.mark.parametrize("form", FORMS)
def test_no_file_tells_when_it_was_made(view, form):
    assert not re.search(rb"CreationDate|<dc:date>|ModDate|tIME", picture(view, form))


def test_saving_a_picture_replaces_the_whole_file_or_nothing(drawn, tmp_path):
    path = tmp_path / "map.SVG"
    path.write_text("old")
    assert drawn.save(path) == path
    assert path.read_text(encoding="utf-8").startswith("<?xml")
    assert [p.name for p in tmp_path.iterdir()] == ["map.SVG"]
    with pytest.raises(FileError, match="could not be written"):
        drawn.save(tmp_path / "missing" / "map.png")


def test_what_cannot_be_pictured_is_refused_with_what_to_do(drawn, shapeless, tmp_path):
    with pytest.raises(NotFoundError, match=r"no extent 'zone'.*zones"):
        drawn.save(tmp_path / "map.png", extent="zone")
    with pytest.raises(InputError, match=r"every extent, by its buttons"):
        drawn.save(tmp_path / "map.html", extent="zones")
    with pytest.raises(InputError, match=r"save it as \.html"):
        draw(shapeless).save(tmp_path / "map.png")
    assert list(tmp_path.iterdir()) == []


def test_without_matplotlib_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(InputError, match=r"pip install 'zonelib\[pictures\]'"):
        Pen(10, 10)


def test_texts_stay_texts(hostile):
    made = picture(draw(hostile).view, "svg")
    assert b"<script" not in made
    assert parseString(made).documentElement.tagName == "svg"


@pytest.mark.parametrize("form", FORMS)
def test_no_text_is_too_much_for_a_picture(hostile, form):
    assert picture(draw(hostile).view, form)


# ------------------------------------------------------------------------------------------------------------- looks


def strokes(svg: str) -> set[tuple[str, float, tuple[float, ...]]]:
    """Ink, width and dashes (in CSS pixels) of every stroke in a picture."""
    found = set()
    for look in re.findall(r'style="([^"]*stroke: #[^"]*)"', svg):
        said = dict(re.split(r":\s*", part, maxsplit=1) for part in re.split(r";\s*", look) if ":" in part)
        dash = tuple(round(float(d) / 0.75, 2) for d in re.findall(r"[\d.]+", said.get("stroke-dasharray", "")))
        found.add((said["stroke"], round(float(said.get("stroke-width", 1)) / 0.75, 2), dash))
    return found


@pytest.mark.parametrize("which", ["seed", "full"])
def test_every_style_that_is_seen_has_its_look(which, request):
    view = draw(request.getfixturevalue(which)).view
    svg, seen = picture(view, "svg").decode(), window(FRAME, view.extents[0].box)
    drawn, fills = strokes(svg), set(re.findall(r"fill: (#\w{6})", svg))
    used = {f.style for x in view.layers if x.shown for f in x.features if seen.shows(f.geometry)}
    looks = [style(key) for key in used if style(key).shape != "name" and style(key).keyed]
    assert len(looks) > 10
    for look in looks:
        colour = INKS[look.ink][0]
        if look.width and look.key not in ("land", "lake"):
            dash = tuple(round(d, 2) for d in look.dash)
            assert (colour, round(look.width, 2), dash) in drawn, look.key
        if look.hatch:
            assert (colour, round(look.hatch.width, 2), ()) in drawn, look.key
        if look.fill:
            assert colour in fills, look.key


@pytest.mark.parametrize("angle", [0, 45, 90, -45])
def test_a_hatch_runs_as_its_angle_and_gap_say(angle):
    lines = shapely.get_parts(hatched(box(0, 0, 100, 100), Hatch(angle=angle, gap=8)))
    for line in lines:
        (x0, y0), (x1, y1) = line.coords
        # Clockwise from upright, y downwards: tan(angle) = dx / -dy.
        turned = np.degrees(np.arctan2(x1 - x0, y0 - y1)) % 180
        assert turned == pytest.approx(angle % 180)
    apart = [a.distance(b) for a, b in pairwise(sorted(lines, key=lambda one: one.centroid.coords[0]))]
    assert np.allclose(apart, 8) or angle in (45, -45)
    assert sum(line.length for line in lines) == pytest.approx(100 * 100 / 8, rel=0.06)


@pytest.mark.parametrize("name", MARKS)
def test_marks_stay_in_their_box(name):
    parts = list(marks_at(name, np.array([(100.0, 50.0)])))
    assert parts
    left, top, right, bottom = shapely.total_bounds(parts)
    assert left >= 92
    assert right <= 108
    assert top >= 42
    assert bottom <= 58


def test_a_round_mark_is_round():
    # "circle" starts at 8, 3.5 and goes round with a radius of 4.5: its middle is 8, 8.
    (ring,) = marks_at("circle", np.array([(0.0, 0.0)]))
    away = np.hypot(*shapely.get_coordinates(ring).T)
    assert np.allclose(away, 4.5, atol=0.01)
    assert ring.area == pytest.approx(np.pi * 4.5**2, rel=0.02)


# ------------------------------------------------------------------------------------------------------------ legend


def test_the_legend_is_that_of_the_page(view):
    # A window of the whole earth: nothing lies outside, so only what is switched off may be missing.
    seen = window(FRAME, (-179.0, -80.0, 179.0, 80.0))
    shown = tuple(entry for entry in view.legend() if entry.layer.shown)
    assert legend_of(view, seen) == shown
    assert unseen(view, legend_of(view, seen)) == ("other accounts of the lines (1)",)


def test_the_legend_leaves_out_what_is_not_in_the_window_and_says_so(view, svg):
    seen = window(FRAME, view.extents[0].box)
    there = legend_of(view, seen)
    page = {entry.layer.key: entry for entry in view.legend()}
    for entry in there:
        assert entry.count == page[entry.layer.key].count
        assert set(entry.classes) <= set(page[entry.layer.key].classes)
    assert {e.layer.key for e in there} == page.keys() - {"rings", "other-lines"}
    assert "reported distances (2)" in unseen(view, there)
    written = " ".join(texts(svg))
    for words in ("Zones, by status", "approximate", "Boundaries of states", "reported distances (2)"):
        assert words in written


def test_from_afar_the_legend_lists_no_tags(view):
    afar = " ".join(texts(picture(view, "svg", extent="ring-1").decode()))
    assert "duties, by standing (4)" in afar
    assert "objections (1)" in afar
    assert "Reported distances" in afar


def test_the_sheet_is_framed(view, svg):
    written = texts(svg)
    assert written[:2] == ["De-escalation zones in Syria, July 2017", "As of 6 July 2017"]
    for words in ("They imply no opinion", "Sources: Report on the talks in Astana", "Natural Earth", "Content sha256"):
        assert any(words in line for line in written), words


# ------------------------------------------------------------------------------------------------------- map and bar


@pytest.mark.parametrize(
    "extent", [(35.7, 32.3, 37.4, 36.4), (-5, 60, 30, 72), (-179, -80, 179, 80), (17.0, -0.4, 17.2, 0.4)]
)
def test_the_scale_bar_is_as_long_as_it_says(extent):
    seen = window(FRAME, extent)
    metres, width = scale_bar(seen, 170.0)
    assert 0 < width <= 172
    # pyproj's own Web Mercator, against the formula of the sheet.
    back = Transformer.from_crs(3857, 4326, always_xy=True)
    ends = [back.transform(seen.x + side * width / 2 / seen.scale, seen.y) for side in (-1, 1)]
    _, _, found = Geod(ellps="WGS84").inv(*ends[0], *ends[1])
    assert found == pytest.approx(metres, rel=1e-6)
    assert f"{metres:g}".rstrip("0").replace("e+0", "")[0] in "125"


def test_the_sheet_is_web_mercator_with_north_up():
    seen = window(FRAME, (35.7, 32.3, 37.4, 36.4))
    forward = Transformer.from_crs(4326, 3857, always_xy=True)
    for lon, lat in [(35.7, 32.3), (37.4, 36.4), (36.5, 34.0)]:
        x, y = forward.transform(lon, lat)
        there = ((30 + 840) / 2 + (x - seen.x) * seen.scale, (90 + 660) / 2 - (y - seen.y) * seen.scale)
        assert np.allclose(seen.at(lon, lat), there, atol=1e-6)
        assert Point(there).within(seen.frame)


# ------------------------------------------------------------------------------------------------------------ labels


@pytest.mark.parametrize("which", ["seed", "full", "hostile"])
@pytest.mark.parametrize("place", [0, -1])
def test_labels_do_not_collide_and_stay_in_the_frame(which, place, request):
    view = draw(request.getfixturevalue(which)).view
    pen = Pen(10, 10)
    seen = window(FRAME, view.extents[place].box)
    found = Labels(view, seen, pen.length).placed()
    assert found
    for label in found:
        assert label.box.within(seen.frame)
        assert all(pen.length(line.text, line.size, line.face) <= label.w for line in label.lines)
    for one, other in combinations(found, 2):
        assert one.box.intersection(other.box).area == 0, (one.lines, other.lines)


def test_every_zone_in_the_window_is_named(view):
    labels = Labels(view, window(FRAME, view.extents[0].box), Pen(10, 10).length).placed()
    stacks = [label.lines[0].text for label in labels if label.anchor is not None]
    assert stacks == [feature.label for feature in view.layer("zones").features]


def test_a_text_is_broken_at_words_and_cut_with_an_ellipsis():
    def measure(text: str, size: float, face: str) -> float:
        return len(text) * size

    assert wrapped("aa bb cc", 5, 1, measure) == ["aa bb", "cc"]
    assert wrapped("aa bb cc dd", 5, 1, measure, 1) == ["aa b…"]
    assert wrapped("abcdefgh", 5, 1, measure) == ["abcd…"]
    assert wrapped("", 5, 1, measure) == []
