"""Where each contact of the cohort stands: facts folded through the table, person by person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from askwhy.planner.exclusions import exclude
from askwhy.planner.folding import cohort_request, deadline, happened, read_case
from askwhy.planner.states import AFTER, ENDS, ENDS_AFTER, State, follow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from askwhy.planner.cases import Account, Case
    from askwhy.planner.folding import Told
    from askwhy.planner.states import Event
    from askwhy.protocol import Protocol
    from askwhy.rules.notes import Stock

_WORDS_FIRST = (State.WROTE_FIRST, State.OWNER_WROTE, State.WROTE_BEFORE_ASKED)


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for every contact of one call of the planner.

    `study` is the protocol's digest, `window` its instants [since, until).
    """

    protocol: Protocol
    study: str
    window: tuple[datetime, datetime]
    accounts: Mapping[str, Account]
    now: datetime
    stock: Stock | None


@dataclass(frozen=True, slots=True)
class Position:
    """Where one contact of the cohort stands.

    `course` is the state without the reasons that end the study for them, which are `ends`, and
    `state` the one with them. `seen_until` is up to when all messages of
    every account of the person were seen, None where some account never was. `due` is the
    instant at which time alone moves them on, None where it never does.
    """

    told: Told
    course: State
    state: State
    ends: tuple[Event, ...]
    seen_until: datetime | None
    due: datetime | None

    @property
    def excluded(self) -> tuple[str, ...]:
        """Every reason for which this contact is not asked, or not any more written to."""
        first = [self.course] if self.course in _WORDS_FIRST else []
        return tuple(map(str, [*first, *(ENDS[each] for each in self.ends)]))


def locate(person: tuple[Case, ...], setting: Setting) -> Iterator[Position]:
    """The position of each contact of one person that belongs to the cohort."""
    told = [
        read_case(case, request, setting.protocol, setting.study, setting.stock)
        for case in person
        if (request := cohort_request(case.history, setting.window)) is not None
    ]
    if not told:
        return
    primary = min(told, key=_precedence)
    for each in told:
        others = tuple(case for case in person if case is not each.case)
        yield _position(each, others, primary, setting)


def _precedence(told: Told) -> tuple[object, ...]:
    """By which contact a person takes part: the one asked, else allocated, else the earliest."""
    is_asked = told.asked is not None or told.case.in_flight is not None
    return (not is_asked, told.allocated is None, told.request.sent, told.case.id)


def _position(told: Told, others: tuple[Case, ...], primary: Told, setting: Setting) -> Position:
    protocol, study, now = setting.protocol, setting.study, setting.now
    seen_until = _seen_until((told.case, *others), setting.accounts)
    observed = min(now, seen_until) if seen_until else told.request.sent.earliest
    course = follow(State.PENDING, happened(told, others, protocol, study, observed))
    ends = exclude(told, others, primary, protocol, study, now)
    if course in AFTER:
        ends = tuple(each for each in ends if each in ENDS_AFTER)
    state = follow(course, ends)
    return Position(told, course, state, ends, seen_until, deadline(told, protocol))


def _seen_until(person: tuple[Case, ...], accounts: Mapping[str, Account]) -> datetime | None:
    """Silence is known as far as each of a person's accounts was seen."""
    seen = [accounts[name].seen_until for name in {case.account for case in person}]
    known = [each for each in seen if each is not None]
    return min(known) if len(known) == len(seen) else None
