"""The delivery table: what may follow what, by whom, and what the sender does next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import askwhy.networks
from askwhy.errors import Refused
from askwhy.facts import Step
from askwhy.outbox import (
    MOVES,
    SETTLED_AFTER,
    UNDO,
    Actor,
    Decision,
    Evidence,
    Halted,
    Incident,
    Move,
    Next,
    NotAllowed,
    ReadBack,
    Row,
    State,
    distance,
    edit,
    intent_id,
    move,
    next_step,
    resume,
)

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ID = intent_id("d" * 64, "linkedin", "handle:ana", Step.ASK)
DRAFT = Row(ID, State.DRAFTED, "Why did you ask?", "Why did you ask?", NOW)
FREE = Evidence(is_due=True, free_at=NOW, is_halted=False, has_channel=True, can_read_back=True)


def row(state: State, *, left: bool = False) -> Row:
    return replace(DRAFT, state=state, may_have_left=left)


def test_the_id_is_the_same_for_the_same_intent_for_ever() -> None:
    assert str(ID) == GOLDEN
    assert (ID.version, ID) == (5, intent_id("d" * 64, "linkedin", "handle:ana", Step.ASK))


GOLDEN = "ff54b68d-9819-50bf-b561-2865a9b4b81d"


@pytest.mark.parametrize(
    "other",
    [
        ("e" * 64, "linkedin", "handle:ana", Step.ASK),
        ("d" * 64, "mastodon", "handle:ana", Step.ASK),
        ("d" * 64, "linkedin", "handle:ben", Step.ASK),
        ("d" * 64, "linkedin", "handle:ana", Step.ACCEPT),
        ("d" * 64, "linkedinhandle:ana", "", Step.ASK),
    ],
)
def test_study_account_contact_and_step_each_make_another_id(
    other: tuple[str, str, str, Step],
) -> None:
    assert intent_id(*other) != ID


ALLOWED = {
    ("drafted", "approve"): ("approved", "owner consent"),
    ("drafted", "drop"): ("dropped", "owner planner"),
    ("drafted", "by_hand"): ("sent", "owner"),
    ("approved", "undo"): ("drafted", "owner"),
    ("approved", "drop"): ("dropped", "owner planner"),
    ("approved", "by_hand"): ("sent", "owner"),
    ("approved", "claim"): ("sending", "sender"),
    ("sending", "receipt"): ("sent", "sender"),
    ("sending", "defer"): ("approved", "sender"),
    ("sending", "reject"): ("dropped", "sender"),
    ("sending", "lose"): ("uncertain", "sender"),
    ("sending", "find"): ("sent", "reader"),
    ("sending", "miss"): ("approved", "reader"),
    ("uncertain", "find"): ("sent", "reader owner"),
    ("uncertain", "miss"): ("approved", "reader owner"),
    ("uncertain", "abandon"): ("dropped", "owner"),
    ("dropped", "revive"): ("drafted", "planner"),
}


@pytest.mark.parametrize("who", list(Actor))
@pytest.mark.parametrize("what", list(Move))
@pytest.mark.parametrize("state", list(State))
def test_every_move_is_allowed_or_refused_as_written_here(
    state: State, what: Move, who: Actor
) -> None:
    to, actors = ALLOWED.get((state, what.name.lower()), ("", ""))
    if who.name.lower() in actors.split():
        found = move(row(state), what, who, NOW + SECOND)
        assert (found.state, found.changed_at) == (to, NOW + SECOND)
        assert (found.id, found.text, found.wording) == (DRAFT.id, DRAFT.text, DRAFT.wording)
    else:
        with pytest.raises(NotAllowed) as refused:
            move(row(state), what, who, NOW)
        assert str(refused.value) == (f"What is {state} cannot be changed so by {who}: {what}.")


def test_only_the_sender_begins_to_send_and_only_what_was_approved() -> None:
    assert [key for key, (to, _) in MOVES.items() if to is State.SENDING] == [
        (State.APPROVED, Move.CLAIM)
    ]


def test_nothing_comes_after_sent() -> None:
    assert not [what for state, what in MOVES if state is State.SENT]


def test_what_may_have_left_is_remembered_until_it_is_known_that_it_did_not() -> None:
    sending = move(row(State.APPROVED), Move.CLAIM, Actor.SENDER, NOW)
    assert sending.may_have_left
    for what, who in ((Move.DEFER, Actor.SENDER), (Move.REJECT, Actor.SENDER),
                      (Move.MISS, Actor.READER)):  # fmt: skip
        assert move(sending, what, who, NOW).may_have_left is False
    uncertain = move(sending, Move.LOSE, Actor.SENDER, NOW)
    assert uncertain.may_have_left
    assert not move(uncertain, Move.MISS, Actor.OWNER, NOW).may_have_left
    assert move(uncertain, Move.FIND, Actor.OWNER, NOW).may_have_left
    assert not move(row(State.DRAFTED), Move.APPROVE, Actor.OWNER, NOW).may_have_left


def test_what_was_dropped_is_planned_again_unless_it_may_have_left() -> None:
    revived = move(row(State.DROPPED), Move.REVIVE, Actor.PLANNER, NOW)
    assert revived.state is State.DRAFTED
    left_open = move(row(State.UNCERTAIN, left=True), Move.ABANDON, Actor.OWNER, NOW)
    with pytest.raises(NotAllowed) as refused:
        move(left_open, Move.REVIVE, Actor.PLANNER, NOW)
    assert str(refused.value) == "This may have left once already; it is not planned again."


@pytest.mark.parametrize("state", [State.DRAFTED, State.APPROVED])
def test_an_edited_text_is_to_be_approved_anew(state: State) -> None:
    found = edit(row(state), "  Why did you really ask? ", NOW + SECOND)
    assert found == replace(DRAFT, text="Why did you really ask?", changed_at=NOW + SECOND)
    assert (distance(found), distance(DRAFT)) == (7, 0)


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.UNCERTAIN, State.DROPPED])
def test_what_is_under_way_is_edited_no_more(state: State) -> None:
    with pytest.raises(NotAllowed, match=f"What is {state} cannot be edited any more."):
        edit(row(state), "Why?", NOW)


def test_an_empty_text_is_no_text() -> None:
    with pytest.raises(NotAllowed) as refused:
        edit(DRAFT, " \n", NOW)
    assert str(refused.value) == (
        "An empty text cannot be sent. To leave this person out, skip them."
    )


APPROVED = row(State.APPROVED)
LATER = NOW + timedelta(hours=2)
SETTLED = NOW + SETTLED_AFTER
ABSENT, ONE, TWO = (ReadBack(n, SETTLED) for n in (0, 1, 2))
EARLY = ReadBack(0, SETTLED - SECOND)


@pytest.mark.parametrize(
    ("state", "evidence", "after", "what", "at"),
    [
        (State.DRAFTED, {}, timedelta(hours=9), Next.NOTHING, None),
        (State.DRAFTED, {"is_due": False}, UNDO, Next.DROP, None),
        (State.APPROVED, {}, UNDO, Next.CLAIM, None),
        (State.APPROVED, {}, UNDO - SECOND, Next.WAIT, NOW + UNDO),
        (State.APPROVED, {"free_at": LATER}, UNDO, Next.WAIT, LATER),
        (State.APPROVED, {"free_at": LATER}, timedelta(hours=2), Next.CLAIM, None),
        (State.APPROVED, {"is_halted": True}, timedelta(hours=9), Next.WAIT, None),
        (State.APPROVED, {"is_due": False}, timedelta(hours=9), Next.DROP, None),
        (State.APPROVED, {"is_due": False, "is_halted": True}, UNDO, Next.DROP, None),
        (State.APPROVED, {"has_channel": False}, UNDO, Next.HAND_OVER, None),
        (State.SENT, {}, UNDO, Next.NOTHING, None),
        (State.DROPPED, {}, UNDO, Next.NOTHING, None),
        (State.SENDING, {}, SETTLED_AFTER - SECOND, Next.WAIT, SETTLED),
        (State.SENDING, {"is_due": False}, SETTLED_AFTER - SECOND, Next.WAIT, SETTLED),
        (State.SENDING, {}, SETTLED_AFTER, Next.READ_BACK, None),
        (State.SENDING, {"can_read_back": False}, SETTLED_AFTER - SECOND, Next.WAIT, SETTLED),
        (State.SENDING, {"can_read_back": False}, SETTLED_AFTER, Next.LOSE, None),
        (State.SENDING, {"read_back": ONE}, UNDO, Next.SETTLE_SENT, None),
        (State.SENDING, {"read_back": ABSENT}, SETTLED_AFTER, Next.SETTLE_NOT_SENT, None),
        (State.SENDING, {"read_back": EARLY}, SETTLED_AFTER, Next.READ_BACK, None),
        (State.SENDING, {"read_back": EARLY}, UNDO, Next.WAIT, SETTLED),
        (State.SENDING, {"read_back": TWO}, UNDO, Next.HALT, None),
        (State.SENDING, {"read_back": TWO, "is_halted": True}, UNDO, Next.SETTLE_SENT, None),
        (State.UNCERTAIN, {"can_read_back": False}, UNDO, Next.HAND_OVER, None),
        (State.UNCERTAIN, {}, UNDO, Next.WAIT, SETTLED),
        (State.UNCERTAIN, {}, SETTLED_AFTER, Next.READ_BACK, None),
        (State.UNCERTAIN, {"read_back": ONE}, UNDO, Next.SETTLE_SENT, None),
        (State.UNCERTAIN, {"read_back": ABSENT}, SETTLED_AFTER, Next.SETTLE_NOT_SENT, None),
        (State.UNCERTAIN, {"read_back": EARLY}, SETTLED_AFTER, Next.READ_BACK, None),
    ],
)
def test_what_comes_next(
    state: State, evidence: dict[str, object], after: timedelta, what: Next, at: datetime | None
) -> None:
    found = next_step(row(state), replace(FREE, **evidence), NOW + after)  # type: ignore[arg-type]
    assert (found.what, found.at) == (what, at)


@pytest.mark.parametrize(
    ("state", "what"), [(State.SENDING, Next.LOSE), (State.UNCERTAIN, Next.HAND_OVER)]
)
def test_a_clock_put_back_leaves_it_to_a_person(state: State, what: Next) -> None:
    """Nothing can be said about how long it was; what is found is found all the same."""
    just = NOW - SETTLED_AFTER
    assert next_step(row(state), FREE, just).what is Next.WAIT
    decision = next_step(row(state), FREE, just - SECOND)
    assert decision == Decision(
        what, "the clock was put back, so that nothing can be said about waiting"
    )
    found = replace(FREE, read_back=ReadBack(1, just))
    assert next_step(row(state), found, just - SECOND).what is Next.SETTLE_SENT


def test_decisions_say_why() -> None:
    def why(state: State, evidence: Evidence, after: timedelta) -> str:
        return next_step(row(state), evidence, NOW + after).why

    hour = timedelta(hours=1)
    assert next_step(APPROVED, FREE, LATER) == Decision(
        Next.CLAIM, "it is due, approved and free to leave"
    )
    assert why(State.SENT, FREE, hour) == "it is sent"
    assert why(State.DRAFTED, FREE, hour) == "the owner has not approved it"
    assert why(State.APPROVED, replace(FREE, is_due=False), hour) == "it is not due any more"
    assert why(State.APPROVED, replace(FREE, has_channel=False), hour) == "a person sends it"
    assert why(State.APPROVED, replace(FREE, is_halted=True), hour) == "all sending is stopped"
    assert why(State.APPROVED, FREE, SECOND) == "it can still be taken back"
    assert why(State.APPROVED, replace(FREE, free_at=LATER), hour) == (
        "hours or limits leave no place yet"
    )
    assert why(State.SENDING, FREE, SECOND) == "the call may still be on its way"
    assert why(State.SENDING, FREE, hour) == "the network can be asked whether it has it"
    assert why(State.SENDING, replace(FREE, can_read_back=False), hour) == (
        "the network cannot be asked"
    )
    assert why(State.SENDING, replace(FREE, read_back=TWO), hour) == "the network has it 2 times"
    assert why(State.SENDING, replace(FREE, read_back=ONE), hour) == "the network has it"
    assert why(State.SENDING, replace(FREE, read_back=ABSENT), hour) == (
        "the network does not have it"
    )


def test_sending_goes_on_after_an_incident_only_with_a_reason() -> None:
    incident = Incident(NOW, "the network has it 2 times")
    assert incident.is_open
    for empty in ("", "  \n"):
        with pytest.raises(Halted) as refused:
            resume(incident, empty, LATER)
        assert str(refused.value) == (
            "Say what happened and why sending may go on; the reason is kept."
        )
    ended = resume(incident, " The server had a hiccup. ", LATER)
    assert ended == Incident(NOW, "the network has it 2 times", LATER, "The server had a hiccup.")
    assert not ended.is_open
    with pytest.raises(NotAllowed) as again:
        resume(ended, "Again.", LATER)
    assert str(again.value) == "Sending has been resumed already."


def test_refusals_are_of_the_family() -> None:
    assert issubclass(NotAllowed, Refused)
    assert issubclass(Halted, Refused)
    assert UNDO == timedelta(seconds=5)


def test_there_is_nothing_that_could_act_on_linkedin() -> None:
    """An absence that is a rule: people accept and send there, programs do not."""
    networks = Path(askwhy.networks.__file__).parent
    assert (networks / "linkedin" / "__init__.py").exists()
    assert [*networks.glob("linkedin*/**/channel*")] == []
