"""Rows in, counts out: the only place in this room that sees a person's course.

What leaves is a `Tally`: whole numbers, from which no one can be told. Everything else that is
counted, estimated or printed starts from there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from askwhy.facts import Direction
from askwhy.history import Answer, Link, Standing, link_strength, owed_since
from askwhy.rules.notes import NoteKind, read_note

if TYPE_CHECKING:
    from datetime import datetime

    from askwhy.history import Course, History

Pair = tuple[int, int]
"""k of n."""


@dataclass(slots=True)
class Requests:
    """The incoming requests of a window, one a contact.

    `standing`, `answers`: how many are where; they add up to `n` and to the asked.
    `settled`: by standing, of the requests whose horizon for writing first had passed.
    `due`: by answer, of the asked whose horizon for answering had passed. `scams`: by kind,
    as the owner confirmed them; `scams_due` of them were asked and had their time to answer;
    `scams_apart` says that they are in no other answer.
    """

    n: int = 0
    notes: Counter[NoteKind] = field(default_factory=Counter)
    standing: Counter[Standing] = field(default_factory=Counter)
    settled: Counter[Standing] = field(default_factory=Counter)
    answers: Counter[Answer] = field(default_factory=Counter)
    due: Counter[Answer] = field(default_factory=Counter)
    scams: Counter[str] = field(default_factory=Counter)
    scams_due: int = 0
    scams_apart: bool = True
    had_contact: int = 0

    @property
    def accepted(self) -> int:
        """How many of the requests are connections, as far as the record shows."""
        return self.n - self.standing[Standing.NOT_ACCEPTED]


@dataclass(slots=True)
class Noted:
    """What the owner noted by hand, by question and answer, of the requests of the window.

    `by_sphere` maps each sphere to how many of its asked people answered, of how many whose
    answer was due. `of_repliers` holds what was noted of those who answered.
    """

    of_all: dict[str, Counter[str]] = field(default_factory=dict)
    of_repliers: dict[str, Counter[str]] = field(default_factory=dict)
    by_sphere: dict[str, Pair] = field(default_factory=dict)

    def share(self, question: str, *answers: str, of_repliers: bool = False) -> Pair:
        """How many were noted so, of those of whom anything but "unknown" was noted."""
        source = self.of_repliers if of_repliers else self.of_all
        counts = source.get(question, Counter())
        return sum(counts[each] for each in answers), counts.total() - counts["unknown"]


@dataclass(slots=True)
class Mirror:
    """The other direction: what the owner left, sent and collected.

    `links`: all connections by strength. `owed`: the age in days of each thread in which the
    owner owes an answer, with a name if names were asked for. `wrote_to_owner`: contacts who
    wrote in words of their own; `never_answered`: those of them to whom the owner never wrote.
    `hidden` connections show no name and are in no other count.
    """

    links: Counter[Link] = field(default_factory=Counter)
    owed: list[tuple[int, str]] = field(default_factory=list)
    wrote_to_owner: int = 0
    never_answered: int = 0
    outgoing: int = 0
    outgoing_notes: Counter[NoteKind] = field(default_factory=Counter)
    hidden: int = 0


@dataclass(slots=True)
class Tally:
    """Counts of everything, gathered one contact at a time by `add`.

    Names stay behind unless `names` is set: then those to whom the owner owes an answer have one.
    `scams_answer` counts a scam among the answers, as the post did; otherwise it is a disposition
    of its own.
    """

    observed_until: datetime
    names: bool = False
    scams_answer: bool = False
    requests: Requests = field(default_factory=Requests)
    noted: Noted = field(default_factory=Noted)
    mirror: Mirror = field(default_factory=Mirror)

    def add(self, history: History, course: Course | None) -> None:
        """Count one contact; `course` is that of their request of the window, if they sent one."""
        if course is not None:
            self.requests.scams_apart = not self.scams_answer
            is_apart = is_scam(history) and not self.scams_answer
            _count_request(self.requests, history, course, is_apart)
            _count_noted(self.noted, history, course, is_apart)
        _count_mirror(self.mirror, history, self.observed_until, history.name * self.names)


def is_scam(history: History) -> bool:
    """Whether the owner confirmed that this contact is a scam."""
    return history.entry("scam") not in {"", "none"}


def _count_request(counts: Requests, history: History, course: Course, is_apart: bool) -> None:
    counts.n += 1
    counts.notes[course.note] += 1
    counts.standing[course.standing] += 1
    counts.had_contact += course.had_contact
    if course.is_settled:
        counts.settled[course.standing] += 1
    if is_scam(history):
        counts.scams[history.entry("scam")] += 1
        counts.scams_due += course.answer is not None and course.is_answer_due
    if course.answer is not None and not is_apart:
        counts.answers[course.answer] += 1
        if course.is_answer_due:
            counts.due[course.answer] += 1


def _count_noted(counts: Noted, history: History, course: Course, is_apart: bool) -> None:
    replied = course.answer is Answer.REPLIED and not is_apart
    for question, answer in history.entries:
        counts.of_all.setdefault(question, Counter())[answer] += 1
        if replied:
            counts.of_repliers.setdefault(question, Counter())[answer] += 1
    sphere = history.entry("sphere")
    if sphere and course.answer is not None and course.is_answer_due:
        k, n = counts.by_sphere.get(sphere, (0, 0))
        counts.by_sphere[sphere] = (k + replied, n + 1)


def _count_mirror(counts: Mirror, history: History, until: datetime, name: str) -> None:
    if history.connections:
        counts.links[link_strength(history.said)] += 1
    owed = owed_since(history.said)
    if owed is not None and not is_scam(history):
        counts.owed.append(((until - owed).days, name))
    if history.said and link_strength(one for one in history.said if not one.by_owner) in {
        Link.ONE_SIDED,
        Link.CONVERSATION,
    }:
        counts.wrote_to_owner += 1
        counts.never_answered += owed is not None and not any(one.by_owner for one in history.said)
    for request in history.requests:
        if request.direction is Direction.OUTGOING:
            counts.outgoing += 1
            counts.outgoing_notes[read_note(request.note)] += 1
