"""Who may send what: the owner, their standing consent, the channel; and accepting."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from askwhy.app.sending.sending import NoAutomation
from askwhy.app.study import queueing
from askwhy.errors import TheirNetwork
from askwhy.facts import (
    Accepted,
    Evidence,
    Party,
    Step,
    Undeliverable,
)
from askwhy.networks import Automation
from askwhy.outbox import Move, State

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from tests.app.conftest import Stage

ANA = Party("Ana", "ana")
SENT = [Move.APPROVE, Move.CLAIM, Move.RECEIPT]


def no(after: timedelta | None = None) -> TheirNetwork:
    return TheirNetwork("The server says no.", after)


def test_standing_consent_approves(stage: Stage) -> None:
    stage.lock()
    stage.requests("ana")
    stage.tick()

    stage.deliver(has_consent=True)
    assert stage.sent() == []
    stage.wait(seconds=5)
    stage.deliver(has_consent=True)

    assert stage.sent() == ["ana"]
    assert stage.moves("ana") == SENT


def owner_edits(stage: Stage) -> None:
    with stage.record.write() as connection:
        queueing.edit(connection, stage.row("ana"), "Dear Ana, may I?", stage.now)


def owner_takes_it_back(stage: Stage) -> None:
    stage.deliver(has_consent=True)
    with stage.record.write() as connection:
        queueing.undo(connection, stage.row("ana"), stage.now)


@pytest.mark.parametrize("act", [owner_edits, owner_takes_it_back])
def test_consent_does_not_overrule_the_owner(stage: Stage, act: Callable[[Stage], None]) -> None:
    stage.lock()
    stage.requests("ana")
    stage.tick()
    act(stage)

    for _ in range(3):
        stage.wait(seconds=5)
        stage.deliver(has_consent=True)

    assert (stage.states(), stage.sent()) == ({"ana": State.DRAFTED}, [])


def test_consent_withdrawn_takes_back_what_it_approved(stage: Stage) -> None:
    stage.lock()
    stage.requests("ana", "ben")
    stage.tick()
    stage.approve("ben")
    stage.deliver(has_consent=True)
    stage.wait(seconds=5)

    stage.deliver(has_consent=False)

    assert stage.states() == {"ana": State.DRAFTED, "ben": State.SENT}
    stage.deliver(has_consent=True)
    stage.wait(seconds=5)
    stage.deliver(has_consent=True)
    assert stage.sent() == ["ben", "ana"]


def test_no_consent_counts_where_the_network_forbids_it(stage: Stage) -> None:
    channel = stage.channel()
    channel.capabilities = replace(channel.capabilities, automation=Automation.FORBIDDEN)

    with pytest.raises(NoAutomation, match="Approve each message yourself"):
        stage.deliver(has_consent=True)


def test_what_the_channel_cannot_do_a_person_does(stage: Stage) -> None:
    stage.lock()
    stage.due("ana")
    channel = stage.channel()
    channel.capabilities = replace(channel.capabilities, can_send=False)

    (left,) = stage.deliver().left

    assert (left.why, left.is_for_owner, channel.calls) == ("a person sends it", True, 0)


def test_an_account_sends_its_own_only(stage: Stage) -> None:
    stage.lock()
    stage.due("ana", account="matrix")

    stage.deliver("mastodon")
    assert stage.states() == {"ana": State.APPROVED}
    stage.deliver("matrix")

    assert (stage.sent("mastodon"), stage.sent("matrix")) == ([], ["ana"])


def test_requests_are_accepted(stage: Stage) -> None:
    one = stage.lock(accept="all")
    stage.wants(ANA)
    stage.tick()
    stage.approve("ana")
    stage.wait(seconds=5)

    stage.deliver()

    assert stage.channel().accepted == ["ana"]
    assert Accepted(ANA, one.study.digest, stage.now, Evidence.DELIVERED) in stage.facts("ana")
    assert stage.states() == {"ana": State.SENT}


def test_an_acceptance_whose_answer_was_lost_is_made_again(stage: Stage) -> None:
    stage.lock(accept="all")
    channel = stage.channel()
    channel.capabilities = replace(channel.capabilities, can_read_back=False)
    stage.wants(ANA)
    stage.tick()
    stage.approve("ana")
    stage.wait(seconds=5)
    channel.mishaps = ["lost"]
    stage.deliver()
    stage.wait(minutes=3)
    stage.deliver()
    stage.wait(seconds=5)

    stage.deliver()

    assert stage.states() == {"ana": State.SENT}
    assert channel.accepted == ["ana", "ana"]


def test_an_acceptance_refused_for_good_ends_it(stage: Stage) -> None:
    stage.lock(accept="all")
    stage.wants(ANA)
    stage.tick()
    stage.approve("ana")
    stage.wait(seconds=5)
    stage.channel().mishaps = [no()]
    stage.deliver()

    stage.tick()

    assert stage.states() == {"ana": State.DROPPED}
    (fact,) = stage.facts("ana")
    assert isinstance(fact, Undeliverable)
    assert fact.step is Step.ACCEPT
