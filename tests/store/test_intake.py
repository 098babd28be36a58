"""The record's promises about facts, kept by SQLite and by PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from askwhy.facts import (
    Connection,
    Coverage,
    Direction,
    Entry,
    Fact,
    Message,
    Owner,
    Party,
    Request,
    Span,
)
from askwhy.facts import (
    Record as Kind,
)
from askwhy.store import reading, schema
from askwhy.store import record as kept
from askwhy.store.intake import Intake

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from askwhy.app.home import Record
    from askwhy.history import History
    from askwhy.store.intake import Taken

ME = Party("Eva Lis", "eva-lis")
ANA = Party("Ana Nowak", "ana-nowak")
BO = Party("Bo Berg", "bo-berg")
NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 10, 5, tzinfo=UTC)
DAY = timedelta(days=1)


def take(record: Record, *facts: Fact, account: str = "linkedin") -> Taken:
    with record.write() as connection:
        chosen = kept.ensure_account(connection, "linkedin", account)
        intake = Intake(connection, chosen.id)
        for fact in facts:
            intake.add(fact)
        return intake.finish()


def told(record: Record, account: str = "linkedin") -> dict[str, History]:
    with record.read() as connection:
        chosen = next(one for one in kept.accounts(connection) if one.name == account)
        return {one.contact: one for one in reading.histories(connection, chosen.id)}


def rows(record: Record, table: sa.Table) -> int:
    with record.read() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def asks(party: Party, note: str = "", at: datetime = NOON) -> Request:
    return Request(Direction.INCOMING, party, Span(at, at + timedelta(minutes=1)), note)


def connects(party: Party | None, company: str = "", ordinal: int = 0) -> Connection:
    return Connection(party, Span(MIDNIGHT, MIDNIGHT + DAY), company, "", ordinal)


def says(sender: Party, to: Party, text: str, hours: int = 1, thread: str = "t1") -> Message:
    return Message(thread, sender, (to,), NOON + timedelta(hours=hours), text)


def covers(until: datetime) -> Coverage:
    return Coverage(Kind.REQUESTS, until - 180 * DAY, until)


STORY: tuple[Fact, ...] = (
    Owner(ME),
    asks(ANA, "We met in Gdańsk."),
    connects(ANA._replace(apart="2026-10-05"), "Archive Ltd"),
    connects(None),
    connects(None, ordinal=1),
    says(ANA, ME, "Hello"),
    says(ME, ANA, "Good evening", 2),
    Entry(ANA, "known", "never", NOON),
    covers(NOON + 40 * DAY),
)


def test_facts_come_out_as_they_went_in(record: Record) -> None:
    take(record, *STORY)
    ana = told(record)["handle:ana-nowak"]
    assert (ana.name, ana.requests) == ("Ana Nowak", (STORY[1],))
    assert [one.company for one in ana.connections] == ["Archive Ltd"]
    assert [(one.by_owner, one.text, one.at) for one in ana.said] == [
        (False, "Hello", NOON + timedelta(hours=1)),
        (True, "Good evening", NOON + timedelta(hours=2)),
    ]
    assert ana.entries == (("known", "never"),)
    assert list(told(record)) == ["handle:ana-nowak"]
    with record.read() as connection:
        assert reading.hidden_connections(connection, 1) == 2
        assert reading.coverage(connection, 1) == [STORY[-1]]


def test_telling_again_changes_nothing(record: Record) -> None:
    first = take(record, *STORY)
    before = told(record)
    again = take(record, *STORY)
    assert told(record) == before
    assert first.new == first.told
    assert again.told == first.told
    assert not any(again.new.values())


def test_two_equal_messages_of_a_second_are_two_and_stay_two(record: Record) -> None:
    twice = [says(ANA, ME, "?"), says(ANA, ME, "?")]
    take(record, Owner(ME), *twice)
    assert take(record, Owner(ME), *twice).new["messages"] == 0
    assert [one.text for one in told(record)["handle:ana-nowak"].said] == ["?", "?"]


def test_equal_messages_are_told_apart_across_batches(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("askwhy.store.intake.BATCH", 2)
    story = [says(ANA, ME, text) for text in ("?", "a", "?", "b", "?")]
    assert take(record, Owner(ME), *story).new["messages"] == 5
    assert take(record, Owner(ME), *story).new["messages"] == 0


def test_only_what_is_new_of_an_overlapping_file_goes_in(record: Record) -> None:
    take(record, Owner(ME), says(ANA, ME, "Hello"))
    later = take(record, Owner(ME), says(ANA, ME, "Hello"), says(ME, ANA, "Yes?", 2))
    assert (later.told["messages"], later.new["messages"]) == (2, 1)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_latest_export_says_where_somebody_works(record: Record, order: Sequence[int]) -> None:
    exports: list[list[Fact]] = [
        [connects(ANA, "Old Firm"), covers(NOON + DAY)],
        [connects(ANA, "New Firm"), covers(NOON + 9 * DAY)],
    ]
    for place in order:
        take(record, *exports[place])
    assert [one.company for one in told(record)["handle:ana-nowak"].connections] == ["New Firm"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_name_waits_for_the_handle_that_bears_it(record: Record, order: Sequence[int]) -> None:
    exports: list[list[Fact]] = [[asks(Party("Ana Nowak"))], [connects(ANA)]]
    for place in order:
        take(record, *exports[place])
    found = told(record)
    assert list(found) == ["handle:ana-nowak"]
    assert len(found["handle:ana-nowak"].requests) == 1
    assert len(found["handle:ana-nowak"].connections) == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_member_deleted_between_two_exports_said_it_once(
    record: Record, order: Sequence[int]
) -> None:
    gone = Party(apart="t1")
    exports: list[list[Fact]] = [
        [Owner(ME), says(ANA, ME, "Hello")],
        [Owner(ME), says(gone, ME, "Hello")],
    ]
    for place in order:
        take(record, *exports[place])
    assert {key: [w.text for w in one.said] for key, one in told(record).items()} == {
        "handle:ana-nowak": ["Hello"]
    }


def test_a_thread_of_three_is_nobody_s_conversation(record: Record) -> None:
    three = Message("t9", ANA, (ME, BO), NOON, "Hello both")
    take(record, Owner(ME), three, says(ANA, ME, "and you", thread="t9"))
    assert told(record) == {}


def test_a_thread_without_a_name_is_its_people(record: Record) -> None:
    take(record, Owner(ME), says(ANA, ME, "Hello", thread=""), says(ME, ANA, "Hi", 2, ""))
    assert [one.thread for one in told(record)["handle:ana-nowak"].said] == ["", ""]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_rougher_telling_of_a_message_gives_way(record: Record, order: Sequence[int]) -> None:
    rough = says(ANA, ME, "Hello", thread="")._replace(precision=60)
    fine = says(ANA, ME, "Hello")._replace(sent_at=NOON + timedelta(hours=1, seconds=20))
    exports: list[list[Fact]] = [[Owner(ME), rough], [Owner(ME), fine]]
    for place in order:
        take(record, *exports[place])
    assert [one.at for one in told(record)["handle:ana-nowak"].said] == [fine.sent_at]


def test_of_several_answers_the_latest_stands(record: Record) -> None:
    take(record, asks(ANA), Entry(ANA, "known", "never", NOON + DAY))
    take(record, asks(ANA), Entry(ANA, "known", "known", NOON))
    assert told(record)["handle:ana-nowak"].entry("known") == "never"


def test_accounts_do_not_mix(record: Record) -> None:
    take(record, asks(ANA))
    take(record, asks(ANA, "Hello"), account="second")
    assert [one.note for one in told(record)["handle:ana-nowak"].requests] == [""]
    assert [one.note for one in told(record, "second")["handle:ana-nowak"].requests] == ["Hello"]


def test_what_fails_half_way_leaves_nothing(record: Record) -> None:
    take(record, asks(BO))
    with pytest.raises(RuntimeError), record.write() as connection:
        intake = Intake(connection, 1)
        for fact in STORY:
            intake.add(fact)
        intake.finish()
        raise RuntimeError("the power went")
    assert list(told(record)) == ["handle:bo-berg"]
    assert rows(record, schema.messages) == 0


def test_texts_of_every_script_and_length_survive(record: Record) -> None:
    texts = ["", "é\u0301 😀 \u200f", "a" * 100_000, 'tab\t"quote"\nline\\N', "\\."]
    story: Iterable[Fact] = [says(ANA, ME, text, hours) for hours, text in enumerate(texts)]
    take(record, Owner(ME), *story)
    assert [one.text for one in told(record)["handle:ana-nowak"].said] == texts


def test_many_rows_go_in_as_few_do(record: Record) -> None:
    """Past the size from which PostgreSQL gets rows by COPY."""
    story = [says(ANA, ME, f"line {n}", n) for n in range(1_200)]
    assert take(record, Owner(ME), *story).new["messages"] == 1_200
    assert take(record, Owner(ME), *story[600:]).new["messages"] == 0
    assert [one.text for one in told(record)["handle:ana-nowak"].said] == [
        f"line {n}" for n in range(1_200)
    ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_message_whose_line_breaks_an_older_export_folded_is_one(
    record: Record, order: Sequence[int]
) -> None:
    texts = ["Hello  Goodbye", "Hello\n\nGoodbye"]
    for place in order:
        take(record, Owner(ME), says(ANA, ME, texts[place]))
    assert [one.text for one in told(record)["handle:ana-nowak"].said] == [texts[1]]


def test_two_texts_of_one_second_are_two_messages(record: Record) -> None:
    take(record, Owner(ME), says(ANA, ME, "Hello"), says(ANA, ME, "again"))
    assert sorted(one.text for one in told(record)["handle:ana-nowak"].said) == ["Hello", "again"]


def test_whoever_is_only_connected_is_counted_and_not_told(record: Record) -> None:
    cy, di, ed, flo = (Party(f"{who} Roe", f"{who}-roe") for who in ("cy", "di", "ed", "flo"))
    twice = Connection(cy, Span(MIDNIGHT + DAY, MIDNIGHT + 2 * DAY))
    spoken = (connects(di), says(ME, di, "Hello", thread="t2"))
    group = Message("t3", ed, (ME, flo), NOON, "Hello, all")
    take(record, *STORY, connects(cy), twice, connects(BO), *spoken, connects(ed), group)
    take(record, Owner(ME), connects(cy), connects(ANA), account="other")
    with record.read() as connection:
        counts = [reading.wordless(connection, account) for account in (1, 2)]
        some = [
            [history.contact for _, history in reading.identified(connection, id_, wordless=False)]
            for id_ in (1, 2)
        ]
    assert counts == [3, 2]
    assert [sorted(each) for each in some] == [["handle:ana-nowak", "handle:di-roe"], []]
    only = {"handle:bo-berg", "handle:cy-roe", "handle:ed-roe"}
    assert set(told(record)) == {*some[0], *only}
