"""Rows that other rows point at, gathered in batches: parties, and the threads they write in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.facts import Party
from askwhy.identity import fold_name
from askwhy.store import schema
from askwhy.store.bulk import insert_new, insert_numbered
from askwhy.store.forgetting import Forgotten

if TYPE_CHECKING:
    from askwhy.facts import Message

NAMELESS = "people:"
"""Begins the key of a thread that its source does not name."""


def identifier(party: Party) -> str:
    """What of a party goes into a fact's key: the strongest name its source gave."""
    return party.handle or party.urn or fold_name(party.name) or party.apart


class Seat:
    """A row that may not be written yet: its identifier, and its id once it is.

    `is_forgotten`: the owner had this person removed, and nothing about them is taken again.
    """

    __slots__ = ("id", "is_forgotten", "who")

    def __init__(self, who: str, *, is_forgotten: bool = False) -> None:
        self.who, self.id, self.is_forgotten = who, -1, is_forgotten


class Parties:
    """The parties of one account; new ones get their rows when `settle` is called."""

    def __init__(self, connection: sa.Connection, account_id: int) -> None:
        self._connection = connection
        self._account = account_id
        self._seats: dict[Party, Seat] = {}
        self._pending: list[Party] = []
        self._forgotten = Forgotten(connection, account_id)
        self._read()

    def note(self, party: Party) -> Seat:
        """The party's seat; it has a row after the next `settle`, unless it is forgotten."""
        seat = self._seats.get(party)
        if seat is None:
            is_forgotten = self._forgotten.holds(party)
            seat = self._seats[party] = Seat(identifier(party), is_forgotten=is_forgotten)
            if not is_forgotten:
                self._pending.append(party)
        return seat

    def settle(self) -> None:
        """Give a row to each party noted since the last time."""
        rows = [(self._account, *party, False) for party in self._pending]
        columns = ("account_id", "name", "handle", "urn", "apart", "is_owner")
        ids = insert_numbered(self._connection, schema.parties, columns, rows)
        for id_, party in zip(ids, self._pending, strict=True):
            self._seats[party].id = id_
        self._pending = []

    def ids(self) -> dict[Party, int]:
        """The row of each party that has one."""
        return {party: seat.id for party, seat in self._seats.items() if not seat.is_forgotten}

    def _read(self) -> None:
        p = schema.parties.c
        found = self._connection.execute(
            sa.select(p.id, p.name, p.handle, p.urn, p.apart).where(p.account_id == self._account)
        )
        for id_, *named in found:
            party = Party._make(named)
            seat = self._seats[party] = Seat(identifier(party))
            seat.id = id_


class Threads:
    """The conversations of one account: their rows, widths and participants."""

    def __init__(self, connection: sa.Connection, account_id: int, parties: Parties) -> None:
        self._connection = connection
        self._account = account_id
        self._parties = parties
        self._seats: dict[str, Seat] = {}
        self._widths: dict[str, int] = {}
        self._pending: dict[str, int] = {}
        self._members: dict[tuple[str, Party], None] = {}
        self._read()

    def note(self, key: str, message: Message) -> Seat:
        """The seat of the thread with this key; its people, noted before, and width are kept."""
        seat = self._seats.get(key)
        if seat is None:
            seat = self._seats[key] = Seat(key)
        width = 1 + len(message.recipients)
        if width > max(self._widths.get(key, 0), self._pending.get(key, 0)):
            self._pending[key] = width
        for party in (message.sender, *message.recipients):
            self._members[key, party] = None
        return seat

    def settle(self) -> None:
        """Give rows to what was noted since the last time; the parties are settled first."""
        wider = {key: width for key, width in self._pending.items() if key in self._widths}
        fresh = [key for key in self._pending if key not in self._widths]
        rows = [(self._account, key, self._pending[key]) for key in fresh]
        columns = ("account_id", "key", "widest")
        ids = insert_numbered(self._connection, schema.conversations, columns, rows)
        for id_, key in zip(ids, fresh, strict=True):
            self._seats[key].id = id_
        if wider:
            self._connection.execute(
                schema.conversations.update()
                .where(schema.conversations.c.id == sa.bindparam("thread"))
                .values(widest=sa.bindparam("width")),
                [{"thread": self._seats[key].id, "width": wide} for key, wide in wider.items()],
            )
        self._widths.update(self._pending)
        self._pending = {}
        self._join()

    def _join(self) -> None:
        rows = [(self._seats[key].id, self._parties.note(party).id) for key, party in self._members]
        columns = ("conversation_id", "party_id")
        insert_new(self._connection, schema.participants, columns, rows)
        self._members = {}

    def _read(self) -> None:
        v = schema.conversations.c
        found = self._connection.execute(
            sa.select(v.key, v.id, v.widest).where(v.account_id == self._account)
        )
        for key, id_, width in found:
            seat = self._seats[key] = Seat(key)
            seat.id, self._widths[key] = id_, width


def thread_key(message: Message) -> str:
    """The key of the message's thread: its source's name for it, or the people in it."""
    if message.conversation:
        return message.conversation
    everybody = (message.sender, *message.recipients)
    return NAMELESS + "\x1f".join(sorted({identifier(party) for party in everybody}))
