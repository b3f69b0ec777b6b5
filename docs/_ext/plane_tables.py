"""The tables and the figure of "Which plane" and "What an edge is", computed by zonelib before the pages are read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer

import zonelib as zl
from zonelib import Distance, km, m

if TYPE_CHECKING:  # the tests of these figures do without Sphinx
    from sphinx.application import Sphinx

RADII = (km(5), km(50), km(1_000))
LAEA = "+proj=laea +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m +no_defs +type=crs"
AEQD = "+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m +no_defs +type=crs"


class Region(NamedTuple):
    """A place, and the planes that people there would reach for."""

    name: str
    lon: float
    lat: float
    utm: str
    national: str
    national_name: str

    def planes(self) -> list[tuple[str, str]]:
        at = {"lon": self.lon, "lat": self.lat}
        return [
            ("Web Mercator", "EPSG:3857"),
            (f"UTM {int(self.utm[-2:])}{'N' if self.lat >= 0 else 'S'}", self.utm),
            (self.national_name, self.national),
            ("equal area, centred", LAEA.format(**at)),
            ("equal distance, centred", AEQD.format(**at)),
        ]


REGIONS = (
    Region("Uqayribat, Syria", 37.4644, 35.0431, "EPSG:32637", "EPSG:22770", "Syria Lambert"),
    Region("Panmunjom, Korea", 126.677, 37.956, "EPSG:32652", "EPSG:5186", "Korea 2000, central belt"),
    Region("Donetsk, Ukraine", 37.8, 48.0, "EPSG:32637", "EPSG:28407", "Gauss–Krüger zone 7 (Pulkovo 1942)"),
    Region("Mariehamn, Åland", 19.94, 60.10, "EPSG:32634", "EPSG:3067", "TM35FIN"),
    Region("San Vicente del Caguán, Colombia", -74.77, 2.11, "EPSG:32618", "EPSG:9377", "Origen-Nacional"),
)


class Drawn(NamedTuple):
    """What a circle drawn in a plane is on the earth: its least and greatest radius, and its area in km²."""

    least: Distance
    greatest: Distance
    area_km2: float


def drawn(lon: float, lat: float, crs: str, radius: Distance) -> Drawn:
    """Draw a circle in a plane, bring it back with `zonelib.from_projected`, and measure it on the ellipsoid."""
    x, y = Transformer.from_crs("OGC:CRS84", crs, always_xy=True).transform(lon, lat)
    turn = np.radians(np.arange(0, 360, 0.1))
    rim = np.column_stack([x + radius.m * np.cos(turn), y + radius.m * np.sin(turn)])
    both = gpd.GeoSeries([shapely.Point(x, y), shapely.Polygon(rim)], crs=crs)
    centre, disc = zl.from_projected(both, tolerance=m(1e-6 * radius.m)).geometry
    edge = shapely.get_coordinates(disc)
    metres = zl.distances(edge[:, 0], edge[:, 1], of=centre)
    return Drawn(m(metres.min()), m(metres.max()), zl.area(disc).area.km2)


def true_area(lon: float, lat: float, radius: Distance) -> float:
    disc = zl.ring(shapely.Point(lon, lat), radius).ring
    assert disc is not None
    return zl.area(disc).area.km2


# -------------------------------------------------------------------------------------------------- which plane


def big_circles(region: Region) -> Iterator[Sequence[str]]:
    radius = km(1_000)
    truth = true_area(region.lon, region.lat, radius)
    for name, crs in region.planes():
        found = drawn(region.lon, region.lat, crs, radius)
        cost = zl.describe_plane(shapely.Point(region.lon, region.lat), crs, reach=radius)
        share = found.area_km2 / truth - 1
        yield (
            name, f"{found.least.km:,.1f} – {found.greatest.km:,.1f}", f"{found.area_km2:,.0f}",
            "0 %" if abs(share) < 5e-5 else f"{100 * share:+.2f} %",
            f"{cost.error_at(radius.m) / 1e3:,.1f}",
        )  # fmt: skip


def small_circles(radius: Distance) -> Iterator[Sequence[str]]:
    for region in REGIONS:
        for name, crs in region.planes():
            found = drawn(region.lon, region.lat, crs, radius)
            yield (region.name, name, off(found.least, radius), off(found.greatest, radius))


def off(found: Distance, wanted: Distance) -> str:
    metres = found.m - wanted.m
    return "0" if abs(metres) < 5e-3 else f"{metres:+,.2f}"


def mercator_by_latitude() -> Iterator[Sequence[str]]:
    for lat in (0, 15, 30, 35, 45, 60, 70):
        found = [drawn(0, lat, "EPSG:3857", radius) for radius in RADII]
        yield (f"{lat}°", *(f"{one.least.km:,.2f} – {one.greatest.km:,.2f}" for one in found))


def which_plane() -> Iterator[str]:
    for region in REGIONS:
        truth = true_area(region.lon, region.lat, km(1_000))
        yield from (f"### {region.name}", "")
        head = ("plane", "true radius, km", "true area, km²", "area off", "lengths off by up to, km")
        yield from table(head, big_circles(region))
        yield from ("", f"The true disc has {truth:,.0f} km².", "")
    for radius in RADII[:2]:
        yield from (f"### {radius}", "", "How far the circle lies from where it should, in metres:", "")
        yield from table(("place", "plane", "least", "greatest"), small_circles(radius))
        yield ""
    yield from ("### Web Mercator by latitude", "", "True radius in km of the circle drawn with that radius:", "")
    yield from table(("latitude", *(str(radius) for radius in RADII)), mercator_by_latitude())


# -------------------------------------------------------------------------------------------------- what an edge is


class Edge(NamedTuple):
    """An edge along a parallel, and a place to measure to it from."""

    name: str
    west: float
    east: float
    lat: float
    place: str
    lon: float
    at: float

    @property
    def line(self) -> shapely.LineString:
        return shapely.LineString([(self.west, self.lat), (self.east, self.lat)])

    @property
    def down_to_the_equator(self) -> shapely.Polygon:
        """Meridians and the equator are straight in both senses, so two areas differ by what lies between two edges."""
        return shapely.box(self.west, min(0, self.lat), self.east, max(0, self.lat))


EDGES = (
    Edge("49°N, 123.3°W to 95.15°W", -123.3, -95.15, 49, "Regina", -104.62, 50.45),
    Edge("36°N over 10°, 38°E to 48°E", 38, 48, 36, "Mosul", 43.13, 36.34),
    Edge("38°N, 124.7°E to 128.4°E", 124.7, 128.4, 38, "Seoul", 126.98, 37.57),
    Edge("60°S over 90°, 0° to 90°E", 0, 90, -60, "Vostok", 106.84, -78.46),
)


def apart(line: shapely.LineString) -> Distance:
    """Measure how far the one line leaves the other, at most."""
    shares = np.linspace(0, 1, 201)
    places = shapely.get_coordinates(shapely.line_interpolate_point(line, shares, normalized=True))
    return m(zl.distances(places[:, 0], places[:, 1], of=line, edges="geodesic").max())


def long_edges() -> Iterator[Sequence[str]]:
    for edge in EDGES:
        lengths = [zl.length(edge.line, edges=sense).length.km for sense in ("lonlat", "geodesic")]
        areas = [zl.area(edge.down_to_the_equator, edges=sense).area.km2 for sense in ("lonlat", "geodesic")]
        place = shapely.Point(edge.lon, edge.at)
        far = [zl.distance(place, edge.line, edges=sense).distance.km for sense in ("lonlat", "geodesic")]
        yield (
            edge.name, f"{apart(edge.line).km:,.2f}", f"{abs(areas[1] - areas[0]):,.0f}",
            f"{lengths[0]:,.2f} / {lengths[1]:,.2f}", f"{edge.place}: {far[0]:,.2f} / {far[1]:,.2f}",
        )  # fmt: skip


def edges_by_length() -> Iterator[Sequence[str]]:
    for length_km in (1, 10, 50, 100, 500, 1_000):
        cells = []
        for lat in (15, 35, 50, 65):
            degrees = math.degrees(length_km / (6_378.137 * math.cos(math.radians(lat))))
            metres = apart(shapely.LineString([(0, lat), (degrees, lat)])).m
            cells.append(f"{metres:,.2f} m" if metres < 1e3 else f"{metres / 1e3:,.2f} km")
        yield (f"{length_km:,} km", *cells)


def what_an_edge_is() -> Iterator[str]:
    told = "Of two figures the first is straight in longitude/latitude, the second geodesic."
    yield from ("### Long edges", "", told, "")
    head = ("edge", "lines apart by, km", "area between, km²", "length, km", "distance, km")
    yield from table(head, long_edges())
    yield from ("", "### By length and latitude", "", "How far the two lines part along a parallel:", "")
    yield from table(("edge", "15°", "35°", "50°", "65°"), edges_by_length())


# -------------------------------------------------------------------------------------------------- pages


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def figure(path: Path) -> None:
    """Draw how far the "1,000 km" circle round the first region lies, direction by direction, plane by plane."""
    from matplotlib.figure import Figure  # an extra of the docs, which the tests of the tables do without

    region, radius = REGIONS[0], km(1_000)
    sheet = Figure(figsize=(7.5, 4), layout="constrained")
    axes: Any = sheet.subplots()
    for name, crs in region.planes()[1:]:
        x, y = Transformer.from_crs("OGC:CRS84", crs, always_xy=True).transform(region.lon, region.lat)
        turn = np.radians(np.arange(0, 361, 3))
        rim = shapely.points(x + radius.m * np.sin(turn), y + radius.m * np.cos(turn))
        centre, *places = zl.from_projected(gpd.GeoSeries([shapely.Point(x, y), *rim], crs=crs)).geometry
        lon, lat = shapely.get_coordinates(places).T
        axes.plot(np.degrees(turn), zl.distances(lon, lat, of=centre) / 1e3, label=name)
    axes.set(xlabel="direction in the plane, degrees", ylabel="true distance, km", xlim=(0, 360))
    axes.set_xticks(range(0, 361, 45))
    axes.grid(alpha=0.3)
    axes.legend()
    sheet.savefig(path, metadata={"Date": None})


def write_pages(app: Sphinx) -> None:
    folder = Path(app.srcdir) / "_generated"
    folder.mkdir(exist_ok=True)
    for name, lines in (("plane-tables.md", which_plane()), ("edge-tables.md", what_an_edge_is())):
        page, text = folder / name, "\n".join(lines) + "\n"
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")
    figure(folder / "which-plane.svg")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True}
