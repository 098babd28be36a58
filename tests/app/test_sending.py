"""What leaves, and when: judged by the file that stands for the network."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from askwhy.app.home import Record
from askwhy.app.study import pending, queueing
from askwhy.app.study.decisions import Decision, Deed
from askwhy.errors import TheirNetwork
from askwhy.facts import (
    Asked,
    Evidence,
    Marked,
    Party,
    Postponed,
    Skipped,
    Step,
)
from askwhy.outbox import Move, State, intent_id
from askwhy.store import delivering
from askwhy.store import studying as stored

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import sqlalchemy as sa
    from tests.app.conftest import Stage

DAY = timedelta(days=1)
ANA = Party("Ana", "ana")
SENT = [Move.APPROVE, Move.CLAIM, Move.RECEIPT]


def no(after: timedelta | None = None) -> TheirNetwork:
    return TheirNetwork("The server says no.", after)


def test_what_is_approved_and_due_leaves_once(stage: Stage) -> None:
    one = stage.lock()
    stage.due("ana")

    delivered = stage.deliver()

    (line,) = stage.channel().sent
    key = intent_id(one.study.digest, "mastodon", "handle:ana", Step.ASK)
    assert line == (str(key), "ana", "May I help, Ana?", stage.now)
    assert stage.states() == {"ana": State.SENT}
    assert stage.moves("ana") == SENT
    assert delivered.moves == Counter({Move.CLAIM: 1, Move.RECEIPT: 1})
    asked = Asked(ANA, one.study.digest, "May I help, Ana?", stage.now, Evidence.DELIVERED)
    assert asked in stage.facts("ana")
    stage.wait(days=1)
    stage.tick()
    assert stage.deliver().moves.total() == 0
    assert stage.sent() == ["ana"]


def test_nothing_leaves_unapproved(stage: Stage) -> None:
    stage.lock()
    stage.requests("ana")
    stage.tick()
    stage.wait(days=1)

    assert stage.deliver().moves.total() == 0
    assert stage.states() == {"ana": State.DRAFTED}
    assert stage.sent() == []


def test_five_seconds_long_an_approval_can_be_taken_back(stage: Stage) -> None:
    stage.lock()
    stage.requests("ana")
    stage.tick()
    stage.approve("ana")
    stage.wait(seconds=4)

    (left,) = stage.deliver().left

    assert (left.why, left.at) == ("it can still be taken back", stage.now + timedelta(seconds=1))
    with stage.record.write() as connection:
        queueing.undo(connection, stage.row("ana"), stage.now)
    stage.wait(seconds=10)
    stage.deliver()
    assert stage.sent() == []


def test_what_the_page_still_holds_counts_before_anything_leaves(stage: Stage) -> None:
    """A server was killed, or sends meanwhile: the owner had said no."""
    stage.lock()
    stage.due("ana", "ben")
    pending.keep(stage.record.home, Decision(Deed.SKIPPED, stage.row("ana").id, stage.now, None))

    stage.deliver()

    assert stage.sent() == ["ben"]
    assert stage.states()["ana"] == State.DROPPED
    assert pending.found(stage.record.home) == []


def test_what_came_to_light_since_the_approval_counts(stage: Stage) -> None:
    stage.lock()
    names = ["ana", "ben", "cleo", "dan", "eve"]
    stage.due(*names)
    stage.writes("ana")
    stage.stops("ben")
    stage.decide(Marked(Party("Cleo", "cleo"), "scam", stage.now))
    digest = stored_digest(stage)
    stage.decide(Skipped(Party("Dan", "dan"), digest, stage.now))

    delivered = stage.deliver()

    assert stage.sent() == ["eve"]
    assert delivered.moves[Move.DROP] == 4
    assert {stage.states()[name] for name in names[:4]} == {State.DROPPED}


def stored_digest(stage: Stage) -> str:
    with stage.record.read() as connection:
        return stored.studies(connection)[0].digest


def test_what_is_put_off_waits(stage: Stage) -> None:
    one = stage.lock()
    stage.due("ana")
    until = stage.now + 2 * DAY
    stage.decide(Postponed(ANA, one.study.digest, until, stage.now))

    assert stage.deliver().look_again == until
    stage.wait(days=2)
    stage.hear()
    stage.deliver()
    assert stage.sent() == ["ana"]


def test_it_is_decided_once_more_in_the_writing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the first look and the writing, another process hears that they wrote."""
    stage.lock()
    stage.due("ana")
    other = replace(stage, record=Record(stage.record.home))
    write, writings = stage.record.write, []

    def write_after_another() -> AbstractContextManager[sa.Connection]:
        row = stage.row("ana")
        writings.append(row.state)
        if len(writings) == 3:  # after the account's and the consent's, before the claim's
            other.writes("ana")
        return write()

    monkeypatch.setattr(stage.record, "write", write_after_another)

    stage.deliver()

    assert writings == [State.APPROVED] * 3
    assert stage.states() == {"ana": State.DROPPED}
    assert stage.sent() == []
    other.record.close()


def test_the_incident_switch_stops_everything(stage: Stage) -> None:
    stage.lock()
    stage.due("ana")
    with stage.record.write() as connection:
        delivering.halt(connection, "somebody complained", 1)

    (left,) = stage.deliver(has_consent=True).left

    assert (left.why, left.at, stage.sent()) == ("all sending is stopped", None, [])
    with stage.record.write() as connection:
        delivering.resume(connection, 1, "it was a mistake", 2)
    stage.deliver()
    assert stage.sent() == ["ana"]


def test_hours_and_limits_hold_at_the_recipient(stage: Stage) -> None:
    stage.lock(quiet='"18:00-09:00"', per_day=3, per_hour=2)
    names = ["ana", "ben", "cleo", "dan", "eve", "fay"]
    stage.due(*names)

    for _ in range(16):
        stage.hear()
        delivered = stage.deliver()
        stage.now = delivered.look_again or stage.now + DAY

    at = [line.at for line in stage.channel().sent]
    assert sorted(stage.sent()) == names
    assert [one.day for one in at] == [7, 7, 7, 8, 8, 8]
    assert all(9 <= one.hour < 18 for one in at)
    assert all(late - early >= timedelta(hours=1) for early, late in zip(at, at[2:], strict=False))


@pytest.mark.parametrize("jump", [timedelta(seconds=31), timedelta(seconds=-1), 400 * DAY])
def test_a_process_that_stood_still_does_not_send(stage: Stage, jump: timedelta) -> None:
    """Stopped between what it wrote down and the call, it wakes in another moment."""
    stage.lock()
    stage.due("ana")
    channel, begin = stage.channel(), stage.now

    def clock() -> datetime:
        row = stage.row("ana")
        if row.state == State.SENDING and stage.now == begin:
            stage.now += jump
        return stage.now

    stage.deliver(clock=clock)

    assert (stage.states(), channel.calls) == ({"ana": State.APPROVED}, 0)


def test_hours_that_end_in_the_moment_of_sending_are_kept(stage: Stage) -> None:
    stage.lock(quiet='"18:00-09:00"')
    stage.requests("ana")
    stage.tick()
    stage.now = datetime(2026, 10, 7, 17, 59, 50, tzinfo=UTC)
    stage.approve("ana")
    stage.wait(seconds=9)

    def clock() -> datetime:
        if stage.row("ana").state == State.SENDING:
            stage.now = datetime(2026, 10, 7, 18, tzinfo=UTC)
        return stage.now

    stage.deliver(clock=clock)

    assert (stage.states(), stage.sent()) == ({"ana": State.APPROVED}, [])


def test_an_approval_from_ahead_counts_from_now(stage: Stage) -> None:
    """Approved while the clock was a year ahead."""
    stage.lock()
    stage.requests("ana")
    stage.tick()
    right = stage.now
    stage.now += 365 * DAY
    stage.approve("ana")
    stage.now = right

    stage.deliver()
    stage.wait(seconds=5)
    stage.deliver()

    assert stage.sent() == ["ana"]


def test_a_rest_that_a_wrong_clock_named_is_not_kept(stage: Stage) -> None:
    stage.lock()
    stage.due("ana")
    right = stage.now
    stage.now += 20 * DAY
    stage.hear()
    stage.channel().mishaps = [no(timedelta(minutes=7))]
    stage.deliver()
    stage.now = right

    stage.deliver()
    stage.wait(seconds=5)
    stage.deliver()

    assert stage.sent() == ["ana"]
