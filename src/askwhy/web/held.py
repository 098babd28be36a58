"""Decisions that can still be taken back: written down when their five seconds are over.

Until then each lies on the disk, so that the next server carries out what a crash left.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock, Timer
from typing import TYPE_CHECKING

from askwhy.app.study import pending
from askwhy.outbox import UNDO

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import sqlalchemy as sa

    from askwhy.app.home import Record
    from askwhy.app.study.decisions import Decision

    Undo = Callable[[sa.Connection], object]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A decision of the last seconds; `place` is the page on which it was made.

    `about` is the row that is not shown as open meanwhile, `path` the file that holds it. Of one
    that was written at once there is no file, and `undo` takes it back.
    """

    about: str
    place: str
    path: Path | None
    undo: Undo | None
    timer: Timer


class Held:
    """The decisions of the last five seconds, of one server."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._lock = Lock()
        self._waiting: dict[int, Waiting] = {}
        self._made = 0
        self._failures: list[str] = []

    def hold(self, decision: Decision, place: str) -> int:
        """Keep a decision for five seconds; return the number by which it can be taken back."""
        path = pending.keep(self._record.home, decision)
        return self._wait(decision.row, place, path, None)

    def allow_undo(self, place: str, undo: Undo) -> int:
        """The same of what was written at once."""
        return self._wait("", place, None, undo)

    def recover(self) -> None:
        """Take over what another process that was cut short left on the disk."""
        with self._lock:
            known = {each.path for each in self._waiting.values()}
        for path, decision in pending.found(self._record.home):
            if path not in known:
                self._wait(decision.row, "/today?", path, None, pending.MARGIN.total_seconds())

    def take_back(self, number: int) -> Waiting | None:
        """Take a decision back; None where its time is over."""
        with self._lock:
            waiting = self._waiting.pop(number, None)
        if waiting is None:
            return None
        waiting.timer.cancel()
        if waiting.path is not None:
            try:
                pending.take_back(waiting.path)
            except pending.WrittenDown:
                return None
        if waiting.undo is not None:
            with self._record.write() as connection:
                waiting.undo(connection)
        return waiting

    def settle(self, number: int) -> None:
        """Write one decision down; what the record refuses is told on the next page."""
        with self._lock:
            waiting = self._waiting.pop(number, None)
            if waiting is None or waiting.path is None:
                return
            failure = pending.settle(self._record, waiting.path)
            if failure:
                self._failures.append(failure)
        if waiting.path.exists():
            self._wait(waiting.about, waiting.place, waiting.path, None)

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
            return frozenset(each.about for each in self._waiting.values() if each.path)

    def failures(self) -> list[str]:
        """What could not be written since this was asked last."""
        with self._lock:
            told, self._failures = self._failures, []
        return told

    def _wait(
        self, about: str, place: str, path: Path | None, undo: Undo | None, longer: float = 0
    ) -> int:
        with self._lock:
            self._made += 1
            number = self._made
            timer = Timer(UNDO.total_seconds() + longer, self.settle, [number])
            timer.daemon = True
            self._waiting[number] = Waiting(about, place, path, undo, timer)
            timer.start()
        return number
