"""What is due, for one look at a time: the open cards by name, and one of them in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from askwhy.app.people.story import Story, story_of
from askwhy.app.study.queueing import Card, NoSuchCard
from askwhy.outbox import State
from askwhy.store import delivering, looking
from askwhy.store import record as kept

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import sqlalchemy as sa

    from askwhy.app.study.studying import Running

OPEN = (State.DRAFTED, State.APPROVED)


@dataclass(frozen=True, slots=True)
class Dealt:
    """One open card as it stands in the list: its delivery's id and state, and their name."""

    id: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Deck:
    """The open cards of a study by their ids, the earliest first, and the accounts they are of."""

    ids: tuple[str, ...] = ()
    accounts: tuple[tuple[int, str], ...] = ()


def deck(connection: sa.Connection, one: Running, but: Collection[str] = ()) -> Deck:
    """The open cards of a study, without those named in `but`."""
    rows = looking.open_deliveries(connection, one.study.id, OPEN)
    left = [(id_, account) for id_, account in rows if id_ not in but]
    of = {account for _, account in left}
    named = [(each.id, each.name) for each in kept.accounts(connection) if each.id in of]
    return Deck(tuple(id_ for id_, _ in left), tuple(named))


def size(connection: sa.Connection, one: Running, but: Collection[str] = ()) -> int:
    """How many open cards a study has, without those named in `but`."""
    return looking.count_open(connection, one.study.id, OPEN, but)


def deal(connection: sa.Connection, ids: Sequence[str]) -> list[Dealt]:
    """Some cards of the deck, in the order given."""
    found = looking.addressees(connection, ids)
    return [Dealt(id_, *found[id_]) for id_ in ids if id_ in found]


def card_of(connection: sa.Connection, delivery: str) -> tuple[Card, Story]:
    """One open card, and the story of whom it is about. Raises NoSuchCard."""
    card, story = find_card(connection, delivery)
    if State(card.delivery.state) not in OPEN:
        raise NoSuchCard("This card is not open any more.")
    return card, story


def find_card(connection: sa.Connection, delivery: str) -> tuple[Card, Story]:
    """The same of a card that may have been decided. Raises NoSuchCard where there was none."""
    row = delivering.find(connection, delivery)
    if row is None:
        raise NoSuchCard("This card is not open any more.")
    story = story_of(connection, row.contact_id)
    return Card(row, story.who, story.note, (), story.link, story.warnings), story
