"""What the owner decides about a card or a person, as a word that can be kept until it is done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from askwhy.app.people import deciding
from askwhy.app.people.story import story_of
from askwhy.app.study import queueing
from askwhy.app.study.deck import card_of, find_card
from askwhy.app.study.studying import running

if TYPE_CHECKING:
    from datetime import datetime

    import sqlalchemy as sa

    from askwhy.app.home import Record
    from askwhy.app.study.queueing import Card
    from askwhy.app.study.studying import Running


class Deed(StrEnum):
    """What is decided: five answers to a card, and the owner's notes about a person."""

    SENT = "sent"
    SKIPPED = "skipped"
    WROTE = "wrote"
    SCAM = "scam"
    LATER = "later"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. `about` is the card's delivery, or for notes the contact's number.

    `until` is when a card put off comes up again; `answers` are the notes, by question.
    """

    deed: Deed
    about: str
    made_at: datetime
    until: datetime | None = None
    answers: tuple[tuple[str, str], ...] = ()

    @property
    def row(self) -> str:
        """What is not shown as open while this waits: the card, or somebody who is new."""
        if self.deed is not Deed.NOTED:
            return self.about
        is_known = any(question == "known" for question, _ in self.answers)
        return f"known:{self.about}" if is_known else f"mutual:{self.about}"


def require_fit(record: Record, connection: sa.Connection, decision: Decision) -> None:
    """Raise Refused where the decision cannot be carried out as the record stands now."""
    if decision.deed is Deed.NOTED:
        story_of(connection, int(decision.about))
        return
    card, _ = card_of(connection, decision.about)
    if decision.deed is Deed.SENT:
        one = _study_of(connection, record, card)
        queueing.require_due(connection, one, card, decision.made_at)


def carry_out(record: Record, connection: sa.Connection, decision: Decision) -> None:
    """Write a decision down, once: done again it changes nothing. Raises Refused."""
    at = decision.made_at
    if decision.deed is Deed.NOTED:
        who = story_of(connection, int(decision.about)).who
        for question, answer in decision.answers:
            deciding.note(connection, who, question, answer, at)
        return
    card, _ = find_card(connection, decision.about)
    one = _study_of(connection, record, card)
    if decision.deed is Deed.SENT:
        queueing.sent(connection, one, card, at)
    elif decision.deed is Deed.SKIPPED:
        queueing.skip(connection, one, card, at)
    elif decision.deed is Deed.WROTE:
        queueing.they_wrote(connection, one, card, at)
    elif decision.deed is Deed.SCAM:
        queueing.scam(connection, card, at)
    else:
        assert decision.until is not None, "put off until when"
        queueing.postpone(connection, one, card, decision.until, at)


def _study_of(connection: sa.Connection, record: Record, card: Card) -> Running:
    studies = running(connection, record.home)
    return next(one for one in studies if one.study.id == card.delivery.study_id)
