"""Going through the cards: each decision can be taken back for five seconds.

An approval is written down at once, for the outbox lets nothing leave sooner than that; so is an
edited text. Everything else lies on the disk until its five seconds are over: whoever was asked by
hand is not forgotten, however the sitting ends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from askwhy.app.study import pending, queueing
from askwhy.app.study.decisions import Decision, Deed
from askwhy.errors import Refused
from askwhy.outbox import UNDO

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    import sqlalchemy as sa

    from askwhy.app.home import Record
    from askwhy.app.study.queueing import Card
    from askwhy.app.study.studying import Running

    Write = Callable[[sa.Connection], object]


class NothingToTakeBack(Refused):
    """There is no decision, or its five seconds are over."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about a card, when; `path` holds what is still to be done, `undo` can be."""

    place: int
    made_at: datetime
    path: Path | None = None
    undo: Write | None = None


class Sitting:
    """The cards of one study, one after the other, each decided, passed over or taken back."""

    def __init__(self, record: Record, one: Running, clock: Callable[[], datetime]) -> None:
        self._record, self._one, self._clock = record, one, clock
        decided = pending.rows(record.home)
        with record.read() as connection:
            self.cards = queueing.cards(connection, one, but=decided)
        self.place = 0
        self._decisions: list[Decided] = []

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
            self._decisions.append(Decided(place, self._clock(), undo=undo))
        return far

    def postpone(self, days: int) -> datetime:
        """Not now; returns when it comes up again."""
        until = self._clock() + timedelta(days=days)
        self._hold(Deed.LATER, until)
        return until

    def skip(self) -> None:
        """Leave this person out of the study."""
        self._hold(Deed.SKIPPED)

    def scam(self) -> None:
        """Confirm that this person is a scam."""
        self._hold(Deed.SCAM)

    def they_wrote(self) -> None:
        """They wrote where no source shows it."""
        self._hold(Deed.WROTE)

    def sent(self) -> None:
        """The owner did it by hand. Raises NotDue where something came in between."""
        card, now = self._here(), self._clock()
        with self._record.read() as connection:
            queueing.require_due(connection, self._one, card, now)
        self._hold(Deed.SENT)

    def pass_over(self) -> None:
        """Decide nothing now."""
        self._here()
        self.place += 1

    def take_back(self) -> None:
        """Undo the latest decision, and show its card again."""
        if not self._decisions:
            raise NothingToTakeBack("There is nothing that could still be taken back.")
        last = self._decisions[-1]
        if last.path is not None:
            pending.take_back(last.path)
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
            elif each.path is not None and (said := pending.settle(self._record, each.path)):
                failed.append(f"{self.cards[each.place].who.name or 'unnamed'}: {said}")
        self._decisions = waiting
        return failed

    @property
    def held(self) -> int:
        """How many decisions are not written down yet."""
        return sum(each.path is not None for each in self._decisions)

    def _here(self) -> Card:
        assert self.card is not None, "there is a card to decide about"
        return self.card

    def _hold(self, deed: Deed, until: datetime | None = None) -> None:
        decision = Decision(deed, self._here().delivery.id, self._clock(), until)
        self._next(pending.keep(self._record.home, decision))

    def _next(self, path: Path | None = None, undo: Write | None = None) -> None:
        self._decisions.append(Decided(self.place, self._clock(), path, undo))
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
