"""The page in other languages, and names in scripts that run from right to left."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from importlib import resources
from itertools import chain
from time import strptime
from typing import get_args

import pytest
from shapely.geometry import LineString, Point, box

import zonelib as zl
from zonelib.errors import InputError
from zonelib.maps import draw
from zonelib.maps.languages import LANGUAGES, words_of
from zonelib.maps.page import SCRIPTS
from zonelib.maps.style import STYLES
from zonelib.model import Boundary, Scenario, Zone
from zonelib.model.patrols import PostKind, Standing
from zonelib.model.zones import STATUS_VALUES

_PHRASE = r'"((?:[^"\\]|\\.)+)"'
# A phrase stands in the call, or is one of two that a condition chooses from.
_ASKED = re.compile(rf"(?:page\.say|\bput|\b_)\((?:[^\"()]+\? )?{_PHRASE}(?: : {_PHRASE})?")
_PARTS = re.compile(r"\{(\w+)\}")


def asked():
    files = resources.files("zonelib.maps")
    texts = [(files / "page" / name).read_text("utf-8") for name in (*SCRIPTS, "page.html")]
    texts.append((files / "page.py").read_text("utf-8"))
    return {phrase for text in texts for found in _ASKED.findall(text) for phrase in found if phrase}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_the_phrases_that_the_page_asks_for_and_no_others(language):
    words = words_of(language).words
    assert words.keys() == asked()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_keeps_what_is_put_in(language):
    words = words_of(language)
    assert words.said.keys() == words_of("en").said.keys()
    for phrase, said in (words.words | words.said).items():
        assert sorted(_PARTS.findall(said)) == sorted(_PARTS.findall(phrase)), phrase
        assert said.strip() or phrase in (" / ", ", ", "; ")


def shown(view):
    """What zonelib itself calls the things of a view: none of it is of the scenario."""
    for entry in view.legend(over_time=True):
        yield from (entry.layer.title, *(one.words for one in entry.classes))
    for table in view.tables:
        yield from (table.title, *table.columns)
    for card in view.cards:
        yield from (card.kind, *(fact.label for fact in card.facts))
    yield from (fact.label for claim in view.claims for fact in claim.particulars)
    yield from (feature.status for layer in view.layers for feature in layer.features)
    yield from (note.title for note in view.notes)


@pytest.fixture(scope="module")
def views(seed, full):
    south = seed.zone("south")
    diff = zl.compare_boundaries(south.boundary("two_provinces"), south.boundary("estimate"))
    box_of_posts = replace(
        seed,
        as_of=date(2017, 9, 15),
        posts=(zl.Post(id="p", name="Hill", kind="camera", geometry=Point(36.7, 34.9), precision=zl.m(300)),),
        teams=(zl.Team(id="t", name="First team", actor="russia", base_post="p"),),
        routes=(zl.Route(id="r", name="Valley road", geometry=LineString([(36.7, 34.9), (37.4, 35.3)])),),
        conducted=(
            zl.Conducted(
                id="c", assignment=seed.assignments[0].id, count=0, team="t", period=zl.Period.edtf("2017-07-05")
            ),
        ),
        restrictions=(zl.Restriction(id="x", kind="delayed", delay_hours=2.5, place="uqayribat"),),
    )
    small = Scenario(
        id="small",
        title="Small",
        actors=full.actors,
        zones=(Zone(id="west", name="West", boundaries=(Boundary(id="one", geometry=box(36, 34, 36.3, 34.3)),)),),
        assignments=(zl.PatrolAssignment(id="p", by=("a",), where=zl.Selection(any_of=("west",)), standing="agreed"),),
    )
    plan = zl.plan_patrols(small, reach=zl.km(10), posts={"west": 2})
    incidents = {"lon": [36.5], "lat": [34.5], "kind": ["incident"], "date": [date(2017, 7, 5)]}
    return [
        draw(full).view,
        draw(box_of_posts, diffs=[diff], findings=zl.audit(seed)[:3], incidents=incidents).view,
        draw(small, plan=plan).view,
        draw(seed, checks=[zl.check_range(seed.range_claims[0], scenario=seed)]).view,
    ]  # fmt: skip


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_whatever_zonelib_calls_a_thing_is_told_in_the_language(views, language):
    words = words_of(language)
    of_model = (*STATUS_VALUES, *chain.from_iterable(STATUS_VALUES.values()), *get_args(Standing), *get_args(PostKind))
    of_style = [style.words for style in STYLES.values()]
    every = (
        {text for view in views for text in shown(view)} | {word.replace("_", " ") for word in of_model} | {*of_style}
    )
    assert not {text for text in every if text and words.known(text) is None}


def test_a_text_is_put_together_of_its_parts():
    french = words_of("fr")
    assert french.known("from 5 July 2017") == "à partir du 5 juillet 2017"
    assert french.known("agreed / signed, not established") == "convenue / signé(e), non établie"
    told = french.known("Homs: 499 km² within the line as drawn; computing it adds an error of less than 1 m²")
    assert told is None  # a name, and a figure within a line that has none
    # Names are kept apart from the words beside them, for they may run the other way.
    assert french.known("Gap in حمص: 26.3 km") == "Lacune dans \u2068حمص\u2069 : \u206826.3 km\u2069"
    assert french.known("1,000 km from Homs: stated without a hedge; made in a plane") is None
    assert french.known("agreed by nobody at all") is None
    assert french.told("agreed by nobody at all") == "agreed by nobody at all"
    assert french.number(1234567) == "1\u202f234\u202f567"
    assert words_of("en").known("whatever is said") == "whatever is said"


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
def test_the_page_speaks_and_says_that_it_is_a_draft(full, open_page, language):
    opened = open_page(draw(full, basemap=False, language=language))
    page, words = opened.page, words_of(language)
    assert opened.complaints == []
    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate("getComputedStyle(document.body).direction") == words.direction
    assert page.locator(".draft").count() == 1
    page.evaluate("void zonelib.openCard('zones/west', null)")
    assert page.inner_text("#card .close") == words("Close")
    assert page.locator("#card .kind").text_content() == words.told("Zone")
    assert words.told("Area, computed") in page.locator("#card dt").all_inner_texts()
    assert page.inner_text("#legend > summary") == words("Legend")
    assert words.told("Zones, by status") in page.inner_text("#legend")
    # What a claim says is of the record: in English, and marked.
    assert page.inner_text("#card .says bdi") == "so it is"
    assert page.locator("#card .says bdi").get_attribute("lang") == "en"
    assert page.evaluate("getComputedStyle(zonelib.map.getContainer()).direction") == "ltr"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


@pytest.mark.browser
def test_a_table_in_another_language_is_sorted_by_its_days_and_cells_say_theirs(seed, open_page):
    opened = open_page(draw(seed, basemap=False, language="ru"))
    page, words = opened.page, words_of("ru")
    table = page.locator("#tables details").filter(has=page.locator("h3", has_text=words.told("Claims"))).first
    heads = table.locator("th[scope=col]")
    table.locator("summary").click()
    at = [head.strip() for head in heads.all_text_contents()].index(words.told("Said on"))
    assert not heads.nth(at).get_attribute("lang")
    heads.nth(at).locator("button").click()
    cells = table.locator(f"tbody tr td:nth-child({at + 1})")
    said = [cell for cell in cells.evaluate_all("all => all.map(cell => cell.dataset.said)") if cell]
    days = [strptime(day, "%d %B %Y") for day in said if re.fullmatch(r"\d+ \w+ \d+", day)]
    assert len(days) > 5
    assert days == sorted(days)
    assert cells.first.inner_text() == words.told(said[0])
    assert table.locator("tbody td[lang=en]").count() > 5
    assert opened.complaints == []


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
