"""What is found where accounts of one zone are laid over each other: values that carry how far they may be off."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from shapely.geometry.base import BaseGeometry

from zonelib.geodesy import Edges
from zonelib.model import NotStated
from zonelib.units import Area, Distance

Line = Literal["a", "b"]
Told = Literal["dispute", "sliver", "undecided"]


@dataclass(frozen=True, kw_only=True, slots=True)
class DiffArea:
    """A part of the map with its area, found.

    Parameters
    ----------
    geometry : Polygon or MultiPolygon
        WGS 84 longitude and latitude, valid, edges straight there; empty where there is none.
    area, error : Area
        On the ellipsoid, and how far the computing may be off.
    """

    geometry: BaseGeometry = field(repr=False)
    area: Area
    error: Area

    def __str__(self) -> str:
        return str(self.area)


@dataclass(frozen=True, kw_only=True, slots=True)
class DiffPart:
    """A connected part that one boundary takes in and the other leaves out, found.

    Parameters
    ----------
    only_in : {"a", "b"}
        Which boundary takes it in.
    geometry : Polygon or MultiPolygon
        In one piece on the earth; a MultiPolygon where it is cut at ±180°.
    area, error : Area
        Its area, and how far the computing may be off.
    offset, offset_most : Distance
        How far the two lines run apart along it: the greatest distance met, and what it cannot exceed.
    told : {"dispute", "sliver", "undecided"}
        A sliver nowhere exceeds the stated precision of the two lines, so they may be one line there; a dispute does;
        undecided where no precision is stated, or the greatest distance cannot be told from it.
    """

    only_in: Line
    geometry: BaseGeometry = field(repr=False)
    area: Area
    error: Area
    offset: Distance
    offset_most: Distance
    told: Told

    def __str__(self) -> str:
        return f"{self.told}: {in_km2(self.area)} only in {self.only_in}, lines up to {in_km(self.offset)} apart"


@dataclass(frozen=True, kw_only=True, slots=True)
class OffsetFound:
    """The greatest distance of a place of one line from the other line, found.

    Parameters
    ----------
    distance, error : Distance
        The geodesic; the true greatest distance lies within the error of it.
    line : {"a", "b"}
        The line that the place lies on.
    place, foot : (float, float)
        Longitude and latitude of the place, and of the nearest place of the other line.
    """

    distance: Distance
    error: Distance
    line: Line
    place: tuple[float, float]
    foot: tuple[float, float]

    def __str__(self) -> str:
        return f"{in_km(self.distance)} at ({self.place[0]:.4f}, {self.place[1]:.4f})"


@dataclass(frozen=True, kw_only=True, slots=True)
class SameStretch:
    """What of one line runs within the stated precision of the other, found.

    Parameters
    ----------
    geometry : MultiLineString
        Empty where nothing does.
    length, error : Distance
        How long it is along the line, and how much of that could not be told.
    share : float
        Of the whole line, 0 to 1.
    """

    geometry: BaseGeometry = field(repr=False)
    length: Distance
    error: Distance
    share: float

    def __str__(self) -> str:
        return f"{in_km(self.length)} ({100 * self.share:.0f} %)"


@dataclass(frozen=True, kw_only=True, slots=True)
class TownSide:
    """On which side of each line a place lies, found.

    Parameters
    ----------
    place, name : str
        Its id, and what a reader is shown.
    position : (float, float)
        Longitude and latitude.
    in_a, in_b : bool
        Whether each boundary takes it in; a place on the edge counts as in.
    margin : Distance
        How far it is from the nearer of the two lines.
    told : {"dispute", "sliver", "undecided"} or None
        What the part is that it lies in; None where both lines agree about it.
    """

    place: str
    name: str
    position: tuple[float, float]
    in_a: bool
    in_b: bool
    margin: Distance
    told: Told | None

    @property
    def changes(self) -> bool:
        """Whether the two boundaries differ about it."""
        return self.in_a != self.in_b

    def __str__(self) -> str:
        where = {(True, True): "both", (True, False): "a only", (False, True): "b only", (False, False): "neither"}
        return f"{self.name}: in {where[self.in_a, self.in_b]}, {in_km(self.margin)} from the nearer line"


@dataclass(frozen=True, kw_only=True, slots=True)
class BoundaryDiff:
    """Where two boundaries agree and where they differ, found.

    Parameters
    ----------
    a, b : str
        Which boundaries.
    core, only_a, only_b : DiffArea
        What both take in, and what only one does; together they are the union, edge to edge.
    parts : tuple of DiffPart
        The connected parts of `only_a` and `only_b`, the largest first.
    greatest : OffsetFound
        The greatest distance of any place of one line from the other (Hausdorff, over edges).
    mean, mean_error : Distance
        The distance of every place of either line from the other, on average by length; the error bounds the
        quadrature.
    precision : Distance or NOT_STATED
        How far apart two lines may run and still be one.
    precision_rule : str
        Where that comes from, in words.
    same_a, same_b : SameStretch or None
        What of each line runs within that of the other, and so is no real difference; None where none is stated.
    towns : tuple of TownSide
        The places asked about.
    edges : {"lonlat"}
        What was taken to lie between two vertices.
    """

    a: str
    b: str
    core: DiffArea
    only_a: DiffArea
    only_b: DiffArea
    parts: tuple[DiffPart, ...] = field(repr=False)
    greatest: OffsetFound
    mean: Distance
    mean_error: Distance
    precision: Distance | NotStated
    precision_rule: str
    same_a: SameStretch | None
    same_b: SameStretch | None
    towns: tuple[TownSide, ...]
    edges: Edges

    @property
    def disputes(self) -> tuple[DiffPart, ...]:
        """The parts where the lines run farther apart than their stated precision."""
        return tuple(part for part in self.parts if part.told == "dispute")

    @property
    def slivers(self) -> tuple[DiffPart, ...]:
        """The parts that may come of imprecise lines alone."""
        return tuple(part for part in self.parts if part.told == "sliver")

    @property
    def changing(self) -> tuple[TownSide, ...]:
        """The places about which the boundaries differ."""
        return tuple(town for town in self.towns if town.changes)

    def rows(self) -> list[dict[str, Any]]:
        """Give the core, every part and the stretches that are the same, one row each, for `to_frame`."""
        rows = [_row("core", self.core.geometry, area=self.core.area, error=self.core.error)]
        rows += [
            _row(f"only_{p.only_in}", p.geometry, area=p.area, error=p.error, offset=p.offset, told=p.told)
            for p in self.parts
        ]
        for name, same in (("same_a", self.same_a), ("same_b", self.same_b)):
            if same is not None:
                rows.append(_row(name, same.geometry, length=same.length))
        return [row for row in rows if not row["geometry"].is_empty]

    def __str__(self) -> str:
        told = (
            f"no precision is stated, so slivers are not told from disputes ({self.precision_rule})"
            if isinstance(self.precision, NotStated) or self.same_a is None or self.same_b is None
            else f"{_count(len(self.disputes), 'dispute')} and {_count(len(self.slivers), 'sliver')}, as the lines are "
            f"good to {self.precision} together; {self.same_a} of a and {self.same_b} of b are the same within that"
        )
        towns = f"; {len(self.changing)} of {_count(len(self.towns), 'place')} change sides" if self.towns else ""
        return (
            f"{self.a} (a) and {self.b} (b): {in_km2(self.core.area)} in both, {in_km2(self.only_a.area)} only in a, "
            f"{in_km2(self.only_b.area)} only in b; lines up to {self.greatest} apart, {in_km(self.mean)} on average; "
            f"{told}{towns}"
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Combination:
    """What exactly these of several proposals take in, and no other, found.

    Parameters
    ----------
    members : tuple of str
        The proposals; empty for what none takes in.
    parties : tuple of str
        Who is said to propose at least one of them.
    geometry : Polygon or MultiPolygon
        WGS 84 longitude and latitude, valid.
    area, error : Area
        On the ellipsoid, and how far the computing may be off.
    """

    members: tuple[str, ...]
    parties: tuple[str, ...]
    geometry: BaseGeometry = field(repr=False)
    area: Area
    error: Area

    def __str__(self) -> str:
        return f"{' + '.join(self.members) or 'none'}: {in_km2(self.area)}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposalsCompared:
    """What all, some and none of several proposals take in, found.

    Parameters
    ----------
    proposals : tuple of str
        Which, in order.
    combinations : tuple of Combination
        An exact partition of what any of them takes in: those of most proposals first.
    every, some : DiffArea
        What all take in, and what at least one but not all do.
    none : DiffArea or None
        What of the frame none takes in; None where no frame was given.
    frame : str
        Id of the frame; empty for a bare geometry or none.
    edges : {"lonlat"}
        What was taken to lie between two vertices.
    """

    proposals: tuple[str, ...]
    combinations: tuple[Combination, ...]
    every: DiffArea
    some: DiffArea
    none: DiffArea | None
    frame: str
    edges: Edges

    def rows(self) -> list[dict[str, Any]]:
        """Give every combination, one row each, for `to_frame`."""
        rows = [
            _row("combination", one.geometry, area=one.area, error=one.error)
            | {"members": " ".join(one.members), "parties": " ".join(one.parties)}
            for one in self.combinations
        ]
        if self.none is not None and not self.none.geometry.is_empty:
            rows.append(_row("none", self.none.geometry, area=self.none.area, error=self.none.error))
        return rows

    def __str__(self) -> str:
        where = f" of {self.frame}" if self.frame else " of the frame"
        none = f", none {in_km2(self.none.area)}{where}" if self.none is not None else ""
        return (
            f"{len(self.proposals)} proposals: all take in {in_km2(self.every.area)}, some but not all "
            f"{in_km2(self.some.area)}{none} ({'; '.join(map(str, self.combinations))})"
        )


def _row(kind: str, geometry: BaseGeometry, **found: Any) -> dict[str, Any]:
    area, error, offset, length = (found.get(name) for name in ("area", "error", "offset", "length"))
    return {
        "kind": kind,
        "area_km2": area.km2 if area else None,
        "area_error_km2": error.km2 if error else None,
        "offset_m": offset.m if offset else None,
        "length_km": length.km if length else None,
        "told": found.get("told"),
        "geometry": geometry,
    }


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def in_km2(area: Area) -> str:
    """Say an area in square kilometres."""
    return f"{area.km2:,.0f} km²" if area.km2 >= 10 else f"{area.km2:.3g} km²"


def in_km(length: Distance) -> str:
    """Say a length in metres or kilometres, whichever it is of the order of."""
    if length.km < 1:
        return f"{length.m:.3g} m"
    return f"{length.km:,.1f} km" if length.km >= 10 else f"{length.km:.2f} km"
