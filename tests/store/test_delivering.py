"""The outbox's rows, kept by SQLite and by PostgreSQL alike."""

from __future__ import annotations

from dataclasses import replace
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from askwhy.app.home import Record
from askwhy.outbox import Actor, Move, State
from askwhy.store import delivering, schema
from askwhy.store.delivering import Delivery

HOUR, DAY = 3_600, 86_400
AT = 1_790_000_000
ROW = Delivery(
    id="one", study_id=1, account_id=1, contact_id=1, party_id=1, step="ask", arm="A",
    language="en", reason="silent", wording="May I?", text="May I?", not_before=AT,
    state="drafted", changed_at=AT,
)  # fmt: skip


@pytest.fixture
def opened(record: Record) -> Record:
    """Two studies, and three contacts of two accounts with a party each."""
    with record.write() as connection:
        add = connection.execute
        for id_ in (1, 2):
            study = {"digest": f"d{id_}", "name": "", "source": "", "commitment": ""}
            window = {"locked_at": AT, "since": AT, "until": AT + DAY}
            add(schema.studies.insert().values(id=id_, **study, **window))
            add(schema.accounts.insert().values(id=id_, network="n", name=f"a{id_}"))
        for id_, account in ((1, 1), (2, 1), (3, 2)):
            add(schema.contacts.insert().values(id=id_, account_id=account, key=f"k{id_}"))
            party = {"name": f"p{id_}", "handle": "", "urn": "", "apart": "", "is_owner": False}
            values = {"account_id": account, "contact_id": id_, **party}
            add(schema.parties.insert().values(id=id_, **values))
    return record


def draft(record: Record, *rows: Delivery) -> int:
    with record.write() as connection:
        return delivering.draft(connection, rows)


def change(
    record: Record, row: Delivery, state: State, what: Move, at: int, **more: object
) -> Delivery:
    """Write a move down, which must be possible; the sender's, unless it is said whose."""
    until, actor = more.pop("until", None), more.pop("actor", Actor.SENDER)
    after = replace(row, state=str(state), changed_at=at, **more)  # type: ignore[arg-type]
    with record.write() as connection:
        assert delivering.change(
            connection, row, after, str(what), str(actor), "", until  # type: ignore[arg-type]
        )  # fmt: skip
    return after


def find(record: Record, id_: str = "one") -> Delivery | None:
    with record.read() as connection:
        return delivering.find(connection, id_)


def test_a_delivery_is_drafted_once(opened: Record) -> None:
    assert draft(opened, ROW) == 1
    assert draft(opened, replace(ROW, text="otherwise")) == 0
    assert find(opened) == ROW
    assert find(opened, "two") is None


OTHER_STUDY = replace(ROW, id="two", study_id=2)


@pytest.mark.parametrize("state", [State.DRAFTED, State.APPROVED, State.SENDING, State.SENT])
def test_once_in_a_lifetime_holds_across_studies(opened: Record, state: State) -> None:
    assert draft(opened, replace(ROW, state=str(state))) == 1
    assert draft(opened, OTHER_STUDY) == 0
    assert draft(opened, replace(OTHER_STUDY, step="accept")) == 1
    assert draft(opened, replace(OTHER_STUDY, id="three", contact_id=2)) == 1


def test_what_was_dropped_unsent_leaves_its_place(opened: Record) -> None:
    assert draft(opened, replace(ROW, state="dropped")) == 1
    assert draft(opened, OTHER_STUDY) == 1
    with pytest.raises(sa.exc.IntegrityError), opened.write() as connection:
        d = schema.deliveries.c
        back = schema.deliveries.update().where(d.id == "one").values(state="drafted")
        connection.execute(back)


def test_what_was_dropped_but_may_have_left_keeps_its_place(opened: Record) -> None:
    assert draft(opened, replace(ROW, state="dropped", may_have_left=1)) == 1
    assert draft(opened, OTHER_STUDY) == 0


def test_a_change_counts_only_from_the_state_that_was_read(opened: Record) -> None:
    draft(opened, ROW)
    approved = change(opened, ROW, State.APPROVED, Move.APPROVE, AT + 1)
    stale = replace(ROW, state="dropped", changed_at=AT + 2)
    with opened.write() as connection:
        assert not delivering.change(connection, ROW, stale, "drop", "the planner", "")
    edited = replace(approved, text="May I, please?", state="drafted", changed_at=AT + 3)
    with opened.write() as connection:
        assert delivering.change(connection, approved, edited, "edit", "the owner", "8")
        sending = replace(approved, state="sending", changed_at=AT + 3)
        assert not delivering.change(connection, approved, sending, "begin", "the sender", "")
    assert find(opened) == edited
    m = schema.moves.c
    with opened.read() as connection:
        query = sa.select(m.what, m.actor, m.state, m.note, m.moved_at).order_by(m.id)
        assert [tuple(row) for row in connection.execute(query)] == [
            ("approve", "the sender", "approved", "", AT + 1),
            ("edit", "the owner", "drafted", "8", AT + 3),
        ]


def test_of_two_at_once_one_wins(opened: Record) -> None:
    draft(opened, *(replace(ROW, id=f"{n}", contact_id=n % 3 + 1, step=f"{n}") for n in range(20)))
    start, won = Barrier(2), []

    def work(me: str) -> None:
        mine = Record(opened.home)
        start.wait()
        for number in range(20):
            with mine.write() as connection:
                before = replace(ROW, id=f"{number}", contact_id=number % 3 + 1, step=f"{number}")
                after = replace(before, state="approved", changed_at=AT + 1)
                if delivering.change(connection, before, after, "approve", me, ""):
                    won.append(number)
        mine.close()

    threads = [Thread(target=work, args=(name,)) for name in ("one", "other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(won) == list(range(20))


def test_rows_are_listed_by_state_study_account_and_contact(opened: Record) -> None:
    rows = [
        replace(ROW, id="b", not_before=AT + 1),
        replace(ROW, id="a", contact_id=2, not_before=AT + 1, state="approved"),
        replace(ROW, id="c", contact_id=3, account_id=2, study_id=2),
    ]
    draft(opened, *rows)
    with opened.read() as connection:

        def ids(*states: str, **which: object) -> str:
            found = delivering.those(connection, states, **which)  # type: ignore[arg-type]
            return "".join(row.id for row in found)

        assert ids("drafted", "approved") == "cab"
        assert ids("approved") == "a"
        assert ids("drafted", "approved", account_id=1) == "ab"
        assert ids("drafted", study_id=2) == "c"
        assert ids("drafted", "approved", contact_ids=[1, 3]) == "cb"
        assert delivering.planned(connection, 1, ["drafted"]) == [(1, 1, AT + 1)]


def test_a_new_plan_is_no_move(opened: Record) -> None:
    draft(opened, ROW)
    planned = replace(ROW, not_before=AT + 9, reason="silent for 2 days")
    with opened.write() as connection:
        delivering.replan(connection, [planned])
        assert connection.execute(sa.select(schema.moves.c.id)).all() == []
    assert find(opened) == planned


# What the moves tell.


def departures(record: Record, since: int = AT - DAY, account: int = 1) -> list[int]:
    with record.read() as connection:
        return [at - AT for at in delivering.departures(connection, account, since)]


def test_the_names_of_moves_are_those_of_the_outbox() -> None:
    names = {*delivering.LEAVES, *delivering.ARRIVES, *delivering.STAYS}
    assert names == {
        Move.CLAIM, Move.BY_HAND, Move.RECEIPT, Move.DEFER, Move.REJECT, Move.MISS,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("moves", "counted"),
    [
        ([], []),
        ([(Move.CLAIM, 1)], [1]),
        ([(Move.CLAIM, 1), (Move.RECEIPT, 3)], [3]),
        ([(Move.BY_HAND, 2)], [2]),
        ([(Move.CLAIM, 1), (Move.DEFER, 2)], []),
        ([(Move.CLAIM, 1), (Move.REJECT, 2)], []),
        ([(Move.CLAIM, 1), (Move.LOSE, 2)], [1]),
        ([(Move.CLAIM, 1), (Move.LOSE, 2), (Move.FIND, 300)], [1]),
        ([(Move.CLAIM, 1), (Move.LOSE, 2), (Move.MISS, 300)], []),
        ([(Move.CLAIM, 1), (Move.DEFER, 2), (Move.CLAIM, 60), (Move.RECEIPT, 61)], [61]),
    ],
    ids=lambda moves: "-".join(str(one[0]) for one in moves if isinstance(one, tuple)),
)
def test_what_left_or_may_have_left_takes_a_place(
    opened: Record, moves: list[tuple[Move, int]], counted: list[int]
) -> None:
    draft(opened, ROW, replace(ROW, id="two", contact_id=2))
    row = ROW
    for what, at in moves:
        row = change(opened, row, State.APPROVED, what, AT + at)
    assert departures(opened) == counted
    assert departures(opened, since=AT + DAY) == []
    assert departures(opened, account=2) == []


def test_accepting_takes_no_place(opened: Record) -> None:
    accept = replace(ROW, step="accept")
    draft(opened, accept)
    change(opened, accept, State.SENDING, Move.CLAIM, AT)
    assert departures(opened) == []


def flying(record: Record, *contacts: int) -> dict[int, int]:
    with record.read() as connection:
        found = delivering.in_flight(connection, contacts)
    return {contact: at - AT for contact, at in found.items()}


def test_what_may_have_left_is_in_flight_since_it_was_begun(opened: Record) -> None:
    draft(opened, ROW, replace(ROW, id="two", contact_id=2, party_id=2))
    assert flying(opened, 1, 2) == {}
    row = change(opened, ROW, State.SENDING, Move.CLAIM, AT + 7, may_have_left=1)
    assert flying(opened, 1, 2) == {1: 7}
    row = change(opened, row, State.UNCERTAIN, Move.LOSE, AT + 70)
    assert flying(opened, 1, 2) == {1: 7}
    change(opened, row, State.DROPPED, Move.ABANDON, AT + 700)
    assert flying(opened, 1, 2) == {1: 7}


@pytest.mark.parametrize("state", [State.DRAFTED, State.APPROVED, State.SENT, State.DROPPED])
def test_what_did_not_leave_or_did_is_not_in_flight(opened: Record, state: State) -> None:
    draft(opened, replace(ROW, state=str(state)))
    assert flying(opened, 1) == {}


def test_what_is_in_flight_follows_the_party_to_another_contact(opened: Record) -> None:
    draft(opened, replace(ROW, state="uncertain", may_have_left=1))
    with opened.write() as connection:
        p = schema.parties.c
        connection.execute(schema.parties.update().where(p.id == 1).values(contact_id=2))
    assert flying(opened, 1, 2) == {2: 0}


def waits(record: Record, now: int, account: int = 1) -> int | None:
    with record.read() as connection:
        until = delivering.asked_to_wait(connection, account, AT + now)
    return until - AT if until is not None else None


def test_an_account_waits_as_long_as_it_was_asked_to(opened: Record) -> None:
    draft(opened, ROW)
    assert waits(opened, 0) is None
    row = change(opened, ROW, State.APPROVED, Move.DEFER, AT + 10, until=AT + 400)
    with opened.write() as connection:
        delivering.note_move(connection, row, "rest", "reading back", "", AT + 20, AT + 300)
    assert (waits(opened, 20), waits(opened, 399), waits(opened, 400)) == (400, 400, None)
    assert waits(opened, 20, account=2) is None
    assert waits(opened, 5) is None, "that clock was ahead"


def test_who_approved_and_what_the_owner_kept_back(opened: Record) -> None:
    rows = [replace(ROW, id=f"{n}", step=f"{n}") for n in range(4)]
    draft(opened, *rows)

    def moves(row: Delivery, *what: tuple[State, Move, Actor]) -> None:
        for state, move, actor in what:
            row = change(opened, row, state, move, row.changed_at + 1, actor=actor)

    by_owner = (State.APPROVED, Move.APPROVE, Actor.OWNER)
    by_consent = (State.APPROVED, Move.APPROVE, Actor.CONSENT)
    moves(rows[0], by_owner)
    moves(rows[1], by_consent)
    moves(rows[2], by_consent, (State.DRAFTED, Move.UNDO, Actor.OWNER))
    moves(rows[3], by_consent, (State.DRAFTED, Move.UNDO, Actor.OWNER), by_owner)
    with opened.read() as connection:
        assert delivering.approved_by(connection, 1, str(Actor.CONSENT)) == {"1"}
        assert delivering.approved_by(connection, 1, str(Actor.OWNER)) == {"0", "3"}
        assert delivering.kept_back(connection, 1) == {"2"}
        assert delivering.kept_back(connection, 2) == set()


def test_sending_is_stopped_once_and_resumed_once(opened: Record) -> None:
    with opened.write() as connection:
        delivering.halt(connection, "a complaint", 5)
        delivering.halt(connection, "another", 6)
        (halt,) = delivering.halts(connection)
        assert (halt.since, halt.why, halt.resumed_at) == (5, "a complaint", None)
        delivering.resume(connection, halt.id, "settled", 9)
        delivering.resume(connection, halt.id, "again", 10)
        assert delivering.halts(connection) == [replace(halt, resumed_at=9, reason="settled")]
        delivering.halt(connection, "a third", 11)
        assert [one.why for one in delivering.halts(connection)] == ["a complaint", "a third"]
