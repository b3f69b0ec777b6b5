"""Who is to do what where, and who refuses it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from zonelib.model.patrols import Frequency, Shift, Standing
from zonelib.model.said import ActorId, BufferId, ClaimId, RouteId, Said, TeamId
from zonelib.model.stated import NOT_STATED, Stated
from zonelib.model.time import Period
from zonelib.model.zones import Selection

ZonePart = Literal["zone", "buffer", "boundary"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PatrolAssignment(Said):
    """A duty that somebody is said to have, or may get, in or along a zone.

    Parameters
    ----------
    id : str
        Unique among the assignments.
    by : tuple of str
        The actors who would serve.
    joint_with : tuple of str, optional
        The actors they would serve with; empty where they are said to serve alone.
    where : Selection, optional
        The zones; a selection that is not known where a source says "some of the zones".
    part : {"zone", "buffer", "boundary"}, optional
        Which part of those zones.
    buffer : str, optional
        The buffer they would watch, where it is one of the scenario's.
    sector : str, optional
        Which sector of it, in the source's words, such as "sector 2".
    route : str, optional
        The route they would take.
    teams : tuple of str, optional
        The teams that would go.
    frequency : Frequency, optional
        How often, in all the zones together.
    shifts : tuple of Shift, optional
        In which hours of the day, such as ``"06:00-14:00"`` in a file.
    role : str, optional
        What they would do, such as "patrol" or "monitor"; not stated for "in some capacity".
    arms : str or None, optional
        What they would carry, in the source's words; None where they are said to be unarmed.
    standing : {"proposed", "likely", "agreed", "refused", "in_place"}, optional
        How far it has got.
    proposed_by, agreed_by : tuple of str, optional
        Whose proposal it is, and who has agreed to it.
    period : Period, optional
        When it is to hold.
    known_on : date, optional
        The day from which it is known, where that is not the day its claims were made.
    claims : tuple of str
        Claims that speak of it.
    note : str, optional
        What is left open.
    """

    id: str
    by: tuple[ActorId, ...]
    joint_with: Stated[tuple[ActorId, ...]] = NOT_STATED
    where: Stated[Selection] = NOT_STATED
    part: Stated[ZonePart] = NOT_STATED
    buffer: Stated[BufferId] = NOT_STATED
    sector: Stated[str] = NOT_STATED
    route: Stated[RouteId] = NOT_STATED
    teams: Stated[tuple[TeamId, ...]] = NOT_STATED
    frequency: Stated[Frequency] = NOT_STATED
    shifts: Stated[tuple[Shift, ...]] = NOT_STATED
    role: Stated[str] = NOT_STATED
    arms: Stated[str | None] = NOT_STATED
    standing: Stated[Standing] = NOT_STATED
    proposed_by: Stated[tuple[ActorId, ...]] = NOT_STATED
    agreed_by: Stated[tuple[ActorId, ...]] = NOT_STATED
    period: Stated[Period] = NOT_STATED
    known_on: Stated[dt.date] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __str__(self) -> str:
        who = " and ".join((*self.by, *(self.joint_with or ())))
        where = f"in the {self.part} of {self.where}" if self.part and self.part != "zone" else f"in {self.where}"
        standing = f"{self.standing}".replace("_", " ")
        return f"{who}: {self.role or 'role not stated'} {where if self.where else 'in zones not stated'} ({standing})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Objection(Said):
    """A refusal: who would not have whom, in which role, where.

    Parameters
    ----------
    id : str
        Unique among the objections.
    by : tuple of str
        The actors who object.
    to : str
        The actor they object to.
    role : str, optional
        The role in which they object to it; not stated where they object to it in any.
    where : Selection, optional
        The zones.
    conditional : bool, optional
        True where the source says that they *would* refuse.
    period : Period, optional
        When it holds.
    known_on : date, optional
        The day from which it is known, where that is not the day its claims were made.
    claims : tuple of str
        Claims that speak of it.
    note : str, optional
        What is left open.
    """

    id: str
    by: tuple[ActorId, ...]
    to: ActorId
    role: Stated[str] = NOT_STATED
    where: Stated[Selection] = NOT_STATED
    conditional: Stated[bool] = NOT_STATED
    period: Stated[Period] = NOT_STATED
    known_on: Stated[dt.date] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __str__(self) -> str:
        verb = "would refuse" if self.conditional else "refuses" if len(self.by) == 1 else "refuse"
        role = f" as {self.role}" if self.role else " in any role"
        return f"{' and '.join(self.by)} {verb} {self.to}{role}" + (f" in {self.where}" if self.where else "")
