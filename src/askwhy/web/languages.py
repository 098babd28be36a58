"""The interface's languages: gettext catalogues, read as they are written."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from askwhy.web.words import FILLED

if TYPE_CHECKING:
    from collections.abc import Callable

LANGUAGES: Final = {"en": "English", "fr": "Français", "pl": "Polski"}
SOURCE: Final = "en"


def _two(n: int) -> int:
    return 0 if n == 1 else 1


def _french(n: int) -> int:
    return 0 if n in {0, 1} else 1


def _polish(n: int) -> int:
    if n == 1:
        return 0
    return 1 if n % 10 in {2, 3, 4} and n % 100 not in {12, 13, 14} else 2


PLURALS: Final[dict[str, Callable[[int], int]]] = {"en": _two, "fr": _french, "pl": _polish}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Each sentence of the interface with its forms in one language."""

    forms: dict[str, tuple[str, ...]]


class Translations(NullTranslations):
    """A catalogue as Python's gettext has it; what is missing stays English."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self._forms = read_catalogue(language).forms if language != SOURCE else {}

    def gettext(self, message: str) -> str:
        """The sentence in this language."""
        return self._forms.get(message, (message,))[0]

    def knows(self, message: str) -> bool:
        """Whether the sentence, or the one that it was filled in from, is to be had here."""
        return self.language == SOURCE or message in self._forms or _filled(message) is not None

    def tell(self, message: str) -> str:
        """A sentence of another room in this language; as it is where no catalogue has it."""
        found = _filled(message)
        if message in self._forms or self.language == SOURCE or found is None:
            return self.gettext(message)
        (one, many), values = found
        count = int(values.get("n", "1"))
        if kind := values.get("kind"):
            values = values | {"kind": self.gettext(kind)}
        return self.ngettext(one, many, count) % values

    def ngettext(self, one: str, many: str, n: int) -> str:
        """The sentence in the form for so many."""
        forms = self._forms.get(one)
        if forms is None:
            return one if n == 1 else many
        return forms[min(PLURALS[self.language](n), len(forms) - 1)]


@cache
def _patterns() -> tuple[tuple[tuple[str, str], re.Pattern[str]], ...]:
    """What each sentence of `FILLED` looks like when it is filled in, in either form."""
    return tuple((told, _pattern(form)) for told in FILLED for form in dict.fromkeys(told))


def _pattern(form: str) -> re.Pattern[str]:
    pieces = re.split(r"%\((\w+)\)s", form)
    whole = [
        f"(?P<{piece}>{r'[0-9]+' if piece == 'n' else '.*?'})" if place % 2 else re.escape(piece)
        for place, piece in enumerate(pieces)
    ]
    return re.compile("".join(whole), re.DOTALL)


def _filled(message: str) -> tuple[tuple[str, str], dict[str, str]] | None:
    """The sentence of `FILLED` that a message was made from, and what was filled in."""
    for told, pattern in _patterns():
        match = pattern.fullmatch(message)
        if match is not None:
            return told, match.groupdict()
    return None


@cache
def translations(language: str) -> Translations:
    """The translations into a language of `LANGUAGES`."""
    return Translations(language)


def choose(wanted: str, accepted: str) -> str:
    """The language that the owner chose, else the first of the browser's that we have."""
    if wanted in LANGUAGES:
        return wanted
    for each in accepted.split(","):
        code = each.partition(";")[0].strip().lower().partition("-")[0]
        if code in LANGUAGES:
            return code
    return SOURCE


def decimal(value: float, places: int, language: str) -> str:
    """A number with so many places, by the language's sign between them."""
    return f"{value:.{places}f}".replace(".", "." if language == SOURCE else ",")


@cache
def read_catalogue(language: str) -> Catalogue:
    """The catalogue of a language, from `locale/LANGUAGE.po`."""
    text = (files("askwhy.web") / "locale" / f"{language}.po").read_text("utf-8")
    return Catalogue(read_po(text))


def read_po(text: str) -> dict[str, tuple[str, ...]]:
    """The entries of a PO file by their English text; what is not translated is left out."""
    found: dict[str, tuple[str, ...]] = {}
    for block in text.split("\n\n"):
        fields: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            if not line.startswith('"'):
                name, _, line = line.partition(" ")  # noqa: PLW2901 (what is left of the line)
            fields[name] = fields.get(name, "") + ast.literal_eval(line)
        forms = tuple(said for field, said in fields.items() if field.startswith("msgstr"))
        if fields.get("msgid") and all(forms):
            found[fields["msgid"]] = forms
    return found
