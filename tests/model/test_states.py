"""The state of a scenario on a day, as known on another."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zonelib as zl
from zonelib import (
    Boundary,
    Claim,
    Document,
    InputError,
    Meeting,
    NotFoundError,
    Objection,
    PatrolAssignment,
    Period,
    Scenario,
    Source,
    Status,
    Zone,
)

D = dt.date
THEN = Period.day(D(2017, 7, 5))
DAYS = st.dates(D(2017, 5, 1), D(2017, 9, 30))
VALUES = ("not_established", "established", "lapsed")


def scenario(*claims, statuses=(), **rest):
    """A scenario of one zone and one source without a day."""
    return Scenario(
        id="s", title="S", sources=(Source(id="wire", kind="narrator", name="A wire"),), claims=claims,
        zones=(Zone(id="z", name="Z", statuses=statuses),), **rest,
    )  # fmt: skip


def claim(id, on, **rest):
    return Claim(id=id, says="so it is", source="wire", stated_on=Period.day(on), **rest)


def established(value, *claims, **rest):
    return Status(dimension="establishment", value=value, claims=claims, **rest)


def listed(state):
    return [(h.value.value, h.hold) for h in state.zone("z").statuses]


@st.composite
def records(draw):
    """A scenario of claims made on various days, some of which take back others, with a status on each."""
    number = draw(st.integers(1, 6))
    claims, statuses = [], []
    for i in range(number):
        replaces = draw(st.lists(st.sampled_from([c.id for c in claims]), unique=True, max_size=2)) if claims else []
        claims.append(claim(f"c{i}", draw(DAYS), replaces=tuple(replaces)))
        time = {draw(st.sampled_from(["as_of", "period"])): Period(first=draw(DAYS))} if draw(st.booleans()) else {}
        statuses.append(established(draw(st.sampled_from(VALUES)), f"c{i}", **time))
    return claims, statuses


@given(records(), DAYS, DAYS, st.integers(0, 5))
def test_a_later_correction_never_changes_what_was_known_earlier(record, day, known_on, cut):
    claims, statuses = record
    whole = scenario(*claims, statuses=statuses)
    earlier = [c for i, c in enumerate(claims) if i < cut or c.stated_on.last <= known_on]
    # What remains names no claim that is left out, since a claim replaces only those before it in the record.
    kept = {c.id for c in earlier}
    earlier = [replace(c, replaces=tuple(r for r in c.replaces if r in kept)) for c in earlier]
    part = scenario(*earlier, statuses=[s for s in statuses if set(s.claims) <= kept])
    assert listed(whole.at(day, known_on=known_on)) == listed(part.at(day, known_on=known_on))


@given(records(), DAYS, DAYS)
def test_the_record_as_it_was_known_gives_the_state_as_it_was_known(record, day, known_on):
    claims, statuses = record
    whole = scenario(*claims, statuses=statuses)
    then = whole.as_known(known_on)
    assert listed(then.at(day)) == listed(whole.at(day, known_on=known_on))
    assert then.as_known(known_on) == then


@given(records(), DAYS)
def test_what_is_known_at_the_end_is_everything(record, day):
    claims, statuses = record
    whole = scenario(*claims, statuses=statuses)
    assert listed(whole.at(day)) == listed(whole.at(day, known_on=D(2018, 1, 1)))


def test_a_correction_is_added_and_overwrites_nothing():
    record = scenario(
        claim("c1", D(2017, 7, 6)),
        claim("c2", D(2017, 7, 10), replaces=("c1",)),
        statuses=(
            established("established", "c1", period=Period(first=D(2017, 6, 1))),
            established("established", "c2", period=Period(first=D(2017, 7, 1))),
        ),
    )
    assert listed(record.at(D(2017, 6, 15), known_on=D(2017, 7, 5))) == []
    assert listed(record.at(D(2017, 6, 15), known_on=D(2017, 7, 6))) == [("established", "certain")]
    assert listed(record.at(D(2017, 6, 15), known_on=D(2017, 7, 10))) == []
    assert listed(record.at(D(2017, 7, 5))) == [("established", "certain")]


def test_what_was_seen_on_a_day_goes_on_perhaps_until_another_word():
    record = scenario(
        claim("c1", D(2017, 7, 5)),
        claim("c2", D(2017, 8, 1)),
        statuses=(
            established("not_established", "c1", as_of=Period.day(D(2017, 7, 5))),
            established("established", "c2", as_of=Period.day(D(2017, 8, 1))),
        ),
    )
    assert listed(record.at(D(2017, 7, 4))) == []
    assert listed(record.at(D(2017, 7, 5))) == [("not_established", "certain")]
    assert listed(record.at(D(2017, 7, 6))) == [("not_established", "perhaps")]
    assert listed(record.at(D(2017, 8, 1))) == [("established", "certain")]
    assert listed(record.at(D(2017, 8, 1), known_on=D(2017, 7, 31))) == [("not_established", "perhaps")]


def test_two_words_for_one_day_are_both_kept():
    record = scenario(
        claim("c1", D(2017, 7, 5)),
        claim("c2", D(2017, 7, 5)),
        statuses=tuple(established(v, c, as_of=THEN) for v, c in zip(VALUES[:2], ("c1", "c2"), strict=True)),
    )
    assert listed(record.at(D(2017, 9, 1))) == [("not_established", "perhaps"), ("established", "perhaps")]


def test_a_vague_beginning_ends_nothing_before_it_is_sure():
    record = scenario(
        claim("c1", D(2017, 7, 5)),
        statuses=(
            established("not_established", "c1", as_of=Period.day(D(2017, 7, 5))),
            established("established", "c1", as_of=Period.edtf("2017-08")),
        ),
    )
    both = [("not_established", "perhaps"), ("established", "perhaps")]
    assert listed(record.at(D(2017, 8, 1))) == listed(record.at(D(2017, 8, 30))) == both
    assert listed(record.at(D(2017, 8, 31))) == [("established", "perhaps")]


def test_when_a_value_became_known():
    sources = (
        Source(id="paper", kind="narrator", name="A paper", published_on=D(2017, 7, 6)),
        Source(id="voice", kind="anonymous", name="A voice", reported_by="paper"),
        Source(id="wire", kind="narrator", name="A wire"),
    )
    days = Period(first=D(2017, 7, 5), last=D(2017, 7, 5))
    record = Scenario(
        id="s", title="S", sources=sources,
        claims=(
            Claim(id="published", says="x", source="voice"),
            Claim(id="said", says="x", source="voice", stated_on=Period.day(D(2017, 7, 4))),
            Claim(id="before", says="x", source="wire", stated_on=Period(last=D(2017, 7, 3))),
            Claim(id="undated", says="x", source="wire"),
        ),
        zones=(
            Zone(
                id="z", name="Z",
                statuses=(
                    established("established", "published", as_of=days, note="published"),
                    established("established", "published", "said", as_of=days, note="said"),
                    established("established", "before", as_of=days, note="before"),
                    established("established", "undated", as_of=days, note="undated"),
                    established("established", "published", as_of=days, known_on=D(2017, 7, 1), note="own"),
                ),
                boundaries=(Boundary(id="of-paper", source="paper"), Boundary(id="of-wire", source="wire")),
            ),
        ),
    )  # fmt: skip

    def known(on):
        found = record.at(D(2017, 7, 5), known_on=on).zone("z")
        return {h.value.note: h.hold for h in found.statuses} | {h.value.id: h.hold for h in found.boundaries}

    always = {"undated": "perhaps", "of-wire": "perhaps", "before": "perhaps"}
    assert known(D(2017, 6, 30)) == always
    assert known(D(2017, 7, 1)) == always | {"own": "certain"}
    assert known(D(2017, 7, 3)) == always | {"own": "certain", "before": "certain"}
    assert known(D(2017, 7, 4)) == always | {"own": "certain", "before": "certain", "said": "certain"}
    assert known(D(2017, 7, 6)).keys() == {*always, "own", "said", "published", "of-paper"}
    assert set(known(None).values()) == {"certain", "perhaps"}
    assert known(None)["undated"] == "certain"


def test_duties_objections_documents_and_meetings():
    record = scenario(
        claim("c1", D(2017, 7, 6)),
        claim("c2", D(2017, 7, 6), about=Period(first=D(2017, 8, 1))),
        actors=(zl.Actor(id="a", name="A", kind="state"), zl.Actor(id="b", name="B", kind="state")),
        assignments=(
            PatrolAssignment(id="told", by=("a",), period=Period.edtf("2017-07-01/2017-07-31"), claims=("c1",)),
            PatrolAssignment(id="untold", by=("a",), claims=("c1",)),
            PatrolAssignment(id="to-come", by=("a",), claims=("c2",)),
        ),
        objections=(Objection(id="o", by=("b",), to="a", period=Period.edtf("2017-07-05/.."), claims=("c1",)),),
        documents=(Document(id="d", state="signed", period=Period.day(D(2017, 7, 10)), claims=("c1",)),),
        meetings=(Meeting(id="m", name="M", period=Period.day(D(2017, 7, 20)), claims=("c1",)),),
    )

    def held(day):
        state = record.at(day)
        every = (*state.assignments, *state.objections, *state.documents, *state.meetings)
        return {h.value.id: h.hold for h in every}

    assert held(D(2017, 6, 1)) == {"untold": "perhaps", "m": "ahead"}
    assert held(D(2017, 7, 10)) == {
        "told": "certain", "untold": "perhaps", "o": "certain", "d": "certain", "m": "ahead",
    }  # fmt: skip
    assert held(D(2017, 8, 1)) == {
        "untold": "perhaps",
        "to-come": "perhaps",
        "o": "certain",
        "d": "perhaps",
        "m": "past",
    }


def test_a_state_says_itself():
    record = scenario(
        claim("c1", D(2017, 7, 5)),
        statuses=(
            Status(dimension="provider", value="undecided", claims=("c1",)),
            established("not_established", "c1", as_of=Period.day(D(2017, 7, 5))),
        ),
    )
    state = record.at(D(2017, 7, 5), known_on=D(2017, 7, 6))
    assert str(state) == "5 July 2017 as known on 6 July 2017: 1 certain, 1 perhaps"
    assert str(state.zone("z")) == "z, in law: establishment not established; in practice: provider undecided (perhaps)"
    first, second = state.zone("z").statuses
    assert str(first) == "establishment: not established - certain: said for 5 July 2017"
    assert str(second) == "provider: undecided - perhaps: its time is not stated"
    assert state.rows()[0] == {
        "zone": "z", "kind": "Status", "id": "establishment", "says": "establishment: not established",
        "holds": "certain", "why": "said for 5 July 2017", "known_from": "2017-07-05", "claims": ["c1"],
    }  # fmt: skip
    with pytest.raises(NotFoundError, match="no zone 'y'"):
        state.zone("y")


@pytest.mark.parametrize("bad", [dt.datetime(2017, 7, 5, 12, tzinfo=dt.UTC), "2017-07-05", None])
def test_a_state_is_of_a_whole_day(bad):
    with pytest.raises(InputError, match="a whole day is wanted"):
        scenario().at(bad)


def test_as_known_leaves_no_id_loose():
    record = scenario(
        claim("early", D(2017, 7, 5), supports=("late",)),
        claim("late", D(2017, 8, 1)),
        actors=(zl.Actor(id="a", name="A", kind="state", roles=(zl.Role(name="guard", claims=("late",)),)),),
        documents=(
            Document(id="named", claims=("late",)),
            Document(id="not-named", claims=("late",)),
        ),
        deadlines=(zl.Deadline(id="due", what="it", after_document="named", days=3, claims=("early",)),),
        statuses=(established("established", "late"),),
    )
    zone = replace(record.zones[0], boundaries=(Boundary(id="line", claims=("late",)),))
    strip = zl.BufferSpec(id="strip", of=zl.Selection(any_of=("z",)), boundary="line", claims=("early",))
    known = replace(record, zones=(zone,), buffers=(strip,)).as_known(D(2017, 7, 6))
    assert [c.id for c in known.claims] == ["early"]
    assert known.claim("early").supports == ()
    assert [d.id for d in known.documents] == ["named"]  # a deadline that was known counts from it
    assert known.documents[0].claims == ()
    assert (known.zones[0].boundaries, known.zones[0].statuses, known.actors[0].roles) == ((), (), ())
    assert known.buffers[0].boundary is zl.NOT_STATED
    assert known.as_of == D(2017, 7, 6)
