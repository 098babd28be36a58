"""Over which stretch of time an export holds everything, by what is in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from askwhy.facts import Coverage, Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

REGISTER = timedelta(days=180)
"""Over how long Invitations.csv holds the accepted requests."""


class Extent:
    """The instants met so far. `until` is the newest anywhere, `begun` the records present."""

    def __init__(self) -> None:
        self._oldest: dict[Record, datetime] = {}
        self.begun: set[Record] = set()
        self.until: datetime | None = None

    def begin(self, record: Record) -> None:
        """Take down that the archive has a table of such records, be it empty."""
        self.begun.add(record)

    def note(self, record: Record, at: datetime) -> None:
        """Take down an instant at which such a record certainly was there."""
        self._oldest[record] = min(at, self._oldest.get(record, at))
        self.until = at if self.until is None else max(at, self.until)

    def coverages(self) -> Iterator[Coverage]:
        """Yield the stretch of each record; nothing where no instant was met at all."""
        if self.until is None:
            return
        oldest = min(self._oldest.values())
        for record in sorted(self.begun):
            since = self._oldest.get(record, oldest)
            if record is Record.REQUESTS:
                since = self.until - REGISTER
            yield Coverage(record, since, self.until)
