"""Run contestants in turns, and print a table."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any


def say(text: str) -> None:
    """Print a line, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def race(contestants: Mapping[str, Callable[[], Any]], *, rounds: int) -> dict[str, tuple[float, Any]]:
    """Give for each the median of its times in seconds, and its answer; rounds are interleaved, one more warms up.

    A contestant that takes more than two seconds runs once only.
    """
    times: dict[str, list[float]] = {}
    answers: dict[str, Any] = {}
    for turn in range(rounds + 1):
        for name, run in contestants.items():
            if turn > 1 and times[name][0] > 2:
                continue
            start = time.perf_counter()
            answers[name] = run()
            took = time.perf_counter() - start
            if turn == 0 and took <= 2:
                times[name] = []
                continue
            times.setdefault(name, []).append(took)
    return {name: (statistics.median(times[name]), answers[name]) for name in contestants}


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Print aligned columns, the first to the left."""
    widths = [max(len(line[i]) for line in [head, *rows]) for i in range(len(head))]
    for line in [head, *rows]:
        cells = [
            line[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)),
        ]
        say("  ".join(cells))
    say("")
