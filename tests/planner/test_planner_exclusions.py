"""Whom the planner leaves in peace, and what it says about them: one story a test."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from askwhy.planner import ContactId, State
from askwhy.protocol import Arm, Retention, Spared

if TYPE_CHECKING:
    from tests.planner.conftest import Telling, World

DAY = timedelta(days=1)
SILENT = """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 11:00 Ana is allocated to A
    Wed 11:00 is now
"""


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=UTC)


def is_left_alone(world: World, state: State) -> bool:
    """Nothing is done to Ana, for this reason alone, and time will not change it."""
    outlook = world.outlook()
    return (
        outlook.state is state
        and outlook.excluded == (str(state),)
        and not (world.plan().accepts or world.plan().allocations or world.plan().asks)
    )


def test_the_silent_one_would_be_asked(tell: Telling) -> None:
    """Else the tests below would be about nothing."""
    world = tell.read(SILENT)
    assert world.names(world.plan().asks) == ["ana"]
    assert world.outlook().excluded == ()


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("Mon 09:30 Ana writes: “Hello, do you hire?”", State.WROTE_FIRST),
        ("Tue 10:00 Ana writes: “Hello, do you hire?”", State.WROTE_FIRST),
        ("Tue 11:00 Ana writes: “Hello, do you hire?”", State.WROTE_FIRST),
        ("Tue 11:01 Ana writes: “Hello, do you hire?”", State.WROTE_BEFORE_ASKED),
        ("Tue Ana writes: “Hello, do you hire?”", State.WROTE_FIRST),
        ("Tue 12:00 Ana has written elsewhere", State.WROTE_BEFORE_ASKED),
        ("Mon 09:30 you write to Ana: “What brings you here, Ana?”", State.OWNER_WROTE),
        ("Tue 09:00 you write to Ana: “What brings you here, Ana?”", State.OWNER_WROTE),
        ("Wed 10:00 you write to Ana: “What brings you here, Ana?”", State.OWNER_WROTE),
        ("1 Sep 10:00 Ana asks not to be written to", State.STOPPED),
        ("Tue 10:00 Ana asks not to be written to", State.STOPPED),
        ("Tue 10:00 you mark Ana as scam", State.MARKED),
        ("Tue 10:00 you note of Ana: scam = advance fee", State.MARKED),
        ("1 Sep 10:00 Ana is asked in an earlier study", State.ASKED_BEFORE),
        ("Tue 10:00 you put the question to Ana by hand", State.ASKED_BEFORE),
        ("1 Sep 10:00 you put the question to Ana by hand", State.ASKED_BEFORE),
        ("Tue 10:00 the network refuses to ask Ana", State.UNDELIVERABLE),
        ("Tue 10:00 you skip Ana", State.SKIPPED),
        ("Tue 10:00 a question to Ana may have left", State.IN_FLIGHT),
    ],
)
def test_one_fact_is_enough(tell: Telling, line: str, state: State) -> None:
    for told in (line + SILENT, SILENT + line):
        world = tell.read(told)
        assert world.plan().asks == ()
        assert world.outlook().state is state
        excluded = () if state is State.IN_FLIGHT else (str(state),)
        assert world.outlook().excluded == excluded


@pytest.mark.parametrize(
    "line",
    [
        "1 Sep 10:00 Ana writes: “Good morning”",
        "1 Sep 10:00 you write to Ana: “Good morning”",
        "Mon 12:00 Ana writes: “Thank you”",
        "Mon 12:00 you write to Ana: “Thank you”",
        "Mon 12:00 you note of Ana: scam = no",
        "Mon 12:00 you note of Ana: gender = woman",
        "Mon 12:00 you note of Ana: known = known",
        "Mon 12:00 the network refuses to accept Ana",
    ],
)
def test_other_facts_are_not(tell: Telling, line: str) -> None:
    world = tell.read(SILENT + line)
    assert world.names(world.plan().asks) == ["ana"]
    assert world.outlook().excluded == ()


@pytest.mark.parametrize(
    ("decided", "lifted"),
    [
        ("Ana asks not to be written to", "you lift Ana's stop"),
        ("you mark Ana as scam", "you unmark Ana as scam"),
        ("you skip Ana", "you unskip Ana"),
        ("Ana has written elsewhere", "Ana has not after all written elsewhere"),
    ],
)
def test_what_the_owner_lifts_holds_no_more(tell: Telling, decided: str, lifted: str) -> None:
    def asks(*lines: str) -> int:
        return len(tell.read(SILENT + "\n".join(lines)).plan().asks)

    assert asks(f"Tue 12:00 {decided}") == 0
    assert asks(f"Tue 12:00 {decided}", f"Tue 13:00 {lifted}") == 1
    assert asks(f"Tue 13:00 {lifted}", f"Tue 12:00 {decided}") == 1
    assert asks(f"Tue 12:00 {decided}", f"Tue 13:00 {lifted}", f"Tue 14:00 {decided}") == 0
    assert asks(f"Tue 12:00 {decided}", f"Tue 12:00 {lifted}") == 0, "in doubt it holds"
    assert asks(f"Tue 12:00 {lifted}", f"Tue 12:00 {decided}") == 0, "in whatever order"


def test_one_mark_of_two_is_enough(tell: Telling) -> None:
    marks = "Tue 12:00 you mark Ana as scam\nTue 12:00 you mark Ana as bot\n"
    assert tell.read(SILENT + marks + "Tue 13:00 you unmark Ana as bot").plan().asks == ()


def test_who_wrote_before_being_accepted_is_accepted_and_not_asked(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 09:30 Ana writes: “Before you accept: are you hiring?”
    Mon 10:00 Ben asks to connect
    Mon 10:30 you write to Ben: “Do we know each other?”
    Tue 11:00 is now
    """
    assert story.names(story.plan().accepts) == ["ana", "ben"]
    assert story.outlook("Ana").state is State.WROTE_PENDING
    assert story.outlook("Ben").state is State.ADDRESSED_PENDING


@pytest.mark.parametrize(
    ("line", "state", "accepts"),
    [
        ("Mon 09:30 Ana asks not to be written to", State.STOPPED, 0),
        ("Mon 09:30 you mark Ana as scam", State.MARKED, 0),
        ("Mon 09:30 you skip Ana", State.SKIPPED, 0),
        ("Mon 09:30 the network refuses to accept Ana", State.UNDELIVERABLE, 0),
        ("1 Sep 10:00 Ana is asked in an earlier study", State.PENDING, 1),
        ("1 Sep 10:00 Ana writes: “Hello”", State.PENDING, 1),
    ],
)
def test_who_is_accepted_is_another_matter(
    tell: Telling, line: str, state: State, accepts: int
) -> None:
    world = tell.read(f"Mon 09:00 Ana asks to connect\n{line}\nTue 11:00 is now")
    assert len(world.plan().accepts) == accepts
    assert world.outlook().state is state


def test_words_before_the_request_spare_somebody_only_where_declared(tell: Telling) -> None:
    told = SILENT + "1 Sep 10:00 Ana writes: “Good morning”"
    world = tell.read(told, spared=(Spared.HAD_CONTACT,))
    assert is_left_alone(world, State.HAD_CONTACT)
    assert len(tell.read(SILENT, spared=(Spared.HAD_CONTACT,)).plan().asks) == 1


@pytest.mark.parametrize(
    ("line", "excluded"),
    [
        (
            "1 Sep 10:00 Ana on mastodon writes: “Good morning”",
            ("excluded: had written before the request",),
        ),
        (
            "Mon 09:00 Ana on mastodon writes: “Good morning”",
            ("excluded: wrote first",),
        ),
    ],
)
def test_words_on_another_account_spare_somebody_too(
    tell: Telling, line: str, excluded: tuple[str, ...]
) -> None:
    linked = "Mon 09:00 Ana is the same person as Ana on mastodon\n"
    told = tell.read(linked + SILENT.replace("Tue 11:00 Ana is allocated to A", line),
                     spared=(Spared.HAD_CONTACT,))  # fmt: skip
    assert told.outlook().excluded == excluded


def test_those_known_are_spared_only_where_declared(tell: Telling) -> None:
    told = SILENT + "Mon 12:00 you note of Ana: known =  Known"
    assert is_left_alone(tell.read(told, spared=(Spared.KNOWN,)), State.KNOWN)
    heard = SILENT + "Mon 12:00 you note of Ana: known = heard of"
    assert len(tell.read(heard, spared=(Spared.KNOWN,)).plan().asks) == 1


def test_nobody_is_asked_once_texts_are_to_be_deleted(tell: Telling) -> None:
    world = tell.read(SILENT, retention=Retention(date(2026, 11, 20), date(2027, 1, 1)))
    last = datetime(2026, 11, 19, 23, 59, 59, tzinfo=UTC)
    assert len(world.plan(last).asks) == 1
    assert is_left_alone(replace(world, now=last + timedelta(seconds=1)), State.OVER)


def test_every_reason_is_told_and_the_gravest_comes_first(tell: Telling) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Mon 12:00 Ana writes: “Hello, do you hire?”
    Tue 10:00 you skip Ana
    Tue 10:00 you mark Ana as scam
    Tue 10:00 Ana asks not to be written to
    Wed 11:00 is now
    """
    outlook = tell().outlook()
    assert outlook.state is State.STOPPED
    assert outlook.excluded == (
        "excluded: wrote first",
        "excluded: asked not to be written to",
        "excluded: marked by you",
        "excluded: skipped by you",
    )
    assert outlook.reason == "accepted 2 days ago, excluded: asked not to be written to"


def test_a_stop_after_the_question_ends_everything(tell: Telling) -> None:
    told = SILENT + "Wed 08:00 Ana is asked\nWed 09:00 Ana asks not to be written to"
    assert tell.read(told).outlook().state is State.STOPPED
    skipped = SILENT + "Wed 08:00 Ana is asked\nWed 09:00 you skip Ana"
    assert tell.read(skipped).outlook().state is State.ASKED


def test_a_question_recorded_though_it_was_not_due_was_sent(tell: Telling) -> None:
    """By the owner's own hand: to who wrote first, to the arm without a question, too early."""
    early = "Mon 09:00 Ana asks to connect\nMon 08:00 Ana is asked (claimed)\nTue 11:00 is now"
    wrote = SILENT + "Mon 12:00 Ana writes: “Hello, do you hire?”\nWed 08:00 Ana is asked (claimed)"
    spared = SILENT.replace("to A", "to none") + "Wed 08:00 Ana is asked (claimed)"
    arms = (Arm("A", 1, DAY, (("en", "Why?"),)), Arm("none", 1, DAY, ()))
    for told in (early, wrote, spared):
        world = tell.read(told, arms=arms)
        assert (world.outlook().state, world.plan().asks) == (State.ASKED, ())


TWO = """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Tue 09:00 Ana on mastodon asks to connect
    Tue 10:00 you accept Ana on mastodon
    Fri 11:00 is now
"""
LINKED = "Wed 09:00 {} is the same person as {}\n"


def states(world: World) -> list[State]:
    return [world.outlook("Ana").state, world.outlook("Ana on mastodon").state]


def test_two_contacts_are_two_people_until_they_are_linked(tell: Telling) -> None:
    assert len(tell.read(TWO).plan().allocations) == 2


@pytest.mark.parametrize("names", [("Ana", "Ana on mastodon"), ("Ana on mastodon", "Ana")])
def test_a_linked_person_takes_part_once_by_the_earlier_request(
    tell: Telling, names: tuple[str, str]
) -> None:
    world = tell.read(LINKED.format(*names) + TWO)
    assert [one.who for one in world.plan().allocations] == [ContactId("linkedin", "handle:ana")]
    assert states(world) == [State.READY, State.SAME_PERSON]


def test_a_linked_person_is_accepted_on_both_accounts(tell: Telling) -> None:
    told = "\n".join(line for line in TWO.splitlines() if "accept" not in line)
    world = tell.read(LINKED.format("Ana", "Ana on mastodon") + told)
    assert [one.who.account for one in world.plan().accepts] == ["linkedin", "mastodon"]


def test_a_linked_person_goes_on_where_they_were_allocated(tell: Telling) -> None:
    allocated = "Thu 09:00 Ana on mastodon is allocated to A\n"
    world = tell.read(LINKED.format("Ana", "Ana on mastodon") + allocated + TWO)
    assert [one.who.account for one in world.plan().asks] == ["mastodon"]
    assert states(world) == [State.SAME_PERSON, State.DUE]


@pytest.mark.parametrize(
    ("line", "first", "second"),
    [
        ("Thu 09:00 Ana on mastodon is asked", State.ASKED_BEFORE, State.ASKED),
        (
            "Thu 09:00 a question to Ana on mastodon may have left",
            State.ASKED_BEFORE,
            State.IN_FLIGHT,
        ),
        (
            "1 Sep 09:00 Ana on mastodon is asked in an earlier study",
            State.ASKED_BEFORE,
            State.ASKED_BEFORE,
        ),
        (
            "Wed 09:00 you put the question to Ana on mastodon by hand",
            State.ASKED_BEFORE,
            State.ASKED_BEFORE,
        ),
        ("Wed 09:00 Ana on mastodon asks not to be written to", State.STOPPED, State.STOPPED),
        ("Wed 09:00 you mark Ana on mastodon as scam", State.MARKED, State.MARKED),
        ("Wed 09:00 Ana on mastodon writes: “Hello, a question”", State.WROTE_FIRST, None),
        (
            "Wed 09:00 you write to Ana on mastodon: “What brings you here, Ana?”",
            State.OWNER_WROTE,
            None,
        ),
        ("Wed 09:00 Ana on mastodon has written elsewhere", State.WROTE_FIRST, None),
        ("Wed 09:00 you skip Ana on mastodon", State.SKIPPED, None),
    ],
)
def test_what_holds_on_one_account_holds_on_the_other(
    tell: Telling, line: str, first: State, second: State | None
) -> None:
    world = tell.read(f"{LINKED.format('Ana', 'Ana on mastodon')}{line}\n{TWO}")
    assert (world.plan().asks, world.plan().allocations) == ((), ())
    assert states(world)[0] is first
    assert second is None or states(world)[1] is second


def test_links_reach_through_others(tell: Telling) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Mon 10:00 Ana is the same person as Bea
    Mon 10:00 Cleo is the same person as Bea
    1 Sep 09:00 Cleo is asked in an earlier study
    Wed 11:00 is now
    """
    assert tell().outlook("Ana").state is State.ASKED_BEFORE


def test_a_linked_contact_outside_the_window_has_no_place_in_the_study(tell: Telling) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Mon 10:00 Ana is the same person as Bea
    Wed 11:00 is now
    """
    assert [one.who.contact for one in tell().plan().outlooks] == ["handle:ana"]
    assert len(tell().plan().allocations) == 1


def test_somebody_elses_note_coming_back_is_no_word_of_the_person(tell: Telling) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 you accept Ana
    Mon 09:30 Ana on mastodon asks to connect: “We met in Gdańsk; may I ask about the archive?”
    Mon 11:00 Ana on mastodon writes: “We met in Gdańsk; may I ask about the archive?”
    Mon 10:00 Ana is the same person as Ana on mastodon
    Wed 11:00 is now
    """
    assert tell().outlook("Ana").state is State.READY


def test_silence_is_known_only_where_every_account_was_seen(tell: Telling) -> None:
    told = LINKED.format("Ana", "Ana on mastodon") + TWO
    world = tell.read(told + "Tue 09:59 the last seen of mastodon")
    assert states(world)[0] is State.WAITING
    assert states(tell.read(told + "Tue 10:00:01 the last seen of mastodon"))[0] is State.READY


def test_a_linked_contact_who_was_left_out_is_a_mistake_of_the_caller(tell: Telling) -> None:
    world = tell.read(LINKED.format("Ana", "Ana on mastodon") + TWO)
    alone = replace(world, cases=tuple(case for case in world.cases if case.links))
    with pytest.raises(AssertionError, match="was left out"):
        alone.plan()
