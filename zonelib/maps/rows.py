"""Tables of everything that is said, whether or not it has a place on the map."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from zonelib.maps.view import Row, Table
from zonelib.maps.wording import actors, publication, speaker, spoken, via, zone_words, zones
from zonelib.model import Scenario


def tables_of(scenario: Scenario, drawn: set[str]) -> tuple[Table, ...]:
    """Give one table for each collection that is not empty.

    Parameters
    ----------
    scenario : Scenario
    drawn : set of str
        Ids of the cards of what the map shows.
    """
    tables = (
        *_on_the_map(scenario, drawn), *_off_the_map(scenario, drawn), *_patrols(scenario), *_voices(scenario)
    )  # fmt: skip
    return tuple(table for table in tables if table.rows)


def _table(
    key: str, title: str, columns: str, values: Iterable[Any], cells: Callable[[Any], tuple[str, ...]],
    drawn: set[str] | None = None,
) -> Table:  # fmt: skip
    rows = []
    for value in values:
        card = f"{key}/{value.id}"
        has_card = drawn is not None
        rows.append(Row(cells=cells(value), card=card if has_card else "", drawn=has_card and card in (drawn or ())))
    return Table(key=key, title=title, columns=tuple(columns.split(", ")), rows=tuple(rows))


def _claims(value: Any) -> str:
    return ", ".join(value.claims) or "–"


def _on_the_map(s: Scenario, drawn: set[str]) -> Iterable[Table]:
    yield _table(
        "zones", "Zones", "Zone, Status, Described as, Claims", s.zones,
        lambda z: (z.name, zone_words(z), "; ".join(z.described_as) or "–", _claims(z)), drawn,
    )  # fmt: skip
    yield _table(
        "buffers", "Buffer areas", "Buffer, Along, Width, Side, Claims", s.buffers,
        lambda b: (
            str(b.described_as or spoken(b.id)), zones(s, b.of), spoken(b.width), spoken(b.side), _claims(b),
        ), drawn,
    )  # fmt: skip
    yield _table(
        "assignments", "Duties", "Who, Role, Where, Part, Arms, Standing, Claims", s.assignments,
        lambda a: (
            actors(s, a.by) + (f" with {actors(s, a.joint_with)}" if a.joint_with else ""), spoken(a.role),
            zones(s, a.where), spoken(a.part), spoken(a.arms), spoken(a.standing), _claims(a),
        ), drawn,
    )  # fmt: skip
    yield _table(
        "objections", "Objections", "Who objects, To whom, Role, Where, Claims", s.objections,
        lambda o: (actors(s, o.by), s.actor(o.to).name, spoken(o.role), zones(s, o.where), _claims(o)), drawn,
    )  # fmt: skip
    yield _table(
        "places", "Places", "Place, Kind, Also called, Claims", s.places,
        lambda p: (p.name, spoken(p.kind), ", ".join(p.other_names) or "–", _claims(p)), drawn,
    )  # fmt: skip


def _off_the_map(s: Scenario, drawn: set[str]) -> Iterable[Table]:
    yield _table(
        "events", "Reported events", "Event, When, By, Against, Claims", s.events,
        lambda e: (e.name, spoken(e.period), actors(s, e.by), actors(s, e.against), _claims(e)), drawn,
    )  # fmt: skip
    yield _table(
        "incidents", "Incidents", "What, When, Where, Claims", s.incidents,
        lambda i: (spoken(i.kind), spoken(i.period), spoken(i.where_described), _claims(i)), drawn,
    )  # fmt: skip
    yield _table(
        "measurements", "Figures", "What, Figure, Time, Claims", s.measurements,
        lambda m: (m.what, str(m), spoken(m.period), _claims(m)), drawn,
    )  # fmt: skip
    yield _table(
        "documents", "Documents", "Document, Number, Titles, State, Between, Claims", s.documents,
        lambda d: (
            spoken(d.title), spoken(d.count), spoken(d.titles), spoken(d.state), actors(s, d.parties), _claims(d),
        ),
    )  # fmt: skip
    yield _table(
        "meetings", "Meetings", "Meeting, Standing, When, Where, Who takes part, Claims", s.meetings,
        lambda m: (
            m.name, spoken(m.standing), spoken(m.period), spoken(m.where), actors(s, m.participants), _claims(m),
        ),
    )  # fmt: skip
    yield _table(
        "deadlines", "Deadlines", "What is due, When, Claims", s.deadlines,
        lambda d: (d.what, str(d).removeprefix(f"{d.what}: "), _claims(d)),
    )  # fmt: skip


def _patrols(s: Scenario) -> Iterable[Table]:
    yield _table(
        "posts", "Posts", "Post, Kind, Place, Run by, How many serve, When, Claims", s.posts,
        lambda p: (
            p.name, spoken(p.kind), "at its point" if p.geometry else _place(s, p.place),
            s.actor(p.operator).name if p.operator else spoken(p.operator), spoken(p.members), spoken(p.period),
            _claims(p),
        ),
    )  # fmt: skip
    yield _table(
        "teams", "Teams", "Team, Of, How many, Vehicles, Arms, Hours a day, Shifts, Claims", s.teams,
        lambda t: (
            t.name, s.actor(t.actor).name, spoken(t.members), spoken(t.vehicles), spoken(t.arms),
            spoken(t.hours_per_day), spoken(t.shifts), _claims(t),
        ),
    )  # fmt: skip
    yield _table(
        "routes", "Routes", "Route, Speed (km/h), Stops (hours), Claims", s.routes,
        lambda r: (r.name, spoken(r.speed_km_h), spoken(r.stop_hours), _claims(r)),
    )  # fmt: skip
    yield _table(
        "conducted", "Patrols made", "Under, When, How many, How far, Claims", s.conducted,
        lambda c: (spoken(c.assignment), spoken(c.period), spoken(c.count), spoken(c.extent), _claims(c)),
    )  # fmt: skip
    yield _table(
        "restrictions", "Restrictions", "Passage, By, To, When, Where, Claims", s.restrictions,
        lambda r: (
            spoken(r.kind), actors(s, r.by), actors(s, r.to), spoken(r.period),
            _place(s, r.place) if r.place else zones(s, r.where), _claims(r),
        ),
    )  # fmt: skip


def _voices(s: Scenario) -> Iterable[Table]:
    yield _table(
        "claims", "Claims", "Id, What is said, Who says it, In, Said on, Hedge", s.claims,
        lambda c: (
            c.id, c.says, speaker(s, c), via(s, s.source(c.source)), spoken(c.stated_on), _hedge(c.hedge),
        ),
    )  # fmt: skip
    yield _table(
        "actors", "Actors", "Actor, Kind, Belongs to, Sides with, Roles", s.actors,
        lambda a: (
            a.name, spoken(a.kind), s.actor(a.parent).name if a.parent else spoken(a.parent), actors(s, a.alignment),
            ", ".join(role.name for role in a.roles) or "–",
        ),
    )  # fmt: skip
    yield _table(
        "sources", "Sources and voices", "Voice, Kind, Publication, Address", s.sources,
        lambda v: (v.name, v.kind, via(s, v) if v.reported_by else publication(v), spoken(v.url)),
    )  # fmt: skip


def _place(s: Scenario, id: Any) -> str:
    return s.place(id).name if id else spoken(id)


def _hedge(hedge: Any) -> str:
    return "none" if hedge is None else f"“{hedge}”" if hedge else spoken(hedge)
