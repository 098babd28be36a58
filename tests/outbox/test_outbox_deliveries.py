"""At most once, and nothing lost: deliveries to a network that fails in every way it can.

The machine plays the owner, the planner, one sender after another (each may be killed between any
two steps) and a network that commits and loses the answer, refuses, or has a request lie in a
buffer for up to two minutes after its sender is gone. What the network holds is counted there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from askwhy.facts import Step
from askwhy.outbox import (
    SETTLED_AFTER,
    UNDO,
    Actor,
    Evidence,
    Incident,
    Move,
    Next,
    ReadBack,
    Row,
    State,
    edit,
    intent_id,
    move,
    next_step,
    resume,
)

START = datetime(2026, 10, 5, 12, tzinfo=UTC)
WHO = ("ana", "ben", "cleo")
ways = st.sampled_from(
    [
        "receipt",
        "receipt",
        "deferred",
        "rejected",
        "lost before",
        "lost after",
        "lost in a buffer",
        "killed before",
        "killed after",
        "killed with a buffer",
    ]
)


class Deliveries(RuleBasedStateMachine):
    """One account with a few rows."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.rows = {
            who: Row(intent_id("d", "a", who, Step.ASK), State.DRAFTED, "Why?", "Why?", START)
            for who in WHO
        }
        self.due = dict.fromkeys(WHO, True)
        self.free_at = START
        self.incident: Incident | None = None
        self.held: Counter[str] = Counter()
        self.buffers: list[tuple[datetime, str]] = []
        self.rejected: set[str] = set()
        self.can_read_back = True

    @initialize(can_read_back=st.booleans())
    def a_network(self, can_read_back: bool) -> None:
        self.can_read_back = can_read_back

    @property
    def is_halted(self) -> bool:
        return self.incident is not None and self.incident.is_open

    def evidence(self, who: str, read_back: ReadBack | None = None) -> Evidence:
        return Evidence(
            is_due=self.due[who],
            free_at=self.free_at,
            is_halted=self.is_halted,
            has_channel=True,
            can_read_back=self.can_read_back,
            read_back=read_back,
        )

    def make(self, who: str, what: Move, actor: Actor) -> None:
        self.rows[who] = move(self.rows[who], what, actor, self.now)

    def pass_time(self, stretch: timedelta) -> None:
        self.now += stretch
        for at, who in [one for one in self.buffers if one[0] <= self.now]:
            self.buffers.remove((at, who))
            self.held[who] += 1

    # The owner, the planner, the world.

    @rule(seconds=st.sampled_from([1, 4, 5, 60, 179, 181, 7200]))
    def time_passes(self, seconds: int) -> None:
        self.pass_time(timedelta(seconds=seconds))

    @rule(who=st.sampled_from(WHO))
    def the_owner_approves(self, who: str) -> None:
        if self.rows[who].state is State.DRAFTED:
            self.make(who, Move.APPROVE, Actor.OWNER)

    @rule(who=st.sampled_from(WHO))
    def the_owner_takes_it_back(self, who: str) -> None:
        if self.rows[who].state is State.APPROVED:
            self.make(who, Move.UNDO, Actor.OWNER)

    @rule(who=st.sampled_from(WHO))
    def the_owner_edits(self, who: str) -> None:
        if self.rows[who].state in {State.DRAFTED, State.APPROVED}:
            self.rows[who] = edit(self.rows[who], "Why, then?", self.now)

    @rule(who=st.sampled_from(WHO), is_due=st.booleans())
    def the_planner_decides_anew(self, who: str, is_due: bool) -> None:
        self.due[who] = is_due and not self.held[who] and who not in self.rejected
        row = self.rows[who]
        if self.due[who] and row.state is State.DROPPED and not row.may_have_left:
            self.make(who, Move.REVIVE, Actor.PLANNER)

    @rule(hours=st.integers(0, 3))
    def quiet_hours_begin(self, hours: int) -> None:
        self.free_at = self.now + timedelta(hours=hours)

    @rule()
    def the_switch_is_thrown(self) -> None:
        self.incident = Incident(self.now, "thrown by hand")

    @precondition(lambda self: self.is_halted)
    @rule()
    def the_owner_resumes(self) -> None:
        assert self.incident is not None
        self.incident = resume(self.incident, "All is well.", self.now)

    @rule(how=st.lists(ways, min_size=3, max_size=3))
    def a_round(self, how: list[str]) -> None:
        """Everything is approved, the time to take it back goes by, and the sender works."""
        for who in WHO:
            self.the_owner_approves(who)
        self.pass_time(UNDO)
        for who, way in zip(WHO, how, strict=True):
            self.the_sender_works(who, way)

    @rule(how=st.lists(ways, min_size=3, max_size=3))
    def a_later_round(self, how: list[str]) -> None:
        self.pass_time(2 * SETTLED_AFTER)
        self.a_round(how)

    # The sender. A row that is being sent belongs to nobody once its sender was killed.

    @rule(who=st.sampled_from(WHO), way=ways)
    def the_sender_works(self, who: str, way: str) -> None:
        decision = next_step(self.rows[who], self.evidence(who), self.now)
        if decision.what is Next.READ_BACK:
            seen = ReadBack(self.held[who], self.now)
            decision = next_step(self.rows[who], self.evidence(who, seen), self.now)
        if decision.what is Next.CLAIM:
            self.judge_claim(who)
            self.make(who, Move.CLAIM, Actor.SENDER)
            self.call(who, way)
        elif decision.what is Next.DROP:
            self.make(who, Move.DROP, Actor.PLANNER)
        elif decision.what is Next.LOSE:
            self.make(who, Move.LOSE, Actor.SENDER)
        elif decision.what is Next.SETTLE_SENT:
            self.make(who, Move.FIND, Actor.READER)
        elif decision.what is Next.SETTLE_NOT_SENT:
            self.make(who, Move.MISS, Actor.READER)
        elif decision.what is Next.HAND_OVER:
            self.hand_over(who)
        else:
            assert decision.what in {Next.NOTHING, Next.WAIT}, decision

    def call(self, who: str, way: str) -> None:
        if way in {"receipt", "lost after", "killed after"}:
            self.held[who] += 1
        if way in {"lost in a buffer", "killed with a buffer"}:
            self.buffers.append((self.now + timedelta(minutes=2), who))
        if way == "receipt":
            self.make(who, Move.RECEIPT, Actor.SENDER)
        elif way == "deferred":
            self.make(who, Move.DEFER, Actor.SENDER)
        elif way == "rejected":
            self.rejected.add(who)
            self.make(who, Move.REJECT, Actor.SENDER)
        elif way.startswith("lost"):
            self.make(who, Move.LOSE, Actor.SENDER)

    def hand_over(self, who: str) -> None:
        """The owner looks with their own eyes, after the while that they are told to wait."""
        assert not self.can_read_back
        self.pass_time(SETTLED_AFTER)
        found = Move.FIND if self.held[who] else Move.MISS
        self.make(who, found, Actor.OWNER)

    def judge_claim(self, who: str) -> None:
        row = self.rows[who]
        assert row.state is State.APPROVED, "only what the owner approved"
        assert self.due[who], "only what is still due"
        assert not self.is_halted, "nothing while all is stopped"
        assert self.now >= self.free_at, "nothing in quiet hours or over a limit"
        assert self.now >= row.changed_at + UNDO, "nothing that can still be taken back"
        assert not row.may_have_left, "nothing that may have left already"

    @invariant()
    def nobody_gets_it_twice(self) -> None:
        coming = Counter(who for _, who in self.buffers)
        assert all(self.held[who] + coming[who] <= 1 for who in WHO)

    @invariant()
    def what_counts_as_sent_was_sent(self) -> None:
        for who, row in self.rows.items():
            if row.state is State.SENT:
                assert self.held[who] == 1
            if not row.may_have_left:
                assert self.held[who] == 0, "what left is remembered"

    def teardown(self) -> None:
        """Nothing is lost: with time and a quiet network each row comes to its end."""
        if self.is_halted:
            self.the_owner_resumes()
        for who in WHO:
            self.due[who] = who not in self.rejected and not self.held[who]
            for _ in range(6):
                self.pass_time(timedelta(hours=4))
                if self.rows[who].state is State.DRAFTED:
                    self.make(who, Move.APPROVE, Actor.OWNER)
                else:
                    self.the_sender_works(who, "receipt")
            state = self.rows[who].state
            assert state in {State.SENT, State.DROPPED}
            assert (self.held[who] == 1) is (state is State.SENT)
        self.nobody_gets_it_twice()


TestDeliveries = Deliveries.TestCase
TestDeliveries.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)


@pytest.mark.slow
def test_many_deliveries() -> None:
    thorough = settings(max_examples=400, stateful_step_count=60, deadline=None)
    run_state_machine_as_test(Deliveries, settings=thorough)


def test_the_machine_catches_a_sender_that_takes_an_orphan_for_one_never_sent() -> None:
    machine = Deliveries()
    machine.a_network(can_read_back=False)
    machine.a_round([*["killed after"] * 3])
    assert machine.rows["ana"].state is State.SENDING
    machine.rows["ana"] = replace(machine.rows["ana"], state=State.APPROVED, may_have_left=False)
    machine.a_round([*["receipt"] * 3])
    with pytest.raises(AssertionError):
        machine.nobody_gets_it_twice()
