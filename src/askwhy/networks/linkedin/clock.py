"""LinkedIn's ways of writing a time, and what each is worth: an instant, a minute, a day.

`Sent At` is the wall clock of US Pacific time, without saying so; `Connected On` a UTC date;
the date of a message is UTC. Nothing is guessed: a date whose day and month cannot be told
apart is unreadable, and a Pacific time that the clocks show twice, or never, is a `Span` over
both readings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from askwhy.facts import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

PACIFIC = ZoneInfo("America/Los_Angeles")
YEARS = range(2003, 2100)
"""LinkedIn opened in 2003: a date outside is damage."""
SECOND, MINUTE, HOUR, DAY = 1, 60, 3_600, 86_400
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = r"(?:,? (?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?: (?P<half>[AP])M)?)?"
_WORDED = re.compile(r"(?P<day>\d{1,2})[ -](?P<word>[A-Z][a-z]{2})[ -](?P<year>\d{4}|\d\d)" + _TIME)
_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?)?"
    r"(?P<zone> ?UTC|Z|[+-]00:?00)?"
)
_SLASHED = re.compile(r"(?P<first>\d{1,2})/(?P<other>\d{1,2})/(?P<year>\d{4}|\d\d)" + _TIME)
_DOTTED = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}|\d\d)" + _TIME)
_NATIVE = re.compile(r"\d{1,2}/\d{1,2}/\d\d, \d{1,2}:\d\d [AP]M")
"""How LinkedIn writes `Sent At`: the month first, whatever a spreadsheet did elsewhere."""


class NoDate(ValueError):
    """A text that is no date in any form we know; says why in half a sentence."""


@dataclass(frozen=True, slots=True)
class Wall:
    """A time as written, without a zone but where it says UTC. `resolution` is in seconds."""

    at: datetime
    resolution: int
    is_utc: bool


def read_wall(text: str, day_first: bool | None = None) -> Wall:
    """Read a time in any form seen. `day_first` settles `4/5/2021`; raises NoDate.

    LinkedIn's own `M/D/YY, h:mm AM` needs no settling.
    """
    plain = " ".join(text.split())
    for form in (_ISO, _WORDED, _SLASHED, _DOTTED):
        if found := form.fullmatch(plain):
            parts = found.groupdict()
            break
    else:
        raise NoDate(f'"{plain[:40]}" is no date in any form known')
    if form is _SLASHED:
        parts |= _order(plain, parts, False if _NATIVE.fullmatch(plain) else day_first)
    if form is _WORDED:
        if parts["word"].lower() not in _MONTHS:
            raise NoDate(f'"{plain}" names no English month')
        parts["month"] = str(_MONTHS.index(parts["word"].lower()) + 1)
    return _wall(plain, parts)


def _order(
    plain: str, parts: dict[str, str | None], day_first: bool | None
) -> dict[str, str | None]:
    """Which of two numbers is the month."""
    first, other = parts["first"], parts["other"]
    if day_first is None:
        raise NoDate(f'"{plain}" does not tell the month from the day')
    return {"day": first, "month": other} if day_first else {"month": first, "day": other}


def _wall(plain: str, parts: dict[str, str | None]) -> Wall:
    year, month, day = (int(parts[unit] or 0) for unit in ("year", "month", "day"))
    hour, minute, second = (int(parts[unit] or 0) for unit in ("hour", "minute", "second"))
    if half := parts.get("half"):
        if not 1 <= hour <= 12:
            raise NoDate(f'"{plain}" is no time of day')
        hour = hour % 12 + (12 if half == "P" else 0)
    try:
        at = datetime(year if year > 99 else 2000 + year, month, day, hour, minute, second)  # noqa: DTZ001
    except ValueError:
        raise NoDate(f'"{plain[:40]}" is no day of the calendar') from None
    if at.year not in YEARS:
        raise NoDate(f'"{plain[:40]}" lies outside the time of LinkedIn')
    resolution = SECOND if parts["second"] else MINUTE if parts["minute"] else DAY
    return Wall(at, resolution, bool(parts.get("zone")))


def find_day_first(texts: Iterable[str]) -> bool | None:
    """Whether slashed dates of a file put the day first; None if none of them tells."""
    for text in texts:
        found = _SLASHED.match(text.strip())
        if found and (int(found["first"]) > 12) != (int(found["other"]) > 12):
            return int(found["first"]) > 12
    return None


@lru_cache(maxsize=1 << 12)
def sent_span(text: str, day_first: bool | None = None) -> Span:
    """When an invitation was sent: `Sent At` in Pacific time, to the minute or the day."""
    wall = read_wall(text, day_first)
    if wall.is_utc:
        return _utc_span(wall)
    return _pacific_span(wall)


@lru_cache(maxsize=1 << 12)
def connected_span(text: str, day_first: bool | None = None) -> Span:
    """When a connection was made: a UTC day.

    Exports of 2018 give a time of day as well, in the form of `Sent At`. Whether it is UTC, as
    the date of later exports, or Pacific, as `Sent At`, was never settled: the span covers both.
    """
    wall = read_wall(text, day_first)
    if wall.resolution == DAY or wall.is_utc:
        return _utc_span(wall)
    return Span(_utc_span(wall).earliest, _pacific_span(wall).latest)


def message_time(text: str, day_first: bool | None = None) -> tuple[datetime, int]:
    """When a message was sent, in UTC, and to how many seconds that is known."""
    wall = read_wall(text, day_first)
    return wall.at.replace(tzinfo=UTC), wall.resolution


def _utc_span(wall: Wall) -> Span:
    start = wall.at.replace(tzinfo=UTC)
    return Span(start, start + timedelta(seconds=wall.resolution))


def _pacific_span(wall: Wall) -> Span:
    """Both readings of a wall clock: in the repeated and the skipped hour they differ."""
    if wall.resolution == DAY:
        return Span(_pacific(wall.at), _pacific(wall.at + timedelta(days=1)))
    readings = (_pacific(wall.at), _pacific(wall.at, fold=1))
    return Span(min(readings), max(readings) + timedelta(seconds=wall.resolution))


def _pacific(at: datetime, fold: int = 0) -> datetime:
    return at.replace(tzinfo=PACIFIC, fold=fold).astimezone(UTC)
