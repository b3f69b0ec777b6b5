"""Writing gives back what was read, and never half a file."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import zonelib.files.atomic as atomic
from zonelib import (
    NOT_STATED,
    Actor,
    BufferSpec,
    Claim,
    FileError,
    PatrolAssignment,
    Period,
    Scenario,
    Selection,
    Source,
    Span,
    Zone,
    km,
    new,
    read,
    seeds,
    write,
)


@pytest.mark.parametrize("name", seeds())
def test_a_seed_is_written_and_read_back_equal(name, tmp_path):
    said = read(name)
    write(said, tmp_path / "again.toml")
    assert read(tmp_path / "again.toml") == said


def test_the_template_reads_and_goes_round(tmp_path):
    new(tmp_path / "mine.toml")
    said = read(tmp_path / "mine.toml")
    assert str(said) == "1 zone, 2 claims by 2 speakers, as of 31 January 2026"
    write(said, tmp_path / "again.toml")
    assert read(tmp_path / "again.toml") == said
    with pytest.raises(FileError, match=r"mine.toml is there already; name another file"):
        new(tmp_path / "mine.toml")
    with pytest.raises(FileError, match=r"does not end in \.toml"):
        new(tmp_path / "mine.txt")


texts = st.text(min_size=1).filter(str.strip)
lengths = st.floats(0.001, 2e7).map(lambda metres: km(metres / 1_000))
days = st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))
periods = st.one_of(
    days.map(Period.day),
    st.builds(Period, first=days, phrase=texts),
    st.builds(Period, last=days, precision=st.sampled_from(["week", "month"])),
    st.sampled_from(["2017-07", "2017-05-04/", "2017-07-05?", "../2017~", "2017%"]).map(Period.edtf),
)
selections = st.builds(Selection, any_of=st.just(("z",)), known=st.booleans(), count=st.sampled_from([NOT_STATED, 1]))


def stated(strategy):
    return st.one_of(st.just(NOT_STATED), strategy)


@settings(max_examples=60)
@given(
    claims=st.builds(Claim, id=st.just("c"), says=texts, source=st.just("s"), about=stated(periods),
                     hedge=st.one_of(stated(texts), st.none())),
    spec=st.builds(BufferSpec, id=st.just("b"), of=stated(selections),
                   width=st.one_of(stated(lengths), st.none(), lengths.map(lambda low: Span(low=low)))),
    duty=st.builds(PatrolAssignment, id=st.just("a"), by=st.just(("x",)), where=stated(selections),
                   arms=st.one_of(stated(texts.filter(lambda t: t != "none")), st.none()),
                   joint_with=stated(st.sampled_from([(), ("x",)]))),
)  # fmt: skip
def test_whatever_is_said_goes_round(tmp_path_factory, claims, spec, duty):
    said = Scenario(
        id="x", title="X",
        sources=(Source(id="s", kind="narrator", name="S"),), actors=(Actor(id="x", name="X", kind="state"),),
        zones=(Zone(id="z", name="Z"),), claims=(claims,), buffers=(spec,), assignments=(duty,),
    )  # fmt: skip
    path = tmp_path_factory.mktemp("round") / "x.toml"
    write(said, path)
    assert read(path) == said


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "x.toml"
    path.write_text("old")

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.Path, "replace", full)
    with pytest.raises(FileError, match="No space left on device"):
        write(Scenario(id="x", title="X"), path)
    assert path.read_text() == "old"
    assert [left.name for left in tmp_path.iterdir()] == ["x.toml"]


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(FileError, match="name a folder that exists and is yours"):
        write(Scenario(id="x", title="X"), tmp_path / "no" / "x.toml")
    with pytest.raises(FileError, match=r"does not end in \.toml"):
        write(Scenario(id="x", title="X"), tmp_path / "x.json")
