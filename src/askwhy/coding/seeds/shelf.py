"""The seeds as values, read from the files of this package."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

LANGUAGES = ("en", "fr", "pl", "de", "es", "it", "nl", "pt")
ORDINARY = "ordinary"


class Seed(NamedTuple):
    """A made-up sentence and the value it stands for; `code` may be `ORDINARY`: for none."""

    language: str
    code: str
    value: str
    text: str


@cache
def seeds() -> tuple[Seed, ...]:
    """All seeds, in the order of the languages and of their files."""
    found = []
    for language in LANGUAGES:
        place = files("askwhy.coding.seeds").joinpath(f"{language}.toml")
        document = tomllib.loads(place.read_text(encoding="utf-8"))
        assert document.pop("language") == language, "a file is one language"
        found += [
            Seed(language, code, value, text)
            for code, values in document.items()
            for value, texts in values.items()
            for text in texts
        ]
    return tuple(found)


@cache
def digest() -> str:
    """SHA-256 over all seeds, in hexadecimal."""
    written = "\n".join("\t".join(seed) for seed in seeds())
    return hashlib.sha256(written.encode()).hexdigest()
