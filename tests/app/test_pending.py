"""Decisions on the disk: kept, carried out once, taken back, and told where they cannot be."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from askwhy.app.study import pending
from askwhy.app.study.decisions import Decision, Deed, carry_out, require_fit
from askwhy.app.study.queueing import NoSuchCard, NotDue
from askwhy.outbox import State
from askwhy.store import deeds

if TYPE_CHECKING:
    from tests.app.conftest import Stage

    from askwhy.facts import StudyFact

CARDS = (Deed.SENT, Deed.SKIPPED, Deed.WROTE, Deed.LATER)


@pytest.fixture
def three(stage: Stage) -> Stage:
    """Three people are due."""
    stage.lock()
    stage.requests("ana", "ben", "cleo")
    stage.tick()
    return stage


def decision(stage: Stage, deed: Deed, name: str = "ana") -> Decision:
    until = stage.now + timedelta(days=2) if deed is Deed.LATER else None
    return Decision(deed, stage.row(name).id, stage.now, until)


def facts(stage: Stage, name: str) -> tuple[StudyFact, ...]:
    return tuple(stage.facts(name))


@pytest.mark.parametrize("deed", CARDS)
def test_it_is_read_back_as_it_was_kept(three: Stage, deed: Deed) -> None:
    one = decision(three, deed)
    noted = Decision(Deed.NOTED, "7", three.now, answers=(("known", "never"), ("q", "yes")))
    paths = [pending.keep(three.record.home, each) for each in (one, noted)]
    assert sorted(pending.found(three.record.home)) == sorted(zip(paths, (one, noted), strict=True))
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in paths)
    assert "ana" not in paths[0].read_text().casefold()


@pytest.mark.parametrize("deed", CARDS)
def test_a_crash_between_the_record_and_the_disk_writes_nothing_twice(
    three: Stage, deed: Deed
) -> None:
    one = decision(three, deed)
    path = pending.keep(three.record.home, one)
    with three.record.write() as connection:
        carry_out(three.record, connection, one)
    before = (three.rows(), facts(three, "ana"))
    assert pending.settle(three.record, path) == ""
    assert (three.rows(), facts(three, "ana")) == before
    assert pending.found(three.record.home) == []


def test_what_was_cut_short_while_it_was_kept_is_none(three: Stage) -> None:
    path = pending.keep(three.record.home, decision(three, Deed.SENT))
    path.rename(path.with_suffix(".part"))
    assert pending.found(three.record.home) == []
    assert pending.settle(three.record, path) == ""
    assert three.states()["ana"] == State.DRAFTED


def test_who_wrote_in_between_is_told_and_not_kept(three: Stage) -> None:
    path = pending.keep(three.record.home, decision(three, Deed.SENT))
    three.wait(hours=1)
    three.writes("ana", "Hello, how are you?")
    assert "not due any more" in pending.settle(three.record, path)
    assert not path.exists()
    with pytest.raises(NotDue), three.record.read() as connection:
        require_fit(three.record, connection, decision(three, Deed.SENT))


def test_no_card_is_decided_that_is_not_there(three: Stage) -> None:
    gone = Decision(Deed.SKIPPED, "no-such-card", three.now)
    with three.record.read() as connection, pytest.raises(NoSuchCard):
        require_fit(three.record, connection, gone)
    skipped = decision(three, Deed.SKIPPED)
    with three.record.write() as connection:
        carry_out(three.record, connection, skipped)
    with three.record.read() as connection, pytest.raises(NoSuchCard):
        require_fit(three.record, connection, skipped)


def test_notes_are_written_as_they_were_given(three: Stage) -> None:
    with three.record.read() as connection:
        contact = three.row("ben").contact_id
        assert deeds.facts_of(connection, [contact])
    answers = (("known", "heard of"), ("contact of contacts", "no"))
    one = Decision(Deed.NOTED, str(contact), three.now, answers=answers)
    assert one.row == f"known:{contact}"
    assert Decision(Deed.NOTED, "1", three.now, answers=answers[1:]).row == "mutual:1"
    path = pending.keep(three.record.home, one)
    assert json.loads(path.read_text())["about"] == str(contact)
    assert pending.settle(three.record, path) == ""
    assert pending.settle(three.record, path) == ""
    from askwhy.store import reading

    with three.record.read() as connection:
        ((_, history),) = reading.identified(connection, three.row("ben").account_id, [contact])
    assert {(question, history.entry(question)) for question, _ in answers} == set(answers)
