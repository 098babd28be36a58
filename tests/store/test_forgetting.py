"""A person removed leaves no trace, and does not come back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.allocation import Draw
from askwhy.app.people.deciding import find
from askwhy.facts import (
    Connection,
    Direction,
    Entry,
    Marked,
    Message,
    Owner,
    Party,
    Request,
    Span,
)
from askwhy.store import deeds, delivering, purging, reading, schema, studying
from askwhy.store import record as kept
from askwhy.store.delivering import Delivery
from askwhy.store.forgetting import forget
from askwhy.store.intake import Intake

if TYPE_CHECKING:
    from askwhy.app.home import Record
    from askwhy.facts import Fact
    from askwhy.store.intake import Taken

ME, ANA = Party("Eva Lis", "eva-lis"), Party("Ana Nowak", "ana-nowak")
BO = Party("Bo Berg", "bo-berg")
NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
MINUTE = Span(NOON, NOON + timedelta(minutes=1))
STORY: list[Fact] = [
    Owner(ME),
    Request(Direction.INCOMING, ANA, MINUTE, "Ana Nowak says hello"),
    Request(Direction.INCOMING, BO, MINUTE),
    Connection(ANA._replace(apart="2026-10-05"), MINUTE, "Nowak & Co"),
    Message("t", ANA, (ME,), NOON, "I am Ana Nowak"),
    Message("t", ME, (ANA,), NOON + timedelta(hours=1), "Hello Ana Nowak"),
    Message("g", ANA, (ME, BO), NOON, "Ana Nowak to both"),
    Message("g", BO, (ME, ANA), NOON, "Bo to both"),
    Entry(ANA, "note", "Ana Nowak, met in Gdańsk", NOON),
]


def take(record: Record) -> Taken:
    return tell_of(record, *STORY)


def tell_of(record: Record, *facts: Fact) -> Taken:
    with record.write() as connection:
        account = kept.ensure_account(connection, "linkedin", "linkedin")
        intake = Intake(connection, account.id)
        for fact in facts:
            intake.add(fact)
        return intake.finish()


def everything(record: Record) -> str:
    with record.read() as connection:
        return "\n".join(
            str(row)
            for table in schema.metadata.sorted_tables
            for row in connection.execute(sa.select(table))
        )


def test_nothing_of_a_forgotten_person_is_left_anywhere(record: Record) -> None:
    take(record)
    with record.write() as connection:
        ana = find(connection, "ana-nowak")
        deeds.note(connection, ana.account_id, [Marked(ANA, "scam", NOON)])
        study = studying.lock_study(connection, "d" * 64, "S", "", "c", 0, (0, 9))
        connection.execute(
            schema.allocations.insert().values(
                study_id=study.id, contact_id=ana.id, party_id=ana.party_id, arm="a",
                stratum="s", place=0, block=0, seat=0, probability=1.0, allocated_at=0,
            )
        )  # fmt: skip
    assert "Ana Nowak" in everything(record)
    with record.write() as connection:
        ana = find(connection, "ana-nowak")
        forget(connection, ana.account_id, ana.id)
    left = everything(record)
    assert "Ana" not in left
    assert "nowak" not in left.casefold()
    assert "Bo Berg" in left
    with record.read() as connection:
        assert [one.contact for one in reading.histories(connection, 1)] == ["handle:bo-berg"]
        places = connection.execute(sa.select(schema.allocations.c.place)).scalars()
        assert list(places) == [0]


def test_a_later_import_does_not_bring_them_back(record: Record) -> None:
    take(record)
    with record.write() as connection:
        ana = find(connection, "ana-nowak")
        forget(connection, ana.account_id, ana.id)
    again = take(record)
    assert again.forgotten > 0
    assert "nowak" not in everything(record).casefold()


BARE, TOLD = Party("Ana Nowak"), Party("Ana Nowak", "ana-nowak")


def one_after_the_other(record: Record) -> int:
    """Ana is in a study by her name alone; then a source tells her handle. Returns the study."""
    tell_of(record, Request(Direction.INCOMING, BARE, MINUTE))
    with record.write() as connection:
        ana = find(connection, "ana nowak")
        study = studying.lock_study(connection, "d" * 64, "S", "", "c", 0, (0, 9))
        studying.reserve(connection, study.id, ana, "s", lambda _: Draw("a", 1.0, 0, 0), 0)
        rows = [
            Delivery(state, study.id, ana.account_id, ana.id, ana.party_id, "ask", "a", "en",
                     "silent", "Why?", "Why, Ana?", 0, state, 0, may_have_left)
            for state, may_have_left in (("dropped", 0), ("sent", 1))
        ]  # fmt: skip
        assert delivering.draft(connection, rows) == 2
        for row in rows:
            delivering.note_move(connection, row, "drop", "the planner", "Ana wrote", 0)
    tell_of(record, Connection(TOLD, MINUTE))
    return study.id


def test_who_turned_out_to_be_another_is_forgotten_as_both(record: Record) -> None:
    one_after_the_other(record)
    assert "name:ana nowak" in everything(record), "the study's rows point at her"
    with record.write() as connection:
        ana = find(connection, "ana-nowak")
        forget(connection, ana.account_id, ana.id)
        found = delivering.those(connection, ("sent", "dropped"))
        assert [(row.state, row.text) for row in found] == [("sent", "")]
        assert connection.execute(sa.select(schema.allocations.c.arm)).scalars().all() == ["a"]
    left = everything(record).casefold()
    assert "ana" not in left
    assert "nowak" not in left


def test_the_words_to_whoever_turned_out_to_be_another_are_cleared(record: Record) -> None:
    study = one_after_the_other(record)
    with record.write() as connection:
        ana = find(connection, "ana-nowak")
        assert purging.clear_sent(connection, study, [ana.id]) == 2
    assert "Why, Ana?" not in everything(record)


def test_a_contact_that_nobody_is_any_more_leaves_no_row(record: Record) -> None:
    for party in (BARE, TOLD):
        tell_of(record, Request(Direction.INCOMING, party, MINUTE))
    with record.read() as connection:
        keys = connection.execute(sa.select(schema.contacts.c.key)).scalars().all()
    assert keys == ["handle:ana-nowak"]
