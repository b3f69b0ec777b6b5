"""A whole plan: held against the line, the candidates and the record it was made from; published without its places."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from itertools import product

import pytest
import shapely
from pyproj import Geod
from shapely.geometry import Polygon
from typer.testing import CliRunner

import zonelib as zl
from zonelib import Publication, Selection, km
from zonelib.cli import app
from zonelib.errors import InputError, LengthError, NotFoundError

GEOD = Geod(ellps="WGS84")
SQUARE = Polygon([(36.0, 35.0), (36.2, 35.0), (36.2, 35.2), (36.0, 35.2)])
REACH = km(6)


def scenario(**changes: object) -> zl.Scenario:
    made = zl.Scenario(
        id="square", title="A square",
        actors=tuple(zl.Actor(id=id, name=id.upper(), kind="state") for id in ("a", "b", "c")),
        zones=(zl.Zone(id="z", name="Zed", boundaries=(zl.Boundary(id="line", geometry=SQUARE),)),),
        assignments=(
            zl.PatrolAssignment(id="agreed", by=("a",), where=Selection(any_of=("z",)), standing="agreed"),
            zl.PatrolAssignment(id="likely", by=("b",), where=Selection(any_of=("z",)), standing="likely"),
        ),
    )  # fmt: skip
    return replace(made, **changes)


@pytest.fixture(scope="module")
def plan() -> zl.PatrolPlan:
    return zl.plan_patrols(scenario(), reach=REACH)


def test_the_fewest_posts_cover_all_of_the_line(plan: zl.PatrolPlan) -> None:
    (zone,) = plan.zones
    assert zone.siting.optimal
    assert zone.coverage.shares.covered == 1.0
    assert zone.coverage.gaps == ()
    # The line is 80.7 km long: one post reaches at most 12 km of a straight edge, and more only at a corner.
    around = abs(GEOD.geometry_area_perimeter(SQUARE)[1])
    assert around / 2 / 12e3 / 1.5 < len(zone.posts) <= around / 9e3 + 1
    for post in zone.posts:
        foot = shapely.distance(SQUARE.boundary, shapely.Point(post.lonlat))
        assert foot < 1e-7


def test_the_sectors_make_up_the_line_and_each_holds_its_post(plan: zl.PatrolPlan) -> None:
    (zone,) = plan.zones
    assert sum(sector.length.m for sector in zone.sectors) == pytest.approx(zone.coverage.length.m, abs=1e-3)
    whole = shapely.union_all([sector.geometry for sector in zone.sectors])
    assert shapely.hausdorff_distance(whole, SQUARE.boundary) < 1e-6
    for sector, post in zip(zone.sectors, zone.posts, strict=True):
        assert shapely.distance(sector.geometry, shapely.Point(post.lonlat)) < 1e-7
        assert sector.geometry.geom_type == "LineString"


def test_so_many_posts_as_asked_for_leave_gaps_where_they_are_too_few() -> None:
    (zone,) = zl.plan_patrols(scenario(), reach=REACH, posts={"z": 3}).zones
    assert len(zone.posts) == len(zone.sectors) == 3
    assert zone.coverage.shares.covered < 1
    assert zone.coverage.uncovered.m == pytest.approx(sum(gap.length.m for gap in zone.coverage.gaps), abs=1)


def drawn(geometry) -> zl.Zone:
    return zl.Zone(id="z", name="Zed", boundaries=(zl.Boundary(id="line", geometry=geometry),))


HOLED = SQUARE.difference(shapely.box(36.05, 35.05, 36.12, 35.1)).difference(shapely.box(36.15, 35.15, 36.18, 35.18))
RINGS = shapely.MultiPolygon([HOLED, shapely.box(37.0, 35.0, 37.05, 35.05)])


def test_every_ring_of_an_edge_is_planned() -> None:
    made = zl.plan_patrols(scenario(zones=(drawn(RINGS),)), reach=REACH)
    assert [zone.ring for zone in made.zones] == ["part 1", "hole 1 of part 1", "hole 2 of part 1", "part 2"]
    assert {zone.zone for zone in made.zones} == {"z"}
    assert all(zone.coverage.shares.covered == 1 and zone.siting.optimal for zone in made.zones)
    # All of the edge is in a sector, and no sector is called as another one.
    needs = [sector for zone in made.zones for sector in zone.sectors]
    whole = shapely.union_all([sector.geometry for sector in needs])
    assert shapely.hausdorff_distance(whole, RINGS.boundary) < 1e-6
    around = sum(GEOD.geometry_length(ring) for ring in shapely.get_rings(shapely.get_parts(RINGS)))
    # Edges are straight in longitude and latitude: a parallel of 18 km is 3 cm longer than its geodesic.
    assert sum(sector.length.m for sector in needs) == pytest.approx(around, abs=0.5)
    assert len({sector.id for sector in needs}) == len(needs)
    assert len(made.crews.strict.duties) == len(needs)
    assert "planned alone" in made.assumptions[-1]
    view = zl.draw(scenario(zones=(drawn(RINGS),)), plan=made, basemap=False).view
    cards = {card.id for card in view.cards}
    (table,) = (one for one in view.tables if one.key == "plan")
    assert {row.card for row in table.rows} == {f"plans/{zone.id}" for zone in made.zones}
    ids = [feature.id for layer in view.layers for feature in layer.features]
    assert len(set(ids)) == len(ids)
    assert cards >= {one.card for one in view.layer("plan-posts").features}


def test_posts_are_shared_out_among_rings_as_well_as_can_be() -> None:
    made = zl.plan_patrols(scenario(zones=(drawn(RINGS),)), reach=REACH, posts={"z": 8})
    assert sum(len(zone.posts) for zone in made.zones) == 8
    # Against every way to share them out, each ring as a zone of its own.
    alone = [
        [
            zl.plan_patrols(scenario(zones=(drawn(shapely.Polygon(ring)),)), reach=REACH, posts={"z": count}).zones[0]
            for count in range(1, 6)
        ]
        for ring in shapely.get_rings(shapely.get_parts(RINGS))
    ]
    ways = [counts for counts in product(range(1, 6), repeat=4) if sum(counts) == 8]
    best = min(max(alone[ring][count - 1].siting.worst_m for ring, count in enumerate(counts)) for counts in ways)
    assert max(zone.siting.worst_m for zone in made.zones) == pytest.approx(best, abs=1e-6)


def test_one_post_has_the_whole_line() -> None:
    (zone,) = zl.plan_patrols(scenario(), reach=REACH, posts={"z": 1}).zones
    (sector,) = zone.sectors
    assert sector.length.m == pytest.approx(zone.coverage.length.m, abs=1e-3)


def test_strictly_only_who_is_agreed_serves(plan: zl.PatrolPlan) -> None:
    assert {team for duty in plan.crews.strict.duties for team in duty.teams} == {"a"}
    assert {team for duty in plan.crews.permissive.duties for team in duty.teams} == {"a", "b"}


def test_an_objection_binds_strictly_and_is_noted_permissively() -> None:
    no = zl.Objection(id="no", by=("c",), to="a", where=Selection(any_of=("z",)))
    found = zl.plan_patrols(scenario(objections=(no,)), reach=REACH, posts={"z": 2})
    assert found.crews.strict.outcome == "impossible"
    assert "a is refused in z 1, z 2 by c (no)" in str(found)
    assert found.crews.permissive.against == ("a is refused in z 1, z 2 by c (no)",)


def test_bad_input() -> None:
    with pytest.raises(LengthError, match="reach"):
        zl.plan_patrols(scenario(), reach=km(0))
    with pytest.raises(NotFoundError, match="'y'"):
        zl.plan_patrols(scenario(), reach=REACH, posts={"y": 3})
    with pytest.raises(InputError, match="nobody is said to serve"):
        zl.plan_patrols(scenario(assignments=()), reach=REACH)
    with pytest.raises(InputError, match="no zone of 'square' has a line"):
        zl.plan_patrols(scenario(zones=(zl.Zone(id="z", name="Zed"),)), reach=REACH)
    cut = shapely.MultiPolygon([shapely.box(179, 35, 180, 36), shapely.box(-180, 35, -179, 36)])
    with pytest.raises(InputError, match="cut at ±180°"):
        zl.plan_patrols(scenario(zones=(drawn(cut),)), reach=REACH)
    with pytest.raises(InputError, match=r"4 rings and .* give at least one for each"):
        zl.plan_patrols(scenario(zones=(drawn(RINGS),)), reach=REACH, posts={"z": 3})


def test_rows_are_coarsened_for_others_and_tell_no_chainage(plan: zl.PatrolPlan, tmp_path) -> None:
    rule = Publication(places=km(10))
    place = plan.write_csv(tmp_path / "plan.csv", publish=rule)
    with place.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(plan.zones[0].posts)
    for row, post in zip(rows, plan.zones[0].posts, strict=True):
        moved = rule.point(shapely.Point(post.lonlat))
        assert (float(row["lon"]), float(row["lat"])) == (round(moved.x, 6), round(moved.y, 6))
        assert (row["chainage_km"], row["place_within_m"]) == ("", "10000.0")


def test_the_map_shows_posts_sectors_gaps_and_for_others_posts_alone() -> None:
    made = zl.plan_patrols(scenario(), reach=REACH, posts={"z": 3})
    view = zl.draw(scenario(), plan=made, basemap=False).view
    opened = {feature.card for layer in view.layers for feature in layer.features if layer.key.startswith("plan-")}
    assert opened == {"plans/z"}
    assert opened <= {card.id for card in view.cards}
    assert len(view.layer("plan-posts").features) == len(view.layer("plan-sectors").features) == 3
    drawn = sum(GEOD.geometry_length(f.geometry) for f in view.layer("plan-gaps").features)
    assert drawn == pytest.approx(made.zones[0].coverage.uncovered.m, rel=1e-3)
    rule = Publication(places=km(10))
    page = zl.draw(scenario(), plan=made, publish=rule, basemap=False)
    assert not [layer.key for layer in page.view.layers if layer.key in ("plan-sectors", "plan-gaps", "plan-reach")]
    marks = [f.geometry for f in page.view.layer("plan-posts").features]
    assert marks == [rule.point(shapely.Point(post.lonlat)) for post in made.zones[0].posts]
    html = page.to_html()
    worst = made.zones[0].coverage.worst
    assert f"({worst.lonlat[0]:.4f}" not in html
    for post in made.zones[0].posts:
        assert f"{post.lonlat[0]:.4f},{post.lonlat[1]:.4f}" not in html.replace(" ", "")


def test_from_the_shell(tmp_path) -> None:
    file = tmp_path / "square.toml"
    zl.write(scenario(), file)
    run = CliRunner().invoke(app, ["plan", str(file), "--reach", "6 km", "--posts", "z=3", "--json"])
    told = json.loads(run.stdout)
    assert [post["sector"] for post in told["posts"]] == ["z 1", "z 2", "z 3"]
    assert told["illustration"] is True
    run = CliRunner().invoke(app, ["coverage", str(file), "z", "--reach", "6 km", "--post", "36.1,35.0", "--json"])
    told = json.loads(run.stdout)
    direct = GEOD.inv(36.1, 35.0, 36.0, 35.2)[2]
    assert told["worst_m"] == pytest.approx(direct, abs=60)
    # 12 km of the southern edge, which curves away from the geodesic by centimetres.
    assert told["covered"] * told["length_m"] == pytest.approx(12e3, abs=1)
    assert (
        "longest gap"
        in CliRunner().invoke(app, ["coverage", str(file), "z", "--reach", "6 km", "--post", "36.1,35"]).stdout
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["plan", "--reach", "6 km", "--posts", "z"], "write a zone and a whole number"),
        (["coverage", "z", "--reach", "6 km"], "tells of no post"),
        (["coverage", "z", "--reach", "6 km", "--post", "36.1"], "write longitude and latitude"),
    ],
)
def test_a_wrong_word_on_the_shell_is_told(arguments: list[str], told: str, tmp_path) -> None:
    file = tmp_path / "square.toml"
    zl.write(scenario(), file)
    run = CliRunner().invoke(app, [arguments[0], str(file), *arguments[1:]])
    assert told in str(run.exception)
