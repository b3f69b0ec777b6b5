"""The life cycle of a zone's status: two lines, and the steps that a record skips."""

import datetime as dt

import pytest

from zonelib import TRANSITIONS, NotFoundError, Period, Scenario, Status, Zone, life_cycle
from zonelib.model import LINES_OF_STATUS, STATUS_VALUES

D = dt.date


def cycle(*statuses):
    return life_cycle(Scenario(id="s", title="S", zones=(Zone(id="z", name="Z", statuses=statuses),)), "z")


def seen(value, day, dimension="boundary"):
    return Status(dimension=dimension, value=value, as_of=Period.day(D(2017, 7, day)))


def test_the_table_speaks_of_every_value_and_of_no_other():
    assert {d: set(row) for d, row in TRANSITIONS.items()} == {d: set(v) for d, v in STATUS_VALUES.items()}
    for dimension, row in TRANSITIONS.items():
        assert all(after <= set(STATUS_VALUES[dimension]) - {before} for before, after in row.items())
    assert sorted(d for line in LINES_OF_STATUS.values() for d in line) == sorted(STATUS_VALUES)


def test_a_step_is_no_jump_and_a_skipped_one_is():
    steps = cycle(seen("none", 1), seen("in_principle", 2), seen("agreed", 3), seen("demarcated", 4))
    assert steps.jumps == ()
    (jump,) = cycle(seen("none", 1), seen("agreed", 3)).jumps
    assert (jump.before.value, jump.after.value, jump.expected) == ("none", "agreed", ("in_principle",))
    assert str(jump) == "z: boundary goes from none to agreed; only in principle follows in one step"


def test_the_first_status_and_the_same_again_are_no_jumps():
    assert cycle(seen("demarcated", 1)).jumps == ()
    assert cycle(seen("agreed", 1), seen("agreed", 2)).jumps == ()


def test_rival_accounts_of_one_day_are_no_steps():
    assert cycle(seen("none", 1), seen("agreed", 1)).jumps == ()
    # From one of the two it is a step: which of them is right, nobody says.
    assert cycle(seen("none", 1), seen("agreed", 1), seen("demarcated", 2)).jumps == ()


def test_law_and_practice_stand_side_by_side_in_the_order_of_time():
    found = cycle(
        seen("in_place", 5, "practice"),
        seen("agreed", 9),
        seen("in_principle", 2),
        Status(dimension="provider", value="proposed"),
    )
    assert [status.value for status in found.law] == ["in_principle", "agreed"]
    assert [status.value for status in found.practice] == ["in_place"]
    assert [status.value for status in found.undated] == ["proposed"]
    assert str(found) == (
        "z: in law boundary: in principle (2 July 2017) -> boundary: agreed (9 July 2017); "
        "in practice practice: in place (5 July 2017)"
    )


def test_an_unknown_zone():
    with pytest.raises(NotFoundError, match="no zone 'y'"):
        life_cycle(Scenario(id="s", title="S"), "y")
