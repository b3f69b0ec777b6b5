"""The said values: frozen, keyword-only, checked at the door, and able to leave things unsaid."""

import dataclasses
import datetime as dt

import pytest
import shapely

from zonelib import (
    NOT_STATED,
    Boundary,
    BufferSpec,
    Claim,
    Document,
    Event,
    Incident,
    InputError,
    Leg,
    Measurement,
    NotFoundError,
    Objection,
    PatrolAssignment,
    Period,
    Place,
    Scenario,
    ScenarioError,
    Selection,
    Source,
    Span,
    Status,
    Zone,
    km,
)
from zonelib.model import COLLECTIONS, STATUS_VALUES

SQUARE = shapely.box(10, 45, 10.3, 45.2)


def scenario(**parts):
    narrator = Source(id="n", kind="narrator", name="the narrator")
    return Scenario(id="test", title="A test", **({"sources": (narrator,)} | parts))


def test_values_are_frozen_and_keyword_only():
    zone = Zone(id="homs", name="Homs")
    with pytest.raises(dataclasses.FrozenInstanceError):
        zone.name = "Hama"
    with pytest.raises(TypeError):
        Zone("homs", "Homs")


@pytest.mark.parametrize("cls", COLLECTIONS.values())
def test_every_optional_field_may_be_left_unsaid(cls):
    """An absent field is NOT_STATED, or the empty tuple where nothing but a list could stand; never none."""
    for field in dataclasses.fields(cls):
        if field.default is not dataclasses.MISSING:
            assert field.default is not None, field.name


def test_not_stated_is_not_none():
    silent = PatrolAssignment(id="a", by=("x",))
    unarmed = PatrolAssignment(id="a", by=("x",), arms=None, joint_with=())
    assert silent.arms is NOT_STATED
    assert silent.joint_with is NOT_STATED
    assert unarmed.arms is None
    assert silent != unarmed
    assert not NOT_STATED
    assert str(NOT_STATED) == "not stated"


def test_lists_are_frozen_into_tuples():
    assert Zone(id="z", name="Z", described_as=["one", "two"]).described_as == ("one", "two")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: BufferSpec(id="b", side="outward"), "use one of 'outside', 'inside', 'both'"),
        (lambda: BufferSpec(id="b", width=5), "wanted is a length such as km(5) or Span or None (for none)"),
        (lambda: BufferSpec(id="b", width=km(0)), "buffer 'b' is 0 km wide"),
        (lambda: Claim(id="", says="x", source="n"), "Claim.id of '' is ''; a text that is not empty is wanted"),
        (
            lambda: Source(id="s", kind="narrator", name="S", published_on="2017-07-05"),
            "Source.published_on of 's' is '2017-07-05'",
        ),
        (
            lambda: Source(id="s", kind="narrator", name="S", published_on=dt.datetime(2017, 7, 5, tzinfo=dt.UTC)),
            "Source.published_on of 's'",
        ),
        (
            lambda: Boundary(id="b", geometry=shapely.Point(1, 2)),
            "boundary 'b' is a Point; a zone is bounded by a polygon",
        ),
        (lambda: Boundary(id="b", geometry=shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])), "Self-intersection"),
        (lambda: Boundary(id="b", geometry=shapely.box(0, 80, 1, 95)), "latitude 95"),
        (lambda: Boundary(id="b", precision=km(-1)), "must be 0 or more"),
        (lambda: Place(id="p", name="P", geometry=shapely.Point(float("nan"), 2)), "not finite"),
        (lambda: Incident(id="i", kind="fighting", geometry=SQUARE), "a shapely Point in WGS 84"),
        (lambda: Status(dimension="practice", value="agreed"), "one of claimed_in_place, in_place, not_in_place"),
        (lambda: Selection(any_of=()), "lists no zone"),
        (lambda: Selection(any_of=("a", "b"), count=3), "counts 3 of 2"),
        (Span, "needs a low or a high end"),
        (lambda: Span(low=km(20), high=km(15)), "turn the ends round"),
        (Period, "needs a first day, a last day or a phrase"),
        (lambda: Period(first=dt.date(2017, 7, 5), last=dt.date(2017, 7, 1)), "before it begins on 2017-07-05"),
        (lambda: Measurement(id="m", what="w", bound="about"), "give its value"),
        (lambda: Measurement(id="m", what="w", bound="interval", low=km(3), high=km(2)), "turn the ends round"),
        (lambda: Measurement(id="m", what="w", bound="interval", low=km(3), high=4.0), "ends of two kinds"),
        (
            lambda: Measurement(id="m", what="w", bound="exact", value=km(3), between=("launch",)),
            "name two, and the event",
        ),
        (lambda: Document(id="d", count=1, titles=("a", "b")), "count 1 but list 2 titles"),
        (lambda: Document(id="d", count=0), "leave the key out where no number is told"),
        (lambda: Zone(id="z", name="Z", boundaries=(Boundary(id="b"), Boundary(id="b"))), "two boundaries called 'b'"),
        (lambda: Scenario(id="s", title="S", time_zone="Asia/Damascu"), "no IANA time zone; write one such as"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(make, message):
    with pytest.raises(InputError) as caught:
        make()
    assert message in str(caught.value)


def test_a_scenario_reports_all_its_loose_ends_at_once():
    zone = Zone(id="homs", name="Homs", boundaries=(Boundary(id="line", geometry=SQUARE),))
    with pytest.raises(ScenarioError) as caught:
        scenario(
            zones=(zone, zone),
            claims=(Claim(id="C1", says="x", source="m", zones=("hom",)),),
            buffers=(BufferSpec(id="b", of=Selection(any_of=("homs",)), boundary="lines"),),
        )
    assert {(p.where, p.what) for p in caught.value.problems} == {
        ("zones[1].id", "'homs' is the id of zones[0] already; give each its own"),
        ("claims[0].source", "'m' is not among the sources; known are 'n'"),
        ("claims[0].zones[0]", "'hom' is not among the zones; did you mean 'homs'?"),
        ("buffers[0].boundary", "'lines' is no boundary of zone 'homs'; did you mean 'line'?"),
    }


def test_lookups_name_the_nearest():
    said = scenario(zones=(Zone(id="homs", name="Homs"),))
    assert said.zone("homs").name == "Homs"
    with pytest.raises(NotFoundError, match="there is no zone 'hom'; did you mean 'homs'"):
        said.zone("hom")
    with pytest.raises(NotFoundError, match="zone 'homs' has no boundary 'a'; there are none"):
        said.zone("homs").boundary("a")


def test_resting_on_finds_values_however_deep_the_claim_sits():
    leg = Leg(kind="target", claims=("C1",))
    said = scenario(
        claims=(Claim(id="C1", says="x", source="n"), Claim(id="C2", says="y", source="n")),
        zones=(Zone(id="z", name="Z", statuses=(Status(dimension="provider", value="undecided", claims=("C1",)),)),),
        events=(Event(id="e", name="E", legs=(leg,)), Event(id="f", name="F")),
    )
    assert [value.id for value in said.resting_on("C1")] == ["z", "e"]
    assert said.resting_on("C2") == ()
    with pytest.raises(NotFoundError):
        said.resting_on("C3")


def test_a_voice_heard_in_another_source_has_its_day():
    report = Source(id="r", kind="narrator", name="R", published_on=dt.date(2017, 7, 6))
    voice = Source(id="v", kind="named", name="V", reported_by="r")
    loop = Source(id="l", kind="named", name="L", reported_by="l")
    said = scenario(sources=(report, voice, loop))
    assert said.published_on("v") == dt.date(2017, 7, 6)
    assert said.published_on("l") is NOT_STATED


def test_sentences():
    day = dt.date(2017, 7, 5)
    unknown = Selection(any_of=("homs", "south"), known=False)
    assert str(Period(last=day)) == "until 5 July 2017"
    assert str(Period(first=dt.date(2017, 6, 30), last=day)) == "30 June 2017 to 5 July 2017"
    assert str(Period(phrase="later")) == '"later"'
    assert str(Measurement(id="m", what="w", bound="about", value=km(1000))) == "about 1,000 km"
    assert str(Measurement(id="m", what="w", bound="at_least", value=320_000, unit="lives")) == "at least 320,000 lives"
    assert str(Measurement(id="m", what="w", bound="interval", low=km(5), high=km(30))) == "5 km to 30 km"
    assert str(Span(low=km(15), high=km(20))) == "15 km to 20 km"
    assert str(Span(low=km(15))) == "at least 15 km"
    assert str(Span(high=km(20))) == "at most 20 km"
    assert str(Status(dimension="boundary", value="in_principle")) == "boundary: in principle"
    assert str(Boundary(id="f", certainty="in_principle", precision=km(3))) == "f: in principle line, within 3 km"
    assert str(Boundary(id="f")) == "f: line of no stated certainty"
    assert str(BufferSpec(id="b", of=unknown)) == (
        "b: buffer along an unknown part of homs, south; width not stated; side not stated"
    )
    assert (
        str(BufferSpec(id="b", width=None, side="both"))
        == "b: buffer along zones not stated; of no width; on both sides"
    )
    assert str(
        PatrolAssignment(id="a", by=("tr",), joint_with=("ru",), where=unknown, part="buffer", standing="likely")
    ) == ("tr and ru: role not stated in the buffer of an unknown part of homs, south (likely)")
    assert str(Objection(id="o", by=("rebels",), to="iran", role="monitor", conditional=True)) == (
        "rebels would refuse iran as monitor"
    )
    assert str(Document(id="d", count=7, state="not_final")) == "d: 7 documents (not final)"
    assert str(Document(id="d")) == "d: documents, number not stated (not stated)"
    assert str(Incident(id="i", kind="fighting", where_described="several areas")) == "fighting, several areas"


def test_every_dimension_has_its_own_words():
    for dimension, values in STATUS_VALUES.items():
        for value in values:
            assert str(Status(dimension=dimension, value=value)).startswith(f"{dimension}: ")


@pytest.mark.parametrize("cls", COLLECTIONS.values())
def test_every_value_prints_as_a_sentence(cls):
    """No value falls back to the dataclass spelling."""
    assert cls.__str__ is not object.__str__
