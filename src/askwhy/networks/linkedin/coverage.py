"""Over which stretch of time an export holds everything, by what is in it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from askwhy.facts import Coverage, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

REGISTER = timedelta(days=180)
"""Over how long Invitations.csv holds the accepted requests."""
NAMED_DAY = re.compile(r"DataExport_(\d\d)-(\d\d)-(\d{4})")
QUIET = timedelta(days=60)
"""The longest that nothing may have happened before an export, for its name to be believed."""


def exported_on(name: str) -> datetime | None:
    """The beginning of the day that LinkedIn wrote into the archive's name, if it is there."""
    found = NAMED_DAY.search(name)
    if found is None:
        return None
    month, day, year = map(int, found.groups())
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


class Extent:
    """The instants met so far. `until` is the newest anywhere, `begun` the records present.

    `exported` is when the archive says it was made: somebody silent until then was silent.
    """

    def __init__(self, exported: datetime | None = None) -> None:
        self._exported = exported
        self._oldest: dict[Record, datetime] = {}
        self.begun: set[Record] = set()
        self.until: datetime | None = None

    def begin(self, record: Record) -> None:
        """Take down that the archive has a table of such records, be it empty."""
        self.begun.add(record)

    def note(self, record: Record, at: datetime) -> None:
        """Take down an instant at which such a record certainly was there."""
        oldest = self._oldest.get(record)
        if oldest is None or at < oldest:
            self._oldest[record] = at
        if self.until is None or at > self.until:
            self.until = at

    def coverages(self) -> Iterator[Coverage]:
        """Yield the stretch of each record; nothing where no instant was met at all."""
        if self.until is None:
            return
        until = self.until
        if self._exported is not None and until < self._exported <= until + QUIET:
            until = self._exported
        elif self._exported is not None and until > self._exported + timedelta(days=2):
            # A damaged date: nothing in an archive is younger than the archive.
            until = self._exported + timedelta(days=1)
        oldest = min(self._oldest.values())
        for record in sorted(self.begun):
            since = self._oldest.get(record, oldest)
            if record is Record.REQUESTS:
                since = until - REGISTER
            yield Coverage(record, since, until)
