"""Reading: what a key means, and what is said about a file that will not do."""

import datetime as dt
import json
import tomllib

import jsonschema
import pytest
import shapely

import zonelib.files.reader as reading
from zonelib import (
    NOT_STATED,
    FileError,
    Period,
    ScenarioError,
    Selection,
    Span,
    ZonelibError,
    km,
    miles,
    nmi,
    read,
    scenario_schema,
    seeds,
)
from zonelib.files.shipped import shipped
from zonelib.files.template import TEMPLATE

ZONE = """
[[zones]]
id = "homs"
name = "Homs"
"""


def problems(caught):
    return {problem.where: problem.what for problem in caught.value.problems}


def test_absent_none_and_said_differ(read_text):
    said = read_text("""
        [[actors]]
        id = "a"
        name = "A"
        kind = "state"
        [[assignments]]
        id = "silent"
        by = ["a"]
        [[assignments]]
        id = "alone_unarmed"
        by = ["a"]
        arms = "none"
        joint_with = "none"
        [[assignments]]
        id = "armed"
        by = ["a"]
        arms = "light weapons"
        joint_with = ["a"]
    """)
    assert [a.arms for a in said.assignments] == [NOT_STATED, None, "light weapons"]
    assert [a.joint_with for a in said.assignments] == [NOT_STATED, (), ("a",)]


def test_lengths_periods_and_selections_have_short_and_long_spellings(read_text):
    said = read_text(
        ZONE
        + """
        [[buffers]]
        id = "known"
        of = ["homs"]
        width = "12 nmi"
        [[buffers]]
        id = "range"
        of = { any_of = ["homs"], known = false }
        width = { low = "3 miles", high = "20 km" }
        [[buffers]]
        id = "none"
        width = "none"
        [[meetings]]
        id = "day"
        name = "One day"
        period = 2017-07-07
        [[meetings]]
        id = "month"
        name = "A month"
        period = { first = 2017-08-01, last = 2017-08-31, precision = "month", phrase = "later that month" }
        [[measurements]]
        id = "length"
        what = "distance"
        bound = "about"
        value = "1,000 km"
        [[measurements]]
        id = "count"
        what = "lives"
        bound = "at_least"
        value = 320000
    """
    )
    assert [b.width for b in said.buffers] == [nmi(12), Span(low=miles(3), high=km(20)), None]
    assert said.buffer("known").of == Selection(any_of=("homs",), known=True)
    assert said.buffer("range").of == Selection(any_of=("homs",), known=False)
    assert said.meetings[0].period == Period.day(dt.date(2017, 7, 7))
    assert said.meetings[1].period.precision == "month"
    assert said.measurements[0].value == km(1_000)
    assert said.measurements[1].value == 320_000


def test_every_problem_of_a_file_is_reported_at_once(read_text):
    with pytest.raises(ScenarioError) as caught:
        read_text("""
            as_off = 2017-07-06
            time_zone = "Asia/Damascu"
            [[zones]]
            id = "homs"
            name = 3
            nam = "Homs"
            [[zones.boundaries]]
            id = "a"
            geometry = "nowhere.geojson#homs"
            certainty = "agred"
            precision = 5
            [[zones]]
            id = "homs"
            name = "Again"
            [[zones.statuses]]
            dimension = "practice"
            value = "agreed"
            [[buffers]]
            id = "b"
            of = { any_of = ["hom"], known = false }
            width = { low = "20 km", high = "15 km", lo = 4 }
            side = 7
            [[buffers]]
            id = "c"
            of = "homs"
            width = 5
            boundary = "x"
            [[claims]]
            says = "no id"
            source = "ap"
            about = { first = 2017-07-05, last = 2017-07-01 }
            stated_on = 2017-07-05T10:00:00
            [incidents]
            x = 1
        """)
    found = problems(caught)
    nowhere = found.pop("zones[0].boundaries[0].geometry")
    assert nowhere.startswith("there is no file nowhere.geojson")
    assert found == {
        "as_off": "is not a key of a Scenario; did you mean 'as_of'?",
        "time_zone": "'Asia/Damascu' is no IANA time zone; write one such as 'Asia/Damascus' or 'UTC'",
        "zones[0].name": "is 3; a text is wanted",
        "zones[0].nam": "is not a key of a Zone; did you mean 'name'?",
        "zones[0].boundaries[0].certainty": (
            "is 'agred'; use one of agreed, in_principle, proposed, approximate; did you mean 'agreed'?"
        ),
        "zones[0].boundaries[0].precision": 'a length is a text with its unit, such as "5 km"',
        "zones[1].id": "'homs' is the id of zones[0] already; give each its own",
        "zones[1].statuses[0]": (
            "a status of practice is one of claimed_in_place, in_place, not_in_place; 'agreed' came"
        ),
        "buffers[0].of.any_of[0]": "'hom' is not among the zones; did you mean 'homs'?",
        "buffers[0].width.lo": "is not a key of a Span; did you mean 'low'?",
        "buffers[0].side": ("is 7; use one of outside, inside, both; known are 'outside', 'inside', 'both'"),
        "buffers[1].of": "is 'homs'; a list or a table is wanted",
        "buffers[1].width": 'is 5; a text or a table or the word "none" is wanted',
        "claims[0].id": "is missing",
        "claims[0].about": "a period ends on 2017-07-01, before it begins on 2017-07-05; turn them round",
        "claims[0].stated_on": "dates are whole days in the scenario's time zone; leave the time of day out",
        "claims[0].source": "'ap' is not among the sources; there are none",
        "incidents": "a list of tables is wanted; begin each with [[incidents]]",
    }
    assert "scenario.toml: 19 problems" in str(caught.value)


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("", "zonelib: is missing; begin the file with zonelib = 1"),
        ("zonelib = 2\n", "zonelib: is 2, and this zonelib reads up to 1; update zonelib"),
        ('zonelib = "1"\n', "zonelib: is '1'; begin the file with zonelib = 1"),
        ("zonelib = true\n", "zonelib: is True; begin"),
        ("zonelib = 0\n", "zonelib: is 0; begin"),
    ],
)
def test_the_version_is_identified_first(read_text, head, message):
    with pytest.raises(ScenarioError) as caught:
        read_text('id = "x"\ntitle = "X"\nunknown = 1\n', head=head)
    assert message in str(caught.value)


def test_an_older_version_is_migrated_step_by_step(read_text, monkeypatch):
    def titled(document):
        return {**document, "title": document["name"]} | {"name": None}

    monkeypatch.setattr(reading, "VERSION", 3)
    monkeypatch.setitem(reading.MIGRATIONS, 1, titled)
    monkeypatch.setitem(reading.MIGRATIONS, 2, lambda d: {k: v for k, v in d.items() if v is not None})
    assert read_text("", head='zonelib = 1\nid = "x"\nname = "Old"\n').title == "Old"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('summary = "x', r"is not TOML: .*at end of document"),
        ("as_of = 2017-02-30\n", r"is not TOML: .*at line 4"),
        ("a = 1\na = 2\n", r"is not TOML: .*at line 5"),
    ],
)
def test_wrong_toml_is_said_with_its_place(read_text, text, message):
    with pytest.raises(FileError, match=message):
        read_text(text)


def test_a_period_may_be_spelt_in_edtf(read_text):
    body = '[[meetings]]\nid = "m"\nname = "M"\nperiod = {}\n'
    for text in ("2017-07-05", "2017-07", "2017-05-04/..", "../2017-07-05", "2017-07~", "2017-05-04/"):
        assert read_text(body.format(f'"{text}"')).meetings[0].period == Period.edtf(text)
    long = '{ first = 2017-07-01, last = 2017-07-31, precision = "month", first_doubt = "uncertain" }'
    assert str(read_text(body.format(long)).meetings[0].period) == "July 2017 (uncertain) to July 2017"


def test_a_deadline_that_cannot_be_counted(read_text):
    with pytest.raises(ScenarioError) as caught:
        read_text('[[deadlines]]\nid = "d"\nwhat = "it"\nafter_document = "pact"\ndays = 3\nfulfilled_by = ["c"]\n')
    assert problems(caught) == {
        "deadlines[0].after_document": "'pact' is not among the documents; there are none",
        "deadlines[0].fulfilled_by[0]": "'c' is not among the claims; there are none",
    }


def test_an_impossible_date_as_text(read_text):
    with pytest.raises(ScenarioError) as caught:
        read_text('[[meetings]]\nid = "m"\nname = "M"\nperiod = "2017-02-30"\n')
    assert problems(caught)["meetings[0].period"].startswith("'2017-02-30' is no day of the calendar (day is out of")


def test_missing_files_name_the_nearest(tmp_path):
    with pytest.raises(
        FileError, match=r"no scenario file syria-2018, and no seed of that name; did you mean 'syria-2017'\?"
    ):
        read("syria-2018")
    with pytest.raises(FileError, match="is a folder"):
        read(tmp_path)
    with pytest.raises(OSError, match="no scenario file"):
        read(tmp_path / "x.toml")
    with pytest.raises(FileError, match=r"does not ship with zonelib; did you mean 'syria-2017\.toml'"):
        shipped("seeds/syria-2018.toml")


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(FileError, match="is not TOML"):
        read(path)


def test_the_schema_describes_every_seed_and_the_template():
    schema = scenario_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    texts = [shipped(f"seeds/{name}.toml").read_text(encoding="utf-8") for name in seeds()]
    for text in (*texts, TEMPLATE):
        # JSON has no dates: a validator sees them as the texts that a JSON file would hold.
        document = json.loads(json.dumps(tomllib.loads(text), default=str))
        assert [f"{e.json_path}: {e.message}" for e in validator.iter_errors(document)] == []


def test_the_schema_explains_every_key():
    schema = scenario_schema()
    silent = [
        f"{name}.{key}"
        for name, table in {"Scenario": schema, **schema["$defs"]}.items()
        for key, field in table["properties"].items()
        if not field.get("description")
    ]
    assert silent == []


def test_the_schema_refuses_what_the_reader_refuses():
    validator = jsonschema.Draft202012Validator(scenario_schema())
    good = {"zonelib": 1, "id": "x", "title": "X", "zones": [{"id": "z", "name": "Z"}]}
    assert validator.is_valid(good)
    assert not validator.is_valid(good | {"zones": [{"id": "z", "name": "Z", "nam": 1}]})
    assert not validator.is_valid(good | {"buffers": [{"id": "b", "side": "outward"}]})
    assert not validator.is_valid({key: value for key, value in good.items() if key != "zonelib"})


def test_inline_geometry_is_geojson(read_text):
    said = read_text(
        '[[places]]\nid = "p"\nname = "P"\ngeometry = { type = "Point", coordinates = [37.4644, 35.0431] }\n'
    )
    assert said.place("p").geometry == shapely.Point(37.4644, 35.0431)


@pytest.mark.parametrize("error", [FileError, ScenarioError])
def test_one_base_catches_them_all(error):
    assert issubclass(error, ZonelibError)
