"""What an audit finds: each finding with its code, the zone, the claims behind it and a sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that an audit points out, found.

    Parameters
    ----------
    code : str
        Which rule found it.
    zone : str
        Id of the zone that it concerns; empty where it concerns the whole.
    about : str
        What it is about: a collection and an id, such as ``zones/homs``.
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
