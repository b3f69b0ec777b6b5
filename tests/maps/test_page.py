"""The page: one file, nothing from elsewhere, the same bytes each time."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import folium
import pytest

from zonelib.errors import FileError, InputError
from zonelib.maps import Map, draw
from zonelib.maps.compose import view_of
from zonelib.maps.folium_map import ZoneMap


class Tags(HTMLParser):
    """Every element with its attributes, and the text of every script and style."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag if tag in self.texts else ""
        if self._inside:
            self.texts[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[self._inside][-1] += data


@pytest.fixture(scope="module")
def page(drawn: Map) -> str:
    return drawn.to_html()


def test_it_is_small(page):
    assert len(page.encode()) <= 1_000_000


def test_nothing_is_loaded_from_elsewhere(page):
    tags = Tags(page)
    for tag, attributes in tags.elements:
        assert "src" not in attributes, (tag, attributes)
        assert tag not in ("link", "iframe", "object", "embed", "base"), (tag, attributes)
        if tag != "a":
            assert "href" not in attributes, (tag, attributes)
    for sheet in tags.texts["style"]:
        assert "@import" not in sheet
        assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", sheet))


def test_the_policy_names_exactly_the_scripts_of_the_page(page):
    tags = Tags(page)
    policy = next(a["content"] for t, a in tags.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    kinds = [attributes.get("type") for tag, attributes in tags.elements if tag == "script"]
    scripts = [text for text, kind in zip(tags.texts["script"], kinds, strict=True) if kind is None]
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts]
    assert re.findall(r"'sha256-([^']+)'", policy) == digests


def test_the_frame_is_what_a_reader_needs(page):
    tags = Tags(page)
    assert ("html", {"lang": "en", "dir": "ltr"}) in tags.elements
    viewport = next(a["content"] for _, a in tags.elements if a.get("name") == "viewport")
    assert "user-scalable" not in (viewport or "")
    assert "<title>De-escalation zones in Syria, July 2017</title>" in page
    for words in ("They imply no opinion", "How it was measured", "Natural Earth", "Content sha256", "RFC 7946"):
        assert words in page
    assert "jquery" not in page.lower()
    assert "bootstrap" not in page.lower()


def test_the_table_stands_without_a_script(page, seed):
    body = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert body.count("<tr") > len(seed.claims)
    for claim in seed.as_known(seed.as_of).claims:
        assert f">{claim.id}</th>" in body
    assert "<noscript>" in body


def test_user_text_is_never_markup(hostile):
    page = draw(hostile, basemap=False).to_html()
    tags = Tags(page)
    assert not [tag for tag, _ in tags.elements if tag in ("img", "b", "iframe")]
    assert not [a for _, attributes in tags.elements for a in attributes if a.startswith("on")]
    assert "49" not in re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[0]  # {{ 7*7 }} was not evaluated
    data = next(t for t in tags.texts["script"] if t.startswith("{"))
    assert not set("<>&\u2028\u2029") & set(data)
    assert json.loads(data)["title"] == hostile.title


def test_the_same_input_gives_the_same_bytes_in_another_process(page):
    code = (
        "import hashlib; from zonelib.files import read; from zonelib.maps import draw;"
        "print(hashlib.sha256(draw(read('syria-2017')).to_html().encode()).hexdigest())"
    )
    other = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    environment = {**os.environ, "PYTHONHASHSEED": other, "PYTHONPATH": str(Path(__file__).parents[2])}
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert said.stdout.strip() == hashlib.sha256(page.encode()).hexdigest()


def test_drawing_twice_gives_the_same_page(drawn, page):
    assert drawn.to_html() == page


def test_saving_replaces_the_whole_file_or_nothing(drawn, tmp_path):
    path = tmp_path / "map.html"
    path.write_text("old")
    assert drawn.save(str(path)) == path
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert [p.name for p in tmp_path.iterdir()] == ["map.html"]


def test_saving_says_what_to_do(drawn, tmp_path):
    with pytest.raises(FileError, match="could not be written"):
        drawn.save(tmp_path / "missing" / "map.html")
    with pytest.raises(InputError, match=r"\(\.html\) or as a picture \(\.png, \.svg, \.pdf\), not as map\.jpg"):
        drawn.save("map.jpg")


def test_a_notebook_gets_a_frame_of_its_own(full):
    shown = draw(full, basemap=False)._repr_html_()
    assert shown.startswith("<iframe ")
    tags = Tags(shown)
    assert len(tags.elements) == 1
    assert (tags.elements[0][1]["srcdoc"] or "").startswith("<!DOCTYPE html>")


def test_without_geometry_there_is_a_note_and_the_table(shapeless):
    page = draw(shapeless).to_html()
    assert "there is no map" in page
    assert "<script>" not in page
    assert "Somewhere" in page
    assert 'class="folium-map"' not in page


def test_the_folium_map_is_one(drawn):
    made = drawn.to_folium()
    assert isinstance(made, folium.Map)
    names = [child.layer_name for child in made._children.values() if isinstance(child, folium.FeatureGroup)]
    assert "Zones, by status" in names
    assert made.get_bounds()[0][0] < 34 < made.get_bounds()[1][0]
    assert drawn.to_folium() is not made


def test_a_user_can_add_to_it_and_it_changes_no_other_map(drawn, page):
    made = drawn.to_folium()
    folium.Marker([34.7, 36.7], popup="here", tooltip="there").add_to(made)
    folium.LayerControl().add_to(made)
    made.save("own.html")
    own = Path("own.html").read_text(encoding="utf-8")
    assert "L.marker(" in own
    assert "L.control.layers(" in own
    assert "Content-Security-Policy" not in own
    assert drawn.to_html() == page
    plain = folium.Map().get_root().render()
    assert "leaflet@1.9.3" in plain
    assert "zonelib" not in plain
    assert len(folium.Map.default_js) == 4


def test_what_an_addition_loads_is_the_users_choice_and_waits_for_leaflet(drawn):
    made = drawn.to_folium()
    folium.Marker([34.7, 36.7], icon=folium.Icon(color="red")).add_to(made)
    page = made.get_root().render()
    loaded = page.index('<script src="https://')
    assert page.index("Leaflet 1.9") < loaded < page.index("var map_zonelib")
    assert "awesome-markers.js" in page
    assert "bootstrap.bundle" not in page


def test_a_link_that_nobody_asked_for_is_refused(full):
    made = ZoneMap(view_of(full, basemap=False))
    made.default_js = [("x", "https://example.org/x.js")]
    with pytest.raises(InputError, match=r"asks for https://example\.org/x\.js; .* loads nothing"):
        made.get_root().render()
