"""Stretches of time as they are written: "1 day", "36 hours"."""

from __future__ import annotations

import re
from datetime import timedelta

_WRITTEN = re.compile(r"(\d{1,5}) *(minute|hour|day|week)s?")
_UNITS = (
    ("week", timedelta(weeks=1)),
    ("day", timedelta(days=1)),
    ("hour", timedelta(hours=1)),
    ("minute", timedelta(minutes=1)),
)


def read_duration(text: str) -> timedelta | None:
    """A stretch of time, or None where the text is none."""
    found = _WRITTEN.fullmatch(text.casefold())
    return int(found[1]) * dict(_UNITS)[found[2]] if found else None


def spell_duration(duration: timedelta) -> str:
    """A whole number of the largest unit that measures it; weeks only from two on."""
    for name, unit in _UNITS:
        count, rest = divmod(duration, unit)
        if not rest and count and not (name == "week" and count == 1):
            return f"{count} {name}{'s' * (count != 1)}"
    return "no time"
