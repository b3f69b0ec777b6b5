"""`import zonelib` is light: what is heavy is loaded when it is first needed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import zonelib as zl

HEAVY = ("folium", "branca", "geopandas", "pandas", "pydantic", "matplotlib")


def loaded_after(script: str) -> set[str]:
    """Run a script in a Python of its own and give the packages that are loaded then."""
    told = f"{script}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {name.split(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


@pytest.mark.parametrize(
    "script",
    [
        "import zonelib",
        "import zonelib; zonelib.km(5) + zonelib.nmi(3)",
        "import zonelib; zonelib.Zone(id='a', name='A')",
        "import zonelib; dir(zonelib)",
    ],
)
def test_the_heavy_packages_stay_out(script: str) -> None:
    assert not loaded_after(script) & set(HEAVY)


def test_the_bare_import_loads_no_foreign_package() -> None:
    new = loaded_after("import zonelib") - loaded_after("pass")
    assert not {name for name in new if name not in sys.stdlib_module_names} - {"zonelib"}


def test_what_is_asked_for_brings_only_what_it_needs() -> None:
    # Reading and drawing need pyogrio, which loads geopandas and pandas where they are installed.
    assert not loaded_after("import zonelib; zonelib.buffer") & set(HEAVY)
    assert not loaded_after("import zonelib; zonelib.read") & {"folium", "branca", "matplotlib"}
    assert not loaded_after("import zonelib; zonelib.draw") & {"matplotlib"}


def test_every_lazy_name_resolves() -> None:
    for name in zl.__all__:
        assert getattr(zl, name) is not None, name
