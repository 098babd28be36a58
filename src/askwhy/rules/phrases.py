r"""The notation in which phrases are listed, and its meaning.

Source: ours. Case and accents do not count, nor whether an apostrophe or a hyphen is there.

One phrase a line; a line that begins with `|` goes on with the line before.
`(a|b)` is one of several words and `(a )?` may be missing; `{write}` stands for the words listed
under that key, `\w+` for any word. `~` in front: only where a clause begins or after a word of
asking, as in "please ...", so that "recruiters don't contact me" is no request. `$` at the end:
only where the clause ends, and not in a question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable

VERSION = "2026-11-22.1"

_CONTINUED = re.compile(r"\n\s*\|")
_WORDS = re.compile(r"^\s*(\w+) = (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """The list of one language.

    `asking` are words of asking; `words` tells what stands for a key, `key = a|b`; `phrases`
    count, unless a phrase of `never` covers the same place. `alone` are texts that count only
    as the whole message. `anchors` are words, cut to four letters: a text without any of them
    can hold none of the phrases, and is not searched.
    """

    language: str
    asking: str
    words: str
    phrases: str
    never: str
    alone: str
    anchors: str

    def lines(self, block: str) -> list[str]:
        """The entries of one of the blocks, each with its keys filled in."""
        listed = _CONTINUED.sub("|", block).split("\n")
        return [self._filled(line.strip()) for line in listed if line.strip()]

    def _filled(self, phrase: str) -> str:
        words = _WORDS.findall(_CONTINUED.sub("|", self.words))
        for key, alternatives in words:  # an entry may use keys listed after it
            phrase = phrase.replace(f"{{{key}}}", f"({alternatives.strip()})")
        assert "{" not in phrase, f"no words are listed for a key of {phrase!r}"
        return phrase


def plain(text: str) -> str:
    """The text in small letters without accents, of the same length letter by letter."""
    if text.isascii():
        return text.lower()
    return text.translate(_letters()).lower()


def search(text: str, phrases: Phrases) -> tuple[int, int] | None:
    """Where the first phrase of the list stands in a plain text; None where none does."""
    free, led, never = _compiled(phrases)
    for pattern in (led, free):
        for found in pattern.finditer(text):
            start, end = found.span("said")
            if not any(no.start() < end and start < no.end() for no in never.finditer(text)):
                return start, end
    return None


_BOUNDARY = r"\A|\n|[^\w\s'-]|(?<!\w)-"
_END = r"(?=\s*(?:[^\w\s?'\"]|\Z))"
_MEANINGS = {" $": _END, "$": _END, " ": r"\s+", "(": "(?:", "'": r"['\s]?", "-": r"[\s-]*"}
_NOTED = re.compile(r" ?\$|[ ('-]")


@cache
def _compiled(phrases: Phrases) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Patterns for the free phrases, those with a `~`, and those that take them back."""
    listed = phrases.lines(phrases.phrases)
    free = _regex(phrase for phrase in listed if not phrase.startswith("~"))
    led = _regex(phrase[2:] for phrase in listed if phrase.startswith("~"))
    asking = _regex(phrases.lines(phrases.asking))
    lead = rf"(?:{_BOUNDARY}|(?<!\w)(?:{asking})\s)\s*"
    return (
        re.compile(rf"(?<!\w)(?P<said>{free})(?!\w)"),
        re.compile(rf"{lead}(?P<said>{led})(?!\w)"),
        re.compile(rf"(?<!\w)(?:{_regex(phrases.lines(phrases.never))})(?!\w)"),
    )


def _regex(listed: Iterable[str]) -> str:
    return "|".join(_NOTED.sub(lambda sign: _MEANINGS[sign[0]], phrase) for phrase in listed)


@cache
def _letters() -> dict[int, str]:
    """Latin letters with a sign, and the same without it: one letter for one."""
    composed = [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]
    bare = {code: normalize("NFD", chr(code))[0] for code in composed}
    return bare | {ord("ł"): "l", ord("Ł"): "L", ord("ø"): "o", ord("Ø"): "O"}
