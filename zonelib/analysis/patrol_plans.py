"""A whole plan for a scenario: posts along the edge of each zone, sectors between them, and who serves which.

A zone in several parts, or with holes, has an edge of several rings: each is planned as a line of its own.

The posts are chosen exactly among candidates along the line (`zonelib.analysis.siting`), the line is then measured
against them without samples (`zonelib.analysis.covering`), and the sectors are given out twice, in the strict and in
the permissive reading of what is agreed (`zonelib.analysis.crews`).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.coverage_results import LineCoverage
from zonelib.analysis.covering import coverage
from zonelib.analysis.crew_results import CrewPlan, CrewReadings
from zonelib.analysis.crew_rules import CrewRules, SectorNeed
from zonelib.analysis.crews import assign_both_ways
from zonelib.analysis.line_results import StationFound
from zonelib.analysis.lines import sectors
from zonelib.analysis.publication import Publication
from zonelib.analysis.siting import candidates_along, plan_posts
from zonelib.analysis.siting_results import Aim, SitingPlan
from zonelib.analysis.things import default_boundary, stand_for
from zonelib.errors import InputError, NotFoundError, nearest
from zonelib.files.atomic import write_text
from zonelib.geodesy import Sector
from zonelib.geodesy.chain import Chain
from zonelib.geodesy.sections import ring_line
from zonelib.model import Scenario, Team, Zone
from zonelib.units import Distance, as_metres

Progress = Callable[[str], None]

_STEPS: Final = 4
"""Candidates and demands stand at a quarter of the reach: a plan is then off by an eighth of it at most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ZonePlan:
    """Posts and sectors along the edge of one zone, or along one ring of it, found.

    Parameters
    ----------
    zone, name : str
        Id of the zone, and the name of what is planned along: that of the zone, with the ring.
    ring : str
        Which ring of the edge, such as "hole 1 of part 2"; empty where there is only one.
    line : LineString
        The ring, closed; chainages count from its start.
    posts : tuple of StationFound
        Where the posts would stand.
    siting : SitingPlan
        How good the choice is among the candidates.
    coverage : LineCoverage
        What of the line lies within reach of them, measured on the line itself.
    sectors : tuple of SectorNeed
        For each post the line half-way to the next on either side.
    boundary : str
        Which line.
    rule : str
        Why that one.
    """

    zone: str
    name: str
    ring: str
    line: BaseGeometry = field(repr=False)
    posts: tuple[StationFound, ...] = field(repr=False)
    siting: SitingPlan
    coverage: LineCoverage
    sectors: tuple[SectorNeed, ...] = field(repr=False)
    boundary: str
    rule: str

    @property
    def id(self) -> str:
        """The id of the zone, with the ring; sectors are called after it."""
        return f"{self.zone} {self.ring}" if self.ring else self.zone

    def __str__(self) -> str:
        return f"{self.name}: {self.siting}. {self.coverage}"


@dataclass(frozen=True, kw_only=True, slots=True)
class PatrolPlan:
    """Who could watch what along the zones of a scenario, found. An illustration, not a proposal of anybody.

    Parameters
    ----------
    scenario : str
        Id.
    day : date or None
        The day whose knowledge was used.
    reach : Distance
        How far a post was taken to reach.
    zones : tuple of ZonePlan
        Those whose line is drawn, in the order of the scenario; one for each ring of the edge.
    crews : CrewReadings
        Who serves which sector, in both readings.
    assumptions : tuple of str
        What was taken for granted.
    """

    scenario: str
    day: dt.date | None
    reach: Distance
    zones: tuple[ZonePlan, ...]
    crews: CrewReadings
    assumptions: tuple[str, ...]

    def rows(self, publish: Publication | None = None) -> list[dict[str, object]]:
        """Give a row for each post, with its sector and who serves it in either reading; positions coarsened on wish.

        Chainages tell where a post stands as well as positions do: coarsened rows have none.
        """
        return list(self._rows(publish))

    def _rows(self, publish: Publication | None) -> Iterator[dict[str, object]]:
        crews = [
            {duty.sector: " and ".join(duty.teams) for duty in plan.duties}
            for plan in (self.crews.strict, self.crews.permissive)
        ]
        for zone in self.zones:
            for post, sector in zip(zone.posts, zone.sectors, strict=True):
                place = Point(post.lonlat)
                if publish is not None:
                    place = publish.point(place)
                strict, permissive = (crew.get(sector.id) for crew in crews)
                yield {
                    "zone": zone.zone, "ring": zone.ring, "sector": sector.id, "sector_km": round(sector.length.km, 3),
                    "chainage_km": None if publish else round(post.chainage.km, 3),
                    "lon": round(place.x, 6), "lat": round(place.y, 6),
                    "place_within_m": publish.places.m if publish else round(post.error.m, 3),
                    "reach_km": self.reach.km, "strict": strict, "permissive": permissive,
                }  # fmt: skip

    def write_csv(self, path: str | Path, *, publish: Publication | None = None) -> Path:
        """Write the rows to a file; an older one of that name is replaced as a whole or not at all.

        Parameters
        ----------
        path : str or Path
            Where.
        publish : Publication, optional
            How far positions are coarsened.

        Raises
        ------
        FileError
            If the file cannot be written.
        """
        place = Path(path)
        rows = self.rows(publish)
        text = io.StringIO()
        writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        write_text(place, text.getvalue())
        return place

    def __str__(self) -> str:
        lines = [f"A plan for {self.scenario} with a reach of {self.reach}: an illustration, not anybody's proposal"]
        for plan in (self.crews.strict, self.crews.permissive):
            lines += [f"{plan.reading.capitalize()} reading", *(f"- {line}" for line in _told(plan))]
        return "\n".join([*lines[:1], *map(str, self.zones), *lines[1:]])


def _told(plan: CrewPlan) -> Iterator[str]:
    """Say a plan by zone and team, or why there is none."""
    if not plan.duties:
        yield from str(plan).splitlines()
        return
    served: dict[tuple[str, str], list[Distance]] = {}
    for duty in plan.duties:
        served.setdefault((duty.zone, " and ".join(duty.teams)), []).append(duty.length)
    for (zone, teams), lengths in served.items():
        count = f"{len(lengths)} sector{'s' * (len(lengths) != 1)}"
        yield f"{zone}: {teams}, {count}, {sum(one.km for one in lengths):,.1f} km"
    yield from (f"against: {one}" for one in plan.against)


def plan_patrols(
    scenario: Scenario,
    *,
    reach: Distance,
    posts: Mapping[str, int] | None = None,
    teams: Sequence[Team] | None = None,
    rules: CrewRules | None = None,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> PatrolPlan:
    """Plan posts, sectors and who serves them along the edge of every zone whose line is drawn.

    Parameters
    ----------
    scenario : Scenario
        What is said; used as it was known on its `as_of` day.
    reach : Distance
        How far a post reaches, straight over the ground; more than 0, always given.
    posts : mapping of str to int, optional
        How many posts a zone is to have, by its id: they are placed, and shared out among the rings of its edge, for
        the least worst distance. Where none is given, as few as cover the whole line.
    teams : sequence of Team, optional
        Who can serve; by default those of the scenario, or where it names none, one for each actor that some
        assignment would have serve.
    rules : CrewRules, optional
        Caps, shares, distances. By default the objections, assignments and actors of the scenario alone.
    time_limit : float, optional
        Seconds for each choice of posts and each reading; then the best found comes with its gap.
    progress : callable, optional
        Told a line at each step.

    Returns
    -------
    PatrolPlan

    Raises
    ------
    InputError
        If no zone has a line, nobody would serve, or a number of posts cannot be.
    LengthError
        If the reach is a bare number, or not more than 0.
    NotFoundError
        If `posts` names a zone that is not there.

    Examples
    --------
    >>> import zonelib as zl
    >>> plan = zl.plan_patrols(zl.read("syria-2017"), reach=zl.km(20), posts={"homs": 5})
    >>> print(plan.zones[0].siting)
    5 posts (least worst distance); mean distance 4.55 km, worst 9.24 km; proven best
    >>> plan.crews.strict.outcome, plan.crews.permissive.outcome
    ('impossible', 'optimal')
    """
    as_metres(reach, "reach", positive=True)
    day = scenario.as_of if isinstance(scenario.as_of, dt.date) else None
    known = scenario.as_known(day) if day else scenario
    drawn = [zone for zone in known.zones if default_boundary(zone)[0] is not None]
    if not drawn:
        raise InputError(f"no zone of {scenario.id!r} has a line that is drawn; there is nothing to plan along")
    for id in posts or {}:
        if id not in {zone.id for zone in drawn}:
            raise NotFoundError(f"posts are asked for at {id!r}; {nearest(id, [zone.id for zone in drawn])}")
    zones = tuple(
        plan for zone in drawn for plan in _zone_plans(zone, reach, (posts or {}).get(zone.id), time_limit, progress)
    )
    own = rules or CrewRules(objections=known.objections, assignments=known.assignments, actors=known.actors)
    crew = tuple(teams) if teams is not None else known.teams
    crews = assign_both_ways(
        [sector for zone in zones for sector in zone.sectors], crew or _teams_of(known), rules=own,
        aim="fair", time_limit_s=time_limit, progress=progress,
    )  # fmt: skip
    return PatrolPlan(
        scenario=scenario.id, day=day, reach=reach, zones=zones, crews=crews,
        assumptions=tuple(_assumed(reach, bool(crew), any(zone.ring for zone in zones))),
    )  # fmt: skip


def _assumed(reach: Distance, teams_stated: bool, rings: bool) -> Iterator[str]:
    yield f"A post reaches {reach} straight over the ground; what hides one place from another is not looked at."
    yield f"Candidates stand along the line, at most {reach * (1 / _STEPS)} apart; nobody named them."
    if not teams_stated:
        yield "No team is stated: one is taken for each actor that an assignment would have serve."
    yield "Each post has the sector half-way to the next on either side."
    if rings:
        yield "Each ring of an edge is planned alone: what a post on one ring reaches of another is not counted."


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ring:
    """A ring of the edge of a zone, and where posts could stand on it."""

    name: str
    line: BaseGeometry
    places: tuple[StationFound, ...]


def _zone_plans(
    zone: Zone, reach: Distance, count: int | None, time_limit: float | None, progress: Progress | None
) -> Iterator[ZonePlan]:
    stand = stand_for(zone)
    step = reach * (1 / _STEPS)
    rings = [
        _Ring(name=name, line=line, places=candidates_along(line, every=step))
        for name, line in _rings(zone, stand.geometry)
    ]
    if progress is not None:
        progress(f"{zone.name}: {sum(len(ring.places) for ring in rings)} candidates")

    def sited(ring: _Ring, count: int | None) -> SitingPlan:
        # A place of the line is at most half a step from a demand: a reach shorter by that covers all of it.
        aim: Aim = "fewest" if count is None else "least worst distance"
        near = reach - step * 0.5 if count is None else None
        return plan_posts(
            ring.places, ring.places, aim=aim, reach=near, count=count, time_limit=time_limit, progress=progress
        )

    found = [sited(ring, None) for ring in rings] if count is None else _shared_out(zone, rings, count, sited)
    for ring, siting in zip(rings, found, strict=True):
        name = f"{zone.name}, {ring.name}" if ring.name else zone.name
        id = f"{zone.id} {ring.name}" if ring.name else zone.id
        posts = tuple(ring.places[number] for number in siting.numbers)
        yield ZonePlan(
            zone=zone.id, name=name, ring=ring.name, line=ring.line, posts=posts, siting=siting,
            coverage=_covered(ring.line, posts, reach),
            sectors=tuple(_sectors(id, zone, ring.line, [post.chainage.m for post in posts])),
            boundary=stand.boundary, rule=stand.rule,
        )  # fmt: skip


def _shared_out(
    zone: Zone, rings: Sequence[_Ring], count: int, sited: Callable[[_Ring, int], SitingPlan]
) -> list[SitingPlan]:
    """Give each ring one post, and each further post to the ring with the farthest place.

    More posts make no ring's own least worst distance greater, so no other way to share them out is better.
    """
    if len(rings) == 1:
        return [sited(rings[0], count)]
    if not len(rings) <= count <= sum(len(ring.places) for ring in rings):
        raise InputError(
            f"the edge of zone {zone.id!r} has {len(rings)} rings and {sum(len(ring.places) for ring in rings)} "
            f"candidates; {count} posts were asked for: give at least one for each ring, and no more than candidates"
        )
    found = [sited(ring, 1) for ring in rings]
    for _ in range(count - len(rings)):
        open_ = [number for number, ring in enumerate(rings) if len(found[number].posts) < len(ring.places)]
        farthest = max(open_, key=lambda number: found[number].worst_m)
        found[farthest] = sited(rings[farthest], len(found[farthest].posts) + 1)
    return found


def _covered(line: BaseGeometry, posts: Sequence[StationFound], reach: Distance) -> LineCoverage:
    found = coverage(line, posts=posts, reach=reach)
    assert isinstance(found, LineCoverage)
    return found


def _rings(zone: Zone, geometry: BaseGeometry) -> Iterator[tuple[str, BaseGeometry]]:
    """Give every ring of a zone as a closed line, with what it is called where there are several."""
    parts = shapely.get_parts(geometry)
    if len(parts) > 1 and (abs(shapely.get_coordinates(geometry)[:, 0]) == 180).any():
        raise InputError(
            f"zone {zone.id!r} is cut at ±180°, and a plan would run along the cut; give its edge as a line of its own"
        )
    for number, part in enumerate(parts, start=1):
        of = f"part {number}" if len(parts) > 1 else ""
        shell, *holes = shapely.get_rings(part)
        yield of or ("outer edge" if holes else ""), _closed(part, shell, None)
        for hole, ring in enumerate(holes):
            yield f"hole {hole + 1}" + (f" of {of}" if of else ""), _closed(part, ring, hole)


def _closed(part: BaseGeometry, ring: BaseGeometry, hole: int | None) -> BaseGeometry:
    lon, lat = shapely.get_coordinates(ring)[0]
    return ring_line(part, start=(float(lon), float(lat)), hole=hole)


def _sectors(id: str, zone: Zone, line: BaseGeometry, posts: Sequence[float]) -> Iterator[SectorNeed]:
    """Cut a closed line half-way between each post and the next; the sector over its start is put together again."""
    around = Chain.of(line, edges="lonlat").length_m
    halves = [(a + b) / 2 % around for a, b in zip(posts, [*posts[1:], posts[0] + around], strict=True)]
    marks = sorted(Distance(mark, "km") for mark in halves if mark > 0) if len(posts) > 1 else []
    pieces = sectors(line, breaks=marks).sectors if marks else sectors(line, parts=1).sectors
    held: dict[int, list[Sector]] = {number: [] for number in range(len(posts))}
    for piece in pieces:
        middle = (piece.from_m + piece.to_m) / 2
        away = [abs((middle - post + around / 2) % around - around / 2) for post in posts]
        held[away.index(min(away))].append(piece)
    for number, own in held.items():
        yield SectorNeed(
            id=f"{id} {number + 1}", zone=zone.id, length=Distance(sum(piece.length_m for piece in own), "km"),
            geometry=shapely.line_merge(shapely.union_all([piece.geometry for piece in own])),
        )  # fmt: skip


def _teams_of(scenario: Scenario) -> tuple[Team, ...]:
    """Give one team for each actor that an assignment would have serve."""
    would = [a for one in scenario.assignments if one.standing != "refused" for a in (*one.by, *(one.joint_with or ()))]
    if not would:
        raise InputError(f"nobody is said to serve in {scenario.id!r}, and no teams were given; give teams=...")
    return tuple(Team(id=id, name=scenario.actor(id).name, actor=id) for id in dict.fromkeys(would))
