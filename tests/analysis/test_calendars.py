"""The patrol calendar against `Scenario.at` day by day, against fractions counted by hand, against its own halves."""

import calendar
import datetime as dt
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zonelib import (
    Actor,
    Boundary,
    BufferSpec,
    Claim,
    Conducted,
    Frequency,
    InputError,
    NotFoundError,
    PatrolAssignment,
    Period,
    Restriction,
    Route,
    Scenario,
    Selection,
    Shift,
    Source,
    Team,
    Zone,
    patrol_calendar,
    read,
    to_frame,
)

D = dt.date
DAY = dt.timedelta(days=1)
FIRST, LAST = D(2024, 2, 20), D(2024, 3, 10)
ACTORS = tuple(Actor(id=id, name=id.upper(), kind="force") for id in "abc")
ZONES = tuple(Zone(id=id, name=id.upper()) for id in ("north", "south", "west"))


def scenario(*assignments, **parts):
    return Scenario(id="s", title="S", actors=ACTORS, **({"zones": ZONES, "assignments": assignments} | parts))


def duty(id, *zones, by=("a",), known=True, standing="agreed", **rest):
    return PatrolAssignment(id=id, by=by, where=Selection(any_of=zones, known=known), standing=standing, **rest)


def often(times, per="day", **rest):
    return Frequency(times=times, per=per, **rest)


def days(first=FIRST, last=LAST):
    return [first + i * DAY for i in range((last - first).days + 1)]


some_days = st.dates(FIRST - 5 * DAY, LAST + 5 * DAY)
periods = st.one_of(
    st.tuples(some_days, some_days).map(lambda ends: Period(first=min(ends), last=max(ends))),
    st.builds(Period, first=some_days, last_doubt=st.sampled_from(["unknown"])),
    st.builds(Period, last=some_days, phrase=st.just("some weeks"), precision=st.just("week")),
    st.sampled_from(["2024-02", "2024-03", "2024-02~", "2024-02-25/..", "../2024-03-02", "2024-03-02?"]).map(
        Period.edtf
    ),
)
zones = st.lists(st.sampled_from([zone.id for zone in ZONES]), min_size=1, max_size=3, unique=True)
frequencies = st.builds(
    Frequency, times=st.integers(1, 9), per=st.sampled_from(["day", "week", "month", "year"]), every=st.integers(1, 3)
)


parties = st.sets(st.sampled_from("abc"), min_size=1).map(tuple)


@st.composite
def scenarios(draw):
    """Assignments of every standing and sort of time, some known later than others, and reports of what was made."""
    claims = tuple(
        Claim(id=f"c{i}", says="so it is", source="log", stated_on=Period.day(draw(some_days)),
              **({"about": draw(periods)} if draw(st.booleans()) else {}))
        for i in range(3)
    )  # fmt: skip
    assignments = tuple(
        duty(
            f"d{i}", *draw(zones), known=draw(st.booleans()), by=draw(parties),
            standing=draw(st.sampled_from(["proposed", "likely", "agreed", "agreed", "refused", "in_place"])),
            claims=tuple(draw(st.sets(st.sampled_from(["c0", "c1", "c2"])))),
            **({"period": draw(periods)} if draw(st.integers(0, 3)) else {}),
            **({"frequency": draw(frequencies)} if draw(st.integers(0, 3)) else {}),
        )
        for i in range(draw(st.integers(1, 5)))
    )  # fmt: skip
    conducted = tuple(
        Conducted(id=f"r{i}", assignment=draw(st.sampled_from(assignments)).id, period=draw(periods),
                  count=draw(st.integers(0, 9)))
        for i in range(draw(st.integers(0, 4)))
    )  # fmt: skip
    return scenario(
        *assignments, claims=claims, conducted=conducted, sources=(Source(id="log", kind="narrator", name="The log"),)
    )


@settings(max_examples=60)
@given(scenarios(), st.one_of(st.none(), some_days))
def test_what_is_in_force_is_what_a_state_lists(said, known_on):
    found = patrol_calendar(said, first=FIRST, last=LAST, known_on=known_on)
    for day in days():
        state = said.at(day, known_on=known_on)
        for zone in ZONES:
            wanted = {}
            for holding in state.assignments:
                value = holding.value
                if zone.id in value.where.any_of and value.standing != "refused":
                    firm = value.standing in ("agreed", "in_place") and value.where.known
                    wanted[value.id] = holding.hold if firm else "perhaps"
            assert found.zone(zone.id).in_force(day) == wanted


def share_of_a_day(frequency, day):
    """How many patrols a frequency asks for on a day, counted in whole numbers."""
    lengths = {
        "day": 1, "week": 7, "month": calendar.monthrange(day.year, day.month)[1],
        "year": 366 if calendar.isleap(day.year) else 365,
    }  # fmt: skip
    return Fraction(frequency.times, frequency.every * lengths[frequency.per])


@settings(max_examples=60)
@given(scenarios())
def test_the_patrols_expected_add_up_to_the_frequencies(said):
    found = patrol_calendar(said, first=FIRST, last=LAST)
    for i, day in enumerate(days()):
        every = [h.value for h in said.at(day).assignments if h.value.standing != "refused" and h.value.frequency]
        wanted = sum((share_of_a_day(value.frequency, day) for value in every), Fraction(0))
        assert sum(zone.expected_high[i] for zone in found.zones) == pytest.approx(float(wanted))
        assert all(zone.expected_low[i] <= zone.expected_high[i] for zone in found.zones)


@settings(max_examples=60)
@given(scenarios(), st.integers(0, 18))
def test_two_halves_make_the_whole(said, cut):
    whole = patrol_calendar(said, first=FIRST, last=LAST)
    halves = [
        patrol_calendar(said, first=FIRST, last=FIRST + cut * DAY),
        patrol_calendar(said, first=FIRST + (cut + 1) * DAY, last=LAST),
    ]
    for name in ("expected_low", "expected_high", "conducted", "due", "made", "restrictions", "certain", "possible"):
        for zone in ZONES:
            told = [getattr(part.zone(zone.id), name).tolist() for part in (*halves, whole)]
            assert told[0] + told[1] == pytest.approx(told[2])
    words = ("day", "covered", "assignments", "perhaps", "reported")
    told = [[[row[name] for name in words] for row in part.zone("west").rows()] for part in (*halves, whole)]
    assert told[0] + told[1] == told[2]
    for hold in ("certain", "perhaps"):
        gaps = [sum(gap.days for gap in part.gaps if gap.hold == hold) for part in (*halves, whole)]
        assert gaps[0] + gaps[1] == gaps[2]


@settings(max_examples=60)
@given(scenarios())
def test_gaps_and_overlaps_day_by_day(said):
    found = patrol_calendar(said, first=FIRST, last=LAST)
    who = {a.id: frozenset(a.by) for a in said.assignments}
    for zone in found.zones:
        gaps = {day: gap.hold for gap in zone.gaps for day in days(gap.first, gap.last)}
        overlaps = {day: (o.assignments, o.hold) for o in zone.overlaps for day in days(o.first, o.last)}
        for day in days():
            held = zone.in_force(day)
            sure = [id for id, hold in held.items() if hold == "certain"]
            assert gaps.get(day) == (None if sure else "perhaps" if held else "certain")
            several = len({who[id] for id in held}) > 1
            hold = "certain" if len({who[id] for id in sure}) > 1 else "perhaps"
            assert overlaps.get(day) == ((tuple(held), hold) if several else None)
        # A gap is as long as it can be: two that touch differ in how sure they are.
        assert all(b.first - a.last > DAY or a.hold != b.hold for a, b in pairwise(zone.gaps))


@settings(max_examples=60)
@given(scenarios())
def test_every_patrol_reported_is_counted_once(said):
    """A window that holds all the reports holds all their patrols, in whatever zones and days."""
    found = patrol_calendar(said, first=D(2023, 12, 1), last=D(2024, 6, 30))
    placed = [r for r in said.conducted if r.id not in found.left_out]
    assert sum(zone.conducted.sum() for zone in found.zones) == pytest.approx(sum(r.count for r in placed))
    undated = [r.id for r in said.conducted if not (r.period.first and r.period.last)]
    assert [id for id in found.left_out if id.startswith("r")] == undated


def test_the_rhythm_of_an_observer_team_site():
    """UNMO guidelines 2017: two short patrols a day, one long a week, two by night a month; July has 31 days."""
    said = scenario(
        duty("short", "north", frequency=often(2)),
        duty("long", "north", frequency=often(1, "week")),
        duty("night", "north", frequency=often(2, "month", bound="at_least")),
    )
    found = patrol_calendar(said, first=D(2017, 7, 1), last=D(2017, 7, 31))
    assert found.zone("north").expected_high.sum() == pytest.approx(62 + 31 / 7 + 2)
    assert found.zone("south").expected_high.sum() == 0


def test_planned_against_made():
    """The Sudan-South Sudan mechanism made 18 of 60 planned aerial patrols in one sector: 30 %."""
    january = Period(first=D(2026, 1, 1), last=D(2026, 1, 30))
    said = scenario(
        duty("flights", "north", frequency=often(2), period=january),
        duty("walks", "north", by=("b",)),
        conducted=(
            Conducted(id="r1", assignment="flights", period=january, count=18, extent="restricted"),
            # Of a duty without a frequency nothing is due, so nothing is compared.
            Conducted(id="r2", assignment="walks", period=january, count=30),
        ),
    )
    found = patrol_calendar(said, first=D(2026, 1, 1), last=D(2026, 1, 30))
    north = found.zone("north")
    assert (north.due.sum(), north.made.sum(), north.conducted.sum()) == pytest.approx((60, 18, 48))
    assert found.ratio == pytest.approx(0.30)
    assert str(found) == (
        "3 zones, 1 to 30 January 2026: of 90 zone-days 30 with an assignment in force, 0 perhaps, 60 without; "
        "60.0 patrols expected, 48.0 reported as made, 30 % of those due where a report speaks of them; "
        "1 overlap, 0 clashes of shifts"
    )


def test_silence_is_no_report_of_none():
    day = Period.day(D(2026, 1, 2))
    said = scenario(
        duty("d", "north", frequency=often(2)),
        conducted=(
            Conducted(id="none", assignment="d", period=day, count=0),
            Conducted(id="some", assignment="d", period=Period.day(D(2026, 1, 3))),
        ),
    )
    found = patrol_calendar(said, first=D(2026, 1, 1), last=D(2026, 1, 3))
    assert [row["conducted"] for row in found.zone("north").rows()] == [None, 0, 1]
    assert found.zone("north").due.tolist() == [0, 2, 2]
    silent = patrol_calendar(said, first=D(2026, 1, 1), last=D(2026, 1, 1))
    assert silent.ratio is None
    assert "no report of any made" in str(silent)


def test_joint_patrols_are_of_one_provider():
    said = scenario(
        duty("one", "north", by=("a",), joint_with=("b",)),
        duty("same", "north", by=("b",), joint_with=("a",)),
        duty("other", "south", by=("a",)),
        duty("others", "south", by=("a", "b")),
    )
    found = patrol_calendar(said, first=FIRST, last=FIRST)
    assert [(o.zone, o.assignments) for o in found.overlaps] == [("south", ("other", "others"))]
    assert str(found.overlaps[0]) == "south: other and others, perhaps, 20 February 2024"


def test_a_duty_along_a_buffer_is_in_its_zones():
    said = scenario(
        PatrolAssignment(id="d", by=("a",), buffer="strip", standing="agreed", period=Period(first=FIRST)),
        PatrolAssignment(id="nowhere", by=("a",), route="road", standing="agreed"),
        buffers=(BufferSpec(id="strip", of=Selection(any_of=("north", "west"))),),
        routes=(Route(id="road", name="The road"),),
    )
    found = patrol_calendar(said, first=FIRST, last=FIRST)
    assert [zone.in_force(FIRST) for zone in found.zones] == [{"d": "certain"}, {}, {"d": "certain"}]
    assert found.left_out == ("nowhere",)


def test_restrictions_by_zone_and_day():
    two_days = Period(first=FIRST, last=FIRST + DAY)
    said = scenario(
        duty("d", "north"),
        restrictions=(
            Restriction(id="of_the_duty", kind="denied", assignment="d", period=two_days),
            Restriction(id="of_a_zone", kind="delayed", where=Selection(any_of=("north", "south")), period=two_days),
            Restriction(id="of_no_day", kind="denied", assignment="d"),
            Restriction(id="of_no_zone", kind="denied", period=two_days),
        ),
    )
    found = patrol_calendar(said, first=FIRST, last=FIRST + 2 * DAY)
    assert [zone.restrictions.tolist() for zone in found.zones] == [[2, 2, 0], [1, 1, 0], [0, 0, 0]]
    assert found.left_out == ("of_no_day", "of_no_zone")


MORNING, NOON, NIGHT = (Shift.parse(text) for text in ("06:00-14:00", "12:00-18:00", "18:00-24:00"))


def test_overlapping_shifts_of_one_team():
    first_week, later = Period(first=FIRST, last=FIRST + 6 * DAY), Period(first=FIRST + 4 * DAY, last=LAST)
    said = scenario(
        duty("one", "north", teams=("t",), shifts=(MORNING,), period=first_week),
        duty("two", "south", teams=("t",), shifts=(NOON, NIGHT), period=later),
        duty("three", "west", teams=("t", "u"), shifts=(MORNING,), period=first_week),
        teams=(
            Team(id="t", name="T", actor="a", shifts=(MORNING, NIGHT)),
            Team(id="u", name="U", actor="b", shifts=(MORNING, NOON), period=first_week),
        ),
    )
    found = patrol_calendar(said, first=FIRST, last=LAST)
    assert [str(clash) for clash in found.clashes] == [
        "t: 06:00-14:00 and 12:00-18:00 of one and two overlap, 24 to 26 February 2024",
        "t: 06:00-14:00 and 06:00-14:00 of one and three overlap, perhaps, 20 to 26 February 2024",
        "t: 12:00-18:00 and 06:00-14:00 of two and three overlap, perhaps, 24 to 26 February 2024",
        "u: 06:00-14:00 and 12:00-18:00 overlap, 20 to 26 February 2024",
    ]
    assert str(found).endswith("; 0 overlaps, 4 clashes of shifts")


@given(st.lists(st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(lambda h: h[0] < h[1]), max_size=4))
def test_shifts_clash_where_they_share_an_hour(hours):
    shifts = tuple(Shift.parse(f"{a:02}:00-{b:02}:00") for a, b in hours)
    said = scenario(teams=(Team(id="t", name="T", actor="a", shifts=shifts),))
    shared = sum(bool(set(range(*one)) & set(range(*other))) for i, one in enumerate(hours) for other in hours[i + 1 :])
    assert len(patrol_calendar(said, first=FIRST, last=FIRST).clashes) == shared


def test_the_seed_of_july_2017():
    """Until the observers of September no duty holds for certain: proposed, likely, or for some of the zones."""
    found = patrol_calendar(read("syria-2017"), first=D(2017, 7, 6), last=D(2017, 9, 30))
    assert {gap.hold for gap in found.gaps} == {"perhaps"}
    assert found.zone("north").in_force(D(2017, 9, 15)) == {
        "military_police_patrol": "perhaps", "turkey_russia_north": "perhaps", "observers_north": "certain",
    }  # fmt: skip
    assert found.zone("north").gaps[-1].last == D(2017, 9, 14)
    assert found.zone("homs").gaps[-1].last == D(2017, 9, 30)
    # As known on the day of the report, of September's agreement nothing is known.
    then = patrol_calendar(read("syria-2017"), first=D(2017, 9, 15), last=D(2017, 9, 15), known_on=D(2017, 7, 6))
    assert "observers_north" not in then.zone("north").in_force(D(2017, 9, 15))


def test_a_table_of_zones_and_days():
    found = patrol_calendar(read("syria-2017"), first=D(2017, 9, 14), last=D(2017, 9, 15))
    frame = to_frame(found)
    assert len(frame) == 8
    assert frame.crs == "EPSG:4326"
    assert frame.query("zone == 'north'").covered.tolist() == ["perhaps", "certain"]
    assert frame.query("zone == 'north'").assignments.tolist() == ["", "observers_north"]
    assert frame.groupby("zone").geometry.nunique().to_dict() == dict.fromkeys(frame.zone.unique(), 1)


def test_a_zone_prints_as_a_sentence():
    found = patrol_calendar(scenario(duty("d", "north", period=Period(first=D(2024, 2, 23)))), first=FIRST, last=LAST)
    assert [str(zone) for zone in found.zones[:2]] == [
        "north: in force for certain on 17 of 20 days, perhaps on 0 more; longest gap 3 days from 20 February 2024",
        "south: in force for certain on 0 of 20 days, perhaps on 0 more; longest gap 20 days from 20 February 2024",
    ]
    assert str(found.gaps[0]) == "north: nothing in force, 20 to 22 February 2024 (3 days)"


def test_a_calendar_without_zones_or_shapes():
    assert str(patrol_calendar(scenario(zones=()), first=FIRST, last=FIRST)).startswith(
        "0 zones, 20 February 2024: of 0 zo"
    )
    described = Zone(id="z", name="Z", boundaries=(Boundary(id="words"),))
    assert patrol_calendar(scenario(zones=(described,)), first=FIRST, last=FIRST).rows()[0]["geometry"] is None


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (
            lambda s: patrol_calendar(s, first=LAST, last=FIRST),
            InputError,
            "10 March 2024 to 20 February 2024 has no day",
        ),
        (
            lambda s: patrol_calendar(s, first=dt.datetime(2024, 1, 1, tzinfo=dt.UTC), last=LAST),
            InputError,
            "first=.* a whole",
        ),
        (lambda s: patrol_calendar(s, first=FIRST, last=None), InputError, "last=None; a whole day is wanted"),
        (
            lambda s: patrol_calendar(s, first=FIRST, last=LAST, known_on="now"),
            InputError,
            "known_on='now'; a whole day",
        ),
        (lambda s: patrol_calendar(s, first=FIRST, last=LAST).zone("nort"), NotFoundError, "did you mean 'north'"),
        (
            lambda s: patrol_calendar(s, first=FIRST, last=FIRST).zones[0].in_force(LAST),
            InputError,
            "10 March 2024 is not of the calendar, 20 February 2024",
        ),
    ],
)
def test_bad_questions_are_refused(ask, error, message):
    with pytest.raises(error, match=message):
        ask(scenario())
