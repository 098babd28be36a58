"""What a Matrix server answers, taken apart without trust."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from askwhy.networks.answers import inner, on_one_line, word

if TYPE_CHECKING:
    from askwhy.networks.answers import Row

_USER = re.compile(r"@[^\s:\x00-\x1f]{1,255}:[^\s\x00-\x1f]{1,255}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = 946_684_800_000, 7_258_118_400_000
"""Milliseconds of the years 2000 and 2200: beyond them no event is believed."""


def whole(row: Row, key: str) -> int:
    """A whole number of a row, 0 where none is told."""
    said = row.get(key)
    return said if isinstance(said, int) and not isinstance(said, bool) else 0


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
    return on_one_line(word(said, "displayname"))
