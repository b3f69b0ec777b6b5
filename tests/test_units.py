"""Lengths and areas."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonelib import Area, BareNumberError, Distance, LengthError, km, m, miles, nmi
from zonelib.files.writer import length_text
from zonelib.units import METRES_PER, as_metres


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("5 km", 5_000), ("5km", 5_000), ("1,000 km", 1e6), ("12 nmi", 22_224),
        ("3 miles", 4_828.032), ("1 mile", 1_609.344),
        ("250 m", 250), ("0.5 kilometres", 500), ("2 nautical miles", 3_704), (" 7 mi ", 11_265.408), ("-3 m", -3),
    ],
)  # fmt: skip
def test_lengths_are_read_with_their_unit(text, metres):
    assert Distance.parse(text).m == pytest.approx(metres, rel=1e-15)


@pytest.mark.parametrize("text", ["5", "km", "5 parsec", "five km", "1,00 km", "5 km 3 m", ""])
def test_what_is_no_length_is_refused_with_the_spelling(text):
    with pytest.raises(LengthError, match='write a number and a unit, such as "5 km"'):
        Distance.parse(text)


@given(st.floats(-1e9, 1e9), st.sampled_from(sorted(METRES_PER)))
def test_a_written_length_reads_back_to_the_last_bit(metres, unit):
    length = Distance(metres, unit)
    assert Distance.parse(length_text(length)).m == metres


def test_a_bare_number_is_refused_with_the_spelling_to_use():
    with pytest.raises(BareNumberError, match=r"distance is the bare number 5; say which unit: km\(5\) or m\(5\)"):
        as_metres(5, "distance")
    with pytest.raises(BareNumberError, match=r"write Distance.parse\('5 km'\)"):
        as_metres("5 km", "distance")
    with pytest.raises(BareNumberError, match="a NoneType"):
        as_metres(None, "distance")
    with pytest.raises(TypeError):
        as_metres(5, "distance")


def test_negative_and_zero_lengths_are_refused_where_they_make_no_sense():
    assert as_metres(m(0), "radius") == 0
    with pytest.raises(LengthError, match="radius is -1 km; it must be 0 or more"):
        as_metres(km(-1), "radius")
    with pytest.raises(LengthError, match="radius is 0 m; it must be more than 0"):
        as_metres(m(0), "radius", positive=True)


def test_arithmetic_keeps_lengths_lengths():
    assert km(1) + m(500) == m(1_500)
    assert km(1) - m(500) == m(500)
    assert 2 * km(3) == km(6) == km(3) * 2
    assert -km(3) == km(-3)
    assert abs(km(-3)) == km(3)
    assert nmi(1) == m(1_852)
    assert miles(1).mi == 1
    assert nmi(12).nmi == 12
    with pytest.raises(TypeError):
        km(1) + 5
    with pytest.raises(TypeError):
        km(1) < 5  # noqa: B015  # the comparison itself is what is refused


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_lengths_and_areas_are_finite(bad):
    with pytest.raises(LengthError, match="finite"):
        km(bad)
    with pytest.raises(LengthError, match="finite"):
        Area(bad)
    with pytest.raises(LengthError, match="no unit of length"):
        Distance(1, "ft")


def test_spoken():
    assert str(km(1_000)) == "1,000 km"
    assert str(nmi(12)) == "12 nmi"
    assert repr(miles(3)) == "Distance('3 mi')"
    assert str(Area(5_000)) == "5,000 m²"
    assert str(Area(12_340_000)) == "12.3 km²"
    assert str(Area(0)) == "0 m²"
