"""The page for those who see, hear, point or read otherwise."""

from __future__ import annotations

from importlib import resources

import pytest

from zonelib.maps import draw

pytestmark = pytest.mark.browser

_AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
_LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "narrow": {"width": 390, "height": 844},
    "forced": {"forced_colors": "active"},
    "contrast": {"contrast": "more"},
}


def violations(page):
    """Give what axe finds wrong; `add_script_tag` needs a window that lets foreign scripts run."""
    page.add_script_tag(content=_AXE)
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    assert len(found["passes"]) > 20  # it did look
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found["violations"]]


@pytest.fixture(scope="module")
def everything(full):
    return draw(full, basemap=False)


@pytest.mark.parametrize("look", _LOOKS)
def test_axe_finds_nothing(drawn, open_page, look):
    page = open_page(drawn, bypass_csp=True, **_LOOKS[look]).page
    assert violations(page) == []
    page.evaluate("void zonelib.openCard('zones/homs', null)")
    assert violations(page) == []


def test_axe_finds_nothing_on_one_of_everything(everything, open_page):
    page = open_page(everything, bypass_csp=True).page
    page.evaluate("""() => {
      document.querySelectorAll('details').forEach(d => { d.open = true; });
      document.querySelectorAll('input[data-layer]').forEach(box => { if (!box.checked) box.click(); });
    }""")
    assert violations(page) == []


def test_axe_finds_nothing_without_a_map(shapeless, open_page):
    assert violations(open_page(draw(shapeless), bypass_csp=True).page) == []


_FOCUSED = """() => {
  const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
  if (e === document.body) return null;
  const labels = e.labels && [...e.labels].map(l => l.textContent).join(' ');
  const label = e.getAttribute('aria-label') || e.textContent.trim() || labels;
  return { tag: e.tagName, id: e.dataset.id || e.id || '', label: label || '', seen: r.width > 0 && r.height > 0,
           ring: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 };
}"""


def test_the_keyboard_goes_everywhere_and_comes_out_again(everything, open_page):
    page = open_page(everything).page
    walked = []
    for _ in range(400):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        if focused is None:
            break
        walked.append(focused)
    assert focused is None, "the focus never left the page"
    assert (walked[0]["tag"], walked[0]["label"]) == ("A", "Skip to the tables")
    assert [one for one in walked if not one["label"].strip()] == []
    assert [one for one in walked if not (one["seen"] and one["ring"])] == []
    zones = page.locator(".leaflet-zl-zones-pane path.zl-shape")
    assert {zones.nth(i).get_attribute("data-id") for i in range(zones.count())} <= {one["id"] for one in walked}
    for _ in range(len(walked)):  # and all the way back
        page.keyboard.press("Shift+Tab")
    assert page.evaluate(_FOCUSED)["label"] == "Skip to the tables"


def test_the_skip_link_skips_the_map(drawn, open_page):
    page = open_page(drawn).page
    page.keyboard.press("Tab")
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('tables').contains(document.activeElement)")


_TARGETS = """() => [...document.querySelectorAll('button, summary, input, select, a.skip, .zl-mark[tabindex]')]
  .filter(e => e.checkVisibility({ checkVisibilityCSS: true }) && !e.closest('[hidden]'))
  .map(e => { const target = e.closest('label') || e, r = target.getBoundingClientRect();
    return [e.tagName + '.' + e.className + ' ' + target.textContent.slice(0, 40), r.width, r.height]; })"""


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (390, 844)])
def test_every_target_is_24_pixels(drawn, open_page, width, height):
    page = open_page(drawn, width=width, height=height).page
    page.evaluate("void zonelib.openCard('zones/homs', null)")
    targets = page.evaluate(_TARGETS)
    assert len(targets) > 30
    assert [one for one in targets if min(one[1:]) < 23.9] == []  # WCAG 2.2, 2.5.8; less a rounding


def test_the_page_may_be_enlarged(drawn, open_page):
    page = open_page(drawn).page
    viewport = page.locator("meta[name=viewport]").get_attribute("content")
    assert "maximum-scale" not in viewport
    assert "user-scalable" not in viewport
    narrow = open_page(drawn, width=320, height=640).page  # 1280 pixels at 400 %: WCAG 1.4.10
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 320


def test_forced_colours_keep_shapes_hatches_focus_and_labels(drawn, open_page):
    page = open_page(drawn, forced_colors="active").page
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    found = page.evaluate("""() => {
      const colour = (selector, name) => getComputedStyle(document.querySelector(selector))[name];
      return {
        land: colour('path.zl-land', 'fill'), line: colour('path.zl-line-approximate', 'stroke'),
        hatch: colour('#hatch-zone-agreed path', 'stroke'), fill: colour('path.zl-zone-agreed', 'fill'),
        dots: colour('path.zl-line-approximate', 'strokeDasharray'), name: colour('.zl-name strong', 'color'),
        mark: colour('.zl-mark .glyph path', 'stroke'), ink: colour('h1', 'color'),
      };
    }""")
    assert found["fill"].startswith('url("#hatch-zone-agreed")')
    assert found["dots"] != "none"
    assert found["line"] == found["hatch"] == found["mark"] == found["ink"]
    assert found["line"] not in (paper, found["land"])
    page.locator('path[data-id="zones/homs"]').focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate(_FOCUSED)["ring"]


def test_more_contrast_makes_quiet_words_plain(drawn, open_page):
    page = open_page(drawn, contrast="more").page
    quiet, plain = (page.evaluate(f"getComputedStyle(document.querySelector('{at}')).color") for at in (".hint", "h1"))
    assert quiet == plain
