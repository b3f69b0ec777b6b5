"""What every test may lean on."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run each test in an empty folder: a relative path written by a test never lands in the checkout."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
