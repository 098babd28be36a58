"""What was done and decided comes back as it was told, from both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, get_args

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askwhy.facts import (
    Accepted,
    Allocated,
    Asked,
    Direction,
    Evidence,
    Favour,
    FavourState,
    Marked,
    Party,
    Postponed,
    Request,
    Skipped,
    Span,
    Step,
    Stopped,
    StudyFact,
    Undeliverable,
    WroteElsewhere,
)
from askwhy.store import deeds, schema, watching
from askwhy.store import record as kept
from askwhy.store.intake import Intake

if TYPE_CHECKING:
    from askwhy.app.home import Record

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
ANA, BEN = Party("Ana", "ana"), Party("Ben", "ben", apart="2026-10-05")
ONE_OF_EACH: list[StudyFact] = [
    Accepted(ANA, "d", NOON, Evidence.CLAIMED),
    Asked(ANA, "d", "May I help?\n“Yes” – no", NOON, Evidence.DELIVERED),
    Undeliverable(ANA, "d", Step.ASK, "blocked", NOON),
    Stopped(ANA, "please don't write", NOON),
    Marked(ANA, "scam", NOON, lifted=True),
    Skipped(ANA, "d", NOON),
    Postponed(ANA, "d", NOON + timedelta(days=3), NOON),
    WroteElsewhere(ANA, "d", NOON, lifted=True),
    Favour(ANA, "an introduction", FavourState.PASSED_ON, date(2026, 11, 1), NOON),
    Favour(ANA, "an introduction", FavourState.OPEN, None, NOON),
]


@pytest.fixture
def contacts(record: Record) -> dict[Party, int]:
    """The rows of two contacts of one account."""
    with record.write() as connection:
        mine = kept.ensure_account(connection, "linkedin", "linkedin")
        intake = Intake(connection, mine.id)
        for party in (ANA, BEN):
            intake.add(Request(Direction.INCOMING, party, Span.second(NOON)))
        intake.finish()
        p = schema.parties.c
        rows = connection.execute(sa.select(p.name, p.contact_id))
        found = {row.name: row.contact_id for row in rows}
    return {ANA: found["Ana"], BEN: found["Ben"]}


def note(record: Record, *facts: StudyFact) -> int:
    with record.write() as connection:
        return deeds.note(connection, 1, facts)


def told(record: Record, contact: int) -> tuple[StudyFact, ...]:
    with record.read() as connection:
        return deeds.facts_of(connection, [contact])[contact]


def test_every_kind_of_fact_is_among_the_examples() -> None:
    assert {type(fact) for fact in ONE_OF_EACH} == set(get_args(StudyFact)) - {Allocated}


@pytest.mark.parametrize("fact", ONE_OF_EACH, ids=lambda fact: type(fact).__name__)
def test_each_kind_comes_back_as_it_was_told(
    record: Record, contacts: dict[Party, int], fact: StudyFact
) -> None:
    assert note(record, fact) == 1
    assert told(record, contacts[ANA]) == (fact,)
    assert told(record, contacts[BEN]) == ()


def test_facts_keep_the_order_in_which_they_were_told(
    record: Record, contacts: dict[Party, int]
) -> None:
    assert note(record, *ONE_OF_EACH) == len(ONE_OF_EACH)
    assert told(record, contacts[ANA]) == tuple(ONE_OF_EACH)


def test_a_fact_told_twice_is_told_once(record: Record, contacts: dict[Party, int]) -> None:
    assert note(record, *ONE_OF_EACH) == len(ONE_OF_EACH)
    assert note(record, *ONE_OF_EACH[::-1]) == 0
    assert note(record, Stopped(BEN, "please don't write", NOON)) == 1
    assert len(told(record, contacts[BEN])) == 1


def test_a_fact_about_nobody_is_a_bug(record: Record, contacts: dict[Party, int]) -> None:
    assert contacts
    with pytest.raises(sa.exc.NoResultFound):
        note(record, Stopped(Party("Nobody"), "x", NOON))


def test_allocations_are_not_noted_but_reserved(record: Record, contacts: dict[Party, int]) -> None:
    assert contacts
    with pytest.raises(AssertionError, match="reserved"):
        note(record, Allocated(ANA, "d", "A", "en", 0, 0.5, NOON))


def test_whoever_something_is_noted_of_is_looked_at_again(
    record: Record, contacts: dict[Party, int]
) -> None:
    at = int(NOON.timestamp())
    with record.write() as connection:
        window = {"since": at - 1, "until": at + 1, "locked_at": at}
        study = {"digest": "d", "name": "", "source": "", "commitment": "", **window}
        connection.execute(schema.studies.insert().values(id=1, **study))
        watching.enrol(connection, 1)
        watching.look_again(connection, 1, [(one, None) for one in contacts.values()])
        assert watching.due(connection, 1, at, 10) == []
    note(record, Stopped(BEN, "please", NOON))
    with record.read() as connection:
        assert watching.due(connection, 1, at, 10) == [contacts[BEN]]


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
INSTANTS = st.integers(315_532_800, 4_102_444_800).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, at=INSTANTS, until=INSTANTS, due=st.none() | st.dates(), lifted=st.booleans())
def test_any_words_and_instants_come_back(
    record: Record,
    contacts: dict[Party, int],
    text: str,
    at: datetime,
    until: datetime,
    due: date | None,
    lifted: bool,
) -> None:
    facts: tuple[StudyFact, ...] = (
        Asked(ANA, text, text, at, Evidence.VERIFIED),
        Stopped(ANA, text, at, lifted),
        Postponed(ANA, text, until, at),
        Favour(ANA, text, FavourState.DONE, due, at),
    )
    note(record, *facts)
    assert set(facts) <= set(told(record, contacts[ANA]))
