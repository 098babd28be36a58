"""Everybody sorted by what there is to do about them, kept in memory while the page is open.

Nothing here decides anything: it is the same fold as the report's, looked at from the other end.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from threading import Lock
from typing import TYPE_CHECKING

from askwhy.app.coding import suspecting
from askwhy.app.counting import find_ground, mark_asks
from askwhy.app.people.cautions import is_suspected, latest_request
from askwhy.history import Answer, Standing, owed_since, tell
from askwhy.protocol import Definitions
from askwhy.rules.notes import STOCK
from askwhy.store import looking, reading
from askwhy.store import record as kept

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import sqlalchemy as sa

    from askwhy.history import Course, History
    from askwhy.store.record import Account


MANY = 1_000
"""From so many contacts on, it is everybody who is looked at anew."""


class Split(StrEnum):
    """What there is to do about somebody; one may be in several."""

    NEW = "new"
    WROTE = "wrote"
    WAITING = "waiting"
    ANSWERED = "answered"
    OWED = "owed"
    SUSPICIOUS = "suspicious"


@dataclass(frozen=True, slots=True)
class Placed:
    """One contact and where they stand; `at` is their latest sign of life.

    `course` is where their request stands, in the report's words; empty if they made none.
    `folded` is what somebody is found by.
    """

    contact: int
    name: str
    key: str
    account: str
    at: datetime
    splits: frozenset[Split]
    course: str
    folded: str


@dataclass(slots=True)
class Overview:
    """Everybody's place, brought up to date by reading only whom something new is told of."""

    placed: dict[int, Placed] = field(default_factory=dict)
    lists: dict[Split | None, tuple[int, ...]] = field(default_factory=dict)
    counts: Counter[Split] = field(default_factory=Counter)
    _standing: looking.Standing | None = None
    _lock: Lock = field(default_factory=Lock)

    def refresh(self, connection: sa.Connection) -> looking.Standing:
        """Look at what changed since the last time; return how the record stands."""
        with self._lock:
            now = looking.standing(connection)
            before = self._standing
            if before == now:
                return now
            self._standing = now
            if before is not None and replace(before, running=now.running) == now:
                return now
            changed = []
            is_whole = before is None or before.whole != now.whole
            if before is not None and not is_whole:
                changed = looking.told_since(connection, before)
            if is_whole or len(changed) > MANY:
                self.placed = place(connection)
            else:
                self.placed |= place(connection, changed)
            self._list()
        return now

    def _list(self) -> None:
        latest = sorted(self.placed.values(), key=lambda one: (one.at, one.contact), reverse=True)
        self.lists = {
            split: tuple(one.contact for one in latest if split in one.splits) for split in Split
        }
        self.lists[None] = tuple(one.contact for one in latest)
        self.counts = Counter({split: len(self.lists[split]) for split in Split})

    def find(self, words: str, split: Split | None) -> list[Placed]:
        """Those of a split whose name or profile's short name has all of the words in it."""
        wanted = words.casefold().split()
        members = [self.placed[id_] for id_ in self.lists.get(split, ())]
        for word in wanted:
            members = [one for one in members if word in one.folded]
        return members


def place(connection: sa.Connection, contacts: Sequence[int] | None = None) -> dict[int, Placed]:
    """Everybody of every account, or some contacts, each in their splits."""
    found: dict[int, Placed] = {}
    accounts = kept.accounts(connection)
    whose = looking.account_of(connection, contacts) if contacts is not None else {}
    for account in accounts:
        mine = [id_ for id_, its in whose.items() if its == account.id]
        if contacts is None or mine:
            some = None if contacts is None else mine
            found |= _place(connection, account, some)
    return found


def _place(
    connection: sa.Connection, account: Account, contacts: Sequence[int] | None
) -> dict[int, Placed]:
    covered = reading.coverage(connection, account.id)
    if not covered:
        return {}
    observed = find_ground(covered, None, None).observed_until
    asks = kept.wordings(connection, account.id, "ask")
    stock = STOCK.extended(*kept.wordings(connection, account.id, "stock"))
    judged = suspecting.judged(connection, account.id, contacts)
    found = {}
    for id_, told in reading.identified(connection, account.id, contacts):
        history = mark_asks(told, asks) if asks else told
        request = latest_request(history)
        course = tell(history, request, Definitions(), observed, stock) if request else None
        found[id_] = Placed(
            id_,
            history.name,
            history.contact.partition(":")[2],
            account.name,
            _latest(history, observed),
            _splits(history, course, judged.get(id_)),
            str(course.standing) if course else "",
            f"{history.name}\n{history.contact}".casefold(),
        )
    return found


def _latest(history: History, otherwise: datetime) -> datetime:
    signs = [one.sent.earliest for one in history.requests[-1:]]
    signs += [one.at for one in history.said[-1:]]
    signs += [one.since.earliest for one in history.connections[-1:]]
    return max(signs, default=otherwise)


def _splits(history: History, course: Course | None, judged: bool | None) -> frozenset[Split]:
    """`judged`: what was coded of their texts, None where none was looked at."""
    found = set()
    if course is not None:
        if not history.entry("known"):
            found.add(Split.NEW)
        if course.standing is Standing.WROTE_FIRST:
            found.add(Split.WROTE)
        if course.answer in {Answer.REPLIED, Answer.ONE_TAP}:
            found.add(Split.ANSWERED)
        elif course.standing in {Standing.SILENT, Standing.TOO_EARLY, Standing.ASKED}:
            found.add(Split.WAITING)
    if owed_since(history.said) is not None:
        found.add(Split.OWED)
    if is_suspected(history, judged):
        found.add(Split.SUSPICIOUS)
    return frozenset(found)
