"""One person's story, as it happened."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from askwhy.app.people import deciding
from askwhy.app.people.story import NobodyThere, What, story_of
from askwhy.app.study import queueing
from askwhy.facts import Connection, Direction, FavourState, Message, Party, Request, Span

if TYPE_CHECKING:
    from tests.app.conftest import Stage

    from askwhy.app.people.story import Story

ANA = Party("Ana", "ana")
ME = Party("Eva Lis", "eva")


def story(stage: Stage) -> Story:
    with stage.record.read() as connection:
        return story_of(connection, deciding.find(connection, "ana").id)


def test_what_is_known_to_the_day_comes_after_that_days_request(stage: Stage) -> None:
    """An export tells the day of a connection only, and the minute of the request before it."""
    asked = stage.now - timedelta(days=3)
    midnight = asked.replace(hour=0, minute=0)
    day = Span(midnight, midnight + timedelta(days=1))
    stage.hear(
        Request(Direction.INCOMING, ANA, Span.second(asked), "Good day."),
        Connection(ANA, day, "Acme", "baker"),
        Message("a", ME, (ANA,), asked + timedelta(hours=2), "Welcome."),
        Message("a", ANA, (ME,), asked - timedelta(days=1), "We met."),
    )
    told = story(stage)
    assert [(one.what, one.text) for one in told.moments] == [
        (What.THEY_WROTE, "We met."),
        (What.THEY_ASKED, "Good day."),
        (What.CONNECTED, ""),
        (What.YOU_WROTE, "Welcome."),
    ]
    assert (told.note, told.position) == ("Good day.", "baker, Acme")
    assert [one.is_exact for one in told.moments] == [True, True, False, True]


def test_what_the_owner_decided_stands_in_it(stage: Stage) -> None:
    one = stage.lock()
    stage.requests("ana")
    stage.tick()
    with stage.record.write() as connection:
        who = deciding.find(connection, "ana")
        (card,) = queueing.cards(connection, one)
        until = stage.now + timedelta(days=2)
        queueing.postpone(connection, one, card, until, stage.now)
        deciding.favour(connection, who, "a job", FavourState.OPEN, None, stage.now)
        deciding.stop(connection, who, "your decision", stage.now)
        deciding.confirm_scam(connection, who, "romance", stage.now)
    told = story(stage)
    assert {one.what for one in told.moments} >= {
        What.ALLOCATED, What.POSTPONED, What.FAVOUR, What.STOPPED, What.MARKED,
    }  # fmt: skip
    assert (told.is_stopped, told.is_scam) == (True, True)
    assert ("scam", "romance") in told.entries
    stage.wait(seconds=1)
    with stage.record.write() as connection:
        deciding.stop(connection, who, "", stage.now, lifted=True)
        deciding.clear_of_scam(connection, who, stage.now)
    told = story(stage)
    assert (told.is_stopped, told.is_scam) == (False, False)
    assert {one.what for one in told.moments} >= {What.LIFTED, What.UNMARKED}


def test_nobody_has_no_story(stage: Stage) -> None:
    stage.requests("ana")
    with stage.record.read() as connection, pytest.raises(NobodyThere):
        story_of(connection, 4711)
