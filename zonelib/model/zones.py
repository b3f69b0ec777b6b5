"""Zones, their competing boundaries, their status in independent dimensions, and the buffers along their edges."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal, get_args

from shapely.geometry.base import BaseGeometry

from zonelib.errors import InputError, NotFoundError, nearest
from zonelib.model.said import ActorId, ClaimId, DocumentId, RegionId, Said, SourceId, ZoneId
from zonelib.model.stated import NOT_STATED, Stated
from zonelib.model.time import Period
from zonelib.units import Distance

LineCertainty = Literal["agreed", "in_principle", "proposed", "approximate"]
Side = Literal["outside", "inside", "both"]

Agreement = Literal["proposed", "agreed", "signed"]
Establishment = Literal["not_established", "established", "lapsed"]
BoundaryState = Literal["none", "in_principle", "agreed", "demarcated"]
Practice = Literal["claimed_in_place", "in_place", "not_in_place"]
Provider = Literal["undecided", "proposed", "agreed", "deployed"]

StatusDimension = Literal["agreement", "establishment", "boundary", "practice", "provider"]
StatusValue = Agreement | Establishment | BoundaryState | Practice | Provider

STATUS_VALUES: Final[dict[StatusDimension, tuple[str, ...]]] = {
    "agreement": get_args(Agreement),
    "establishment": get_args(Establishment),
    "boundary": get_args(BoundaryState),
    "practice": get_args(Practice),
    "provider": get_args(Provider),
}

StatusLine = Literal["law", "practice"]
LINES_OF_STATUS: Final[dict[StatusLine, tuple[StatusDimension, ...]]] = {
    "law": ("agreement", "establishment", "boundary"),
    "practice": ("practice", "provider"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Status(Said):
    """What one zone is said to be in one dimension; the dimensions never decide one another.

    Parameters
    ----------
    dimension : {"agreement", "establishment", "boundary", "practice", "provider"}
        Which side of the zone's standing.
    value : str
        One of `STATUS_VALUES` of that dimension.
    as_of : Period, optional
        The time for which it is said.
    period : Period, optional
        When it holds, where that is said; `as_of` alone says when it was seen to.
    known_on : date, optional
        The day from which it is known, where that is not the day its claims were made.
    claims : tuple of str
        Claims that say so.
    note : str, optional
        Anything else a reader should know.

    Raises
    ------
    InputError
        If the value is not one of the dimension's.
    """

    dimension: StatusDimension
    value: StatusValue
    as_of: Stated[Period] = NOT_STATED
    period: Stated[Period] = NOT_STATED
    known_on: Stated[dt.date] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        allowed = STATUS_VALUES[self.dimension]
        if self.value not in allowed:
            raise InputError(f"a status of {self.dimension} is one of {', '.join(allowed)}; {self.value!r} came")

    def __str__(self) -> str:
        return f"{self.dimension}: {self.value.replace('_', ' ')}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Boundary(Said):
    """One account of where a zone lies; a zone may have several, and none is thereby right.

    Parameters
    ----------
    id : str
        Unique among the boundaries of its zone.
    geometry : shapely geometry, optional
        Polygon or multi-polygon in WGS 84 longitude and latitude; not stated where the line is only described.
    certainty : {"agreed", "in_principle", "proposed", "approximate"}, optional
        How firmly the line stands, which decides how it is drawn.
    precision : Distance, optional
        How far the true line may lie from this one, on either side.
    proposed_by : tuple of str, optional
        The actors whose line it is.
    source : str, optional
        Where the line comes from.
    drawn_on : date, optional
        The day of the document or the drawing.
    document : str, optional
        The document that draws or describes the line.
    period : Period, optional
        When the line holds, or is on the table.
    known_on : date, optional
        The day from which it is known, where that is not the day its claims were made.
    claims : tuple of str
        Claims that speak of this line.
    note : str, optional
        How it was made, and what is weak in it.

    Raises
    ------
    InputError
        If the geometry is not areal.
    """

    id: str
    geometry: Stated[BaseGeometry] = NOT_STATED
    certainty: Stated[LineCertainty] = NOT_STATED
    precision: Stated[Distance] = NOT_STATED
    proposed_by: Stated[tuple[ActorId, ...]] = NOT_STATED
    source: Stated[SourceId] = NOT_STATED
    drawn_on: Stated[dt.date] = NOT_STATED
    document: Stated[DocumentId] = NOT_STATED
    period: Stated[Period] = NOT_STATED
    known_on: Stated[dt.date] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        if isinstance(self.geometry, BaseGeometry) and self.geometry.geom_type not in ("Polygon", "MultiPolygon"):
            raise InputError(f"boundary {self.id!r} is a {self.geometry.geom_type}; a zone is bounded by a polygon")
        if isinstance(self.precision, Distance) and self.precision.m < 0:
            raise InputError(f"boundary {self.id!r} has the precision {self.precision}; it must be 0 or more")

    def __str__(self) -> str:
        certainty = f"{self.certainty.replace('_', ' ')} line" if self.certainty else "line of no stated certainty"
        return f"{self.id}: {certainty}" + (f", within {self.precision}" if self.precision else "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Zone(Said):
    """An area that an agreement or a proposal sets apart.

    Parameters
    ----------
    id : str
        Unique among the zones.
    name : str
        What a reader is shown.
    other_names : tuple of str
        Other names in use.
    described_as : tuple of str
        How the sources place it, in short phrases.
    within : tuple of str
        The regions that are said to hold all of it, together; the claims that say so are those of each region.
    boundaries : tuple of Boundary
        The competing accounts of where it lies.
    statuses : tuple of Status
        What it is said to be; a dimension that nobody mentions is absent.
    claims : tuple of str
        Claims that it exists or is meant to.
    note : str, optional
        Anything else a reader should know.

    Raises
    ------
    InputError
        If two boundaries share an id.
    """

    id: str
    name: str
    other_names: tuple[str, ...] = ()
    described_as: tuple[str, ...] = ()
    within: tuple[RegionId, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    statuses: tuple[Status, ...] = ()
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        ids = [b.id for b in self.boundaries]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise InputError(f"zone {self.id!r} has two boundaries called {twice[0]!r}; give each its own id")

    def boundary(self, id: str) -> Boundary:
        """Give the boundary of that id.

        Raises
        ------
        NotFoundError
            With the nearest id that there is.
        """
        for boundary in self.boundaries:
            if boundary.id == id:
                return boundary
        raise NotFoundError(f"zone {self.id!r} has no boundary {id!r}; {nearest(id, [b.id for b in self.boundaries])}")

    def status(self, dimension: StatusDimension) -> tuple[Status, ...]:
        """Give what is said in one dimension; empty where nobody mentions it."""
        return tuple(s for s in self.statuses if s.dimension == dimension)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection(Said):
    """Some zones of several: all of those listed, or an unknown part of them.

    Parameters
    ----------
    any_of : tuple of str
        The zones that may be meant.
    known : bool, default True
        True where exactly those listed are meant; False where it is not known which of them.
    count : int, optional
        How many of them are meant, where that is said.

    Raises
    ------
    InputError
        If it lists nothing, or counts more than it lists.

    Examples
    --------
    >>> str(Selection(any_of=("homs", "south"), known=False))
    'an unknown part of homs, south'
    """

    any_of: tuple[ZoneId, ...]
    known: bool = True
    count: Stated[int] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        if not self.any_of:
            raise InputError("a selection lists no zone; leave the key out where no zone is stated")
        if isinstance(self.count, int) and not 1 <= self.count <= len(self.any_of):
            raise InputError(f"a selection counts {self.count} of {len(self.any_of)} zones")

    def __str__(self) -> str:
        listed = ", ".join(self.any_of)
        return listed if self.known else f"an unknown part of {listed}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Span(Said):
    """A length known only between two ends, such as a strip 15 to 20 km deep.

    Parameters
    ----------
    low : Distance, optional
        The least it may be.
    high : Distance, optional
        The most it may be; not stated where a source says only "at least".

    Raises
    ------
    InputError
        If both ends are missing, or upside down, or negative.
    """

    low: Stated[Distance] = NOT_STATED
    high: Stated[Distance] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        ends = [end for end in (self.low, self.high) if isinstance(end, Distance)]
        if not ends:
            raise InputError("a span of lengths needs a low or a high end; none came")
        if ends != sorted(ends) or ends[0].m < 0:
            raise InputError(f"a span of lengths runs from {self.low} to {self.high}; turn the ends round")

    def __str__(self) -> str:
        if self.low is NOT_STATED:
            return f"at most {self.high}"
        return f"at least {self.low}" if self.high is NOT_STATED else f"{self.low} to {self.high}"


@dataclass(frozen=True, kw_only=True, slots=True)
class BufferSpec(Said):
    """A buffer area as somebody describes it: along which zones, on which side, how wide.

    Parameters
    ----------
    id : str
        Unique among the buffers.
    of : Selection, optional
        The zones along whose edge it lies; a selection that is not known where a source says "some of the zones".
    side : {"outside", "inside", "both"}, optional
        On which side of the zone's edge it lies.
    width : Distance or Span or None, optional
        How wide it is; a span where only a range is said; None where it is said to have no width.
    boundary : str, optional
        The id of the zone's boundary it is measured from.
    described_as : str, optional
        How the source calls it, in a short phrase.
    period : Period, optional
        When it is to hold.
    known_on : date, optional
        The day from which it is known, where that is not the day its claims were made.
    claims : tuple of str
        Claims that speak of it.
    note : str, optional
        What is left open.
    """

    id: str
    of: Stated[Selection] = NOT_STATED
    side: Stated[Side] = NOT_STATED
    width: Stated[Distance | Span | None] = NOT_STATED
    boundary: Stated[str] = NOT_STATED
    described_as: Stated[str] = NOT_STATED
    period: Stated[Period] = NOT_STATED
    known_on: Stated[dt.date] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        if isinstance(self.width, Distance) and self.width.m <= 0:
            raise InputError(f"buffer {self.id!r} is {self.width} wide; it must be more than 0, or none")

    def __str__(self) -> str:
        width = "of no width" if self.width is None else f"width {self.width}"
        side = f"on {self.side} sides" if self.side == "both" else f"{self.side}" if self.side else "side not stated"
        return f"{self.id}: buffer along {self.of if self.of else 'zones not stated'}; {width}; {side}"
