"""The page's own words in other languages: one catalogue a language, its keys the English words.

Only the frame of the page is translated: its buttons, headings and messages. What a scenario says stays as it is said,
and what zonelib says about it (legend, cards, tables, notes) is in English so far.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal

from zonelib.errors import InputError


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """A catalogue of words.

    Parameters
    ----------
    language : str
        Its tag (BCP 47).
    direction : {"ltr", "rtl"}
        In which it is written.
    draft : bool
        Whether no speaker of the language has read it yet; the page says so.
    words : dict
        From each English phrase to the one of the language; names in braces stand for what is put in.
    """

    language: str
    direction: Literal["ltr", "rtl"]
    draft: bool
    words: dict[str, str]

    def __call__(self, phrase: str) -> str:
        """Give a phrase in the language; one that the catalogue does not have is a mistake of this library."""
        return self.words[phrase]


LANGUAGES: Final = ("ar", "en", "fr", "ru")


@cache
def words_of(language: str) -> Words:
    """Give the catalogue of a language.

    Raises
    ------
    InputError
        If there is none.
    """
    if language not in LANGUAGES:
        raise InputError(f"the page speaks {', '.join(LANGUAGES)}, not {language!r}")
    text = resources.files("zonelib.maps").joinpath("words", f"{language}.json").read_text(encoding="utf-8")
    return Words(language=language, **json.loads(text))
