"""Those who watch, as they are said to: posts and routes on the map, and cards and tables of all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from zonelib.maps.cards import card_of, fact, note, positioned, stated
from zonelib.maps.geometry import for_drawing
from zonelib.maps.rows import claims, table
from zonelib.maps.shapes import spread
from zonelib.maps.view import Card, Fact, Feature, Layer, Table
from zonelib.maps.wording import SILENT, actors, spoken, zones
from zonelib.model import Conducted, Post, Restriction, Route, Scenario, Team
from zonelib.units import Distance


def patrol_layers(scenario: Scenario) -> tuple[Layer, ...]:
    """Give the layers of routes and posts that have a place."""
    made = (tuple(_routes(scenario)), tuple(_posts(scenario)))
    layers = (replace(layer, features=features) for layer, features in zip(PATROL_LAYERS, made, strict=True))
    return tuple(layer for layer in layers if layer.features)


PATROL_LAYERS: Final = (
    Layer(key="routes", place=5, title="Routes of patrols", features=(), noun="route"),
    Layer(
        key="posts", place=5, title="Posts, by kind", features=(), noun="post",
        hint="Where they are said to stand, or to have been moved to for publication: see the precision.",
    ),
)  # fmt: skip
"""The layers of routes and posts without their features."""


def _routes(scenario: Scenario) -> Iterator[Feature]:
    for route in scenario.routes:
        line = _geometry(route, scenario)
        if isinstance(line, LineString):
            yield Feature(
                id=f"routes/{route.id}", kind="line", style="route", geometry=for_drawing(line),
                name=f"Route {route.name}", label=route.name, card=f"routes/{route.id}", rank=3,
            )  # fmt: skip


def _posts(scenario: Scenario) -> Iterator[Feature]:
    for post in scenario.posts:
        point, precision = _geometry(post, scenario), _precision(post, scenario)
        if not isinstance(point, Point):
            continue
        card = f"posts/{post.id}"
        yield from spread(point, precision, post.name, "post-spread", card)
        yield Feature(
            id=card, kind="mark", style=f"post-{post.kind or 'unsaid'}", geometry=point, card=card, rank=3,
            name=f"{post}", label=post.name,
        )  # fmt: skip


def _geometry(one: Post | Route, scenario: Scenario) -> object:
    return scenario.place(one.place).geometry if isinstance(one.place, str) else one.geometry


def _precision(post: Post, scenario: Scenario) -> object:
    own = post.precision if isinstance(post.precision, Distance) or not isinstance(post.place, str) else None
    return own if own is not None else scenario.place(str(post.place)).precision


# ------------------------------------------------------------------------------------------------------------ cards


def patrol_cards(scenario: Scenario) -> Iterator[Card]:
    """Give the cards of posts, teams, routes, conducted patrols and restrictions."""
    for post in scenario.posts:
        yield card_of(scenario, "posts", "Post", post, post.name, list(_post_facts(scenario, post)))
    for team in scenario.teams:
        yield card_of(scenario, "teams", "Team", team, team.name, list(_team_facts(scenario, team)))
    for route in scenario.routes:
        yield card_of(scenario, "routes", "Route", route, route.name, list(_route_facts(scenario, route)))
    for made in scenario.conducted:
        title = f"{spoken(made.assignment)}, {made.period}"
        yield card_of(scenario, "conducted", "Patrols made", made, title, list(_conducted_facts(scenario, made)))
    for limit in scenario.restrictions:
        title = f"Passage {limit.kind}"
        yield card_of(scenario, "restrictions", "Restriction", limit, title, list(_restriction_facts(scenario, limit)))


def _post_facts(scenario: Scenario, post: Post) -> Iterator[Fact]:
    yield stated("Kind", post.kind)
    yield stated("Run by", post.operator, _actor(scenario, post.operator))
    yield stated("Who serves there", post.members, _count(post.members, "nobody"))
    yield stated("Standing", post.standing)
    yield stated("When", post.period)
    yield positioned(_geometry(post, scenario), _precision(post, scenario))
    yield stated("How far the true place may lie", _precision(post, scenario))
    yield from note(post)


def _team_facts(scenario: Scenario, team: Team) -> Iterator[Fact]:
    yield fact("Of", scenario.actor(team.actor).name)
    yield stated("How many", team.members)
    yield stated("Vehicles", team.vehicles, _count(team.vehicles, "none"))
    base = scenario.place(team.base).name if isinstance(team.base, str) else team.base_post
    yield stated("Based at", scenario.post(base).name if isinstance(base, str) and base is team.base_post else base)
    yield stated("Carries", team.arms, "nothing: unarmed" if team.arms is None else spoken(team.arms))
    yield stated("Hours a day", team.hours_per_day)
    yield stated("Shifts", team.shifts, ", ".join(map(str, team.shifts or ())))
    yield stated("When", team.period)
    yield from note(team)


def _route_facts(scenario: Scenario, route: Route) -> Iterator[Fact]:
    yield stated("Speed", route.speed_km_h, f"{route.speed_km_h} km/h")
    yield stated("Stops, in hours", route.stop_hours)
    if not isinstance(_geometry(route, scenario), BaseGeometry):
        yield fact("Course", SILENT, sort="silent")
    yield from note(route)


def _conducted_facts(scenario: Scenario, made: Conducted) -> Iterator[Fact]:
    yield fact("When", spoken(made.period))
    yield stated("How many", made.count)
    yield stated("By", made.team, scenario.team(made.team).name if isinstance(made.team, str) else None)
    yield stated("All the way", made.extent)
    yield from note(made)


def _restriction_facts(scenario: Scenario, limit: Restriction) -> Iterator[Fact]:
    yield stated("By", limit.by, actors(scenario, limit.by))
    yield stated("To", limit.to, actors(scenario, limit.to))
    yield stated("When", limit.period)
    if isinstance(limit.place, str):
        yield fact("Where", scenario.place(limit.place).name)
    if limit.delay_hours:
        yield fact("Delay, in hours", spoken(limit.delay_hours))
    if limit.condition:
        yield fact("Condition", spoken(limit.condition))
    yield from note(limit)


def _actor(scenario: Scenario, id: object) -> str | None:
    return scenario.actor(id).name if isinstance(id, str) else None


def _count(value: object, none: str) -> str | None:
    return none if value is None else None


# ----------------------------------------------------------------------------------------------------------- tables


def patrol_tables(s: Scenario, drawn: set[str]) -> Iterator[Table]:
    """Give the tables of posts, teams, routes, conducted patrols and restrictions that are not empty."""
    yield from _watchers(s, drawn)
    yield from _patrols(s, drawn)


def _watchers(s: Scenario, drawn: set[str]) -> Iterator[Table]:
    if s.posts:
        yield table(
            "posts", "Posts", "Post, Kind, Place, Run by, How many serve, When, Claims", s.posts,
            lambda p: (
                p.name, spoken(p.kind), "at its point" if p.geometry else _place(s, p.place),
                _actor(s, p.operator) or SILENT, spoken(p.members), spoken(p.period), claims(p),
            ), drawn,
        )  # fmt: skip
    if s.teams:
        yield table(
            "teams", "Teams", "Team, Of, How many, Vehicles, Arms, Hours a day, Shifts, Claims", s.teams,
            lambda t: (
                t.name, s.actor(t.actor).name, spoken(t.members), spoken(t.vehicles), spoken(t.arms),
                spoken(t.hours_per_day), spoken(t.shifts), claims(t),
            ), drawn,
        )  # fmt: skip
    if s.routes:
        yield table(
            "routes", "Routes", "Route, Speed (km/h), Stops (hours), Claims", s.routes,
            lambda r: (r.name, spoken(r.speed_km_h), spoken(r.stop_hours), claims(r)), drawn,
        )  # fmt: skip


def _patrols(s: Scenario, drawn: set[str]) -> Iterator[Table]:
    if s.conducted:
        yield table(
            "conducted", "Patrols made", "Under, When, How many, How far, Claims", s.conducted,
            lambda c: (spoken(c.assignment), spoken(c.period), spoken(c.count), spoken(c.extent), claims(c)), drawn,
        )  # fmt: skip
    if s.restrictions:
        yield table(
            "restrictions", "Restrictions", "Passage, By, To, When, Where, Claims", s.restrictions,
            lambda r: (
                spoken(r.kind), actors(s, r.by), actors(s, r.to), spoken(r.period),
                _place(s, r.place) if r.place else zones(s, r.where), claims(r),
            ), drawn,
        )  # fmt: skip


def _place(s: Scenario, id: object) -> str:
    return s.place(id).name if isinstance(id, str) else SILENT
