"""Inks and looks, seen as others see them: with a colour deficiency, in grey, in the dark."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from zonelib.maps.style import HATCH_SHARE, INKS, STYLES, Style

# G. M. Machado, M. M. Oliveira, L. A. F. Fernandes (2009), "A physiologically-based model for simulation of color
# vision deficiency", IEEE TVCG 15(6), table of severity 1.0; they act on linear RGB.
_MACHADO = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
# Weights of relative luminance, ITU-R BT.709.
_LUMA = np.array([0.2126, 0.7152, 0.0722])
# How a reader sees: as a matrix on linear RGB.
_EYES = {"full": np.eye(3), **{name: np.array(m) for name, m in _MACHADO.items()}, "grey": np.tile(_LUMA, (3, 1))}
# From linear sRGB to XYZ, IEC 61966-2-1, and its white.
_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_PAGES = pytest.mark.parametrize("page", [0, 1], ids=["light", "dark"])
# Two fills side by side are told apart from about 2.3 (Mahy et al. 1994); across a map, with a margin.
_TOLD_APART = 7.0


def _srgb(colour: str) -> np.ndarray:
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def _linear(srgb: np.ndarray) -> np.ndarray:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def _contrast(a: str, b: str) -> float:
    """WCAG 2.2, 1.4.3."""
    low, high = sorted(float(_LUMA @ _linear(_srgb(colour))) for colour in (a, b))
    return (high + 0.05) / (low + 0.05)


def _lab(linear: np.ndarray) -> np.ndarray:
    xyz = _XYZ @ np.clip(linear, 0, 1) / _XYZ.sum(axis=1)
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def _ciede2000(one: np.ndarray, two: np.ndarray) -> float:
    """G. Sharma, W. Wu, E. N. Dalal (2005), "The CIEDE2000 color-difference formula", Color Res. Appl. 30(1)."""
    mean = np.mean([np.hypot(*lab[1:]) for lab in (one, two)])
    g = 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25.0**7)))
    (l1, a1, b1), (l2, a2, b2) = (np.array([lab[0], (1 + g) * lab[1], lab[2]]) for lab in (one, two))
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    h = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    length, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    cos = lambda degrees: np.cos(np.radians(degrees))  # noqa: E731
    t = 1 - 0.17 * cos(h - 30) + 0.24 * cos(2 * h) + 0.32 * cos(3 * h + 6) - 0.20 * cos(4 * h - 63)
    light = (l2 - l1) / (1 + 0.015 * (length - 50) ** 2 / np.sqrt(20 + (length - 50) ** 2))
    colour = (c2 - c1) / (1 + 0.045 * chroma)
    hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * t)
    swing = 2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * np.sin(np.radians(60 * np.exp(-(((h - 275) / 25) ** 2))))
    return float(np.sqrt(light**2 + colour**2 + hue**2 - swing * colour * hue))


def test_the_difference_is_the_one_of_the_paper():
    # Sharma, Wu, Dalal (2005), table 1: pairs 1, 7, 17, 18, 25.
    for one, two, difference in (
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.5, 0), (61, -5, 29), 22.8977),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ):
        assert _ciede2000(np.array(one), np.array(two)) == pytest.approx(difference, abs=5e-5)


def _seen(style: Style, page: int, eye: str) -> np.ndarray:
    """Give the colour of a look as it lies on the land: of its tint and hatch together, or else of its line."""
    land, ink = _srgb(INKS["land"][page]), _srgb(INKS[style.ink][page])
    hatched = min(1.0, style.hatch.width / style.hatch.gap * (2 if style.hatch.crossed else 1)) if style.hatch else 0.0
    share = style.fill * (1 - hatched) + HATCH_SHARE * hatched if style.shape == "area" else 1.0
    return _lab(_EYES[eye] @ _linear(share * ink + (1 - share) * land))


def _formed_alike(one: Style, two: Style) -> bool:
    """Whether nothing but colour tells two looks apart: the same mark, and hatch, dash, width, filling alike."""
    if one.mark != two.mark or bool(one.hatch) != bool(two.hatch) or bool(one.dash) != bool(two.dash):
        return False
    if one.hatch and two.hatch:
        turned = abs((one.hatch.angle - two.hatch.angle + 90) % 180 - 90)
        coarse, fine = max(one.hatch.gap, two.hatch.gap), min(one.hatch.gap, two.hatch.gap)
        if turned >= 40 or one.hatch.crossed != two.hatch.crossed or coarse >= 1.5 * fine:
            return False
    if one.dash and two.dash and (len(one.dash) != len(two.dash) or not np.allclose(one.dash, two.dash, rtol=0.3)):
        return False
    wide, thin = max(one.width, two.width), min(one.width, two.width)
    return abs(one.fill - two.fill) < 0.3 and wide <= (1.4 if one.shape == "line" else 2.0) * thin


# What lies in one layer of the map, and is to be told apart there.
_LAYERS = {
    "zone": "zone-", "line": "line-", "band": "buffer", "duty": ("duty-", "objection"), "post": ("post-", "plan-post"),
    "sector": ("sector-", "gap"), "diff": "diff-dispute", "undecided": "diff-undecided", "diff line": "diff-line",
    "town": "diff-town", "hypothesis": "hypothesis-", "start": "start-", "border": "border-", "incident": "incident",
}  # fmt: skip


@_PAGES
@pytest.mark.parametrize("eye", _EYES)
@pytest.mark.parametrize("layer", _LAYERS)
def test_classes_of_a_layer_are_told_apart_by_every_eye(layer, eye, page):
    looks = [s for s in STYLES.values() if s.key.startswith(_LAYERS[layer])]
    assert len(looks) > 1
    for one, two in combinations(looks, 2):
        if one.shape == two.shape and _formed_alike(one, two):
            found = _ciede2000(_seen(one, page, eye), _seen(two, page, eye))
            assert found >= _TOLD_APART, (one.key, two.key, found)


@_PAGES
@pytest.mark.parametrize("ground", ["land", "water"])
def test_graphics_stand_out_three_to_one(page, ground):
    # WCAG 2.2, 1.4.11. The coast and the rivers are ground, not graphics that say something.
    said = {s.ink for s in STYLES.values() if s.keyed and s.ink not in ("land", "water", "stream", "coast", "border")}
    short = {ink: found for ink in said if (found := _contrast(INKS[ink][page], INKS[ground][page])) < 3}
    assert short == {}


@_PAGES
def test_names_on_the_map_stand_out(page):
    # Text, 4.5 to 1: of towns on land, of seas on water.
    assert _contrast(INKS["faint"][page], INKS["land"][page]) >= 4.5
    assert _contrast(INKS["sea"][page], INKS["water"][page]) >= 4.5
    assert _contrast(INKS["purple"][page], INKS["halo"][page]) >= 4.5
    assert _contrast(INKS["border"][page], INKS["land"][page]) >= 3
