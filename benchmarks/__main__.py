"""Run all: ``python -m benchmarks [--only buffers] [--quick] [--comparisons 100_000_000]``."""

from __future__ import annotations

import argparse

from benchmarks import (
    audit,
    boundaries,
    buffers,
    calendars,
    crews,
    distances,
    incidents,
    networks,
    proof,
    range_checks,
    range_claims,
    siting,
    streams,
    zones,
)
from benchmarks.race import say

PARTS = (
    *("range_checks", "buffers", "distances", "boundaries", "range_claims", "audit", "patrols", "siting"),
    *("zones", "incidents", "stream"),
)


def main() -> None:
    """Read the command line, run, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=PARTS, help="one part of them")
    parser.add_argument("--quick", action="store_true", help="10⁶ points and 10⁴ vertices only, three rounds")
    parser.add_argument("--comparisons", type=int, default=0, help="check so many answers against the inverse geodesic")
    parser.add_argument("--rows", type=int, default=0, help="stream: rows of the file, such as 100_000_000")
    asked = parser.parse_args()
    say("Medians of interleaved rounds; ratios carry over to other machines, times do not.\n")
    if asked.only in (None, "range_checks"):
        range_checks.one_origin(sizes=(10**6,) if asked.quick else (10**6, 10**7), rounds=3 if asked.quick else 5)
        range_checks.growth(sizes=tuple(10**k for k in (range(3, 7) if asked.quick else range(3, 8))))
        range_checks.many_origins(rounds=3)
        range_checks.nearest_of_many(rounds=3)
    if asked.only in (None, "buffers"):
        buffers.small_shapes(rounds=15)
        buffers.tolerances(rounds=3)
        buffers.discs_at_once(count=10_000, rounds=3)
        buffers.growth(sizes=tuple(10**k for k in (range(2, 5) if asked.quick else range(2, 6))))
    if asked.only in (None, "distances"):
        distances.run(quick=asked.quick)
    if asked.only in (None, "boundaries"):
        boundaries.two_boundaries(vertices=10**4, rounds=3 if asked.quick else 5)
    if asked.only in (None, "range_claims"):
        range_claims.candidates(count=10**5, rounds=3)
        range_claims.one_claim(rounds=3)
    if asked.only in (None, "audit"):
        audit.large_record(rounds=3)
    if asked.only in (None, "patrols"):
        calendars.year(rounds=3)
        networks.posts_to_places(rounds=3)
        crews.nearest_teams(sectors=40, teams=12, rounds=3)
        crews.no_plan(sectors=20, rounds=3)
    if asked.only in (None, "siting"):
        siting.line_of_400_km(rounds=5)
        siting.models(size=60, rounds=3)
    if asked.only in (None, "zones"):
        zones.points_into_zones(count=10**6 if asked.quick else 10**7, rounds=3)
    if asked.only in (None, "incidents"):
        incidents.on_a_page()
    if asked.only in (None, "stream"):
        streams.files_into_zones(count=asked.rows or (10**6 if asked.quick else 10**7))
    if asked.comparisons:
        proof.compare(asked.comparisons)


if __name__ == "__main__":
    main()
