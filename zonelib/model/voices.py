"""Who speaks and what they say: sources, actors, claims."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from zonelib.model.said import ActorId, ClaimId, PlaceId, Said, SourceId, ZoneId
from zonelib.model.stated import NOT_STATED, Stated
from zonelib.model.time import Period

SourceKind = Literal["named", "anonymous", "narrator", "unattributed"]
ActorKind = Literal["state", "government", "armed_group", "force", "institution", "organisation", "bloc", "person"]
Firmness = Literal["flat", "hedged", "likely", "planned", "conditional"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Source(Said):
    """A voice in a publication: a named speaker, an anonymous one, or the narrator itself.

    Parameters
    ----------
    id : str
        Unique among the sources.
    kind : {"named", "anonymous", "narrator", "unattributed"}
        Whose voice it is; "unattributed" is what the narrator passes on without saying whose it is ("reportedly").
    name : str
        What a reader is shown, such as "a source close to the rebel delegation".
    speaker : str, optional
        The actor who speaks, where named.
    close_to : str, optional
        The actor an anonymous speaker is said to be close to.
    reported_by : str, optional
        The source in which this voice is heard.
    title : str, optional
        Title or description of the publication.
    publisher : str, optional
        Who published it.
    published_on : date, optional
        The day of publication; for a voice heard in another source, that source's day holds.
    url : str, optional
        Where it can be read.
    note : str, optional
        Anything else a reader should know of it.
    """

    id: str
    kind: SourceKind
    name: str
    speaker: Stated[ActorId] = NOT_STATED
    close_to: Stated[ActorId] = NOT_STATED
    reported_by: Stated[SourceId] = NOT_STATED
    title: Stated[str] = NOT_STATED
    publisher: Stated[str] = NOT_STATED
    published_on: Stated[dt.date] = NOT_STATED
    url: Stated[str] = NOT_STATED
    note: Stated[str] = NOT_STATED

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True, slots=True)
class Role(Said):
    """A part that an actor plays, with the claims it rests on.

    Parameters
    ----------
    name : str
        The part, such as "mediator" or "guarantor".
    claims : tuple of str
        Claims that say so.
    """

    name: str
    claims: tuple[ClaimId, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor(Said):
    """A party, a force, a body or a person.

    Parameters
    ----------
    id : str
        Unique among the actors.
    name : str
        What a reader is shown.
    kind : {"state", "government", "armed_group", "force", "institution", "organisation", "bloc", "person"}
        What it is.
    other_names : tuple of str
        Other names in use; none is preferred by being first.
    parent : str or None, optional
        The actor it belongs to; None where it is said to belong to none.
    alignment : tuple of str, optional
        The actors it is said to side with; empty where it is said to side with none.
    roles : tuple of Role
        The parts it plays, each with its own claims.
    claims : tuple of str
        Claims that the kind, the parent or the alignment rest on.
    note : str, optional
        Anything else a reader should know.
    """

    id: str
    name: str
    kind: ActorKind
    other_names: tuple[str, ...] = ()
    parent: Stated[ActorId | None] = NOT_STATED
    alignment: Stated[tuple[ActorId, ...]] = NOT_STATED
    roles: tuple[Role, ...] = ()
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim(Said):
    """One thing that one source says, in our own words, with the hedge verbatim.

    Parameters
    ----------
    id : str
        Unique among the claims.
    says : str
        What is said, in the words of the scenario's author.
    source : str
        Who says it.
    firmness : {"flat", "hedged", "likely", "planned", "conditional"}, optional
        How firmly it is said.
    hedge : str or None, optional
        The hedge verbatim, such as "in principle"; None where it is said flatly.
    quote : str, optional
        A short phrase of a named speaker, verbatim.
    stated_on : Period, optional
        When it was said: a day, or as near as that is told.
    about : Period, optional
        The time it is about.
    actors, zones, places : tuple of str
        Whom and what it is about.
    supports, contradicts, same_as : tuple of str
        Other claims that it stands with or against, or repeats.
    replaces : tuple of str
        Earlier claims that it takes back or corrects; they stay on record as what was known until then.
    note : str, optional
        An ambiguity that the claim leaves open, or how it was read.
    """

    id: str
    says: str
    source: SourceId
    firmness: Stated[Firmness] = NOT_STATED
    hedge: Stated[str | None] = NOT_STATED
    quote: Stated[str] = NOT_STATED
    stated_on: Stated[Period] = NOT_STATED
    about: Stated[Period] = NOT_STATED
    actors: tuple[ActorId, ...] = ()
    zones: tuple[ZoneId, ...] = ()
    places: tuple[PlaceId, ...] = ()
    supports: tuple[ClaimId, ...] = ()
    contradicts: tuple[ClaimId, ...] = ()
    same_as: tuple[ClaimId, ...] = ()
    replaces: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __str__(self) -> str:
        return f"{self.id}: {self.says}"
