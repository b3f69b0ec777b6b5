"""Deadlines: when something falls due, and how it stands on a day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonelib import (
    Claim,
    Deadline,
    Document,
    InputError,
    Meeting,
    Period,
    Scenario,
    ScenarioError,
    Source,
    deadlines_at,
)
from zonelib.analysis.deadlines import months_after

D = dt.date
SIGNED = Document(id="pact", state="signed", period=Period.day(D(2017, 5, 4)))
CLAIMS = (
    Claim(id="set", says="x", source="wire", stated_on=Period.day(D(2017, 5, 6))),
    Claim(id="done", says="x", source="wire", stated_on=Period.day(D(2017, 6, 1)), about=Period.day(D(2017, 5, 12))),
    Claim(id="late", says="x", source="wire", stated_on=Period.day(D(2017, 6, 1)), about=Period.day(D(2017, 5, 20))),
    Claim(id="in-may", says="x", source="wire", stated_on=Period.day(D(2017, 6, 1)), about=Period.edtf("2017-05")),
    Claim(id="missed", says="x", source="wire", stated_on=Period.day(D(2017, 6, 2))),
    Claim(
        id="renewed", says="x", source="wire", stated_on=Period.day(D(2017, 11, 1)), about=Period.day(D(2017, 11, 1))
    ),
)


def found(day, known_on=None, *, documents=(SIGNED,), meetings=(), **deadline):
    if "by" not in deadline and "after_meeting" not in deadline:
        deadline = {"after_document": "pact", **deadline}
    record = Scenario(
        id="s", title="S", sources=(Source(id="wire", kind="narrator", name="A wire"),), claims=CLAIMS,
        documents=documents, meetings=meetings,
        deadlines=(Deadline(id="d", what="it is done", claims=("set",), **deadline),),
    )  # fmt: skip
    (only,) = deadlines_at(record, day, known_on=known_on) or (None,)
    return only


# Python's own calendar, and for the months PostgreSQL's documented rule: date '2001-08-31' + interval '6 months' falls
# on the last day of the shorter month.
@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (D(2017, 5, 4), 6, D(2017, 11, 4)),
        (D(2017, 8, 31), 6, D(2018, 2, 28)),
        (D(2019, 8, 31), 6, D(2020, 2, 29)),
        (D(2017, 12, 31), 1, D(2018, 1, 31)),
        (D(2017, 12, 1), 12, D(2018, 12, 1)),
    ],
)
def test_months_are_counted_in_the_calendar(day, months, expected):
    assert months_after(day, months) == expected


@given(st.dates(D(1900, 1, 1), D(2100, 1, 1)), st.integers(0, 60), st.integers(0, 60))
def test_months_from_the_first_of_one_add_up(day, a, b):
    first = day.replace(day=1)
    assert months_after(months_after(first, a), b) == months_after(first, a + b)
    assert (months_after(first, a) - first).days in range(28 * a, 31 * a + 1)


def test_the_day_that_it_is_counted_from_is_not_counted():
    # Hudaydah, 2018: signed on 13 December, due in 21 days: 3 January 2019. Minsk: D+14 of 15 February 2015 is 1 March.
    hudaydah = Document(id="pact", period=Period.day(D(2018, 12, 13)))
    assert found(D(2018, 12, 20), documents=(hudaydah,), days=21).latest == D(2019, 1, 3)
    minsk = Document(id="pact", period=Period.day(D(2015, 2, 15)))
    assert found(D(2015, 2, 20), documents=(minsk,), days=14).latest == D(2015, 3, 1)
    assert found(D(2017, 6, 4), days=31).latest == D(2017, 6, 4)


def test_it_waits_runs_and_passes():
    assert [found(D(2017, 5, day), days=10).standing for day in (3, 4, 14, 15)] == [
        "waiting", "running", "running", "cannot_tell",
    ]  # fmt: skip
    assert [found(D(2017, 5, day), days=10).passed for day in (14, 15)] == [False, True]


def test_what_was_done_in_time_is_met_and_late_is_missed():
    at = D(2017, 6, 3)
    assert found(at, days=10, fulfilled_by=("done",)).standing == "met"
    assert found(at, days=10, fulfilled_by=("late",)).standing == "missed"
    assert found(at, days=10, missed_by=("missed",)).standing == "missed"
    assert found(at, days=10, fulfilled_by=("in-may",)).standing == "cannot_tell"
    assert found(at, days=30, fulfilled_by=("in-may",)).standing == "met"
    # What happened later, or was told later, is not known yet.
    assert found(D(2017, 5, 11), days=10, fulfilled_by=("done",)).standing == "running"
    assert found(D(2017, 5, 20), known_on=D(2017, 5, 31), days=10, fulfilled_by=("done",)).standing == "cannot_tell"
    assert found(D(2017, 5, 20), known_on=D(2017, 5, 5), days=10) is None


def test_a_term_that_may_be_renewed():
    term = {"months": 6, "renewable": True, "renewed_by": ("renewed",)}
    assert found(D(2017, 10, 1), **term).latest == D(2017, 11, 4)
    assert found(D(2017, 11, 5), **term).latest == D(2018, 5, 4)
    assert found(D(2017, 11, 5), **term).standing == "running"
    silent = found(D(2017, 11, 5), months=6, renewable=True)
    assert (silent.standing, silent.passed) == ("cannot_tell", True)
    assert "whether it was renewed" in silent.rule


def test_a_vague_beginning_gives_two_days():
    vague = Document(id="pact", period=Period.edtf("2017-05"))
    due = found(D(2017, 6, 20), documents=(vague,), days=31)
    assert (due.earliest, due.latest, due.standing, due.passed) == (D(2017, 6, 1), D(2017, 7, 1), "cannot_tell", False)
    unknown = found(D(2017, 6, 20), documents=(Document(id="pact"),), days=31)
    assert (unknown.earliest, unknown.latest, unknown.standing) == (None, None, "cannot_tell")


def test_it_may_count_from_a_meeting_or_have_its_day():
    talks = Meeting(id="talks", name="Talks", period=Period(first=D(2017, 7, 4), last=D(2017, 7, 5)))
    counted = found(D(2017, 7, 6), meetings=(talks,), after_meeting="talks", days=7)
    assert (counted.earliest, counted.latest) == (D(2017, 7, 11), D(2017, 7, 12))
    by = found(D(2017, 5, 1), by=Period.day(D(2017, 5, 22)))
    assert (by.latest, by.standing) == (D(2017, 5, 22), "running")


def test_it_says_itself():
    said = str(found(D(2017, 5, 20), days=10))
    assert said == (
        "it is done: due 14 May 2017; cannot tell on 20 May 2017 (counted from pact, 4 May 2017; the day has passed, "
        "and nobody says whether it was done)"
    )
    assert str(Deadline(id="d", what="the term ends", after_document="pact", months=6, renewable=True)) == (
        "the term ends: 6 months after pact, renewable"
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"days": 3},
        {"after_document": "pact"},
        {"after_document": "pact", "days": 3, "months": 1},
        {"after_document": "pact", "after_meeting": "talks", "days": 3},
        {"by": Period.day(D(2017, 5, 4)), "days": 3},
    ],
)
def test_a_deadline_has_one_day_to_be_counted(wrong):
    with pytest.raises(InputError, match="give it a day"):
        Deadline(id="d", what="it", **wrong)


def test_what_cannot_be_is_refused():
    with pytest.raises(InputError, match="before what it is counted from"):
        Deadline(id="d", what="it", after_document="pact", days=-1)
    with pytest.raises(InputError, match="renewed but not renewable"):
        Deadline(id="d", what="it", after_document="pact", days=1, renewed_by=("c",))
    with pytest.raises(ScenarioError, match="'pakt' is not among the documents"):
        Scenario(
            id="s",
            title="S",
            documents=(SIGNED,),
            deadlines=(Deadline(id="d", what="it", after_document="pakt", days=1),),
        )
