"""From facts to a state: what happened to one contact since the request, event after event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from askwhy.facts import (
    Accepted,
    Allocated,
    Asked,
    Direction,
    Evidence,
    Favour,
    FavourState,
    Postponed,
    Span,
    WroteElsewhere,
)
from askwhy.history import find_echo, tell
from askwhy.planner.states import Event
from askwhy.rules.canned import is_canned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from askwhy.facts import Marked, Request, Skipped, Stopped
    from askwhy.history import History, Said
    from askwhy.planner.cases import Case
    from askwhy.protocol import Arm, Protocol
    from askwhy.rules.notes import NoteKind, Stock

    Lifted = TypeVar("Lifted", Stopped, Marked, Skipped, WroteElsewhere)

Happened = tuple["datetime", Event]

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What the facts say of one contact of the cohort, before any rule of the study.

    `said` are all words after the request with this contact, without the note's echo.
    """

    case: Case
    request: Request
    note: NoteKind
    said: tuple[Said, ...]
    had_contact: bool
    accepted: Span | None
    allocated: Allocated | None
    arm: Arm | None
    asked: Asked | None


def cohort_request(history: History, bounds: tuple[datetime, datetime]) -> Request | None:
    """The contact's first request to the owner within the window: a contact counts once."""
    return next(
        (
            one
            for one in history.requests
            if one.direction is Direction.INCOMING and bounds[0] <= one.sent.earliest < bounds[1]
        ),
        None,
    )


def read_case(
    case: Case, request: Request, protocol: Protocol, study: str, stock: Stock | None
) -> Told:
    """Gather what the facts say of a contact and their request."""
    course = tell(case.history, request, protocol.definitions, request.sent.latest, stock)
    allocated = min(
        (one for one in case.facts if isinstance(one, Allocated) and one.study == study),
        key=lambda one: (one.allocated_at, one.stratum, one.index),
        default=None,
    )
    asks = [one for one in case.facts if isinstance(one, Asked) and one.study == study]
    strength = list(Evidence).index
    return Told(
        case=case,
        request=request,
        note=course.note,
        said=tuple(_said_since(case.history, request)),
        had_contact=course.had_contact,
        accepted=_accepted(case, request, study, course.accepted),
        allocated=allocated,
        arm=protocol.arm(allocated.arm) if allocated else None,
        asked=min(asks, key=lambda one: (-strength(one.evidence), one.asked_at), default=None),
    )


def deadline(told: Told, protocol: Protocol) -> datetime | None:
    """The next instant that matters by itself: the end of a wait, or of the time to answer.

    A wait counts from the last instant at which the acceptance may have been.
    """
    if told.asked:
        return told.asked.asked_at + protocol.definitions.replied
    if told.allocated and told.arm and not told.arm.is_asked:
        return told.allocated.allocated_at + protocol.definitions.replied
    if told.accepted:
        return told.accepted.latest + (told.arm.wait if told.arm else protocol.first_wait)
    return None


def happened(
    told: Told, others: Sequence[Case], protocol: Protocol, study: str, observed: datetime
) -> list[Event]:
    """Every event of the course in its written order; `others` are the same person elsewhere.

    What is over by the clock counts only up to `observed`: where nothing was seen, silence is
    not known.
    """
    counts = protocol.definitions.canned_counts
    words = [told.said, *(_said_since(case.history, told.request) for case in others)]
    events = [each for said in words for each in _words(said, told.request, counts=counts)]
    for case in (told.case, *others):
        events += _wrote_elsewhere(case, told.request, study)
    events += _deeds(told)
    events += _passed(told, protocol, observed)
    order = list(Event).index
    return [event for _, event in sorted(events, key=lambda one: (one[0], order(one[1])))]


def stands(facts: Iterable[Lifted]) -> bool:
    """Whether the latest of these holds; of two at one instant, the one that is not lifted."""
    latest = max(facts, key=lambda one: (one.noted_at, not one.lifted), default=None)
    return latest is not None and not latest.lifted


def postponed_until(case: Case, study: str) -> datetime | None:
    """Until when the owner put this contact's question off, by the latest word."""
    found = [one for one in case.facts if isinstance(one, Postponed) and one.study == study]
    latest = max(found, key=lambda one: (one.noted_at, one.until), default=None)
    return latest.until if latest else None


def favours(case: Case) -> list[Favour]:
    """What this contact asked for, each thing in its latest state."""
    found: dict[str, Favour] = {}
    states = list(FavourState).index
    told = [one for one in case.facts if isinstance(one, Favour)]
    for one in sorted(told, key=lambda one: (one.noted_at, states(one.state), str(one.due))):
        found[one.what] = one
    return [found[what] for what in sorted(found)]


def _said_since(history: History, request: Request) -> list[Said]:
    """All words that may have come after the request, without any request's own note.

    A message whose time is known only roughly may be one of them.
    """
    echoes = [find_echo(one, history.said) for one in history.requests]
    return [
        one
        for one in history.said
        if one.at + one.precision * SECOND > request.sent.earliest
        and not any(one is echo for echo in echoes)
    ]


def _words(said: Iterable[Said], request: Request, *, counts: bool) -> Iterator[Happened]:
    """What either side wrote. The question itself is no message of the owner's own."""
    for one in said:
        at = max(one.at, request.sent.earliest)
        is_canned_reply = is_canned(one.text) and not counts
        if not one.by_owner:
            yield at, Event.TAPPED if is_canned_reply else Event.WROTE
        elif not one.is_ask and not is_canned_reply:
            yield at, Event.OWNER_WROTE


def _wrote_elsewhere(case: Case, request: Request, study: str) -> Iterator[Happened]:
    notes = [one for one in case.facts if isinstance(one, WroteElsewhere) and one.study == study]
    if stands(notes):
        yield max(min(one.noted_at for one in notes), request.sent.earliest), Event.WROTE


def _deeds(told: Told) -> Iterator[Happened]:
    if told.accepted:
        yield told.accepted.earliest, Event.ACCEPTED
    if told.allocated and told.arm:
        event = Event.ALLOCATED if told.arm.is_asked else Event.SPARED
        yield told.allocated.allocated_at, event
    if told.case.in_flight:
        yield told.case.in_flight, Event.DEPARTED
    if told.asked:
        yield told.asked.asked_at, Event.ASKED


def _passed(told: Told, protocol: Protocol, observed: datetime) -> Iterator[Happened]:
    """The ends of waits and of the time to answer, as far as anything was seen."""
    if told.accepted:
        over = told.accepted.latest + protocol.first_wait
        if over <= observed:
            yield over, Event.WAIT_OVER
    if told.accepted and told.allocated and told.arm:
        over = told.accepted.latest + told.arm.wait
        if over <= observed:
            yield max(over, told.allocated.allocated_at), Event.ARM_WAIT_OVER
    started = told.asked.asked_at if told.asked else None
    if started is None and told.allocated and told.arm and not told.arm.is_asked:
        started = told.allocated.allocated_at
    if started is not None and started + protocol.definitions.replied <= observed:
        yield started + protocol.definitions.replied, Event.HORIZON_OVER


def _accepted(case: Case, request: Request, study: str, recorded: Span | None) -> Span | None:
    """When the request was accepted: by the network's record, which a deed of ours may refine.

    A deed that contradicts the record is no acceptance. One of this study that seems to come
    before the request was stamped by a clock that was behind.
    """
    sent = request.sent.earliest
    deeds = [
        one
        for one in case.facts
        if isinstance(one, Accepted) and (one.study == study or one.accepted_at >= sent)
    ]
    if not deeds:
        return recorded
    strength = list(Evidence).index
    deed = min(deeds, key=lambda one: (-strength(one.evidence), one.accepted_at))
    told = Span.second(max(deed.accepted_at, sent))
    if recorded is None or recorded.earliest <= told.earliest < recorded.latest:
        return told
    return recorded
