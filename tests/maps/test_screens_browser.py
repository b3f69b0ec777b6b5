"""The page as it looks: at the sizes of a desk, a laptop and a telephone, in the dark, on paper, in Arabic.

The documentation shows these pictures. To renew them: run this file with ``--basetemp``, look at each, and put them
into docs/_static/screens.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

import zonelib as zl

pytestmark = pytest.mark.browser

_SHOWN = Path(__file__).parents[2] / "docs" / "_static" / "screens"
_LOOKS = {
    "desk": {},
    "laptop": {"width": 1024, "height": 768},
    "telephone": {"width": 390, "height": 844},
    "dark": {"color_scheme": "dark"},
    "arabic": {},
}


def grey(picture):
    """Give the lightness of a picture in squares of some 20 pixels, in which a letter hardly counts."""
    size = picture.width // 20, picture.height // 20
    return np.asarray(picture.convert("L").resize(size, Image.Resampling.BOX), dtype=float)


def as_shown(taken, name):
    """Whether the documentation shows the page as it is now; letters may differ from machine to machine."""
    shown = Image.open(_SHOWN / f"{name}.webp").convert("RGB")
    assert shown.size == taken.size
    # A page without its clock differs by 1.2 from one that has it, without its legend by 3.1.
    return np.abs(grey(shown) - grey(taken)).mean() < 1.0


@pytest.mark.parametrize("name", _LOOKS)
def test_a_screen_looks_as_the_docs_show_it(seed, drawn, open_page, tmp_path, name):
    looked_at = zl.draw(seed, language="ar") if name == "arabic" else drawn
    opened = open_page(looked_at, **_LOOKS[name])
    opened.page.wait_for_timeout(300)
    taken = Image.open(io.BytesIO(opened.page.screenshot())).convert("RGB")
    taken.save(tmp_path / f"{name}.webp", lossless=True)
    assert opened.complaints == []
    assert (np.asarray(taken).mean() < 100) == (name == "dark")
    assert as_shown(taken, name)


def test_a_sheet_looks_as_the_docs_show_it(drawn, open_page, tmp_path):
    sheet = pypdfium2.PdfDocument(open_page(drawn).page.pdf(format="A4", landscape=True))[0]
    taken = sheet.render(scale=1.6).to_pil().convert("RGB")
    taken.save(tmp_path / "sheet.webp", lossless=True)
    assert as_shown(taken, "sheet")
