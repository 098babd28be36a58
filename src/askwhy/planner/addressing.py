"""How somebody is written to: the language, the first name, the filled-in wording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.protocol.wording import fill

if TYPE_CHECKING:
    from askwhy.history import History
    from askwhy.protocol import Arm, Protocol

LANGUAGE = "language"
FIRST_NAME = "first name"
"""The questions of the owner's sheet that are asked here. Nothing is guessed from a text."""

_TITLES = (
    "mr mrs ms miss dr prof professor sir dame madam monsieur madame mademoiselle m mme mlle pan"
    " pani mgr inż hab herr frau dipl ing señor señora sr sra srta don doña signor signora dott"
    " dottore dottoressa avv de heer mevrouw drs senhor senhora dra eng"
)
TITLES = frozenset(_TITLES.split())


def choose_language(history: History, protocol: Protocol) -> str:
    """The language that the owner noted, if the protocol has it, else the protocol's first."""
    noted = history.entry(LANGUAGE).strip().casefold()
    return noted if noted in protocol.languages else protocol.languages[0]


def first_name(history: History) -> str:
    """The first name that the owner noted, else the first word of the name that is no title.

    Empty where a title leaves one word only, which then is as likely a family name.
    """
    noted = history.entry(FIRST_NAME).strip()
    if noted:
        return noted
    words = history.name.partition(",")[0].split()
    names = [word for word in words if word.rstrip(".").casefold() not in TITLES]
    if not names or (len(names) < 2 and len(names) < len(words)) or names[0].endswith("."):
        return ""
    return names[0]


def address(history: History, arm: Arm, language: str) -> str:
    """The arm's wording in a language, with this person's names in it."""
    values = {"first_name": first_name(history), "name": history.name.strip()}
    return fill(dict(arm.wordings)[language], values)
