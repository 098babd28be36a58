"""What happened between the owner and one contact, folded from facts by written rules.

Pure, and beneath both the planner and the counting, so that both mean the same by "silent".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import groupby, takewhile
from typing import TYPE_CHECKING

from askwhy.facts import Direction, Span
from askwhy.rules.canned import LONGEST, is_canned
from askwhy.rules.echo import is_echo
from askwhy.rules.notes import NoteKind, Stock, read_note
from askwhy.rules.texts import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from askwhy.facts import Connection, ProfileEntry, Request
    from askwhy.protocol import Definitions


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a thread of two.

    `thread` is empty where the source names no conversation; `precision` is in seconds;
    `is_ask` marks the owner's question, by a wording that the owner confirmed.
    """

    at: datetime
    by_owner: bool
    text: str
    thread: str = ""
    precision: int = 1
    is_ask: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """All facts about one contact. `said` is in the order of `in_order`."""

    contact: str
    name: str
    requests: tuple[Request, ...] = ()
    connections: tuple[Connection, ...] = ()
    said: tuple[Said, ...] = ()
    entries: tuple[tuple[str, str], ...] = ()
    profile: tuple[ProfileEntry, ...] = ()

    def entry(self, question: str) -> str:
        """The owner's answer to a question of the sheet, or nothing."""
        return dict(self.entries).get(question, "")


class Standing(StrEnum):
    """Where a request stands, in the words in which it is shown."""

    NOT_ACCEPTED = "not accepted so far"
    WROTE_FIRST = "wrote first"
    ASKED = "asked"
    OWNER_WROTE = "you wrote first"
    SILENT = "silent"
    TOO_EARLY = "too early to tell"


class Answer(StrEnum):
    """What came back to the question."""

    REPLIED = "replied"
    ONE_TAP = "a one-tap reply only"
    NONE = "no answer"
    TOO_EARLY = "too early to tell"


class Link(StrEnum):
    """How strong a connection is, by the words exchanged over it."""

    NONE = "never a word"
    CANNED = "one-tap replies only"
    ONE_SIDED = "one side only"
    CONVERSATION = "a conversation"


@dataclass(frozen=True, slots=True)
class Course:
    """The course of one incoming request.

    `is_settled`: the horizon for writing first had passed when observation ended, so that a
    silence is a silence. `is_answer_due`: the same for the answer to the question.
    `wrote_at` is the contact's first word of their own after the request, at any time, and
    `owner_wrote_at` the owner's, the question included.
    """

    request: Request
    note: NoteKind
    standing: Standing
    is_settled: bool
    accepted: Span | None = None
    wrote_at: datetime | None = None
    owner_wrote_at: datetime | None = None
    asked_at: datetime | None = None
    answer: Answer | None = None
    answered_at: datetime | None = None
    is_answer_due: bool = False
    had_contact: bool = False


def in_order(said: Iterable[Said]) -> tuple[Said, ...]:
    """Sort by time, drop twins; at the same instant the contact comes before the owner.

    A twin is the same text by the same side, which another file gives without its thread or
    with a rougher time: the finer one stays.
    """
    given = list(said)
    if not any(_is_rough(one) for one in given):
        return _by_time(given)
    ranked = sorted(given, key=lambda one: (one.precision, one.thread == ""))
    kept: dict[tuple[bool, str], list[Said]] = {}
    for one in ranked:
        same = kept.setdefault((one.by_owner, fold(one.text)), [])
        if not (_is_rough(one) and any(_is_twin(one, other) for other in same)):
            same.append(one)
    return _by_time(one for same in kept.values() for one in same)


def _by_time(said: Iterable[Said]) -> tuple[Said, ...]:
    return tuple(sorted(said, key=lambda one: (one.at, one.by_owner, one.text, one.thread)))


def _is_rough(one: Said) -> bool:
    """Whether another file may tell the same message more finely."""
    return one.precision > 1 or not one.thread


def _is_twin(rough: Said, finer: Said) -> bool:
    """Whether the rough message may be the finer one, told by another file."""
    if rough.thread == finer.thread and rough.precision == finer.precision:
        return False
    return 0 <= (finer.at - rough.at).total_seconds() < rough.precision


def one_request(requests: Iterable[Request]) -> tuple[Request, ...]:
    """Requests in time order, with those that several files tell counted once."""
    ordered = sorted(requests, key=lambda one: (one.direction, one.sent, one.note))
    kept: list[Request] = []
    for request in ordered:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.direction == request.direction
            and request.sent.earliest < last.sent.latest
        ):
            kept[-1] = replace(last, note=max(last.note, request.note, key=len))
        else:
            kept.append(request)
    return tuple(sorted(kept, key=lambda one: (one.sent, one.direction)))


def tell(
    history: History,
    request: Request,
    definitions: Definitions,
    observed_until: datetime,
    stock: Stock | None = None,
) -> Course:
    """Fold one contact's facts into the course of one of their incoming requests.

    `stock` are the stock sentences that make a note a bare request, if not only the known ones.
    """
    assert request.direction is Direction.INCOMING, "an owner's own request has no course"
    echo = find_echo(request, history.said)
    accepted = _acceptance(request, echo, history.connections)
    before = [one for one in history.said if one.at < request.sent.earliest]
    after = [one for one in history.said if one.at >= request.sent.earliest and one is not echo]
    words = after if definitions.canned_counts else [one for one in after if not _canned(one)]
    course = Course(
        request=request,
        note=read_note(request.note, stock),
        standing=Standing.NOT_ACCEPTED,
        is_settled=accepted is not None
        and accepted.latest + definitions.wrote_first <= observed_until,
        accepted=accepted,
        wrote_at=next((one.at for one in words if not one.by_owner), None),
        owner_wrote_at=next((one.at for one in words if one.by_owner), None),
        had_contact=bool(before),
    )
    if accepted is None:
        return course
    course = replace(course, standing=_standing(course, words, definitions))
    if course.standing is Standing.ASKED:
        return _answer(course, words, after, definitions, observed_until)
    return course


def find_echo(request: Request, said: Iterable[Said]) -> Said | None:
    """The request's own note, where the network shows it as the thread's first message."""
    if not request.note:
        return None
    by_thread = groupby(sorted(said, key=lambda one: one.thread), key=lambda one: one.thread)
    openers = (next(words) for _, words in by_thread)
    found = [
        one
        for one in openers
        if not one.by_owner and one.at >= request.sent.earliest and is_echo(request.note, one.text)
    ]
    return min(found, key=lambda one: one.at, default=None)


def link_strength(said: Iterable[Said]) -> Link:
    """How strong the link is. The note of a request is a word, too: old ones cannot be told."""
    writers: set[bool] = set()
    is_wordless = True
    for one in said:
        is_wordless = False
        if one.by_owner not in writers and not _canned(one):
            writers.add(one.by_owner)
            if len(writers) == 2:
                return Link.CONVERSATION
    if writers:
        return Link.ONE_SIDED
    return Link.NONE if is_wordless else Link.CANNED


def owed_since(said: tuple[Said, ...]) -> datetime | None:
    """Since when the owner owes an answer: the contact's first unanswered word of their own."""
    unanswered = takewhile(lambda one: not one.by_owner, reversed(said))
    return next((one.at for one in reversed([*unanswered]) if not _canned(one)), None)


def _canned(one: Said) -> bool:
    return len(one.text) <= LONGEST and _known_canned(one.text)


_known_canned = lru_cache(maxsize=1 << 16)(is_canned)
"""Short texts recur, and each is asked about several times."""


def _acceptance(
    request: Request, echo: Said | None, connections: Iterable[Connection]
) -> Span | None:
    """When the request was accepted: to the second by the note's echo, else to the day.

    Where a source knows the instant within the first day that another tells, the instant counts.
    """
    if echo is not None:
        return Span.second(echo.at)
    sent = request.sent.earliest
    later = [one.since for one in connections if one.since.latest > sent]
    if not later:
        return None
    day = min(later)
    within = [one for one in later if one.latest <= day.latest]
    first = min(within, key=lambda one: one.latest - one.earliest)
    return Span(max(first.earliest, sent), first.latest)


def _standing(course: Course, words: list[Said], definitions: Definitions) -> Standing:
    """The first of: they wrote, the question was asked, the owner wrote, silence."""
    assert course.accepted is not None, "only an accepted request has a standing"
    deadline = course.accepted.latest + definitions.wrote_first
    first = next((one for one in words if one.at < deadline), None)
    if first is not None and not first.by_owner:
        return Standing.WROTE_FIRST
    spoke = course.wrote_at
    if any(one.is_ask and (spoke is None or one.at < spoke) for one in words):
        return Standing.ASKED
    if first is not None:
        return Standing.OWNER_WROTE
    return Standing.SILENT if course.is_settled else Standing.TOO_EARLY


def _answer(
    course: Course,
    words: list[Said],
    after: list[Said],
    definitions: Definitions,
    observed_until: datetime,
) -> Course:
    """What came back to the first question, within the horizon."""
    asked = next(one.at for one in words if one.is_ask)
    deadline = asked + definitions.replied
    back = [one for one in after if not one.by_owner and asked <= one.at < deadline]
    own = next((one for one in back if one in words), None)
    is_due = deadline <= observed_until
    if own is not None:
        answer, at = Answer.REPLIED, own.at
    elif back:
        answer, at = Answer.ONE_TAP, back[0].at
    else:
        answer, at = (Answer.NONE if is_due else Answer.TOO_EARLY), None
    return replace(course, asked_at=asked, answer=answer, answered_at=at, is_answer_due=is_due)
