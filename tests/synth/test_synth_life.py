"""The rates of a grown life, and what the truth says of it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import chain

import pytest
from scipy.stats import binom

from askwhy.synth import Rates, World, grow, truth
from askwhy.synth.conversation import thread_id
from askwhy.synth.phrases import QUESTION, STOCK_NOTES
from askwhy.synth.truth import Found, counted, note_kind
from askwhy.synth.world import Acquaintance, Message, Person, Request, Thread

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def wide() -> World:
    """Enough connections for the rates to show."""
    day = datetime(2026, 11, 16, tzinfo=UTC).date()
    return grow(99, day, connections=6000, messages=6000, requests=600)


@pytest.fixture(scope="module")
def incoming(wide: World) -> list[Found]:
    """The accepted incoming requests old enough to be judged."""
    limit = wide.exported - 7 * DAY
    return [
        f for f in truth(wide) if f.direction == "incoming" and f.accepted and f.accepted < limit
    ]


def is_plausible(count: int, total: int, rate: float) -> bool:
    """Tell whether a count lies within the central 99.9 % of its binomial."""
    low, high = binom.interval(0.999, total, rate)
    return bool(low <= count <= high)


def test_contacts_write_first_at_the_measured_rate(incoming: list[Found]) -> None:
    assert is_plausible(sum(f.contact_wrote_first for f in incoming), len(incoming), 0.084)


def test_notes_come_at_the_measured_rate(incoming: list[Found]) -> None:
    assert is_plausible(
        sum(f.note != "none" for f in incoming), len(incoming), Rates().note_incoming
    )


def test_about_88_of_100_connections_have_no_message(wide: World) -> None:
    connections = list(wide.connections())
    silent = sum(not one.threads for one in connections)
    assert 0.86 <= silent / len(connections) <= 0.90


def test_contents_are_empty_at_the_measured_rate(wide: World) -> None:
    free = [
        message
        for thread, message in wide.messages()
        if message.kind == "words" and not thread.sponsored and thread.folder != "SPAM"
    ]
    assert is_plausible(sum(not m.text for m in free), len(free), 0.044)


def test_no_first_word_falls_near_the_horizon(wide: World) -> None:
    ages = [
        said[0].at - one.connected
        for one in wide.connections()
        if one.connected
        and (said := [m for m in counted(one) if m.kind != "canned" and m.at >= one.connected])
    ]
    assert len(ages) > 300
    assert not any(6 * DAY <= age < 8.5 * DAY for age in ages)


def test_an_accepted_note_is_the_first_message_stamped_with_the_acceptance(wide: World) -> None:
    noted = [
        one
        for one in wide.acquaintances
        if one.request and one.request.accepted and one.request.note
    ]
    assert len(noted) > 50
    for one in noted:
        assert one.request
        first = one.threads[0].messages[0]
        inviter = one.person if one.request.direction == "incoming" else wide.owner
        assert (first.sender, first.at, first.text) == (
            inviter,
            one.request.accepted,
            one.request.note,
        )


def test_a_pending_note_is_no_message(wide: World) -> None:
    pending = [one for one in wide.acquaintances if one.request and not one.request.accepted]
    assert any(one.request and one.request.note for one in pending)
    assert not any(one.threads for one in pending)


def test_nothing_happens_after_the_export(studied: World) -> None:
    instants = chain(
        (message.at for _, message in studied.messages()),
        (f.sent for f in truth(studied)),
        (f.accepted for f in truth(studied) if f.accepted),
    )
    assert max(instants) <= studied.exported


def test_the_question_goes_on_the_second_day_to_those_who_were_silent(studied: World) -> None:
    found = [f for f in truth(studied) if f.direction == "incoming" and f.is_registered]
    asked = [f for f in found if f.asked]
    assert len(asked) > 250
    for one in asked:
        assert one.asked
        assert one.accepted
        second = datetime.combine(one.accepted.date() + 2 * DAY, time(), UTC)
        assert second <= one.asked < second + DAY
        assert not one.contact_wrote_first
        assert one.owner_wrote
    limit = studied.exported - 3 * DAY
    rest = [f for f in found if not f.asked and f.accepted and f.accepted < limit]
    assert rest
    assert all(f.contact_wrote_first or f.owner_wrote_first for f in rest)


def test_replies_come_at_the_rates_given(studied: World) -> None:
    language = {one.person.slug: one.person.language for one in studied.acquaintances}
    limit = studied.exported - 25 * DAY
    for code, rate in Rates().reply.items():
        asked = [
            f for f in truth(studied) if f.asked and f.asked < limit and language[f.slug] == code
        ]
        assert is_plausible(sum(f.replied is not None for f in asked), len(asked), rate)


def test_questions_are_small_edits_of_one_wording(studied: World) -> None:
    texts = [m.text for _, m in studied.messages() if m.kind == "question"]
    assert all(QUESTION in text for text in texts)
    assert len(set(texts)) > 20


def test_without_a_study_nobody_is_asked(wide: World) -> None:
    assert not any(found.asked for found in truth(wide))


def test_conversation_numbers_are_unique() -> None:
    assert len({thread_id(n) for n in range(50_000)}) == 50_000


def test_a_stock_sentence_is_a_bare_request() -> None:
    assert note_kind(STOCK_NOTES[-1].format(given="Ada"), "Ada") == "bare"
    assert note_kind("We met in Oslo.", "Ada") == "own"
    assert note_kind("", "Ada") == "none"


OWNER = Person("Owner", "Self", "owner-self", 1)
ADA = Person("Ada", "Plum", "ada-plum", 2)
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def found(*said: Message, note: str = "", folder: str = "INBOX") -> Found:
    """Return the truth about Ada, accepted at noon on 4 May, and what was said with her."""
    thread = Thread("2-x", (ADA,), said)
    if folder == "SPAM":
        thread = Thread("2-x", (ADA,), said, folder="SPAM")
    request = Request("incoming", NOON - DAY, NOON, note)
    ada = Acquaintance(ADA, request, NOON, threads=(thread,) if said else ())
    [one] = truth(World(OWNER, NOON + 90 * DAY, (ada,)))
    return one


def ada(days: float, text: str = "Hello, about the pump") -> Message:
    return Message(ADA, NOON + days * DAY, text)


def owner(days: float, text: str = "How is the pump?") -> Message:
    return Message(OWNER, NOON + days * DAY, text)


def test_a_word_within_the_week_is_written_first() -> None:
    one = found(ada(7))
    assert one.contact_wrote_first
    assert one.strength == "one-sided"
    assert one.owes


def test_a_word_after_the_week_is_not() -> None:
    assert not found(ada(7.01)).contact_wrote_first


def test_an_answer_to_the_owner_is_not_written_first() -> None:
    one = found(owner(1), ada(2))
    assert not one.contact_wrote_first
    assert one.owner_wrote_first
    assert one.strength == "conversation"


def test_the_note_is_not_a_word_but_tells_the_second() -> None:
    one = found(Message(ADA, NOON, "We met", "note"), note="We met")
    assert not one.contact_wrote_first
    assert one.is_exact
    assert one.strength == "none"
    assert not one.is_wordless


def test_one_tap_replies_are_no_words() -> None:
    one = found(Message(ADA, NOON + DAY, "Thank you", "canned"))
    assert not one.contact_wrote_first
    assert one.strength == "canned"
    assert not one.owes


def test_an_empty_message_is_a_word() -> None:
    assert found(ada(1, "")).contact_wrote_first


def test_drafts_and_spam_are_not_there() -> None:
    assert found(Message(OWNER, NOON + DAY, "I was", "draft")).is_wordless
    assert found(ada(1), folder="SPAM").is_wordless


def test_words_before_the_request_are_prior() -> None:
    one = found(ada(-3))
    assert one.prior
    assert not one.contact_wrote_first


def test_a_reply_is_the_first_word_after_the_question() -> None:
    question = Message(OWNER, NOON + 2 * DAY, QUESTION, "question")
    one = found(question, Message(ADA, NOON + 2.5 * DAY, "👍", "canned"), ada(3), ada(4))
    assert one.asked == NOON + 2 * DAY
    assert one.replied == NOON + 3 * DAY


def test_a_one_tap_reply_alone_is_no_reply() -> None:
    question = Message(OWNER, NOON + 2 * DAY, QUESTION, "question")
    assert found(question, Message(ADA, NOON + 3 * DAY, "👍", "canned")).replied is None
