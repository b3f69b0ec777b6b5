"""The words of a range check beside its map: cards with the error budget, a table of the verdicts, the method."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zonelib.analysis import HypothesisFound, RangeCheck, RangeRow, RangeSpan
from zonelib.analysis.readings import percent, spoken_interval, spoken_km
from zonelib.maps.checks import check_card, hypothesis_card
from zonelib.maps.view import Card, Fact, Note, Row, Table
from zonelib.maps.wording import spoken
from zonelib.model import Scenario


def check_cards(scenario: Scenario, checks: Sequence[RangeCheck]) -> Iterator[Card]:
    """Give the card of each check, and of each of its hypotheses."""
    for check in checks:
        yield Card(
            id=check_card(check), kind="Reported distance", title=check.claim.name,
            facts=tuple(_claim_facts(check)), claims=_known(scenario, check.claim.claims),
        )  # fmt: skip
        said = {hypothesis.id: hypothesis for hypothesis in check.claim.hypotheses}
        for found in check.hypotheses:
            yield Card(
                id=hypothesis_card(check, found), kind="Hypothesis", title=found.name,
                facts=tuple(_hypothesis_facts(check, found)), claims=_known(scenario, said[found.id].claims),
            )  # fmt: skip


def check_tables(checks: Sequence[RangeCheck], drawn: set[str]) -> Iterator[Table]:
    """Give one table of verdicts for each check."""
    for check in checks:
        rows = []
        for found in check.hypotheses:
            card = hypothesis_card(check, found)
            flips = [
                f"{percent(flip)} ({span.target_name})" for span in found.spans if (flip := found.flip(span.target))
            ]
            cells = (
                found.name, found.verdict, "; ".join(str(span) for span in found.spans) or "place not stated",
                "; ".join(flips) or "–", found.decided_by or "–",
            )  # fmt: skip
            rows.append(Row(cells=cells, card=card, drawn=card in drawn))
        columns = ("Hypothesis", "Verdict", "Distances", "Consistent from", "What decides it")
        yield Table(key=check_card(check), title=f"Range check: {check.claim.name}", columns=columns, rows=tuple(rows))


def check_note(check: RangeCheck) -> Note:
    """Give the paragraph below the map: the words, how they were read, what was taken for granted and not tested."""
    return Note(
        title=f"The range check: {check.claim.name}",
        lines=(
            f"“{check.claim.quote}”, {check.claim.speaker}, {spoken(check.claim.stated_on)} ({check.cited}).",
            *(f"Read as {line}." for line in _read_as(check)),
            *check.assumptions,
            f"Not tested: {'; '.join(check.not_tested)}.",
        ),
    )


def check_sentences(check: RangeCheck) -> Iterator[str]:
    """Say in sentences what was drawn of a check."""
    yield f"A range check of “{check.claim.quote}” ({check.claim.speaker}):"
    yield from (f"{found}." for found in check.hypotheses)


def _read_as(check: RangeCheck) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(row.reading) for row in check.rows if not row.reading.sensitivity))


def _claim_facts(check: RangeCheck) -> Iterator[Fact]:
    claim = check.claim
    yield Fact(label="In the speaker's words", value=f"“{claim.quote}”")
    yield Fact(label="Speaker", value=claim.speaker)
    yield Fact(label="Said on", value=spoken(claim.stated_on))
    yield Fact(label="Source", value=check.cited)
    for figure in claim.figures:
        yield Fact(label="Figure", value=str(figure), claims=figure.claims)
    for line in _read_as(check):
        yield Fact(label="Read as", value=line, sort="found")
    for found in check.hypotheses:
        yield Fact(label="Verdict", value=f"{found.name}: {found.verdict}", sort="found")
    for leg in check.legs:
        yield Fact(label="Legs", value=str(leg), sort="found")
    for line in check.assumptions:
        yield Fact(label="Taken for granted", value=line, sort="found")
    for line in check.not_tested:
        yield Fact(label="Not tested", value=line, sort="silent")
    if claim.note:
        yield Fact(label="Note", value=claim.note)


def _hypothesis_facts(check: RangeCheck, found: HypothesisFound) -> Iterator[Fact]:
    yield Fact(label="Verdict", value=found.verdict, sort="found")
    if found.decided_by:
        yield Fact(label="What decides it", value=found.decided_by, sort="found")
    yield Fact(label="Where", value=found.made_of or "place not stated", sort="found" if found.made_of else "silent")
    for span in found.spans:
        yield from _span_facts(found, span)
    for row in found.rows:
        yield Fact(label=_row_label(row), value=_row_words(row), sort="found")
    for span in found.spans:
        for term in span.budget:
            yield Fact(label=f"Error, from {span.target_name}", value=str(term), sort="found")
    for line in check.not_tested:
        yield Fact(label="Not tested", value=line, sort="silent")


def _span_facts(found: HypothesisFound, span: RangeSpan) -> Iterator[Fact]:
    distances = f"{spoken_interval(span.nearest, span.farthest)}, to within {spoken_km(span.error)}"
    yield Fact(label=f"Distance from {span.target_name}", value=distances, sort="found")
    flip = found.flip(span.target)
    if flip:
        yield Fact(label=f"Consistent from {span.target_name}", value=f"from {percent(flip)}", sort="found")


def _row_label(row: RangeRow) -> str:
    kind = "Tried as" if row.reading.sensitivity else "Read as"
    return f"{kind} {spoken_interval(row.reading.low, row.reading.high)}"


def _row_words(row: RangeRow) -> str:
    if row.span is None or row.margin is None:
        return row.verdict
    gap = f"apart by {spoken_km(row.margin)}" if row.margin.m > 0 else f"overlapping by {spoken_km(-row.margin)}"
    return f"from {row.span.target_name}: {row.verdict}, {gap}"


def _known(scenario: Scenario, claims: tuple[str, ...]) -> tuple[str, ...]:
    """Keep the claims that the scenario holds, in its order; a claim made in a script may name none of them."""
    return tuple(claim.id for claim in scenario.claims if claim.id in claims)
