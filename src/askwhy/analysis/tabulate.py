"""Rows in, counts out: the only place in this room that sees a person's course.

What leaves is a `Tally`: whole numbers, from which no one can be told. Everything else that is
counted, estimated or printed starts from there. People are followed in days of 24 hours.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from askwhy.facts import Direction
from askwhy.history import Answer, Link, Standing, link_strength, owed_since
from askwhy.protocol import Definitions
from askwhy.rules.notes import NoteKind, read_note

if TYPE_CHECKING:
    from askwhy.analysis.coded import Coded
    from askwhy.history import Course, History
    from askwhy.rules.notes import Stock

Pair = tuple[int, int]
"""k of n."""
Table = tuple[list[int], list[int]]
"""Events and censored by day, as `reply_curve` takes them."""

GROUPED: Final = ("sphere", "language", "gender", "known", "contact of contacts")
"""What the owner may note that divides people into groups before they answer."""
NOTE: Final = "note"
"""The group that the request itself tells: its note."""

_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Waiting:
    """How long people took to write, and for how long the others were waited for.

    `wrote[d]` wrote on day d of the waiting, 0 the first. `ended[d]` were silent for d whole days,
    then observation ended. `cut[d]` were silent until day d, on which the owner spoke and so
    ended the waiting. `too_early` were followed for less than a day, and are in none of these.
    """

    wrote: Counter[int] = field(default_factory=Counter)
    ended: Counter[int] = field(default_factory=Counter)
    cut: Counter[int] = field(default_factory=Counter)
    too_early: int = 0

    @property
    def n(self) -> int:
        """How many people were followed for a day or more."""
        return self.wrote.total() + self.ended.total() + self.cut.total()

    @property
    def days(self) -> int:
        """How many whole days somebody was followed; nothing is known beyond."""
        return max([0, *(day + 1 for day in self.wrote), *self.ended, *self.cut])

    def add(
        self,
        since: datetime,
        until: datetime,
        wrote_at: datetime | None,
        owner_wrote_at: datetime | None = None,
    ) -> None:
        """Follow one person. What falls into a last day that was not seen whole is left aside."""
        whole = (until - since) // _DAY
        if whole < 1:
            self.too_early += 1
            return
        is_cut = owner_wrote_at is not None and (wrote_at is None or owner_wrote_at < wrote_at)
        end = owner_wrote_at if is_cut else wrote_at
        day = whole if end is None else max(0, (end - since) // _DAY)
        if day >= whole:
            self.ended[whole] += 1
        elif is_cut:
            self.cut[day] += 1
        else:
            self.wrote[day] += 1

    def table(self, days: int | None = None) -> Table:
        """Who wrote and who left by day, over `days` columns, or as many as somebody was followed.

        Somebody silent for d whole days is at risk on each of them. Whoever was cut counts as
        silent for the day on which it happened, so that a rate can only be too low.
        """
        columns = self.days if days is None else days
        assert columns >= self.days, "nobody is cut off from a table"
        events, censored = [0] * columns, [0] * columns
        for day, people in self.wrote.items():
            events[day] += people
        for day, people in self.ended.items():
            censored[day - 1] += people
        for day, people in self.cut.items():
            if self.days:
                censored[min(day, self.days - 1)] += people
        return events, censored


@dataclass(slots=True)
class Followed:
    """People waited for from one instant on, and who of them wrote.

    `k` wrote within the horizon of the `n` whose horizon has passed. `by_day` holds the same for
    everybody by the day on which the waiting began, counted from 1970: days on which a horizon
    has not passed are there, too. `waiting` says when they wrote.
    """

    k: int = 0
    n: int = 0
    by_day: dict[int, Pair] = field(default_factory=dict)
    waiting: Waiting = field(default_factory=Waiting)

    @property
    def pair(self) -> Pair:
        """The two numbers, k of n."""
        return self.k, self.n

    def add(self, since: datetime, *, wrote: bool, is_due: bool) -> None:
        """Count one person, whose waiting began at `since` and who wrote in time or did not."""
        if is_due:
            self.k += wrote
            self.n += 1
        day = (since - _EPOCH) // _DAY
        k, n = self.by_day.get(day, (0, 0))
        self.by_day[day] = (k + wrote, n + 1)


def whole_days(horizon: timedelta) -> int:
    """How many days a horizon takes, at least one."""
    return max(1, -(-horizon // _DAY))


def last_whole_day(observed_until: datetime) -> int:
    """The last day, counted from 1970, that was observed to its end."""
    return (observed_until - _EPOCH) // _DAY - 1


@dataclass(slots=True)
class Requests:
    """The incoming requests of a window, one a contact.

    `standing`, `answers`: how many are where; they add up to `n` and to the asked.
    `settled`: by standing, of the requests whose horizon for writing first had passed.
    `due`: by answer, of the asked whose horizon for answering had passed. `scams`: by kind,
    as the owner confirmed them; `scams_due` of them were asked and had their time to answer;
    `scams_apart` says that they are in no other answer. `suspected`: by kind, whom a machine took
    for a scam and nobody has judged; they stand apart like the confirmed. `suspected_asked` of
    them were asked, and `suspected_due` had their time to answer.
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
    suspected: Counter[str] = field(default_factory=Counter)
    suspected_asked: int = 0
    suspected_due: int = 0
    had_contact: int = 0

    @property
    def accepted(self) -> int:
        """How many of the requests are connections, as far as the record shows."""
        return self.n - self.standing[Standing.NOT_ACCEPTED]

    @property
    def asked_due(self) -> int:
        """How many were asked long enough ago to tell; scams are among them, counted or apart."""
        apart = self.scams_due + self.suspected_due if self.scams_apart else 0
        return self.due.total() + apart


@dataclass(slots=True)
class Noted:
    """What the owner noted by hand, by question and answer, of the requests of the window.

    `of_repliers` holds what was noted of those who answered.
    """

    of_all: dict[str, Counter[str]] = field(default_factory=dict)
    of_repliers: dict[str, Counter[str]] = field(default_factory=dict)

    def share(self, question: str, *answers: str, of_repliers: bool = False) -> Pair:
        """How many were noted so, of those of whom anything but "unknown" was noted."""
        source = self.of_repliers if of_repliers else self.of_all
        counts = source.get(question, Counter())
        return sum(counts[each] for each in answers), counts.total() - counts["unknown"]


@dataclass(slots=True)
class Outcome:
    """One thing that people may do in time: all of them, and by what divides them into groups.

    `groups[question][answer]` are those of whom the owner noted that answer; the request's own
    note is the question `NOTE`. "unknown" is no group.
    """

    all: Followed = field(default_factory=Followed)
    groups: dict[str, dict[str, Followed]] = field(default_factory=dict)

    def belonging(self, history: History, course: Course) -> list[Followed]:
        """Everything in which this contact is to be counted."""
        traits = {each: history.entry(each) for each in GROUPED} | {NOTE: str(course.note)}
        return [
            self.all,
            *(
                self.groups.setdefault(question, {}).setdefault(answer, Followed())
                for question, answer in traits.items()
                if answer not in {"", "unknown"}
            ),
        ]


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

    `observed_until` is the instant up to which messages were seen. `stock` are the stock
    sentences that make a note a bare request, if not only the known ones.
    Names stay behind unless `names` is set: then those to whom the owner owes an answer have one.
    `scams_answer` counts a scam among the answers, as the post did; otherwise it is a disposition
    of its own. `wrote_first` follows the accepted from their acceptance, `answered` the asked
    from the question. `coded` holds what was coded of their words, by code and domain. Where no
    source told of messages, `is_deaf` is set: nobody is silent then, and no word is counted. Where
    the one that tells who was accepted is missing, `is_blind` is.
    """

    observed_until: datetime
    names: bool = False
    scams_answer: bool = False
    stock: Stock | None = None
    definitions: Definitions = field(default_factory=Definitions)
    wrote_first: Outcome = field(default_factory=Outcome)
    answered: Outcome = field(default_factory=Outcome)
    requests: Requests = field(default_factory=Requests)
    noted: Noted = field(default_factory=Noted)
    mirror: Mirror = field(default_factory=Mirror)
    coded: dict[tuple[str, str], Coded] = field(default_factory=dict)
    is_deaf: bool = False
    is_blind: bool = False

    def add(self, history: History, course: Course | None, suspected: str = "") -> None:
        """Count one contact; `course` is that of their request of the window, if they sent one.

        `suspected` is the kind of scam that a machine took one of their texts for; the owner's
        own word, for or against, stands above it.
        """
        if course is not None:
            self.requests.scams_apart = not self.scams_answer
            suspected = "" if history.entry("scam") else suspected
            is_apart = (is_scam(history) or bool(suspected)) and not self.scams_answer
            _count_request(self.requests, history, course, is_apart)
            _count_suspected(self.requests, course, suspected)
            _count_noted(self.noted, history, course, is_apart)
            _follow_acceptance(self.wrote_first, history, course, self.observed_until)
            _follow_question(self.answered, history, course, self.observed_until, is_apart)
        name = history.name * self.names
        _count_mirror(self.mirror, history, self.observed_until, name, self.stock)


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


def _count_suspected(counts: Requests, course: Course, kind: str) -> None:
    if kind:
        counts.suspected[kind] += 1
        counts.suspected_asked += course.answer is not None
        counts.suspected_due += course.answer is not None and course.is_answer_due


def _count_noted(counts: Noted, history: History, course: Course, is_apart: bool) -> None:
    replied = course.answer is Answer.REPLIED and not is_apart
    for question, answer in history.entries:
        counts.of_all.setdefault(question, Counter())[answer] += 1
        if replied:
            counts.of_repliers.setdefault(question, Counter())[answer] += 1


def _follow_acceptance(outcome: Outcome, history: History, course: Course, until: datetime) -> None:
    if course.accepted is None:
        return
    since, wrote_first = course.accepted.latest, course.standing is Standing.WROTE_FIRST
    for people in outcome.belonging(history, course):
        people.add(since, wrote=wrote_first, is_due=course.is_settled)
        people.waiting.add(since, until, course.wrote_at, course.owner_wrote_at)


def _follow_question(
    outcome: Outcome, history: History, course: Course, until: datetime, is_apart: bool
) -> None:
    """A scam that stands apart was asked and never answers."""
    if course.asked_at is None:
        return
    replied = course.answer is Answer.REPLIED and not is_apart
    for people in outcome.belonging(history, course):
        people.add(course.asked_at, wrote=replied, is_due=course.is_answer_due)
        people.waiting.add(course.asked_at, until, None if is_apart else course.wrote_at)


def _wrote_to_owner(history: History, strength: Link) -> bool:
    """Whether the contact ever wrote words of their own."""
    if strength is not Link.ONE_SIDED:
        return strength is Link.CONVERSATION
    theirs = (one for one in history.said if not one.by_owner)
    return link_strength(theirs) is Link.ONE_SIDED


def _is_lone(history: History) -> bool:
    """Whether these are words of somebody nameless in no named conversation.

    Whether the owner answered them cannot be told: the answer is as lone.
    """
    return history.contact.startswith("unknown:") and not any(one.thread for one in history.said)


def _count_mirror(
    counts: Mirror, history: History, until: datetime, name: str, stock: Stock | None
) -> None:
    strength = link_strength(history.said)
    if history.connections:
        counts.links[strength] += 1
    if history.said and not _is_lone(history):
        _count_owed(counts, history, strength, until, name)
    for request in history.requests:
        if request.direction is Direction.OUTGOING:
            counts.outgoing += 1
            counts.outgoing_notes[read_note(request.note, stock)] += 1


def _count_owed(
    counts: Mirror, history: History, strength: Link, until: datetime, name: str
) -> None:
    owed = owed_since(history.said)
    if owed is not None and not is_scam(history):
        counts.owed.append(((until - owed).days, name))
    if _wrote_to_owner(history, strength):
        counts.wrote_to_owner += 1
        counts.never_answered += owed is not None and not any(one.by_owner for one in history.said)
