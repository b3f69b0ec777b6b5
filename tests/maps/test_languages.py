"""The page's own words in other languages, and names in scripts that run from right to left."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from shapely.geometry import box

from zonelib.errors import InputError
from zonelib.maps import draw
from zonelib.maps.languages import LANGUAGES, words_of
from zonelib.maps.page import SCRIPTS
from zonelib.model import Boundary, Scenario, Zone

_PHRASE = r'"((?:[^"\\]|\\.)+)"'
# A phrase stands in the call, or is one of two that a condition chooses from.
_ASKED = re.compile(rf"(?:page\.say|\b_)\((?:[^\"()]+\? )?{_PHRASE}(?: : {_PHRASE})?")


def asked():
    texts = [(resources.files("zonelib.maps") / "page" / name).read_text("utf-8") for name in (*SCRIPTS, "page.html")]
    return {phrase for text in texts for found in _ASKED.findall(text) for phrase in found if phrase}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_the_phrases_that_the_page_asks_for_and_no_others(language):
    words = words_of(language).words
    assert words.keys() == asked()
    for phrase, said in words.items():
        assert sorted(re.findall(r"\{\w+\}", said)) == sorted(re.findall(r"\{\w+\}", phrase)), phrase
        assert said.strip()


def test_english_is_what_it_is_and_the_others_are_drafts():
    assert all(phrase == said for phrase, said in words_of("en").words.items())
    assert {language for language in LANGUAGES if words_of(language).draft} == {"ar", "fr", "ru"}
    assert {language for language in LANGUAGES if words_of(language).direction == "rtl"} == {"ar"}
    assert re.search("[ء-ي]{3}", words_of("ar")("Legend"))
    assert re.search("[а-я]{3}", words_of("ru")("Legend"))


def test_a_language_that_nobody_wrote_is_refused(full):
    with pytest.raises(InputError, match="the page speaks ar, en, fr, ru, not 'tlh'"):
        draw(full, language="tlh")


def test_the_english_page_carries_no_catalogue(full):
    page = draw(full, basemap=False).to_html()
    assert '<html lang="en" dir="ltr">' in page
    assert '"words":{' not in page
    assert "draft until" not in page


@pytest.mark.browser
@pytest.mark.parametrize("language", ["ar", "fr", "ru"])
def test_the_frame_speaks_and_says_that_it_is_a_draft(full, open_page, language):
    opened = open_page(draw(full, basemap=False, language=language))
    page, words = opened.page, words_of(language)
    assert opened.complaints == []
    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate("getComputedStyle(document.body).direction") == words.direction
    assert page.inner_text(".draft") == words(
        "The words of this page are a draft until a speaker has read them; what it says of the record is in English."
    )
    page.evaluate("void zonelib.openCard('zones/west', null)")
    assert page.inner_text("#card .close") == words("Close")
    assert page.inner_text("#legend > summary") == words("Legend")
    assert page.evaluate("getComputedStyle(zonelib.map.getContainer()).direction") == "ltr"
    for told in ("#legend .entry", "#card", "#tables details", "#notes section"):
        assert page.locator(told).first.get_attribute("lang") == "en"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    ("name", "direction"),
    [("منطقة خفض التصعيد (1)", "rtl"), ("منطقهٔ کاهش تنش ۱", "rtl"), ("אזור הפרדה 2", "rtl"), ("Зона (1)", "ltr")],
    ids=["Arabic", "Farsi", "Hebrew", "Russian"],
)
def test_a_name_runs_as_its_script_does(open_page, name, direction, language):
    zone = Zone(id="z", name=name, boundaries=(Boundary(id="one", geometry=box(36, 34, 37, 35)),))
    page = open_page(draw(Scenario(id="s", title=name, zones=(zone,)), basemap=False, language=language)).page
    page.evaluate("void zonelib.openCard('zones/z', null)")
    for where in ("h1", "#card h2", ".zl-name strong", '#tables tr[data-card="zones/z"] th'):
        assert page.inner_text(where).strip() == name
        assert page.evaluate("at => getComputedStyle(document.querySelector(at)).direction", where) == direction, where
