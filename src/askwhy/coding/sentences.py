"""Where one sentence ends and the next begins, in eight languages.

Source: the abbreviations common in letters, written down by us. A line break ends a sentence,
too: people who write messages set them instead of dots.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

VERSION = "2026-11-22.1"

# A dot after these ends no sentence.
_ABBREVIATIONS = (
    "mr mrs ms dr prof st jr sr vs etc approx dept inc ltd co corp no vol fig est eg ie cf al"
    " m mm mme mlle art env tél p pp"
    " tzn np itp itd m.in mgr inż ul nr prof tel godz dot ok pl"
    " z b bzw ca evtl ggf usw u a d h bspw inkl str hr fr nr tel ing med rer nat dipl"
    " sr sra srta dña ud uds ej pág tel avda núm"
    " sig dott ing avv arch ecc es pag sigg egr gent"
    " dhr mevr bijv bv nl o.a d.w.z enz drs mr ir"
    " dr dra exmo exma av ex pág"
)
_END = re.compile(r"(?P<mark>[.!?…]+[\"'”’»)\]]*)(?=\s+\S|\s*$)|\n+")
_WORD_BEFORE = re.compile(r"([^\W\d_]+(?:\.[^\W\d_]+)*)$")
_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+", re.IGNORECASE)


class Span(NamedTuple):
    """A stretch of a text: code points from `start` up to, without, `end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words there."""
        return text[self.start : self.end]


@lru_cache(maxsize=2**12)
def split(text: str) -> tuple[Span, ...]:
    """The sentences of a text, without the white space around them. None is empty."""
    links = [found.span() for found in _LINK.finditer(text)]
    spans = []
    start = 0
    for found in _END.finditer(text):
        inside = any(begin < found.start() < end - 1 for begin, end in links)
        if not inside and not _is_abbreviated(text, found):
            spans.append(_trim(text, start, found.end()))
            start = found.end()
    spans.append(_trim(text, start, len(text)))
    return tuple(span for span in spans if any(map(str.isalnum, span.of(text))))


def _is_abbreviated(text: str, found: re.Match[str]) -> bool:
    """Whether the dot belongs to the word before it, or to a number that goes on."""
    if found["mark"] != ".":
        return False
    after = text[found.end() :].lstrip()
    if not after or text[found.end() :].startswith("\n"):
        return False
    word = _WORD_BEFORE.search(text, max(0, found.start() - 20), found.start())
    if word is None:
        is_ordinal = text[found.start() - 1 : found.start()].isdigit()
        return is_ordinal and (after[0].islower() or _is_month(after))
    name = word[1].casefold()
    if "." in name and max(map(len, name.split("."))) <= 2:
        return True
    return name in _abbreviations() or (len(name) == 1 and name not in "iayoewzàéù")


def _is_month(after: str) -> bool:
    return re.match(r"(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)", after) is not None


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(_ABBREVIATIONS.split()) - {
        "al",
        "es",
        "no",
        "ok",
        "co",
        "st",
        "art",
        "pl",
        "nl",
    }
