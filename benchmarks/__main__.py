"""Run all: ``python -m benchmarks [--quick] [--comparisons 100_000_000]``."""

from __future__ import annotations

import argparse

from benchmarks import distances, proof, range_checks
from benchmarks.race import say


def main() -> None:
    """Read the command line, run, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10⁶ points only, three rounds")
    parser.add_argument("--comparisons", type=int, default=0, help="check so many answers against the inverse geodesic")
    asked = parser.parse_args()
    say("Medians of interleaved rounds; ratios carry over to other machines, times do not.\n")
    range_checks.one_origin(sizes=(10**6,) if asked.quick else (10**6, 10**7), rounds=3 if asked.quick else 5)
    range_checks.growth(sizes=tuple(10**k for k in (range(3, 7) if asked.quick else range(3, 8))))
    range_checks.many_origins(rounds=3)
    range_checks.nearest_of_many(rounds=3)
    distances.run(quick=asked.quick)
    if asked.comparisons:
        proof.compare(asked.comparisons)


if __name__ == "__main__":
    main()
