"""One reading of an export, in an order in which its owner is known early."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING

from askwhy.errors import YourFile
from askwhy.facts import Check, Connection, Fact, Generation, LeftOut, Owner, Party, Record, Request
from askwhy.networks.linkedin.checks import (
    CrossCheck,
    check_columns,
    check_dialect,
    check_owner,
)
from askwhy.networks.linkedin.clock import DAY, HOUR, NoDate, find_day_first
from askwhy.networks.linkedin.columns import LAYOUTS, Kind, why_closed
from askwhy.networks.linkedin.coverage import Extent
from askwhy.networks.linkedin.generations import name_generation
from askwhy.networks.linkedin.messages import MessageReader
from askwhy.networks.linkedin.owner import Survey, find_handle, find_in_all, survey_invitations
from askwhy.networks.linkedin.people import read_party
from askwhy.networks.linkedin.recipients import Directory
from askwhy.networks.linkedin.rows import (
    BadRow,
    ConnectionReader,
    ConnectionRow,
    Invitation,
    read_request,
)
from askwhy.networks.linkedin.tolerance import Tolerance
from askwhy.networks.tables import Lines, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from askwhy.networks.linkedin.archive import Member

Told = Fact | LeftOut | Check | Generation | YourFile
Row = tuple[str, ...]


class Reading:
    """Reads the members once from the beginning, after a first look at the small ones."""

    def __init__(
        self,
        members: tuple[Member, ...],
        closed: tuple[str, ...],
        progress: Callable[[int, int], None] | None,
        exported: datetime | None = None,
    ) -> None:
        self._members = members
        self._closed = closed
        self._progress = progress
        self._done, self._size = 0, sum(member.size for member in members)
        self._directory = Directory()
        self._reader = ConnectionReader()
        self._cross = CrossCheck()
        self._extent = Extent(exported)
        self._tables: list[Table] = []
        self._lost_times: set[str] = set()

    def tell(self) -> Iterator[Told]:
        """Tell everything, as `ExportSource.read` says."""
        return chain.from_iterable(self._parts())

    def _parts(self) -> Iterator[Iterable[Told]]:
        """Yield what there is to tell in parts, so that a message passes few hands."""
        survey = survey_invitations(self._rows(Kind.INVITATIONS))
        owners = self._owners(survey)
        yield [self._generation(survey)]
        yield (LeftOut(name, why_closed(name)) for name in self._closed)
        yield map(Owner, owners)
        for member in self._members:
            with self._table(member) as table:
                if table is not None:
                    self._tables.append(table)
                    yield from self._facts(member, table, survey)
            self._done += member.size
        yield self._checks(owners)
        yield self._extent.coverages()

    def _facts(self, member: Member, table: Table, survey: Survey) -> Iterator[Iterable[Told]]:
        match member.kind:
            case Kind.INVITATIONS:
                yield self._requests(table, survey)
            case Kind.CONNECTIONS:
                yield self._connections(member, table)
            case Kind.MESSAGES:
                yield from self._messages(member, table)
            case Kind.PROFILE:
                pass

    def _requests(self, table: Table, survey: Survey) -> Iterator[Told]:
        self._extent.begin(Record.REQUESTS)

        def read(row: Row) -> Request:
            invitation = Invitation._make(row)
            if not survey.has_urls:
                invitation = invitation.without_urls()
            owner, other = invitation.sides()
            if not survey.is_owner(owner):
                raise BadRow("neither side of this invitation is the owner of the export")
            request = read_request(invitation, survey.day_first)
            self._directory.note(other)
            self._cross.note_request(request)
            self._extent.note(Record.REQUESTS, request.sent.earliest)
            if (request.sent.latest - request.sent.earliest).total_seconds() >= DAY - HOUR:
                self._lost_times.add(table.file)
            return request

        yield from self._each(table, read)

    def _connections(self, member: Member, table: Table) -> Iterator[Told]:
        self._extent.begin(Record.CONNECTIONS)
        day_first, is_asked = None, False

        def read(row: Row) -> Connection:
            nonlocal day_first, is_asked
            found = ConnectionRow._make(row)
            try:
                connection = self._reader.read(found, day_first)
            except NoDate:
                if is_asked:
                    raise
                day_first, is_asked = self._day_order(member, "Connected On"), True
                connection = self._reader.read(found, day_first)
            self._directory.note(connection.party)
            self._cross.note_connection(connection)
            self._extent.note(Record.CONNECTIONS, connection.since.earliest)
            return connection

        yield from self._each(table, read)

    def _messages(self, member: Member, table: Table) -> Iterator[Iterable[Told]]:
        self._extent.begin(Record.MESSAGES)
        if "RECIPIENT PROFILE URLS" not in table.fields:
            for row in self._rows(Kind.MESSAGES):
                self._directory.note(read_party(row[2], row[3]))
        reader = MessageReader(
            table, self._directory, Tolerance(table.file), lambda: self._day_order(member, "DATE")
        )
        yield reader.read()
        if reader.oldest <= reader.newest:
            self._extent.note(Record.MESSAGES, reader.oldest)
            self._extent.note(Record.MESSAGES, reader.newest)
        if reader.lost_times:
            self._lost_times.add(table.file)

    def _each(self, table: Table, read: Callable[[Row], Fact]) -> Iterator[Told]:
        """Read a small table row by row, and tell of the rows that cannot be read."""
        tolerance = Tolerance(table.file)
        for row in table.rows():
            if isinstance(row, YourFile):
                yield from tolerance.note(row)
                continue
            try:
                fact = read(row)
            except (BadRow, NoDate) as problem:
                said = YourFile(table.file, table.line, f"{problem}.", "The row is left out.")
                yield from tolerance.note(said)
                continue
            tolerance.is_met = True
            yield fact
        yield from tolerance.rest()

    def _generation(self, survey: Survey) -> Generation:
        tables = []
        for member in self._members:
            with self._table(member, is_first_look=True) as table:
                if table is not None:
                    tables.append(table)
        return name_generation(tables, is_constant=survey.is_constant)

    def _owners(self, survey: Survey) -> tuple[Party, ...]:
        """The names and addresses by which this export calls its owner."""
        profiles = [read_party(f"{row[0]} {row[1]}", "") for row in self._rows(Kind.PROFILE)]
        owners = [party for party in profiles[:1] if party is not None] + [*survey.owners]
        if not owners:
            found = find_in_all(self._rows(Kind.MESSAGES))
        elif any(owner.handle for owner in owners):
            found = None
        else:
            found = find_handle(self._rows(Kind.MESSAGES), owners)
        return tuple(dict.fromkeys([*owners, found] if found else owners))

    def _checks(self, owners: tuple[Party, ...]) -> Iterator[Check]:
        yield from check_owner(owners)
        if self._extent.until and {Record.REQUESTS, Record.CONNECTIONS} <= self._extent.begun:
            yield from self._cross.checks(self._extent.until)
        yield from check_columns(self._tables)
        yield from check_dialect(self._tables, self._lost_times)

    def _rows(self, kind: Kind) -> Iterator[Row]:
        """All readable rows of a kind of member, for a first look."""
        for member in self._members:
            if member.kind is kind:
                with self._table(member, is_first_look=True) as table:
                    for row in table.rows() if table is not None else ():
                        if not isinstance(row, YourFile):
                            yield row

    def _day_order(self, member: Member, column: str) -> bool | None:
        """Whether a member's slashed dates put the day first."""
        with self._table(member, is_first_look=True) as table:
            if table is None:
                return None
            place = table.layout.fields.index(column)
            rows = table.rows()
            return find_day_first(row[place] for row in rows if not isinstance(row, YourFile))

    @contextmanager
    def _table(self, member: Member, *, is_first_look: bool = False) -> Iterator[Table | None]:
        """A member's table, None if it is empty. Only a reading in earnest counts as progress."""
        done = None if is_first_look else self._report()
        with member.open() as stream:
            lines = Lines(stream, member.name, done)
            yield Table(lines, LAYOUTS[member.kind]) if lines.sample.strip() else None

    def _report(self) -> Callable[[int], None] | None:
        """What a member tells of its bytes. It does not hold the reading, which holds the table."""
        before, size, progress = self._done, self._size, self._progress
        return None if progress is None else lambda consumed: progress(before + consumed, size)
