"""The page round the map: one HTML file that loads nothing, made from a view and the script of a folium map.

Everything it needs lies beside this file or in installed packages. Texts of a scenario reach the page in two ways only:
through autoescaped markup, and through one JSON block that the script reads and shows by ``textContent``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from importlib import metadata, resources
from typing import Any, Final

import jinja2
from markupsafe import Markup, escape

from zonelib.files.tile_sheet import TileSheet, media_type
from zonelib.maps.geometry import DIGITS, label_point, packed
from zonelib.maps.ground import LOCAL
from zonelib.maps.languages import Words, words_of
from zonelib.maps.locator import locator
from zonelib.maps.static_svg import static_svg
from zonelib.maps.style import MARKS, STYLES, hatches, style, style_sheet
from zonelib.maps.view import Feature, Layer, View

# In the order of reading: each part adds itself to `zonelib.parts`, and the page starts them in this order.
SCRIPTS: Final = (
    *("core.js", "labels.js", "panel.js", "tiles.js"),
    *("geodesic.js", "instruments.js", "measure.js", "print.js"),
    *("clock.js", "legend.js", "tables.js", "search.js", "download.js"),
    *("incidents.js", "incident_keys.js", "incident_table.js", "divider.js", "swipe.js", "pairs.js", "permalink.js"),
)
SHEETS: Final = (
    *(
        "page.css",
        "instruments.css",
        "clock.css",
        "finding.css",
        "still.css",
        "strip.css",
        "incidents.css",
        "swipe.css",
    ),
    *("modes.css", "print.css"),  # last: they have the last word
)

# 0.001° is 111 m; the base map is drawn at 1:10 million, where that is a tenth of a millimetre.
_BASE_DIGITS: Final = 3
# A closing tag, a comment or an entity inside a script element would end it; so might the two old line separators.
_UNSAFE_IN_SCRIPT: Final = re.compile("[<>&\u2028\u2029]")
_ADDRESS: Final = re.compile(r"(.*?)<?(https?://[^<>\s\"']+)>?", re.DOTALL)


def render(
    view: View,
    *,
    map_html: str,
    map_script: str,
    head: str = "",
    added: str = "",
    strict: bool = True,
) -> str:
    """Make the page of a view.

    Parameters
    ----------
    view : View
        What is drawn.
    map_html : str
        The element of the map; empty where there is no map.
    map_script : str
        The script that folium made for the map and its layers.
    head : str
        Further elements of the head, for what a user added.
    added : str
        Further elements between Leaflet and the script of the map, for what a user added.
    strict : bool
        With a Content-Security-Policy that lets only the scripts of this page run and nothing be loaded.

    Returns
    -------
    str
    """
    libraries = _library_scripts() if map_html else ()
    # Apart, so that the page comes to life even if something that a user added fails.
    scripts = (map_script, "zonelib.start();") if map_html else ()
    data = _json(_data(view))
    digest = _hash(view, data)
    words = words_of(view.language)
    markup = _template().render(
        view=view,
        legend=view.legend(over_time=True),
        _=words,
        put=lambda phrase, **parts: escape(words(phrase)).format(**parts),
        # What a scenario says runs as its script does, what is said in the language of the page as the page does.
        auto=_AUTO if words.language == "en" else "",
        tongue=lambda text, own="": _ENGLISH if words.language != "en" and (own or not words.known(text)) else "",
        cell_tongue=lambda text: _cell_tongue(words, text),
        version=version(),
        policy=_policy((*libraries, *scripts), view.tiles.hosts if view.tiles else ()) if strict else "",
        # Leaflet's own pictures are used only by what a user may add; then they are put in by `leaflet_css`.
        sheets=[Markup(text) for text in (*([_leaflet_css()] if map_html else []), style_sheet(), *map(_own, SHEETS))],
        head=Markup(head),
        map_html=Markup(map_html),
        locator=locator(view),
        still=Markup(static_svg(view, [words.told(line) for line in _credits(view)])) if map_html else "",
        hatches=Markup(hatches()),
        swatch=_swatch,
        strip_kinds=_STRIP_KINDS,
        strip_run=_strip_run,
        linked=_linked,
        citation=_citation(view, digest),
        data=Markup(data),
        content_hash=digest[:16],
        libraries=[Markup(script) for script in libraries],
        added=Markup(added),
        scripts=[Markup(script) for script in scripts],
    )
    return markup + "\n"


def content_hash(view: View) -> str:
    """Give the sha256 of everything the page shows."""
    return _hash(view, _json(_data(view)))


def _hash(view: View, data: str) -> str:
    rest = {"tables": [asdict(table) for table in view.tables], "notes": [asdict(note) for note in view.notes]}
    # Of one JSON object: the data of the page, and after it what stands in its markup.
    return hashlib.sha256(f"{data[:-1]},{_json(rest)[1:]}".encode()).hexdigest()


def _citation(view: View, digest: str) -> tuple[str, ...]:
    """Say what the page is and what it rests on, in lines to be quoted."""
    _ = words_of(view.language)
    made = _("Map drawn by zonelib {version} from the record {id}; content sha256 {hash}.")
    made = made.format(version=version(), id=_.apart(view.id), hash=digest)
    return (f"{_.apart(view.title)}. {_.told(view.dateline)}. {made}", *view.sources)


# ------------------------------------------------------------------------------------------------------------ data


def _data(view: View) -> dict[str, Any]:
    return {
        "id": view.id,
        "title": view.title,
        "extents": [asdict(extent) for extent in view.extents],
        "order": [layer.key for layer in view.layers],
        "layers": {layer.key: _layer(layer) for layer in view.layers},
        "cards": {card.id: asdict(card) for card in view.cards},
        "claims": {claim.id: asdict(claim) for claim in view.claims},
        "marks": {s.key: MARKS[s.mark] for s in STYLES.values() if s.mark},
        "credits": [str(escape(words_of(view.language).told(line))) for line in _credits(view)],  # Leaflet takes markup
        **_phrases(view),
        **({"tiles": asdict(view.tiles)} if view.tiles else {}),
        **({"sheet": _sheet(view.sheet)} if view.sheet else {}),
        **({"pairs": [asdict(pair) for pair in view.pairs]} if view.pairs else {}),
        **_clock(view),
    }  # fmt: skip


def _phrases(view: View) -> dict[str, dict[str, str]]:
    """Give the script its words, and what it shows of the view in the language; in English it needs neither."""
    words = words_of(view.language)
    if words.language == "en":
        return {}
    known = {text: words.known(text) for text in sorted(set(_texts(view)))}
    return {"words": words.words, "said": {text: told for text, told in known.items() if told}}


def _texts(view: View) -> Iterator[str]:
    """Give what the script shows of a view; names and words of the scenario are among it, and are not looked up."""
    for card in view.cards:
        yield card.kind
        yield from (text for fact in card.facts for text in (fact.label, fact.value))
    for claim in view.claims:
        yield from (text for fact in claim.particulars for text in (fact.label, fact.value))
        yield claim.speaker
    drawn = [feature for layer in view.layers if not layer.base for feature in layer.features]
    for feature in (*drawn, *(stay.feature for stay in (view.clock.stays if view.clock else ()))):
        yield from (feature.name, feature.detail, feature.status, *([feature.label] if feature.kind == "tag" else []))
    for tick in view.clock.ticks if view.clock else ():
        yield from tick.words


def _sheet(sheet: TileSheet) -> dict[str, Any]:
    """Write tiles of pictures: each different one once."""
    numbers: dict[bytes, int] = {}
    tiles = {f"{x}/{y}": numbers.setdefault(tile, len(numbers)) for (x, y), tile in sorted(sheet.tiles.items())}
    pictures = [f"data:{media_type(tile)};base64,{base64.b64encode(tile).decode()}" for tile in numbers]
    return {"zoom": sheet.zoom, "tiles": tiles, "pictures": pictures}


def _clock(view: View) -> dict[str, Any]:
    """Write the clock: what stands as the record has it by its number there, what differs by what is other in it."""
    clock = view.clock
    if clock is None:
        return {}
    record = {layer.key: layer.features for layer in view.layers if layer.key in clock.layers}
    numbers = {key: {feature.id: at for at, feature in enumerate(features)} for key, features in record.items()}
    written: dict[str, list[list[Any]]] = {key: [] for key in clock.layers}
    for stay in clock.stays:
        at = numbers[stay.layer].get(stay.feature.id, -1)
        entry: list[Any] = [[n for span in stay.spans for n in span], at]
        if at < 0 or record[stay.layer][at] != stay.feature:
            base = _feature(record[stay.layer][at], False) if at >= 0 else {}
            entry.append({k: v for k, v in _feature(stay.feature, False).items() if k not in base or base[k] != v})
        written[stay.layer].append(entry)
    return {"clock": {
        **{name: getattr(clock, name).isoformat() for name in ("opens", "first", "last")},
        "days": [day.isoformat() for day in clock.days],
        "as_of": clock.as_of.isoformat() if clock.as_of else None,
        "known": [day.isoformat() for day in clock.known],
        "ticks": [{"day": tick.day.isoformat(), "words": tick.words} for tick in clock.ticks],
        "layers": written,
        "rows": {
            row.about: [[n for span in spans for n in span] for spans in (row.certain, row.perhaps)]
            for row in clock.rows
        },
    }}  # fmt: skip


def _credits(view: View) -> list[str]:
    said = any(not layer.base for layer in view.layers)
    ground = ["Natural Earth"] if any(layer.base for layer in view.layers) else []
    ground += [view.tiles.credit] if view.tiles else []
    ground += [view.local_credit] if view.local_credit else []
    return [*ground, "names and lines imply no opinion"] if said else ground


def _layer(layer: Layer) -> dict[str, Any]:
    # The shipped base map has no more digits.
    digits = _BASE_DIGITS if layer.base and layer.key != LOCAL else DIGITS
    features = [_feature(one, layer.base, digits) for one in layer.features]
    written: dict[str, Any] = {"base": layer.base, "features": features}
    return written | {"points": layer.points.packed(DIGITS)} if layer.points is not None else written


def _feature(feature: Feature, base: bool, digits: int = DIGITS) -> dict[str, Any]:
    geometry = feature.geometry
    shape = {"type": geometry.geom_type, "digits": digits, "steps": packed(geometry, digits)}
    if base:
        kept = {"id": feature.id, "kind": feature.kind, "style": feature.style, "name": feature.name}
    else:
        kept = {name: getattr(feature, name) for name in ("id", "kind", "style", "name", "detail", "card", "stack")}
    if feature.status and not base:
        kept["status"] = feature.status
    written: dict[str, Any] = {**kept, "g": shape, "halo": style(feature.style).halo}
    if feature.perhaps:
        written["perhaps"] = True
    if feature.label:
        at = label_point(geometry)
        written |= {"room": feature.room} if feature.room else {}
        written |= {"label": feature.label, "rank": feature.rank, "at": [round(at.x, DIGITS), round(at.y, DIGITS)]}
    return written


def _json(value: Any) -> str:
    """Write JSON that is safe inside a script element."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _UNSAFE_IN_SCRIPT.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


# ---------------------------------------------------------------------------------------------------------- markup


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(_own("page.html"))


def _own(name: str) -> str:
    return resources.files("zonelib.maps").joinpath("page", name).read_text(encoding="utf-8")


def _swatch(key: str) -> Markup:
    """Draw a class in the legend with the very CSS class that draws it on the map."""
    s = style(key)
    if s.shape == "mark":
        return Markup('<g transform="translate(9 0)"><path class="zl-{}" d="{}"/></g>').format(key, MARKS[s.mark])
    if s.shape == "area":
        return Markup('<rect class="zl-{}" x="1" y="1" width="32" height="14"/>').format(key)
    halo = Markup('<path class="zl-halo-{}" d="M1 8H33"/>').format(key) if s.halo else ""
    return Markup('{}<path class="zl-{}" d="M1 8H33"/>').format(halo, key)


# From the day on which nobody watches to that on which several do; how high a day stands says the same as its ink.
_STRIP_KINDS: Final = (
    ("none", "no assignment in force"),
    ("perhaps", "perhaps one in force"),
    ("certain", "one in force for certain"),
    ("several", "several in force for certain"),
)
_STRIP_HEIGHTS: Final = {"none": 2, "perhaps": 5, "certain": 10, "several": 10}


def _strip_run(kind: str, start: int, days: int) -> Markup:
    """Draw some days of a strip that is ten units high."""
    high = _STRIP_HEIGHTS[kind]
    bar = Markup('<rect class="strip-{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        kind, start, 10 - high, days, high
    )
    top = Markup('<rect class="strip-top" x="{}" y="0" width="{}" height="3"/>').format(start, days)
    return bar + top if kind == "several" else bar


_AUTO: Final = Markup(' dir="auto"')
_ENGLISH: Final = Markup(' lang="en"') + _AUTO


def _cell_tongue(words: Words, text: str) -> Markup | str:
    """Mark a cell as English, or give it what it says in English, by which the table is sorted."""
    known = words.known(text)
    if known is None:
        return _ENGLISH
    return Markup(' data-said="{}"').format(text) if known != text else ""


def _linked(line: str) -> Markup:
    """Make the web address at the end of a line a link; the rest stays text."""
    found = _ADDRESS.fullmatch(line)
    if not found:
        return escape(line)
    link = '{}<a href="{}" rel="noopener noreferrer">{}</a>'
    return Markup(link).format(found[1], found[2], found[2])


def _policy(scripts: tuple[str, ...], hosts: tuple[str, ...]) -> str:
    """Let exactly these scripts run, and nothing be loaded but pictures from these hosts."""
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src {' '.join(('data:', *hosts))}; "
        "base-uri 'none'; form-action 'none'"
    )


# --------------------------------------------------------------------------------------------------------- packages


def version() -> str:
    """Give the version of zonelib that is installed."""
    try:
        return metadata.version("zonelib")
    except metadata.PackageNotFoundError:
        return "(from a checkout)"


@cache
def _library_scripts() -> tuple[str, ...]:
    # A trailing comment would point the browser's tools to a source map that is not there.
    leaflet = re.sub(r"//# sourceMappingURL=\S+", "", _leaflet("leaflet.js")).replace("\r\n", "\n").strip()
    if "</script" in leaflet.lower() or "http://" in leaflet.replace("http://www.w3.org/", ""):
        raise RuntimeError("the installed Leaflet is not the one this page was made for: it would end its own script")
    return leaflet, "\n".join(_own(name) for name in SCRIPTS)


@cache
def _leaflet_css() -> str:
    # The pictures of Leaflet's own layer switch and pin are not shipped; a reference to them would be a request.
    return re.sub(r"[^{}]*\{[^{}]*url\([^)]*\)[^{}]*\}", "", _leaflet("leaflet.css")).replace("\r\n", "\n")


def _leaflet(name: str) -> str:
    return resources.files("js_lib_leaflet").joinpath("static", "js_lib_leaflet", name).read_text(encoding="utf-8")


def leaflet_picture(name: str) -> str:
    """Give one of Leaflet's own pictures as a data address, for what a user adds."""
    raw = resources.files("js_lib_leaflet").joinpath("static", "js_lib_leaflet", "images", name).read_bytes()
    return "data:image/png;base64," + base64.b64encode(raw).decode()
