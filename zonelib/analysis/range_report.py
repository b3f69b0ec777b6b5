"""A range check in words, as text and as Markdown: what was said, how it was read, the verdicts, what was not tested.

The words keep to the geometry: a check never says that something took place, nor that it did not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zonelib.analysis.readings import Reading, percent, spoken_interval, spoken_km
from zonelib.errors import InputError
from zonelib.files.atomic import write_text

if TYPE_CHECKING:
    from zonelib.analysis.range_results import HypothesisFound, LonLat, RangeCheck, RangeRow, RangeSpan

_HEADING = ("place of the start", "verdict", "nearest to farthest", "consistent from")


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A part of a report: a title, a table or none, and what is said below it."""

    title: str
    table: tuple[tuple[str, ...], ...] = ()
    lines: tuple[str, ...]


def write_report(checks: RangeCheck | Iterable[RangeCheck], path: str | Path) -> Path:
    """Write the report of range checks to a file, whole or not at all.

    Parameters
    ----------
    checks : RangeCheck or iterable of RangeCheck
        One report below the other.
    path : str or Path
        Must end in ``.md`` (Markdown) or ``.txt`` (plain text).

    Returns
    -------
    Path
        Where it was written.

    Raises
    ------
    InputError
        If the name ends otherwise.
    FileError
        If the file cannot be written; an older one is then left as it was.
    """
    place = Path(path)
    every = list(checks) if isinstance(checks, Iterable) else [checks]
    forms = {".md": markdown_of, ".txt": text_of}
    if place.suffix.lower() not in forms:
        raise InputError(f"a report is written as .md or .txt; name it {place.stem or 'report'}.md, not {place.name}")
    write_text(place, "\n".join(forms[place.suffix.lower()](check) for check in every))
    return place


def text_of(check: RangeCheck) -> str:
    """Give the report as plain text, ending in a newline."""
    parts = [_underlined(check.claim.name, "=")]
    for section in sections(check):
        block = [_underlined(section.title, "-")]
        block += _columns(section.table)
        block += [f"- {line}" for line in section.lines]
        parts.append("\n".join(block))
    return "\n\n".join(parts) + "\n"


def markdown_of(check: RangeCheck) -> str:
    """Give the report as Markdown, ending in a newline; what is Markdown in the words themselves is escaped."""
    parts = [f"# {_escaped(check.claim.name)}"]
    for section in sections(check):
        parts.append(f"## {_escaped(section.title)}")
        if section.table:
            rows = [f"| {' | '.join(map(_escaped, row))} |" for row in section.table]
            parts.append("\n".join([rows[0], "|" + " --- |" * len(section.table[0]), *rows[1:]]))
        if section.lines:
            parts.append("\n".join(f"- {_escaped(line)}" for line in section.lines))
    return "\n\n".join(parts) + "\n"


def sections(check: RangeCheck) -> Iterator[Section]:
    """Give the parts of a report in order."""
    claim = check.claim
    yield Section(title="What was said", lines=(f"{claim}", f"Source: {check.cited}."))
    yield Section(title="How the figure is read", lines=tuple(_figure_lines(check)))
    yield Section(title="Where the target is taken to lie", lines=check.targets_made_of)
    yield Section(title="Verdicts", table=(_HEADING, *_table(check)), lines=())
    for found in check.hypotheses:
        yield Section(title=f"{found.name}: {found.verdict}", lines=tuple(_hypothesis_lines(check, found)))
    if check.legs:
        shown = (
            *(f"{leg} ({leg.how})" for leg in check.legs),
            "A limit can exclude; it never shows that a flight took place.",
        )
        yield Section(title="Legs", lines=shown)
    yield Section(title="Assumptions", lines=check.assumptions)
    yield Section(title="Not tested", lines=check.not_tested)


def wording(check: RangeCheck, found: HypothesisFound) -> str:
    """Say the verdict on one hypothesis in full, and no more than it says."""
    if found.verdict == "consistent":
        tightest = min((row.reading for row in found.rows), key=lambda reading: reading.high_m - reading.low.m)
        return (
            f'The stated distance is consistent with "{found.name}": at least one point there lies '
            f"{_interval(tightest)} from each reading of the target. "
            f"This does not show that the {check.claim.between[0]} took place there."
        )
    if found.verdict == "inconsistent":
        widest = max((row.reading for row in found.rows), key=lambda reading: reading.high_m - reading.low.m)
        return (
            f"No point there lies at the stated distance, even read as {_interval(widest)}{_share(widest)}. "
            f'The claim as worded and "{found.name}" cannot both be right.'
        )
    return f"The result depends on {found.decided_by}."


def _figure_lines(check: RangeCheck) -> Iterator[str]:
    for figure in check.claim.figures:
        told = list(dict.fromkeys(f"{row.reading}" for row in check.rows if row.reading.figure == figure.id))
        claims = f" [{', '.join(figure.claims)}]" if figure.claims else ""
        yield f"{figure}{claims}: {'; '.join(told)}"


def _table(check: RangeCheck) -> Iterator[tuple[str, ...]]:
    for found in check.hypotheses:
        if not found.spans:
            yield (found.name, found.verdict, "place not stated", "")
        for span in found.spans:
            flip = found.flip(span.target)
            yield (found.name, found.verdict, f"{span}", percent(flip) if flip else "as stated")


def _hypothesis_lines(check: RangeCheck, found: HypothesisFound) -> Iterator[str]:
    yield wording(check, found)
    for span in found.spans:
        yield _span_line(span, found)
    yield f"Taken as {found.made_of}."
    margins = [(abs(row.margin.m), row) for row in found.rows if row.margin]
    if margins:
        _, closest = min(margins, key=lambda pair: pair[0])
        yield f"Closest to flipping: {closest}, by {_margin(closest)}."
        yield f"Sources of doubt there, largest first: {'; '.join(f'{term}' for term in closest.budget)}."


def _span_line(span: RangeSpan, found: HypothesisFound) -> str:
    flip = found.flip(span.target)
    start, end = span.nearest_feet
    at = f"nearest from {_at(start)} to {_at(end)}" if span.nearest.m else f"they touch at {_at(start)}"
    readings = [row.reading for row in found.rows]
    holes = [
        f"no point of it lies {spoken_interval(low, high)} away"
        for low, high in span.holes
        if any(low.m < reading.high_m and high.m > reading.low.m for reading in readings)
    ]
    flips = f"consistent from {percent(flip)}" if flip else "the figure as stated fits"
    return "; ".join([f"{span}, to within {spoken_km(span.error)}", at, *holes, flips])


def _margin(row: RangeRow) -> str:
    assert row.margin is not None
    apart = "apart" if row.margin.m > 0 else "of overlap"
    within = ", within the margin of error" if row.span and abs(row.margin) <= row.span.error else ""
    return f"{spoken_km(abs(row.margin))} {apart}{within}"


def _interval(reading: Reading) -> str:
    return spoken_interval(reading.low, reading.high)


def _share(reading: Reading) -> str:
    """Say how far a reading goes beyond the stated figure, where it does so on both sides."""
    if reading.stated is None or reading.high is None or not reading.low.m:
        return ""
    return f" ({percent(reading.high.m / reading.stated.m - 1)})"


def _at(place: LonLat) -> str:
    lon, lat = place
    return f"{abs(lat):.2f}° {'N' if lat >= 0 else 'S'} {abs(lon):.2f}° {'E' if lon >= 0 else 'W'}"


def _underlined(title: str, stroke: str) -> str:
    return f"{title}\n{stroke * len(title)}"


def _columns(table: tuple[tuple[str, ...], ...]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<|])", r"\\\1", text)
