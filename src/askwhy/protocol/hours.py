"""When something may leave: quiet hours, weekdays and limits, by the wall clock of a zone.

An instant is judged by what a clock on the wall shows at it, so that both changes of the clocks
are right by themselves. A day is a day of the zone; an hour is any hour.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from askwhy.protocol.declaration import MINUTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from askwhy.protocol.declaration import Hours, Limits, Window

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
WEEK = 8
"""Days to look ahead: some minute of one weekday is always free."""


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether something may leave at this instant."""
    wall = at.astimezone(ZoneInfo(hours.zone))
    minute = wall.hour * 60 + wall.minute
    is_quiet = any(start <= minute < end for start, end in hours.quiet)
    return wall.weekday() in hours.weekdays and not is_quiet


def next_open(hours: Hours, after: datetime) -> datetime:
    """The first instant, not before `after`, at which something may leave."""
    if is_open(hours, after):
        return after
    zone = ZoneInfo(hours.zone)
    day = after.astimezone(zone).date()
    while True:
        found = [at for at in _turns(hours, day, WEEK) if at > after and is_open(hours, at)]
        if found:
            return min(found)
        day += WEEK * DAY


def next_departure(
    hours: Hours, limits: Limits, departures: Iterable[datetime], after: datetime
) -> datetime:
    """The first instant, not before `after`, at which a question may leave an account.

    `departures` are those of the account that left, or are to leave; also those after `after`
    count, so that a clock put back cannot exceed a limit.
    """
    gone = sorted(departures)
    at = next_open(hours, after)
    while True:
        start, end = _day(hours.zone, at)
        if bisect_left(gone, end) - bisect_left(gone, start) >= limits.per_day:
            at = next_open(hours, end)
            continue
        near = gone[bisect_right(gone, at - HOUR) : bisect_left(gone, at + HOUR)]
        if len(near) < limits.per_hour:
            return at
        at = next_open(hours, near[0] + HOUR)


def bounds(window: Window, zone: str) -> tuple[datetime, datetime]:
    """The instants [since, until) of a window's days in a zone."""
    return midnight(zone, window.first_day), midnight(zone, window.last_day + DAY)


def midnight(zone: str, day: date) -> datetime:
    """The first instant of a day in a zone, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _day(zone: str, at: datetime) -> tuple[datetime, datetime]:
    """The instants [start, end) of the day in which an instant lies."""
    day = at.astimezone(ZoneInfo(zone)).date()
    return midnight(zone, day), midnight(zone, day + DAY)


@lru_cache(maxsize=256)
def _turns(hours: Hours, day: date, days: int) -> tuple[datetime, ...]:
    """Every instant of some days at which closed may turn into open."""
    zone = ZoneInfo(hours.zone)
    minutes = {0, *(end for _, end in hours.quiet if end < MINUTES)}
    walls = [
        datetime.combine(day + each * DAY, time(*divmod(minute, 60)), zone)
        for each in range(days + 1)
        for minute in minutes
    ]
    turns = [wall.replace(fold=fold).astimezone(UTC) for wall in walls for fold in (0, 1)]
    return (*turns, *_clock_changes(zone, midnight(hours.zone, day), days + 1))


def _clock_changes(zone: ZoneInfo, since: datetime, days: int) -> Sequence[datetime]:
    """The instants of some days at which the clocks are put forward or back."""
    found = []
    for each in range(24 * days):
        early, late = since + each * HOUR, since + (each + 1) * HOUR
        if early.astimezone(zone).utcoffset() == late.astimezone(zone).utcoffset():
            continue
        while late - early > timedelta(seconds=1):
            middle = early + (late - early) // 2
            same = middle.astimezone(zone).utcoffset() == early.astimezone(zone).utcoffset()
            early, late = (middle, late) if same else (early, middle)
        found.append(late.replace(microsecond=0))
    return found
