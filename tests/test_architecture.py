"""The floors of the house: who may import whom, read from the source itself."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

TOP = Path(__file__).resolve().parent.parent
PACKAGE = TOP / "zonelib"
MODULES = {
    ".".join(path.relative_to(TOP).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}

# A file imports only from lower floors, or from the room it is in.
FLOORS = {
    "ground": 0,  # errors.py and units.py
    "zonelib.geodesy": 1,
    "zonelib.model": 2,
    "zonelib.files": 3,
    "zonelib.analysis": 4,
    "zonelib.frames": 5,
    "zonelib.incidents": 5,
    "zonelib.maps": 5,
    "zonelib": 6,  # the front door
    "zonelib.cli": 7,
}

# Of the earth, said values know one thing only: whether a shape can be one.
NARROW = {("zonelib.model", "zonelib.geodesy"): {"zonelib.geodesy.checks"}}

# What is heavy, or ought to be spoken to from one place: the files that may import it.
KEPT_TO = {
    "branca": r"zonelib\.maps\.folium_map",
    "folium": r"zonelib\.maps\.folium_map",
    "geopandas": r"zonelib\.frames",
    "jinja2": r"zonelib\.maps\.page",
    "markupsafe": r"zonelib\.maps\.page",
    "matplotlib": r"zonelib\.maps\.pen",
    "networkx": r"nobody: a graph is known by what it can do",
    "mgrs": r"zonelib\.maps\.grid",
    "pandas": r"zonelib\.incidents\..+",
    "pydantic": r"zonelib\.files\..+",
    "pydantic_core": r"zonelib\.files\..+",
    "pyogrio": r"zonelib\.files\..+",
    "rich": r"zonelib\.cli",
    "scipy": r"zonelib\.(geodesy|analysis)\..+",
    "tomli_w": r"zonelib\.files\..+",
    "typer": r"zonelib\.cli",
    "xyzservices": r"zonelib\.maps\.(tiles|drawing)",
}

# Declared in pyproject.toml and imported by nobody, each with the reason.
NEVER_IMPORTED = {
    "django-js-lib-leaflet": "its files are read from the installed package",
    "tzdata": "read by zoneinfo where the machine has no time zones",
}


class Import(NamedTuple):
    module: str
    names: tuple[str, ...]
    line: int
    inside: bool
    for_types: bool


def imports_of(path: Path) -> Iterator[Import]:
    yield from _imports(ast.parse(path.read_text(encoding="utf-8")).body, inside=False, for_types=False)


def _imports(body: list[ast.stmt], *, inside: bool, for_types: bool) -> Iterator[Import]:
    for node in body:
        if isinstance(node, ast.Import):
            for name in node.names:
                yield Import(name.name, (), node.lineno, inside, for_types)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: say the whole name, not a relative one"
            yield Import(node.module or "", tuple(n.name for n in node.names), node.lineno, inside, for_types)
        else:
            deeper = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            types = for_types or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
            for _, inner in ast.iter_fields(node):
                if isinstance(inner, list):
                    statements = [one for one in inner if isinstance(one, ast.stmt)]
                    handlers = [s for one in inner if isinstance(one, ast.ExceptHandler) for s in one.body]
                    yield from _imports(statements + handlers, inside=deeper, for_types=types)


def room(module: str) -> str:
    """The entry of the floor table that a module belongs to."""
    if module in {"zonelib.errors", "zonelib.units"}:
        return "ground"
    parts = module.split(".")
    return ".".join(parts[:2]) if len(parts) > 1 else module


def own_modules(found: Import) -> set[str]:
    """The modules of zonelib that an import statement reaches for."""
    if found.module.split(".")[0] != "zonelib":
        return set()
    inner = {f"{found.module}.{name}" for name in found.names} & MODULES.keys()
    # `from zonelib.geodesy import planes` wants planes; `from zonelib.geodesy import Plane` wants the room's front.
    plain = {found.module} if len(inner) < len(found.names) or not found.names else set()
    return inner | plain


def climbs(module: str, target: str) -> bool:
    """Whether an import goes up, or sideways into another room."""
    if room(module) == room(target):
        return False
    narrow = NARROW.get((room(module), room(target)))
    return FLOORS[room(target)] >= FLOORS[room(module)] or (narrow is not None and target not in narrow)


def test_every_file_has_a_floor() -> None:
    assert {room(module) for module in MODULES} == FLOORS.keys()


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_down(module: str) -> None:
    wrong = [
        f"{MODULES[module].relative_to(TOP)}:{found.line} imports {target}"
        for found in imports_of(MODULES[module])
        for target in own_modules(found)
        if climbs(module, target)
    ]
    assert not wrong, wrong


def test_errors_know_nothing() -> None:
    assert [found for found in imports_of(MODULES["zonelib.errors"]) if own_modules(found)] == []


@pytest.mark.parametrize("module", MODULES)
def test_no_own_import_hides_in_a_function(module: str) -> None:
    hidden = [f"line {found.line}" for found in imports_of(MODULES[module]) if found.inside and own_modules(found)]
    assert not hidden, hidden


def test_no_two_modules_need_each_other() -> None:
    needs = {
        module: {t for found in imports_of(path) if not found.for_types for t in own_modules(found)} - {module}
        for module, path in MODULES.items()
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        pytest.fail(f"a ring of imports: {' <- '.join(error.args[1])}")


@pytest.mark.parametrize("module", MODULES)
def test_heavy_and_foreign_things_stay_in_their_files(module: str) -> None:
    wrong = [
        f"line {found.line} imports {found.module}; that is for {KEPT_TO[top]}"
        for found in imports_of(MODULES[module])
        for top in [found.module.split(".")[0]]
        if top in KEPT_TO and not found.for_types and not re.fullmatch(KEPT_TO[top], module)
    ]
    assert not wrong, wrong


def test_one_file_transforms() -> None:
    users = {
        module
        for module, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr == "Transformer")
        or (isinstance(node, ast.ImportFrom) and "Transformer" in {n.name for n in node.names})
    }
    assert users == {"zonelib.geodesy.planes"}


def test_the_command_line_uses_the_front_door_only() -> None:
    reached = {target for found in imports_of(MODULES["zonelib.cli"]) for target in own_modules(found)}
    assert reached == {"zonelib"}


def test_declared_dependencies_are_the_imported_ones() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=~!\[; ]", line, maxsplit=1)[0] for line in project["dependencies"]}
    imported = {found.module.split(".")[0] for path in MODULES.values() for found in imports_of(path)}
    foreign = {
        name for name in imported if name not in sys.stdlib_module_names and name not in {"zonelib", "__future__"}
    }
    # pydantic_core comes with pydantic, which pins it to one version.
    distributions = {name.replace("_", "-") for name in foreign} - {"pydantic-core"}
    assert distributions | NEVER_IMPORTED.keys() == declared
