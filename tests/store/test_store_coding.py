"""Codings, draws, calls, vectors and withdrawn wordings come back as told, and go with people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from askwhy.facts import Connection, Direction, Message, Owner, Party, Request, Span
from askwhy.store import coding, coding_cache, coding_tables, schema
from askwhy.store import record as kept
from askwhy.store.coding import Drawn, Evidence, Kept
from askwhy.store.forgetting import forget
from askwhy.store.intake import Intake
from askwhy.store.people import settle_identities
from askwhy.store.written import Written, written

if TYPE_CHECKING:
    from askwhy.app.home import Record
    from askwhy.facts import Fact

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
ME, ANA, BEN = Party("Eva Lis", "eva"), Party("Ana Bak", "ana"), Party("Ben Cox", "ben")
MET = "We met in Ghent."
CODING = Kept(
    "m1", "reason", ("selling", "recruiting"), "model:reason", "model", "use 1", "book", 0.75,
    (("selling", 0.875), ("advice", 0.125)), (Evidence("sentence", 3, 9),), None, None,
    False, False, 7,
)  # fmt: skip
BY_HAND = replace(
    CODING, values=("thanks only",), coder="person:eva", origin="person", version="",
    stream="audit", inclusion=0.25, is_blind=True, is_adjudicated=True,
)  # fmt: skip


def hear(record: Record, *facts: Fact) -> int:
    with record.write() as connection:
        mine = kept.ensure_account(connection, "linkedin", "linkedin")
        intake = Intake(connection, mine.id)
        for fact in (Owner(ME), *facts):
            intake.add(fact)
        intake.finish()
        settle_identities(connection, mine.id)
    return mine.id


def says(who: Party, text: str, at: datetime = NOON, precision: int = 1) -> Message:
    to = ANA if who == ME else ME
    return Message(f"with {who.handle}", who, (to,), at, text, precision)


def texts(record: Record, account: int) -> dict[str, list[Written]]:
    with record.read() as connection:
        c = schema.contacts.c
        names = {id_: name for id_, name in connection.execute(sa.select(c.id, c.name))}  # noqa: C416 (rows)
        return {names[who]: words for who, words in written(connection, account)}


@pytest.fixture
def two(record: Record) -> dict[str, Written]:
    """A text by each of two people, by their names, with a coding of everything each."""
    account = hear(record, says(ANA, "Hello, I sell."), says(BEN, "Good day, I recruit."))
    found = {name: words[0] for name, words in texts(record, account).items()}
    with record.write() as connection:
        coding.name_texts(connection, {one.item: one.party_id for one in found.values()})
        for one in found.values():
            coding.add(connection, [replace(CODING, item=one.item)])
            coding.draw(connection, [Drawn(one.item, "reason", "eva", "audit", 0.5, True)], 3)
            call = coding_cache.Call(one.item, "m", "hash", one.whole, "raw", "")
            coding_cache.keep_call(connection, call, 4)
        fitted = coding_cache.Fitted("reason", "use", 9, b"\0weights")
        coding_cache.keep_fitted(connection, account, fitted)
    coding_cache.KeptVectors(record.read, record.write).put("use", {b"k" * 32: b"v\0v"})
    return found


def test_codings_come_back_as_they_were_added_oldest_first(
    record: Record, two: dict[str, Written]
) -> None:
    item = two["Ana Bak"].item
    with record.write() as connection:
        coding.add(connection, [replace(BY_HAND, item=item), replace(CODING, item=item, values=())])

    with record.read() as connection:
        found = coding.codings_of(connection, [item])
        done = coding.done(connection, [item, "m0"])
        none = coding.codings_of(connection, [item], ["tone"])

    first, second = replace(CODING, item=item), replace(BY_HAND, item=item)
    assert found == {item: [first, second, replace(first, values=())]}
    assert done == {(item, "model:reason", "use 1")}, "people's codings are never done"
    assert not none


def test_draws_come_back_once_each(record: Record, two: dict[str, Written]) -> None:
    drawn = Drawn(two["Ana Bak"].item, "reason", "eva", "audit", 0.5, True)
    with record.write() as connection:
        coding.draw(connection, [drawn, replace(drawn, stream="chosen", inclusion=None)], 9)
    with record.read() as connection:
        found = coding.draws(connection, "reason")

    assert found.count(drawn) == 1
    assert replace(drawn, stream="chosen", inclusion=None) in found
    assert len(found) == 3


def test_vectors_and_classifiers_come_back_as_bytes(
    record: Record, two: dict[str, Written]
) -> None:
    vectors = coding_cache.KeptVectors(record.read, record.write)
    with record.write() as connection:
        account = kept.accounts(connection)[0].id
        taught = coding_cache.Fitted("reason", "use", 10, b"more")
        coding_cache.keep_fitted(connection, account, taught)
        assert coding_cache.fitted(connection, account) == [taught]

    assert vectors.get("use", [b"k" * 32, b"x" * 32]) == {b"k" * 32: b"v\0v"}
    assert vectors.get("other", [b"k" * 32]) == {}


def test_to_forget_somebody_takes_their_codings_draws_and_calls_and_leaves_others(
    record: Record, two: dict[str, Written]
) -> None:
    gone, stays = two["Ana Bak"], two["Ben Cox"]
    with record.write() as connection:
        forget(connection, kept.accounts(connection)[0].id, gone.contact_id)

    with record.read() as connection:
        assert set(coding.codings_of(connection, [gone.item, stays.item])) == {stays.item}
        assert [one.item for one in coding.draws(connection, "reason")] == [stays.item]
        assert [one.item for one in coding_cache.calls(connection)] == [stays.item]
        names = connection.execute(sa.select(coding_tables.texts.c.item)).scalars().all()
        assert names == [stays.item]
        for table in (coding_tables.vectors, coding_tables.classifiers):
            assert connection.execute(sa.select(table)).first() is None, table.name


def test_words_can_be_dropped_while_codings_stay(record: Record, two: dict[str, Written]) -> None:
    gone, stays = two["Ana Bak"], two["Ben Cox"]
    with record.write() as connection:
        coding.drop_texts(connection, [gone.item])
        sent = {one.item: (one.sent, one.raw) for one in coding_cache.calls(connection)}
        assert sent == {gone.item: ("", ""), stays.item: (stays.whole, "raw")}
        coding.drop_texts(connection)
        assert {one.sent for one in coding_cache.calls(connection)} == {""}
        assert len(coding.codings_of(connection, [gone.item, stays.item])) == 2
        assert connection.execute(sa.select(coding_tables.vectors)).first() is None


def test_a_text_told_twice_is_one_and_keeps_the_key_of_the_first_telling(record: Record) -> None:
    """First by a file that knows minutes and folds lines, then by one that knows seconds."""
    account = hear(record, says(ANA, "One. Two.", NOON, 60))
    ((before,),) = texts(record, account).values()
    hear(record, says(ANA, "One.\nTwo.", NOON + timedelta(seconds=41)))
    ((after,),) = texts(record, account).values()

    assert after.item == before.item
    assert after.at == int(NOON.timestamp()) + 41
    assert after.whole == "One.\nTwo."
    assert len(after.tellings) == 2


def test_equal_words_at_other_times_and_by_the_other_side_are_texts_of_their_own(
    record: Record,
) -> None:
    account = hear(
        record, says(ANA, "Thanks"), says(ANA, "Thanks", NOON + timedelta(minutes=1)),
        Message("with ana", ME, (ANA,), NOON, "Thanks"),
    )  # fmt: skip
    ((first, mine, last),) = texts(record, account).values()

    assert [one.by_owner for one in (first, mine, last)] == [False, True, False]
    assert len({one.item for one in (first, mine, last)}) == 3


def test_a_note_is_a_text_once_however_many_files_tell_it(record: Record) -> None:
    span = Span(NOON, NOON + timedelta(minutes=1))
    account = hear(
        record,
        Request(Direction.INCOMING, ANA, span, MET),
        Request(Direction.INCOMING, ANA, Span.second(NOON + timedelta(seconds=3)), MET),
        Request(Direction.INCOMING, BEN, span, ""),
        Connection(ANA, Span.second(NOON)),
    )  # fmt: skip
    ((note,),) = texts(record, account).values()

    assert (note.whole, note.is_note, note.by_owner) == (MET, True, False)


def test_a_wording_can_be_withdrawn_and_confirmed_again(record: Record) -> None:
    with record.write() as connection:
        mine = kept.ensure_account(connection, "linkedin", "linkedin").id
        assert kept.confirm_wordings(connection, mine, "ask", ["a", "b"], NOON) == 2
        assert kept.withdraw_wordings(connection, mine, "ask", ["a", "never there"], NOON) == 1
        assert kept.wordings(connection, mine, "ask") == ["b"]
        assert kept.withdraw_wordings(connection, mine, "ask", ["a"], NOON) == 0
        assert kept.wordings(connection, mine, "stock") == []
        assert kept.confirm_wordings(connection, mine, "ask", ["a", "b"], NOON) == 1
        assert kept.wordings(connection, mine, "ask") == ["a", "b"]
