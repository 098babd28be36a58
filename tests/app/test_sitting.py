"""A sitting over the cards, by a clock that is set by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from askwhy.app.people.cautions import by_rule
from askwhy.app.study import pending
from askwhy.app.study.queueing import NotDue
from askwhy.app.study.sitting import NothingToTakeBack, Sitting
from askwhy.app.study.studying import running
from askwhy.errors import Refused
from askwhy.facts import Accepted, Asked, Marked, Postponed, Skipped, WroteElsewhere
from askwhy.outbox import State
from askwhy.store import schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.app.conftest import Stage

HELD: dict[str, Callable[[Sitting], object]] = {
    "skip": Sitting.skip,
    "they wrote": Sitting.they_wrote,
    "postpone": lambda sitting: sitting.postpone(2),
    "sent": Sitting.sent,
    "scam": Sitting.scam,
}


@pytest.fixture
def sit(stage: Stage) -> Callable[[], Sitting]:
    """Three people are due, and the owner sits down to look at the cards."""
    stage.lock()
    stage.requests("ana", "ben", "cleo")
    stage.tick()

    def sit() -> Sitting:
        with stage.record.read() as connection:
            (one,) = running(connection, stage.record.home)
        return Sitting(stage.record, one, stage.clock)

    return sit


def name(sitting: Sitting) -> str:
    assert sitting.card is not None
    return sitting.card.who.name.casefold()


@pytest.mark.parametrize("what", HELD)
def test_what_is_held_is_written_after_five_seconds_and_not_before(
    stage: Stage, sit: Callable[[], Sitting], what: str
) -> None:
    sitting = sit()
    before, who = stage.rows(), name(sitting)
    HELD[what](sitting)
    stage.wait(seconds=4)
    assert sitting.settle() == []
    assert (stage.rows(), sitting.held) == (before, 1)
    stage.wait(seconds=1)
    assert sitting.settle() == []
    assert sitting.held == 0
    assert stage.rows() != before
    with pytest.raises(NothingToTakeBack):
        sitting.take_back()
    told = {type(fact) for fact in stage.facts(who)}
    wanted = {"skip": Skipped, "they wrote": WroteElsewhere, "postpone": Postponed}
    wanted |= {"sent": Asked, "scam": Marked}
    assert wanted[what] in told


@pytest.mark.parametrize("what", HELD)
def test_what_is_taken_back_never_happened(
    stage: Stage, sit: Callable[[], Sitting], what: str
) -> None:
    sitting = sit()
    before, who = stage.rows(), name(sitting)
    told = stage.facts(who)
    HELD[what](sitting)
    assert name(sitting) != who
    sitting.take_back()
    assert name(sitting) == who
    assert sitting.settle(at_once=True) == []
    assert (stage.rows(), stage.facts(who)) == (before, told)


def test_an_approval_leaves_after_five_seconds_and_not_before(
    stage: Stage, sit: Callable[[], Sitting]
) -> None:
    sitting = sit()
    who = name(sitting)
    sitting.approve()
    stage.wait(seconds=4)
    stage.deliver()
    assert stage.sent() == []
    stage.wait(seconds=1)
    stage.deliver()
    assert stage.sent() == [who]
    with pytest.raises(Refused, match="changed in the meantime"):
        sitting.take_back()
    assert stage.states()[who] == State.SENT


def test_an_approval_taken_back_does_not_leave(stage: Stage, sit: Callable[[], Sitting]) -> None:
    sitting = sit()
    sitting.approve()
    stage.wait(seconds=3)
    sitting.take_back()
    stage.wait(seconds=60)
    stage.deliver()
    assert stage.sent() == []
    sitting.approve()
    stage.wait(seconds=5)
    stage.deliver()
    assert len(stage.sent()) == 1


def test_an_edit_and_its_distance_from_the_wording_are_kept(
    stage: Stage, sit: Callable[[], Sitting]
) -> None:
    sitting = sit()
    who = name(sitting)
    wording = stage.row(who).text
    assert sitting.edit(f"{wording} Eva") == 4
    row = stage.row(who)
    assert (row.text, row.wording) == (f"{wording} Eva", wording)
    with stage.record.read() as connection:
        noted = sa.select(schema.moves.c.note).where(
            schema.moves.c.delivery_id == row.id, schema.moves.c.what == "edit"
        )
        assert connection.execute(noted).scalars().all() == ["4 characters away from the wording"]


def test_a_text_taken_back_is_the_one_before(stage: Stage, sit: Callable[[], Sitting]) -> None:
    sitting = sit()
    who = name(sitting)
    before = stage.row(who).text
    assert sitting.edit(before + "!") == 1
    assert stage.row(who).text == before + "!"
    sitting.approve()
    sitting.take_back()
    assert (stage.row(who).text, stage.row(who).state) == (before + "!", State.DRAFTED)
    sitting.take_back()
    assert stage.row(who).text == before


def test_decisions_are_taken_back_one_by_one_the_latest_first(
    stage: Stage, sit: Callable[[], Sitting]
) -> None:
    sitting = sit()
    first = name(sitting)
    sitting.skip()
    second = name(sitting)
    sitting.pass_over()
    third = name(sitting)
    sitting.they_wrote()
    assert sitting.card is None
    sitting.take_back()
    assert name(sitting) == third
    sitting.take_back()
    assert name(sitting) == first
    with pytest.raises(NothingToTakeBack):
        sitting.take_back()
    assert stage.states() == dict.fromkeys((first, second, third), State.DRAFTED)


def test_a_claim_is_refused_where_they_wrote_in_the_meantime(
    stage: Stage, sit: Callable[[], Sitting]
) -> None:
    sitting = sit()
    stage.writes(name(sitting))
    with pytest.raises(NotDue):
        sitting.sent()
    assert sitting.held == 0


def test_a_claim_that_came_too_late_is_told_and_the_others_are_written(
    stage: Stage, sit: Callable[[], Sitting]
) -> None:
    sitting = sit()
    first = name(sitting)
    sitting.skip()
    second = name(sitting)
    sitting.sent()
    stage.writes(second)
    (failed,) = sitting.settle(at_once=True)
    assert failed.casefold().startswith(second)
    assert "not due any more" in failed
    assert stage.states()[first] == State.DROPPED
    assert not [fact for fact in stage.facts(second) if isinstance(fact, Accepted | Asked)]


def test_whom_one_leaves_out_is_not_sent_to_meanwhile(
    stage: Stage, sit: Callable[[], Sitting]
) -> None:
    sitting = sit()
    first = name(sitting)
    sitting.skip()
    stage.approve(first)
    stage.wait(seconds=5)
    stage.deliver()
    assert stage.sent() == []
    assert sitting.settle(at_once=True) == []
    assert stage.states()[first] == State.DROPPED


@pytest.mark.parametrize("what", HELD)
def test_what_a_sitting_that_was_killed_had_decided_is_not_shown_and_is_written(
    stage: Stage, sit: Callable[[], Sitting], what: str
) -> None:
    killed = sit()
    who, before = name(killed), stage.rows()
    HELD[what](killed)
    stage.wait(seconds=6)
    assert pending.settle_left(stage.record, stage.clock()) == []
    assert stage.rows() == before, "a living one may still take it back"
    assert name(sit()) != who
    stage.wait(seconds=1)
    assert pending.settle_left(stage.record, stage.clock()) == []
    assert stage.rows() != before
    with pytest.raises(pending.WrittenDown):
        killed.take_back()


def test_what_a_clock_set_back_left_is_written_at_once(
    stage: Stage, sit: Callable[[], Sitting]
) -> None:
    sit().skip()
    stage.wait(hours=-1)
    before = stage.rows()
    assert pending.settle_left(stage.record, stage.clock()) == []
    assert stage.rows() != before


def test_a_suspicion_warns_and_changes_no_plan(stage: Stage, sit: Callable[[], Sitting]) -> None:
    scam = (
        "I am the next of kin of a late customer; confirm a transfer of $8,500,000 to my "
        "private mail barrister@gmail.com, strictly confidential."
    )
    assert by_rule(["Hello, a question."]) == []
    (warning,) = by_rule([scam, scam])
    assert "advance fee" in warning
    assert sit().cards[0].warnings == ()
    stage.writes("ana", scam)
    before = stage.tick()
    assert before.dropped == 1, "she wrote, whatever she wrote"
