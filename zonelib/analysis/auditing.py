"""What a record leaves open, and where it contradicts itself: one small rule for each code of a finding."""

from __future__ import annotations

import datetime as dt

from zonelib.analysis import audit_duties, audit_said, audit_zones
from zonelib.analysis.audit_record import Record
from zonelib.analysis.deadlines import deadlines_at
from zonelib.analysis.findings import Finding
from zonelib.errors import InputError
from zonelib.model import Scenario
from zonelib.model.known import Knowledge


def audit(scenario: Scenario, *, at: dt.date | None = None, known_on: dt.date | None = None) -> tuple[Finding, ...]:
    """Find what a record leaves open, and where it contradicts itself.

    Parameters
    ----------
    scenario : Scenario
    at : date, optional
        The day asked about; by default the scenario's `as_of` day, as it was known on that day.
    known_on : date, optional
        The day whose knowledge is used; where `at` is given without it, everything that the scenario holds.

    Returns
    -------
    tuple of Finding
        By zone in the order of the scenario, then what concerns several zones or none; each code is one of `CODES`.
        What only perhaps holds on the day is looked at too.

    Raises
    ------
    InputError
        If no day is given and the scenario has none.

    Examples
    --------
    >>> import zonelib as zl
    >>> for finding in zl.audit(zl.read("syria-2017")):
    ...     if finding.code == "provider-refused":
    ...         print(finding)
    Homs: Iran is named as monitor (proposed); Syrian rebels would refuse it
    """
    day = at if at is not None else scenario.as_of
    if not isinstance(day, dt.date):
        raise InputError(f"scenario {scenario.id!r} has no as_of day; give at=date(...)")
    known = known_on if at is not None else known_on or day
    seen = scenario if known is None else scenario.as_known(known)
    record = Record(
        scenario=seen, state=seen.at(day, known_on=known), knowledge=Knowledge(seen, known),
        deadlines=deadlines_at(seen, day, known_on=known),
    )  # fmt: skip
    found = [
        finding for rule in (*audit_zones.RULES, *audit_duties.RULES, *audit_said.RULES) for finding in rule(record)
    ]
    order = {zone.id: i for i, zone in enumerate(seen.zones)}
    return tuple(sorted(found, key=lambda finding: order.get(finding.zone, len(order))))
