"""The promises, kept whatever happens: a study driven at random, judged by a second reading.

The machine below plays the owner, the people, two studies one after the other, late evidence and
a clock that jumps, around the end of summer time in Warsaw. Each question that leaves is judged by
`judge`, which knows the rules from their wording alone and none of the planner's code.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from askwhy.allocation import allocate
from askwhy.facts import (
    Allocated,
    Asked,
    Connection,
    Direction,
    Evidence,
    Marked,
    Party,
    Postponed,
    ProfileEntry,
    Request,
    Shown,
    Skipped,
    Span,
    Stopped,
    StudyFact,
    WroteElsewhere,
)
from askwhy.history import History, Said, in_order
from askwhy.planner import Account, Ask, Case, ContactId, Plan, plan
from askwhy.protocol import Arm, Hours, Limits, Protocol
from askwhy.protocol.template import standard

WARSAW = ZoneInfo("Europe/Warsaw")
START = datetime(2026, 10, 20, 8, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
KEY = bytes(range(32))
OWN, TAP = "I read your piece on archives and have a question.", "Thank you"
NOTE = "We met in Gdańsk, at the fair; may I stay in touch?"
PEOPLE = [
    ContactId(account, f"handle:{name}")
    for account, name in (
        ("linkedin", "ana"), ("linkedin", "ben"), ("linkedin", "cleo"), ("linkedin", "eve"),
        ("mastodon", "ana"), ("mastodon", "dan"), ("mastodon", "fay"),
    )
]  # fmt: skip
NETWORKS = {"linkedin": "LinkedIn", "mastodon": "Mastodon"}


def declare(name: str) -> Protocol:
    """Quiet from 18:00 to 09:00, no Sundays; one question an hour, two a day, an account."""
    return replace(
        standard(name, date(2026, 10, 1), date(2026, 11, 30), "Europe/Warsaw"),
        arms=(
            Arm("asked", 2, DAY, (("en", "Why did you ask?"),)),
            Arm("later", 1, 2 * DAY, (("en", "Why did you ask?"),)),
            Arm("none", 1, DAY, ()),
        ),
        hours=Hours("Europe/Warsaw", ((0, 9 * 60), (18 * 60, 24 * 60)), (0, 1, 2, 3, 4, 5)),
        limits=Limits(per_day=2, per_hour=1),
    )


STUDIES = [declare("first"), declare("second")]


@dataclass
class Known:
    """What is known of one contact."""

    requested: datetime | None = None
    note: str = ""
    accepted: Span | None = None
    said: list[Said] = field(default_factory=list)
    facts: list[StudyFact] = field(default_factory=list)
    links: list[ContactId] = field(default_factory=list)


class Studies(RuleBasedStateMachine):
    """Everything that may happen, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.study = 0
        self.known = {who: Known() for who in PEOPLE}
        self.seen: dict[str, datetime] = {}
        self.sent: list[tuple[ContactId, datetime]] = []
        self.drawn: Counter[str] = Counter()

    # What the record hands to the planner.

    @property
    def protocol(self) -> Protocol:
        return STUDIES[self.study]

    def cases(self) -> list[Case]:
        return [self.case(who, known) for who, known in self.known.items()]

    def case(self, who: ContactId, known: Known) -> Case:
        party = Party(who.contact)
        requests: tuple[Request, ...] = ()
        connections: tuple[Connection, ...] = ()
        if known.requested:
            minute = Span(known.requested, known.requested + timedelta(minutes=1))
            requests = (Request(Direction.INCOMING, party, minute, known.note),)
        if known.accepted:
            connections = (Connection(party, known.accepted),)
        history = History(who.contact, "Ana", requests, connections, in_order(known.said))
        return Case(who.account, history, tuple(known.facts), tuple(known.links))

    def accounts(self) -> list[Account]:
        gone: dict[str, list[datetime]] = defaultdict(list)
        for who, at in self.sent:
            gone[who.account].append(at)
        return [
            Account(name, network, self.seen.get(name), tuple(gone[name]))
            for name, network in NETWORKS.items()
        ]

    def plan(self) -> Plan:
        return plan(self.protocol, self.accounts(), self.cases(), self.now)

    # What people, the owner and the clock do.

    @initialize(
        asked=st.lists(st.integers(0, 72), min_size=7, max_size=7),
        notes=st.lists(st.booleans(), min_size=7, max_size=7),
        exact=st.lists(st.sampled_from([True, False, True, False, None]), min_size=7, max_size=7),
    )
    def people_ask_to_connect(
        self, asked: list[int], notes: list[bool], exact: list[bool | None]
    ) -> None:
        for who, hours, has_note, is_exact in zip(PEOPLE, asked, notes, exact, strict=True):
            known = self.known[who]
            known.requested, known.note = START - hours * HOUR, NOTE if has_note else ""
            if is_exact is not None:
                self.is_accepted(who, is_exact)
        self.seen = dict.fromkeys(NETWORKS, self.now)

    @rule(hours=st.integers(1, 40), as_planned=st.booleans())
    def a_day_of_work(self, hours: int, as_planned: bool) -> None:
        self.now += hours * HOUR
        for account in NETWORKS:
            self.an_account_is_seen(account)
        self.arms_are_drawn()
        if as_planned:
            self.questions_leave_as_planned()
        self.questions_leave()

    @rule(hours=st.integers(1, 40))
    def another_day_of_work(self, hours: int) -> None:
        self.a_day_of_work(hours, as_planned=False)

    @rule(minutes=st.integers(-60 * 30, 60 * 30))
    def the_clock_jumps(self, minutes: int) -> None:
        self.now = max(START, self.now + timedelta(minutes=minutes))

    @rule(who=st.sampled_from(PEOPLE), is_exact=st.booleans())
    def somebody_is_accepted(self, who: ContactId, is_exact: bool) -> None:
        self.is_accepted(who, is_exact)

    def is_accepted(self, who: ContactId, is_exact: bool) -> None:
        known = self.known[who]
        if known.requested is None or known.accepted is not None:
            return
        at = max(self.now, known.requested)
        day = at.replace(hour=0, minute=0)
        known.accepted = Span.second(at) if is_exact else Span(day, day + DAY)
        if is_exact and known.note:
            known.said.append(Said(at, by_owner=False, text=known.note, thread=f"{who}"))

    @rule(
        who=st.sampled_from(PEOPLE),
        hours=st.integers(0, 72),
        by_owner=st.booleans(),
        text=st.sampled_from([TAP, TAP, OWN]),
        precision=st.sampled_from([1, 86_400]),
    )
    def a_message_comes_to_light(
        self, who: ContactId, hours: int, by_owner: bool, text: str, precision: int
    ) -> None:
        at = self.now - hours * HOUR
        at = at if precision == 1 else at.replace(hour=0, minute=0)
        said = Said(at, by_owner=by_owner, text=f"{text}", thread="later", precision=precision)
        self.known[who].said.append(said)

    @rule(
        who=st.sampled_from(PEOPLE),
        what=st.integers(0, 3),
        lifted=st.sampled_from([True, True, False]),
    )
    def the_owner_decides(self, who: ContactId, what: int, lifted: bool) -> None:
        party, study = Party(who.contact), plan(self.protocol, [], [], self.now).study
        decided: StudyFact = (
            Stopped(party, "please don't write", self.now, lifted),
            Marked(party, "scam", self.now, lifted),
            Skipped(party, study, self.now, lifted),
            WroteElsewhere(party, study, self.now, lifted),
        )[what]
        self.known[who].facts.append(decided)

    @rule(who=st.sampled_from(PEOPLE), hours=st.integers(-5, 60))
    def the_owner_puts_it_off(self, who: ContactId, hours: int) -> None:
        study = plan(self.protocol, [], [], self.now).study
        until = self.now + hours * HOUR
        self.known[who].facts.append(Postponed(Party(who.contact), study, until, self.now))

    @rule(one=st.sampled_from(PEOPLE[:4]), other=st.sampled_from(PEOPLE[3:]))
    def two_are_linked(self, one: ContactId, other: ContactId) -> None:
        if one != other:
            self.known[one].links.append(other)

    @rule(account=st.sampled_from(sorted(NETWORKS)))
    def an_account_is_seen(self, account: str) -> None:
        self.seen[account] = max(self.now, self.seen.get(account, self.now))

    @rule()
    def another_study_begins(self) -> None:
        self.study = 1

    # What the program does.

    def arms_are_drawn(self) -> None:
        found = self.plan()
        for one in found.allocations:
            index = self.drawn[found.study + one.stratum]
            self.drawn[found.study + one.stratum] += 1
            arm, share = allocate(KEY, found.study, one.stratum, index, self.protocol.weights)
            fact = Allocated(
                Party(one.who.contact), found.study, arm, one.stratum, index, share, self.now
            )
            self.known[one.who].facts.append(fact)
        again = self.plan()
        assert again.allocations == (), "who is allocated is not allocated again"

    def questions_leave(self) -> None:
        """The plan is made anew for each, as it is at the moment of sending."""
        while True:
            free = [ask for ask in self.plan().asks if ask.not_before <= self.now]
            if not free:
                return
            self.judge(free[0])
            self.send(free[0])

    def questions_leave_as_planned(self) -> None:
        """The clock goes to the instant that the plan names."""
        for ask in self.plan().asks[:3]:
            self.now = max(self.now, ask.not_before)
            if ask in [replace(one, reason=ask.reason) for one in self.plan().asks]:
                self.judge(ask)
                self.send(ask)

    def send(self, ask: Ask) -> None:
        fact = Asked(Party(ask.who.contact), ask.study, ask.text, self.now, Evidence.DELIVERED)
        self.known[ask.who].facts.append(fact)
        self.sent.append((ask.who, self.now))

    # What must hold, told a second time.

    def person(self, who: ContactId) -> set[ContactId]:
        found: set[ContactId] = {who}
        while True:
            more = {
                end
                for one in PEOPLE
                for other in self.known[one].links
                for end in (one, other)
                if one in found or other in found
            }
            if more <= found:
                return found
            found |= more

    def judge(self, ask: Ask) -> None:
        known, person = self.known[ask.who], self.person(ask.who)
        assert not person & {who for who, _ in self.sent}, "once in a lifetime"
        assert known.requested is not None, "only who asked to connect"
        assert known.accepted is not None, "only who was accepted"
        self.judge_words(known, person)
        self.judge_decisions(ask, person)
        drawn = [f for f in known.facts if isinstance(f, Allocated) and f.study == ask.study]
        assert [one.arm for one in drawn] == [ask.arm], "only as allocated, and once"
        assert ask.arm != "none", "the arm without a question is not asked"
        waited = {"asked": DAY, "later": 2 * DAY}[ask.arm]
        assert known.accepted.latest + waited <= self.now, "only after the wait"
        assert all(known.accepted.latest + waited <= self.seen[who.account] for who in person), (
            "only who was seen to be silent"
        )
        self.judge_clock(ask)

    def judge_words(self, known: Known, person: set[ContactId]) -> None:
        assert known.requested is not None
        for who in person:
            for said in self.known[who].said:
                is_echo = said.thread == f"{who}"
                ends = said.at + timedelta(seconds=said.precision)
                if said.text == OWN and ends > known.requested and not is_echo:
                    pytest.fail(f"wrote first: {said}")

    def judge_decisions(self, ask: Ask, person: set[ContactId]) -> None:
        for who in person:
            for kind in (Stopped, Marked, Skipped, WroteElsewhere):
                facts = [
                    f
                    for f in self.known[who].facts
                    if isinstance(f, kind) and getattr(f, "study", ask.study) == ask.study
                ]
                newest = max((f.noted_at for f in facts), default=None)
                assert all(f.lifted for f in facts if f.noted_at == newest), (
                    f"{kind.__name__} ends it"
                )

    def judge_clock(self, ask: Ask) -> None:
        wall = self.now.astimezone(WARSAW)
        assert 9 <= wall.hour < 18, "not in quiet hours"
        assert wall.strftime("%a") != "Sun", "not on that day"
        mine = [at for who, at in self.sent if who.account == ask.who.account]
        same_day = [at for at in mine if at.astimezone(WARSAW).date() == wall.date()]
        assert len(same_day) < 2, "two a day"
        assert not [at for at in mine if abs(at - self.now) < HOUR], "one an hour"

    @invariant()
    def order_does_not_matter_and_planning_changes_nothing(self) -> None:
        found = self.plan()
        turned = [
            replace(case, facts=case.facts[::-1], links=case.links[::-1])
            for case in reversed(self.cases())
        ]
        other = plan(self.protocol, self.accounts()[::-1], turned, self.now)
        assert other == found
        due = {one.who for one in found.outlooks if one.state.name == "DUE"}
        assert {ask.who for ask in found.asks} == due
        assert not due & {one.who for one in found.outlooks if one.excluded}


TestStudies = Studies.TestCase
TestStudies.settings = settings(max_examples=6, stateful_step_count=25, deadline=None)


@pytest.mark.slow
def test_many_studies() -> None:
    thorough = settings(max_examples=80, stateful_step_count=50, deadline=None)
    run_state_machine_as_test(Studies, settings=thorough)


def test_the_planner_is_told_nothing_that_was_inferred() -> None:
    """Its whole input, field by field. Whoever adds one says here that it is a fact."""
    inputs = {kind: {each.name for each in fields(kind)} for kind in (Case, Account, History, Said)}
    assert inputs == {
        Case: {"account", "history", "facts", "links", "in_flight"},
        Account: {"name", "network", "seen_until", "departures"},
        History: {"contact", "name", "requests", "connections", "said", "entries", "profile"},
        Said: {"at", "by_owner", "text", "thread", "precision", "is_ask"},
    }
    assert {kind.__name__ for kind in get_args(StudyFact)} == {
        "Accepted", "Allocated", "Asked", "Undeliverable", "Stopped", "Marked", "Skipped",
        "Postponed", "WroteElsewhere", "Favour",
    }  # fmt: skip


def some_who_are_due() -> tuple[Studies, Plan]:
    """A study in its second day, and what is to be done then."""
    machine = Studies()
    machine.people_ask_to_connect([3] * 7, [False, True] * 3 + [False], [True] * 7)
    machine.now += 2 * DAY
    for account in NETWORKS:
        machine.an_account_is_seen(account)
    machine.arms_are_drawn()
    plain = machine.plan()
    assert len(plain.asks) > 1
    return machine, plain


@pytest.mark.parametrize(
    "question", ["gender", "sphere", "tone", "reason", "contact of contacts", "known", "age"]
)
def test_what_else_the_owner_noted_changes_nothing(question: str) -> None:
    machine, plain = some_who_are_due()
    noted = [
        replace(case, history=replace(case.history, entries=((question, answer),)))
        for case, answer in zip(machine.cases(), "abcdefg", strict=True)
    ]
    assert plan(machine.protocol, machine.accounts(), noted, machine.now) == plain


@pytest.mark.parametrize("shown", Shown)
def test_what_networks_show_of_people_changes_nothing(shown: Shown) -> None:
    """Nobody is asked, or not asked, because of who they say that they are."""
    machine, plain = some_who_are_due()
    told = [
        replace(
            case,
            history=replace(
                case.history, profile=(ProfileEntry(Party(), shown, value, "their page", START),)
            ),
        )
        for case, value in zip(machine.cases(), "abcdefg", strict=True)
    ]
    assert plan(machine.protocol, machine.accounts(), told, machine.now) == plain
