"""Everybody sorted by what there is to do about them, kept in memory while the page is open.

Nothing here decides anything: it is the same fold as the report's, looked at from the other end.
"""

from __future__ import annotations

from bisect import bisect_left, insort
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
    network: str
    at: datetime
    splits: frozenset[Split]
    course: str
    folded: str


def order(one: Placed) -> tuple[float, int]:
    """The latest sign of life first."""
    return -one.at.timestamp(), -one.contact


@dataclass(slots=True)
class Overview:
    """Everybody's place, brought up to date by reading only whom something new is told of.

    `lists` holds the people of each split, and of all together under None. `is_mixed`: they are
    of several accounts.
    """

    placed: dict[int, Placed] = field(default_factory=dict)
    lists: dict[Split | None, tuple[Placed, ...]] = field(default_factory=dict)
    is_mixed: bool = False
    _standing: looking.Standing | None = None
    _lock: Lock = field(default_factory=Lock)

    def is_near(self, connection: sa.Connection) -> bool:
        """Whether it takes but a moment to bring it up to now: nothing was imported since."""
        before = self._standing
        return before is not None and before.whole == looking.standing(connection).whole

    def refresh(self, connection: sa.Connection) -> looking.Standing:
        """Look at what changed since the last time; return how the record stands.

        A view of the record that is older than what was looked at already changes nothing.
        """
        with self._lock:
            now = looking.standing(connection)
            before = self._standing
            if before is not None and now.is_older(before):
                return now
            if before is None or before.whole != now.whole:
                self._place_all(connection)
            elif replace(before, running=now.running, locked=now.locked) != now:
                changed = looking.told_since(connection, before)
                if len(changed) > MANY:
                    self._place_all(connection)
                else:
                    self._place_some(place(connection, changed))
            self._standing = now
        return now

    def _place_all(self, connection: sa.Connection) -> None:
        self.placed = place(connection)
        self.is_mixed = len({one.account for one in self.placed.values()}) > 1
        everybody = sorted(self.placed.values(), key=order)
        self.lists = {
            split: tuple(one for one in everybody if split in one.splits) for split in Split
        } | {None: tuple(everybody)}

    def _place_some(self, changed: dict[int, Placed]) -> None:
        """Take each out of the lists where they stood, and put them where they stand now."""
        lists = {split: list(members) for split, members in self.lists.items()}
        for id_, now in changed.items():
            before = self.placed.get(id_)
            for split, members in lists.items():
                if before is not None and (split is None or split in before.splits):
                    del members[bisect_left(members, order(before), key=order)]
                if split is None or split in now.splits:
                    insort(members, now, key=order)
        self.placed |= changed
        self.lists = {split: tuple(members) for split, members in lists.items()}

    def find(self, words: str, split: Split | None) -> tuple[Placed, ...]:
        """Those of a split whose name or profile's short name has all of the words in it."""
        members = self.lists.get(split, ())
        for word in words.casefold().split():
            members = tuple(one for one in members if word in one.folded)
        return members

    def place_of(self, contact: int, split: Split) -> int | None:
        """Where somebody stands in the list of a split, from 0; None where they are not in it."""
        one = self.placed.get(contact)
        if one is None or split not in one.splits:
            return None
        return bisect_left(self.lists[split], order(one), key=order)


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
    observed = find_ground(covered, None, None).silent_until
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
            account.network,
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
