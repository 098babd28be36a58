"""Phrases looked up in a text, without regard to case and accents, with their places.

A list is a TOML file: `[phrases.<name>]` tables of a language and its phrases. "|" parts them,
"*" stands for any ending of a word, "…" for up to three words between.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from unicodedata import normalize

_KEY = 3  # so many first letters of a phrase's first word are its key
_WORD = re.compile(r"\w+")
_LOOKALIKES = dict(zip("аеорсхуіјѕԁһӏ", "aeopcxyijsdhl", strict=True))


class Hit(NamedTuple):
    """A phrase that was found: the name of its list, and code points [start, end)."""

    name: str
    start: int
    end: int


class Phrases:
    """All lists of one file, made fast to look up. `version` is that of the file."""

    def __init__(self, source: str) -> None:
        document = tomllib.loads(source)
        self.version: str = document["version"]
        self.names: tuple[str, ...] = tuple(document["phrases"])
        self.languages: dict[str, frozenset[str]] = {
            name: frozenset(lists) for name, lists in document["phrases"].items()
        }
        self._by_key: dict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
        for name, lists in document["phrases"].items():
            for phrase in {one.strip() for text in lists.values() for one in text.split("|")}:
                self._by_key[_key(plain(phrase))].append((name, _compiled(plain(phrase))))

    def find(self, text: str) -> tuple[Hit, ...]:
        """Every phrase in the text, in its order; of each name the first at each place."""
        flat = plain(text)
        hits = []
        for word in _WORD.finditer(flat):
            seen = set()
            for name, pattern in self._by_key.get(word[0][:_KEY], ()):
                found = pattern.match(flat, word.start()) if name not in seen else None
                if found:
                    seen.add(name)
                    hits.append(Hit(name, found.start(), found.end()))
        return tuple(hits)


@cache
def load(name: str) -> Phrases:
    """The lists of a file of this package."""
    source = files("askwhy.coding.phrases").joinpath(name).read_text(encoding="utf-8")
    return Phrases(source)


def plain(text: str) -> str:
    """The text in small letters without accents; sign for sign, so that places stay true."""
    return text.translate(_table())


def _key(phrase: str) -> str:
    word = _WORD.match(phrase)
    assert word is not None, f"a phrase begins with a word: {phrase!r}"
    return word[0][:_KEY]


def _compiled(phrase: str) -> re.Pattern[str]:
    words = [re.escape(word).replace(r"\*", r"\w*") for word in phrase.split()]
    pattern = words[0]
    for word in words[1:]:
        pattern += r"(?:\W+\w+){0,3}?" if word in {"…", re.escape("…")} else rf"\W+{word}"
    return re.compile(pattern + r"(?!\w)")


@cache
def _table() -> dict[int, str]:
    """Every sign with a plain form of one sign: accents go, Cyrillic lookalikes turn Latin."""
    table = {ord(sign): letter for sign, letter in _LOOKALIKES.items()}
    table |= {
        ord("’"): "'",
        ord("ß"): "s",
        ord("ł"): "l",
        ord("Ł"): "l",
        ord("ø"): "o",
        ord("Ø"): "o",
    }
    for point in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = normalize("NFKD", chr(point))[0].lower()
        if len(base) == 1:
            table.setdefault(point, base)
    return table
