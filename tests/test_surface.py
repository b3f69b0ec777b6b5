"""The front door: what `zonelib.__all__` lists is public, nothing else, and every name of it keeps its promises."""

from __future__ import annotations

import dataclasses
import inspect
import re
import tomllib
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import pytest

import zonelib as zl

TOP = Path(__file__).resolve().parent.parent
PUBLIC = {name: getattr(zl, name) for name in zl.__all__}
FUNCTIONS = {name: value for name, value in PUBLIC.items() if inspect.isfunction(value)}
CLASSES = {name: value for name, value in PUBLIC.items() if inspect.isclass(value)}
ERRORS = {name: value for name, value in CLASSES.items() if issubclass(value, BaseException)}
VALUES = {name: value for name, value in CLASSES.items() if dataclasses.is_dataclass(value)}

# One or two values that read best bare: km(5), Distance(5_000, "m").
POSITIONAL = {"Distance", "Area"}


def test_the_list_is_sorted_and_has_no_name_twice() -> None:
    # Constants, then classes, then functions: the order that ruff's RUF022 keeps.
    def rank(name: str) -> tuple[int, str]:
        return (0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2, name)

    assert zl.__all__ == sorted(set(zl.__all__), key=rank)


def test_what_is_seen_is_what_is_promised() -> None:
    assert sorted(dir(zl)) == sorted([*zl.__all__, "__version__"])


def test_a_star_import_brings_exactly_the_promised_names() -> None:
    names: dict[str, Any] = {}
    exec("from zonelib import *", names)  # a star import stands only at the top of a module
    assert names.keys() - {"__builtins__"} == set(zl.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'no_such_name'"):
        _ = zl.no_such_name


def test_every_error_is_public_and_has_the_one_base() -> None:
    def below(base: type) -> set[type]:
        return {base}.union(*(below(sub) for sub in base.__subclasses__()))

    own = {error.__name__ for error in below(zl.ZonelibError) if error.__module__.startswith("zonelib")}
    assert own == ERRORS.keys()


@pytest.mark.parametrize("name", sorted(ERRORS.keys() - {"ZonelibError"}))
def test_every_error_has_a_built_in_beside_it(name: str) -> None:
    beside = [base for base in ERRORS[name].__mro__ if base.__module__ == "builtins"]
    assert set(beside) - {Exception, BaseException, object}, f"{name} is caught only by who knows zonelib"


def test_types_are_shipped() -> None:
    assert (Path(zl.__file__).parent / "py.typed").is_file()


def test_the_version_is_said_once() -> None:
    declared = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    cited = re.search(r"^version: (\S+)$", (TOP / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert cited
    assert zl.__version__ == declared == cited[1] == metadata("zonelib")["Version"]


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() | CLASSES.keys()))
def test_everything_public_is_described(name: str) -> None:
    text = inspect.getdoc(PUBLIC[name]) or ""
    # A dataclass without a docstring gets its signature for one.
    assert len(text) > 20, f"{name} has no docstring"
    assert not text.startswith(f"{name}("), f"{name} has no docstring"


@pytest.mark.parametrize("name", sorted(CLASSES.keys() - ERRORS.keys()))
def test_public_methods_are_described(name: str) -> None:
    own = {k: v for k, v in vars(CLASSES[name]).items() if not k.startswith("_")}
    bare = [
        k
        for k, v in own.items()
        if isinstance(v, property | classmethod) or inspect.isfunction(v)
        if not inspect.getdoc(v)
    ]
    assert not bare, bare


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_signatures_say_their_types_and_keep_options_by_name(name: str) -> None:
    signature = inspect.signature(FUNCTIONS[name])
    assert signature.return_annotation is not inspect.Signature.empty
    untyped = [p.name for p in signature.parameters.values() if p.annotation is inspect.Parameter.empty]
    assert not untyped, untyped
    options = [
        p.name
        for p in signature.parameters.values()
        if p.default is not p.empty and p.kind is not p.KEYWORD_ONLY
        if p.name != "lat"  # columns of coordinates come as lon, lat, or as one geometry column in the place of both
    ]
    assert not options, f"{name}: {options} can be passed by position"
    assert len([p for p in signature.parameters.values() if p.kind is not p.KEYWORD_ONLY]) <= 2


@pytest.mark.parametrize("name", sorted(VALUES))
def test_values_are_frozen_and_keyword_only(name: str) -> None:
    assert VALUES[name].__dataclass_params__.frozen, f"{name} can be changed"
    if name not in POSITIONAL:
        by_position = [f.name for f in dataclasses.fields(VALUES[name]) if f.init and not f.kw_only]
        assert not by_position, by_position
