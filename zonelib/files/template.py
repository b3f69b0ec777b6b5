"""A commented scenario to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from zonelib.errors import FileError
from zonelib.files.atomic import write_text

TEMPLATE: Final = """\
# A zonelib scenario: what is said about some zones, by whom. Every key may be left out, unless marked "needed".
# A key that is left out is "not stated"; the word "none" says that there is none.
# `zonelib check FILE` reports every problem with its place; `zonelib map FILE` draws the map.
zonelib = 1                        # needed: the version of this format
id = "my-scenario"                 # needed
title = "What, where, when"        # needed: the title of the map
as_of = 2026-01-31                 # the day whose knowledge this file holds
time_zone = "UTC"                  # IANA name; all days are counted in it

# Who speaks: "named", "anonymous", "narrator" (the publication itself) or "unattributed" ("reportedly").
[[sources]]
id = "report"
kind = "narrator"
name = "the report"
publisher = "Name of the publisher"
published_on = 2026-01-30

[[sources]]
id = "spokesperson"
kind = "named"
name = "a spokesperson of party A"
speaker = "party_a"
reported_by = "report"

# Parties, forces, bodies, persons.
[[actors]]
id = "party_a"
name = "Party A"
kind = "state"

[[actors]]
id = "party_b"
name = "Party B"
kind = "armed_group"

# What is said: in your own words, the hedge verbatim, the source by its id.
[[claims]]
id = "C01"
says = "Party A says that the line of the zone is agreed in principle."
source = "spokesperson"
firmness = "hedged"
hedge = "in principle"
stated_on = 2026-01-30
about = { first = 2026-01-30, last = 2026-01-30, phrase = "today" }   # or EDTF: "2026-01", "2026-01-30/.."
actors = ["party_a"]
zones = ["valley"]

[[claims]]
id = "C02"
says = "Party B would refuse party A as a monitor."
source = "report"
firmness = "conditional"
hedge = "would"
zones = ["valley"]

# A zone may have several boundaries, none of which is thereby right.
[[zones]]
id = "valley"
name = "The valley"
claims = ["C01"]

[[zones.boundaries]]
id = "sketch"
# A reference to a file ("zones.geojson#valley") or GeoJSON as here: longitude before latitude, WGS 84.
geometry = { type = "Polygon", coordinates = [[[10.0, 45.0], [10.3, 45.0], [10.3, 45.2], [10.0, 45.2], [10.0, 45.0]]] }
certainty = "in_principle"         # agreed, in_principle, proposed or approximate
precision = "1 km"                 # how far the true line may lie from this one
claims = ["C01"]

# Independent dimensions: agreement, establishment, boundary, practice, provider.
[[zones.statuses]]
dimension = "boundary"
value = "in_principle"
claims = ["C01"]

# A buffer whose width nobody has told has no width here; a range is { low = "15 km", high = "20 km" }.
[[buffers]]
id = "valley_buffer"
of = ["valley"]                    # "some of them": { any_of = ["valley", "hills"], known = false }
side = "outside"                   # outside, inside or both
width = "2 km"

[[assignments]]
id = "a_monitors"
by = ["party_a"]
where = ["valley"]
role = "monitor"
standing = "proposed"              # proposed, likely, agreed, refused or in_place
arms = "none"                      # unarmed; leave it out where nobody says

[[objections]]
id = "b_refuses_a"
by = ["party_b"]
to = "party_a"
role = "monitor"
where = ["valley"]
conditional = true
claims = ["C02"]
"""


def new(path: str | Path) -> None:
    """Write a commented scenario file to start from.

    Parameters
    ----------
    path : str or Path
        Where; its name ends in ``.toml``.

    Raises
    ------
    FileError
        If the file is there already (nothing is overwritten), or the name or folder will not do.
    """
    place = Path(path)
    if place.suffix != ".toml":
        raise FileError(f"{place} does not end in .toml, which a scenario file does")
    if place.exists():
        raise FileError(f"{place} is there already; name another file")
    write_text(place, TEMPLATE)
