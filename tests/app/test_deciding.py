"""What the owner says about people, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from askwhy.app.people import deciding
from askwhy.app.people.deciding import NobodyFound
from askwhy.app.people.triage import waiting
from askwhy.app.study.ticking import cases_of, with_linked
from askwhy.errors import Refused
from askwhy.facts import (
    Coverage,
    Direction,
    FavourState,
    Marked,
    Message,
    Owner,
    Party,
    Request,
    Span,
    Stopped,
)
from askwhy.facts import Record as Kind
from askwhy.store import record as kept
from askwhy.store.intake import Intake

if TYPE_CHECKING:
    from askwhy.app.home import Record
    from askwhy.facts import Fact
    from askwhy.planner import Case

ME = Party("Eva Lis", "eva-lis")
ANA, BO = Party("Ana Nowak", "ana-nowak"), Party("Bo Berg", "bo-berg")
NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def asks(party: Party, days: int, note: str = "") -> Request:
    at = NOON + days * DAY
    return Request(Direction.INCOMING, party, Span(at, at + timedelta(minutes=1)), note)


@pytest.fixture
def story(record: Record) -> Record:
    """Ana and Bo asked to connect; Ana also wrote "please stop writing to me"."""
    facts: list[Fact] = [
        Owner(ME),
        asks(ANA, 0, "We met in Gdańsk."),
        asks(BO, 1),
        Message("t", ANA, (ME,), NOON + 2 * DAY, "Please stop writing to me."),
        Coverage(Kind.REQUESTS, NOON - DAY, NOON + 9 * DAY),
        Coverage(Kind.MESSAGES, NOON - DAY, NOON + 9 * DAY),
    ]
    with record.write() as connection:
        account = kept.ensure_account(connection, "linkedin", "linkedin")
        intake = Intake(connection, account.id)
        for fact in facts:
            intake.add(fact)
        intake.finish()
    return record


def case(record: Record, words: str) -> Case:
    with record.read() as connection:
        who = deciding.find(connection, words)
        people = with_linked(connection, [who.id])
        return next(c for c in cases_of(connection, people) if c.history.contact == who.key)


@pytest.mark.parametrize(
    "words",
    ["ana-nowak", "Ana Nowak", "ANA NOWAK", "https://www.linkedin.com/in/ana-nowak/"],
)
def test_somebody_is_found_by_address_short_name_or_name(story: Record, words: str) -> None:
    with story.read() as connection:
        assert deciding.find(connection, words).key == "handle:ana-nowak"


def test_nobody_is_said_to_be_nobody(story: Record) -> None:
    with story.read() as connection, pytest.raises(NobodyFound, match="Nobody here is called"):
        deciding.find(connection, "Zoe")


def test_a_message_that_says_stop_is_a_fact_until_the_owner_lifts_it(story: Record) -> None:
    (fact,) = [f for f in case(story, "ana-nowak").facts if isinstance(f, Stopped)]
    assert "stop writing" in fact.because
    with story.write() as connection:
        who = deciding.find(connection, "ana-nowak")
        deciding.stop(connection, who, "they called", NOON + 5 * DAY, lifted=True)
    stops = [f for f in case(story, "ana-nowak").facts if isinstance(f, Stopped)]
    assert max(stops, key=lambda f: f.noted_at).lifted


def test_marks_and_notes_are_facts_of_the_contact(story: Record) -> None:
    with story.write() as connection:
        who = deciding.find(connection, "bo-berg")
        deciding.mark(connection, who, "scam", NOON)
        deciding.note(connection, who, "known", "never", NOON)
    found = case(story, "bo-berg")
    assert [f.mark for f in found.facts if isinstance(f, Marked)] == ["scam"]
    assert found.history.entry("known") == "never"


def test_linked_contacts_are_planned_together_until_it_is_lifted(story: Record) -> None:
    with story.write() as connection:
        ana, bo = deciding.find(connection, "ana-nowak"), deciding.find(connection, "bo-berg")
        deciding.link(connection, ana, bo, NOON)
        assert set(with_linked(connection, [ana.id])) == {ana.id, bo.id}
        with pytest.raises(Refused, match="one contact already"):
            deciding.link(connection, ana, ana, NOON)
        deciding.link(connection, ana, bo, NOON + DAY, lifted=True)
        assert set(with_linked(connection, [ana.id])) == {ana.id}


def test_a_favour_is_open_until_it_is_settled(story: Record) -> None:
    with story.write() as connection:
        ana, bo = deciding.find(connection, "ana-nowak"), deciding.find(connection, "bo-berg")
        open_, done = FavourState.OPEN, FavourState.DONE
        deciding.favour(connection, ana, "read a CV", open_, None, NOON)
        deciding.favour(connection, bo, "an introduction", open_, date(2026, 11, 1), NOON)
        deciding.favour(connection, ana, "read a CV", done, None, NOON + DAY)
        told = [(who.name, f.what, f.state) for who, f in deciding.favours(connection)]
    assert told == [("Bo Berg", "an introduction", open_), ("Ana Nowak", "read a CV", done)]


def test_triage_goes_on_where_it_stopped(story: Record) -> None:
    with story.write() as connection:
        assert [(w.name, note) for w, note in waiting(connection)] == [
            ("Bo Berg", ""),
            ("Ana Nowak", "We met in Gdańsk."),
        ]
        deciding.note(connection, deciding.find(connection, "bo-berg"), "known", "known", NOON)
        assert [w.name for w, _ in waiting(connection)] == ["Ana Nowak"]
