"""What only the owner can do, and when the planner reminds them of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from askwhy.planner import ContactId, Kind, Remind, State

if TYPE_CHECKING:
    from tests.planner.conftest import Telling, World

ANA = ContactId("linkedin", "handle:ana")


def at(day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, second, tzinfo=UTC)


def only(world: World, now: datetime | None = None) -> Remind:
    (found,) = world.plan(now).reminders
    return found


def test_a_wait_that_nobody_watched_asks_for_a_newer_export(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon Ana is connected
    Tue 12:00 the last seen of linkedin
    Fri 09:00 is now
    """
    reason = "accepted 4 days ago; nothing was seen after 2026-10-06 12:00 UTC"
    assert only(story) == Remind(story.study, Kind.LOOK, ANA, at(7), reason)
    assert story.plan(at(6, 23)).reminders == ()


def test_nobody_need_look_for_those_who_wrote_already(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon Ana is connected
    Mon 12:00 Ana writes: “I am looking for work; do you know of any?”
    Tue 12:00 the last seen of linkedin
    Fri 09:00 is now
    """
    assert [one.kind for one in story.plan().reminders] == [Kind.ANSWER]


def test_an_account_that_was_never_seen_asks_for_an_export(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Mon 10:00 is the day, and nothing was ever seen
    Wed 09:00 is now
    """
    assert (only(story).kind, only(story).since) == (Kind.LOOK, at(6, 10, 0, 1))
    assert only(story).reason == "accepted 1 day ago; nothing was seen"


def test_the_time_to_answer_that_nobody_watched_asks_for_a_newer_export(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 11:00 Ana is allocated to A
    Wed 11:00 Ana is asked
    20 Oct 11:00 the last seen of linkedin
    22 Oct 11:00 is now
    """
    assert (only(story).kind, only(story).since) == (Kind.LOOK, at(21, 11))
    assert story.outlook().state is State.ASKED


def test_a_claimed_question_that_a_source_should_show_is_to_be_looked_for(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 11:00 Ana is allocated to A
    Wed 11:00 Ana is asked (claimed)
    Thu 11:00 the last seen of linkedin
    Fri 11:00 is now
    """
    reason = "you said on 2026-10-07 that it was sent; messages up to 2026-10-08 do not show it"
    assert only(story) == Remind(story.study, Kind.VERIFY, ANA, at(7, 11), reason)
    assert story.outlook().look_again == at(7, 11)


@pytest.mark.parametrize(
    "line",
    [
        "Wed 11:00 Ana is asked (verified)",
        "Wed 11:00 Ana is asked (delivered)",
        "Thu 10:59 the last seen of linkedin",
    ],
)
def test_a_question_that_is_shown_or_cannot_be_yet_is_not(tell: Telling, line: str) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 11:00 Ana is allocated to A
    Wed 11:00 Ana is asked (claimed)
    Fri 11:00 is now
    """
    assert tell.read(f"{tell.text}\n{line}").plan().reminders == ()


def test_the_owner_owes_an_answer_to_who_answered(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 11:00 Ana is allocated to A
    Wed 11:00 Ana is asked
    Wed 12:00 Ana writes: “I am looking for work; do you know of any?”
    Wed 13:00 Ana writes: “In Gdańsk, that is.”
    Fri 12:30 is now
    """
    reason = "wrote 2 days ago, and you have not answered"
    assert only(story) == Remind(story.study, Kind.ANSWER, ANA, at(7, 12), reason)
    assert story.outlook().look_again == at(7, 12)


@pytest.mark.parametrize(
    "line",
    [
        "Wed 14:00 you write to Ana: “I shall ask around.”",
        "Thu 14:00 Ana asks not to be written to",
        "Thu 14:00 you mark Ana as scam",
    ],
)
def test_no_answer_is_owed_once_it_is_given_or_unwanted(tell: Telling, line: str) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Mon 12:00 Ana writes: “I am looking for work; do you know of any?”
    Fri 12:30 is now
    """
    assert [one.kind for one in tell().plan().reminders] == [Kind.ANSWER]
    assert tell.read(f"{tell.text}\n{line}").plan().reminders == ()


def test_a_favour_is_due_on_its_day_until_something_became_of_it(tell: Telling) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 11:00 Ana is allocated to A
    Tue 12:00 Ana is asked
    Tue 12:30 Ana asks for “a word with the editor” by Fri, open
    Tue 12:00 Ana asks for “a list of archives” by Wed, open
    Tue 12:30 Ana asks for “a list of archives” by Wed, done
    Fri 00:00 is now
    """
    reason = "asked you for this: a word with the editor; due on 2026-10-09"
    world = tell()
    assert only(world) == Remind(world.study, Kind.FAVOUR, ANA, at(9), reason)
    assert world.plan(at(8, 23, 59)).reminders == ()
    assert world.outlook().look_again == at(9)


def test_of_two_days_for_one_favour_told_at_once_the_order_does_not_matter(tell: Telling) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 12:30 Ana asks for “a list of archives” by Fri, open
    Tue 12:30 Ana asks for “a list of archives” by Thu, open
    10 Oct 00:00 is now
    """
    world = tell()
    (case,) = world.cases
    turned = replace(world, cases=(replace(case, facts=case.facts[::-1]),))
    assert world.plan() == turned.plan()
    assert [one.since for one in world.plan().reminders if one.kind is Kind.FAVOUR] == [at(9)]


def test_reminders_come_in_the_order_in_which_they_have_waited(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 12:00 Ana writes: “I am looking for work; do you know of any?”
    Mon 09:00 Ben asks to connect
    Mon 10:00 you accept Ben
    Mon 12:00 Ben writes: “I am looking for work; do you know of any?”
    Fri 12:30 is now
    """
    assert story.names(story.plan().reminders) == ["ben", "ana"]
    assert story.plan().intents == story.plan().reminders
