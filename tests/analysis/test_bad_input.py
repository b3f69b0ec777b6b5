"""What cannot be, at the front door: each a clear answer, whichever function it comes to."""

import numpy as np
import pytest
import shapely

import zonelib as zl
from zonelib import BareNumberError, GeometryError, LengthError, PlaneError, km

BOX, HERE = shapely.box(36, 34.9, 36.4, 35.1), shapely.Point(36, 35)
TAKES_A_SHAPE = {
    "buffer": lambda shape: zl.buffer(shape, km(1)),
    "distance": lambda shape: zl.distance(shape, HERE),
    "within": lambda shape: zl.within([36.0], [35.0], of=shape, radius=km(1)),
    "distances": lambda shape: zl.distances([36.0], [35.0], of=shape),
    "describe_plane": lambda shape: zl.describe_plane(shape, "EPSG:32637"),
}
TAKES_A_LENGTH = {
    "buffer": lambda length: zl.buffer(BOX, length),
    "ring": lambda length: zl.ring(HERE, length),
    "within": lambda length: zl.within([36.0], [35.0], of=HERE, radius=length),
    "pairs_within": lambda length: zl.pairs_within([HERE], [HERE], radius=length),
}


@pytest.mark.parametrize("name", TAKES_A_SHAPE)
@pytest.mark.parametrize(
    ("shape", "says"),
    [
        (shapely.LineString([(36, 35), (36, np.inf)]), "vertex 1 is not finite"),
        (shapely.LineString([(36, 35), (36, 91)]), "vertex 1 has latitude 91, beyond ±90"),
        (shapely.LineString([(36, 35), (181, 35)]), "vertex 1 has longitude 181"),
        (shapely.LineString([(5e5, 4e6), (6e5, 4e6)]), "from_projected"),
        (shapely.Polygon([(36, 35), (37, 36), (37, 35), (36, 36)]), "Self-intersection"),
        (shapely.LineString(), "empty"),
    ],
    ids=["infinite", "latitude", "longitude", "metres", "crossing", "empty"],
)
def test_shapes_that_cannot_be(name, shape, says):
    with pytest.raises(GeometryError, match=says):
        TAKES_A_SHAPE[name](shape)


@pytest.mark.parametrize("name", TAKES_A_LENGTH)
def test_lengths_that_cannot_be(name):
    for bare in (5, 5.0, np.float64(5)):
        with pytest.raises(BareNumberError, match="bare number"):
            TAKES_A_LENGTH[name](bare)
    with pytest.raises(LengthError, match="-1 km"):
        TAKES_A_LENGTH[name](km(-1))


@pytest.mark.parametrize(
    "call",
    [
        lambda: zl.buffer(BOX, km(1), crs="EPSG:4326"),
        lambda: zl.within([36.0], [35.0], of=BOX, radius=km(1), crs="OGC:CRS84"),
        lambda: zl.from_projected(BOX, crs="EPSG:4326"),
    ],
)
def test_degrees_are_no_plane(call):
    with pytest.raises(PlaneError, match="not projected"):
        call()
    assert "not projected" in zl.describe_plane(BOX, "EPSG:4326").reason


def test_a_width_that_swallows_the_zone_says_so():
    found = zl.buffer(BOX, km(100), side="inside")
    assert found.core_empty
    assert zl.area(found.geometry).area.km2 == pytest.approx(zl.area(BOX).area.km2, rel=1e-9)
    assert "swallows the whole of it" in str(found)
    assert any("core is empty" in said for said in found.assumptions)


def test_a_buffer_that_covers_the_earth_is_refused():
    with pytest.raises(GeometryError, match="nearly the whole earth; use a shorter distance"):
        zl.buffer(shapely.box(-120, -60, 120, 60), km(8_000))
    with pytest.raises(LengthError, match="9,000 km"):
        zl.buffer(HERE, km(25_000))
