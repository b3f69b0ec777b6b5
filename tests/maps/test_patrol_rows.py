"""Posts, teams, routes, patrols made and restrictions stand in the tables, silence told apart from none."""

import datetime as dt

from shapely.geometry import Point

from zonelib.maps.compose import view_of
from zonelib.model import (
    Actor,
    Conducted,
    Frequency,
    PatrolAssignment,
    Period,
    Place,
    Post,
    Restriction,
    Route,
    Scenario,
    Selection,
    Shift,
    Team,
    Zone,
)

DAY = Period.day(dt.date(2026, 1, 3))
SAID = Scenario(
    id="p", title="P", actors=(Actor(id="a", name="The A", kind="force"),), zones=(Zone(id="z", name="The Z"),),
    places=(Place(id="bridge", name="The bridge"),),
    posts=(
        Post(id="p1", name="Post 1", kind="camera", geometry=Point(10, 45), members=None, operator="a"),
        Post(id="p2", name="Post 2", place="bridge", members=1_200),
    ),
    teams=(
        Team(id="t", name="Team T", actor="a", vehicles=2, arms=None, hours_per_day=7.5,
             shifts=(Shift.parse("06:00-14:00"),)),
    ),
    routes=(Route(id="r", name="Route R", speed_km_h=30, stop_hours=0),),
    assignments=(
        PatrolAssignment(id="d", by=("a",), route="r", teams=("t",), frequency=Frequency(times=1, per="week", every=2),
                         sector="sector 2"),
    ),
    conducted=(Conducted(id="c", assignment="d", period=DAY, count=0),),
    restrictions=(
        Restriction(id="x", kind="delayed", place="bridge", period=DAY),
        Restriction(id="y", kind="denied", by=("a",), where=Selection(any_of=("z",))),
    ),
)  # fmt: skip


def test_every_one_has_its_row():
    view = view_of(SAID, basemap=False)
    assert {t.key: [r.cells for r in t.rows] for t in view.tables if t.key not in ("zones", "actors", "places")} == {
        "assignments": [("The A", "not stated", "not stated", "not stated", "not stated", "not stated", "–")],
        "posts": [
            ("Post 1", "camera", "at its point", "The A", "none", "not stated", "–"),
            ("Post 2", "not stated", "The bridge", "not stated", "1200", "not stated", "–"),
        ],
        "teams": [("Team T", "The A", "not stated", "2", "none", "7.5", "06:00-14:00", "–")],
        "routes": [("Route R", "30", "0", "–")],
        "conducted": [("d", "3 January 2026", "0", "not stated", "–")],
        "restrictions": [
            ("delayed", "not stated", "not stated", "3 January 2026", "The bridge", "–"),
            ("denied", "The A", "not stated", "not stated", "The Z", "–"),
        ],
    }


def test_a_card_of_a_duty_says_how_it_is_done():
    (card,) = [card for card in view_of(SAID, basemap=False).cards if card.kind == "Duty"]
    told = {fact.label: fact.value for fact in card.facts}
    assert (told["Route"], told["Teams"], told["Sector"]) == ("Route R", "Team T", "sector 2")
    assert told["How often"] == "1 every 2 weeks"
    assert "Hours" not in told
