"""Rows that other rows point at, gathered in batches: parties, and the threads they write in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.facts import Message, Party
from askwhy.identity import fold_name
from askwhy.store import schema
from askwhy.store.bulk import insert_new

if TYPE_CHECKING:
    from collections.abc import Iterable


def identifier(party: Party) -> str:
    """What of a party goes into a fact's key: the strongest name its source gave."""
    return party.handle or party.urn or fold_name(party.name) or party.apart


class Parties:
    """The parties of one account and their rows; new ones get theirs when `settle` is called."""

    def __init__(self, connection: sa.Connection, account_id: int) -> None:
        self._connection = connection
        self._account = account_id
        self._identifiers: dict[Party, str] = {}
        self._pending: dict[Party, None] = {}
        self.ids: dict[Party, int] = {}
        self._newest = -1
        self._read()

    def note(self, party: Party) -> str:
        """Make sure the party gets a row; return its identifier."""
        known = self._identifiers.get(party)
        if known is None:
            known = self._identifiers[party] = identifier(party)
            if party not in self.ids:
                self._pending[party] = None
        return known

    def settle(self) -> None:
        """Give a row to each party noted since the last time."""
        if not self._pending:
            return
        rows = [(self._account, p.name, p.handle, p.urn, p.apart, False) for p in self._pending]
        columns = ("account_id", "name", "handle", "urn", "apart", "is_owner")
        insert_new(self._connection, schema.parties, columns, rows)
        self._pending = {}
        self._read()

    def _read(self) -> None:
        p = schema.parties.c
        found = self._connection.execute(
            sa.select(p.id, p.name, p.handle, p.urn, p.apart).where(
                p.account_id == self._account, p.id > self._newest
            )
        )
        for id_, *named in found:
            self.ids[Party(*named)] = id_
            self._newest = max(self._newest, id_)


class Threads:
    """The conversations of one account: their rows, widths and participants."""

    def __init__(self, connection: sa.Connection, account_id: int, parties: Parties) -> None:
        self._connection = connection
        self._account = account_id
        self._parties = parties
        self._pending: dict[str, int] = {}
        self._members: dict[tuple[str, Party], None] = {}
        self._current = ""
        self._met: set[tuple[Party, tuple[Party, ...]]] = set()
        self.ids: dict[str, int] = {}
        self._widths: dict[str, int] = {}
        self._newest = -1
        self._read()

    def note(self, message: Message) -> str:
        """Make sure the message's thread and participants get rows; return the thread's key."""
        key = message.conversation or _people_key(message)
        if key != self._current:
            self._current, self._met = key, set()
        seen = (message.sender, message.recipients)
        if seen not in self._met:
            self._met.add(seen)
            width = 1 + len(message.recipients)
            if width > max(self._widths.get(key, 0), self._pending.get(key, 0)):
                self._pending[key] = width
            for party in (message.sender, *message.recipients):
                self._parties.note(party)
                self._members[key, party] = None
        return key

    def settle(self) -> None:
        """Give rows to what was noted since the last time; the parties are settled first."""
        known = [(width, self.ids[key]) for key, width in self._pending.items() if key in self.ids]
        fresh = [
            (self._account, key, width)
            for key, width in self._pending.items()
            if key not in self.ids
        ]
        insert_new(self._connection, schema.conversations, ("account_id", "key", "widest"), fresh)
        if known:
            self._connection.execute(
                schema.conversations.update()
                .where(schema.conversations.c.id == sa.bindparam("thread"))
                .values(widest=sa.bindparam("width")),
                [{"thread": id_, "width": width} for width, id_ in known],
            )
        self._widths.update(self._pending)
        self._pending = {}
        if fresh:
            self._read()
        self._join(self._members)
        self._members = {}

    def _join(self, members: Iterable[tuple[str, Party]]) -> None:
        rows = [(self.ids[key], self._parties.ids[party]) for key, party in members]
        columns = ("conversation_id", "party_id")
        insert_new(self._connection, schema.participants, columns, rows)

    def _read(self) -> None:
        v = schema.conversations.c
        found = self._connection.execute(
            sa.select(v.key, v.id, v.widest).where(
                v.account_id == self._account, v.id > self._newest
            )
        )
        for key, id_, width in found:
            self.ids[key], self._widths[key] = id_, width
            self._newest = max(self._newest, id_)


def _people_key(message: Message) -> str:
    """The key of a thread that its source does not name: the people in it."""
    people = sorted({identifier(party) for party in (message.sender, *message.recipients)})
    return "people:" + "\x1f".join(people)
