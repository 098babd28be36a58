"""Quiet hours, weekdays and the time zone of a protocol file."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from askwhy.protocol.declaration import MINUTES, Hours
from askwhy.protocol.taking import meant

if TYPE_CHECKING:
    from askwhy.protocol.taking import Table

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(24(?=:00)|[01]\d|2[0-3]):([0-5]\d)")


def read_hours(table: Table) -> Hours | None:
    """When something may leave; None where that is nowhere said, or never."""
    zone = _zone(table)
    quiet = _quiet(table)
    weekdays = table.words("weekdays", WEEKDAYS, WEEKDAYS[:5])
    if not weekdays and table.is_sound("weekdays"):
        table.wrong("weekdays", "No day of the week is left on which to write.")
    table.close()
    if not all(map(table.is_sound, ("zone", "quiet", "weekdays"))):
        return None
    return Hours(zone, quiet, tuple(sorted(map(WEEKDAYS.index, weekdays))))


def _zone(table: Table) -> str:
    zone = table.text("zone")
    if table.is_sound("zone") and zone not in _zones():
        remedy = meant(zone, sorted(_zones())) or "Write one such as “Europe/Warsaw”."
        table.wrong("zone", f"“{zone}” is no time zone.", remedy)
    return zone


@cache
def _zones() -> frozenset[str]:
    """Every zone's name, but for those that mean whatever a machine is set to."""
    return frozenset(available_timezones()) - {"localtime", "Factory"}


def _quiet(table: Table) -> tuple[tuple[int, int], ...]:
    """Quiet hours such as "20:00-08:00", cut at midnight, joined where they touch."""
    spans: list[tuple[int, int]] = []
    for index, said in enumerate(table.texts("quiet", ("20:00-08:00",))):
        path = (*table.path, "quiet", index)
        found = _SPAN.fullmatch(said)
        if found is None:
            table.problems.add(path, f"“{said}” is no stretch of hours such as “20:00-08:00”.")
            continue
        start, end = (60 * int(found[each]) + int(found[each + 1]) for each in (1, 3))
        if start == end:
            table.problems.add(path, f"“{said}” ends where it begins.")
        spans += [(start, end)] if start < end else [(start, MINUTES), (0, end)]
    quiet = _joined(spans)
    if quiet == ((0, MINUTES),) and table.is_sound("quiet"):
        table.wrong("quiet", "The quiet hours cover the whole day; nothing could ever leave.")
    return quiet


def _joined(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The same minutes in as few stretches as possible."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
