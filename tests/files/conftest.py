"""A scenario file to spoil, one key at a time."""

import pytest

from zonelib import read

HEAD = """\
zonelib = 1
id = "test"
title = "A test"
"""


@pytest.fixture
def read_text(tmp_path):
    """Read a scenario from text; the head is supplied."""

    def reader(body, head=HEAD):
        path = tmp_path / "scenario.toml"
        path.write_text(head + body, encoding="utf-8")
        return read(path)

    return reader
