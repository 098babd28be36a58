"""One person's whole story: what happened between them and the owner, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from askwhy.app.coding import suspecting
from askwhy.app.people.cautions import cautions, latest_request, link_of, stops
from askwhy.errors import Refused
from askwhy.facts import (
    Accepted,
    Allocated,
    Asked,
    Direction,
    Favour,
    Marked,
    Postponed,
    Skipped,
    Stopped,
    Undeliverable,
    WroteElsewhere,
)
from askwhy.store import linking, reading, studying
from askwhy.store.deeds import facts_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import sqlalchemy as sa

    from askwhy.facts import StudyFact
    from askwhy.history import History
    from askwhy.store.studying import Someone


class NobodyThere(Refused):
    """The number names no contact."""


class What(StrEnum):
    """The kinds of things that happen."""

    THEY_ASKED = "they asked to connect"
    YOU_ASKED = "you asked to connect"
    CONNECTED = "connected"
    THEY_WROTE = "they wrote"
    YOU_WROTE = "you wrote"
    ACCEPTED = "accepted for a study"
    ALLOCATED = "allocated to a group"
    QUESTION = "the question went out"
    UNDELIVERABLE = "could not be delivered"
    STOPPED = "not written to any more"
    LIFTED = "may be written to again"
    MARKED = "marked"
    UNMARKED = "mark lifted"
    SKIPPED = "left out of the study"
    POSTPONED = "put off"
    ELSEWHERE = "wrote elsewhere"
    FAVOUR = "asked you for something"


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened; `is_exact` says whether more than the day is known."""

    at: datetime
    what: What
    text: str = ""
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Story:
    """A contact, their moments in the order of time, the owner's notes, who they also are."""

    who: Someone
    moments: tuple[Moment, ...]
    entries: tuple[tuple[str, str], ...]
    linked: tuple[Someone, ...]
    warnings: tuple[str, ...]
    link: str
    note: str
    position: str
    is_stopped: bool
    is_scam: bool


def story_of(connection: sa.Connection, contact: int) -> Story:
    """Everything told about one contact. Raises NobodyThere."""
    person = studying.people(connection, sorted(linking.one_person(connection, [contact])))
    if contact not in person:
        raise NobodyThere("There is nobody of that number here.")
    who = person[contact]
    history = next(
        (each for _, each in reading.identified(connection, who.account_id, [contact])), None
    )
    facts = facts_of(connection, [contact])[contact]
    if history is None and not facts and not who.name:
        raise NobodyThere("There is nobody of that number here any more.")
    moments = [*(_told(history) if history else ()), *(_moment(fact) for fact in facts)]
    raised = suspecting.warnings(connection, {contact: who}).get(contact)
    request, stopped = latest_request(history), stops(history)
    held = history.connections[-1] if history and history.connections else None
    return Story(
        who=who,
        moments=_in_order(moments),
        entries=history.entries if history else (),
        linked=tuple(other for id_, other in person.items() if id_ != contact),
        warnings=cautions(history, raised, stopped),
        link=link_of(who),
        note=request.note if request else "",
        position=", ".join(filter(None, (held.position, held.company))) if held else "",
        is_stopped=bool(stopped) or _stands(facts, Stopped),
        is_scam=_stands(facts, Marked),
    )


def _in_order(moments: Sequence[Moment]) -> tuple[Moment, ...]:
    """By time; what is known to the day only, and is no request, comes after that day's request."""
    asked = [one.at for one in moments if one.what in {What.THEY_ASKED, What.YOU_ASKED}]

    def when(one: Moment) -> tuple[datetime, bool, What]:
        before = [] if one.is_exact else [at for at in asked if at.date() == one.at.date()]
        return max([one.at, *before]), not one.is_exact, one.what

    return tuple(sorted(moments, key=when))


def _told(history: History) -> list[Moment]:
    found = [
        Moment(
            one.sent.earliest,
            What.THEY_ASKED if one.direction is Direction.INCOMING else What.YOU_ASKED,
            one.note,
        )
        for one in history.requests
    ]
    found += [
        Moment(one.since.earliest, What.CONNECTED, is_exact=one.since.is_exact)
        for one in history.connections
    ]
    found += [
        Moment(one.at, What.YOU_WROTE if one.by_owner else What.THEY_WROTE, one.text)
        for one in history.said
    ]
    return found


def _moment(fact: StudyFact) -> Moment:
    if isinstance(fact, Stopped | Marked):
        return _lifting(fact)
    for kind, what, at, text in _MOMENTS:
        if isinstance(fact, kind):
            return Moment(getattr(fact, at), what, getattr(fact, text) if text else "")
    assert isinstance(fact, Favour), "every kind of fact is told"
    return Moment(fact.noted_at, What.FAVOUR, f"{fact.what} ({fact.state})")


def _lifting(fact: Stopped | Marked) -> Moment:
    if isinstance(fact, Stopped):
        return Moment(fact.noted_at, What.LIFTED if fact.lifted else What.STOPPED, fact.because)
    return Moment(fact.noted_at, What.UNMARKED if fact.lifted else What.MARKED, fact.mark)


_MOMENTS = (
    (Accepted, What.ACCEPTED, "accepted_at", ""),
    (Allocated, What.ALLOCATED, "allocated_at", "arm"),
    (Asked, What.QUESTION, "asked_at", "text"),
    (Undeliverable, What.UNDELIVERABLE, "noted_at", "because"),
    (Skipped, What.SKIPPED, "noted_at", ""),
    (Postponed, What.POSTPONED, "noted_at", ""),
    (WroteElsewhere, What.ELSEWHERE, "noted_at", ""),
)
"""Which kind of fact is told as what, with the field of its instant and that of its text."""


def _stands(facts: tuple[StudyFact, ...], kind: type[Stopped | Marked]) -> bool:
    """Whether the latest of its kind says so, and is not lifted."""
    found = [fact for fact in facts if isinstance(fact, kind)]
    return bool(found) and not max(found, key=lambda fact: fact.noted_at).lifted
