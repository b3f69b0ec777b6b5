"""What the columns of a table of incidents are called, and what its codes of precision mean in metres and days.

The codes are those of the codebooks [1]_ [2]_. How many **metres** a code stands for neither codebook says, but for
UCDP's 2 ("at most a ca. 25 km radius"); the others are a convention of zonelib: a town within 5 km, "near", or a small
part of a region, within 25 km, a second-order division within 50 km, a first-order one within 150 km, ACLED's larger
region within 100 km. Where nothing bounds the place (a line or a fuzzy area, a country, the sea) it is not known.

The **days** are the codebooks' own words: ACLED writes the middle of a week or weekend (its code 2) and a day of the
month (3); UCDP writes the first and the last day itself, so that its codes count only where the last is left out.

.. [1] ACLED Codebook, "Spatial precision codes" and "Time precision codes", acleddata.com/methodology/acled-codebook.
.. [2] Högbladh, S. UCDP GED Codebook, variables where_prec and date_prec, Uppsala University; Sundberg, R. and
   Melander, E. (2013). Introducing the UCDP Georeferenced Event Dataset. Journal of Peace Research 50(4), 523-532.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from zonelib.errors import InputError, NotFoundError, nearest
from zonelib.units import Distance, km

DaySpan: TypeAlias = "tuple[int, int] | Literal['month']"
"""From so many days before the written one to so many after; or the calendar month that it lies in."""

COMMON: Final = ("id", "lon", "lat", "day", "last_day", "precision_m", "kind", "row")
"""The columns that every table of incidents has, once it is read."""

READ: Final = ("id", "lon", "lat", "day", "last_day", "precision_m", "precision_code", "time_code", "kind")
"""What a column of a source can be read as."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """How a source names its columns, and what its codes mean.

    Parameters
    ----------
    name : str
        As it is asked for.
    title : str
        As it is spoken of.
    spellings : mapping of str to tuple of str
        For each of `READ` the names it may have, in lower case.
    known_by : tuple of str
        The columns that give the layout away.
    metres : mapping of int to Distance or None
        For each code of place how far it may be off; None is not known.
    spans : mapping of int to DaySpan
        For each code of time the days it may be.
    kinds : mapping of str to str
        Words for kinds that are written as codes.
    """

    name: str
    title: str
    spellings: Mapping[str, tuple[str, ...]]
    known_by: tuple[str, ...] = ()
    metres: Mapping[int, Distance | None] = field(default_factory=dict)
    spans: Mapping[int, DaySpan] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)


ACLED: Final = Layout(
    name="acled",
    title="ACLED",
    spellings={
        "id": ("event_id_cnty",), "lon": ("longitude",), "lat": ("latitude",), "day": ("event_date",),
        "precision_code": ("geo_precision",), "time_code": ("time_precision",), "kind": ("event_type",),
    },
    known_by=("event_id_cnty", "event_date"),
    metres={1: km(5), 2: km(25), 3: km(100)},
    spans={1: (0, 0), 2: (3, 3), 3: "month"},
)  # fmt: skip

UCDP: Final = Layout(
    name="ucdp",
    title="UCDP GED",
    spellings={
        "id": ("id",), "lon": ("longitude",), "lat": ("latitude",), "day": ("date_start",), "last_day": ("date_end",),
        "precision_code": ("where_prec",), "time_code": ("date_prec",), "kind": ("type_of_violence",),
    },
    known_by=("where_prec", "date_start"),
    metres={1: km(5), 2: km(25), 3: km(50), 4: km(150), 5: None, 6: None, 7: None},
    spans={1: (0, 0), 2: (0, 5), 3: (0, 6), 4: (0, 30), 5: (0, 365)},
    kinds={"1": "state-based", "2": "non-state", "3": "one-sided"},
)  # fmt: skip

PLAIN: Final = Layout(
    name="plain",
    title="plain",
    spellings={
        "id": ("id",), "lon": ("lon", "longitude"), "lat": ("lat", "latitude"), "day": ("day", "date"),
        "last_day": ("last_day",), "precision_m": ("precision_m",), "kind": ("kind",),
    },
)  # fmt: skip

LAYOUTS: Final = {layout.name: layout for layout in (ACLED, UCDP, PLAIN)}

SPELLINGS: Final = frozenset(
    spelling for layout in LAYOUTS.values() for names in layout.spellings.values() for spelling in names
)


def layout_of(names: Sequence[str], asked: str | None) -> Layout:
    """Give the layout that is asked for, or else the one that the columns give away.

    Raises
    ------
    NotFoundError
        If there is none of that name.
    """
    if asked is not None:
        if asked not in LAYOUTS:
            raise NotFoundError(f"there is no layout {asked!r}; {nearest(asked, LAYOUTS)}")
        return LAYOUTS[asked]
    have = {folded(name) for name in names}
    return next((known for known in (ACLED, UCDP) if have.issuperset(known.known_by)), PLAIN)


def columns_by_use(
    layout: Layout, names: Sequence[str], said: Mapping[str, str | None], *, placed: bool, where: str
) -> dict[str, str]:
    """Give for each of `READ` the column that is read as it.

    Parameters
    ----------
    layout : Layout
        What they are called, where nothing else is said.
    names : sequence of str
        The columns that came.
    said : mapping of str to str or None
        What the caller says: the column to be read, or None for none.
    placed : bool
        Whether the places come as a geometry; then longitude and latitude are read only where they are said.
    where : str
        The source, for messages.

    Raises
    ------
    InputError
        If a column that is said is not there, two could be meant, or one that is needed is missing; all missing ones
        are named.
    """
    _check_said(names, said, where)
    by_spelling: dict[str, list[str]] = {}
    for name in names:
        by_spelling.setdefault(folded(name), []).append(name)
    found: dict[str, str] = {}
    for use, spellings in layout.spellings.items():
        hits = [name for spelling in spellings for name in by_spelling.get(spelling, ())]
        if use in said or (placed and use in ("lon", "lat")) or not hits:
            continue
        if len(hits) > 1:
            raise InputError(
                f"{where} has {_listed(hits)}, each of which could be the {use}; say which: "
                f"columns={{{use!r}: {hits[0]!r}}}"
            )
        found[use] = hits[0]
    found |= {use: name for use, name in said.items() if name is not None}
    needed = () if placed and not {"lon", "lat"} & found.keys() else ("lon", "lat")
    missing = [use for use in needed if use not in found]
    missing += ["day"] if "day" not in found and "day" not in said else []
    if missing:
        raise InputError(_missing(missing, layout, names, where))
    return found


def folded(name: str) -> str:
    """Give a name of a column as it is compared: no blanks round it, no capitals."""
    return name.strip().casefold()


def _check_said(names: Sequence[str], said: Mapping[str, str | None], where: str) -> None:
    for use, name in said.items():
        if use not in READ:
            raise InputError(f"columns= says what is read as {use!r}; {nearest(use, READ)}")
        if name is not None and name not in names:
            raise InputError(
                f"columns= names {name!r} as the {use}, and {where} has no such column; {nearest(name, names)}"
            )


def _missing(missing: Sequence[str], layout: Layout, names: Sequence[str], where: str) -> str:
    wanted = "; ".join(
        f"no {use} ({' or '.join(map(repr, layout.spellings[use]))}: {nearest(layout.spellings[use][0], names)})"
        for use in missing
    )
    say = ", ".join(f"{use!r}: …" for use in missing)
    dayless = ", or columns={'day': None} where no day is told" if "day" in missing else ""
    as_layout = f" as the layout {layout.title}" if layout.known_by else ""
    return f"{where}{as_layout} has {wanted}; say which columns they are: columns={{{say}}}{dayless}"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(map(repr, names))
