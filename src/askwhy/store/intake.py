"""Facts go in: each once, whatever the order, all of one source or none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple, assert_never

import sqlalchemy as sa

from askwhy.facts import (
    Connection,
    Coverage,
    Entry,
    Fact,
    Message,
    Owner,
    Party,
    Position,
    ProfileEntry,
    Request,
)
from askwhy.store import schema
from askwhy.store.bulk import insert_new, set_indexes_aside
from askwhy.store.keys import Keys, content_key, digest
from askwhy.store.people import settle_identities
from askwhy.store.registers import Parties, Seat, Threads, thread_key

if TYPE_CHECKING:
    from collections.abc import Iterable

BATCH = 8_000
REFRESHED = 1_000
"""Of how many connections the present is written at a time."""
MET = 1_000
"""Of how many groups of people in a conversation the places are kept."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HELD_BACK = (Connection, Request, Entry, ProfileEntry, Owner)
"""The facts of which there are few, written when the source has told everything."""


class _Waiting(NamedTuple):
    """Messages that are not written yet, a column each."""

    threads: list[Seat]
    writers: list[Seat]
    instants: list[int]
    precisions: list[int]
    texts: list[str]


Place = tuple[tuple[Party, ...], Party, str, Seat | None, Seat]
"""The people of a message, how its key begins, its thread's seat and its sender's.

There is no thread where one of them was forgotten. Met again as the same objects, which a reader
does within a conversation, they are known without being compared.
"""


@dataclass(slots=True)
class Taken:
    """How many facts of each kind a source told, and how many of them were new.

    `forgotten` counts facts about people whom the owner had removed: they were not taken.
    """

    told: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    forgotten: int = 0

    def count(self, kind: str, told: int, new: int) -> None:
        """Add to both."""
        self.told[kind] += told
        self.new[kind] += new


class Intake:
    """Takes one source's facts into an open transaction; `finish` says anew who is who."""

    def __init__(self, connection: sa.Connection, account_id: int) -> None:
        self._connection = connection
        self._account = account_id
        self.taken = Taken()
        self._parties = Parties(connection, account_id)
        self._threads = Threads(connection, account_id, self._parties)
        self._keys = Keys(connection, schema.messages)
        self._indexes = [
            index
            for table in (schema.messages, schema.parties)
            for index in set_indexes_aside(connection, table)
        ]
        self._digests: list[bytes] = []
        self._waiting = _Waiting([], [], [], [], [])
        self._rest: list[Connection | Request | Entry | ProfileEntry | Owner] = []
        self._until = 0

    def add(self, fact: Fact) -> None:
        """Take one fact."""
        if isinstance(fact, Message):
            self.add_messages((fact,))
        elif isinstance(fact, Coverage):
            self._coverage(fact)
        else:
            assert isinstance(fact, HELD_BACK), f"no fact: {fact!r}"
            if fact.party is not None and self._parties.note(fact.party).is_forgotten:
                self.taken.forgotten += 1
            else:
                self._rest.append(fact)

    def reach(self, position: Position) -> None:
        """Remember how far the source was read, if all of it goes in."""
        names, p = ("account_id", "name", "value"), schema.positions.c
        which = (p.account_id == self._account) & (p.name == position.name)
        self._connection.execute(schema.positions.delete().where(which))
        row = (self._account, position.name, position.value)
        insert_new(self._connection, schema.positions, names, [row])

    def finish(self) -> Taken:
        """Write what is still held back; return the counts. Nothing can be added afterwards."""
        self._flush()
        self._parties.settle()
        requests, connections, entries, shown, owners = [], [], [], [], []
        for fact in self._rest:
            match fact:
                case Request():
                    requests.append(fact)
                case Connection():
                    connections.append(fact)
                case Entry():
                    entries.append(fact)
                case ProfileEntry():
                    shown.append(fact)
                case Owner():
                    owners.append((self._parties.note(fact.party).id,))
                case _:
                    assert_never(fact)
        insert_new(self._connection, schema.owners, ("party_id",), owners)
        self._write_requests(requests)
        self._write_connections(connections)
        self._write_entries(entries)
        self._write_profiles(shown)
        del requests, connections, entries, shown, owners
        self._rest = []
        ids = self._parties.ids()
        del self._parties, self._threads, self._keys
        settle_identities(self._connection, self._account, ids)
        for index in self._indexes:
            index.create(self._connection)
        return self.taken

    def add_messages(self, facts: Iterable[Message]) -> None:
        """Take messages, of which there are millions: who is in them is asked once for many."""
        here, thread = "", ""
        met: dict[int, Place] = {}
        digests = self._digests
        threads, writers, instants, precisions, texts = self._waiting
        for fact in facts:
            conversation, sender, recipients, sent_at, text, precision = fact
            if conversation != here or not conversation:
                here, thread, met = conversation, thread_key(fact), {}
            place = met.get(id(recipients))
            if place is None or place[0] is not recipients or place[1] is not sender:
                if len(met) >= MET:
                    met.clear()
                place = met[id(recipients)] = self._place(thread, fact)
            _, _, begun, seat, writer = place
            if seat is None:
                self.taken.forgotten += 1
                continue
            since = sent_at - EPOCH
            at = since.days * 86_400 + since.seconds
            digests.append(digest(f"{begun}{at}\x1f{text}".encode()))
            threads.append(seat)
            writers.append(writer)
            instants.append(at)
            precisions.append(precision)
            texts.append(text)
            if len(texts) >= BATCH:
                self._flush()

    def _place(self, thread: str, fact: Message) -> Place:
        sender, recipients = fact.sender, fact.recipients
        writer = self._parties.note(sender)
        begun = f"{self._account}\x1f{fact.conversation}\x1f{writer.who}\x1f"
        others = [self._parties.note(one) for one in recipients]
        if writer.is_forgotten or any(seat.is_forgotten for seat in others):
            return recipients, sender, begun, None, writer
        return recipients, sender, begun, self._threads.note(thread, fact), writer

    def _flush(self) -> None:
        threads, writers, *told = self._waiting
        if not threads:
            return
        self._parties.settle()
        self._threads.settle()
        keys, is_new = self._keys.sift(self._digests)
        ids = ([seat.id for seat in seats] for seats in (threads, writers))
        every = zip(keys.tolist(), *ids, *told, strict=True)
        rows = list(every if is_new.all() else compress(every, is_new.tolist()))
        columns = ("key", "conversation_id", "sender_id", "sent_at", "precision", "text")
        new = insert_new(self._connection, schema.messages, columns, rows)
        self.taken.count("messages", len(threads), new)
        self._digests.clear()
        for column in self._waiting:
            column.clear()

    def _write_requests(self, facts: list[Request]) -> None:
        rows = []
        for fact in facts:
            seat = self._parties.note(fact.party)
            span = (_seconds(fact.sent.earliest), _seconds(fact.sent.latest))
            key = content_key("request", self._account, fact.direction, seat.who, *span, fact.note)
            rows.append((key, self._account, seat.id, str(fact.direction), *span, fact.note))
        columns = (
            "key", "account_id", "party_id", "direction", "sent_earliest", "sent_latest", "note",
        )  # fmt: skip
        new = insert_new(self._connection, schema.requests, columns, rows)
        self.taken.count("requests", len(rows), new)

    def _write_connections(self, facts: list[Connection]) -> None:
        """Company and position are those of the latest export that told them."""
        rows = []
        for fact in facts:
            seat = self._parties.note(fact.party) if fact.party else None
            who, party = (seat.who, seat.id) if seat else (f"hidden:{fact.ordinal}", None)
            span = (_seconds(fact.since.earliest), _seconds(fact.since.latest))
            key = content_key("connection", self._account, who, *span)
            told = (fact.company, fact.position, self._until)
            rows.append((key, self._account, party, *span, *told))
        columns = (
            "key", "account_id", "party_id", "since_earliest", "since_latest",
            "company", "position", "as_of",
        )  # fmt: skip
        visible = [row for row in rows if row[2] is not None]
        hidden = [row for row in rows if row[2] is None]
        new = insert_new(self._connection, schema.connections, columns, visible)
        self.taken.count("connections", len(visible), new)
        unseen = insert_new(self._connection, schema.connections, columns, hidden)
        self.taken.count("hidden connections", len(hidden), unseen)
        if new < len(visible):
            self._refresh([(row[0], *row[5:]) for row in visible])

    def _refresh(self, told: list[tuple[int, str, str, int]]) -> None:
        """Overwrite what an older export said of the same connections' present."""
        c = schema.connections.c
        mine = sa.tuple_(c.as_of, c.company, c.position)
        theirs = sa.tuple_(sa.bindparam("at"), sa.bindparam("firm"), sa.bindparam("post"))
        later = (
            schema.connections.update()
            .where(c.key == sa.bindparam("told"), mine < theirs)
            .values(
                as_of=sa.bindparam("at"),
                company=sa.bindparam("firm"),
                position=sa.bindparam("post"),
            )
        )
        for begin in range(0, len(told), REFRESHED):
            some = told[begin : begin + REFRESHED]
            rows = [{"told": key, "firm": f, "post": p, "at": at} for key, f, p, at in some]
            self._connection.execute(later, rows)

    def _write_entries(self, facts: list[Entry]) -> None:
        rows = [
            (self._parties.note(f.party).id, f.question, f.answer, _seconds(f.noted_at))
            for f in facts
        ]
        columns = ("party_id", "question", "answer", "noted_at")
        new = insert_new(self._connection, schema.entries, columns, rows)
        self.taken.count("entries", len(rows), new)

    def _write_profiles(self, facts: list[ProfileEntry]) -> None:
        """What is shown as before is not written down again."""
        p, parties = schema.profile_entries.c, schema.parties.c
        before = self._connection.execute(
            sa.select(p.party_id, p.shown, p.value)
            .join(schema.parties, parties.id == p.party_id)
            .where(parties.account_id == self._account)
            .order_by(p.seen_at, p.id)
        )
        latest = {(party, shown): value for party, shown, value in before} if facts else {}
        rows = []
        for fact in sorted(facts, key=lambda one: one.seen_at):
            what = (self._parties.note(fact.party).id, str(fact.shown))
            if latest.get(what) != fact.value:
                latest[what] = fact.value
                rows.append((*what, fact.value, fact.source, _seconds(fact.seen_at)))
        columns = ("party_id", "shown", "value", "source", "seen_at")
        new = insert_new(self._connection, schema.profile_entries, columns, rows)
        self.taken.count("profile entries", len(facts), new)

    def _coverage(self, fact: Coverage) -> None:
        span = (_seconds(fact.since), _seconds(fact.until))
        self._until = max(self._until, span[1])
        columns = ("account_id", "record", "since", "until")
        row = (self._account, str(fact.record), *span)
        insert_new(self._connection, schema.coverage, columns, [row])


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
