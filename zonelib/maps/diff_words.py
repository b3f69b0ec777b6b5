"""The words of a diff beside its map: a card with the figures, a table of the parts, the rule that parts slivers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zonelib.analysis.diff_results import DiffArea, DiffPart, Line, in_km, in_km2
from zonelib.maps.cards import account_words
from zonelib.maps.diffs import Compared, precision_words
from zonelib.maps.view import Card, Fact, Note, Row, Table
from zonelib.maps.wording import count
from zonelib.model import Scenario


def diff_cards(scenario: Scenario, diffs: Sequence[Compared]) -> Iterator[Card]:
    """Give the card of each diff."""
    for one in diffs:
        claims = {claim for boundary in (one.a, one.b) if boundary is not None for claim in boundary.claims}
        yield Card(
            id=one.card, kind="Two accounts of one line", title=one.title,
            facts=(*_account(scenario, one, "a"), *_account(scenario, one, "b"), *_facts(one)),
            claims=tuple(claim.id for claim in scenario.claims if claim.id in claims),
        )  # fmt: skip


def diff_tables(diffs: Sequence[Compared]) -> Iterator[Table]:
    """Give one table of the parts for each diff."""
    columns = ("Part", "What it is", "Area", "Error of the computing", "Lines up to … apart")
    for one in diffs:
        core = one.diff.core
        rows = [Row(cells=("in both", "–", in_km2(core.area), _error(core), "–"), card=one.card, drawn=True)]
        rows += [Row(cells=_cells(one, part), card=one.card, drawn=True) for part in one.diff.parts]
        yield Table(key=one.card, title=f"Difference: {one.title}", columns=columns, rows=tuple(rows))


def diff_note(one: Compared) -> Note:
    """Give the paragraph below the map."""
    lines = (
        f"a: {one.called('a')}; b: {one.called('b')}. Neither is thereby right.",
        f"How slivers are told from disputes: {precision_words(one.diff)}.",
        "Distances are geodesics on the WGS 84 ellipsoid from every place of one line to the nearest of the other, "
        "areas are on the ellipsoid; between two vertices a line is straight in longitude and latitude (RFC 7946).",
    )
    return Note(title=f"The difference. {one.title}", lines=lines)


def diff_sentence(one: Compared) -> str:
    """Say what was drawn of a diff."""
    return f"The difference of two lines. {one.diff}."


def _account(scenario: Scenario, one: Compared, line: Line) -> Iterator[Fact]:
    boundary = one.a if line == "a" else one.b
    label = f"Line {line}: {one.called(line)}"
    if boundary is None:
        yield Fact(label=label, value="not a line of this record as known on its day", sort="silent")
    else:
        yield Fact(label=label, value=account_words(scenario, boundary), claims=boundary.claims)


def _facts(one: Compared) -> Iterator[Fact]:
    diff = one.diff
    for label, found in (("In both", diff.core), ("Only in a", diff.only_a), ("Only in b", diff.only_b)):
        yield _fact(label, f"{in_km2(found.area)} (computing it adds an error of {_error(found)})")
    where = f"from a place of line {diff.greatest.line}"
    yield _fact("Greatest distance", f"{diff.greatest}, {where} (within {in_km(diff.greatest.error)})")
    yield _fact("Distance on average", f"{in_km(diff.mean)} (within {in_km(diff.mean_error)})")
    yield _fact("What is no real difference", precision_words(diff))
    for line, same in (("a", diff.same_a), ("b", diff.same_b)):
        if same is not None:
            yield _fact(f"Of line {line}, the same within that", str(same))
    told = [(len(diff.disputes), "dispute"), (len(diff.slivers), "sliver")]
    undecided = len(diff.parts) - sum(number for number, _ in told)
    parts = [count(number, noun) for number, noun in told] + ([f"{undecided} undecided"] if undecided else [])
    yield _fact("Parts", ", ".join(parts))
    for town in diff.changing:
        yield _fact("Changes sides", str(town))
    if diff.towns:
        yield _fact("Places asked about", f"{len(diff.changing)} of {len(diff.towns)} change sides")


def _fact(label: str, value: str) -> Fact:
    return Fact(label=label, value=value, sort="found")


def _cells(one: Compared, part: DiffPart) -> tuple[str, ...]:
    where = f"only in {one.called(part.only_in)} ({part.only_in})"
    return where, part.told, in_km2(part.area), _error(part), in_km(part.offset)


def _error(found: DiffArea | DiffPart) -> str:
    return "less than 1 m²" if found.error.m2 < 1 else f"at most {found.error}"
