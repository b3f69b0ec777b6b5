"""What an audit found, beside the map: a table whose rows lead to the thing, and the findings on its card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zonelib.analysis.findings import Finding
from zonelib.maps.view import Card, Fact, Row, Table
from zonelib.maps.wording import spoken
from zonelib.model import Scenario


def with_findings(scenario: Scenario, cards: Sequence[Card], findings: Sequence[Finding]) -> tuple[Card, ...]:
    """Give the cards with what was found about each thing, and at a zone with what was found about it or in it."""
    order = [claim.id for claim in scenario.claims]
    return tuple(_with(card, [one for one in findings if card.id in _homes(one)], order) for card in cards)


def finding_tables(
    scenario: Scenario, findings: Sequence[Finding], cards: Sequence[Card], drawn: set[str]
) -> tuple[Table, ...]:
    """Give the table of the findings; each row opens the card of what it is about, else that of its zone."""
    if not findings:
        return ()
    names = {zone.id: zone.name for zone in scenario.zones}
    known = {card.id for card in cards}
    rows = []
    for one in findings:
        card = next((home for home in _homes(one) if home in known), "")
        cells = (spoken(one.code), names.get(one.zone, "–"), one.sentence, ", ".join(one.claims) or "–")
        rows.append(Row(cells=cells, card=card, drawn=card in drawn))
    columns = ("Finding", "Zone", "What was found", "Claims")
    return (Table(key="findings", title="Findings of the audit", columns=columns, rows=tuple(rows)),)


def _homes(finding: Finding) -> tuple[str, str]:
    return finding.about, f"zones/{finding.zone}"


def _with(card: Card, findings: list[Finding], order: list[str]) -> Card:
    if not findings:
        return card
    facts = tuple(Fact(label="Finding", value=one.sentence, claims=one.claims, sort="found") for one in findings)
    named = {*card.claims, *(claim for one in findings for claim in one.claims)}
    return replace(card, facts=(*card.facts, *facts), claims=tuple(id for id in order if id in named))
