"""The tables of the scenario format, written from `zonelib.scenario_schema` before the pages are read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

import zonelib

Schema = Mapping[str, Any]

# What a reader calls the JSON types.
WORDS = {
    "string": "text",
    "number": "number",
    "integer": "whole number",
    "boolean": "`true` or `false`",
    "null": "nothing",
    "object": "table",
}


def write_tables(app: Sphinx) -> None:
    folder = Path(app.srcdir) / "_generated"
    folder.mkdir(exist_ok=True)
    page = folder / "scenario-tables.md"
    text = "\n".join(tables(zonelib.scenario_schema()))
    if not page.exists() or page.read_text(encoding="utf-8") != text:
        page.write_text(text, encoding="utf-8")


def tables(schema: Schema) -> Iterator[str]:
    """Give the lines of a page: the top of the file, then each kind of table in the order in which a file uses them."""
    definitions: Mapping[str, Schema] = schema.get("$defs", {})
    yield from table("The top of the file", schema, anchor="scenario-top")
    for name in in_order(schema, definitions):
        yield from table(name, definitions[name], anchor=anchor_of(name), opened_by=opened_by(name, schema))


def in_order(schema: Schema, definitions: Mapping[str, Schema]) -> list[str]:
    """Give the definitions as met when reading from the top, each before the ones that only it uses."""
    met: dict[str, None] = {}

    def visit(part: Any) -> None:
        for name in references(part):
            if name not in met:
                met[name] = None
                visit(definitions[name])

    visit(schema.get("properties", {}))
    return [*met, *(name for name in definitions if name not in met)]


def references(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"].rpartition("/")[2]
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def opened_by(name: str, schema: Schema) -> str:
    """Say how each of a kind of table begins in a file, such as ``[[zones.boundaries]]``."""
    paths = list(dict.fromkeys(list_paths(name, schema, schema.get("$defs", {}))))
    return f"Each begins with {' or '.join(f'`[[{path}]]`' for path in paths)}." if paths else ""


def list_paths(name: str, within: Schema, definitions: Mapping[str, Schema]) -> Iterator[str]:
    for key, value in within.get("properties", {}).items():
        for item in items_of(value):
            if item == name:
                yield key
            else:
                yield from (f"{key}.{rest}" for rest in list_paths(name, definitions[item], definitions))


def items_of(value: Schema) -> Iterator[str]:
    """Give the kinds of table that a list may hold."""
    for option in (value, *value.get("anyOf", ()), *value.get("oneOf", ())):
        if option.get("type") == "array":
            yield from references(option.get("items", {}))


def table(title: str, schema: Schema, *, anchor: str, opened_by: str = "") -> Iterator[str]:
    yield from (f"({anchor})=", f"### {title}", "")
    description = schema.get("description", "")
    yield from (" ".join(filter(None, [cell(description), opened_by])), "")
    needed = set(schema.get("required", ()))
    yield from ("| key | value | meaning |", "|---|---|---|")
    for key, value in schema.get("properties", {}).items():
        mark = " (needed)" if key in needed else ""
        default = f" Default: {shown(value['default'])}." if "default" in value else ""
        yield f"| `{key}`{mark} | {cell(spoken(value))} | {cell(value.get('description', '') + default)} |"
    yield ""


def spoken(value: Schema) -> str:
    """Say in words what may stand there."""
    for several in ("anyOf", "oneOf"):
        if several in value:
            return " or ".join(dict.fromkeys(spoken(option) for option in value[several]))
    if "allOf" in value and len(value["allOf"]) == 1:
        return spoken(value["allOf"][0])
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        return f"[{name}](#{anchor_of(name)})"
    if "const" in value:
        return shown(value["const"])
    if "enum" in value:
        return ", ".join(shown(word) for word in value["enum"])
    return plain(value)


def plain(value: Schema) -> str:
    kind = value.get("type")
    if isinstance(kind, list):
        return " or ".join(WORDS.get(one, one) for one in kind)
    if kind == "array":
        items = value.get("items", {})
        return f"list of {spoken(items)}" if items else "list"
    if kind == "string" and value.get("format") == "date":
        return "day, such as `2017-07-05`"
    word = WORDS.get(kind or "", kind or "anything")
    examples = ", ".join(shown(one) for one in value.get("examples", ()))
    return f"{word} such as {examples}" if examples else word


def shown(value: Any) -> str:
    return f"`{json.dumps(value, ensure_ascii=False)}`"


def cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def anchor_of(name: str) -> str:
    return f"scenario-{name.lower()}"


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", write_tables)
    return {"parallel_read_safe": True}
