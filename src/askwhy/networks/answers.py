"""What servers answer, taken apart without trust: what is not as expected counts as not said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

Row = Mapping[str, object]

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the writing around; in a name they reach beyond it."""


def mend(text: str) -> str:
    r"""The text with halves of characters joined, and U+FFFD for a half alone.

    JSON can write half a character, as `\ud83d`, and a file's name that is no UTF-8 is read with
    such halves; no file and no database takes them.
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def clean(text: str) -> str:
    """The text as a record can keep it: no halves of characters, no control characters."""
    kept = (one for one in mend(text) if one in "\n\t" or unicodedata.category(one) != "Cc")
    return unicodedata.normalize("NFC", "".join(kept))


def word(row: Row, key: str) -> str:
    """A text of a row, or nothing."""
    said = row.get(key)
    return clean(said) if isinstance(said, str) else ""


def inner(row: Row, *keys: str) -> Row:
    """A row within rows, or an empty one."""
    for key in keys:
        row = as_row(row.get(key))
    return row


def as_row(told: object) -> Row:
    """What was told, if it is a row; else an empty one."""
    return told if isinstance(told, Mapping) else {}


def rows(told: object) -> list[Row]:
    """The rows of a list; nothing where it is none."""
    return [one for one in told if isinstance(one, Mapping)] if isinstance(told, list) else []


def on_one_line(name: str) -> str:
    """A name on one line, without what turns the writing around."""
    return " ".join(_TURNING.sub("", name).split())
