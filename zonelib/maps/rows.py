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
    found = (*_on_the_map(scenario, drawn), *_off_the_map(scenario, drawn), *_voices(scenario, drawn))
    return tuple(one for one in found if one.rows)


def table(
    key: str, title: str, columns: str, values: Iterable[Any], cells: Callable[[Any], tuple[str, ...]],
    drawn: set[str] | None = None,
) -> Table:  # fmt: skip
    """Give a table with one row for each value; a value has a card where `drawn` is given."""
    rows = []
    for value in values:
        about, has_card = f"{key}/{value.id}", drawn is not None
        card = about if has_card else ""
        rows.append(Row(cells=cells(value), card=card, drawn=has_card and about in (drawn or ()), about=about))
    return Table(key=key, title=title, columns=tuple(columns.split(", ")), rows=tuple(rows))


def claims(value: Any) -> str:
    """Say the claims of a value by their ids."""
    return ", ".join(value.claims) or "–"


def _on_the_map(s: Scenario, drawn: set[str]) -> Iterable[Table]:
    yield table(
        "zones", "Zones", "Zone, Status, Described as, Claims", s.zones,
        lambda z: (z.name, zone_words(z), "; ".join(z.described_as) or "–", claims(z)), drawn,
    )  # fmt: skip
    yield table(
        "buffers", "Buffer areas", "Buffer, Along, Width, Side, Claims", s.buffers,
        lambda b: (
            str(b.described_as or spoken(b.id)), zones(s, b.of), spoken(b.width), spoken(b.side), claims(b),
        ), drawn,
    )  # fmt: skip
    yield table(
        "assignments", "Duties", "Who, Role, Where, Part, Arms, Standing, Claims", s.assignments,
        lambda a: (
            actors(s, a.by) + (f" with {actors(s, a.joint_with)}" if a.joint_with else ""), spoken(a.role),
            zones(s, a.where), spoken(a.part), spoken(a.arms), spoken(a.standing), claims(a),
        ), drawn,
    )  # fmt: skip
    yield table(
        "objections", "Objections", "Who objects, To whom, Role, Where, Claims", s.objections,
        lambda o: (actors(s, o.by), s.actor(o.to).name, spoken(o.role), zones(s, o.where), claims(o)), drawn,
    )  # fmt: skip
    yield table(
        "places", "Places", "Place, Kind, Also called, Claims", s.places,
        lambda p: (p.name, spoken(p.kind), ", ".join(p.other_names) or "–", claims(p)), drawn,
    )  # fmt: skip


def _off_the_map(s: Scenario, drawn: set[str]) -> Iterable[Table]:
    yield table(
        "events", "Reported events", "Event, When, By, Against, Claims", s.events,
        lambda e: (e.name, spoken(e.period), actors(s, e.by), actors(s, e.against), claims(e)), drawn,
    )  # fmt: skip
    yield table(
        "incidents", "Incidents", "What, When, Where, Claims", s.incidents,
        lambda i: (spoken(i.kind), spoken(i.period), spoken(i.where_described), claims(i)), drawn,
    )  # fmt: skip
    yield table(
        "measurements", "Figures", "What, Figure, Time, Claims", s.measurements,
        lambda m: (m.what, str(m), spoken(m.period), claims(m)), drawn,
    )  # fmt: skip
    yield table(
        "documents", "Documents", "Document, Number, Titles, State, Between, Claims", s.documents,
        lambda d: (
            spoken(d.title), spoken(d.count), spoken(d.titles), spoken(d.state), actors(s, d.parties), claims(d),
        ),
    )  # fmt: skip
    yield table(
        "meetings", "Meetings", "Meeting, Standing, When, Where, Who takes part, Claims", s.meetings,
        lambda m: (
            m.name, spoken(m.standing), spoken(m.period), spoken(m.where), actors(s, m.participants), claims(m),
        ),
    )  # fmt: skip
    yield table(
        "deadlines", "Deadlines", "What is due, When, Claims", s.deadlines,
        lambda d: (d.what, str(d).removeprefix(f"{d.what}: "), claims(d)),
    )  # fmt: skip


def _voices(s: Scenario, drawn: set[str]) -> Iterable[Table]:
    yield table(
        "claims", "Claims", "Id, What is said, Who says it, In, Said on, Hedge", s.claims,
        lambda c: (
            c.id, c.says, speaker(s, c), via(s, s.source(c.source)), spoken(c.stated_on), _hedge(c.hedge),
        ),
    )  # fmt: skip
    yield table(
        "actors", "Actors", "Actor, Kind, Belongs to, Sides with, Roles", s.actors,
        lambda a: (
            a.name, spoken(a.kind), s.actor(a.parent).name if a.parent else spoken(a.parent), actors(s, a.alignment),
            ", ".join(role.name for role in a.roles) or "–",
        ), drawn,
    )  # fmt: skip
    yield table(
        "sources", "Sources and voices", "Voice, Kind, Publication, Address", s.sources,
        lambda v: (v.name, v.kind, via(s, v) if v.reported_by else publication(v), spoken(v.url)),
    )  # fmt: skip


def _hedge(hedge: Any) -> str:
    return "none" if hedge is None else f"“{hedge}”" if hedge else spoken(hedge)
