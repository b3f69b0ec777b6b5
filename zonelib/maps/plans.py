"""A patrol plan on the map: posts with their reach, gaps in red along the line, sectors by who would serve them.

Published, only the posts are drawn, coarsened: sectors end half-way between posts, and reaches and gaps have them in
their middle, so each would tell where they stand.
"""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from zonelib import geodesy
from zonelib.analysis import PatrolPlan, Publication, ZonePlan, discs
from zonelib.analysis.coverage_results import Gap
from zonelib.maps.geometry import for_drawing
from zonelib.maps.style import SECTOR_LOOKS, style
from zonelib.maps.view import Card, Fact, Feature, Layer, Note, Row, Table
from zonelib.maps.wording import spoken
from zonelib.model import Scenario

# 0.0005° is 55 m, less than a pixel where a whole zone is looked at.
_TOLERANCE = 0.0005
_FIRST = -500


def plan_layers(plan: PatrolPlan, publish: Publication | None) -> tuple[tuple[Layer, ...], tuple[Layer, ...]]:
    """Give the layers of a plan: those under what is said, and those over it."""
    posts = Layer(
        key="plan-posts", place=_FIRST, title="Posts of the plan", features=tuple(_posts(plan, publish)),
        hint=f"An illustration, nobody's proposal. Reach {plan.reach}, straight over the ground.",
    )  # fmt: skip
    if publish is not None:
        return (), (posts,)
    reaches = Layer(
        key="plan-reach", place=_FIRST + 3, title="Reach of the posts", features=tuple(_reaches(plan)), shown=False
    )
    sectors = Layer(
        key="plan-sectors", place=_FIRST + 1, title="Sectors, by who would serve", features=tuple(_sectors(plan)),
        hint=f"In the permissive reading, refusals only noted. {_who(plan)}",
    )  # fmt: skip
    gaps = Layer(
        key="plan-gaps", place=_FIRST + 2, title="Gaps in the cover", features=tuple(_gaps(plan)),
        hint="Stretches of the line beyond the reach of every post, measured on the line.",
    )  # fmt: skip
    return tuple(one for one in (reaches,) if one.features), tuple(
        one for one in (sectors, gaps, posts) if one.features
    )


def _card(zone: ZonePlan) -> str:
    return f"plans/{zone.id}"


def _posts(plan: PatrolPlan, publish: Publication | None) -> Iterator[Feature]:
    for zone in plan.zones:
        for number, post in enumerate(zone.posts, start=1):
            place = Point(post.lonlat) if publish is None else publish.point(Point(post.lonlat))
            yield Feature(
                id=f"{_card(zone)}/post-{number}", kind="mark", style="plan-post", geometry=place, card=_card(zone),
                name=f"Post {number} of {len(zone.posts)} of the plan for {zone.name}", rank=4,
            )  # fmt: skip


def _reaches(plan: PatrolPlan) -> Iterator[Feature]:
    for zone in plan.zones:
        lon, lat = zip(*(post.lonlat for post in zone.posts), strict=True)
        found = discs(list(lon), list(lat), radius=plan.reach)
        for number, disc in enumerate(found.geometry, start=1):
            yield Feature(
                id=f"{_card(zone)}/reach-{number}", kind="area", style="plan-reach", card=_card(zone),
                geometry=for_drawing(disc, _TOLERANCE),
                name=f"Within {plan.reach} of post {number} of {zone.name}",
            )  # fmt: skip


def _sectors(plan: PatrolPlan) -> Iterator[Feature]:
    serves = _serving(plan)
    crews = list(dict.fromkeys(serves.values()))
    for zone in plan.zones:
        for sector in zone.sectors:
            crew = serves.get(sector.id)
            look = SECTOR_LOOKS[crews.index(crew) % len(SECTOR_LOOKS)] if crew else "sector-nobody"
            assert sector.geometry is not None
            yield Feature(
                id=f"{_card(zone)}/{sector.id}", kind="line", style=look, card=_card(zone),
                geometry=for_drawing(sector.geometry, _TOLERANCE),
                name=f"{spoken(sector.id)}: {spoken(crew) if crew else 'nobody'}",
            )  # fmt: skip


def _serving(plan: PatrolPlan) -> dict[str, str]:
    return {duty.sector: " and ".join(duty.teams) for duty in plan.crews.permissive.duties}


def _who(plan: PatrolPlan) -> str:
    """Say which look is which team."""
    crews = dict.fromkeys(_serving(plan).values())
    told = [f"{style(look).words}: {spoken(crew)}" for look, crew in zip(SECTOR_LOOKS, crews, strict=False)]
    return "; ".join(told).capitalize() + "." if told else ""


def _gaps(plan: PatrolPlan) -> Iterator[Feature]:
    for zone in plan.zones:
        for number, gap in enumerate(zone.coverage.gaps, start=1):
            yield Feature(
                id=f"{_card(zone)}/gap-{number}", kind="line", style="gap", card=_card(zone),
                geometry=for_drawing(_stretch(zone, gap), _TOLERANCE),
                name=f"Gap in {zone.name}: {gap.length.km:,.1f} km", label=f"gap {gap.length.km:,.1f}\u00a0km", rank=2,
            )  # fmt: skip


def _stretch(zone: ZonePlan, gap: Gap) -> BaseGeometry:
    """Give the part of the line that a gap is, also over its start."""
    if gap.begins < gap.ends:
        return geodesy.section(zone.line, gap.begins.m, gap.ends.m).geometry
    around = zone.coverage.length.m
    ends = [(gap.begins.m, around), (0.0, gap.ends.m)]
    return shapely.line_merge(
        shapely.union_all([geodesy.section(zone.line, low, high).geometry for low, high in ends if high > low])
    )


# -------------------------------------------------------------------------------------------------- cards and words


def plan_cards(plan: PatrolPlan, publish: Publication | None) -> Iterator[Card]:
    """Give a card for each zone of a plan; gaps and farthest places have coordinates, and are not published."""
    for zone in plan.zones:
        facts = [("Posts", str(zone.siting))]
        if publish is None:
            facts += [("Cover", str(zone.coverage)), ("Farthest place", str(zone.coverage.worst))]
            facts += [("95 % of the line is nearer than", str(zone.coverage.percentile_95))]
        for one in zone.coverage.sensitivity:
            facts.append((f"With a reach of {one.reach}", f"{one.covered:.1%} within reach"))
        yield Card(
            id=_card(zone), kind="Patrol plan (an illustration)", title=zone.name, claims=(),
            facts=tuple(Fact(label=label, value=value, sort="found") for label, value in facts),
        )  # fmt: skip


def plan_table(scenario: Scenario, plan: PatrolPlan, publish: Publication | None) -> Table:
    """Give a row for each sector: how long it is, and who would serve it in either reading."""
    names = {actor.id: actor.name for actor in scenario.actors} | {team.id: team.name for team in scenario.teams}
    rows = []
    for row in plan.rows(publish):
        crews = (names.get(str(row[key]), str(row[key])) if row[key] else "nobody" for key in ("strict", "permissive"))
        length = "–" if publish else f"{row['sector_km']:,.1f} km"
        card = f"plans/{row['zone']} {row['ring']}".rstrip()
        rows.append(Row(cells=(str(row["sector"]), length, *crews), card=card, drawn=True))
    return Table(
        key="plan", title="Patrol plan (an illustration)", rows=tuple(rows),
        columns=("Sector", "Length", "Strict reading", "Permissive reading"),
    )  # fmt: skip


def plan_note(plan: PatrolPlan) -> Note:
    """Say what a plan rests on, and why there is none in a reading where there is none."""
    lines = [*plan.assumptions]
    for one in (plan.crews.strict, plan.crews.permissive):
        if one.why_not is not None:
            lines += [f"No plan in the {one.reading} reading.", *str(one.why_not).splitlines()]
        lines += [f"The {one.reading} plan goes against this: {said}" for said in one.against]
    return Note(title="On the patrol plan", lines=tuple(lines))


def plan_sentences(plan: PatrolPlan) -> Iterator[str]:
    """Say what was drawn of a plan."""
    yield from (f"A plan for {zone.name}: {zone.siting}." for zone in plan.zones)
