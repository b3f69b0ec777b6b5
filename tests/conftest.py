"""What every test may lean on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A machine under load is no counter-example; and a gate throws no dice, while at a desk each run looks elsewhere.
settings.register_profile(
    "zonelib",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
    print_blob=True,
)
settings.load_profile("zonelib")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a test that waits for a browser or a process leaves a core idle."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run each test in an empty folder: a relative path written by a test never lands in the checkout."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
