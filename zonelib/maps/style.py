"""How each class of thing looks: one registry for the map, the legend and every later picture.

A feature names a style by its key. `style_sheet` turns the registry into CSS classes and `hatches` into SVG patterns;
the path on the map and the swatch in the legend carry the same class, so they cannot disagree. Inks follow Okabe and
Ito (2008, "Color Universal Design"), muted, each with a value for a light and a dark page; no two classes of one layer
differ by ink alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from zonelib.errors import NotFoundError, nearest

Shape = Literal["area", "line", "mark", "name"]

INKS: Final[dict[str, tuple[str, str]]] = {
    # name: (on a light page, on a dark page)
    "ink": ("#25313c", "#e8edf2"),
    "halo": ("#ffffff", "#11161b"),
    "blue": ("#0063a0", "#6db6e8"),
    "vermillion": ("#b84e00", "#f2935c"),
    "green": ("#00745a", "#46c2a0"),
    "purple": ("#8f4a78", "#dd9cc6"),
    "ochre": ("#8a6100", "#e6b84d"),
    "grey": ("#66717b", "#a3adb7"),
    "land": ("#f5f3ee", "#2a3036"),
    "coast": ("#a9bac4", "#4b5862"),
    "water": ("#d9e6ec", "#182028"),
    "stream": ("#a8c6d6", "#35505f"),
    "border": ("#8d8a96", "#7d8590"),
    "faint": ("#5f6b76", "#9aa5b0"),
    "sea": ("#466879", "#7fa3b8"),
}

MARKS: Final[dict[str, str]] = {
    # Drawn in a box of 16 by 16, centred on 8,8.
    "dot": "M8 5a3 3 0 1 0 .01 0z",
    "diamond": "M8 2.2L13.8 8L8 13.8L2.2 8z",
    "square": "M3 3h10v10h-10z",
    "square-ask": "M3 3h10v10h-10zM6.4 6.6a1.7 1.7 0 1 1 2.4 1.5q-.8.4-.8 1.3M8 10.9v.5",
    "square-bar": "M3 3h10v10h-10zM1.5 14.5L14.5 1.5",
    "circle-bar": "M8 2.5a5.5 5.5 0 1 0 .01 0zM4.2 11.8L11.8 4.2",
    "circle-ask": "M8 2.5a5.5 5.5 0 1 0 .01 0zM6.4 6.6a1.7 1.7 0 1 1 2.4 1.5q-.8.4-.8 1.3M8 10.9v.5",
    "comb": "M1.5 8h13M3 4.5v7M6.3 4.5v7M9.6 4.5v7M12.9 4.5v7",
    "comb-ask": "M1 8h6M2.4 4.5v7M5.6 4.5v7M9.6 6.2a1.9 1.9 0 1 1 2.7 1.7q-.8.4-.8 1.4M11.5 11.4v.5",
    "circle-left": "M8 2.5a5.5 5.5 0 1 0 .01 0zM8 2.5v11M5.2 4.4v7.2",
    "circle-right": "M8 2.5a5.5 5.5 0 1 0 .01 0zM8 2.5v11M10.8 4.4v7.2",
    "circle-dot": "M8 2.5a5.5 5.5 0 1 0 .01 0zM8 6.6a1.4 1.4 0 1 0 .01 0z",
    "triangle": "M8 2.5L14 13.5H2z",
    "circle": "M8 3.5a4.5 4.5 0 1 0 .01 0z",
    "strip": "M1.5 4.5h13v7h-13z",
    "blank": "M3.5 8h9",
}


HALO_WIDTH: Final = 2.6
"""Pixels by which the light edge of a line is wider than the line."""
HALO_SHARE: Final = 0.85
HATCH_SHARE: Final = 0.75
"""Opacities of a light edge and of the lines of a hatch."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hatch:
    """Parallel lines across an area.

    Parameters
    ----------
    angle : float
        Degrees clockwise from upright.
    gap : float
        Pixels from line to line.
    width : float
        Pixels.
    crossed : bool
        With a second set of lines at a right angle to the first.
    """

    angle: float
    gap: float
    width: float = 1.1
    crossed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """The look of one class of thing.

    Parameters
    ----------
    key : str
        What a feature names it by.
    words : str
        What the legend calls it.
    shape : {"area", "line", "mark", "name"}
        What it is the look of.
    ink : str
        One of `INKS`.
    fill : float
        How much of the ink fills an area or a mark, 0 to 1.
    hatch : Hatch, optional
        Lines across an area.
    width : float
        Pixels of the line; 0 draws none.
    dash : tuple of float
        Pixels on and off; empty is solid.
    halo : bool
        With a light edge, so that it reads on any ground.
    mark : str
        One of `MARKS`, for a mark.
    keyed : bool
        Whether the legend shows it; not where its own words stand beside it.
    """

    key: str
    words: str
    shape: Shape
    ink: str
    fill: float = 0.0
    hatch: Hatch | None = None
    width: float = 0.0
    dash: tuple[float, ...] = ()
    halo: bool = False
    mark: str = ""
    keyed: bool = True


def _area(key: str, words: str, ink: str, fill: float, hatch: Hatch | None = None, **line: float) -> Style:
    return Style(key=key, words=words, shape="area", ink=ink, fill=fill, hatch=hatch, width=line.get("width", 0.0))


def _line(key: str, words: str, ink: str, width: float, dash: tuple[float, ...] = (), *, halo: bool = True) -> Style:
    return Style(key=key, words=words, shape="line", ink=ink, width=width, dash=dash, halo=halo)


def _mark(key: str, words: str, ink: str, mark: str, fill: float = 0.0, dash: tuple[float, ...] = ()) -> Style:
    return Style(key=key, words=words, shape="mark", ink=ink, fill=fill, width=1.5, dash=dash, mark=mark)


def _beside(key: str, words: str, ink: str, mark: str, fill: float = 0.0) -> Style:
    return Style(key=key, words=words, shape="mark", ink=ink, fill=fill, width=1.3, mark=mark, keyed=False)


# A line this wide with short dashes reads as a comb: the symbol of a strip whose width nobody states.
_COMB: Final = 9

_ZONES = (
    _area("zone-established", "established", "green", 0.36),
    _area(
        "zone-in-principle", "agreed, not established; line agreed in principle", "blue", 0.13, Hatch(angle=45, gap=8)
    ),
    _area(
        "zone-agreed",
        "agreed, not established; line not said to be agreed",
        "vermillion",
        0.11,
        Hatch(angle=-45, gap=8),
    ),
    _area("zone-proposed", "proposed", "purple", 0.07, Hatch(angle=90, gap=8)),
    _area("zone-lapsed", "lapsed", "grey", 0.10, Hatch(angle=0, gap=9)),
    _area("zone-contested", "sources contradict each other", "ochre", 0.12, Hatch(angle=45, gap=9, crossed=True)),
    _area("zone-overlap", "two zones on the same ground", "ink", 0.0, Hatch(angle=45, gap=5, width=0.6, crossed=True)),
    _area("zone-unsaid", "status not stated", "grey", 0.10),
)
_LINES = (
    _line("line-agreed", "agreed", "ink", 2.2),
    _line("line-in_principle", "agreed in principle", "ink", 2.2, (12, 4)),
    _line("line-proposed", "proposed", "ink", 2.2, (5, 4)),
    _line("line-approximate", "approximate", "ink", 2.2, (0.1, 4.2)),
    _line("line-unsaid", "certainty not stated", "ink", 1.4, (8, 3, 1, 3)),
)
_BUFFERS = (
    _area("band", "the true line may lie anywhere in the band", "ink", 0.11),
    _area("buffer", "as wide as stated", "green", 0.30, width=1.0),
    _area("buffer-least", "the least width stated", "green", 0.30, width=2.2),
    _area("buffer-most", "the greatest width stated", "green", 0.08, width=0.6),
    _area("buffer-possible", "as wide as stated, but undecided at which zones", "green", 0.10, Hatch(angle=90, gap=6)),
    _line(
        "buffer-unsaid",
        "width not stated (the comb is a symbol; it has no width on the ground)",
        "green",
        _COMB,
        (1.4, 8.6),
        halo=False,
    ),
    _line(
        "buffer-unsaid-possible",
        "undecided at which zones, width not stated (a symbol)",
        "green",
        _COMB,
        (1.4, 18.6),
        halo=False,
    ),
)
_BUFFER_MARKS = (
    _beside("tag-buffer", "buffer of stated width", "green", "strip", 0.24),
    _beside("tag-buffer-unsaid", "buffer, width not stated", "green", "comb"),
    _beside("tag-buffer-none", "buffer said to have no width", "green", "blank"),
    _beside("tag-buffer-possible", "buffer, undecided at which zones", "green", "comb-ask"),
)
_DUTIES = (
    _mark("duty-in_place", "in place", "blue", "square", 1.0),
    _mark("duty-agreed", "agreed", "blue", "square", 0.45),
    _mark("duty-likely", "likely", "blue", "square", 0.0, (3, 1.6)),
    _mark("duty-proposed", "proposed", "blue", "square", 0.0, (0.9, 1.9)),
    _mark("duty-refused", "refused", "blue", "square-bar"),
    _mark("duty-unsaid", "standing not stated", "grey", "square", 0.0, (5, 1.5, 1, 1.5)),
    _mark("duty-in_place-possible", "in place, undecided at which zones", "blue", "square-ask", 0.3),
    _mark("duty-agreed-possible", "agreed, undecided at which zones", "blue", "square-ask"),
    _mark("duty-likely-possible", "likely, undecided at which zones", "blue", "square-ask", 0.0, (3, 1.6)),
    _mark("duty-proposed-possible", "proposed, undecided at which zones", "blue", "square-ask", 0.0, (0.9, 1.9)),
    _mark("duty-refused-possible", "refused, undecided at which zones", "blue", "square-bar", 0.0, (3, 1.6)),
    _mark(
        "duty-unsaid-possible",
        "standing not stated, undecided at which zones",
        "grey",
        "square-ask",
        0.0,
        (5, 1.5, 1, 1.5),
    ),
    _mark("objection", "objection", "vermillion", "circle-bar"),
    _mark("objection-possible", "objection, undecided at which zones", "vermillion", "circle-ask"),
)
_PATROLS = (
    _mark("post-fixed", "fixed post", "blue", "triangle", 0.6),
    _mark("post-mobile", "mobile post", "blue", "triangle"),
    _mark("post-camera", "camera", "blue", "circle-dot"),
    _mark("post-unsaid", "kind not stated", "grey", "triangle", 0.0, (3, 1.6)),
    _area("post-spread", "how far the true place may lie", "blue", 0.06, width=0.8),
    _line("route", "route", "blue", 1.6, (7, 2, 1.5, 2)),
)
SECTOR_LOOKS: Final = tuple(f"sector-{number}" for number in range(1, 7))
"""Looks of sectors by who would serve them, in turn."""

_PLANS = (
    _mark("plan-post", "post of the plan", "ink", "triangle", 0.85),
    _area("plan-reach", "within reach of a post", "blue", 0.06, width=0.6),
    _line("gap", "beyond the reach of every post", "vermillion", 6.0),
    _line("sector-1", "first team", "blue", 3.4),
    _line("sector-2", "second team", "green", 3.4, (12, 3)),
    _line("sector-3", "third team", "purple", 3.4, (6, 3)),
    _line("sector-4", "fourth team", "ochre", 3.4, (12, 3, 3, 3)),
    _line("sector-5", "fifth team", "grey", 3.4, (3, 3)),
    _line("sector-6", "sixth team", "ink", 3.4, (9, 3, 2, 3, 2, 3)),
    _line("sector-nobody", "nobody", "faint", 1.6, (1.5, 4)),
)
_RECORD = (
    _line("ring", "the distance stated", "purple", 1.8),
    _area("ring-band", "the distance as it may be read", "purple", 0.13),
    _mark("place", "named place", "ink", "dot", 0.0),
    _mark("place-reported", "place of a reported event", "purple", "diamond", 0.55),
    _line("place-line", "line named in a report", "purple", 2.4, (10, 3, 2, 3)),
    _area("place-area", "area named in a report", "purple", 0.05, width=1.2),
    _area("place-spread", "how far the true place may lie", "purple", 0.08, width=0.8),
    _mark("incident", "incident", "ochre", "circle", 0.6),
    _mark("incident-imprecise", "incident, place imprecise", "ochre", "circle"),
    _mark(
        "incident-dot", "a dot, hollow where its place is imprecise; far out it stands for several", "ochre", "dot", 1.0
    ),
    _area("incident-spread", "how far the true place may lie", "ochre", 0.06, width=0.8),
)
_CHECKS = (
    _area("hypothesis-consistent", "consistent with the stated distance", "green", 0.15, width=1.2),
    _area("hypothesis-cannot-tell", "cannot tell", "ochre", 0.08, Hatch(angle=-45, gap=9), width=1.2),
    _area("hypothesis-inconsistent", "inconsistent", "grey", 0.12, Hatch(angle=45, gap=6, crossed=True), width=1.2),
    _mark("start-consistent", "consistent: nearest point, or the place itself", "green", "circle", 0.85),
    _mark("start-cannot-tell", "cannot tell: nearest point, or the place itself", "ochre", "circle-ask"),
    _mark("start-inconsistent", "inconsistent: nearest point, or the place itself", "grey", "circle-bar"),
    _area("fits", "some point of the target lies at the stated distance", "purple", 0.10, width=1.2),
    _area("fits-every", "every point of the target does", "purple", 0.26, width=0.8),
    _line("geodesic-nearest", "to the nearest point", "ink", 1.6),
    _line("geodesic-farthest", "to the farthest point", "ink", 1.0, (2, 5), halo=False),
)
_DIFFS = (
    _area("diff-core", "in both", "ink", 0.10),
    _area(
        "diff-dispute-a",
        "only in a: lines farther apart than their precision",
        "blue",
        0.14,
        Hatch(angle=45, gap=7),
        width=0.8,
    ),
    _area(
        "diff-dispute-b",
        "only in b: lines farther apart than their precision",
        "vermillion",
        0.10,
        Hatch(angle=-45, gap=7),
        width=0.8,
    ),
    _area("diff-undecided-a", "only in a: not told whether more than imprecise", "blue", 0.14, Hatch(angle=45, gap=14)),
    _area(
        "diff-undecided-b",
        "only in b: not told whether more than imprecise",
        "vermillion",
        0.10,
        Hatch(angle=-45, gap=14),
    ),
    _area("diff-sliver", "sliver: may come of imprecise lines alone", "grey", 0.10, Hatch(angle=0, gap=4, width=0.7)),
    # Leaning and spaced so that the lines of what is only in one fall on them.
    _area("diff-side-a", "all inside line a", "blue", 0.22, Hatch(angle=45, gap=14, width=0.7)),
    _area("diff-side-b", "all inside line b", "vermillion", 0.18, Hatch(angle=-45, gap=14, width=0.7)),
    _line("diff-same", "casing: where the two may be one line", "coast", 11, halo=False),
    _line("diff-line-a", "line a", "blue", 2.0, (9, 3)),
    _line("diff-line-b", "line b", "vermillion", 2.0, (3, 3)),
    _line("diff-line-both", "both draw the very same line", "ink", 2.0, (9, 3, 3, 3)),
    _line("diff-offset", "the greatest distance between them", "ink", 1.6),
    _mark("diff-end", "its two places", "ink", "dot", 1.0),
    _mark("diff-town-a", "place in a only", "blue", "circle-left", 0.2),
    _mark("diff-town-b", "place in b only", "vermillion", "circle-right", 0.2),
)
_BASE = (
    _area("land", "land", "land", 1.0),
    _area("lake", "lake", "water", 1.0),
    _line("river", "river", "stream", 1.0, halo=False),
    _area("local-area", "area on the local base map", "coast", 0.16),
    _line("local-line", "line on the local base map", "coast", 0.9, halo=False),
    _line("border-international", "international boundary", "border", 1.1, halo=False),
    _line("border-open", "disputed, indefinite or line of control", "border", 1.1, (1.5, 3), halo=False),
    Style(key="name-place", words="town", shape="mark", ink="faint", mark="dot", width=1.0),
    Style(key="name-sea", words="sea", shape="name", ink="sea", keyed=False),
    Style(key="name-diff", words="label of a part", shape="name", ink="ink", keyed=False),
    Style(key="name-ring", words="label of a ring", shape="name", ink="purple", keyed=False),
)

STYLES: Final[dict[str, Style]] = {
    s.key: s
    for group in (_ZONES, _LINES, _BUFFERS, _BUFFER_MARKS, _DUTIES, _PATROLS, _PLANS, _RECORD, _CHECKS, _DIFFS, _BASE)
    for s in group
}


def style(key: str) -> Style:
    """Give the style of that key.

    Raises
    ------
    NotFoundError
        With the nearest key that there is.
    """
    if key not in STYLES:
        raise NotFoundError(f"there is no map style {key!r}; {nearest(key, STYLES)}")
    return STYLES[key]


def edge(s: Style) -> tuple[str, float]:
    """Give the ink and the width of the line of a style; land and lakes are edged by the coast."""
    return ("coast", 0.7) if s.key in ("land", "lake") else (s.ink, s.width)


def cap(s: Style) -> Literal["round", "butt"]:
    """Give the ends of dashes: a dotted line is round dots; every other dash keeps its stated length."""
    return "round" if s.dash and s.dash[0] < 1 else "butt"


def join(s: Style) -> Literal["bevel", "round"]:
    """Give the bends of a line: the teeth of a comb would run together at a sharp one."""
    return "bevel" if s.width >= _COMB else "round"


def style_sheet() -> str:
    """Give the CSS of every style, for a light and a dark page."""
    light = "".join(f"--{name}:{pair[0]};" for name, pair in INKS.items())
    dark = "".join(f"--{name}:{pair[1]};" for name, pair in INKS.items())
    rules = [
        f":root{{{light}}}",
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}",
        *(f".zl-{s.key}{{{_declarations(s)}}}" for s in STYLES.values()),
        *(f".zl-halo-{s.key}{{{_halo(s)}}}" for s in STYLES.values() if s.halo),
    ]
    return "\n".join(rules)


def hatches() -> str:
    """Give the SVG patterns that the style sheet refers to."""
    return "".join(_pattern(s) for s in STYLES.values() if s.hatch)


def _declarations(s: Style) -> str:
    if s.shape == "name":
        return f"color:var(--{s.ink})"
    filled = f"fill:url(#hatch-{s.key})" if s.hatch else f"fill:var(--{s.ink})" if s.fill else "fill:none"
    # An explicit 1 undoes Leaflet's own fill-opacity where the pattern carries the tint.
    opacity = 1 if s.hatch else s.fill
    line, width = edge(s)
    stroke = f"stroke:var(--{line});stroke-width:{width:g};stroke-opacity:1" if width else "stroke:none"
    dashes = f";stroke-dasharray:{' '.join(f'{d:g}' for d in s.dash)}" if s.dash else ""
    joined = f";stroke-linejoin:{join(s)}" if join(s) == "bevel" else ""
    return f"{filled};fill-opacity:{opacity:g};{stroke}{dashes};stroke-linecap:{cap(s)}{joined}"


def _halo(s: Style) -> str:
    return f"fill:none;stroke:var(--halo);stroke-width:{s.width + HALO_WIDTH:g};stroke-opacity:{HALO_SHARE:g}"


def _pattern(s: Style) -> str:
    hatch = s.hatch
    assert hatch is not None
    gap = f"{hatch.gap:g}"
    lines = f"M0 0V{gap}" + (f"M0 0H{gap}" if hatch.crossed else "")
    return (
        f'<pattern id="hatch-{s.key}" patternUnits="userSpaceOnUse" width="{gap}" height="{gap}" '
        f'patternTransform="rotate({hatch.angle:g})">'
        f'<rect width="{gap}" height="{gap}" style="fill:var(--{s.ink});fill-opacity:{s.fill:g}"/>'
        f'<path d="{lines}" style="stroke:var(--{s.ink});stroke-width:{hatch.width * 2:g};'
        f'stroke-opacity:{HATCH_SHARE:g}"/>'
        "</pattern>"
    )
