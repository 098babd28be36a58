"""Going through the cards: each decision can be taken back for five seconds.

An approval is written down at once, for the outbox lets nothing leave sooner than that; so is an
edited text. Everything else is held until its five seconds are over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from askwhy.app.study import queueing
from askwhy.errors import Refused
from askwhy.outbox import UNDO

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import sqlalchemy as sa

    from askwhy.app.home import Record
    from askwhy.app.study.queueing import Card
    from askwhy.app.study.studying import Running

    Write = Callable[[sa.Connection], object]


class NothingToTakeBack(Refused):
    """There is no decision, or its five seconds are over."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a card, when; `write` is still to be done, `undo` can be."""

    place: int
    made_at: datetime
    write: Write | None = None
    undo: Write | None = None


class Sitting:
    """The cards of one study, one after the other, each decided, passed over or taken back."""

    def __init__(self, record: Record, one: Running, clock: Callable[[], datetime]) -> None:
        self._record, self._one, self._clock = record, one, clock
        with record.read() as connection:
            self.cards = queueing.cards(connection, one)
        self.place = 0
        self._decisions: list[Decision] = []

    @property
    def card(self) -> Card | None:
        """The one before the owner; None behind the last."""
        return self.cards[self.place] if self.place < len(self.cards) else None

    def approve(self) -> None:
        """Yes; it may leave in five seconds."""
        card, now = self._here(), self._clock()
        if card.delivery.state == "approved":
            self.place += 1
            return
        with self._record.write() as connection:
            after = queueing.approve(connection, card.delivery, now)
        self.cards[self.place] = replace(card, delivery=after)
        self._next(undo=partial(self._unapprove, self.place))

    def edit(self, text: str) -> int:
        """The owner's own text; the card stays. Returns its distance from the wording."""
        place, before = self.place, self._here().delivery
        far = self._put(place, text)
        if self.cards[place].delivery.text != before.text:
            undo = partial(self._put_in, place, before.text)
            self._decisions.append(Decision(place, self._clock(), undo=undo))
        return far

    def postpone(self, days: int) -> datetime:
        """Not now; returns when it comes up again."""
        card, now = self._here(), self._clock()
        until = now + timedelta(days=days)
        self._next(lambda c: queueing.postpone(c, self._one, card, until, now))
        return until

    def skip(self) -> None:
        """Leave this person out of the study."""
        card, now = self._here(), self._clock()
        self._next(lambda c: queueing.skip(c, self._one, card, now))

    def scam(self) -> None:
        """Confirm that this person is a scam."""
        card, now = self._here(), self._clock()
        self._next(lambda c: queueing.scam(c, card, now))

    def they_wrote(self) -> None:
        """They wrote where no source shows it."""
        card, now = self._here(), self._clock()
        self._next(lambda c: queueing.they_wrote(c, self._one, card, now))

    def sent(self) -> None:
        """The owner did it by hand. Raises NotDue where something came in between."""
        card, now = self._here(), self._clock()
        with self._record.read() as connection:
            queueing.require_due(connection, self._one, card, now)
        self._next(lambda c: queueing.sent(c, self._one, card, now))

    def pass_over(self) -> None:
        """Decide nothing now."""
        self._here()
        self.place += 1

    def take_back(self) -> None:
        """Undo the latest decision, and show its card again."""
        if not self._decisions:
            raise NothingToTakeBack("There is nothing that could still be taken back.")
        last = self._decisions[-1]
        if last.undo is not None:
            with self._record.write() as connection:
                last.undo(connection)
        self._decisions.pop()
        self.place = last.place

    def settle(self, *, at_once: bool = False) -> list[str]:
        """Write down what was decided more than five seconds ago, or all; return what failed."""
        now, failed = self._clock(), []
        waiting = []
        for each in self._decisions:
            if not at_once and now < each.made_at + UNDO:
                waiting.append(each)
            elif each.write is not None:
                try:
                    with self._record.write() as connection:
                        each.write(connection)
                except Refused as refused:
                    who = self.cards[each.place].who.name or "unnamed"
                    failed.append(f"{who}: {refused}")
        self._decisions = waiting
        return failed

    @property
    def held(self) -> int:
        """How many decisions are not written down yet."""
        return sum(each.write is not None for each in self._decisions)

    def _here(self) -> Card:
        assert self.card is not None, "there is a card to decide about"
        return self.card

    def _next(self, write: Write | None = None, undo: Write | None = None) -> None:
        self._decisions.append(Decision(self.place, self._clock(), write, undo))
        self.place += 1

    def _put(self, place: int, text: str) -> int:
        with self._record.write() as connection:
            return self._put_in(place, text, connection)

    def _put_in(self, place: int, text: str, connection: sa.Connection) -> int:
        card = self.cards[place]
        after, far = queueing.edit(connection, card.delivery, text, self._clock())
        self.cards[place] = replace(card, delivery=after)
        return far

    def _unapprove(self, place: int, connection: sa.Connection) -> None:
        card = self.cards[place]
        after = queueing.undo(connection, card.delivery, self._clock())
        self.cards[place] = replace(card, delivery=after)
