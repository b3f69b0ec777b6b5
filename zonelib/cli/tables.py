"""Tables on the terminal."""

from __future__ import annotations

from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text


def show(title: str, rows: list[dict[str, Any]]) -> None:
    """Print rows as a table."""
    table = Table(title=title, title_justify="left")
    for name in rows[0]:
        table.add_column(_HEADINGS.get(name, name), overflow="fold")
    for row in rows:
        # Text, not markup: an id may hold square brackets.
        table.add_row(*(Text(f"{value:,}" if isinstance(value, int | float) else str(value)) for value in row.values()))
    Console().print(table)


_HEADINGS: Final = {
    "area_km2": "area, km²",
    "edge_km": "edge, km",
    "apart_m": "apart, m",
    "flip": "consistent from",
}


def console() -> Console:
    """Give a console for progress: on stderr, so that what is printed stays clean."""
    return Console(stderr=True)
