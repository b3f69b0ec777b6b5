"""Grid references on the cards, against references published elsewhere and the polar grids."""

from __future__ import annotations

import pytest
from pyproj import Transformer
from shapely.geometry import LineString, Point, box

from zonelib.maps.grid import grid_fact, grid_reference
from zonelib.units import km, m


@pytest.mark.parametrize(
    ("lon", "lat", "reference"),
    [
        # Wikipedia, "Military Grid Reference System": Honolulu, and the Washington Monument of the NGA's examples.
        (-157.916861, 21.309444, "4Q FJ 123 567"),
        # The zones of Norway and Svalbard that break the rule of six degrees.
        (5.0, 60.5, "32V KN"),
        (20.0, 78.0, "33X"),
        # The polar grids.
        (0.0, 90.0, "Z AH 000 000"),
        (0.0, -90.0, "B AN 000 000"),
        # The same place on either side of the antimeridian.
        (180.0, 0.0, "1N AA 660 000"),
        (-180.0, 0.0, "1N AA 660 000"),
        (540.0, 0.0, "1N AA 660 000"),
    ],
)
def test_references_published_elsewhere(lon, lat, reference):
    assert grid_reference(lon, lat).lstrip("0").startswith(reference)


def test_the_digits_are_those_of_utm_cut_off():
    lon, lat = 36.7234, 34.7308
    east, north = Transformer.from_crs(4326, 32637, always_xy=True).transform(lon, lat)
    _, _, one, other = grid_reference(lon, lat, digits=5).split()
    assert (one, other) == (f"{int(east) % 100_000:05d}", f"{int(north) % 100_000:05d}")


@pytest.mark.parametrize(
    ("precision", "square"),
    [(None, "100 m"), (m(3), "1 m"), (m(40), "10 m"), (km(2), "1,000 m"), (km(500), "100,000 m")],
)
def test_no_finer_than_the_position_is_known(precision, square):
    assert f"the square of {square} it falls in" in grid_fact(Point(36.7, 34.7), precision).value


def test_it_says_of_which_point_and_of_which_grid():
    assert grid_fact(box(36, 34, 37, 35)).label == "Grid reference of a point inside"
    assert grid_fact(LineString([(36, 34), (37, 35)])).label == "Grid reference of the middle of the line"
    assert grid_fact(Point(36, 34)).label == "Grid reference"
    assert "UPS" not in grid_fact(Point(36, 34)).value
    assert "polar grid UPS" in grid_fact(Point(36, 86)).value
    assert "polar grid UPS" in grid_fact(Point(36, -82)).value


def test_every_card_of_what_has_a_position_carries_one(full):
    from zonelib.maps import draw

    cards = {card.id: [fact.label for fact in card.facts] for card in draw(full, basemap=False).view.cards}
    for id in ("zones/west", "zones/east", "boundaries/west/two", "places/town", "places/line", "incidents/i1"):
        assert sum(label.startswith("Grid reference") for label in cards[id]) == 1, id
    for id in ("zones/nowhere", "places/named", "incidents/i3"):
        assert not any(label.startswith("Grid reference") for label in cards[id])
