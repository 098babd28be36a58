"""Whatever the network does: refuses, breaks off, answers late, has it twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from askwhy.app.study.ticking import plan_for, with_linked
from askwhy.errors import TheirNetwork
from askwhy.facts import (
    Asked,
    Evidence,
    Message,
    Party,
    Step,
    Undeliverable,
)
from askwhy.networks import NoAnswer
from askwhy.outbox import Move, State
from askwhy.store import delivering

if TYPE_CHECKING:
    from tests.app.conftest import Stage

DAY = timedelta(days=1)
ANA = Party("Ana", "ana")
SENT = [Move.APPROVE, Move.CLAIM, Move.RECEIPT]


def no(after: timedelta | None = None) -> TheirNetwork:
    return TheirNetwork("The server says no.", after)


def test_a_refusal_for_now_is_obeyed_by_the_whole_account(stage: Stage) -> None:
    stage.lock()
    stage.due("ana", "ben")
    stage.channel().mishaps = [no(timedelta(minutes=7))]

    delivered = stage.deliver()

    until = stage.now + timedelta(minutes=7)
    assert (delivered.rests_until, delivered.look_again) == (until, until)
    assert (stage.channel().calls, stage.sent()) == (1, [])
    assert set(stage.states().values()) == {State.APPROVED}
    stage.wait(minutes=6)
    assert stage.deliver().look_again == until
    stage.wait(minutes=1)
    stage.deliver()
    assert sorted(stage.sent()) == ["ana", "ben"]


def test_a_refusal_takes_no_place_of_the_limits(stage: Stage) -> None:
    stage.lock(per_day=1)
    stage.due("ana")
    stage.channel().mishaps = [no(timedelta(minutes=7))]
    stage.deliver()
    stage.wait(minutes=8)

    stage.deliver()

    assert stage.sent() == ["ana"]


def test_a_refusal_for_good_ends_it(stage: Stage) -> None:
    one = stage.lock()
    stage.due("ana", "ben")
    stage.channel().mishaps = [no()]

    stage.deliver()

    assert stage.states() == {"ana": State.DROPPED, "ben": State.SENT}
    refused = Undeliverable(ANA, one.study.digest, Step.ASK, "The server says no.", stage.now)
    assert refused in stage.facts("ana")
    stage.wait(days=1)
    stage.hear()
    stage.tick()
    assert stage.states() == {"ana": State.DROPPED, "ben": State.SENT}


def test_a_lost_answer_is_found_by_reading_back(stage: Stage) -> None:
    one = stage.lock()
    stage.due("ana")
    at = stage.now
    stage.channel().mishaps = ["lost"]
    stage.deliver()
    assert stage.states() == {"ana": State.UNCERTAIN}
    stage.wait(minutes=2)
    assert stage.deliver().look_again == at + timedelta(minutes=3)

    stage.wait(minutes=1)
    assert stage.deliver().moves[Move.FIND] == 1

    assert stage.states() == {"ana": State.SENT}
    assert stage.sent() == ["ana"]
    asked = Asked(ANA, one.study.digest, "May I help, Ana?", at, Evidence.DELIVERED)
    assert asked in stage.facts("ana")


def test_a_call_that_was_not_done_is_done_after_reading_back(stage: Stage) -> None:
    stage.lock()
    stage.due("ana")
    stage.channel().mishaps = [NoAnswer("The connection broke.")]
    stage.deliver()
    stage.wait(minutes=3)
    assert stage.deliver().moves[Move.MISS] == 1
    assert stage.sent() == []

    stage.wait(seconds=5)
    stage.deliver()

    assert stage.sent() == ["ana"]
    assert stage.moves("ana") == [
        Move.APPROVE, Move.CLAIM, Move.LOSE, Move.MISS, Move.CLAIM, Move.RECEIPT,
    ]  # fmt: skip


def test_what_was_found_missing_is_judged_anew(stage: Stage) -> None:
    stage.lock()
    stage.due("ana")
    stage.channel().mishaps = [NoAnswer("The connection broke.")]
    stage.deliver()
    stage.wait(minutes=3)
    stage.writes("ana")
    stage.deliver()
    stage.wait(seconds=5)

    stage.deliver()

    assert (stage.states(), stage.sent()) == ({"ana": State.DROPPED}, [])


@pytest.mark.parametrize("mishap", ["lost", NoAnswer("The connection broke.")])
def test_where_nothing_can_be_read_back_a_person_decides(stage: Stage, mishap: object) -> None:
    stage.lock()
    stage.due("ana", "ben")
    channel = stage.channel()
    channel.capabilities = replace(channel.capabilities, can_read_back=False)
    channel.mishaps = [mishap]
    stage.deliver()
    assert stage.states() == {"ana": State.UNCERTAIN, "ben": State.APPROVED}

    for _ in range(10):
        stage.wait(hours=7)
        stage.hear()
        stage.tick()
        delivered = stage.deliver()

    assert stage.states() == {"ana": State.UNCERTAIN, "ben": State.SENT}
    (left,) = delivered.left
    assert (left.delivery.contact_id, left.is_for_owner) == (stage.row("ana").contact_id, True)
    assert stage.sent().count("ana") == (mishap == "lost")


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("has_left", [True, False])
@pytest.mark.parametrize("can_read_back", [True, False])
def test_what_a_dead_process_left_behind_is_settled(
    stage: Stage, has_left: bool, can_read_back: bool
) -> None:
    stage.lock()
    stage.due("ana")
    channel = stage.channel()
    channel.capabilities = replace(channel.capabilities, can_read_back=can_read_back)

    def die() -> None:
        if has_left:
            channel.calls -= 1
            channel.send(UUID(stage.row("ana").id), ANA, "May I help, Ana?")
        raise Killed

    channel.mishaps = [die]
    with pytest.raises(Killed):
        stage.deliver()
    assert stage.states() == {"ana": State.SENDING}
    assert stage.deliver().moves.total() == 0

    stage.wait(minutes=3)
    stage.deliver()
    stage.wait(seconds=5)
    stage.deliver()

    if can_read_back:
        assert (stage.states(), stage.sent()) == ({"ana": State.SENT}, ["ana"])
    else:
        assert stage.states() == {"ana": State.UNCERTAIN}
        assert stage.sent() == ["ana"] * has_left


def test_two_copies_are_an_incident(stage: Stage) -> None:
    stage.lock()
    stage.due("ana", "ben")
    channel = stage.channel()
    channel.mishaps = ["lost"]
    stage.deliver()
    channel.send(UUID(stage.row("ana").id), ANA, "by another program")
    stage.wait(minutes=3)

    stage.deliver()

    assert stage.states() == {"ana": State.SENT, "ben": State.APPROVED}
    with stage.record.read() as connection:
        (halt,) = delivering.halts(connection)
    assert (halt.why, halt.resumed_at) == ("the network has it 2 times", None)


def test_a_network_that_will_not_be_read_is_as_one_that_cannot(stage: Stage) -> None:
    stage.lock()
    stage.due("ana")
    stage.channel().mishaps = [Killed(), no()]
    with pytest.raises(Killed):
        stage.deliver()
    stage.wait(minutes=3)

    stage.deliver()

    assert stage.states() == {"ana": State.UNCERTAIN}
    stage.wait(minutes=3)
    stage.deliver()
    assert stage.states() == {"ana": State.APPROVED}


@pytest.mark.parametrize(
    "trouble", [no(timedelta(minutes=9)), NoAnswer("It broke.", 9 * DAY / 1440)]
)
def test_reading_back_waits_as_it_is_asked_to(stage: Stage, trouble: TheirNetwork) -> None:
    stage.lock()
    stage.due("ana", "ben")
    stage.channel().mishaps = [Killed(), trouble]
    with pytest.raises(Killed):
        stage.deliver()
    stage.wait(minutes=3)
    until = stage.now + timedelta(minutes=9)

    assert stage.deliver().rests_until == until
    assert stage.deliver().look_again == until

    assert (stage.channel().calls, stage.sent()) == (2, [])
    stage.wait(minutes=9)
    stage.deliver()
    assert stage.sent() == ["ben"]


def test_the_networks_own_instant_is_kept(stage: Stage) -> None:
    """Its clock is behind ours, and so is that of the answer that comes back."""
    one = stage.lock()
    stage.due("ana")
    stage.channel().ahead = timedelta(minutes=-4)
    stage.deliver()

    (asked,) = [fact for fact in stage.facts("ana") if isinstance(fact, Asked)]

    assert asked.asked_at == stage.now - timedelta(minutes=4)
    answer = Message("t", ANA, (Party("Eva Lis", "eva"),), stage.now - timedelta(minutes=3), "Yes!")
    stage.hear(answer)
    with stage.record.read() as connection:
        people = with_linked(connection, [stage.row("ana").contact_id])
        made = plan_for(connection, one, people, stage.now)
    assert [str(outlook.state) for outlook in made.outlooks] == ["answered"]
