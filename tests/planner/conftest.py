"""Stories about people, as they are told, read into what the planner is given.

A story stands in its test's docstring, a line for each thing that happened: an instant ("Mon" to
"Sun" are 5 to 11 October 2026, other days are written "14 Oct"; times are UTC; "Mon" alone is the
whole day), who, and what. "Ana on mastodon" is Ana's contact there, on its own account. The
last line says "now".
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest

from askwhy.facts import (
    Accepted,
    Allocated,
    Asked,
    Connection,
    Direction,
    Evidence,
    Favour,
    FavourState,
    Marked,
    Party,
    Postponed,
    Request,
    Skipped,
    Span,
    Step,
    Stopped,
    StudyFact,
    Undeliverable,
    WroteElsewhere,
)
from askwhy.history import History, Said, in_order
from askwhy.planner import Account, Case, ContactId, Outlook, Plan, plan
from askwhy.protocol import Arm, Hours, Limits, Protocol, digest
from askwhy.protocol.template import standard

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DAY = timedelta(days=1)
DAYS = {name: date(2026, 10, 5 + place) for place, name in enumerate(
    ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))}  # fmt: skip
MONTHS = {"Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12}
NETWORKS = {"linkedin": "LinkedIn", "mastodon": "Mastodon"}
EARLIER = "e" * 64
LINE = re.compile(
    r"(?P<day>[A-Z][a-z]{2}|\d{1,2} [A-Z][a-z]{2})(?: (?P<time>\d\d:\d\d(?::\d\d)?))? (?P<what>.+)"
)


@cache
def any_hour() -> Protocol:
    """The standard protocol with a free clock: every test says for itself what restricts it."""
    return replace(
        standard("October", date(2026, 10, 1), date(2026, 10, 31), "UTC"),
        hours=Hours("UTC", (), (0, 1, 2, 3, 4, 5, 6)),
        limits=Limits(1000, 1000),
        arms=(Arm("A", 1, DAY, (("en", "May I help, {first_name}?"),)),),
    )


@dataclass
class Teller:
    """One person on one account, while their story is being told."""

    name: str
    requests: list[Request] = field(default_factory=list)
    connections: list[Connection] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)
    facts: list[StudyFact] = field(default_factory=list)
    links: list[ContactId] = field(default_factory=list)
    in_flight: datetime | None = None


@dataclass(frozen=True)
class World:
    """A story in the planner's terms."""

    cases: tuple[Case, ...]
    accounts: tuple[Account, ...]
    now: datetime
    protocol: Protocol

    @property
    def study(self) -> str:
        return digest(self.protocol)

    def plan(self, now: datetime | None = None) -> Plan:
        return plan(self.protocol, self.accounts, self.cases, now or self.now)

    def outlook(self, name: str = "Ana") -> Outlook:
        account, contact = locate(name)
        return next(one for one in self.plan().outlooks if one.who == ContactId(account, contact))

    def names(self, intents: tuple[object, ...]) -> list[str]:
        """Who the intents are about, by their names in the story."""
        return [one.who.contact.removeprefix("handle:") for one in intents]  # type: ignore[attr-defined]


def locate(name: str) -> tuple[str, str]:
    who, _, network = name.partition(" on ")
    return network or "linkedin", f"handle:{who.casefold()}"


def instant(day: str, clock: str | None) -> datetime:
    if day in DAYS:
        found = DAYS[day]
    else:
        number, month = day.split()
        found = date(2026, MONTHS[month], int(number))
    return datetime.combine(found, time.fromisoformat(clock or "00:00"), UTC)


class Reader:
    """Reads the lines of one story."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.study = digest(protocol)
        self.tellers: dict[tuple[str, str], Teller] = {}
        self.seen: dict[str, datetime] = {}
        self.departures: dict[str, list[datetime]] = defaultdict(list)
        self.drawn: dict[str, int] = defaultdict(int)
        self.now = instant("Mon", None)

    def line(self, text: str) -> None:
        found = LINE.fullmatch(text)
        assert found, f"a story's line has a day and what happened: {text!r}"
        at = instant(found["day"], found["time"])
        span = Span.second(at) if found["time"] else Span(at, at + DAY)
        for pattern, tell in TALES.items():
            told = re.fullmatch(pattern, found["what"])
            if told:
                tell(self, at, span, **told.groupdict())
                return
        msg = f"nothing is known to happen like this: {text!r}"
        raise AssertionError(msg)

    def teller(self, name: str) -> Teller:
        key = locate(name)
        self.seen.setdefault(key[0], datetime(2026, 12, 31, tzinfo=UTC))
        return self.tellers.setdefault(key, Teller(name.partition(" on ")[0]))

    def party(self, name: str) -> Party:
        return Party(name, name.casefold())

    def world(self) -> World:
        cases = tuple(
            Case(
                account=account,
                history=History(
                    contact, one.name, tuple(one.requests), tuple(one.connections),
                    in_order(one.said), tuple(one.entries.items()),
                ),
                facts=tuple(one.facts),
                links=tuple(one.links),
                in_flight=one.in_flight,
            )
            for (account, contact), one in self.tellers.items()
        )  # fmt: skip
        accounts = tuple(
            Account(name, NETWORKS[name], seen, tuple(self.departures[name]))
            for name, seen in self.seen.items()
        )
        return World(cases, accounts, self.now, self.protocol)


def _request(reader: Reader, at: datetime, span: Span, who: str, note: str | None) -> None:
    teller = reader.teller(who)
    request = Request(Direction.INCOMING, reader.party(who), span, note or "")
    teller.requests.append(request)


def _connected(reader: Reader, at: datetime, span: Span, who: str) -> None:
    reader.teller(who).connections.append(Connection(reader.party(who), span))


def _accepted(reader: Reader, at: datetime, span: Span, who: str) -> None:
    fact = Accepted(reader.party(who), reader.study, at, Evidence.CLAIMED)
    reader.teller(who).facts.append(fact)


def _writes(reader: Reader, at: datetime, span: Span, who: str, text: str) -> None:
    precision = int((span.latest - span.earliest).total_seconds())
    said = Said(at, by_owner=False, text=text, thread="t", precision=precision)
    reader.teller(who).said.append(said)


def _you_write(reader: Reader, at: datetime, span: Span, who: str, text: str) -> None:
    reader.teller(who).said.append(Said(at, by_owner=True, text=text, thread="t"))


def _you_question(reader: Reader, at: datetime, span: Span, who: str) -> None:
    said = Said(at, by_owner=True, text="May I help?", thread="t", is_ask=True)
    reader.teller(who).said.append(said)


def _allocated(reader: Reader, at: datetime, span: Span, who: str, arm: str) -> None:
    stratum = "en on LinkedIn"
    fact = Allocated(reader.party(who), reader.study, arm, stratum, reader.drawn[stratum], 0.5, at)
    reader.drawn[stratum] += 1
    reader.teller(who).facts.append(fact)


def _asked(reader: Reader, at: datetime, span: Span, who: str, how: str | None) -> None:
    evidence = Evidence(how) if how else Evidence.DELIVERED
    fact = Asked(reader.party(who), reader.study, "May I help?", at, evidence)
    reader.teller(who).facts.append(fact)
    reader.departures[locate(who)[0]].append(at)


def _asked_earlier(reader: Reader, at: datetime, span: Span, who: str) -> None:
    fact = Asked(reader.party(who), EARLIER, "May I help?", at, Evidence.VERIFIED)
    reader.teller(who).facts.append(fact)


def _in_flight(reader: Reader, at: datetime, span: Span, who: str) -> None:
    reader.teller(who).in_flight = at


def _stops(reader: Reader, at: datetime, span: Span, who: str) -> None:
    reader.teller(who).facts.append(Stopped(reader.party(who), "please don't write", at))


def _stop_lifted(reader: Reader, at: datetime, span: Span, who: str) -> None:
    fact = Stopped(reader.party(who), "they asked me to", at, lifted=True)
    reader.teller(who).facts.append(fact)


def _marks(reader: Reader, at: datetime, span: Span, un: str, who: str, mark: str) -> None:
    fact = Marked(reader.party(who), mark, at, lifted=bool(un))
    reader.teller(who).facts.append(fact)


def _skips(reader: Reader, at: datetime, span: Span, un: str, who: str) -> None:
    fact = Skipped(reader.party(who), reader.study, at, lifted=bool(un))
    reader.teller(who).facts.append(fact)


def _postpones(
    reader: Reader, at: datetime, span: Span, who: str, day: str, clock: str | None
) -> None:
    fact = Postponed(reader.party(who), reader.study, instant(day, clock), at)
    reader.teller(who).facts.append(fact)


def _wrote_elsewhere(reader: Reader, at: datetime, span: Span, who: str, un: str) -> None:
    fact = WroteElsewhere(reader.party(who), reader.study, at, lifted=bool(un))
    reader.teller(who).facts.append(fact)


def _refused(reader: Reader, at: datetime, span: Span, step: str, who: str) -> None:
    fact = Undeliverable(reader.party(who), reader.study, Step(step), "blocked", at)
    reader.teller(who).facts.append(fact)


def _favour(
    reader: Reader, at: datetime, span: Span, who: str, what: str, day: str, state: str
) -> None:
    fact = Favour(reader.party(who), what, FavourState(state), instant(day, None).date(), at)
    reader.teller(who).facts.append(fact)


def _noted(reader: Reader, at: datetime, span: Span, who: str, question: str, answer: str) -> None:
    reader.teller(who).entries[question] = answer


def _linked(reader: Reader, at: datetime, span: Span, who: str, other: str) -> None:
    reader.teller(other)
    reader.teller(who).links.append(ContactId(*locate(other)))


def _seen(reader: Reader, at: datetime, span: Span, account: str) -> None:
    reader.seen[account] = at


def _never_seen(reader: Reader, at: datetime, span: Span) -> None:
    reader.seen["linkedin"] = None  # type: ignore[assignment]


def _left(reader: Reader, at: datetime, span: Span, count: str, account: str) -> None:
    reader.departures[account] += [at] * int(count)


def _now(reader: Reader, at: datetime, span: Span) -> None:
    reader.now = at


WHO = r"(?P<who>[A-Z][a-z]+(?: on [a-z]+)?)"
TALES: Mapping[str, Callable[..., None]] = {
    rf"{WHO} asks to connect(?:: “(?P<note>.*)”)?": _request,
    rf"{WHO} is connected": _connected,
    rf"you accept {WHO}": _accepted,
    rf"{WHO} writes: “(?P<text>.*)”": _writes,
    rf"you write to {WHO}: “(?P<text>.*)”": _you_write,
    rf"you put the question to {WHO} by hand": _you_question,
    rf"{WHO} is allocated to (?P<arm>\w+)": _allocated,
    rf"{WHO} is asked(?: \((?P<how>\w+)\))?": _asked,
    rf"{WHO} is asked in an earlier study": _asked_earlier,
    rf"a question to {WHO} may have left": _in_flight,
    rf"{WHO} asks not to be written to": _stops,
    rf"you lift {WHO}'s stop": _stop_lifted,
    rf"you (?P<un>un)?mark {WHO} as (?P<mark>\w+)": _marks,
    rf"you (?P<un>un)?skip {WHO}": _skips,
    rf"you postpone {WHO} until (?P<day>\w{{3}}|\d+ \w+)(?: (?P<clock>[\d:]+))?": _postpones,
    rf"{WHO} has (?P<un>not after all )?written elsewhere": _wrote_elsewhere,
    rf"the network refuses to (?P<step>accept|ask) {WHO}": _refused,
    rf"{WHO} asks for “(?P<what>.*)” by (?P<day>\w+), (?P<state>.+)": _favour,
    rf"you note of {WHO}: (?P<question>[a-z ]+) = (?P<answer>.*)": _noted,
    rf"{WHO} is the same person as (?P<other>[A-Z][a-z]+(?: on [a-z]+)?)": _linked,
    r"the last seen of (?P<account>\w+)": _seen,
    r"is the day, and nothing was ever seen": _never_seen,
    r"(?P<count>\d+) questions left (?P<account>\w+)": _left,
    r"is now": _now,
}


def read_story(text: str, protocol: Protocol) -> World:
    """The world of a story; the lines before the first day are a title."""
    reader = Reader(protocol)
    for line in text.splitlines():
        if LINE.fullmatch(line.strip()):
            reader.line(line.strip())
    return reader.world()


@dataclass(frozen=True)
class Telling:
    """Reads stories by the usual protocol, or by one with some things changed."""

    text: str

    def __call__(self, **changes: object) -> World:
        return self.read(self.text, **changes)

    def read(self, text: str, **changes: object) -> World:
        return read_story(text, replace(any_hour(), **changes))  # type: ignore[arg-type]


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Telling:
    """Reads the test's docstring, or another text."""
    return Telling(request.function.__doc__ or "")


@pytest.fixture
def story(tell: Telling) -> World:
    """The test's docstring, read by the usual protocol."""
    return tell()
