"""What a CRS would cost over a thing."""

import pytest
import shapely

from zonelib import BareNumberError, PlaneError, describe_plane, km, read

POINT = shapely.Point(37.4644, 35.0431)


def test_web_mercator_is_described_and_not_accepted():
    cost = describe_plane(read("syria-2017").zone("homs"), "EPSG:3857")
    # The scale of Mercator is near 1/cos(latitude): 1.22 at 34.9°N (Snyder 1987, p. 44).
    assert cost.greatest_scale == pytest.approx(1.22, abs=0.005)
    assert not cost.accepted
    assert "leave crs out" in cost.reason


def test_what_lies_around_the_thing_counts_too():
    near, far = (describe_plane(POINT, "EPSG:32637", reach=reach) for reach in (km(1), km(1_000)))
    assert near.accepted
    assert not far.accepted
    assert far.scale_error > 4 * near.scale_error
    assert "1000 km around it" in far.reason


def test_bad_input():
    with pytest.raises(PlaneError):
        describe_plane(POINT, "EPSG:999999")
    with pytest.raises(BareNumberError, match="reach is the bare number 5"):
        describe_plane(POINT, "EPSG:32637", reach=5)
