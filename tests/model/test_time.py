"""Periods: how EDTF spells them, and on which days they hold."""

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zonelib import NOT_STATED, InputError, Period
from zonelib.model import Days, certain_days, hold_on, possible_days

D = dt.date
SOME_DAY = st.dates(D(1900, 1, 1), D(2100, 12, 31))
DOUBTS = st.sampled_from(["uncertain", "approximate", "uncertain and approximate", NOT_STATED])


@st.composite
def periods(draw):
    """Any period that can be said."""
    ends = sorted((draw(SOME_DAY), draw(SOME_DAY)))
    first, last = (draw(st.sampled_from([end, NOT_STATED])) for end in ends)
    doubts = [draw(DOUBTS if end else st.sampled_from(["unknown", NOT_STATED])) for end in (first, last)]
    phrase = draw(st.sampled_from([NOT_STATED, "in the weeks after"]))
    assume(first or last or phrase)
    precision = draw(st.sampled_from(["day", "week", "month", "year"]))
    return Period(
        first=first, last=last, precision=precision, phrase=phrase, first_doubt=doubts[0], last_doubt=doubts[1]
    )


# The texts are examples of the Library of Congress's specification (loc.gov/standards/datetime, levels 0 and 1); the
# first and last days are those that the Python package edtf 5.0.2 gives (lower_strict, upper_strict).
@pytest.mark.parametrize(
    ("text", "first", "last", "precision", "doubts", "spoken"),
    [
        ("1985-04-12", D(1985, 4, 12), D(1985, 4, 12), "day", (None, None), "12 April 1985"),
        ("1985-04", D(1985, 4, 1), D(1985, 4, 30), "month", (None, None), "April 1985"),
        ("1985", D(1985, 1, 1), D(1985, 12, 31), "year", (None, None), "1985"),
        ("1964/2008", D(1964, 1, 1), D(2008, 12, 31), "year", (None, None), "1964 to 2008"),
        ("2004-06/2006-08", D(2004, 6, 1), D(2006, 8, 31), "month", (None, None), "June 2004 to August 2006"),
        (
            "2004-02-01/2005-02-08", D(2004, 2, 1), D(2005, 2, 8), "day", (None, None),
            "1 February 2004 to 8 February 2005",
        ),
        ("1984?", D(1984, 1, 1), D(1984, 12, 31), "year", ("uncertain",) * 2, "1984 (uncertain)"),
        ("2004-06~", D(2004, 6, 1), D(2004, 6, 30), "month", ("approximate",) * 2, "about June 2004"),
        (
            "2004-06-11%", D(2004, 6, 11), D(2004, 6, 11), "day", ("uncertain and approximate",) * 2,
            "about 11 June 2004 (uncertain)",
        ),
        (
            "1984-06-02?/2004-08-08~", D(1984, 6, 2), D(2004, 8, 8), "day", ("uncertain", "approximate"),
            "2 June 1984 (uncertain) to about 8 August 2004",
        ),
        ("1985-04-12/..", D(1985, 4, 12), None, "day", (None, None), "from 12 April 1985"),
        ("../1985-04-12", None, D(1985, 4, 12), "day", (None, None), "until 12 April 1985"),
        ("1985-04/..", D(1985, 4, 1), None, "month", (None, None), "from April 1985"),
        (
            "1985-04-12/", D(1985, 4, 12), None, "day", (None, "unknown"),
            "from 12 April 1985 to a day that is not known",
        ),
        (
            "/1985-04-12", None, D(1985, 4, 12), "day", ("unknown", None),
            "until 12 April 1985, from a day that is not known",
        ),
        ("2004-XX", D(2004, 1, 1), D(2004, 12, 31), "year", (None, None), "2004"),
        ("1985-04-XX", D(1985, 4, 1), D(1985, 4, 30), "month", (None, None), "April 1985"),
        ("1985-XX-XX", D(1985, 1, 1), D(1985, 12, 31), "year", (None, None), "1985"),
        ("2004-02", D(2004, 2, 1), D(2004, 2, 29), "month", (None, None), "February 2004"),
    ],
)  # fmt: skip
def test_edtf(text, first, last, precision, doubts, spoken):
    period = Period.edtf(text)
    assert (period.first or None, period.last or None, period.precision) == (first, last, precision)
    assert (period.first_doubt or None, period.last_doubt or None) == doubts
    assert str(period) == spoken


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("2017-7-5", "no date of the part of EDTF"),
        ("2017-02-30", "no day of the calendar"),
        ("2017-13", "no day of the calendar"),
        ("2001-21", "write the months that are meant, such as 2001-03/2001-05"),  # spring of which hemisphere?
        ("2001-24/2002-21", "gives a season"),
        ("2001-25", "no day of the calendar"),
        ("201X", "no date of the part"),
        ("Y170000002", "no date of the part"),
        ("1985-04-12T23:20:30", "no date of the part"),
        ("2004-XX-05", "a day of an unspecified month"),
        ("../..", "neither end"),
        ("/", "neither end"),
        ("2004-02-01/2005-02", "one precision"),
        ("2017-07-09/2017-07-01", "before it begins"),
        ("", "neither end"),
    ],
)
def test_edtf_that_is_not_read_is_refused(text, complaint):
    with pytest.raises(InputError, match=complaint):
        Period.edtf(text)


@given(SOME_DAY, SOME_DAY)
def test_what_iso_8601_writes_edtf_reads(one, other):
    first, last = sorted((one, other))
    assert Period.edtf(f"{first.isoformat()}/{last.isoformat()}") == Period(first=first, last=last)
    assert Period.edtf(first.isoformat()) == Period.day(first)


def test_an_end_is_unknown_only_where_it_is_not_given():
    with pytest.raises(InputError, match="the last day of a period is given, yet called unknown"):
        Period(first=D(2017, 5, 4), last=D(2017, 7, 5), last_doubt="unknown")
    with pytest.raises(InputError, match="the first day of a period is not given, yet called approximate"):
        Period(last=D(2017, 7, 5), first_doubt="approximate")


# ------------------------------------------------------------------------------------------------- on which days


@given(SOME_DAY, SOME_DAY, SOME_DAY, SOME_DAY)
def test_stretches_that_meet_share_no_day_and_leave_none_between(a, b, c, day):
    first, middle, last = sorted((a, b, c))
    before, after, both = Days(first, middle), Days(middle, last), Days(first, last)
    assert (day in before) + (day in after) == (day in both)


@given(SOME_DAY, SOME_DAY)
def test_a_stretch_without_days_is_false(a, day):
    assert not Days(a, a)
    assert day not in Days(a, a)
    assert Days(a, a + dt.timedelta(days=1))


@given(periods(), SOME_DAY)
def test_what_is_certain_is_possible(period, day):
    assert day not in certain_days(period) or day in possible_days(period)
    assert hold_on(period, day) in {"certain", "perhaps", "ahead", "past"}


@given(periods(), SOME_DAY, SOME_DAY)
def test_a_period_comes_holds_and_goes_in_that_order(period, one, other):
    order = ["ahead", "perhaps", "past"]
    seen = [hold_on(period, day).replace("certain", "perhaps") for day in sorted((one, other))]
    assert order.index(seen[0]) <= order.index(seen[1])


@given(SOME_DAY, SOME_DAY, SOME_DAY)
def test_a_period_told_to_the_day_is_certain_from_its_first_to_its_last(a, b, day):
    first, last = sorted((a, b))
    assert (hold_on(Period(first=first, last=last), day) == "certain") == (first <= day <= last)


@pytest.mark.parametrize(
    ("period", "certain", "perhaps", "not_at_all"),
    [
        (Period.edtf("2017-07"), [], [D(2017, 7, 1), D(2017, 7, 31)], [D(2017, 6, 30), D(2017, 8, 1)]),
        # from some day in May to some day in July: June is certain, and the last of May and the first of July
        (Period.edtf("2017-05/2017-07"), [D(2017, 5, 31), D(2017, 7, 1)], [D(2017, 5, 30), D(2017, 7, 2)], []),
        (Period.edtf("2017-05-04/.."), [D(2017, 5, 4), D(2099, 1, 1)], [], [D(2017, 5, 3)]),
        (Period.edtf("2017-05-04/"), [D(2017, 5, 4)], [D(2017, 5, 5), D(2099, 1, 1)], [D(2017, 5, 3)]),
        (Period.edtf("2017-07-05?"), [], [D(2017, 7, 5)], [D(2017, 7, 6)]),
        # 6 May 2017 was a Saturday: a stretch told to the week that begins then may begin on the Sunday
        (
            Period(first=D(2017, 5, 6), precision="week", phrase="in the weeks after the deal"),
            [D(2017, 5, 7)], [D(2017, 5, 6), D(2017, 6, 1)], [D(2017, 5, 5)],
        ),
        (Period(phrase="some day"), [], [D(1999, 1, 1), D(2017, 7, 5)], []),
    ],
)  # fmt: skip
def test_vague_periods_hold_perhaps(period, certain, perhaps, not_at_all):
    assert [hold_on(period, day) for day in certain] == ["certain"] * len(certain)
    assert [hold_on(period, day) for day in perhaps] == ["perhaps"] * len(perhaps)
    assert not {hold_on(period, day) for day in not_at_all} & {"certain", "perhaps"}
