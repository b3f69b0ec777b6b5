"""What every said value has in common: it is frozen, and it refuses fields that do not fit their types.

The check reads the annotations of the class, so that a value built in a script and one built from a file meet the
same rules. `ref` marks a field that names another value of the scenario by its id.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Annotated, Any, Final, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from shapely.geometry.base import BaseGeometry

from zonelib.errors import InputError, Problem, nearest
from zonelib.geodesy.checks import checked_geometry
from zonelib.model.stated import NotStated
from zonelib.units import Distance


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks an id that must be found in a collection of the scenario."""

    collection: str


ActorId: TypeAlias = Annotated[str, Ref("actors")]
AssignmentId: TypeAlias = Annotated[str, Ref("assignments")]
BufferId: TypeAlias = Annotated[str, Ref("buffers")]
ClaimId: TypeAlias = Annotated[str, Ref("claims")]
DocumentId: TypeAlias = Annotated[str, Ref("documents")]
EventId: TypeAlias = Annotated[str, Ref("events")]
MeetingId: TypeAlias = Annotated[str, Ref("meetings")]
PlaceId: TypeAlias = Annotated[str, Ref("places")]
PostId: TypeAlias = Annotated[str, Ref("posts")]
RegionId: TypeAlias = Annotated[str, Ref("regions")]
RestrictionId: TypeAlias = Annotated[str, Ref("restrictions")]
RouteId: TypeAlias = Annotated[str, Ref("routes")]
SourceId: TypeAlias = Annotated[str, Ref("sources")]
TeamId: TypeAlias = Annotated[str, Ref("teams")]
ZoneId: TypeAlias = Annotated[str, Ref("zones")]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Said:
    """The base of the said values: frozen, keyword-only, its fields checked against their annotations."""

    def __post_init__(self) -> None:
        """Freeze lists into tuples and refuse what does not fit.

        Raises
        ------
        InputError
            With the name of the class and the field, what came, and what is wanted.
        """
        for name, hint in hints(type(self)).items():
            value = getattr(self, name)
            if isinstance(value, list):
                value = tuple(value)
                object.__setattr__(self, name, value)
            problem = misfit(value, hint)
            if problem:
                label = f"{type(self).__name__}.{name}"
                own_id = getattr(self, "id", None)
                raise InputError(f"{label}{f' of {own_id!r}' if isinstance(own_id, str) else ''} {problem}")


_HINTS: Final[dict[type[Said], dict[str, Any]]] = {}


def hints(cls: type[Said]) -> dict[str, Any]:
    """Give the annotation of each field of a said class, `Ref` marks kept."""
    # A dict and not functools.cache: to mypy a dataclass's type is not hashable, since its values define __hash__.
    if cls not in _HINTS:
        every = get_type_hints(cls, include_extras=True)
        _HINTS[cls] = {f.name: every[f.name] for f in fields(cls)}
    return _HINTS[cls]


def members(hint: Any) -> tuple[Any, ...]:
    """Take a union apart; anything else is its own only member."""
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


def misfit(value: Any, hint: Any) -> str | None:
    """Say how a value fails its annotation, or give None."""
    options = [option for option in members(hint) if option is not NotStated]
    if isinstance(value, NotStated) and len(options) < len(members(hint)):
        return None
    complaints = [_misfit_one(value, option) for option in options]
    if None in complaints:
        return None
    if len(options) == 1:
        return complaints[0]
    # With several kinds allowed, the most telling complaint is the one of the kind that came, if any.
    same_kind = [c for c, o in zip(complaints, options, strict=True) if c and _kind_matches(value, o)]
    return same_kind[0] if same_kind else f"is {value!r}; wanted is {' or '.join(map(_spoken, options))}"


def _misfit_one(value: Any, hint: Any) -> str | None:
    origin = get_origin(hint)
    if origin is Annotated:
        return _misfit_one(value, get_args(hint)[0]) or ("is empty; an id is wanted" if value == "" else None)
    if origin is Literal:
        words = get_args(hint)
        return None if value in words else f"is {value!r}; use one of {', '.join(map(repr, words))}"
    if origin is tuple:
        return _misfit_tuple(value, get_args(hint)[0])
    if hint is None or hint is types.NoneType:
        return None if value is None else "is not none"
    if hint is str:
        return None if isinstance(value, str) and value.strip() else f"is {value!r}; a text that is not empty is wanted"
    if hint is float:
        fits = isinstance(value, int | float) and not isinstance(value, bool) and value == value
        return None if fits else f"is {value!r}; a number is wanted"
    if hint is int:
        return (
            None
            if isinstance(value, int) and not isinstance(value, bool)
            else f"is {value!r}; a whole number is wanted"
        )
    if hint is dt.date:
        fits = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
        return None if fits else f"is {value!r}; a whole day (datetime.date) is wanted"
    if isinstance(hint, type) and issubclass(hint, BaseGeometry):
        return _misfit_geometry(value, hint)
    return None if isinstance(value, hint) else f"is {value!r}; {_spoken(hint)} is wanted"


def _misfit_tuple(value: Any, item: Any) -> str | None:
    if not isinstance(value, tuple):
        return f"is {value!r}; a tuple is wanted"
    for i, one in enumerate(value):
        problem = misfit(one, item)
        if problem:
            return f"item {i} {problem}"
    return None


def _misfit_geometry(value: Any, kind: type[BaseGeometry]) -> str | None:
    if not isinstance(value, kind):
        wanted = "geometry" if kind is BaseGeometry else kind.__name__
        return f"is {value!r}; a shapely {wanted} in WGS 84 longitude and latitude is wanted"
    try:
        checked_geometry(value, "it")
    except InputError as error:
        return f"cannot be used: {error}"
    return None


def _kind_matches(value: Any, hint: Any) -> bool:
    base = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    origin = get_origin(base)
    if origin is Literal:
        return isinstance(value, str)
    kind = origin if origin is not None else base
    return isinstance(kind, type) and isinstance(value, kind)


def _spoken(hint: Any) -> str:
    origin = get_origin(hint)
    if origin is Annotated:
        return f"an id of {get_args(hint)[1].collection}"
    if origin is Literal:
        return "one of " + ", ".join(map(repr, get_args(hint)))
    if origin is tuple:
        return f"a tuple of {_spoken(get_args(hint)[0])}"
    if hint is None or hint is types.NoneType:
        return "None (for none)"
    if hint is Distance:
        return "a length such as km(5)"
    return str(getattr(hint, "__name__", hint))


def said_kinds(hint: Any) -> Iterator[type[Said]]:
    """Give the said classes that an annotation allows, also inside a tuple."""
    for option in members(hint):
        inner = get_args(option)[0] if get_origin(option) is tuple else option
        if isinstance(inner, type) and issubclass(inner, Said):
            yield inner


@dataclass(frozen=True, slots=True)
class _Names:
    """What the value of a field may name: collections for a text, said values to walk, and the same for its items."""

    collections: tuple[str, ...]
    walked: bool
    items: tuple[_Names, ...]


_NAMES: Final[dict[type[Said], tuple[tuple[str, _Names], ...]]] = {}


def _naming(cls: type[Said]) -> tuple[tuple[str, _Names], ...]:
    """Give the fields of a class that can name anything; read off its annotations once."""
    if cls not in _NAMES:
        every = ((name, _names_in(hint)) for name, hint in hints(cls).items())
        _NAMES[cls] = tuple((name, one) for name, one in every if one != _Names((), False, ()))
    return _NAMES[cls]


def _names_in(hint: Any) -> _Names:
    options = members(hint)
    marks = [get_args(option)[1] for option in options if get_origin(option) is Annotated]
    items = [_names_in(get_args(option)[0]) for option in options if get_origin(option) is tuple]
    return _Names(
        collections=tuple(mark.collection for mark in marks if isinstance(mark, Ref)),
        walked=any(isinstance(option, type) and issubclass(option, Said) for option in options),
        items=tuple(one for one in items if one != _Names((), False, ())),
    )


def references(value: Said, where: str = "") -> Iterator[tuple[str, str, str]]:
    """Walk a said value and give (key path, collection, id) of every id that it names elsewhere."""
    for name, names in _naming(type(value)):
        yield from _references(getattr(value, name), names, f"{where}.{name}" if where else name)


def _references(value: Any, names: _Names, where: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, Said):
        yield from references(value, where)
    elif isinstance(value, str):
        for collection in names.collections:
            yield where, collection, value
    elif isinstance(value, tuple):
        for inner in names.items:
            for i, item in enumerate(value):
                yield from _references(item, inner, f"{where}[{i}]")


def dangling(value: Said, where: str, known: dict[str, set[str]]) -> Iterator[Problem]:
    """Give a problem for every id that is named and not there.

    Parameters
    ----------
    value : Said
        The value that names others.
    where : str
        Its own key path.
    known : dict
        The ids of each collection.
    """
    yield from missing(references(value, where), known)


def missing(named: Iterable[tuple[str, str, str]], known: dict[str, set[str]]) -> Iterator[Problem]:
    """Give a problem for every (key path, collection, id) whose id is not known."""
    for where, collection, name in named:
        if name not in known[collection]:
            hint = nearest(name, sorted(known[collection]))
            yield Problem(where=where, what=f"{name!r} is not among the {collection}; {hint}")
