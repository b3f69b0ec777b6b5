"""Scenarios to draw, and a browser that cannot reach anything."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright
from shapely.geometry import LineString, Point, Polygon, box

from zonelib.files import read
from zonelib.maps import Map, draw
from zonelib.model import (
    Actor,
    Boundary,
    BufferSpec,
    Claim,
    Document,
    Event,
    Incident,
    Leg,
    Measurement,
    Objection,
    PatrolAssignment,
    Period,
    Place,
    Scenario,
    Selection,
    Source,
    Span,
    Status,
    Zone,
)
from zonelib.units import km

NASTY = (
    "<script>window.ran=1</script>",
    "</script><img src=x onerror=window.ran=2>",
    "${window.ran=3}`${window.ran=4}`",
    "{{ 7*7 }}{% for x in y %}<!--",
    "\"'><svg onload=window.ran=5>\u2028\u2029&lt;&amp;",
    "\u202eمنطقة خفض التصعيد\u202c في حمص",
    "]]>*/--></style><b>bold</b>",
)


@pytest.fixture(scope="session")
def seed() -> Scenario:
    return read("syria-2017")


@pytest.fixture(scope="session")
def drawn(seed: Scenario) -> Map:
    return draw(seed)


def _source(text: str = "A wire") -> Source:
    return Source(id="wire", kind="narrator", name=text, publisher=text, published_on=date(2017, 7, 6))


@pytest.fixture(scope="session")
def full() -> Scenario:
    """One of everything that a map can show."""
    west, east = box(36.0, 34.0, 36.3, 34.3), box(36.6, 34.0, 36.9, 34.3)
    return Scenario(
        id="full",
        title="One of everything",
        as_of=date(2017, 7, 6),
        sources=(_source(),),
        actors=(Actor(id="a", name="Alpha", kind="state"), Actor(id="b", name="Beta", kind="state")),
        claims=(Claim(id="C1", says="so it is", source="wire", hedge="in principle", zones=("west",)),),
        zones=(
            Zone(
                id="west",
                name="West",
                boundaries=(
                    Boundary(id="one", geometry=west, certainty="agreed", precision=km(1)),
                    Boundary(id="two", geometry=west.buffer(0.05), certainty="proposed"),
                    Boundary(id="three", certainty="approximate"),
                ),
                statuses=(Status(dimension="establishment", value="established", claims=("C1",)),),
            ),
            Zone(
                id="east",
                name="East",
                boundaries=(Boundary(id="one", geometry=east),),
                statuses=(
                    Status(dimension="establishment", value="established"),
                    Status(dimension="establishment", value="lapsed"),
                ),
            ),
            Zone(id="nowhere", name="Nowhere"),
        ),
        buffers=(
            BufferSpec(id="wide", of=Selection(any_of=("west",)), width=km(5), side="outside", claims=("C1",)),
            BufferSpec(id="between", of=Selection(any_of=("west",)), width=Span(low=km(1), high=km(2)), side="inside"),
            BufferSpec(id="maybe", of=Selection(any_of=("west", "east"), known=False), width=km(3)),
            BufferSpec(id="silent", of=Selection(any_of=("east",))),
            BufferSpec(id="none", of=Selection(any_of=("east",)), width=None),
        ),
        assignments=(
            PatrolAssignment(id="p1", by=("a",), where=Selection(any_of=("west",)), standing="in_place", arms=None),
            PatrolAssignment(id="p2", by=("b",), where=Selection(any_of=("west", "east"), known=False)),
            PatrolAssignment(id="p3", by=("b",), role="monitor", standing="refused"),
        ),
        objections=(Objection(id="o1", by=("a",), to="b", where=Selection(any_of=("west", "east"), known=False)),),
        places=(
            Place(id="town", name="Town", kind="town", geometry=Point(36.45, 34.15), precision=km(2)),
            Place(id="line", name="The line", kind="line", geometry=LineString([(36, 33.8), (37, 33.9)])),
            Place(id="region", name="The region", kind="region", geometry=box(36.2, 33.6, 36.5, 33.75)),
            Place(id="named", name="Named only"),
        ),
        measurements=(
            Measurement(id="m", what="distance", bound="interval", low=km(40), high=km(60), event="e",
                        between=("launch", "target")),
        ),
        events=(Event(id="e", name="Event", legs=(Leg(kind="launch"), Leg(kind="target", places=("town",)))),),
        incidents=(
            Incident(id="i1", kind="shelling", geometry=Point(36.5, 34.2), precision=km(3)),
            Incident(id="i2", kind="shelling", geometry=Point(36.55, 34.1)),
            Incident(id="i3", kind="fighting", where_described="several areas"),
        ),
        documents=(Document(id="d", count=7),),
    )  # fmt: skip


@pytest.fixture(scope="session")
def shapeless() -> Scenario:
    """Something said, nothing with a shape."""
    return Scenario(
        id="talk",
        title="Only talk",
        sources=(_source(),),
        claims=(Claim(id="C1", says="something", source="wire", about=Period(phrase="some day")),),
        zones=(Zone(id="z", name="Somewhere", claims=("C1",)),),
    )


@pytest.fixture(scope="session")
def hostile() -> Scenario:
    """Every text is an attack, or ten thousand characters long."""
    nasty, long = " ".join(NASTY), "W" * 10_000
    shapes = [Polygon([(36 + i, 34), (36.4 + i, 34), (36.4 + i, 34.4), (36 + i, 34.4)]) for i in range(len(NASTY))]
    zones = [
        Zone(id=f"z{i}", name=text, described_as=(text,), note=text, claims=("C1",),
             boundaries=(Boundary(id=text, geometry=shape, note=text),))
        for i, (text, shape) in enumerate(zip(NASTY, shapes, strict=True))
    ]  # fmt: skip
    zones.append(Zone(id=nasty, name=long, boundaries=(Boundary(id="one", geometry=box(37, 35, 37.4, 35.4)),)))
    return Scenario(
        id=nasty, title=nasty + long, summary=nasty + long, sources=(_source(nasty),),
        actors=(Actor(id="a", name=nasty, kind="state"), Actor(id="b", name=long, kind="state")),
        claims=(Claim(id="C1", says=nasty, source="wire", hedge=nasty, quote=long),),
        zones=tuple(zones),
        buffers=(BufferSpec(id=nasty, of=Selection(any_of=("z0",)), described_as=nasty),),
        assignments=(PatrolAssignment(id="p", by=("a", "b"), role=nasty, where=Selection(any_of=("z0", "z1"))),),
        objections=(Objection(id=nasty, by=("a",), to="b", role=long, where=Selection(any_of=("z1",))),),
        places=(Place(id="p", name=nasty, geometry=Point(38, 35)), Place(id="q", name=long, geometry=Point(39, 35))),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------------ browser

_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium; without one the browser tests are skipped, but on CI they fail."""
    # The shell is Chromium without windows of its own: the same pages in half the time.
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None and not os.environ.get("CI"):
        pytest.skip("no chromium on this machine: `apt-get install chromium` to run the browser tests")
    with sync_playwright() as playwright:
        try:
            opened = playwright.chromium.launch(executable_path=found, args=list(_FLAGS))
        except Error as error:
            pytest.fail(f"chromium could not be started: {error}")
        yield opened
        opened.close()


class Opened:
    """A page in the browser, with everything it complained of and everything it asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: self.requests.append(request.url))

    def count(self, selector: str) -> int:
        return self.page.locator(selector).count()

    def shapes(self, layer: str) -> int:
        """Give the number of shapes of a layer that are on the map, halos aside."""
        return self.count(f'.leaflet-zl-{layer}-pane path:not([class*="zl-halo"])')


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Map], Path]:
    """Write each map once, however many tests open it."""
    written: dict[int, tuple[Map, Path]] = {}
    folder = tmp_path_factory.mktemp("maps")

    def page_of(drawn: Map) -> Path:
        if id(drawn) not in written:
            written[id(drawn)] = (drawn, drawn.save(folder / f"map-{len(written)}.html"))
        return written[id(drawn)][1]

    return page_of


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path, saved: Callable[[Map], Path]) -> Iterator[Callable[..., Opened]]:
    """Open a map, a folium map or a text in a window of its own."""
    contexts = []

    def opener(drawn: Any, *, width: int = 1440, height: int = 900, **options: Any) -> Opened:
        file = tmp_path / f"page-{len(contexts)}.html"
        if isinstance(drawn, str):
            file.write_text(drawn, encoding="utf-8")
        elif isinstance(drawn, Map):
            file = saved(drawn)
        else:
            drawn.save(str(file))
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True, **options)
        contexts.append(context)
        opened = Opened(context.new_page())
        opened.page.goto(file.as_uri())
        opened.page.wait_for_load_state("load")
        return opened

    yield opener
    for context in contexts:
        context.close()
