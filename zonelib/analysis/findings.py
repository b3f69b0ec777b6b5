"""What an audit finds: each finding with its code, the zone, the claims behind it and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CODES: Final[dict[str, str]] = {
    "agreed-by-not-stated": "a duty is agreed, and by whom is not stated",
    "anonymous-source-only": "a buffer, a duty or an objection is told by anonymous sources alone",
    "boundaries-compete": "several lines of one zone are on record, each with claims or with those who propose it",
    "boundaries-overlap": "lines of two zones take in the same ground",
    "boundary-leaves-region": "a line leaves the regions in which the zone is said to lie by more than both errors",
    "buffer-side-not-stated": "on which side of the line a buffer lies is not stated",
    "buffer-swallows-zone": "an inward buffer leaves nothing of its zone",
    "buffer-width-not-stated": "how wide a buffer is, is not stated",
    "claims-contradict": "two claims contradict each other",
    "deadline-passed": "the day has passed, and nobody says that the thing was done",
    "deadlines-differ": "sources give different days for the same thing",
    "described-in-several-ways": "sources place the zone in several phrases; that they mean one zone is a reading",
    "document-not-final": "a document is announced, a draft, or not final",
    "documents-untitled": "documents are counted, but not all are named",
    "figure-differs": "a published figure is farther from the computed one than both errors together",
    "figures-differ": "one distance or count is given in several ways",
    "hedges-differ": "one thing is said with different hedges",
    "leg-in-several-places": "a station of a reported event is told as one of several places",
    "leg-without-place": "a station of a reported event has no stated place",
    "line-not-agreed": "no line of the zone is said to be agreed",
    "line-rests-on-no-claim": "the line that is drawn rests on no claim of the record",
    "partners-not-stated": "whether others would serve with the patroller is not stated",
    "patroller-authored-event": "a patroller is named as author of a reported event, or belongs with one that is",
    "patroller-in-the-fighting": "a patroller is named as a party to the fighting, or belongs to one that is",
    "patroller-sides-with-party": "a patroller is said to side with a party to the fighting, or belongs to one that is",
    "place-is-extended": "a station of a reported event is a line or an area, not a point",
    "place-without-position": "a claim about a zone names a place that has no position",
    "provider-not-agreed": "no security provider of the zone is said to be agreed",
    "provider-refused": "somebody refuses a provider",
    "status-jump": "a status follows on another without the step between them",
    "statuses-exclude": "the zone is said to stand in two ways that exclude each other",
    "subset-unknown": "it is not known which of several zones are meant",
    "told-by-one-side": "a figure of a reported event is told only by those who speak for its authors",
    "zone-not-established": "the zone is said not to be established",
    "zone-without-line": "no line of the zone has a geometry",
}
"""What each code of a finding means."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that an audit points out, found. It speaks of the record, and declares nobody right.

    Parameters
    ----------
    code : str
        Which rule found it: a key of `CODES`.
    zone : str
        Id of the zone that it concerns; empty where it concerns several, or none.
    about : str
        What it is about: a collection and an id, such as ``zones/homs``; empty where it is about claims alone.
    claims : tuple of str
        The claims behind it.
    sentence : str
        What was found, in words.
    """

    code: str
    zone: str
    about: str
    claims: tuple[str, ...]
    sentence: str

    def __str__(self) -> str:
        return self.sentence
