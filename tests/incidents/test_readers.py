"""Tables of incidents as others keep them: every row is read, or comes back with the reason."""

from __future__ import annotations

import datetime as dt
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, set_srid
from shapely.geometry import box

import zonelib as zl
from zonelib import FileError, InputError, LengthError, NotFoundError, PlaneError, km, read_incidents
from zonelib.incidents.rejects import REASONS

# The layouts' columns are those of the codebooks (ACLED; UCDP GED); the rows are made up.
ACLED = """event_id_cnty,event_date,time_precision,event_type,latitude,longitude,geo_precision,notes
M1,05 July 2017,1,Battles,34.9,36.7,1,one
M2,2017-07-06,2,Battles,33.54,36.4,2,two
M3,17 February 2016,3,Protests,33.5,36.3,3,three
"""
UCDP = """id,date_start,date_end,date_prec,type_of_violence,latitude,longitude,where_prec
7,2017-07-01,2017-07-09,4,1,34.9,36.7,1
8,2017-07-02,,3,3,33.54,36.4,4
9,2017-07-02,2017-07-02,1,2,33.54,36.4,6
"""


def plain(**columns):
    """A table of as many rows as the longest column; a single value stands in every row."""
    given = {"id": None, "lon": 36.7, "lat": 34.9, "day": "2017-07-05"} | columns
    count = max(len(column) for column in given.values() if isinstance(column, list))
    return {
        name: column if isinstance(column, list) else [column] * count
        for name, column in given.items()
        if column is not None
    }


def days(incidents, column="day"):
    return incidents.frame[column].dt.date.tolist()


# ------------------------------------------------------------------------------------------------------------ layouts


def test_acled(tmp_path):
    path = tmp_path / "acled.csv"
    path.write_text(ACLED)
    found = read_incidents(path)
    assert found.frame.columns.tolist() == [
        *("id", "lon", "lat", "day", "last_day", "precision_m", "kind", "row"), "notes",
    ]  # fmt: skip
    assert found.frame["id"].tolist() == ["M1", "M2", "M3"]
    assert found.frame["precision_m"].tolist() == [5_000, 25_000, 100_000]
    # its code 2 is a week with the middle written, its code 3 the month; 2016 has a 29 February
    assert days(found) == [dt.date(2017, 7, 5), dt.date(2017, 7, 3), dt.date(2016, 2, 1)]
    assert days(found, "last_day") == [dt.date(2017, 7, 5), dt.date(2017, 7, 9), dt.date(2016, 2, 29)]
    assert str(found) == (
        "3 of 3 rows of acled.csv read (layout acled); codes of place: 1 = 5 km, 2 = 25 km, 3 = 100 km; codes of time: "
        "1 = the day, 2 = 3 days before to 3 after, 3 = its month"
    )


def test_ucdp(tmp_path):
    path = tmp_path / "ged.csv"
    path.write_text(UCDP)
    found = read_incidents(path)
    assert found.layout == "ucdp"
    assert found.frame["kind"].tolist() == ["state-based", "one-sided", "non-state"]
    np.testing.assert_array_equal(found.frame["precision_m"], [5_000, 150_000, np.nan])
    # a last day that is written stands; where it is left out the code tells: 3 is a week
    assert days(found, "last_day") == [dt.date(2017, 7, 9), dt.date(2017, 7, 8), dt.date(2017, 7, 2)]


def test_the_tables_of_codes_can_be_overruled(tmp_path):
    path = tmp_path / "acled.csv"
    path.write_text(ACLED)
    found = read_incidents(path, metres={1: km(2), 2: None}, spans={1: (1, 1), 2: (0, 0), 3: (0, 0)})
    np.testing.assert_array_equal(found.frame["precision_m"], [2_000, np.nan, np.nan])
    assert days(found) == [dt.date(2017, 7, 4), dt.date(2017, 7, 6), dt.date(2016, 2, 17)]
    assert found.notes == ("1 with a code of place in no table: how exact is not known",)
    with pytest.raises(InputError, match=r"metres= came, but no column is read as precision_code"):
        read_incidents(plain(id=["a"]), metres={1: km(1)})
    with pytest.raises(LengthError, match=r"metres\[1\]"):
        read_incidents(path, metres={1: km(-1)})


def test_a_code_of_time_without_a_meaning_is_told(tmp_path):
    path = tmp_path / "acled.csv"
    path.write_text(ACLED.replace(",2,Battles", ",9,Battles"))
    assert read_incidents(path).reasons == {"code of time in no table": 1}


# -------------------------------------------------------------------------------------------------------------- kinds


@pytest.fixture
def table():
    return pd.DataFrame(
        {
            "id": ["a", "b"],
            "lon": [36.7, 36.4],
            "lat": [34.9, 33.54],
            "day": ["2017-07-05", "2017-07-06"],
            "more": [1, 2],
        }
    )


def written_as(kind, table, folder):
    path = folder / f"incidents.{kind}"
    points = gpd.GeoDataFrame(
        table.drop(columns=["lon", "lat"]), geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326"
    )
    if kind in ("csv", "tsv"):
        table.to_csv(path, index=False, sep="," if kind == "csv" else "\t")
    elif kind == "xlsx":
        table.to_excel(path, index=False)
    elif kind in ("geojson", "json"):
        path.write_text(points.to_json())
    elif kind == "gpkg":
        points.to_file(path, layer="one")
    elif kind == "geoparquet":
        points.to_parquet(path)
    elif kind == "parquet":
        table.to_parquet(path)
    else:
        pyarrow.feather.write_feather(pa.Table.from_pandas(table, preserve_index=False), path)
    return path


@pytest.mark.parametrize(
    "kind", ["csv", "tsv", "xlsx", "geojson", "json", "gpkg", "geoparquet", "parquet", "arrow", "feather"]
)
def test_every_kind_of_file_gives_the_same(kind, table, tmp_path):
    found = read_incidents(written_as(kind, table, tmp_path))
    assert len(found.rejected) == 0
    assert found.frame["lon"].tolist() == [36.7, 36.4]
    assert found.frame["lat"].tolist() == [34.9, 33.54]
    assert days(found) == [dt.date(2017, 7, 5), dt.date(2017, 7, 6)]
    assert days(found, "last_day") == days(found)
    assert found.frame["more"].tolist() == [1, 2]
    assert found.frame["row"].tolist() == [0, 1]
    assert found.frame["precision_m"].isna().all()  # nobody said how exact


def test_frames_arrow_tables_and_arrays(table):
    points = gpd.GeoDataFrame(table[["day"]], geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326")
    whole = [
        read_incidents(source).frame[["lon", "lat", "day"]]
        for source in (
            table, points, points.to_crs("EPSG:32637"), pa.Table.from_pandas(table), pa.table(points.to_arrow()),
            {"lon": table["lon"].to_numpy(), "lat": table["lat"].tolist(), "day": table["day"].astype("datetime64[s]")},
        )
    ]  # fmt: skip
    for one in whole:
        pd.testing.assert_frame_equal(one, whole[0], check_exact=False, atol=1e-9, rtol=0)


def test_columns_named_otherwise():
    found = read_incidents(
        {"X": ["36.7"], "Y": [" 34.9"], "when": ["5/7/2017"], "within": [300], "id": ["007"]},
        columns={"lon": "X", "lat": "Y", "day": "when", "precision_m": "within"}, dates="%d/%m/%Y",
    )  # fmt: skip
    assert found.frame.iloc[0][["id", "lon", "lat", "precision_m"]].tolist() == ["007", 36.7, 34.9, 300]
    assert days(found) == [dt.date(2017, 7, 5)]
    assert read_incidents({"lon": [36.7], "lat": [34.9]}, columns={"day": None}).frame["day"].isna().all()


def test_a_column_of_the_source_with_a_name_of_ours_is_kept():
    found = read_incidents({"x": [1], "y": [2], "lon": ["thirty"], "lat": ["-"]},
                           columns={"lon": "x", "lat": "y", "day": None})  # fmt: skip
    assert found.frame[["lon", "lon_source", "lat_source"]].to_numpy().tolist() == [[1.0, "thirty", "-"]]


def test_the_points_carry_their_crs(table):
    points = read_incidents(table).points
    assert points.crs == "OGC:CRS84"
    assert points.geometry.iloc[1] == Point(36.4, 33.54)


# ----------------------------------------------------------------------------------------------------------- bad rows


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"lon": [None]}, "no coordinate"),
        ({"lat": ["-"]}, "no coordinate"),
        ({"lon": ["36°42'E"]}, "coordinate is not a number"),
        ({"lon": ["36,7"]}, "coordinate is not a number"),
        ({"lat": [True]}, "coordinate is not a number"),
        ({"lon": [0], "lat": [0.0]}, "coordinates are 0/0"),
        ({"lon": [34.9], "lat": [136.7]}, "swapped lat/lon suspected"),
        ({"lon": [360.5]}, "coordinate out of range"),
        ({"lon": [float("inf")]}, "coordinate out of range"),
        ({"day": [None]}, "no date"),
        ({"day": ["n/a"]}, "no date"),
        ({"day": ["last week"]}, "date unreadable"),
        ({"day": ["2017-02-30"]}, "date unreadable"),
        ({"last_day": ["2017-07-04"]}, "last day before the first"),
        ({"precision_m": ["about 5"]}, "precision is no length"),
        ({"precision_m": [-1]}, "precision is no length"),
    ],
)
def test_a_bad_row_comes_back_with_its_reason(spoilt, reason):
    good = plain(id=["good"], **{name: ["2017-07-05" if name == "last_day" else 10] for name in spoilt
                                 if name in ("last_day", "precision_m")})  # fmt: skip
    bad = plain(id=["bad"], **spoilt)
    found = read_incidents({name: [*good[name], *bad[name]] for name in good})
    assert found.frame["id"].tolist() == ["good"]
    assert found.rejected[["row", "reason"]].to_numpy().tolist() == [[1, reason]]
    name, value = list(spoilt.items())[-1]
    came = found.rejected[name].iloc[0]
    assert came == value[0] or pd.isna(came) == pd.isna(value[0])


def test_swapped_is_suspected_where_incidents_are_expected():
    swapped = plain(lon=[34.9], lat=[36.7])
    assert len(read_incidents(swapped)) == 1  # it might be so
    for near in (zl.read("syria-2017"), (35.5, 32, 42.5, 36.5)):
        assert read_incidents(swapped, near=near).reasons == {"swapped lat/lon suspected": 1}
    with pytest.raises(InputError, match="west must be below east"):
        read_incidents(swapped, near=(42, 32, 35, 37))


def test_duplicates_by_id_are_told_from_rows_that_say_the_same():
    found = read_incidents(plain(id=["a", "a", "a", "b", None, None], lon=[1, 1, 2, 1, 1, 1]))
    assert found.rejected[["row", "reason"]].to_numpy().tolist() == [[1, "exact duplicate"], [2, "duplicate id"]]
    # two alike without an id may be two incidents
    assert found.frame["row"].tolist() == [0, 3, 4, 5]


def test_a_bad_row_does_not_make_a_good_one_a_duplicate():
    found = read_incidents(plain(id=["a", "a"], lon=[None, 36.7]))
    assert found.frame["row"].tolist() == [1]
    assert found.reasons == {"no coordinate": 1}


def test_geometries_that_are_no_points():
    frame = gpd.GeoDataFrame({"day": ["2017-07-05"] * 4},
                             geometry=[Point(36, 34), box(0, 0, 1, 1), None, Point()], crs="EPSG:4326")  # fmt: skip
    assert read_incidents(frame).reasons == {"no coordinate": 2, "geometry is no point": 1}


# --------------------------------------------------------------------------------------------------------- bad sources


def test_mixed_crs():
    mixed = [set_srid(Point(36, 34), 4326), set_srid(Point(250_000, 3_700_000), 32637)]
    with pytest.raises(InputError, match=r"SRIDs 4326, 32637; bring them into one"):
        read_incidents(gpd.GeoDataFrame({"day": ["2017-07-05"] * 2}, geometry=mixed))
    frame = gpd.GeoDataFrame({"day": ["2017-07-05"]}, geometry=mixed[:1], crs="EPSG:4326")
    with pytest.raises(InputError, match="leave crs= out, or mend the source"):
        read_incidents(frame, crs="EPSG:32637")
    with pytest.raises(PlaneError, match="no coordinate reference system"):
        read_incidents(plain(id=["a"]), crs="EPSG:nowhere")


def test_coordinates_of_a_plane_are_brought_to_degrees():
    x, y = gpd.GeoSeries([Point(36.7, 34.9)], crs=4326).to_crs(32637).get_coordinates().to_numpy()[0]
    found = read_incidents(plain(id=["a"], lon=x, lat=y), crs="EPSG:32637")
    assert found.frame[["lon", "lat"]].to_numpy() == pytest.approx(np.array([[36.7, 34.9]]), abs=1e-9)


def test_dates_that_can_be_read_in_two_ways_are_not_guessed():
    with pytest.raises(InputError, match=r"'05/07/2017', in which day and month cannot be told apart"):
        read_incidents(plain(day=["05/07/2017", "06/07/2017"]))
    # among dates that can be read they are single bad rows
    three = read_incidents(plain(day=["05/07/2017", "2017-07-06", "7 July 2017"]))
    assert three.reasons == {"date unreadable": 1}
    assert days(three) == [dt.date(2017, 7, 6), dt.date(2017, 7, 7)]


def test_times_with_and_without_zones():
    late = plain(day=["2017-07-05T22:30:00Z", "2017-07-05T23:30:00+02:00"])
    with pytest.raises(InputError, match=r"times in several zones \(\+0000, \+0200\)"):
        read_incidents(late)
    found = read_incidents(late, time_zone="Asia/Damascus")  # three hours before UTC in summer
    assert days(found) == [dt.date(2017, 7, 6), dt.date(2017, 7, 6)]
    naive = read_incidents(plain(day=["2017-07-05 22:30:00"]))
    assert days(naive) == [dt.date(2017, 7, 5)]
    assert naive.notes == ("the table, column 'day': times name no zone; the day is the one written",)
    with pytest.raises(InputError, match="no time zone 'Damascus'"):
        read_incidents(late, time_zone="Damascus")


def test_columns_that_are_not_there_or_could_be_two():
    with pytest.raises(InputError, match=r"no lat .*no day .*columns=\{'lat': …, 'day': …\}"):
        read_incidents({"lon": [1], "latt": [2]})
    with pytest.raises(InputError, match=r"'lon' and 'longitude', each of which could be the lon"):
        read_incidents({"lon": [1], "longitude": [2], "lat": [2]}, columns={"day": None})
    with pytest.raises(InputError, match=r"names 'lng' as the lon.*did you mean"):
        read_incidents({"lngt": [1], "lat": [2]}, columns={"lon": "lng", "day": None})
    with pytest.raises(InputError, match="read as 'lo'"):
        read_incidents({"lon": [1], "lat": [2]}, columns={"lo": "lon"})
    with pytest.raises(NotFoundError, match="did you mean 'ucdp'"):
        read_incidents(plain(id=["a"]), layout="ucpd")


def test_files_that_are_not_what_they_say(tmp_path):
    def file(name, text):
        (tmp_path / name).write_bytes(text)
        return tmp_path / name

    with pytest.raises(InputError, match=r"none.csv is empty"):
        read_incidents(file("none.csv", b"\xef\xbb\xbf \n"))
    with pytest.raises(InputError, match=r"bare.csv has no rows"):
        read_incidents(file("bare.csv", b"lon,lat,day\n"))
    with pytest.raises(FileError, match=r"two.csv is not what its name says: it begins as Parquet"):
        read_incidents(file("two.csv", b"PAR1\0\0"))
    with pytest.raises(FileError, match=r"t.parquet is not what its name says: it begins as text"):
        read_incidents(file("t.parquet", b"lon,lat\n"))
    for name, text in (("cut.parquet", b"PAR1 and no more"), ("cut.xlsx", b"PK\x03\x04cut"),
                       ("cut.gpkg", b"SQLite format 3\0cut"), ("cut.arrow", b"ARROW1\0\0cut"),
                       ("cut.json", b'{"type": "Feat'), ("other.json", b'{"type": "Topology"}'),
                       ("latin.csv", "lon,lat,day,notes\n1,2,2017-07-05,d\u00e9j\u00e0\n".encode("latin-1")),
                       ("ragged.csv", b"lon,lat,day\n1,2,2017-07-05,3\n")):  # fmt: skip
        with pytest.raises(FileError, match=name):
            read_incidents(file(name, text))
    with pytest.raises(FileError, match="there is no file"):
        read_incidents(tmp_path / "nowhere.csv")
    with pytest.raises(FileError, match=r"ends in \.shp; incidents are read from"):
        read_incidents("incidents.shp")
    with pytest.raises(InputError, match="a list came"):
        read_incidents([1, 2])
    with pytest.raises(InputError, match="do not fit together"):
        read_incidents({"lon": [1, 2], "lat": [1]})


def test_a_geojson_whose_coordinates_are_texts(tmp_path):
    features = [
        {"type": "Feature", "id": i, "properties": {"date": "2017-07-05"},
         "geometry": None if at is None else {"type": "Point", "coordinates": at}}
        for i, at in enumerate([[36.7, 34.9], ["36.7", "34.9"], ["east", 34.9], None])
    ]  # fmt: skip
    path = tmp_path / "texts.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    found = read_incidents(path)
    assert found.frame["id"].tolist() == ["0", "1"]
    assert found.reasons == {"no coordinate": 1, "coordinate is not a number": 1}


def test_a_layer_is_said_where_there_are_several(tmp_path, table):
    path = tmp_path / "two.gpkg"
    points = gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=4326)
    points = points.drop(columns=["lon", "lat"])
    points.to_file(path, layer="one")
    points[:1].to_file(path, layer="other")
    assert len(read_incidents(path, layer="other")) == 1
    with pytest.raises(InputError, match=r"has 2 layers \(one, other\); say which"):
        read_incidents(path)
    with pytest.raises(InputError, match="no layer 'onne'; did you mean 'one'"):
        read_incidents(path, layer="onne")
    with pytest.raises(InputError, match="has no layers; leave it out"):
        read_incidents(written_as("csv", table, tmp_path), layer="one")


# --------------------------------------------------------------------------------------------------------------- laws

CELLS = st.fixed_dictionaries({
    "id": st.sampled_from(["a", "b", "c", None]),
    "lon": st.sampled_from([36.7, "36.5", 0, None, "x", 500, float("nan")]),
    "lat": st.sampled_from([34.9, "33", 0, None, "", 136.7]),
    "day": st.sampled_from(["2017-07-05", "5 July 2017", "", None, "soon", "2017-07-05T10:00:00Z"]),
    "precision_m": st.sampled_from([0, 10.5, "5", None, -3, "?"]),
})  # fmt: skip


@given(st.lists(CELLS, min_size=1, max_size=12))
def test_every_row_lands_exactly_once(rows):
    found = read_incidents(pd.DataFrame(rows, dtype=object))
    landed = [*found.frame["row"], *found.rejected["row"]]
    assert sorted(landed) == list(range(len(rows)))
    assert set(found.rejected["reason"]) <= set(REASONS)
    assert sum(found.reasons.values()) == len(found.rejected)
    assert found.frame["lon"].between(-180, 180).all()
    assert found.frame["day"].notna().all()


@given(st.lists(CELLS, min_size=2, max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(rows, random):
    rows = [row | {"id": None} for row in rows]
    order = random.sample(range(len(rows)), len(rows))
    one = read_incidents(pd.DataFrame(rows, dtype=object))
    other = read_incidents(pd.DataFrame([rows[i] for i in order], dtype=object))
    back = dict(enumerate(order))
    assert sorted(one.frame["row"]) == sorted(back[row] for row in other.frame["row"])
    assert dict(zip(one.rejected["row"], one.rejected["reason"], strict=True)) == {
        back[row]: reason for row, reason in zip(other.rejected["row"], other.rejected["reason"], strict=True)
    }
