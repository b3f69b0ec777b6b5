"""Reading a scenario: identify its version, migrate, validate, build; and report every problem at once."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from zonelib.errors import FileError, InputError, Problem, ScenarioError, nearest
from zonelib.files.geometry import Geometries
from zonelib.files.shipped import seeds, shipped
from zonelib.files.wire import TAGS, PlainSchema, table, wire
from zonelib.model import COLLECTIONS, Identified, Said, Scenario, Selection
from zonelib.model.said import hints, members, missing, said_kinds
from zonelib.model.scenario import check_time_zone, loose_ends

VERSION: Final = 1

# One step for each version that is past: MIGRATIONS[1] turns a document of version 1 into one of version 2.
MIGRATIONS: Final[dict[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}


def read(source: str | Path) -> Scenario:
    """Read a scenario from a file, or a shipped one by its name.

    Parameters
    ----------
    source : str or Path
        Path of a TOML file, or the name of a seed such as ``"syria-2017"`` (`seeds` lists them).

    Returns
    -------
    Scenario

    Raises
    ------
    FileError
        If there is no such file or seed, or it is not TOML.
    ScenarioError
        With all problems of the file, each with its key path.

    Examples
    --------
    >>> print(read("syria-2017").zone("homs"))
    Homs
    """
    path = _find(source)
    document = _identify(_parse(path), path)
    return _build(document, path)


def scenario_schema() -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of a scenario file."""
    schema = TypeAdapter(table(Scenario)).json_schema(schema_generator=PlainSchema)
    version = {"const": VERSION, "description": "The version of this format; the first key of the file."}
    schema["properties"] = {"zonelib": version, **schema["properties"]}
    schema["required"] = ["zonelib", *schema["required"]]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _find(source: str | Path) -> Path:
    if isinstance(source, str) and source in seeds():
        return shipped(f"seeds/{source}.toml")
    path = Path(source)
    if path.is_dir():
        raise FileError(f"{path} is a folder; name a scenario file in it")
    if not path.is_file():
        raise FileError(f"there is no scenario file {path}, and no seed of that name; {nearest(str(source), seeds())}")
    return path


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileError(f"{path} is not TOML: {error}") from error
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}") from error


def _identify(document: dict[str, Any], path: Path) -> dict[str, Any]:
    """Find the version of the format and bring the document up to the present one."""
    version = document.get("zonelib")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        came = "is missing" if version is None else f"is {version!r}"
        raise ScenarioError(
            str(path), [Problem(where="zonelib", what=f"{came}; begin the file with zonelib = {VERSION}")]
        )
    if version > VERSION:
        what = f"is {version}, and this zonelib reads up to {VERSION}; update zonelib"
        raise ScenarioError(str(path), [Problem(where="zonelib", what=what)])
    for past in range(version, VERSION):
        document = MIGRATIONS[past](document)
    return {key: value for key, value in document.items() if key != "zonelib"}


def _build(document: dict[str, Any], path: Path) -> Scenario:
    """Validate head and items one by one, so that a fault in one does not hide those of the others."""
    geometries = Geometries(path.parent)
    head = {key: value for key, value in document.items() if key not in COLLECTIONS}
    problems = list(_head_problems(head))
    items: list[tuple[str, Identified]] = []
    ids = {name: _ids(document.get(name)) for name in COLLECTIONS}
    known = {name: set(given) for name, given in ids.items()}
    for name, cls in COLLECTIONS.items():
        given = document.get(name, [])
        if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
            problems.append(Problem(where=name, what=f"a list of tables is wanted; begin each with [[{name}]]"))
            continue
        adapter: TypeAdapter[Identified] = TypeAdapter(wire(cls))
        for i, item in enumerate(given):
            try:
                items.append((f"{name}[{i}]", adapter.validate_python(item, context=geometries)))
            except ValidationError as error:
                problems += _problems(error, cls, f"{name}[{i}]")
                problems += missing(_named_in(item, cls, f"{name}[{i}]"), known)
    problems += loose_ends(items, ids)
    if problems:
        raise ScenarioError(str(path), problems)
    built = {name: tuple(item for where, item in items if where.startswith(f"{name}[")) for name in COLLECTIONS}
    contents: dict[str, Any] = {**head, **built}
    return Scenario(**contents)


def _head_problems(head: Mapping[str, Any]) -> Iterable[Problem]:
    try:
        table(Scenario).model_validate(head)
    except ValidationError as error:
        yield from _problems(error, Scenario, "")
    zone = head.get("time_zone")
    if isinstance(zone, str):
        try:
            check_time_zone(zone)
        except InputError as error:
            yield Problem(where="time_zone", what=str(error))


def _ids(given: Any) -> list[str]:
    """Give the ids of a collection as written, also of items that have other faults."""
    items = given if isinstance(given, list) else []
    return [item["id"] for item in items if isinstance(item, dict) and isinstance(item.get("id"), str)]


def _named_in(value: Any, hint: Any, where: str) -> Iterator[tuple[str, str, str]]:
    """Give (key path, collection, id) of every id that a table names, also where the table has other faults."""
    for option in members(hint):
        if get_origin(option) is Annotated and isinstance(value, str) and value != "none":
            yield where, get_args(option)[1].collection, value
        elif get_origin(option) is tuple and isinstance(value, list):
            for i, item in enumerate(value):
                yield from _named_in(item, get_args(option)[0], f"{where}[{i}]")
        elif option is Selection and isinstance(value, list):
            yield from _named_in(value, hints(Selection)["any_of"], where)
        elif isinstance(option, type) and issubclass(option, Said) and isinstance(value, dict):
            for name in (name for name in hints(option) if name in value):
                yield from _named_in(value[name], hints(option)[name], f"{where}.{name}")


def _problems(error: ValidationError, cls: type[Said], where: str) -> Iterable[Problem]:
    for detail in error.errors(include_url=False):
        loc = tuple(part for part in detail["loc"] if part not in TAGS)
        yield Problem(where=_path(where, loc), what=_complaint(detail, cls, loc))


def _path(where: str, loc: tuple[int | str, ...]) -> str:
    for part in loc:
        where += f"[{part}]" if isinstance(part, int) else f".{part}" if where else part
    return where


def _complaint(detail: ErrorDetails, cls: type[Said], loc: tuple[int | str, ...]) -> str:
    came, kind = detail["input"], detail["type"]
    context = detail.get("ctx", {})
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        return f"is not a key of {_spoken(cls, loc)}; {nearest(str(loc[-1]), _keys(cls, loc[:-1]))}"
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        words = context["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        return f"is {came!r}; use one of {', '.join(words)}; {nearest(str(came), words)}"
    return f"is {came!r}; {_WANTED.get(kind, detail['msg'])}"


_WANTED: Final = {
    "string_type": "a text is wanted",
    "int_type": "a whole number is wanted",
    "float_type": "a number is wanted",
    "bool_type": "true or false is wanted",
    "date_type": "a day such as 2017-07-05 is wanted",
    "list_type": "a list is wanted",
    "dict_type": "a table is wanted",
    "model_type": "a table is wanted",
}


def _class_at(cls: type[Said], loc: Iterable[int | str]) -> type[Said] | None:
    """Follow a key path through the annotations to the said class that stands there."""
    at: type[Said] | None = cls
    for part in loc:
        if isinstance(part, str) and at is not None:
            at = next(said_kinds(hints(at).get(part)), None)
    return at


def _keys(cls: type[Said], loc: tuple[int | str, ...]) -> list[str]:
    at = _class_at(cls, loc)
    return list(hints(at)) if at else []


def _spoken(cls: type[Said], loc: tuple[int | str, ...]) -> str:
    at = _class_at(cls, loc[:-1])
    return f"a {at.__name__}" if at else "this table"
