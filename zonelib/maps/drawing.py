"""Drawing a scenario: one call, one map, one file."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from zonelib.analysis import BoundaryDiff, PatrolCalendar, PatrolPlan, Publication, RangeCheck
from zonelib.analysis.findings import Finding
from zonelib.errors import InputError
from zonelib.files.atomic import write_bytes, write_text
from zonelib.files.local_base import LocalBase
from zonelib.maps.compose import view_of
from zonelib.maps.folium_map import folium_map
from zonelib.maps.languages import words_of
from zonelib.maps.picture import Form, picture
from zonelib.maps.points import points_of
from zonelib.maps.tiles import tiles_of
from zonelib.maps.view import View
from zonelib.model import Scenario

if TYPE_CHECKING:
    import folium
    from xyzservices import TileProvider


_FORMS: Final[dict[str, Literal["html"] | Form]] = {
    ".html": "html", ".htm": "html", ".png": "png", ".svg": "svg", ".pdf": "pdf",
}  # fmt: skip


class Map:
    """A drawn scenario: save it, show it in a notebook, or work on with the folium map.

    Parameters
    ----------
    view : View
        What is drawn, as plain data.
    """

    def __init__(self, view: View) -> None:
        self._view = view

    @property
    def view(self) -> View:
        """What is drawn, as plain data."""
        return self._view

    def to_folium(self) -> folium.Map:
        """Give a folium map to work on with: add layers, markers, plugins, then ``save`` it.

        Each call gives a new map. The page around it stays zonelib's. As soon as something is added, the page carries
        no Content-Security-Policy any more, and whatever the addition loads from elsewhere (tiles, a plugin's scripts)
        is loaded.
        """
        return folium_map(self._view)

    def to_html(self) -> str:
        """Give the page: one HTML document that loads nothing from elsewhere."""
        return str(folium_map(self._view).get_root().render())

    def save(self, path: str | Path, *, extent: str | None = None) -> Path:
        """Write the page, or a picture, to a file; an older file of that name is replaced as a whole or not at all.

        A picture is an A4 sheet, landscape, made by matplotlib without a browser (the extra ``[pictures]``): the same
        map in Web Mercator, north up, with the layers that the page opens with, the same styles and the same legend.
        The same map saved twice with the same versions gives the same bytes.

        Parameters
        ----------
        path : str or Path
            Ends in ``.html`` or ``.htm`` for the page, in ``.png`` (200 dots per inch), ``.svg`` or ``.pdf`` for a
            picture.
        extent : str, optional
            For a picture, the part of the map that it shows: key of one of ``view.extents``; by default the first.

        Returns
        -------
        Path
            Where it was written.

        Raises
        ------
        InputError
            If the name ends otherwise, if a picture is wanted of a map on which nothing has a shape, or if matplotlib
            is not installed.
        NotFoundError
            If the map has no such extent.
        FileError
            If the file cannot be written.
        """
        place = Path(path)
        form = _FORMS.get(place.suffix.lower())
        if form is None:
            raise InputError(
                f"a map is saved as a web page (.html) or as a picture (.png, .svg, .pdf), not as {place.name}; "
                f"name it {place.stem or 'map'}.html, say"
            )
        if form != "html":
            write_bytes(place, picture(self._view, form, extent=extent))
        elif extent is not None:
            raise InputError(f"a page shows every extent, by its buttons; extent={extent!r} is for pictures")
        else:
            write_text(place, self.to_html())
        return place

    def drew(self) -> tuple[str, ...]:
        """Say what was drawn, in sentences."""
        return self._view.drew

    def _repr_html_(self) -> str:
        # As character references, line ends and tabs come through pages that indent what they show;
        # any change to them would make the scripts others than the ones that the page's policy allows.
        page = escape(self.to_html(), quote=True).replace("\n", "&#10;").replace("\t", "&#9;")
        title = escape(self._view.title, quote=True)
        look = "width:100%;height:640px;border:0"
        return f'<iframe title="{title}" srcdoc="{page}" style="{look}" loading="lazy"></iframe>'

    def __str__(self) -> str:
        return "\n".join((self._view.title, *self._view.drew))

    def __repr__(self) -> str:
        return f"<zonelib map of {self._view.id!r}>"


def draw(
    scenario: Scenario, *, checks: Sequence[RangeCheck] = (), diffs: Sequence[BoundaryDiff] = (),
    findings: Sequence[Finding] = (), plan: PatrolPlan | None = None, publish: Publication | None = None,
    title: str | None = None, basemap: bool | str | TileProvider | LocalBase = True, incidents: Any = None,
    calendar: PatrolCalendar | None = None, language: str = "en",
) -> Map:  # fmt: skip
    """Draw a scenario as one self-contained page.

    Parameters
    ----------
    scenario : Scenario
        What is said.
    checks : sequence of RangeCheck
        Range checks to be drawn with it: where the stated distance fits, the hypotheses by verdict, the geodesics that
        were measured. The map opens on the first.
    diffs : sequence of BoundaryDiff
        What `compare_boundaries` found, to be drawn with it: what is in both and in one only, the two lines and where
        they lie farthest apart, places that change sides. The map opens on the first, the zones switched off.
    findings : sequence of Finding
        What an audit found: a table above the others whose rows lead to the thing, and lines on its card.
    plan : PatrolPlan, optional
        What `plan_patrols` found, to be drawn with it: posts with their reach, gaps, sectors by who would serve them.
    publish : Publication, optional
        How far posts, routes and patrols are coarsened and held back before anything is drawn; by default not at all,
        which is for those who run them.
    title : str, optional
        Shown instead of the scenario's own.
    basemap : bool, str, xyzservices.TileProvider or LocalBase, default True
        With the shipped base map (Natural Earth) under it. A name, such as ``"osm"`` or one of xyzservices, makes a
        page that asks that host, and no other, for tiles; OpenStreetMap gives none to a page opened as a file. A
        `LocalBase` is read from a file on this machine, and what the map shows of it lies in the page.
    incidents : GeoDataFrame, DataFrame or mapping of arrays, optional
        Incidents by the thousand, drawn as dots on one canvas beside those of the scenario: points, or columns ``lon``
        and ``lat`` in degrees; with ``kind`` (text), ``date`` or ``day``, ``last_day`` where the day is a span, and
        ``precision_m`` (metres) where known. Dots on the page and in pictures; on paper counts by zone and kind.
    calendar : PatrolCalendar, optional
        What `patrol_calendar` found, as a strip below the map: who watches in which zone on which day, gaps in red. It
        tells every day, and is refused beside `publish`.
    language : str, default "en"
        Of the page's own words: ``"en"``, or a draft in ``"ar"``, ``"fr"`` or ``"ru"`` that says that it is one. What
        zonelib says of the record (legend, cards, tables, notes) is in English.

    Returns
    -------
    Map

    Raises
    ------
    InputError, GeometryError
        If the incidents cannot be read, the tiles want a key, the page has no such language, or a calendar came to be
        published.
    NotFoundError
        If there are no tiles, or no layer of a local base map, of that name.
    FileError, PlaneError
        If a local base map cannot be read.

    Examples
    --------
    >>> import zonelib as zl
    >>> drawn = zl.draw(zl.read("syria-2017"))
    >>> print(drawn.drew()[0])
    4 zones: Homs, Eastern Ghouta, South and North.
    """
    if calendar is not None and publish is not None:
        raise InputError(
            "calendar= came with publish=; a calendar tells each day on which somebody watches, which is to be held "
            "back: leave one of them out"
        )
    return Map(
        view_of(
            scenario, checks=checks, diffs=diffs, findings=findings, plan=plan, publish=publish, title=title,
            basemap=basemap if isinstance(basemap, bool | LocalBase) else tiles_of(basemap),
            incidents=points_of(incidents) if incidents is not None else None,
            calendar=calendar,
            language=words_of(language).language,
        )
    )  # fmt: skip
