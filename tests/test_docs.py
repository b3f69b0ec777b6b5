"""What is shown runs: every code block of the README and of the docs, in order, page by page.

- A ``python`` block runs as it stands. ``print(...)  # text`` must print that text (``…`` stands for anything).
- A ``python`` block with ``>>>`` is a doctest.
- In a ``console`` block each ``$ zonelib ...`` runs, and prints what is shown below it, if anything is.
- A ``toml`` block that is a whole scenario must read.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import runpy
import shlex
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import zonelib as zl
from zonelib import cli

TOP = Path(__file__).resolve().parent.parent
PAGES = [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))]
# The plan takes as long as all the others; what builds the docs runs it too.
EXAMPLES = [
    pytest.param(example, marks=[pytest.mark.proof] * (example.name == "patrol_plan.py"), id=example.name)
    for example in sorted((TOP / "docs" / "examples").glob("*.py"))
]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TOLD = re.compile(r"^\s*print\(.*\)  # (.+)$", re.MULTILINE)
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


class Block(NamedTuple):
    language: str
    code: str
    line: int


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [Block(found[1], found[2], text[: found.start()].count("\n") + 1) for found in FENCE.finditer(text)]


RUNNING = [page for page in PAGES if any(b.language in {"python", "console", "toml"} for b in blocks_of(page))]


def same(wanted: str, got: str) -> bool:
    return doctest.OutputChecker().check_output(wanted.replace("…", "..."), got, OPTIONS)


def run_script(block: Block, where: str, names: dict[str, Any]) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block.code, where, "exec"), names)  # running what is shown is the point
    told = TOLD.findall(block.code)
    if told:
        assert same("\n".join(told) + "\n", printed.getvalue()), f"{where} prints\n{printed.getvalue()}"


def run_doctest(block: Block, where: str, names: dict[str, Any]) -> None:
    test = doctest.DocTestParser().get_doctest(block.code, names, where, where, block.line)
    # An ellipsis may stand anywhere in the message of an error, also at the end of a line.
    report: list[str] = []
    doctest.DocTestRunner(optionflags=OPTIONS).run(test, out=report.append, clear_globs=False)
    names.update(test.globs)
    assert not report, "".join(report)


def run_console(block: Block, where: str, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
    for part in re.split(r"^\$ ", block.code, flags=re.MULTILINE)[1:]:
        command, _, wanted = part.partition("\n")
        program, *arguments = shlex.split(command)
        assert program == "zonelib", f"{where}: only zonelib runs here, not {program}"
        patch.setattr(sys, "argv", [program, *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        printed, complaint = capsys.readouterr()
        assert not end.value.code, f"{where}: {command} ends with {end.value.code}\n{complaint}"
        if wanted.strip():
            assert same(wanted, printed), f"{where}: {command} prints\n{printed}"


@pytest.mark.parametrize("page", RUNNING, ids=lambda page: page.name)
def test_what_a_page_shows_runs(
    page: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in blocks_of(page):
        where = f"{page.name}, line {block.line}"
        if block.language == "python" and ">>>" in block.code:
            run_doctest(block, where, names)
        elif block.language == "python":
            run_script(block, where, names)
        elif block.language == "console":
            run_console(block, where, capsys, monkeypatch)
        elif block.language == "toml" and block.code.startswith("zonelib = "):
            Path("shown.toml").write_text(block.code, encoding="utf-8")
            assert zl.read("shown.toml").zones


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_the_gallery_runs(example: Path) -> None:
    runpy.run_path(str(example), run_name="__main__")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_block_escapes_the_run(page: Path) -> None:
    known = {"python", "console", "toml", "sh"}
    assert {block.language for block in blocks_of(page)} <= known
    assert page.name == "README.md" or not [block for block in blocks_of(page) if block.language == "sh"]


def test_the_readme_has_the_two_commands() -> None:
    # .ci/run reads them from here and runs each in a fresh virtual environment.
    commands = [block.code.strip() for block in blocks_of(TOP / "README.md") if block.language == "sh"]
    assert commands == ["pip install . && zonelib map syria-2017", 'pip install -e ".[test]" && pytest']


def test_the_api_page_lists_exactly_what_is_public() -> None:
    page = (TOP / "docs" / "api.rst").read_text(encoding="utf-8")
    listed = re.findall(r"^   (\w+)$", page, re.MULTILINE)
    assert sorted(listed) == sorted(zl.__all__)


def test_a_map_shown_in_a_page_stands_on_one_line() -> None:
    # What builds the gallery indents lines and turns tabs into spaces; the scripts then no longer are the ones that the
    # policy of the map allows, and it stays blank. As character references, line ends and tabs survive.
    shown = zl.draw(zl.read("syria-2017"))._repr_html_()
    assert "\n" not in shown
    assert "\t" not in shown
