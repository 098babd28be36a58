"""One person is asked once, under however many names and accounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from askwhy.errors import TheirNetwork
from askwhy.facts import (
    Connection,
    Direction,
    Linked,
    Party,
    Request,
    Span,
)
from askwhy.outbox import Move, State
from askwhy.store import delivering
from askwhy.store import studying as stored

if TYPE_CHECKING:
    from tests.app.conftest import Stage

DAY = timedelta(days=1)
ANA = Party("Ana", "ana")


def no(after: timedelta | None = None) -> TheirNetwork:
    return TheirNetwork("The server says no.", after)


def test_a_linked_person_is_asked_once(stage: Stage) -> None:
    stage.lock()
    stage.due("ana", account="matrix")
    stage.due("ana", account="mastodon")
    link(stage)

    for account in ("matrix", "mastodon", "matrix"):
        stage.deliver(account)

    assert len(stage.sent("matrix") + stage.sent("mastodon")) == 1


def test_who_stopped_elsewhere_is_not_asked(stage: Stage) -> None:
    stage.lock()
    stage.due("ana", account="mastodon")
    stage.wants(ANA, "matrix", days=300)
    link(stage)
    stage.stops("ana", account="matrix")

    stage.deliver("mastodon")

    assert stage.sent("mastodon") == []


def link(stage: Stage) -> None:
    fact = Linked("mastodon", ANA, "matrix", ANA, stage.now)
    with stage.record.write() as connection:
        one = stage.account_in(connection, "mastodon").id
        other = stage.account_in(connection, "matrix").id
        stored.link(connection, one, other, fact)


def test_a_contact_who_turns_out_to_be_another_is_not_asked_again(stage: Stage) -> None:
    """The question to a nameless handle may have left; then a source tells whose handle it is."""
    stage.lock()
    named = Party("Ana", "", "")
    at = Span.second(stage.now - 2 * DAY)
    stage.hear(Request(Direction.INCOMING, named, at), Connection(named, at))
    stage.tick()
    stage.approve("ana")
    stage.wait(seconds=5)
    channel = stage.channel()
    channel.capabilities = replace(channel.capabilities, can_read_back=False)
    channel.mishaps = ["lost"]
    stage.deliver()
    (before,) = stage.rows()

    stage.hear(Connection(ANA, at), Request(Direction.INCOMING, ANA, at))
    for _ in range(3):
        stage.wait(hours=9)
        stage.hear()
        stage.tick()
        stage.deliver(has_consent=True)

    with stage.record.read() as connection:
        people = stored.people(connection, [before.contact_id])
    assert people == {}, "the nameless contact is nobody any more"
    assert len(stage.sent()) == 1


def test_whoever_took_the_lock_meanwhile_has_the_last_word_but_for_the_fact(stage: Stage) -> None:
    stage.lock()
    stage.due("ana")

    def another_settles_it() -> None:
        row = stage.row("ana")
        after = replace(row, state=str(State.APPROVED), may_have_left=0)
        with stage.record.write() as connection:
            delivering.change(connection, row, after, str(Move.MISS), "reading back", "")

    stage.channel().mishaps = [another_settles_it]
    stage.deliver()
    assert stage.states() == {"ana": State.APPROVED}
    stage.wait(seconds=5)

    stage.deliver()

    assert (stage.states(), stage.sent()) == ({"ana": State.DROPPED}, ["ana"])
