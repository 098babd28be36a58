"""Names, addresses and numbers replaced before a text leaves the machine."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from askwhy.rules.greetings import BESIDE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

# Found in one pass and in this order, so that no mark is taken for a word again.
_FOUND = re.compile(
    r"(?P<address>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<link>(?:https?://|www\.)\S+)"
    r"|(?P<handle>(?<!\w)@\w[\w.-]+)"
    r"|(?P<account>\b[A-Z]{2}\d{2}(?:\s?[0-9A-Z]{4}){2,7}(?:\s?[0-9A-Z]{1,4})?\b)"
    r"|(?P<number>(?<![\w.])\+?\(?\d(?:[\s()/.-]{0,2}\d){6,24}(?!\w))"
    r"|(?P<word>[^\W\d_]+)",
    re.IGNORECASE,
)
_ENDING = 3  # so many letters more belong to an inflected name
_SHORT = 3  # names up to so long are words of some language, too


def mask_private(text: str, names: Iterable[str]) -> str:
    """The text with every given name's words, addresses, links and long numbers replaced.

    Names of one letter and particles such as "van" stay. Inflected names are found where the
    ending alone changes, as from Anna to Anny; not where the stem does, as from Paweł to Pawła.
    """
    known = _known(tuple(names))

    def mark(found: re.Match[str]) -> str:
        kind = found.lastgroup
        if kind != "word":
            return "[number]" if kind == "account" else f"[{kind}]"
        return "[name]" if _is_name(found[0], known) else found[0]

    return _FOUND.sub(mark, text)


@lru_cache(maxsize=4)
def _known(names: tuple[str, ...]) -> frozenset[str]:
    """The words of names: those of two letters as they are written, the others in small letters.

    Of longer ones that end in a vowel the stem is known as well.
    """
    known = set()
    for word in {word for name in names for word in re.findall(r"[^\W\d_]+", name)}:
        folded = word.casefold()
        if len(word) < 2 or folded in BESIDE_NAMES:
            continue
        if len(word) < _SHORT:
            known |= {word.capitalize(), word.upper()}
            continue
        known.add(folded)
        if len(word) > _SHORT and folded[-1] in "aeiou":
            known.add(folded[:-1])
    return frozenset(known)


def _is_name(word: str, known: frozenset[str]) -> bool:
    if len(word) < _SHORT:
        return word in known
    folded = word.casefold()
    if folded in known:
        return True
    stems = (folded[:-ending] for ending in range(1, _ENDING + 1))
    return any(
        stem in known and (len(stem) > _SHORT or (len(stem) == _SHORT and word[0].isupper()))
        for stem in stems
    )
