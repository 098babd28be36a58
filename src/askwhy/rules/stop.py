"""Stop means stop: the words by which somebody asks not to be written to.

Source: the lists of `stop_phrases`, in eight languages, all of which are searched in every text.
A refusal of an offer ("not interested") is no such request, nor is a request about another time
("not before Monday"). A condition is not weighed: "don't write unless you have a job for me" asks
not to be written to. What is quoted, in double quotation marks or after ">", is not said.
"""

from __future__ import annotations

import re
from functools import cache

from askwhy.rules.phrases import Phrases, plain, search
from askwhy.rules.texts import fold, tidy

VERSION = "2026-11-22.1"

# Longer texts are never one of those that count only as a whole message.
_LONGEST_ALONE = 60

_FOUR_LETTERS = re.compile(r"\b[a-z]{1,4}")
_QUOTED = re.compile(r'"[^"\n]*"|^>.*$', re.MULTILINE)


def asks_to_stop(text: str) -> str | None:
    """The words of the text that ask to be left alone, as they were written; None without any."""
    shown = tidy(text)
    if len(shown) <= _LONGEST_ALONE and plain(fold(shown)) in _alone():
        return shown
    bare = plain(_QUOTED.sub(_blank, shown))
    starts = set(_FOUR_LETTERS.findall(bare))
    for language, anchors in _languages():
        if not anchors.isdisjoint(starts) and (found := search(bare, language)):
            return shown[found[0] : found[1]].strip()
    return None


def _blank(quoted: re.Match[str]) -> str:
    """As many spaces, so that places stay the same."""
    return " " * len(quoted[0])


@cache
def _alone() -> frozenset[str]:
    blocks = (phrases.lines(phrases.alone) for phrases, _ in _languages())
    return frozenset(text for lines in blocks for line in lines for text in line.split("|"))


@cache
def _languages() -> tuple[tuple[Phrases, frozenset[str]], ...]:
    """Each language's list and its anchors. Imported late: few runs read any message."""
    from askwhy.rules.stop_phrases.de import GERMAN
    from askwhy.rules.stop_phrases.en import ENGLISH
    from askwhy.rules.stop_phrases.es import SPANISH
    from askwhy.rules.stop_phrases.fr import FRENCH
    from askwhy.rules.stop_phrases.it import ITALIAN
    from askwhy.rules.stop_phrases.nl import DUTCH
    from askwhy.rules.stop_phrases.pl import POLISH
    from askwhy.rules.stop_phrases.pt import PORTUGUESE

    lists = (ENGLISH, FRENCH, POLISH, GERMAN, SPANISH, ITALIAN, DUTCH, PORTUGUESE)
    return tuple(
        (phrases, frozenset(word[:4] for word in phrases.anchors.split())) for phrases in lists
    )
