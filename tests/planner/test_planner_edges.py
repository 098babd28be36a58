"""The instants at which one thing ends and the next begins, and evidence that disagrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from askwhy.facts import Accepted, Direction, Evidence, Party, Request, Span
from askwhy.history import History
from askwhy.planner import Case, ContactId, Kind, State, plan
from askwhy.planner.addressing import first_name
from askwhy.planner.cases import gather
from askwhy.planner.folding import cohort_request
from askwhy.planner.sentences import ago
from askwhy.protocol import Arm

if TYPE_CHECKING:
    from tests.planner.conftest import Telling, World

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
ANA = Party("Ana", "ana")
ASKED, NONE = Arm("A", 1, DAY, (("en", "May I help?"),)), Arm("none", 1, DAY, ())


def asks(at: datetime) -> History:
    return History("handle:ana", "Ana", (Request(Direction.INCOMING, ANA, Span.second(at)),))


def test_a_request_at_the_windows_last_instant_is_of_the_next_day() -> None:
    window = (NOON, NOON + DAY)
    assert cohort_request(asks(NOON), window) is not None
    assert cohort_request(asks(NOON + DAY - SECOND), window) is not None
    assert cohort_request(asks(NOON + DAY), window) is None


def with_deeds(world: World, *deeds: tuple[str, datetime, Evidence]) -> World:
    """The story of one person with acceptances recorded for studies, in any order."""
    (case,) = world.cases
    facts = tuple(Accepted(ANA, study, at, evidence) for study, at, evidence in deeds)
    return replace(world, cases=(replace(case, facts=(*case.facts, *facts)),))


def accepted(world: World, minute: int) -> bool:
    """Whether the wait of a day counts from that minute of noon on Monday."""
    over = NOON + timedelta(minutes=minute) + DAY + SECOND
    return [one.state for one in world.plan(over - SECOND).outlooks] == [State.WAITING] and [
        one.state for one in world.plan(over).outlooks
    ] == [State.READY]


@pytest.mark.parametrize("turned", [False, True])
def test_of_several_acceptances_the_surest_counts_then_the_earliest(
    story: World, turned: bool
) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 09:00 is now
    """
    deeds = [
        (story.study, NOON, Evidence.CLAIMED),
        (story.study, NOON + timedelta(minutes=7), Evidence.DELIVERED),
        (story.study, NOON + timedelta(minutes=9), Evidence.DELIVERED),
    ]
    world = with_deeds(story, *(deeds[::-1] if turned else deeds))
    assert accepted(world, 7)


def test_an_acceptance_for_another_study_counts_from_the_request_on(story: World) -> None:
    """
    Mon 12:00 Ana asks to connect
    Mon 12:00 is now
    """
    assert accepted(with_deeds(story, ("e" * 64, NOON, Evidence.CLAIMED)), 0)
    early = with_deeds(story, ("e" * 64, NOON - SECOND, Evidence.CLAIMED))
    assert [one.state for one in early.plan(NOON + 2 * DAY).outlooks] == [State.PENDING]


@pytest.mark.parametrize(
    ("at", "over"),
    [
        (datetime(2026, 10, 6, tzinfo=UTC), datetime(2026, 10, 7, 0, 0, 1, tzinfo=UTC)),
        (datetime(2026, 10, 7, tzinfo=UTC), datetime(2026, 10, 8, tzinfo=UTC)),
    ],
    ids=["at the day's first instant it refines it", "at the next day's it contradicts it"],
)
def test_our_own_acceptance_beside_the_day_that_a_file_tells(
    story: World, at: datetime, over: datetime
) -> None:
    """
    Mon 09:00 Ana asks to connect
    Tue Ana is connected
    Tue 00:00 is now
    """
    world = with_deeds(story, (story.study, at, Evidence.DELIVERED))
    assert [one.state for one in world.plan(over - SECOND).outlooks] == [State.WAITING]
    assert [one.state for one in world.plan(over).outlooks] == [State.READY]


def test_an_allocation_whose_acceptance_is_not_known_any_more_moves_nothing(
    tell: Telling,
) -> None:
    """
    Mon 09:00 Ana asks to connect
    Tue 09:00 Ana is allocated to A
    Sat 09:00 is now
    """
    world = tell()
    assert world.outlook().state is State.ALLOCATED
    assert world.outlook().look_again is None
    assert world.plan().asks == ()


def test_the_time_to_answer_counts_from_the_question_even_in_the_wrong_arm(
    tell: Telling,
) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 Ana is connected
    Tue 11:00 Ana is allocated to none
    Sun 11:00 Ana is asked
    Sun 12:00 is now
    """
    world = tell(arms=(ASKED, NONE))
    late = datetime(2026, 10, 22, tzinfo=UTC)
    before, after = (world.plan(at).outlooks[0].state for at in (late, late + 10 * DAY))
    assert before is not after, "the horizon ends two weeks after the question, no earlier"


def test_the_owner_is_to_look_only_where_nothing_was_seen_by_then(tell: Telling) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00:00 Ana is connected
    Tue 10:00:01 the last seen of linkedin
    Wed 10:00 is now
    """
    seen = tell()
    assert Kind.LOOK not in {one.kind for one in seen.plan().reminders}
    text = tell.text.replace("Tue 10:00:01", "Tue 10:00:00")
    assert Kind.LOOK in {one.kind for one in tell.read(text).plan().reminders}


def test_an_outlook_names_no_arm_before_there_is_one(story: World) -> None:
    """
    Mon 09:00 Ana asks to connect
    Mon 10:00 is now
    """
    assert story.outlook().arm == ""


def test_how_long_ago() -> None:
    past = {
        SECOND: "just now",
        timedelta(minutes=59): "just now",
        timedelta(hours=1): "1 hour ago",
        timedelta(hours=23): "23 hours ago",
        DAY: "1 day ago",
        5 * DAY: "5 days ago",
    }
    assert {length: ago(NOON - length, NOON) for length in past} == past


def test_a_letter_is_no_part_of_a_title() -> None:
    assert first_name(History("handle:x", "DONX Nowak")) == "DONX"


def test_a_contact_told_twice_is_a_mistake_of_the_caller() -> None:
    case = Case("linkedin", asks(NOON))
    with pytest.raises(AssertionError, match=r"^a contact is one case$"):
        gather([case, case])


def test_a_person_of_many_contacts_is_found_whole() -> None:
    """One contact that is linked to two, each of whom is linked to another."""
    names = "abcdefg"
    links = {"a": "bc", "b": "de", "c": "fg"}
    cases = []
    for name in names:
        others = tuple(ContactId("x", one) for one in links.get(name, ""))
        cases.append(Case("x", History(name, name), links=others))
    (person,) = gather(cases)
    assert [case.history.contact for case in person] == list(names)


def test_nobody_is_found_twice() -> None:
    """Somebody else's contact stands between two of one person, by name."""
    linked = (ContactId("x", "c"),)
    cases = [
        Case("x", History("a", "a"), links=linked),
        Case("x", History("b", "b")),
        Case("x", History("c", "c")),
    ]
    persons = [[case.history.contact for case in person] for person in gather(cases)]
    assert persons == [["a", "c"], ["b"]]


def test_a_study_without_people_plans_nothing(story: World) -> None:
    """
    Mon 09:00 is now
    """
    assert plan(story.protocol, (), (), story.now).intents == ()
    assert story.protocol.window.first_day == date(2026, 10, 1)
