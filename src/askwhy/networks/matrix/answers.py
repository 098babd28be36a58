"""What servers answer, taken apart without trust: what is not as expected counts as not said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

Row = Mapping[str, object]

_USER = re.compile(r"@[^\s:\x00-\x1f]{1,255}:[^\s\x00-\x1f]{1,255}")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the writing around; in a name they reach beyond it."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = 946_684_800_000, 7_258_118_400_000
"""Milliseconds of the years 2000 and 2200: beyond them no event is believed."""


def clean(text: str) -> str:
    """The text as a record can keep it: no halves of characters, no control characters."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    kept = (one for one in whole if one in "\n\t" or unicodedata.category(one) != "Cc")
    return unicodedata.normalize("NFC", "".join(kept))


def word(row: Row, key: str) -> str:
    """A text of a row, or nothing."""
    said = row.get(key)
    return clean(said) if isinstance(said, str) else ""


def whole(row: Row, key: str) -> int:
    """A whole number of a row, 0 where none is told."""
    said = row.get(key)
    return said if isinstance(said, int) and not isinstance(said, bool) else 0


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


def moment(event: Row) -> datetime | None:
    """When a server says that it took an event, to the second."""
    at = whole(event, "origin_server_ts")
    if not _FIRST < at < _LAST:
        return None
    return (_EPOCH + timedelta(milliseconds=at)).replace(microsecond=0)


def is_user(name: str) -> bool:
    """Whether a text is somebody's lasting name, as in `@a:b`."""
    return _USER.fullmatch(name) is not None


def membership(event: Row) -> str:
    """What an event makes of somebody in a room, as `invite` or `join`; nothing for others."""
    is_member = event.get("type") == "m.room.member"
    return word(inner(event, "content"), "membership") if is_member else ""


def called(said: Row) -> str:
    """A display name on one line."""
    return " ".join(_TURNING.sub("", word(said, "displayname")).split())
