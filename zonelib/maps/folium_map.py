"""The view as a folium map: the only file that imports folium and branca, and that turns longitude and latitude round.

Two ways of folium are not taken. It renders what its elements print a second time as a template, so that ``{{ … }}``
in a name would run: user data therefore never passes through an element, only fixed words do. And it lists the scripts
it needs on the class, so that one map changes the next: here each map has lists of its own, and they are empty.
"""

from __future__ import annotations

from typing import Any

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink, Link
from folium.template import Template

from zonelib.errors import InputError
from zonelib.maps.geometry import box_of
from zonelib.maps.page import leaflet_picture, render
from zonelib.maps.view import Layer, View

MAP_ID = "zonelib"


class ZoneFigure(Figure):
    """The root of a zone map: renders the page of zonelib instead of branca's."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view

    def render(self, **kwargs: Any) -> str:
        """Make the page."""
        for child in self._children.values():
            child.render(**kwargs)
        added = _added(self)
        links = [child for child in self.header._children.values() if isinstance(child, Link)]
        if links and not added:
            raise InputError(f"the map asks for {links[0].url}; a zonelib page loads nothing from elsewhere")
        script = self.script.render(**kwargs)
        head, scripts = self._wanted(script, **kwargs) if added else ("", "")
        return render(
            self.view,
            map_html=self.html.render(**kwargs).strip() if self.view.extents or added else "",
            map_script=script,
            head=head,
            added=scripts,
            strict=not added,
        )

    def _wanted(self, script: str, **kwargs: Any) -> tuple[str, str]:
        """Give what the user's own layers want in the head, and what they want after Leaflet."""
        links = [child for name, child in self.header._children.items() if name != "meta_http"]
        if "L.AwesomeMarkers" in script:
            # folium's coloured pins: its own links for them, which are left out as long as nobody asks for one.
            defaults = folium.folium
            links += [CssLink(url) for name, url in defaults._default_css if "awesome" in name or "glyph" in name]
            links += [JavascriptLink(url) for name, url in defaults._default_js if "awesome" in name]
        after = [link.render(**kwargs) for link in links if isinstance(link, JavascriptLink)]
        before = [link.render(**kwargs) for link in links if not isinstance(link, JavascriptLink)]
        return "\n".join(before), "\n".join([f"<script>{_helpers()}</script>", *after])


class ZoneMap(folium.Map):
    """A folium map whose page is zonelib's; add layers of your own, then save it."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}<div class="folium-map" id="{{ this.get_name() }}"></div>{% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = zonelib.makeMap("{{ this.get_name() }}");
        {% endmacro %}
        """
    )

    def __init__(self, view: View) -> None:
        west, south, east, north = view.extents[0].box if view.extents else (-180.0, -60.0, 180.0, 75.0)
        super().__init__(location=[(south + north) / 2, (west + east) / 2], tiles=None)
        self._id = MAP_ID
        self.default_js = []
        self.default_css = []
        ZoneFigure(view).add_child(self)
        for layer in view.layers:
            self.add_child(ZoneLayer(layer))


class ZoneLayer(folium.FeatureGroup):
    """One layer of a view; its features lie in the data of the page, under its key."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = zonelib.layer("{{ this.layer.key }}");
        {% endmacro %}
        """
    )

    def __init__(self, layer: Layer) -> None:
        super().__init__(name=layer.title, show=layer.shown)
        self._id = layer.key.replace("-", "_")
        self.layer = layer

    def _get_self_bounds(self) -> list[list[float | None]]:
        points, shapes = self.layer.points, [feature.geometry for feature in self.layer.features]
        if points is None and not shapes:
            return [[None, None], [None, None]]
        west, south, east, north = points.box if points is not None else box_of(shapes)
        return [[south, west], [north, east]]


def folium_map(view: View) -> ZoneMap:
    """Make the folium map of a view: the same ids, and so the same page, each time."""
    return ZoneMap(view)


def _added(figure: Figure) -> bool:
    """Say whether a user has added anything to the map, its layers or its figure."""
    maps = [child for child in figure._children.values() if isinstance(child, ZoneMap)]
    ours = (ZoneLayer, folium.elements.ElementAddToElement)
    inside = [child for one in maps for child in one._children.values()]
    deeper = [child for layer in inside if isinstance(layer, ZoneLayer) for child in layer._children.values()]
    strangers: list[Element] = [child for child in (*inside, *deeper) if not isinstance(child, ours)]
    return bool(strangers) or len(maps) != len(figure._children)


def _helpers() -> str:
    """Give what folium's own markers and popups want: Leaflet's pin, and the one thing they use jQuery for."""
    names = ("marker-icon.png", "marker-icon-2x.png", "marker-shadow.png")
    pin, retina, shadow = (leaflet_picture(name) for name in names)
    return f"""
delete L.Icon.Default.prototype._getIconUrl;
L.Icon.Default.mergeOptions({{iconUrl: "{pin}", iconRetinaUrl: "{retina}", shadowUrl: "{shadow}"}});
window.$ = window.$ || function (markup) {{
  if (typeof markup !== "string") return {{ ready: function (run) {{ run(); }} }};
  var made = document.createElement("template");
  made.innerHTML = markup.trim();
  return made.content.children;
}};"""
