"""Links go to the names that users type.

A base class is named by the file it lives in (``zonelib.errors.InputError``); a reader knows it as
``zonelib.InputError``. A base that is not public is left out.
What belongs to Python or to another package is shown without a link, because nothing is fetched while building. Any
other name that leads nowhere stays a warning, and so fails the build.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

import zonelib


def resolve(app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.Element) -> nodes.Element | None:
    if node.get("refdomain") != "py":
        return None
    target: str = node["reftarget"]
    first, _, _ = target.partition(".")
    last = target.rpartition(".")[2]
    if first == "zonelib" and last in zonelib.__all__ and target != f"zonelib.{last}":
        domain = env.domains["py"]
        return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", f"zonelib.{last}", node, content)
    return content if first != "zonelib" else None


def public_bases(app: Sphinx, name: str, cls: type, options: Any, bases: list[type]) -> None:
    foreign = [base for base in bases if base.__module__.split(".")[0] != "zonelib"]
    public = [base for base in bases if base.__name__ in zonelib.__all__]
    bases[:] = [*public, *foreign] or [object]


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("missing-reference", resolve)
    app.connect("autodoc-process-bases", public_bases)
    return {"parallel_read_safe": True}
