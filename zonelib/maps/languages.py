"""The page in other languages: one catalogue a language, its keys the English phrases.

A catalogue has two parts. `words` are those of the frame of the page: its buttons, headings and messages. `said` are
those in which zonelib tells of a record: legend, status words, labels of cards, columns of tables. The view itself is
in English; a text of it is looked up as it is rendered, whole, by a pattern, or part by part. What a scenario says
stays as it is said, and the sentences of an analysis stay in English; the page marks both as such.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final, Literal

from zonelib.errors import InputError

_ISOLATE: Final = "\u2068{}\u2069"
_JOINTS: Final = ("; ", ", ", " / ")
# No phrase of ours is longer; a text of a scenario may be, and a pattern should not be tried on it.
_LONGEST: Final = 300
_DIGITS: Final = "0123456789"
# What may stand for a name in braces; for any other name anything that is no sentence of parts.
_SHAPES: Final = {
    "day": r"\d{1,2}",
    "year": r"\d{1,4}",
    "n": r"[\d,]+",
    "figure": r"[\d,.]+(?: ?[^\W\d]{1,2}²?| ?%)?",
    "title": r".+",
}
_ANY: Final = r"(?:(?![;:] ).)+"


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
    grouping : str
        What stands between thousands.
    words : dict
        From each English phrase of the frame to the one of the language; names in braces stand for what is put in.
    said : dict
        The same of what zonelib tells of a record. For ``{said}`` stands what is itself of the catalogue, for
        ``{day}``, ``{year}`` and ``{n}`` digits, for ``{figure}`` a number and its unit, for any other name whatever
        the scenario says, without a semicolon or colon but for ``{title}``. A name may come again with a number.
    """

    language: str
    direction: Literal["ltr", "rtl"]
    draft: bool
    grouping: str
    words: dict[str, str]
    said: dict[str, str]

    def __call__(self, phrase: str) -> str:
        """Give a phrase in the language; one that the catalogue does not have is a mistake of this library."""
        return self.words[phrase]

    def known(self, text: str) -> str | None:
        """Give a text of a view in the language, or None where the catalogue does not have all of it."""
        return text if self.language == "en" else _known(self.language, text)

    def told(self, text: str) -> str:
        """Give a text of a view in the language, or as it is."""
        return self.known(text) or text

    def apart(self, text: str) -> str:
        """Keep a text from turning the words beside it, where it may run the other way (UAX 9)."""
        return text if self.language == "en" else _ISOLATE.format(text)

    def number(self, number: int) -> str:
        """Write a whole number with its thousands apart."""
        return f"{number:,}".replace(",", self.grouping)


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


@lru_cache(maxsize=8192)
def _known(language: str, text: str) -> str | None:
    said = words_of(language).said
    if text in said:
        return said[text]
    return next(_composed(language, text), None) if len(text) <= _LONGEST else None


def _composed(language: str, text: str) -> Iterator[str]:
    """Give the ways in which a text is made of known ones: by a pattern, or joined."""
    said = words_of(language).said
    for pattern, phrase in _patterns(language):
        if found := pattern.fullmatch(text):
            parts = {name: _part(language, name, part) for name, part in found.groupdict().items()}
            if None not in parts.values():
                yield phrase.format(**parts)
    for joint in _JOINTS:
        if joint in text:
            every = [_known(language, part) for part in text.split(joint)]
            known = [part for part in every if part is not None]
            if len(known) == len(every):
                yield said[joint].join(known)


def _part(language: str, name: str, part: str) -> str | None:
    kind = name.rstrip(_DIGITS)
    if kind == "said":
        return _known(language, part)
    return part if kind in ("day", "year") else words_of(language).apart(part)


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Give the phrases with something put in, those with the most words of their own first."""
    said = words_of(language).said
    keys = sorted((key for key in said if "{" in key), key=lambda key: -len(re.sub(r"\{\w+\}", "", key)))
    return tuple((_pattern(key), said[key]) for key in keys)


def _pattern(phrase: str) -> re.Pattern[str]:
    pieces = re.split(r"\{(\w+)\}", phrase)
    return re.compile("".join(
        f"(?P<{piece}>{_SHAPES.get(piece.rstrip(_DIGITS), _ANY)})" if at % 2 else re.escape(piece)
        for at, piece in enumerate(pieces)
    ))  # fmt: skip
