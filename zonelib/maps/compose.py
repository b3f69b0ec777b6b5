"""From a scenario to a view: what is said, what is found from it, and the ground under both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from shapely.geometry import Point

from zonelib.analysis import (
    BoundaryDiff,
    PatrolCalendar,
    PatrolPlan,
    Publication,
    RangeCheck,
    RangeRing,
    for_publication,
    range_rings,
)
from zonelib.analysis.findings import Finding
from zonelib.analysis.ranges import rings_known
from zonelib.files.local_base import LocalBase, LocalGround, read_local
from zonelib.maps.audit_words import finding_tables, with_findings
from zonelib.maps.cards import account_card, cards_of, claim_text
from zonelib.maps.check_words import check_cards, check_note, check_sentences, check_tables
from zonelib.maps.checks import check_extents, check_layers
from zonelib.maps.clock import clock_of, fitted, with_layers_of
from zonelib.maps.diff_words import diff_cards, diff_note, diff_sentence, diff_tables
from zonelib.maps.diffs import Compared, compared, diff_extents, diff_layers, diff_pairs
from zonelib.maps.geometry import box_of, widened
from zonelib.maps.ground import AROUND, ground_of, with_local
from zonelib.maps.incident_counts import incident_counts
from zonelib.maps.notes import drew, notes_of, publications
from zonelib.maps.parties import actor_cards, with_parties
from zonelib.maps.patrols import patrol_cards, patrol_layers, patrol_tables
from zonelib.maps.plans import plan_cards, plan_layers, plan_note, plan_sentences, plan_table
from zonelib.maps.points import Points
from zonelib.maps.rows import tables_of
from zonelib.maps.shapes import figure_of, layers_of
from zonelib.maps.strips import strip_of
from zonelib.maps.tiles import Tiles
from zonelib.maps.view import Box, Clock, Extent, Layer, Note, View
from zonelib.maps.wording import count
from zonelib.model import Scenario, spoken_day

# Degrees round a single point, so that a map of one town opens on the town and its surroundings.
_LEAST_MARGIN = 0.05


def view_of(
    scenario: Scenario, *, checks: Sequence[RangeCheck] = (), diffs: Sequence[BoundaryDiff] = (),
    findings: Sequence[Finding] = (), plan: PatrolPlan | None = None, publish: Publication | None = None,
    title: str | None = None, basemap: bool | Tiles | LocalBase = True, incidents: Points | None = None,
    calendar: PatrolCalendar | None = None, language: str = "en",
) -> View:  # fmt: skip
    """Make the view of a scenario.

    Parameters
    ----------
    scenario : Scenario
        What is said; drawn as it was known on its `as_of` day.
    checks : sequence of RangeCheck
        Range checks to be drawn; the map opens on the first, and its rings stand for those of the reported figures.
    diffs : sequence of BoundaryDiff
        Differences of two lines to be drawn; the map opens on the first, with the zones themselves switched off.
    findings : sequence of Finding
        Findings of an audit, to be listed and led to.
    plan : PatrolPlan, optional
        A patrol plan to be drawn.
    publish : Publication, optional
        How far posts, routes and patrols are coarsened and held back first.
    title : str, optional
        Shown instead of the scenario's own.
    language : str, default "en"
        Of the page's own words.
    basemap : bool, Tiles or LocalBase, default True
        With the shipped base map under it, with tiles that the page asks for, or with one of the user's own.
    incidents : Points, optional
        Incidents by the thousand, beside those of the scenario.
    calendar : PatrolCalendar, optional
        A patrol calendar, to be laid out below the map.

    Returns
    -------
    View
    """

    def published(one: Scenario) -> Scenario:
        return one if publish is None else for_publication(one, publish)

    rings = () if checks else range_rings(scenario)
    clock = clock_of(scenario, prepared=published, rings=rings)
    if isinstance(scenario.as_of, dt.date):
        scenario = scenario.as_known(scenario.as_of)
    scenario = published(scenario)
    rings = rings_known(rings, scenario)
    record = (*layers_of(scenario, rings), *patrol_layers(scenario))
    clock = clock if record else None
    filled, record = record, with_layers_of(clock, record)
    pairs = compared(scenario, diffs)
    (under, over), (areas, lines) = check_layers(checks), diff_layers(pairs)
    below, above = plan_layers(plan, publish) if plan else ((), ())
    many = _many(incidents) if incidents is not None else ()
    said = (*many, *areas, *under, *below, *(_beside_diffs(record, pairs) if pairs else record), *over, *lines, *above)
    local = _extents(scenario, filled, rings) if record else ()
    extents = (*diff_extents(pairs), *check_extents(checks, said), *local)
    if incidents is not None:
        box = widened(incidents.box, _LEAST_MARGIN)
        extents = (*extents, Extent(key="many-incidents", label="All incidents", box=box))
    tiles = basemap if isinstance(basemap, Tiles) else None
    ground: tuple[Layer, ...] = ()
    own: LocalGround | None = None
    if (basemap is True or isinstance(basemap, LocalBase)) and said:
        marks = [f.geometry for layer in said for f in layer.features if f.kind == "mark"]
        named = [point for point in marks if isinstance(point, Point)]
        # A hypothesis may be a whole country: the ground follows the record and what the buttons show.
        near = (local or extents)[0].box
        ground = ground_of(near=near, wide=_around(extents, filled), named=named)
        if isinstance(basemap, LocalBase):
            own = read_local(basemap, widened(near, *AROUND))
            ground = with_local(ground, own)
    on_map = {feature.card for layer in said for feature in layer.features}
    cards = (
        *cards_of(scenario, rings),
        *actor_cards(scenario),
        *patrol_cards(scenario),
        *check_cards(scenario, checks),
        *diff_cards(scenario, pairs),
        *(plan_cards(plan, publish) if plan else ()),
    )
    names_and_lines, *others = notes_of(scenario, rings, bool(ground))
    return View(
        clock=_reaching(fitted(clock, record, _named_already(pairs) if pairs else set()), incidents),
        id=scenario.id,
        title=title or scenario.title,
        language=language,
        dateline=f"As of {spoken_day(scenario.as_of)}" if isinstance(scenario.as_of, dt.date) else "Date not stated",
        summary=scenario.summary if isinstance(scenario.summary, str) else "",
        extents=extents,
        layers=(*ground, *said),
        tiles=tiles,
        sheet=own.sheet if own else None,
        local_credit=own.credit if own else "",
        strip=strip_of(scenario, calendar) if calendar is not None else None,
        pairs=tuple(diff_pairs(pairs, record)),
        cards=tuple(with_parties(scenario, with_findings(scenario, cards, findings))),
        claims=tuple(claim_text(scenario, claim) for claim in scenario.claims),
        tables=(
            *finding_tables(scenario, findings, cards, on_map),
            *([plan_table(scenario, plan, publish)] if plan else []),
            *diff_tables(pairs), *check_tables(checks, on_map),
            *([incident_counts(scenario, incidents)] if incidents is not None else []),
            *tables_of(scenario, on_map), *patrol_tables(scenario, on_map),
        ),
        notes=(
            names_and_lines, *([_tiles_note(tiles)] if tiles else []), *([_local_note(own)] if own else []),
            *_held_back(publish),
            *([plan_note(plan)] if plan else []), *map(diff_note, pairs),
            *map(check_note, checks), *others,
        ),
        drew=(
            *map(diff_sentence, pairs), *(plan_sentences(plan) if plan else ()),
            *(line for check in checks for line in check_sentences(check)),
            *drew(scenario, [layer for layer in said if layer.features], rings),
            *([f"{len(incidents):,} incidents as dots."] if incidents is not None else []),
            *([f"A calendar below the map: {calendar}."] if calendar is not None else []),
            *([f"{count(len(findings), 'finding')} of the audit in the tables."] if findings else []),
        ),
        sources=publications(scenario),
    )  # fmt: skip


def _tiles_note(tiles: Tiles) -> Note:
    return Note(
        title="The ground comes from elsewhere",
        lines=(
            f"Tiles {tiles.name} ({tiles.credit}), loaded from {', '.join(tiles.hosts)}, which learns the part of the "
            "map that is looked at. Boundaries and names on them are theirs.",
            "Opened as a file, a page names no referrer; OpenStreetMap has refused tiles to such pages since 2026. Put "
            "the page on a web server, or draw it with the base map that comes along.",
        ),
    )


def _local_note(own: LocalGround) -> Note:
    held = "pictures" if own.sheet else f"the layers {', '.join(layer.name for layer in own.layers)}"
    return Note(
        title="The ground comes from a file",
        lines=(
            f"{own.name} ({own.credit}): {held}, of what lies round the part on which the map opens. "
            "Boundaries and names on it are its own.",
        ),
    )


def _reaching(clock: Clock | None, incidents: Points | None) -> Clock | None:
    """Let a clock reach over the days of the incidents."""
    days = incidents.days if incidents is not None else None
    if clock is None or days is None:
        return clock
    return replace(clock, first=min(clock.first, days[0]), last=max(clock.last, days[1]))


def _many(incidents: Points) -> tuple[Layer, ...]:
    hint = (
        "Click or tap near a dot for the nearest incident, or go from one to the next with the arrow keys. The one "
        "chosen has a circle round where its true place lies; close in, where at most 200 are in view, all have."
    )
    return (
        Layer(
            key="many-incidents", place=9, title="Incidents", noun="incident", features=(), hint=hint, points=incidents
        ),
    )


def _held_back(publish: Publication | None) -> tuple[Note, ...]:
    """Say what is not told of those who watch, so that nobody takes a moved post for its place."""
    return (Note(title="Of those who watch", lines=(f"Coarsened for publication: {publish}.",)),) if publish else ()


def _beside_diffs(record: tuple[Layer, ...], pairs: tuple[Compared, ...]) -> tuple[Layer, ...]:
    """Switch off what would be read as a part of a difference, and on the other accounts of the lines.

    Those that the map opens with as lines of the first difference are named there.
    """
    off = ("zones", "overlaps", "bands", "buffers", "duties", "objections")
    shown = dict.fromkeys(off, False) | {"other-lines": True}
    named = _named_already(pairs)
    return tuple(
        replace(
            layer, shown=shown.get(layer.key, layer.shown),
            features=tuple(f for f in layer.features if not (f.kind == "name" and f.card in named)),
        )
        for layer in record
    )  # fmt: skip


def _named_already(pairs: tuple[Compared, ...]) -> set[str]:
    """Give the cards of the lines that the map opens with as lines of the first difference."""
    first = pairs[0]
    return {account_card(first.zone, one) for one in (first.a, first.b) if first.zone is not None and one is not None}


def _extents(scenario: Scenario, layers: tuple[Layer, ...], rings: tuple[RangeRing, ...]) -> tuple[Extent, ...]:
    """Give the parts that buttons show: the zones first, else the places, else all of it; then each ring."""
    shapes = {layer.key: [feature.geometry for feature in layer.features] for layer in layers}
    extents = []
    if "zones" in shapes:
        extents.append(Extent(key="zones", label="The zones", box=widened(box_of(shapes["zones"]), _LEAST_MARGIN)))
    if not extents:
        local = [g for key, geometries in shapes.items() if key != "rings" for g in geometries]
        box = box_of(local or [g for geometries in shapes.values() for g in geometries])
        extents.append(Extent(key="all", label="Everything", box=widened(box, _LEAST_MARGIN)))
    places = dict.fromkeys(ring.place for ring in rings)
    for number, place in enumerate(places, start=1):
        here = [ring for ring in rings if ring.place == place]
        boxes = box_of([shape for ring in here for shape in (ring.ring, ring.band) if shape is not None])
        round_which = f" round {scenario.place(place).name}" if len(places) > 1 else ""
        label = f"The {figure_of(here[0])} ring{round_which}"
        extents.append(Extent(key=f"ring-{number}", label=label, box=widened(boxes, 0.0, 0.03)))
    return tuple(extents)


def _around(extents: tuple[Extent, ...], layers: tuple[Layer, ...]) -> Box:
    boxes = [extent.box for extent in extents] + [box_of([f.geometry for f in layer.features]) for layer in layers]
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)
