"""How said values look in a file: pydantic models derived from the said classes themselves.

There is one description of a value, its dataclass. From its annotations this module derives the model that validates
a table, the JSON Schema that documents it, and how each special kind is spelt:

=================  =======================================================================================
`NOT_STATED`       the key is absent
none               the word ``"none"``
`Distance`         ``"5 km"``, ``"12 nmi"``, ``"3 miles"``
`Period`           a day; an EDTF text such as ``"2017-07"`` or ``"2017-05-04/.."``; or a table with ``first``,
                   ``last``, ``precision``, ``phrase``, ``first_doubt``, ``last_doubt``
`Shift`            its two times: ``"06:00-14:00"``
`Selection`        a list of zones (exactly these), or ``{ any_of = [...], known = false }``
geometry           ``"zones.geojson#homs"``, a list of such references to be joined, or an inline GeoJSON table
=================  =======================================================================================
"""

from __future__ import annotations

import datetime as dt
import inspect
import re
from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from types import NoneType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    create_model,
)
from pydantic import Field as Described
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import TaggedUnionSchema
from shapely.geometry.base import BaseGeometry

from zonelib.errors import FileError
from zonelib.files.geometry import Geometries
from zonelib.model import NotStated, Period, Said, Selection, Shift
from zonelib.model.said import hints, members
from zonelib.units import Distance

TAGS: Final = frozenset({"<none>", "<text>", "<number>", "<day>", "<list>", "<table>"})


class Table(BaseModel):
    """The base of every derived model: no unknown keys, no silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True)


_TABLES: Final[dict[type[Said], type[Table]]] = {}


def table(cls: type[Said]) -> type[Table]:
    """Give the model of a said class, derived once."""
    if cls not in _TABLES:
        _TABLES[cls] = _derived(cls)
    return _TABLES[cls]


def _derived(cls: type[Said]) -> type[Table]:
    described = field_descriptions(cls)
    spelt: dict[str, Any] = {
        f.name: (wire(hints(cls)[f.name]), _described(f, described.get(f.name))) for f in fields(cls)
    }
    summary = inspect.cleandoc(cls.__doc__ or "").splitlines()[0]
    return create_model(cls.__name__, __base__=Table, __doc__=summary, **spelt)


def wire(hint: Any) -> Any:
    """Derive the annotation of a field in a file from its annotation in a said class."""
    options = [option for option in members(hint) if option is not NotStated]
    words = [word for option in options if get_origin(option) is Literal for word in get_args(option)]
    spelt: dict[str, Any] = {}
    if words:
        spelt["<text>"] = Literal[tuple(words)]
    for option in options:
        if get_origin(option) is not Literal and option is not NoneType:
            spelt.update(_spellings(option))
    none = () if any(get_origin(option) is tuple for option in options) else None
    if none == () or NoneType in options:
        spelt["<none>"] = Annotated[Literal["none"], AfterValidator(lambda _: none)]
    if len(spelt) == 1:
        return next(iter(spelt.values()))
    tagged = tuple(Annotated[kind, Tag(tag)] for tag, kind in spelt.items())
    return Annotated[Union[tagged], _by_kind(frozenset(spelt))]  # noqa: UP007  # the members are known only here


def _spellings(hint: Any) -> dict[str, Any]:
    """Give how one kind of value may be spelt, by the kind of TOML value that it takes."""
    origin = get_origin(hint)
    if origin is Annotated:
        return {"<text>": get_args(hint)[0]}
    if origin is tuple:
        return {"<list>": Annotated[list[wire(get_args(hint)[0])], AfterValidator(tuple)]}  # type: ignore[misc]
    if hint is Distance:
        return {"<text>": LENGTH}
    if hint is dt.date:
        return {"<day>": DAY}
    if hint in (int, float):
        return {"<number>": hint}
    if isinstance(hint, type) and issubclass(hint, BaseGeometry):
        return {"<text>": GEOMETRY_REFERENCE, "<list>": GEOMETRY_REFERENCES, "<table>": GEOMETRY_INLINE}
    if isinstance(hint, type) and issubclass(hint, Said):
        if hint is Shift:
            return {"<text>": SHIFT}
        built = {"<table>": Annotated[table(hint), AfterValidator(builder(hint))]}
        if hint is Period:
            return {"<day>": Annotated[DAY, AfterValidator(Period.day)], "<text>": EDTF, **built}
        if hint is Selection:
            zones = Annotated[list[str], AfterValidator(lambda ids: Selection(any_of=tuple(ids)))]
            return {"<list>": zones, **built}
        return built
    return {"<text>": hint}


def builder(cls: type[Said]) -> Callable[[Table], Said]:
    """Give the function that builds a said value from its validated table."""

    def build(model: Table) -> Said:
        return cls(**{name: getattr(model, name) for name in model.model_fields_set})

    return build


def _by_kind(allowed: frozenset[str]) -> Discriminator:
    """Choose among spellings by the kind of TOML value, so that an error speaks of the one that was meant."""

    def kind(value: Any) -> str | None:
        found = kind_of(value)
        if found == "<text>" and value == "none" and "<none>" in allowed:
            return "<none>"
        return found if found in allowed else None

    wanted = " or ".join(_SPOKEN[tag] for tag in sorted(allowed, key=list(_SPOKEN).index))
    return Discriminator(kind, custom_error_type="kind", custom_error_message=f"{wanted} is wanted")


_SPOKEN: Final = {
    "<text>": "a text",
    "<number>": "a number",
    "<day>": "a day such as 2017-07-05",
    "<list>": "a list",
    "<table>": "a table",
    "<none>": 'the word "none"',
}


def kind_of(value: Any) -> str | None:
    """Give the kind of a TOML value."""
    if isinstance(value, str):
        return "<text>"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "<number>"
    if isinstance(value, dt.date):
        return "<day>"
    return "<list>" if isinstance(value, list) else "<table>" if isinstance(value, dict) else None


def _whole_day(value: Any) -> Any:
    if isinstance(value, dt.datetime | dt.time):
        raise ValueError("dates are whole days in the scenario's time zone; leave the time of day out")
    return value


def _length(value: Any) -> Distance:
    if not isinstance(value, str):
        raise ValueError(f'a length is a text with its unit, such as "{value} km"')
    return Distance.parse(value)


def _loader(info: ValidationInfo) -> Geometries:
    loader = info.context
    if not isinstance(loader, Geometries):
        raise TypeError("validate with context=Geometries(folder): references need a folder to start from")
    return loader


def _referred(value: str, info: ValidationInfo) -> BaseGeometry:
    try:
        return _loader(info).by_reference(value)
    except FileError as error:
        # A file that is missing is a problem of this key like any other: it must not hide the rest.
        raise ValueError(str(error)) from error


def _joined(value: list[str], info: ValidationInfo) -> BaseGeometry:
    if not value:
        raise ValueError("lists no feature; leave the key out where there is no geometry")
    return _loader(info).joined([_referred(reference, info) for reference in value], ", ".join(value))


def _inline(value: dict[str, Any], info: ValidationInfo) -> BaseGeometry:
    return _loader(info).inline(value)


DAY: Final = Annotated[dt.date, BeforeValidator(_whole_day)]
LENGTH: Final = Annotated[
    Distance,
    BeforeValidator(_length),
    WithJsonSchema(
        {"type": "string", "examples": ["5 km", "12 nmi", "3 miles"], "description": "A length with its unit."}
    ),
]
EDTF: Final = Annotated[
    str,
    AfterValidator(Period.edtf),
    WithJsonSchema(
        {
            "type": "string",
            "examples": ["2017-07", "2017-05-04/..", "2017-07-05?"],
            "description": "A date or an interval in EDTF (ISO 8601-2).",
        }
    ),
]
SHIFT: Final = Annotated[
    str,
    AfterValidator(Shift.parse),
    WithJsonSchema({"type": "string", "examples": ["06:00-14:00"], "description": "Two times of one day."}),
]
GEOMETRY_REFERENCE: Final = Annotated[
    str,
    AfterValidator(_referred),
    WithJsonSchema({"type": "string", "examples": ["../data/geo/zones.geojson#homs"], "description": "file#feature"}),
]
GEOMETRY_REFERENCES: Final = Annotated[
    list[str],
    AfterValidator(_joined),
    WithJsonSchema(
        {"type": "array", "items": {"type": "string"}, "minItems": 1, "description": "Several file#feature, joined."}
    ),
]
GEOMETRY_INLINE: Final = Annotated[
    dict[str, Any],
    AfterValidator(_inline),
    WithJsonSchema({"type": "object", "required": ["type"], "description": "A GeoJSON geometry (RFC 7946)."}),
]


class PlainSchema(GenerateJsonSchema):
    """Several spellings of one value may overlap (the word "none" is a text too): any of them will do."""

    def tagged_union_schema(self, schema: TaggedUnionSchema) -> JsonSchemaValue:
        """Give ``anyOf`` where pydantic, which knows which one is meant, gives ``oneOf``."""
        plain = super().tagged_union_schema(schema)
        return {"anyOf" if key == "oneOf" else key: value for key, value in plain.items()}


def _described(field: Field[Any], description: str | None) -> Any:
    if field.default is MISSING and field.default_factory is MISSING:
        return Described(description=description)
    if isinstance(field.default, str | int):
        return Described(default=field.default, description=description)
    # An absent key stays absent: a factory keeps NOT_STATED and the empty tuple out of the JSON Schema.
    return Described(default_factory=lambda: field.default, description=description)


def field_descriptions(cls: type[Said]) -> dict[str, str]:
    """Read what each field means in a file from the Parameters section of the class's docstring (numpydoc)."""
    section = inspect.cleandoc(cls.__doc__ or "").partition("Parameters\n----------\n")[2].replace("None", '"none"')
    described: dict[str, str] = {}
    names: list[str] = []
    heading = ""
    for line in section.splitlines():
        if line.startswith("---"):
            break
        if line.startswith("    "):
            for name in names:
                described[name] = f"{described.get(name, '')} {line.strip()}".strip()
        else:
            heading = f"{heading} {line}" if heading.endswith(",") else line  # a long heading runs over two lines
            names = re.findall(r"\w+", heading.partition(" :")[0])
    return described
