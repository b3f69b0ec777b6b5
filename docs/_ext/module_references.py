"""A module lists its references once, in its own docstring; the pages of its functions and classes show what they name.

``[1]_`` in a docstring without a References section is looked up in the docstring of the module it stands in.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

from sphinx.application import Sphinx

NAMED = re.compile(r"\[(\d+)\]_")
LISTED = re.compile(r"^\.\. \[(\d+)\] .*(?:\n[ \t]+\S.*)*", re.MULTILINE)


def add_references(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    text = "\n".join(lines)
    module = inspect.getmodule(thing)
    if module is thing or module is None or LISTED.search(text):
        return
    listed = {found[1]: found[0] for found in LISTED.finditer(inspect.getdoc(module) or "")}
    named = [number for number in dict.fromkeys(NAMED.findall(text)) if number in listed]
    if named:
        lines += ["", "References", "----------", *"\n".join(listed[number] for number in named).splitlines()]


def setup(app: Sphinx) -> dict[str, Any]:
    # Before numpydoc, which reads the sections, at 500.
    app.connect("autodoc-process-docstring", add_references, priority=400)
    return {"parallel_read_safe": True}
