"""Who is looked at, and when: woken by whatever is told, whoever it turns out to be about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from askwhy.facts import (
    Connection,
    Direction,
    Entry,
    Fact,
    Linked,
    Message,
    Owner,
    Party,
    Request,
    Span,
    Stopped,
)
from askwhy.store import deeds, schema, studying, watching
from askwhy.store import record as kept
from askwhy.store.intake import Intake

if TYPE_CHECKING:
    from collections.abc import Callable

    from askwhy.app.home import Record
    from askwhy.store.studying import Study

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
AT, DAY = int(NOON.timestamp()), 86_400
ME = Party("Eva Lis", "eva")
ANA, BEN, CLEO = Party("Ana", "ana"), Party("Ben", "ben"), Party("Cleo", "cleo")


def asks(who: Party, days: int = 0) -> Request:
    return Request(Direction.INCOMING, who, Span.second(NOON + timedelta(days=days)))


def tell(record: Record, *facts: Fact, account: str = "linkedin") -> None:
    """As an import does: everybody of whom something is told is woken in the same transaction."""
    with record.write() as connection:
        mine = kept.ensure_account(connection, account, account)
        marks = watching.marks(connection)
        intake = Intake(connection, mine.id)
        for fact in (Owner(ME), *facts):
            intake.add(fact)
        intake.finish()
        watching.wake_after(connection, marks)


def lock(record: Record, digest: str = "d") -> Study:
    with record.write() as connection:
        window = (AT - 5 * DAY, AT + 5 * DAY)
        return studying.lock_study(connection, digest, "October", "toml", "c", AT, window)


def sleep(record: Record, study: Study) -> None:
    """Nobody is to be looked at until something is told."""
    with record.write() as connection:
        everybody = watching.watched(connection, study.id)
        watching.look_again(connection, study.id, [(one, None) for one in everybody])


def names(record: Record, contacts: list[int]) -> list[str]:
    with record.read() as connection:
        people = studying.people(connection, contacts)
    return sorted(who.name for who in people.values())


def awake(record: Record, study: Study) -> list[str]:
    with record.read() as connection:
        return names(record, watching.due(connection, study.id, AT, 100))


def watched(record: Record, study: Study) -> list[str]:
    with record.read() as connection:
        return names(record, watching.watched(connection, study.id))


def test_the_cohort_is_whoever_asked_to_connect_in_the_window(record: Record) -> None:
    own = Request(Direction.OUTGOING, CLEO, Span.second(NOON))
    tell(record, asks(ANA), asks(BEN, days=6), own)
    study = lock(record)
    assert watched(record, study) == awake(record, study) == ["Ana"]


def test_whoever_comes_later_is_watched_from_then_on(record: Record) -> None:
    tell(record, asks(ANA))
    first, second = lock(record), lock(record, "e")
    sleep(record, first)
    tell(record, asks(BEN), asks(CLEO, days=9))
    assert awake(record, first) == ["Ben"]
    assert watched(record, first) == watched(record, second) == ["Ana", "Ben"]


def test_time_alone_wakes_the_longest_waiting_first(record: Record) -> None:
    tell(record, asks(ANA), asks(BEN), asks(CLEO))
    study = lock(record)
    with record.write() as connection:
        a, b, c = watching.watched(connection, study.id)
        watching.look_again(connection, study.id, [(a, AT + 9), (b, AT + 3), (c, None)])
        assert watching.due(connection, study.id, AT + 2, 9) == []
        assert watching.due(connection, study.id, AT + 3, 9) == [b]
        assert watching.due(connection, study.id, AT + 9, 9) == [b, a]
        assert watching.due(connection, study.id, AT + 9, 1) == [b]


TOLD: dict[str, Callable[[], Fact]] = {
    "a message": lambda: Message("t", ANA, (ME,), NOON, "Hello"),
    "the owner's message": lambda: Message("t", ME, (ANA,), NOON, "Hello"),
    "a connection": lambda: Connection(ANA, Span.second(NOON)),
    "a note of the sheet": lambda: Entry(ANA, "known", "never", NOON),
    "another request": lambda: asks(ANA, days=1),
}


@pytest.mark.parametrize("kind", TOLD)
def test_whatever_is_told_of_somebody_wakes_them(record: Record, kind: str) -> None:
    tell(record, asks(ANA), asks(BEN))
    study = lock(record)
    sleep(record, study)
    tell(record, TOLD[kind]())
    assert awake(record, study) == ["Ana"]


def test_telling_it_again_wakes_nobody(record: Record) -> None:
    facts = [asks(ANA), *(make() for make in TOLD.values())]
    tell(record, *facts)
    study = lock(record)
    sleep(record, study)
    tell(record, *facts)
    assert awake(record, study) == []


def test_a_confirmed_wording_wakes_everybody(record: Record) -> None:
    tell(record, asks(ANA), asks(BEN))
    study = lock(record)
    sleep(record, study)
    with record.write() as connection:
        kept.confirm_wordings(connection, 1, "ask", ["May I help?"], NOON)
    assert awake(record, study) == ["Ana", "Ben"]
    sleep(record, study)
    with record.write() as connection:
        kept.confirm_wordings(connection, 1, "ask", ["May I help?"], NOON)
    assert awake(record, study) == []


def test_one_study_can_be_woken_alone(record: Record) -> None:
    tell(record, asks(ANA))
    one, other = lock(record), lock(record, "e")
    for study in (one, other):
        sleep(record, study)
    with record.write() as connection:
        watching.wake_all(connection, one.id)
    assert (awake(record, one), awake(record, other)) == (["Ana"], [])


# One person, several contacts.


def link(record: Record, *, lifted: bool = False) -> None:
    """Ana here is Ana on mastodon, who asked nobody to connect there."""
    with record.write() as connection:
        at = NOON + timedelta(hours=lifted)
        fact = Linked("linkedin", ANA, "mastodon", ANA, at, lifted)
        studying.link(connection, 1, 2, fact)


def elsewhere(record: Record) -> Study:
    tell(record, asks(ANA), asks(BEN))
    study = lock(record)
    tell(record, Message("m", ME, (ANA,), NOON, "Hi"), account="mastodon")
    return study


def test_a_link_and_its_end_wake_both(record: Record) -> None:
    study = elsewhere(record)
    for lifted in (False, True):
        sleep(record, study)
        link(record, lifted=lifted)
        assert awake(record, study) == ["Ana"]


def test_what_is_noted_elsewhere_wakes_the_person_here(record: Record) -> None:
    study = elsewhere(record)
    link(record)
    sleep(record, study)
    with record.write() as connection:
        deeds.note(connection, 2, [Stopped(ANA, "please", NOON)])
    assert awake(record, study) == ["Ana"]


def test_what_is_imported_elsewhere_wakes_the_person_here(record: Record) -> None:
    study = elsewhere(record)
    link(record)
    sleep(record, study)
    tell(record, Message("m", ANA, (ME,), NOON, "No more, please"), account="mastodon")
    assert awake(record, study) == ["Ana"]


def test_two_who_turn_out_to_be_one_are_woken(record: Record) -> None:
    """A name without a handle; later another source tells the handle that belongs to it."""
    nameless = Party("Ana")
    tell(record, asks(nameless), asks(BEN))
    study = lock(record)
    sleep(record, study)
    tell(record, Connection(ANA, Span.second(NOON)))
    w, c = schema.watches.c, schema.contacts.c
    with record.read() as connection:
        query = (
            sa.select(c.key)
            .join(schema.watches, w.contact_id == c.id)
            .where(w.look_again == watching.AT_ONCE)
        )
        woken = set(connection.execute(query).scalars())
    assert "handle:ana" in woken, "whoever the request is about now is watched"
    assert "handle:ben" not in woken


def test_a_thread_that_grows_wider_wakes_whose_it_was(record: Record) -> None:
    """Words said among three are nobody's own."""
    tell(record, asks(ANA), Message("t", ANA, (ME,), NOON, "Hello"))
    study = lock(record)
    sleep(record, study)
    tell(record, Message("t", BEN, (ME, ANA), NOON + timedelta(hours=1), "Hello all"))
    assert awake(record, study) == ["Ana"]


def test_without_a_study_nothing_is_remembered_of_an_import(record: Record) -> None:
    tell(record, asks(ANA))
    with record.read() as connection:
        marks = watching.marks(connection)
        assert (marks.newest, marks.belonged) == ({}, {})
        assert watching.touched_after(connection, marks) == []
