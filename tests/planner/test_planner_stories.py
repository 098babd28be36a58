"""Who is accepted, allocated and asked, and when: one story a test."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from askwhy.planner import Allocate, Ask, ContactId, State, plan, stratum
from askwhy.protocol import Acceptance, Arm, Definitions, Hours, digest
from askwhy.rules.notes import STOCK

if TYPE_CHECKING:
    from tests.planner.conftest import Telling, World

DAY = timedelta(days=1)
QUESTION = Arm("A", 1, DAY, (("en", "May I help?"),))
LATER = Arm("later", 1, 3 * DAY, (("en", "May I help?"),))
NONE = Arm("none", 1, DAY, ())
ANA = ContactId("linkedin", "handle:ana")


def at(day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, second, tzinfo=UTC)


def test_a_request_in_the_window_is_accepted(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 11:30 is now
    """
    (accept,) = story.plan().accepts

    assert (accept.study, accept.who) == (story.study, ANA)
    assert (accept.not_before, accept.reason) == (at(5, 11, 30), "asked to connect 2 hours ago")
    assert story.plan().intents == (accept,)
    assert story.outlook().look_again == at(5, 9)


def test_requests_are_accepted_oldest_first(story: World) -> None:
    """
    Tue 09:00 Ben asks to connect
    Mon 09:00 Ana asks to connect
    Mon 08:00 Cleo asks to connect
    Wed 09:00 is now
    """
    assert story.names(story.plan().accepts) == ["cleo", "ana", "ben"]


@pytest.mark.parametrize(
    ("day", "is_in"), [("30 Sep 23:59:59", False), ("1 Oct 00:00", True), ("31 Oct 23:59", True)]
)
def test_the_windows_days_are_whole(tell: Telling, day: str, is_in: bool) -> None:
    world = tell.read(f"{day} Ana asks to connect\n1 Nov 00:00 is now")

    assert bool(world.plan().outlooks) is is_in
    assert bool(world.plan().accepts) is is_in


def test_the_window_is_of_the_studys_time_zone(tell: Telling) -> None:
    """In Warsaw October begins at 22:00 UTC."""
    hours = Hours("Europe/Warsaw", (), (0, 1, 2, 3, 4, 5, 6))
    told = "30 Sep {} Ana asks to connect\n1 Nov 00:00 is now"

    assert not tell.read(told.format("21:59:59"), hours=hours).plan().outlooks
    assert tell.read(told.format("22:00:00"), hours=hours).plan().outlooks


def test_only_words_of_their_own_are_accepted_where_the_protocol_says_so(
    tell: Telling,
) -> None:
    """
    Mon 08:00 Ana asks to connect: “We met in Gdańsk; may I ask about the archive?”
    Mon 08:30 Ben asks to connect
    Mon 08:40 Cleo asks to connect: “I'd like to add you to my professional network on LinkedIn.”
    Mon 08:50 Dan asks to connect
    Mon 09:00 Dan writes: “Before you accept: are you the author of the blog?”
    Mon 10:00 is now
    """
    world = tell(acceptance=Acceptance.OWN_WORDS)

    assert world.names(world.plan().accepts) == ["ana", "dan"]


def test_the_owners_own_stock_sentences_are_no_own_words(tell: Telling) -> None:
    """
    Mon 08:00 Ana asks to connect: “Let us grow our networks together.”
    Mon 10:00 is now
    """
    world = tell(acceptance=Acceptance.OWN_WORDS)
    stock = STOCK.extended("Let us grow our networks together.")

    assert len(world.plan().accepts) == 1
    assert plan(world.protocol, world.accounts, world.cases, world.now, stock).accepts == ()


def test_nobody_is_accepted_by_the_program_where_the_owner_decides(
    tell: Telling,
) -> None:
    """
    Mon 08:00 Ana asks to connect
    Tue 08:00 is now
    """
    world = tell(acceptance=Acceptance.BY_HAND)
    (reminder,) = world.plan().reminders

    assert world.plan().accepts == ()
    assert (str(reminder.kind), reminder.since) == ("decide whether to accept", at(5, 8))
    assert reminder.reason == "asked to connect 1 day ago"


def test_whoever_is_accepted_is_not_accepted_again(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Mon 11:00 is now
    """
    assert story.plan().accepts == ()
    assert story.outlook().state is State.WAITING
    assert story.outlook().reason == "accepted 1 hour ago, silent so far, the wait is not over"


def test_the_wait_counts_from_the_second_of_acceptance(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 10:00:00 is now
    """
    assert story.outlook().state is State.WAITING
    assert story.outlook().look_again == at(6, 10, 0, 1)
    assert story.plan(at(6, 10, 0, 1)).outlooks[0].state is State.READY


def test_the_wait_counts_from_the_end_of_a_day_of_acceptance(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon Ana is connected
    Wed 00:00 is now
    """
    (allocate,) = story.plan().allocations

    assert story.plan(at(6, 23, 59, 59)).allocations == ()
    assert allocate == Allocate(story.study, ANA, "en on LinkedIn", "accepted 1 day ago, silent")
    assert story.outlook().look_again == at(7)


def test_the_notes_echo_tells_the_second_of_acceptance(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect: “We met in Gdańsk; may I ask about the archive?”
    Mon Ana is connected
    Mon 10:00 Ana writes: “We met in Gdańsk; may I ask about the archive?”
    Tue 10:00:01 is now
    """
    assert story.names(story.plan().allocations) == ["ana"]
    assert story.plan(at(6, 10)).allocations == ()


def test_an_acceptance_by_us_refines_the_day_that_a_file_tells(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Mon Ana is connected
    Tue 10:00:01 is now
    """
    assert story.names(story.plan().allocations) == ["ana"]


def test_a_file_that_contradicts_our_acceptance_is_believed(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue Ana is connected
    Wed 23:59:59 is now
    """
    assert story.outlook().state is State.WAITING
    assert story.outlook().look_again == at(8)


def test_an_acceptance_stamped_by_a_slow_clock_still_counts(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 08:00 you accept Ana
    Mon 09:30 is now
    """
    assert story.plan().accepts == ()
    assert story.outlook().look_again == at(6, 9, 0, 1)


def test_silence_counts_only_as_far_as_anything_was_seen(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon Ana is connected
    Tue 23:59:59 the last seen of linkedin
    Fri 09:00 is now
    """
    assert story.plan().allocations == ()
    assert story.outlook().state is State.WAITING
    assert story.outlook().look_again == at(7)


def test_nothing_is_due_on_an_account_that_was_never_seen(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Fri 09:00 is the day, and nothing was ever seen
    Fri 09:00 is now
    """
    assert story.plan().allocations == ()
    assert story.outlook().state is State.WAITING


def test_whoever_is_silent_and_allocated_is_asked(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon Ana is connected
    Wed 08:00 Ana is allocated to A
    Wed 09:00 is now
    """
    assert story.plan().intents == (
        Ask(
            study=story.study,
            who=ANA,
            arm="A",
            language="en",
            text="May I help, Ana?",
            not_before=at(7, 9),
            reason="accepted 2 days ago, silent, arm A",
        ),
    )
    assert (story.outlook().state, story.outlook().arm) == (State.DUE, "A")
    assert story.outlook().look_again == at(7)


def test_allocations_come_in_the_order_in_which_waits_were_over(story: World) -> None:
    """
    Mon 12:00 Ana asks to connect
    Mon 08:00 Ben asks to connect
    Mon 09:00 Cleo asks to connect
    Mon 13:00 you accept Cleo
    Mon 14:00 you accept Ben
    Mon 14:00 you accept Ana
    Wed 09:00 is now
    """
    assert story.names(story.plan().allocations) == ["cleo", "ana", "ben"]


def test_the_stratum_is_the_noted_language_and_the_network(tell: Telling) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 09:00 Ben asks to connect
    Mon 09:00 Cleo on mastodon asks to connect
    Mon 10:00 you accept Ana
    Mon 10:00 you accept Ben
    Mon 10:00 you accept Cleo on mastodon
    Mon 10:00 you note of Ana: language =  FR
    Mon 10:00 you note of Ben: language = de
    Wed 09:00 is now
    """
    arms = (Arm("A", 1, DAY, (("en", "Why?"), ("fr", "Pourquoi ?"))),)
    world = tell(arms=arms, languages=("en", "fr"))

    assert {one.who.contact: one.stratum for one in world.plan().allocations} == {
        "handle:ana": "fr on LinkedIn",
        "handle:ben": "en on LinkedIn",
        "handle:cleo": "en on Mastodon",
    }
    assert stratum("fr", "mail") == "fr on mail"


def test_the_wording_is_that_of_the_noted_language(tell: Telling) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Mon 10:00 you note of Ana: language = fr
    Wed 08:00 Ana is allocated to A
    Wed 09:00 is now
    """
    arms = (Arm("A", 1, DAY, (("en", "Why, {first_name}?"), ("fr", "Pourquoi, {first_name} ?"))),)
    (ask,) = tell(arms=arms, languages=("en", "fr")).plan().asks

    assert (ask.language, ask.text) == ("fr", "Pourquoi, Ana ?")


def test_an_arm_with_a_longer_wait_is_allocated_first_and_asked_later(
    tell: Telling,
) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Mon 09:00 Ben asks to connect
    Mon 10:00 you accept Ben
    Tue 11:00 Ana is allocated to later
    Thu 10:00:00 is now
    """
    world = tell(arms=(QUESTION, LATER))

    assert world.names(world.plan().allocations) == ["ben"]
    assert (world.outlook().state, world.outlook().look_again) == (
        State.ALLOCATED,
        at(8, 10, 0, 1),
    )
    assert world.outlook().reason == "accepted 3 days ago, silent so far, arm later"
    assert world.names(world.plan(at(8, 10, 0, 1)).asks) == ["ana"]


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_allocations_the_first_counts(tell: Telling, turned: bool) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 12:00 Ana is allocated to none
    Tue 11:00 Ana is allocated to later
    Fri 09:00 is now
    """
    world = tell(arms=(QUESTION, LATER, NONE))
    (case,) = world.cases
    case = replace(case, facts=case.facts[::-1]) if turned else case

    assert [ask.arm for ask in replace(world, cases=(case,)).plan().asks] == ["later"]


def test_an_arm_without_a_question_is_never_asked(tell: Telling) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 11:00 Ana is allocated to none
    20 Oct 10:59 is now
    """
    world = tell(arms=(QUESTION, NONE))

    assert world.plan().intents == ()
    assert world.outlook().state is State.UNASKED
    assert world.outlook().look_again == at(20, 11)
    assert world.outlook().excluded == ()
    assert world.plan(at(20, 11)).outlooks[0].state is State.UNASKED_SILENT
    assert world.plan(at(20, 11)).outlooks[0].look_again is None


def test_whoever_writes_unasked_is_told_apart(tell: Telling) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 11:00 Ana is allocated to none
    Wed 11:00 Ana writes: “I found your blog and have a question.”
    Fri 11:00 is now
    """
    outlook = tell(arms=(QUESTION, NONE)).outlook()

    assert outlook.state is State.UNASKED_WROTE
    assert outlook.reason == "accepted 4 days ago, wrote without being asked, arm none"


def test_whoever_was_asked_is_not_asked_again(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 11:00 Ana is allocated to A
    Wed 11:00 Ana is asked
    Fri 11:00 is now
    """
    assert story.plan().intents == ()
    assert story.outlook().state is State.ASKED
    assert story.outlook().reason == "asked 2 days ago (delivered), no answer so far, arm A"
    assert story.outlook().look_again == at(21, 11)


def test_an_answer_may_come_late(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 11:00 Ana is allocated to A
    Wed 11:00 Ana is asked (claimed)
    Wed 11:00 Ana is asked (verified)
    30 Oct 11:00 Ana writes: “Sorry for the delay. I am looking for work.”
    30 Oct 12:00 is now
    """
    early = story.plan(at(20))
    assert early.outlooks[0].state is State.ANSWERED, "what is known counts, whatever the clock"
    assert story.outlook().state is State.ANSWERED
    assert story.outlook().reason == "asked 23 days ago (verified), answered, arm A"


def test_no_answer_is_no_answer_after_the_horizon_only(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 11:00 Ana is allocated to A
    Wed 11:00 Ana is asked
    21 Oct 11:00 is now
    """
    assert story.plan(at(21, 10, 59)).outlooks[0].state is State.ASKED
    assert story.outlook().state is State.NO_ANSWER
    assert (story.outlook().look_again, story.outlook().excluded) == (None, ())


def test_a_one_tap_reply_is_no_answer_yet(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 11:00 Ana is allocated to A
    Wed 11:00 Ana is asked
    Wed 12:00 Ana writes: “Thank you”
    Fri 11:00 is now
    """
    assert story.outlook().state is State.ONE_TAP
    assert story.plan(at(21, 11)).outlooks[0].state is State.ONE_TAP_ONLY
    assert story.plan(at(21, 11)).outlooks[0].look_again is None


def test_a_one_tap_reply_is_writing_where_it_was_declared_so(tell: Telling) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Mon 12:00 Ana writes: “Thank you”
    Wed 11:00 is now
    """
    usual, counting = tell(), tell(definitions=Definitions(canned_counts=True))

    assert usual.outlook().state is State.READY
    assert counting.outlook().state is State.WROTE_FIRST
    assert digest(usual.protocol) != digest(counting.protocol)


def test_a_question_that_may_have_left_is_not_planned_again(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 11:00 Ana is allocated to A
    Wed 11:00 a question to Ana may have left
    Fri 11:00 is now
    """
    assert story.plan().intents == ()
    assert (story.outlook().state, story.outlook().look_again) == (State.IN_FLIGHT, None)


def test_a_question_put_off_keeps_its_place_until_then(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 11:00 Ana is allocated to A
    Wed 09:00 you postpone Ana until 20 Oct 12:00
    Wed 10:00 you postpone Ana until 14 Oct 12:00
    Fri 11:00 is now
    """
    assert [ask.not_before for ask in story.plan().asks] == [at(14, 12)]
    assert [ask.not_before for ask in story.plan(at(15)).asks] == [at(15)]


def test_another_study_does_not_see_this_ones_allocation(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 11:00 Ana is allocated to A
    Wed 10:00 is now
    """
    other = replace(story, protocol=replace(story.protocol, name="November"))

    assert other.plan().asks == ()
    assert other.outlook().state is State.READY, "who was accepted then is accepted now"


def test_a_message_of_the_second_before_is_no_answer_to_being_accepted(story: World) -> None:
    """
    Mon 09:00:00 Ana asks to connect
    Mon 08:59:59 Ana writes: “I have just read your piece, and send you a request.”
    Mon 10:00 you accept Ana
    Wed 09:00 is now
    """
    assert story.outlook().state is State.READY


def test_the_first_request_of_the_window_counts(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Fri 09:00 Ana asks to connect
    Sat 09:00 is now
    """
    assert story.plan().accepts == ()
    assert story.names(story.plan().allocations) == ["ana"]
