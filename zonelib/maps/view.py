"""What is drawn, as plain data: no map library, no markup, nothing that needs a browser.

A `View` is made from a scenario by `zonelib.maps.compose.view_of`; a renderer is a function of a `View`. Geometries are
in WGS 84 longitude and latitude. Texts are user data and stay text: a renderer escapes them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shapely.geometry.base import BaseGeometry

from zonelib.files.tile_sheet import TileSheet
from zonelib.maps.points import Points
from zonelib.maps.style import style
from zonelib.maps.tiles import Tiles

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

FeatureKind = Literal["area", "line", "mark", "tag", "name"]
FactSort = Literal["said", "found", "silent"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Feature:
    """One thing on the map.

    Parameters
    ----------
    id : str
        Unique in the view.
    kind : {"area", "line", "mark", "tag", "name"}
        An area, a line, a mark at a point, a tag in the stack of labels of a zone, or a name alone.
    style : str
        Key of its style.
    geometry : shapely geometry
        Where; the anchor of its stack for a tag.
    name : str
        What it is called where it cannot be seen.
    label : str
        What is written beside it; empty for nothing.
    detail : str
        A second, smaller line below the label.
    card : str
        Id of the card that it opens; empty for none.
    stack : str
        Id of the feature in whose stack of labels it stands; empty for none.
    rank : int
        0 is labelled first; later ones give way.
    room : float
        For the name of an area: degrees round the point that belong to it; the name moves, and is left out, by it.
    perhaps : bool
        On a day of the clock: what holds then only perhaps, drawn lighter and said so.
    """

    id: str
    kind: FeatureKind
    style: str
    geometry: BaseGeometry
    name: str
    label: str = ""
    detail: str = ""
    card: str = ""
    stack: str = ""
    rank: int = 0
    room: float = 0.0
    perhaps: bool = False

    @property
    def status(self) -> str:
        """How far what is drawn is agreed, in the word of its style; empty for what has no status."""
        family, _, word = self.style.removesuffix("-possible").partition("-")
        if family not in ("zone", "line", "duty"):
            return ""
        return "not stated" if word == "unsaid" else word.replace("-", " ").replace("_", " ")


@dataclass(frozen=True, kw_only=True, slots=True)
class Layer:
    """Features that are shown and hidden together.

    Parameters
    ----------
    key : str
        Unique in the view; a fixed word, never user data.
    title : str
        What the legend calls it.
    features : tuple of Feature
        In the order of drawing.
    noun : str
        What the legend counts; empty where counting says nothing.
    base : bool
        True for the ground under what is said.
    shown : bool
        Whether the map opens with it.
    hint : str
        A sentence on how to read it.
    place : int
        Its place in the legend, which is read from what is agreed to where it stands.
    points : Points, optional
        Incidents by the thousand, drawn on a canvas.
    """

    key: str
    title: str
    features: tuple[Feature, ...]
    noun: str = ""
    base: bool = False
    shown: bool = True
    hint: str = ""
    place: int = 0
    points: Points | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One line of a card.

    Parameters
    ----------
    label, value : str
        What, and what is said or found of it.
    claims : tuple of str
        Ids of the claims that say so.
    sort : {"said", "found", "silent"}
        Said by a source, found by measuring, or not stated by anybody.
    """

    label: str
    value: str
    claims: tuple[str, ...] = ()
    sort: FactSort = "said"


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """What is known of one thing.

    Parameters
    ----------
    id : str
        Collection and id, such as ``zones/homs``.
    kind, title : str
        "Zone", and its name.
    facts : tuple of Fact
        In order.
    claims : tuple of str
        Every claim that it rests on, in the order of the scenario.
    other_names : tuple of str
        By which a search finds it too.
    parties : tuple of str
        Ids of the cards of the actors that it names: who serve, object, propose, agree or are meant.
    """

    id: str
    kind: str
    title: str
    facts: tuple[Fact, ...]
    claims: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimText:
    """A claim as a reader is shown it.

    Parameters
    ----------
    id, says : str
        The claim.
    speaker, via : str
        Who says it, and in which publication of which day.
    particulars : tuple of Fact
        Hedge verbatim, quote, day, what stands with and against it.
    """

    id: str
    says: str
    speaker: str
    via: str
    particulars: tuple[Fact, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row of a table; `card` is the card it opens, `drawn` whether the map shows it, `about` what it tells of."""

    cells: tuple[str, ...]
    card: str = ""
    drawn: bool = False
    about: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Everything of one collection, drawn or not."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Extent:
    """A part of the map that a button shows."""

    key: str
    label: str
    box: Box


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A paragraph below the map."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LegendClass:
    """One swatch of the legend."""

    style: str
    words: str
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LegendLayer:
    """One switch of the legend, with the swatches of what its layer draws."""

    layer: Layer
    count: int
    classes: tuple[LegendClass, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two layers that are looked at side by side or in turn.

    Parameters
    ----------
    title : str
        What is compared.
    layers, names : tuple of two str
        Their keys, and what a reader is shown as their names.
    difference : tuple of str
        Keys of the layers of their difference.
    same : tuple of str
        Ids of the features of other layers that are the same lines once more, and not drawn beside them.
    """

    title: str
    layers: tuple[str, str]
    names: tuple[str, str]
    difference: tuple[str, ...]
    same: tuple[str, ...] = ()


Span = tuple[int, int, int]
"""Number of a knowledge, number of the first stretch of days, number of the stretch that ends it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stay:
    """A feature, and when it stands on the map."""

    layer: str
    feature: Feature
    spans: tuple[Span, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RowStay:
    """What a row of a table is about, and when it holds, certainly or perhaps."""

    about: str
    certain: tuple[Span, ...]
    perhaps: tuple[Span, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """A day on which something begins or ends, in words."""

    day: date
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """What stands on the map on each day, as far as it was known on another.

    Parameters
    ----------
    as_of : date or None
        The day whose knowledge the record shows; None for all that it holds.
    opens : date
        The day on which the clock stands when the page opens; the page itself opens on the whole record.
    first, last : date
        The days between which it runs.
    days : tuple of date
        The first day of each stretch of days on which nothing changes; the first stretch reaches back for ever.
    known : tuple of date
        The first day of each knowledge; the last is that of the record.
    ticks : tuple of Tick
        The days on which something is said to begin or to end.
    layers : tuple of str
        Keys of the layers that it drives; the others stand always.
    stays : tuple of Stay
        What stands on the map when.
    rows : tuple of RowStay
        What of the tables holds when; rows that are not listed are not dated.
    """

    as_of: date | None
    opens: date
    first: date
    last: date
    days: tuple[date, ...]
    known: tuple[date, ...]
    ticks: tuple[Tick, ...]
    layers: tuple[str, ...]
    stays: tuple[Stay, ...]
    rows: tuple[RowStay, ...]

    def on(self, day: date, *, known_on: date | None = None) -> tuple[Layer, ...]:
        """Give what stands on the map on a day, by layer: those layers that hold something, without their titles."""
        k = len(self.known) - 1
        if known_on is not None:
            k = max((i for i, one in enumerate(self.known) if one <= known_on), default=0)
        i = max(i for i, one in enumerate(self.days) if one <= day or i == 0)
        found: dict[str, list[Feature]] = {}
        for stay in self.stays:
            if any(of == k and begin <= i < end for of, begin, end in stay.spans):
                found.setdefault(stay.layer, []).append(stay.feature)
        return tuple(Layer(key=key, title="", features=tuple(features)) for key, features in found.items())


@dataclass(frozen=True, kw_only=True, slots=True)
class StripRun:
    """Days one after the other that look the same: so many from the one of that number on."""

    kind: Literal["none", "perhaps", "certain", "several"]
    start: int
    days: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StripRow:
    """One zone of a strip, with what it shows in words."""

    name: str
    card: str
    runs: tuple[StripRun, ...]
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StripTick:
    """A day that is named above a strip, by its number."""

    at: int
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Strip:
    """Days from left to right, one row for each zone."""

    title: str
    days: int
    ticks: tuple[StripTick, ...]
    rows: tuple[StripRow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """A map as plain data.

    Parameters
    ----------
    id, title, dateline, summary : str
        Of the whole.
    extents : tuple of Extent
        The map opens on the first; empty where nothing has a geometry.
    layers : tuple of Layer
        From the ground up.
    cards : tuple of Card
        What a click opens.
    claims : tuple of ClaimText
        All claims.
    tables : tuple of Table
        Everything that is said, drawn or not.
    notes : tuple of Note
        What the reader must be able to check.
    drew : tuple of str
        What was drawn, in sentences.
    sources : tuple of str
        The publications that it rests on, each in one line, for a citation.
    language : str
        Of the page's own words: one that `words_of` knows.
    clock : Clock, optional
        What of it holds on which day; None where nothing that is drawn changes over time.
    tiles : Tiles, optional
        Tiles that the page asks a remote host for.
    sheet : TileSheet, optional
        Picture tiles that lie in the page, over the base layer "ground".
    local_credit : str
        Whom to credit for the user's own base map; empty without one.
    strip : Strip, optional
        A patrol calendar, below the map.
    pairs : tuple of Pair
        What the page offers to look at side by side.
    """

    id: str
    title: str
    dateline: str
    summary: str
    extents: tuple[Extent, ...]
    layers: tuple[Layer, ...]
    cards: tuple[Card, ...]
    claims: tuple[ClaimText, ...]
    tables: tuple[Table, ...]
    notes: tuple[Note, ...]
    drew: tuple[str, ...]
    sources: tuple[str, ...] = ()
    language: str = "en"
    clock: Clock | None = None
    tiles: Tiles | None = None
    sheet: TileSheet | None = None
    local_credit: str = ""
    strip: Strip | None = None
    pairs: tuple[Pair, ...] = ()

    def layer(self, key: str) -> Layer | None:
        """Give the layer of that key, or None where nothing of it is drawn."""
        return next((layer for layer in self.layers if layer.key == key), None)

    def legend(self, *, over_time: bool = False) -> tuple[LegendLayer, ...]:
        """Say what the map shows; made from what is drawn and from nothing else.

        Parameters
        ----------
        over_time : bool, default False
            With what stands on the map only on other days of its clock, counted as 0.
        """
        ordered = sorted(self.layers, key=lambda layer: layer.place)
        later: dict[str, list[str]] = {}
        if over_time and self.clock is not None:
            for stay in self.clock.stays:
                later.setdefault(stay.layer, []).append(stay.feature.style)
        return tuple(
            _legend_of(one, later.get(one.key, [])) for one in ordered if one.features or one.points or one.key in later
        )


def _legend_of(layer: Layer, later: list[str]) -> LegendLayer:
    if layer.points is not None:
        dot = LegendClass(style="incident-dot", words=style("incident-dot").words, count=len(layer.points))
        return LegendLayer(layer=layer, count=len(layer.points), classes=(dot,))
    counts = Counter(feature.style for feature in layer.features)
    counts.update(dict.fromkeys(later, 0))
    keyed = {key: count for key, count in counts.items() if style(key).keyed}
    classes = tuple(LegendClass(style=key, words=style(key).words, count=count) for key, count in keyed.items())
    things = {feature.card or feature.id for feature in layer.features if feature.kind != "name"}
    return LegendLayer(layer=layer, count=len(things), classes=classes)
