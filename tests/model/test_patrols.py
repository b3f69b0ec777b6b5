"""Posts, teams, routes, frequencies, patrols made and restrictions, as they are said."""

import datetime as dt

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from zonelib import (
    NOT_STATED,
    Actor,
    BufferSpec,
    Claim,
    Conducted,
    Frequency,
    InputError,
    NotFoundError,
    PatrolAssignment,
    Period,
    Place,
    Post,
    Restriction,
    Route,
    Scenario,
    ScenarioError,
    Selection,
    Shift,
    Source,
    Team,
    Zone,
    km,
    read,
    write,
)

D = dt.date
DAY = Period.day(D(2026, 1, 3))
POINT = shapely.Point(10, 45)
LINE = shapely.LineString([(10, 45), (10.1, 45)])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Shift(begins="6:00", ends="14:00"), r"the time '6:00'; write one such as \"06:00\", up to \"24:00\""),
        (lambda: Shift(begins="06:00", ends="24:30"), "the time '24:30'"),
        (
            lambda: Shift(begins="14:00", ends="06:00"),
            "begins at 14:00 and ends at 06:00; turn them round, or give",
        ),
        (lambda: Shift(begins="14:00", ends="14:00"), "turn them round"),
        (lambda: Shift.parse("morning"), r"'morning' is no shift; write its two times, such as \"06:00-14:00\""),
        (lambda: Frequency(times=0, per="day"), "has times = 0; give 1 or more, or leave the frequency out"),
        (lambda: Frequency(times=1, per="week", every=-2), "has every = -2; give 1 or more"),
        (lambda: Frequency(times=1, per="hour"), "use one of 'day', 'week', 'month', 'year'"),
        (lambda: Post(id="p", name="P", kind="tower"), "use one of 'fixed', 'mobile', 'camera'"),
        (lambda: Post(id="p", name="P", place="x", geometry=POINT), "post 'p' is in two places"),
        (lambda: Post(id="p", name="P", geometry=LINE), "a shapely Point"),
        (lambda: Post(id="p", name="P", members=0), "post 'p' has 0 members; give 1 or more, or leave it out"),
        (lambda: Post(id="p", name="P", geometry=POINT, precision=km(-1)), "precision -1 km; it must be 0 or more"),
        (lambda: Team(id="t", name="T", actor="a", members=-3), "team 't' has -3 members"),
        (lambda: Team(id="t", name="T", actor="a", vehicles=0), "team 't' has 0 vehicles"),
        (lambda: Team(id="t", name="T", actor="a", hours_per_day=-2), "has -2 hours a day; give more than 0 and at"),
        (lambda: Team(id="t", name="T", actor="a", hours_per_day=25), "has 25 hours a day"),
        (lambda: Team(id="t", name="T", actor="a", base="x", base_post="p"), "team 't' has two bases"),
        (lambda: Route(id="r", name="R", place="x", geometry=LINE), "route 'r' has two courses"),
        (lambda: Route(id="r", name="R", geometry=LINE, precision=km(-1)), "precision -1 km"),
        (lambda: Route(id="r", name="R", speed_km_h=0), "route 'r' is gone at 0 km/h; give more than 0"),
        (lambda: Route(id="r", name="R", speed_km_h=float("inf")), "is gone at inf km/h"),
        (lambda: Route(id="r", name="R", stop_hours=-1), "has stops of -1 hours; give 0 or more"),
        (lambda: Conducted(id="c", assignment="d", period=DAY, count=-1), "conducted 'c' counts -1 patrols"),
        (lambda: Conducted(id="c", assignment="d", period=DAY, count=0, extent="full"), "no patrol, yet a full one"),
        (lambda: Restriction(id="x", kind="slow"), "use one of 'denied', 'delayed', 'conditional'"),
        (lambda: Restriction(id="x", kind="delayed", delay_hours=0), "is a delay of 0 hours; give more than 0"),
        (
            lambda: Restriction(id="x", kind="denied", delay_hours=2),
            "is 'denied' and has delay_hours; that is for 'd",
        ),
        (lambda: Restriction(id="x", kind="denied", condition="an escort"), "has condition; that is for 'conditional'"),
    ],
)
def test_bad_values_are_refused_with_the_reason(make, message):
    with pytest.raises(InputError, match=message):
        make()


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (Shift(begins="22:00", ends="24:00"), "22:00-24:00"),
        (Frequency(times=2, per="day"), "2 a day"),
        (Frequency(times=50, per="day", bound="about"), "about 50 a day"),
        (Frequency(times=1, per="week", every=2), "1 every 2 weeks"),
        (Frequency(times=2, per="month", bound="at_least"), "at least 2 a month"),
        (Post(id="p", name="P"), "P: post of a kind not stated, operator not stated"),
        (Post(id="p", name="P", kind="camera", operator="a"), "P: camera post, run by a"),
        (Team(id="t", name="T", actor="a"), "T: team of a, hours not stated"),
        (Team(id="t", name="T", actor="a", hours_per_day=7.5), "T: team of a, 7.5 h a day"),
        (Route(id="r", name="R"), "R: speed not stated"),
        (Route(id="r", name="R", speed_km_h=30), "R: at 30 km/h"),
        (Conducted(id="c", assignment="d", period=DAY), "d: patrols, number not stated, made, 3 January 2026"),
        (
            Conducted(id="c", assignment="d", period=DAY, count=1200, extent="restricted"),
            "d: 1,200 made, 3 January 2026, restricted",
        ),
        (Restriction(id="x", kind="denied"), "passage denied, by whom not stated"),
        (
            Restriction(id="x", kind="delayed", by=("b",), to=("a",), period=DAY),
            "passage delayed to a by b, 3 January 2026",
        ),
    ],
)
def test_each_prints_as_a_sentence(value, sentence):
    assert str(value) == sentence


def test_none_is_not_silence():
    """No vehicles, unarmed, unmanned and no shifts are said; leaving them out says nothing."""
    silent = Team(id="t", name="T", actor="a")
    bare = Team(id="t", name="T", actor="a", vehicles=None, arms=None, shifts=())
    assert (silent.vehicles, silent.arms, silent.shifts) == (NOT_STATED,) * 3
    assert silent != bare
    assert Post(id="p", name="P").members is NOT_STATED
    assert Post(id="p", name="P", members=None).members is None
    assert Route(id="r", name="R", stop_hours=0).stop_hours == 0


@given(st.integers(0, 1439), st.integers(1, 1440))
def test_a_shift_is_as_long_as_its_minutes(begin, end):
    begins, ends = (f"{t // 60:02}:{t % 60:02}" for t in (begin, end))
    if begin < end:
        shift = Shift.parse(f"{begins}-{ends}")
        assert shift.minutes == (begin, end)
        assert shift.hours * 60 == pytest.approx(end - begin)
        assert Shift.parse(str(shift)) == shift
    else:
        with pytest.raises(InputError, match="turn them round"):
            Shift(begins=begins, ends=ends)


BODY = """
[[actors]]
id = "a"
name = "A"
kind = "force"

[[zones]]
id = "z"
name = "Z"
"""


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('[[posts]]\nid = "p"\nname = "P"\noperator = "b"', r"posts\[0\]\.operator: 'b' is not among the actors"),
        ('[[posts]]\nid = "p"\nname = "P"\nmembers = "few"', r"posts\[0\]\.members: "),
        ('[[teams]]\nid = "t"\nname = "T"', r"teams\[0\]\.actor: is missing"),
        (
            '[[teams]]\nid = "t"\nname = "T"\nactor = "a"\nshifts = ["14:00-06:00"]',
            r"teams\[0\]\.shifts\[0\]: a shift begins at 14:00 and ends at 06:00",
        ),
        ('[[teams]]\nid = "t"\nname = "T"\nactor = "a"\narmed = "no"', r"teams\[0\]\.armed: is not a key of a Team"),
        (
            '[[assignments]]\nid = "d"\nby = ["a"]\nteams = ["t"]',
            r"assignments\[0\]\.teams\[0\]: 't' is not among the t",
        ),
        ('[[assignments]]\nid = "d"\nby = ["a"]\nroute = "r"', r"assignments\[0\]\.route: 'r' is not among the routes"),
        (
            '[[assignments]]\nid = "d"\nby = ["a"]\nfrequency = { times = 0, per = "day" }',
            r"assignments\[0\]\.frequency: a frequency has times = 0",
        ),
        (
            '[[conducted]]\nid = "c"\nassignment = "d"\nperiod = 2026-01-03',
            r"conducted\[0\]\.assignment: 'd' is not among the assignments",
        ),
        (
            '[[restrictions]]\nid = "x"\nkind = "blocked"',
            r"restrictions\[0\]\.kind: is 'blocked'; use one of denied",
        ),
    ],
)
def test_a_file_names_the_place_of_each_problem(tmp_path, body, problem):
    path = tmp_path / "x.toml"
    path.write_text(f'zonelib = 1\nid = "x"\ntitle = "X"\n{BODY}{body}\n')
    with pytest.raises(ScenarioError, match=problem):
        read(path)


texts = st.text(min_size=1).filter(lambda t: t.strip() and t != "none")
shifts = st.tuples(st.integers(0, 12), st.integers(13, 24)).map(lambda h: Shift.parse(f"{h[0]:02}:00-{h[1]:02}:00"))
frequencies = st.builds(
    Frequency, times=st.integers(1, 500), per=st.sampled_from(["day", "week", "month", "year"]),
    every=st.integers(1, 9), bound=st.sampled_from(["exact", "about", "at_least", "at_most"]),
)  # fmt: skip


def stated(strategy):
    return st.one_of(st.just(NOT_STATED), strategy)


@settings(max_examples=50)
@given(
    post=st.builds(
        Post, id=st.just("p"), name=texts, kind=stated(st.sampled_from(["fixed", "mobile", "camera"])),
        geometry=stated(st.just(POINT)), members=stated(st.one_of(st.none(), st.integers(1, 99))),
        operator=stated(st.just("a")),
    ),
    team=st.builds(
        Team, id=st.just("t"), name=texts, actor=st.just("a"), vehicles=stated(st.one_of(st.none(), st.just(2))),
        base=stated(st.just("home")), arms=stated(st.one_of(st.none(), texts)),
        hours_per_day=stated(st.floats(0.1, 24)), shifts=stated(st.lists(shifts, max_size=2).map(tuple)),
    ),
    route=st.builds(
        Route, id=st.just("r"), name=texts, geometry=stated(st.just(LINE)), speed_km_h=stated(st.floats(0.1, 100)),
        stop_hours=stated(st.floats(0, 10)),
    ),
    duty=st.builds(
        PatrolAssignment, id=st.just("d"), by=st.just(("a",)), teams=stated(st.sampled_from([(), ("t",)])),
        route=stated(st.just("r")), buffer=stated(st.just("b")), sector=stated(texts), frequency=stated(frequencies),
        shifts=stated(st.lists(shifts, max_size=2).map(tuple)),
    ),
    done=st.builds(
        Conducted, id=st.just("c"), assignment=st.just("d"), period=st.just(DAY), count=stated(st.integers(0, 9)),
        restrictions=stated(st.sampled_from([(), ("x",)])),
    ),
)  # fmt: skip
def test_whatever_is_said_goes_round(tmp_path_factory, post, team, route, duty, done):
    said = Scenario(
        id="x", title="X", actors=(Actor(id="a", name="A", kind="force"),), places=(Place(id="home", name="Home"),),
        zones=(Zone(id="z", name="Z"),), buffers=(BufferSpec(id="b", of=Selection(any_of=("z",))),),
        posts=(post,), teams=(team,), routes=(route,), assignments=(duty,), conducted=(done,),
        restrictions=(Restriction(id="x", kind="delayed", delay_hours=0.5, period=DAY),),
    )  # fmt: skip
    path = tmp_path_factory.mktemp("round") / "x.toml"
    write(said, path)
    assert read(path) == said


def test_a_state_lists_posts_teams_and_restrictions():
    said = Scenario(
        id="x", title="X", actors=(Actor(id="a", name="A", kind="force"),),
        sources=(Source(id="log", kind="narrator", name="The log"),),
        claims=(Claim(id="c", says="Closed to us.", source="log", stated_on=Period.day(D(2026, 1, 5))),),
        posts=(Post(id="p", name="P", period=Period.edtf("2026-01-02/2026-01-04"), known_on=D(2026, 1, 1)),),
        teams=(Team(id="t", name="T", actor="a"),),
        restrictions=(Restriction(id="x", kind="denied", period=DAY, claims=("c",)),),
    )  # fmt: skip

    def listed(day, **known):
        state = said.at(day, **known)
        return [(h.value.id, h.hold) for h in (*state.posts, *state.teams, *state.restrictions)]

    assert listed(D(2026, 1, 1)) == [("t", "perhaps")]
    assert listed(D(2026, 1, 3)) == [("p", "certain"), ("t", "perhaps"), ("x", "certain")]
    assert listed(D(2026, 1, 3), known_on=D(2026, 1, 4)) == [("p", "certain"), ("t", "perhaps")]
    assert said.as_known(D(2026, 1, 4)).restrictions == ()


def test_each_is_found_by_its_id():
    said = Scenario(
        id="x", title="X", actors=(Actor(id="a", name="A", kind="force"),), posts=(Post(id="p1", name="P"),),
        teams=(Team(id="t1", name="T", actor="a"),), routes=(Route(id="r1", name="R"),),
    )  # fmt: skip
    assert (said.post("p1"), said.team("t1"), said.route("r1")) == (said.posts[0], said.teams[0], said.routes[0])
    for find, kind in ((said.post, "post"), (said.team, "team"), (said.route, "route")):
        with pytest.raises(NotFoundError, match=f"there is no {kind} 'q'"):
            find("q")
