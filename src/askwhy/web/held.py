"""Decisions that can still be taken back: written down when their five seconds are over.

One timer waits for the latest; a server that stops writes all of them down first.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock, Timer
from typing import TYPE_CHECKING

from askwhy.errors import Expected
from askwhy.outbox import UNDO

if TYPE_CHECKING:
    from collections.abc import Callable

    import sqlalchemy as sa

    from askwhy.app.home import Record

    Write = Callable[[sa.Connection], object]


@dataclass(frozen=True, slots=True)
class Decision:
    """What waits to be written: `id` names it in a form, `place` is where the owner made it.

    `undo` is set where it was written at once, and takes it back. `about` is the row that is
    not shown as open meanwhile.
    """

    id: int
    about: str
    place: str
    write: Write | None
    undo: Write | None
    timer: Timer


class Held:
    """The decisions of the last five seconds, of one server."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._lock = Lock()
        self._waiting: dict[int, Decision] = {}
        self._made = 0
        self._failures: list[str] = []

    def hold(
        self, about: str, place: str, write: Write | None = None, undo: Write | None = None
    ) -> int:
        """Keep a decision for five seconds; return the number by which it can be taken back."""
        with self._lock:
            self._made += 1
            number = self._made
            timer = Timer(UNDO.total_seconds(), self.settle, [number])
            timer.daemon = True
            self._waiting[number] = Decision(number, about, place, write, undo, timer)
            timer.start()
        return number

    def take_back(self, number: int) -> Decision | None:
        """Take a decision back; None where its time is over."""
        with self._lock:
            decision = self._waiting.pop(number, None)
        if decision is None:
            return None
        decision.timer.cancel()
        if decision.undo is not None:
            with self._record.write() as connection:
                decision.undo(connection)
        return decision

    def settle(self, number: int) -> None:
        """Write one decision down; what the record refuses is told on the next page."""
        with self._lock:
            decision = self._waiting.pop(number, None)
            if decision is None or decision.write is None:
                return
            try:
                with self._record.write() as connection:
                    decision.write(connection)
            except Expected as failure:
                self._failures.append(str(failure))

    def settle_all(self) -> None:
        """Write down all that waits, now."""
        for number in list(self._waiting):
            waiting = self._waiting.get(number)
            if waiting is not None:
                waiting.timer.cancel()
            self.settle(number)

    def latest(self) -> int | None:
        """The decision that `u` would take back."""
        with self._lock:
            return max(self._waiting, default=None)

    def about(self) -> frozenset[str]:
        """The rows that are decided and not written yet."""
        with self._lock:
            return frozenset(each.about for each in self._waiting.values() if each.write)

    def failures(self) -> list[str]:
        """What could not be written since this was asked last."""
        with self._lock:
            told, self._failures = self._failures, []
        return told
