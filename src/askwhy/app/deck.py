"""What is due, for one look at a time: the open cards by name, and one of them in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from askwhy.app.queueing import Card, NoSuchCard
from askwhy.app.story import Story, story_of
from askwhy.outbox import State
from askwhy.store import delivering, studying

if TYPE_CHECKING:
    from collections.abc import Collection

    import sqlalchemy as sa

    from askwhy.app.studying import Running
    from askwhy.store.delivering import Delivery
    from askwhy.store.studying import Someone

OPEN = (State.DRAFTED, State.APPROVED)


@dataclass(frozen=True, slots=True)
class Dealt:
    """One open card as it stands in the list."""

    delivery: Delivery
    who: Someone


def deck(connection: sa.Connection, one: Running, but: Collection[str] = ()) -> list[Dealt]:
    """The open cards of a study, the earliest first, without those named in `but`."""
    rows = [
        row
        for row in delivering.those(connection, OPEN, study_id=one.study.id)
        if row.id not in but
    ]
    people = studying.people(connection, [row.contact_id for row in rows])
    return [Dealt(row, people[row.contact_id]) for row in rows]


def card_of(connection: sa.Connection, delivery: str) -> tuple[Card, Story]:
    """One open card, and the story of whom it is about. Raises NoSuchCard."""
    row = delivering.find(connection, delivery)
    if row is None or State(row.state) not in OPEN:
        raise NoSuchCard("This card is not open any more.")
    story = story_of(connection, row.contact_id)
    return Card(row, story.who, story.note, (), story.link, story.warnings), story
