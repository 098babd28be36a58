"""What happened, told as a story and folded into a course."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from askwhy.facts import Connection, Direction, Party, Request, Span
from askwhy.history import (
    Answer,
    Course,
    History,
    Link,
    Said,
    Standing,
    find_echo,
    in_order,
    link_strength,
    one_request,
    owed_since,
    tell,
)
from askwhy.protocol import Definitions
from askwhy.rules.notes import STOCK, NoteKind

ANA = Party("Ana Nowak", "ana")
DAY = timedelta(days=1)
START = datetime(2026, 10, 5, 9, tzinfo=UTC)
LATER = START + 60 * DAY
STANDARD = Definitions()


def at(days: float) -> datetime:
    return START + days * DAY


def they(days: float, text: str = "I saw your talk and wondered about the archive.") -> Said:
    return Said(at(days), by_owner=False, text=text, thread="t")


def you(days: float, text: str = "Good to meet you here.", *, ask: bool = False) -> Said:
    return Said(at(days), by_owner=True, text=text, thread="t", is_ask=ask)


def request(note: str = "", days: float = 0, direction: Direction = Direction.INCOMING) -> Request:
    return Request(direction, ANA, Span(at(days), at(days) + timedelta(minutes=1)), note)


def accepted_on(days: int) -> Connection:
    midnight = datetime(2026, 10, 5, tzinfo=UTC) + days * DAY
    return Connection(ANA, Span(midnight, midnight + DAY))


def course(
    *said: Said, note: str = "", until: datetime = LATER, accepted: int | None = 0
) -> Course:
    asked = request(note)
    connections = () if accepted is None else (accepted_on(accepted),)
    history = History("handle:ana", "Ana Nowak", (asked,), connections, in_order(said))
    return tell(history, asked, STANDARD, until)


def test_an_instant_within_the_day_of_another_telling_is_the_acceptance() -> None:
    asked = Request(Direction.INCOMING, ANA, Span.second(START))
    day, instant = accepted_on(0), Connection(ANA, Span.second(at(0.1)))
    for told in ((day, instant), (instant, day)):
        history = History("handle:ana", "Ana", (asked,), told)
        assert tell(history, asked, STANDARD, LATER).accepted == Span.second(at(0.1))


def test_a_connection_made_anew_later_is_not_the_acceptance() -> None:
    asked = Request(Direction.INCOMING, ANA, Span.second(START))
    day, again = accepted_on(1), Connection(ANA, Span.second(at(5.1)))
    history = History("handle:ana", "Ana", (asked,), (day, again))
    assert tell(history, asked, STANDARD, LATER).accepted == day.since


def test_a_request_that_is_no_connection_is_not_accepted_so_far() -> None:
    found = course(accepted=None)
    assert (found.standing, found.accepted, found.is_settled) == (
        Standing.NOT_ACCEPTED,
        None,
        False,
    )


def test_acceptance_is_known_to_the_day_and_not_before_the_request() -> None:
    found = course()
    assert found.accepted == Span(START, datetime(2026, 10, 6, tzinfo=UTC))


def test_an_older_connection_does_not_accept_a_later_request() -> None:
    asked = request(days=3)
    history = History("handle:ana", "Ana", (asked,), (accepted_on(0),))
    assert tell(history, asked, STANDARD, LATER).accepted is None


def test_the_notes_echo_is_the_instant_of_acceptance_and_not_a_message() -> None:
    note = "We met in Gdańsk; may I ask about the archive?"
    found = course(they(2, note), note=note, accepted=2)
    assert found.accepted == Span.second(at(2))
    assert (found.note, found.standing, found.wrote_at) == (
        NoteKind.OWN_WORDS,
        Standing.SILENT,
        None,
    )


def test_the_same_words_again_are_a_message() -> None:
    note = "We met in Gdańsk; may I ask about the archive?"
    found = course(they(2, note), they(3, note), note=note, accepted=2)
    assert (found.standing, found.wrote_at) == (Standing.WROTE_FIRST, at(3))


def test_an_echo_is_the_first_of_its_thread_and_by_the_contact() -> None:
    note = "We met in Gdańsk; may I ask about the archive?"
    assert find_echo(request(note), in_order([you(1), they(2, note)])) is None
    assert find_echo(request(note), [you(2, note)]) is None
    assert find_echo(request(), [they(2, "")]) is None


def test_whoever_writes_within_the_horizon_wrote_first() -> None:
    assert course(they(6.9)).standing is Standing.WROTE_FIRST


def test_the_horizon_counts_from_the_end_of_the_day_of_acceptance() -> None:
    last = datetime(2026, 10, 13, tzinfo=UTC)
    just, late = (
        Said(last - timedelta(seconds=1), False, "Hello there, a question"),
        Said(last, False, "Hello there, a question"),
    )
    assert course(just).standing is Standing.WROTE_FIRST
    assert course(late).standing is Standing.SILENT
    assert course(late).wrote_at == last


def test_words_before_the_acceptance_are_words_of_their_own_accord() -> None:
    assert course(they(0.5), accepted=2).standing is Standing.WROTE_FIRST


def test_words_before_the_request_are_prior_contact_only() -> None:
    found = course(they(-30))
    assert (found.standing, found.had_contact, found.wrote_at) == (Standing.SILENT, True, None)


def test_a_one_tap_reply_is_not_writing_unless_declared() -> None:
    tap = they(1, "Thank you")
    assert course(tap).standing is Standing.SILENT
    asked = request()
    history = History("handle:ana", "Ana", (asked,), (accepted_on(0),), (tap,))
    counting = replace(STANDARD, canned_counts=True)
    assert tell(history, asked, counting, LATER).standing is Standing.WROTE_FIRST


def test_who_gets_a_message_before_writing_did_not_write_first() -> None:
    found = course(you(1), they(2))
    assert (found.standing, found.answer) == (Standing.OWNER_WROTE, None)


def test_at_the_same_second_the_contact_wrote_first() -> None:
    assert course(you(1), they(1)).standing is Standing.WROTE_FIRST


def test_silence_needs_the_horizon_to_have_passed() -> None:
    seen_until = datetime(2026, 10, 13, tzinfo=UTC)
    assert course(until=seen_until).standing is Standing.SILENT
    found = course(until=seen_until - timedelta(seconds=1))
    assert (found.standing, found.is_settled) == (Standing.TOO_EARLY, False)


def test_the_silent_who_were_asked_and_answered() -> None:
    found = course(you(2, ask=True), they(3))
    assert (found.standing, found.asked_at) == (Standing.ASKED, at(2))
    assert (found.answer, found.answered_at, found.is_answer_due) == (Answer.REPLIED, at(3), True)


def test_a_greeting_before_the_question_does_not_hide_it() -> None:
    found = course(you(1), you(2, ask=True), they(3))
    assert (found.standing, found.asked_at) == (Standing.ASKED, at(2))


def test_who_wrote_before_the_question_was_not_asked_while_silent() -> None:
    assert course(they(1), you(2, ask=True)).standing is Standing.WROTE_FIRST
    assert course(you(1), they(2), you(3, ask=True)).standing is Standing.OWNER_WROTE


@pytest.mark.parametrize(("days", "answer"), [(15.99, Answer.REPLIED), (16, Answer.NONE)])
def test_an_answer_counts_within_its_horizon(days: float, answer: Answer) -> None:
    assert course(you(2, ask=True), they(days)).answer is answer


def test_an_answer_is_due_when_its_horizon_has_passed() -> None:
    asked = you(2, ask=True)
    assert course(asked, until=at(16)).answer is Answer.NONE
    early = course(asked, until=at(16) - timedelta(seconds=1))
    assert (early.answer, early.is_answer_due) == (Answer.TOO_EARLY, False)


def test_an_early_answer_is_an_answer_that_is_not_due() -> None:
    found = course(you(2, ask=True), they(3), until=at(10))
    assert (found.answer, found.is_answer_due) == (Answer.REPLIED, False)


def test_a_one_tap_answer_stands_apart() -> None:
    found = course(you(2, ask=True), they(3, "Thank you"))
    assert (found.answer, found.answered_at) == (Answer.ONE_TAP, at(3))


def test_an_empty_message_is_writing() -> None:
    assert course(they(1, "")).standing is Standing.WROTE_FIRST


def test_confirmed_stock_sentences_make_a_bare_request() -> None:
    note = "Greetings from the guild of archivists."
    history = History("handle:ana", "Ana", (request(note),))
    told = tell(history, request(note), STANDARD, LATER, STOCK.extended(note))
    assert told.note is NoteKind.BARE_REQUEST


def test_an_own_request_has_no_course() -> None:
    own = request(direction=Direction.OUTGOING)
    with pytest.raises(AssertionError):
        tell(History("handle:ana", "Ana"), own, STANDARD, LATER)


@pytest.mark.parametrize(
    ("said", "link"),
    [
        ([], Link.NONE),
        ([they(1, "Thank you"), you(2, "Congrats!")], Link.CANNED),
        ([they(1), you(2, "Thank you")], Link.ONE_SIDED),
        ([you(1)], Link.ONE_SIDED),
        ([they(1), you(2)], Link.CONVERSATION),
    ],
)
def test_link_strength(said: list[Said], link: Link) -> None:
    assert link_strength(said) is link


def test_the_owner_owes_since_the_first_word_left_unanswered() -> None:
    assert owed_since((you(1), they(2), they(3))) == at(2)
    assert owed_since((they(1), you(2), they(3))) == at(3)


def test_nothing_is_owed_to_the_owner_s_last_word_or_to_a_one_tap_reply() -> None:
    assert owed_since((they(1), you(2))) is None
    assert owed_since((they(1), you(2), they(3, "Thank you"))) is None
    assert owed_since(()) is None


def test_the_rougher_twin_of_a_message_goes() -> None:
    fine = Said(at(1) + timedelta(seconds=42), False, "Hello", "t")
    rough = Said(at(1), False, "Hello", "", 60)
    assert in_order([rough, fine]) == (fine,)
    assert in_order([replace(rough, text="Bye"), fine]) == (replace(rough, text="Bye"), fine)
    assert len(in_order([replace(rough, by_owner=True), fine])) == 2
    late = replace(fine, at=at(1) + timedelta(seconds=60))
    assert in_order([rough, late]) == (rough, late)


def test_equal_messages_of_one_thread_are_two_messages() -> None:
    fine = Said(at(1), False, "Hello", "t")
    assert in_order([fine, fine]) == (fine, fine)


def test_one_request_told_by_two_files_is_one_and_keeps_its_note() -> None:
    rough = Request(Direction.INCOMING, ANA, Span(at(0), at(0) + timedelta(minutes=61)))
    told = one_request([request("Hello"), rough])
    assert [one.note for one in told] == ["Hello"]


def test_requests_of_different_times_or_directions_are_several() -> None:
    told = one_request([request(days=2), request(), request(direction=Direction.OUTGOING)])
    assert [(one.sent.earliest, one.direction) for one in told] == [
        (at(0), Direction.INCOMING),
        (at(0), Direction.OUTGOING),
        (at(2), Direction.INCOMING),
    ]


def test_a_message_told_without_its_thread_is_the_one_told_with_it() -> None:
    fine = Said(at(1), False, "Hello", "t")
    assert in_order([replace(fine, thread=""), fine]) == (fine,)
    assert in_order([fine, replace(fine, thread="")]) == (fine,)


def test_the_same_words_in_two_threads_are_two_messages() -> None:
    first, second = Said(at(1), False, "Hello", "t"), Said(at(1), False, "Hello", "u")
    rough = Said(at(9), False, "Bye", "", 60)
    assert in_order([first, second]) == (first, second)
    assert in_order([first, second, rough]) == (first, second, rough)


def test_equal_messages_that_are_equally_rough_are_two() -> None:
    rough = Said(at(1), False, "Hello", "", 60)
    assert in_order([rough, rough]) == (rough, rough)


def test_a_rougher_time_gives_way_within_the_same_thread() -> None:
    rough = Said(at(1), False, "Hello", "t", 2)
    fine = Said(at(1) + timedelta(seconds=1), False, "Hello", "t")
    assert in_order([rough, fine]) == (fine,)


def test_requests_that_follow_one_another_at_once_are_two() -> None:
    first = request()
    second = Request(Direction.INCOMING, ANA, Span(first.sent.latest, at(1)))
    assert one_request([first, second]) == (first, second)


def test_of_two_tellings_the_longer_note_stays() -> None:
    rough = Request(Direction.INCOMING, ANA, Span(at(0), at(0) + timedelta(minutes=61)), "aaaa")
    assert [one.note for one in one_request([request("zz"), rough])] == ["aaaa"]


def test_a_word_at_the_instant_of_the_request_comes_after_it() -> None:
    found = course(they(0))
    assert (found.standing, found.had_contact) == (Standing.WROTE_FIRST, False)


def test_a_course_tells_its_request_and_when_the_owner_first_spoke() -> None:
    found = course(you(1), you(2), they(3))
    assert (found.request, found.owner_wrote_at, found.wrote_at) == (request(), at(1), at(3))


def test_the_echo_is_the_earliest_of_the_threads_that_begin_with_the_note() -> None:
    note = "We met in Gdańsk; may I ask about the archive?"
    first, second = they(1, note), replace(they(2, note), thread="s")
    asked = request(note)
    assert find_echo(asked, [second, first]) is first
    assert find_echo(asked, [replace(they(0.5), thread="s"), first]) is first
    at_once = they(0, note)
    assert find_echo(asked, [at_once]) is at_once


def test_the_longest_one_tap_reply_is_one() -> None:
    assert course(they(1, "Thank you " + "🙏" * 80)).standing is Standing.SILENT


def test_a_connection_that_ended_as_the_request_was_sent_does_not_accept_it() -> None:
    asked = request()
    older = Connection(ANA, Span(at(-1), asked.sent.earliest))
    assert tell(History("h", "Ana", (asked,), (older,)), asked, STANDARD, LATER).accepted is None


def test_a_question_at_the_second_of_their_word_was_not_put_to_the_silent() -> None:
    assert course(you(1), you(2, ask=True), they(2)).standing is Standing.OWNER_WROTE


def test_a_one_tap_reply_at_the_second_of_the_question_answers_it() -> None:
    found = course(you(2, ask=True), they(2, "Thank you"))
    assert (found.answer, found.answered_at) == (Answer.ONE_TAP, at(2))


def test_the_latest_answer_to_a_question_of_the_sheet() -> None:
    history = History("h", "Ana", entries=(("known", "never"), ("tone", "at ease")))
    assert (history.entry("known"), history.entry("gender")) == ("never", "")
