"""People at their coding: one sitting for each person, code and way of working, while served."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from askwhy.app.coding.reviewing import Desk as Reviewing
from askwhy.app.coding.shelf import Which
from askwhy.coding.queue import Order

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from askwhy.app.coding.reviewing import Card
    from askwhy.app.home import Record

OWNER = "owner"
CODE = "reason"


@dataclass(frozen=True, slots=True)
class Way:
    """Who codes what, in which order, and whether the machines' suggestions are shown."""

    account: int
    code: str
    coder: str
    order: Order
    which: Which | None
    is_shown: bool

    @classmethod
    def told(cls, account: int, form: Mapping[str, str]) -> Way:
        """The way that a form or an address tells; what it leaves out is usual."""
        order, which = form.get("order", ""), form.get("texts", "")
        return cls(
            account,
            form.get("code", CODE),
            form.get("coder", "").strip() or OWNER,
            Order(order) if order in set(Order) else Order.LEAST_SURE,
            Which(which) if which in set(Which) else None,
            form.get("suggestions") == "1",
        )

    def asked(self) -> dict[str, str]:
        """The same as an address tells it."""
        told = {
            "code": self.code,
            "coder": self.coder,
            "order": str(self.order),
            "texts": str(self.which or ""),
            "suggestions": "1" if self.is_shown else "",
        }
        return {name: value for name, value in told.items() if value}


@dataclass(slots=True)
class Sitting:
    """One person at one code; `card` is the text before them."""

    at: Reviewing
    card: Card | None = None
    lock: Lock = field(default_factory=Lock)


@dataclass(slots=True)
class Coders:
    """The sittings of one server; each sees at its next text what was coded elsewhere."""

    _sittings: dict[Way, Sitting] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def sit(self, record: Record, way: Way, clock: Callable[[], datetime]) -> Sitting:
        """The sitting, begun if there is none. Raises Refused for a code or name that is none."""
        there = self._sittings.get(way)
        if there is not None:
            return there
        begun = Sitting(_begin(record, way, clock))
        with self._lock:
            return self._sittings.setdefault(way, begun)

    def leave(self, way: Way) -> None:
        """End a sitting; what it learnt is kept."""
        with self._lock:
            sitting = self._sittings.pop(way, None)
        if sitting is not None:
            with sitting.lock:
                sitting.at.finish()

    def leave_all(self) -> None:
        """End every sitting."""
        for way in list(self._sittings):
            self.leave(way)


def _begin(record: Record, way: Way, clock: Callable[[], datetime]) -> Reviewing:
    return Reviewing(
        record,
        way.account,
        way.coder,
        way.code,
        clock,
        order=way.order,
        is_blind=not way.is_shown,
        which=way.which,
        is_machine_used=way.is_shown,
    )
