"""What is drawn, as plain data: no map library, no markup, nothing that needs a browser.

A `View` is made from a scenario by `zonelib.maps.compose.view_of`; a renderer is a function of a `View`. Geometries are
in WGS 84 longitude and latitude. Texts are user data and stay text: a renderer escapes them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from shapely.geometry.base import BaseGeometry

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
    """

    id: str
    kind: str
    title: str
    facts: tuple[Fact, ...]
    claims: tuple[str, ...] = ()


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
    """One row of a table; `card` is the card it opens, `drawn` whether the map shows it."""

    cells: tuple[str, ...]
    card: str = ""
    drawn: bool = False


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
    tiles : Tiles, optional
        Tiles that the page asks a remote host for.
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
    tiles: Tiles | None = None

    def layer(self, key: str) -> Layer | None:
        """Give the layer of that key, or None where nothing of it is drawn."""
        return next((layer for layer in self.layers if layer.key == key), None)

    def legend(self) -> tuple[LegendLayer, ...]:
        """Say what the map shows; made from what is drawn and from nothing else."""
        return tuple(
            _legend_of(layer)
            for layer in sorted(self.layers, key=lambda layer: layer.place)
            if layer.features or layer.points
        )


def _legend_of(layer: Layer) -> LegendLayer:
    if layer.points is not None:
        dot = LegendClass(style="incident-dot", words=style("incident-dot").words, count=len(layer.points))
        return LegendLayer(layer=layer, count=len(layer.points), classes=(dot,))
    counts = Counter(feature.style for feature in layer.features)
    keyed = {key: count for key, count in counts.items() if style(key).keyed}
    classes = tuple(LegendClass(style=key, words=style(key).words, count=count) for key, count in keyed.items())
    things = {feature.card or feature.id for feature in layer.features if feature.kind != "name"}
    return LegendLayer(layer=layer, count=len(things), classes=classes)
