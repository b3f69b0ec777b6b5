"""The words of a map: said values turned into what a reader is shown, "not stated" told apart from "none"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from zonelib.model import (
    NOT_STATED,
    BufferSpec,
    Claim,
    Objection,
    PatrolAssignment,
    Scenario,
    Selection,
    Source,
    Status,
    Zone,
    spoken_day,
)

SILENT = "not stated"


def spoken(value: Any) -> str:
    """Say any stated value: a word of a vocabulary, a length, a period, a day; absent ones as what they are."""
    if value is NOT_STATED:
        return SILENT
    if value is None or value == ():
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,g}"
    if isinstance(value, dt.date):
        return spoken_day(value)
    if isinstance(value, tuple):
        return ", ".join(spoken(v) for v in value)
    if isinstance(value, str):
        return value.replace("_", " ")
    return str(value)


def listed(words: Iterable[str]) -> str:
    """Join words as a sentence does.

    >>> listed(["Russia", "Iran", "Turkey"])
    'Russia, Iran and Turkey'
    """
    every = list(words)
    return every[0] if len(every) == 1 else ", ".join(every[:-1]) + " and " + every[-1] if every else ""


def count(number: int, noun: str) -> str:
    """Count things.

    >>> count(1, "boundary"), count(4, "boundary"), count(2, "buffer area")
    ('1 boundary', '4 boundaries', '2 buffer areas')
    """
    if number == 1:
        return f"1 {noun}"
    plural = noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeiou" else noun + "s"
    return f"{number:,} {plural}"


def actors(scenario: Scenario, ids: Any) -> str:
    """Give the names of some actors, or say that they are not stated, or none."""
    if not isinstance(ids, tuple) or not ids:
        return spoken(ids)
    return listed(scenario.actor(id).name for id in ids)


def zones(scenario: Scenario, selection: Any) -> str:
    """Say which zones a selection means."""
    if not isinstance(selection, Selection):
        return spoken(selection)
    names = [scenario.zone(id).name for id in selection.any_of]
    if selection.known:
        return listed(names)
    number = f"{selection.count} of" if selection.count else "some of"
    return f"undecided: {number} {listed(names)}"


def publication(source: Source) -> str:
    """Name a source with its publisher and day."""
    title = source.title if isinstance(source.title, str) else source.name
    parts = [title, *(str(part) for part in (source.publisher,) if part and part != title)]
    if isinstance(source.published_on, dt.date):
        parts.append(spoken_day(source.published_on))
    return ", ".join(parts)


def via(scenario: Scenario, source: Source) -> str:
    """Say in which publication a voice is heard."""
    seen: set[str] = set()
    at = source
    while isinstance(at.reported_by, str) and at.id not in seen:
        seen.add(at.id)
        at = scenario.source(at.reported_by)
    return publication(at)


def speaker(scenario: Scenario, claim: Claim) -> str:
    """Say who makes a claim."""
    source = scenario.source(claim.source)
    kind = {"anonymous": " (anonymous)", "narrator": " (the report's narrator)", "unattributed": " (unattributed)"}
    return source.name + kind.get(source.kind, "")


def zone_words(zone: Zone, certain: Collection[Status] | None = None) -> str:
    """Say a zone's status in a few words, for its label; a dimension that nobody mentions is left out.

    Where the statuses are told that certainly hold on a day, what else is said holds "perhaps".
    """
    words = []
    for dimension in ("agreement", "establishment", "boundary", "practice"):
        said = [s for s in zone.statuses if s.dimension == dimension]
        sure = {s.value for s in said if certain is None or s in certain}
        values = dict.fromkeys(s.value for s in said)
        spelled = " / ".join(
            _STATUS_WORDS.get((dimension, v), v.replace("_", " ")) + (" (perhaps)" if sure and v not in sure else "")
            for v in values
        ) + ("" if sure or not values else " (perhaps)")
        words += [spelled] if spelled else []
    return ", ".join(words) or "status not stated"


_STATUS_WORDS = {
    ("boundary", "none"): "no line",
    ("boundary", "in_principle"): "line agreed in principle",
    ("boundary", "agreed"): "line agreed",
    ("boundary", "demarcated"): "line demarcated",
    ("practice", "claimed_in_place"): "said to exist in practice",
    ("practice", "in_place"): "in place",
    ("practice", "not_in_place"): "not in place",
}


def duty_words(scenario: Scenario, duty: PatrolAssignment) -> str:
    """Say an assignment in one short line."""
    who = actors(scenario, duty.by)
    if duty.joint_with:
        who += f" with {actors(scenario, duty.joint_with)}"
    role = spoken(duty.role) if duty.role else "role not stated"
    part = {"buffer": ", in the buffer", "boundary": ", along the line"}.get(str(duty.part), "")
    standing = spoken(duty.standing) if duty.standing else "standing not stated"
    return f"{who}: {role}{part} ({standing}{_undecided(duty.where)})"


def objection_words(scenario: Scenario, objection: Objection) -> str:
    """Say an objection in one short line."""
    verb = "would refuse" if objection.conditional is True else "refuse"
    role = f" as {spoken(objection.role)}" if objection.role else ""
    undecided = _undecided(objection.where)
    who = f"{actors(scenario, objection.by)} {verb} {scenario.actor(objection.to).name}{role}"
    return who + (f" ({undecided[2:]})" if undecided else "")


def buffer_words(spec: BufferSpec) -> str:
    """Say a buffer in one short line."""
    width = "no width" if spec.width is None else f"{spec.width} wide" if spec.width else "width not stated"
    side = {"outside": " outside", "inside": " inside", "both": " on both sides"}.get(str(spec.side), "")
    return f"Buffer{side}, {width}{_undecided(spec.of)}"


def _undecided(selection: Any) -> str:
    return ", undecided where" if isinstance(selection, Selection) and not selection.known else ""
