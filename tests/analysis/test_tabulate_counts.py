"""The tally of a window, against a count of the same people with nothing but comprehensions."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import example, given
from hypothesis import strategies as st

from askwhy.analysis.tabulate import GROUPED, NOTE, Followed, Outcome, Tally
from askwhy.facts import Connection, Direction, Party, Request, Span
from askwhy.history import Answer, Course, History, Link, Said, Standing
from askwhy.rules.notes import STOCK, NoteKind

if TYPE_CHECKING:
    from collections.abc import Sequence

START = datetime(2026, 10, 1, tzinfo=UTC)
UNTIL = START + timedelta(days=40, hours=5)
OWN = "We met in Lyon last spring."


def at(days: float) -> datetime:
    return START + timedelta(days=days)


ANA = Party("Ana Ferreira")
INCOMING = Request(Direction.INCOMING, ANA, Span.second(START))
ENTRIES = st.dictionaries(
    st.sampled_from([*GROUPED, "scam", "tone"]),
    st.sampled_from(["one", "other", "unknown", "none", ""]),
    max_size=4,
).map(lambda answers: tuple(sorted(answers.items())))
DAYS = st.sampled_from([0.5, 2, 9.25, 30, 39.9])
SAID = st.lists(
    st.builds(Said, DAYS.map(at), st.booleans(), st.sampled_from([OWN, "👍", "Another word."])),
    max_size=4,
).map(lambda said: tuple(sorted(said, key=lambda one: one.at)))
OUTGOING = st.builds(
    Request,
    st.just(Direction.OUTGOING),
    st.just(ANA),
    st.just(Span.second(START)),
    st.sampled_from(["", OWN, "I'd like to add you to my professional network on LinkedIn."]),
)
HISTORIES = st.builds(
    History,
    contact=st.just("handle:ana"),
    name=st.sampled_from(["Ana Ferreira", "Bo Li"]),
    requests=st.lists(OUTGOING, max_size=2).map(lambda own: (INCOMING, *own)),
    connections=st.sampled_from([(), (Connection(ANA, Span.second(START)),)]),
    said=SAID,
    entries=ENTRIES,
)
COURSES = st.builds(
    Course,
    request=st.just(INCOMING),
    note=st.sampled_from(NoteKind),
    standing=st.sampled_from(Standing),
    is_settled=st.booleans(),
    accepted=st.none() | DAYS.map(at).map(Span.second),
    wrote_at=st.none() | DAYS.map(at),
    owner_wrote_at=st.none() | DAYS.map(at),
    asked_at=st.none() | DAYS.map(at),
    answer=st.none() | st.sampled_from(Answer),
    is_answer_due=st.booleans(),
    had_contact=st.booleans(),
)
PEOPLE = st.lists(
    st.tuples(HISTORIES, st.none() | COURSES, st.sampled_from(["", "money", "next of kin"])),
    max_size=8,
)


SCAMS = 3 * [
    (
        History("handle:ana", "Ana Ferreira", (INCOMING,), entries=(("scam", "one"),)),
        Course(
            INCOMING, NoteKind.NONE, Standing.ASKED,
            is_settled=True, answer=Answer.REPLIED, is_answer_due=True,
        ),
        "",
    )
]  # fmt: skip


def tallied(
    people: list[tuple[History, Course | None, str]], *, scams_answer: bool, names: bool = False
) -> Tally:
    tally = Tally(UNTIL, names=names, scams_answer=scams_answer)
    for history, course, suspected in people:
        if suspected:
            tally.add(history, course, suspected)
        else:
            tally.add(history, course)
    return tally


def of(history: History, question: str) -> str:
    return dict(history.entries).get(question, "")


def confirmed(history: History) -> bool:
    return of(history, "scam") not in {"", "none"}


def kind(history: History, suspected: str) -> str:
    """What a machine took them for, where the owner has not judged."""
    return "" if of(history, "scam") else suspected


def of_window(
    people: list[tuple[History, Course | None, str]],
) -> list[tuple[History, Course, str]]:
    """Those with a request of the window, and what a machine took them for."""
    return [(h, c, kind(h, s)) for h, c, s in people if c is not None]


@given(PEOPLE, st.booleans())
@example(people=[*SCAMS], scams_answer=False)
@example(people=[*SCAMS], scams_answer=True)
def test_requests_are_counted_by_where_they_stand(
    people: list[tuple[History, Course | None, str]], scams_answer: bool
) -> None:
    found = tallied(people, scams_answer=scams_answer).requests
    cohort = of_window(people)
    assert found.n == len(cohort)
    assert found.notes == Counter(c.note for _, c, _ in cohort)
    assert found.standing == Counter(c.standing for _, c, _ in cohort)
    assert found.settled == Counter(c.standing for _, c, _ in cohort if c.is_settled)
    assert found.had_contact == sum(1 for _, c, _ in cohort if c.had_contact)
    standing = [c for _, c, _ in cohort if c.standing is not Standing.NOT_ACCEPTED]
    assert found.accepted == len(standing)
    asked = [(h, c, s) for h, c, s in cohort if c.answer is not None]
    stay = [c for h, c, s in asked if scams_answer or not (confirmed(h) or s)]
    assert found.answers == Counter(c.answer for c in stay)
    assert found.due == Counter(c.answer for c in stay if c.is_answer_due)
    assert found.scams == Counter(of(h, "scam") for h, _, _ in cohort if confirmed(h))
    assert found.scams_due == sum(1 for h, c, _ in asked if confirmed(h) and c.is_answer_due)
    assert found.suspected == Counter(s for _, _, s in cohort if s)
    assert found.suspected_asked == sum(1 for _, _, s in asked if s)
    assert found.suspected_due == sum(1 for _, c, s in asked if s and c.is_answer_due)
    assert found.scams_apart is (not scams_answer or not cohort)


@given(PEOPLE, st.booleans())
@example(people=[*SCAMS], scams_answer=True)
def test_what_the_owner_noted_is_counted_by_question_and_answer(
    people: list[tuple[History, Course | None, str]], scams_answer: bool
) -> None:
    noted = tallied(people, scams_answer=scams_answer).noted
    cohort = of_window(people)
    repliers = [
        h
        for h, c, s in cohort
        if c.answer is Answer.REPLIED and (scams_answer or not (confirmed(h) or s))
    ]
    for question in [*GROUPED, "scam", "tone", "never asked"]:
        for are_repliers, who in ((False, [h for h, _, _ in cohort]), (True, repliers)):
            told = [dict(h.entries)[question] for h in who if question in dict(h.entries)]
            k = sum(1 for answer in told if answer in {"one", "other"})
            n = sum(1 for answer in told if answer != "unknown")
            assert noted.share(question, "one", "other", of_repliers=are_repliers) == (k, n)
        assert noted.share(question, "one") == noted.share(question, "one", of_repliers=False)


Row = tuple[datetime, bool, bool, datetime | None, datetime | None]
"""Since when, wrote in time, is due, and when either side wrote."""


def followed(
    people: Sequence[Row],
) -> Followed:
    found = Followed()
    for since, wrote, is_due, wrote_at, owner_wrote_at in people:
        found.add(since, wrote=wrote, is_due=is_due)
        found.waiting.add(since, UNTIL, wrote_at, owner_wrote_at)
    return found


def compare(
    outcome: Outcome,
    people: Sequence[tuple[History, Course, Row]],
) -> None:
    """The outcome holds these people, in all and in each group."""
    assert outcome.all == followed([row for _, _, row in people])
    groups: dict[str, dict[str, Followed]] = {}
    for question in (*GROUPED, NOTE):
        by_answer = [
            (of(h, question) or str(c.note) * (question == NOTE), row) for h, c, row in people
        ]
        for answer in {told for told, _ in by_answer} - {"", "unknown"}:
            mine = followed([row for told, row in by_answer if told == answer])
            groups.setdefault(question, {})[answer] = mine
    assert outcome.groups == groups


@given(PEOPLE, st.booleans())
def test_the_accepted_are_followed_from_their_acceptance(
    people: list[tuple[History, Course | None, str]], scams_answer: bool
) -> None:
    compare(
        tallied(people, scams_answer=scams_answer).wrote_first,
        [
            (
                h,
                c,
                (
                    c.accepted.latest,
                    c.standing is Standing.WROTE_FIRST,
                    c.is_settled,
                    c.wrote_at,
                    c.owner_wrote_at,
                ),
            )
            for h, c, _ in people
            if c is not None and c.accepted is not None
        ],
    )


@given(PEOPLE, st.booleans())
def test_the_asked_are_followed_from_the_question_and_a_scam_apart_never_answers(
    people: list[tuple[History, Course | None, str]], scams_answer: bool
) -> None:
    rows = []
    for h, c, s in people:
        if c is None or c.asked_at is None:
            continue
        apart = not scams_answer and (confirmed(h) or bool(kind(h, s)))
        replied = c.answer is Answer.REPLIED and not apart
        rows.append(
            (h, c, (c.asked_at, replied, c.is_answer_due, None if apart else c.wrote_at, None))
        )
    compare(tallied(people, scams_answer=scams_answer).answered, rows)


def strength(said: list[Said]) -> Link:
    writers = {one.by_owner for one in said if one.text != "👍"}
    if not said:
        return Link.NONE
    return [Link.CANNED, Link.ONE_SIDED, Link.CONVERSATION][len(writers)]


@given(PEOPLE, st.booleans())
@example(
    people=[(History("a", "Ana", said=(Said(at(1), by_owner=False, text=OWN),)), None, "")],
    names=True,
)
def test_the_mirror_shows_everybody(
    people: list[tuple[History, Course | None, str]], names: bool
) -> None:
    mirror = tallied(people, scams_answer=False, names=names).mirror
    everybody = [h for h, _, _ in people]
    assert mirror.links == Counter(strength([*h.said]) for h in everybody if h.connections)
    owed: list[tuple[int, str]] = []
    wrote = never = 0
    for h in everybody:
        last_own = max((n for n, one in enumerate(h.said) if one.by_owner), default=-1)
        waiting = [one for one in h.said[last_own + 1 :] if one.text != "👍"]
        if waiting and not confirmed(h):
            owed.append(((UNTIL - waiting[0].at).days, h.name if names else ""))
        if any(not one.by_owner and one.text != "👍" for one in h.said):
            wrote += 1
            never += bool(waiting) and last_own < 0
    assert mirror.owed == owed
    assert (mirror.wrote_to_owner, mirror.never_answered) == (wrote, never)
    own = [r for h in everybody for r in h.requests if r.direction is Direction.OUTGOING]
    assert mirror.outgoing == len(own)
    kinds = {"": NoteKind.NONE, OWN: NoteKind.OWN_WORDS}
    assert mirror.outgoing_notes == Counter(kinds.get(r.note, NoteKind.BARE_REQUEST) for r in own)


def test_a_nameless_word_of_no_conversation_is_nobody_who_waits() -> None:
    """An old file cannot tell who of the nameless the owner answered."""
    word, answer = Said(at(1), by_owner=False, text=OWN), Said(at(2), by_owner=True, text=OWN)
    tally = Tally(UNTIL)
    tally.add(History("unknown:message 1", "", said=(word,)), None)
    tally.add(History("unknown:message 2", "", said=(answer,)), None)
    assert (tally.mirror.owed, tally.mirror.wrote_to_owner) == ([], 0)
    tally.add(History("unknown:2-a", "", said=(replace(word, thread="2-a"),)), None)
    tally.add(History("name:ana ferreira", "Ana Ferreira", said=(word,)), None)
    assert len(tally.mirror.owed) == 2
    assert (tally.mirror.never_answered, tally.mirror.wrote_to_owner) == (2, 2)


def test_a_stock_sentence_the_owner_confirmed_is_none_of_their_own_words_either() -> None:
    sent = Request(Direction.OUTGOING, ANA, Span.second(START), OWN)
    history = History("handle:ana", "Ana Ferreira", (sent,))
    for stock, kind in ((None, NoteKind.OWN_WORDS), (STOCK.extended(OWN), NoteKind.BARE_REQUEST)):
        tally = Tally(UNTIL, stock=stock)
        tally.add(history, None)
        assert tally.mirror.outgoing_notes == {kind: 1}
