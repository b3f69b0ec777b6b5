"""A sheet of paper and a pen: the only file that speaks to matplotlib, which is imported with the first sheet.

Places and sizes are CSS pixels (1/96 inch) from the upper left corner, y downwards, as on the page. What a user's own
matplotlib settings say does not reach the sheet, and the fonts are those that matplotlib ships: the same strokes give
the same bytes.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal, Self

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from zonelib.errors import InputError

Face = Literal["plain", "bold", "oblique"]

_FACES: Final = {"plain": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf", "oblique": "DejaVuSans-Oblique.ttf"}
_DPI: Final = 200
_POINTS: Final = 72 / 96
# Controls, marks of direction, line and paragraph separators: a font has no picture of them.
_UNSEEN: Final = {"Cc", "Cf", "Zl", "Zp"}


class Pen:
    """Draws on one sheet; used in a ``with`` block, at whose end a user's own settings of matplotlib hold again.

    Parameters
    ----------
    width, height : float
        Pixels.

    Raises
    ------
    InputError
        If matplotlib is not installed.
    """

    def __init__(self, width: float, height: float) -> None:
        self._size = width / 96, height / 96
        try:
            self._mpl: Any = import_module("matplotlib")
        except ModuleNotFoundError as error:
            raise InputError(
                "a picture needs matplotlib, which is not installed: pip install 'zonelib[pictures]', or save the map "
                "as .html, which needs nothing more"
            ) from error
        self._patches, self._text, self._effects, self._figures, self._transforms = (
            import_module(f"matplotlib.{name}") for name in ("patches", "text", "patheffects", "figure", "transforms")
        )
        # All but the choice of a window to show figures in, which is none of ours.
        settings = {key: value for key, value in self._mpl.rcParamsDefault.items() if key != "backend"}
        # Without hinting a line of text is as long as it was measured.
        own = {"svg.hashsalt": "zonelib", "lines.scale_dashes": False, "text.hinting": "none"}
        self._settings = self._mpl.rc_context({**settings, **own})
        self._down = self._transforms.Affine2D().scale(1 / 96, -1 / 96).translate(0, height / 96)
        self._window: Any = None
        self._strokes = 0

    def __enter__(self) -> Self:
        self._settings.__enter__()
        self._figure = self._figures.Figure(self._size, dpi=_DPI)
        self._paper = self._down + self._figure.dpi_scale_trans
        return self

    def __exit__(self, *raised: object) -> None:
        self._settings.__exit__(*raised)

    @property
    def maker(self) -> str:
        """Give the version of matplotlib."""
        return str(self._mpl.__version__)

    def clip(self, box: tuple[float, float, float, float] | None) -> None:
        """Draw from now on within a box (left, top, right, bottom) only; None for the whole sheet."""
        if box is None:
            self._window = None
            return
        left, top, right, bottom = box
        self._window = self._patches.Rectangle((left, top), right - left, bottom - top, transform=self._paper)

    def shape(
        self, geometry: BaseGeometry, *, fill: str = "", fill_share: float = 1.0, ink: str = "", ink_share: float = 1.0,
        width: float = 0.0, dash: tuple[float, ...] = (), cap: str = "butt", join: str = "round",
    ) -> None:  # fmt: skip
        """Fill and stroke a shape whose coordinates are pixels; shares are opacities."""
        path = self._path(geometry)
        if path is None or not (fill or (ink and width)):
            return
        filled = bool(fill) and "Polygon" in geometry.geom_type
        patch = self._patches.PathPatch(
            path, transform=self._paper, fill=filled, facecolor=(fill, fill_share) if filled else "none",
            edgecolor=(ink, ink_share) if ink and width else "none", linewidth=width * _POINTS,
            linestyle=(0, [step * _POINTS for step in dash]) if dash and width else "solid",
            capstyle=cap, joinstyle=join,
        )  # fmt: skip
        self._add(patch)

    def mosaic(self, rows: list[list[bytes | None]], box: tuple[float, float, float, float]) -> None:
        """Draw pictures (PNG, JPEG or WebP) of one size, row by row, into a box (left, top, right, bottom)."""
        opened = import_module("PIL.Image").open
        known = {one: np.asarray(opened(BytesIO(one)).convert("RGBA")) for row in rows for one in row if one}
        clear = np.zeros_like(next(iter(known.values())))
        pixels = np.vstack([np.hstack([known[one] if one else clear for one in row]) for row in rows])
        left, top, right, bottom = box
        place = self._transforms.TransformedBbox(self._transforms.Bbox([[left, top], [right, bottom]]), self._paper)
        drawn = import_module("matplotlib.image").BboxImage(place, origin="upper", interpolation="antialiased")
        drawn.set_data(pixels)
        self._add(drawn)

    def dots(
        self, places: NDArray[np.float64], *, radius: float, ink: str, ink_share: float = 1.0, hollow: bool = False
    ) -> None:
        """Draw round dots of one size at places in pixels, all in one stroke."""
        drawn = import_module("matplotlib.lines").Line2D(
            *places.T, transform=self._paper, linestyle="none", marker="o", markersize=2 * radius * _POINTS,
            markerfacecolor="none" if hollow else ink, markeredgecolor=ink,
            markeredgewidth=0.3 * radius * _POINTS, alpha=ink_share,
        )  # fmt: skip
        self._add(drawn)

    def write(
        self, text: str, x: float, y: float, *, size: float, ink: str, face: Face = "plain", halo: str = "",
        align: Literal["left", "center", "right"] = "left", turn: float = 0.0,
    ) -> None:  # fmt: skip
        """Write one line of text from a place on its base line, turned by some degrees to the left."""
        written = self._text.Text(
            x, y, seen(text), transform=self._paper, color=ink, ha=align, va="baseline", parse_math=False,
            rotation=turn, rotation_mode="anchor",
            fontproperties=_font(face, size * _POINTS),
        )  # fmt: skip
        if halo:
            written.set_path_effects([self._effects.withStroke(linewidth=2.6 * _POINTS, foreground=halo)])
        self._add(written)

    def length(self, text: str, size: float, face: Face = "plain") -> float:
        """Measure a line of text, in pixels."""
        return _length(seen(text), face) * size

    def to_bytes(self, form: Literal["png", "svg", "pdf"], *, title: str) -> bytes:
        """Give the sheet as a file, without the time at which it was made."""
        about: dict[str, Any] = {"Title": seen(title)}
        if form == "png":
            about |= {"Software": "zonelib"}
        elif form == "svg":
            about |= {"Creator": "zonelib", "Date": None}
        else:
            about |= {"Creator": "zonelib", "CreationDate": None}
        written = BytesIO()
        self._figure.savefig(written, format=form, dpi=_DPI, facecolor="white", metadata=about)
        return written.getvalue()

    def _add(self, artist: Any) -> None:
        self._strokes += 1
        artist.set_zorder(self._strokes)
        if self._window is not None:
            artist.set_clip_path(self._window)
        self._figure.add_artist(artist)

    def _path(self, geometry: BaseGeometry) -> Any:
        chains = [chain for part in shapely.get_parts(geometry) for chain in _chains(part)]
        if not chains:
            return None
        make = self._mpl.path.Path
        return make.make_compound_path(*[make(chain, closed=closed) for chain, closed in chains])


def seen(text: str) -> str:
    """Give a text without the signs that cannot be seen, in one line."""
    return "".join(" " if unicodedata.category(c) in _UNSEEN else c for c in text)


def _chains(part: Any) -> list[tuple[Any, bool]]:
    if isinstance(part, Polygon):
        # Holes run against the outer ring, so that every way of filling leaves them out.
        turned = shapely.orient_polygons(part)
        return [(np.asarray(ring.coords), True) for ring in (turned.exterior, *turned.interiors)]
    return [(np.asarray(part.coords), part.is_ring)] if len(part.coords) > 1 else []


@cache
def _font(face: Face, points: float) -> Any:
    folder = Path(import_module("matplotlib").get_data_path()) / "fonts" / "ttf"
    return import_module("matplotlib.font_manager").FontProperties(fname=str(folder / _FACES[face]), size=points)


@lru_cache(4096)
def _length(text: str, face: Face) -> float:
    """Measure a line of text in sizes of its font."""
    measured = import_module("matplotlib.textpath").text_to_path.get_text_width_height_descent
    width, _, _ = measured(text or " ", _font(face, 100.0), False)
    return float(width) / 100.0
