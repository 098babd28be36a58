"""Where somebody stands in a study, and by which events they get elsewhere: one table.

A state is never stored. It is folded from the facts, event after event; an event for which the
table has no row changes nothing.
"""

from __future__ import annotations

from enum import StrEnum
from functools import reduce
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class State(StrEnum):
    """Where somebody stands, in the words in which it is shown."""

    PENDING = "not accepted yet"
    WROTE_PENDING = "wrote, not accepted yet"
    ADDRESSED_PENDING = "you wrote, not accepted yet"
    WAITING = "silent so far, the wait is not over"
    READY = "silent, to be allocated"
    ALLOCATED = "allocated, the arm's wait is not over"
    DUE = "silent, to be asked"
    IN_FLIGHT = "the question may have left"

    WROTE_FIRST = "excluded: wrote first"
    OWNER_WROTE = "excluded: you wrote first"
    STOPPED = "excluded: asked not to be written to"
    MARKED = "excluded: marked by you"
    ASKED_BEFORE = "excluded: asked before"
    SAME_PERSON = "excluded: the same person as another contact"
    UNDELIVERABLE = "excluded: the network refused"
    SKIPPED = "excluded: skipped by you"
    KNOWN = "excluded: known to you"
    HAD_CONTACT = "excluded: had written before the request"
    OVER = "excluded: the study is over"

    UNASKED = "not asked, by allocation"
    UNASKED_WROTE = "wrote without being asked"
    UNASKED_SILENT = "not asked, and silent to the end"
    WROTE_BEFORE_ASKED = "wrote after allocation, before being asked"
    ASKED = "asked, no answer so far"
    ONE_TAP = "asked, a one-tap reply so far"
    ONE_TAP_ONLY = "asked, a one-tap reply and no more"
    ANSWERED = "answered"
    NO_ANSWER = "asked, no answer"


class Event(StrEnum):
    """What changes a state. Of several at one instant the first in this list comes first."""

    ACCEPTED = "accepted"
    WROTE = "writes"
    TAPPED = "taps a reply"
    OWNER_WROTE = "you write"
    WAIT_OVER = "the shortest wait is over"
    ALLOCATED = "allocated to be asked"
    SPARED = "allocated not to be asked"
    ARM_WAIT_OVER = "the arm's wait is over"
    DEPARTED = "the question may have left"
    ASKED = "the question was sent"
    HORIZON_OVER = "the time to answer is over"

    STOPPED = "asks not to be written to"
    MARKED = "marked by you"
    ASKED_BEFORE = "asked in another study, or on another account"
    SAME_PERSON = "another contact of this person is in the study"
    UNDELIVERABLE = "the network refuses for good"
    SKIPPED = "skipped by you"
    KNOWN = "noted as known, and the protocol spares those"
    HAD_CONTACT = "wrote before the request, and the protocol spares those"
    OVER = "the day of deletion has come"


Table = dict[tuple[State, Event], State]

_S, _E = State, Event

COURSE: Table = {
    (_S.PENDING, _E.ACCEPTED): _S.WAITING,
    (_S.PENDING, _E.WROTE): _S.WROTE_PENDING,
    (_S.PENDING, _E.OWNER_WROTE): _S.ADDRESSED_PENDING,
    (_S.WROTE_PENDING, _E.ACCEPTED): _S.WROTE_FIRST,
    (_S.ADDRESSED_PENDING, _E.ACCEPTED): _S.OWNER_WROTE,
    (_S.WAITING, _E.WROTE): _S.WROTE_FIRST,
    (_S.WAITING, _E.OWNER_WROTE): _S.OWNER_WROTE,
    (_S.WAITING, _E.WAIT_OVER): _S.READY,
    (_S.READY, _E.WROTE): _S.WROTE_FIRST,
    (_S.READY, _E.OWNER_WROTE): _S.OWNER_WROTE,
    (_S.READY, _E.ALLOCATED): _S.ALLOCATED,
    (_S.READY, _E.SPARED): _S.UNASKED,
    (_S.ALLOCATED, _E.WROTE): _S.WROTE_BEFORE_ASKED,
    (_S.ALLOCATED, _E.OWNER_WROTE): _S.OWNER_WROTE,
    (_S.ALLOCATED, _E.ARM_WAIT_OVER): _S.DUE,
    (_S.DUE, _E.WROTE): _S.WROTE_BEFORE_ASKED,
    (_S.DUE, _E.OWNER_WROTE): _S.OWNER_WROTE,
    (_S.DUE, _E.DEPARTED): _S.IN_FLIGHT,
    (_S.DUE, _E.ASKED): _S.ASKED,
    (_S.IN_FLIGHT, _E.ASKED): _S.ASKED,
    (_S.ASKED, _E.WROTE): _S.ANSWERED,
    (_S.ASKED, _E.TAPPED): _S.ONE_TAP,
    (_S.ASKED, _E.HORIZON_OVER): _S.NO_ANSWER,
    (_S.ONE_TAP, _E.WROTE): _S.ANSWERED,
    (_S.ONE_TAP, _E.HORIZON_OVER): _S.ONE_TAP_ONLY,
    (_S.ONE_TAP_ONLY, _E.WROTE): _S.ANSWERED,
    (_S.NO_ANSWER, _E.WROTE): _S.ANSWERED,
    (_S.UNASKED, _E.WROTE): _S.UNASKED_WROTE,
    (_S.UNASKED, _E.HORIZON_OVER): _S.UNASKED_SILENT,
}
"""The course of the study, as it is meant to be."""

NOT_ACCEPTED = (_S.PENDING, _S.WROTE_PENDING, _S.ADDRESSED_PENDING)
"""Those whose request waits to be accepted."""

BEFORE = (
    _S.WAITING, _S.READY, _S.ALLOCATED, _S.DUE, _S.IN_FLIGHT, _S.WROTE_FIRST, _S.OWNER_WROTE,
    _S.WROTE_BEFORE_ASKED,
)  # fmt: skip
"""Those accepted who were not asked, and not allocated to stay unasked."""

AFTER = (
    _S.UNASKED, _S.UNASKED_WROTE, _S.UNASKED_SILENT, _S.ASKED, _S.ONE_TAP, _S.ONE_TAP_ONLY,
    _S.ANSWERED, _S.NO_ANSWER,
)  # fmt: skip
"""Those who have received what their arm gives."""

TIMED = (_S.WAITING, _S.ALLOCATED, _S.UNASKED, _S.ASKED, _S.ONE_TAP)
"""Those whom the passing of time alone may move on."""

ENDS = {
    _E.STOPPED: _S.STOPPED,
    _E.MARKED: _S.MARKED,
    _E.ASKED_BEFORE: _S.ASKED_BEFORE,
    _E.SAME_PERSON: _S.SAME_PERSON,
    _E.UNDELIVERABLE: _S.UNDELIVERABLE,
    _E.SKIPPED: _S.SKIPPED,
    _E.KNOWN: _S.KNOWN,
    _E.HAD_CONTACT: _S.HAD_CONTACT,
    _E.OVER: _S.OVER,
}
"""What ends the study for somebody who was accepted."""

ENDS_PENDING = (_E.STOPPED, _E.MARKED, _E.UNDELIVERABLE, _E.SKIPPED, _E.OVER)
"""Which of these also keep a request from being accepted; the others are about the question."""

ENDS_AFTER = (_E.STOPPED, _E.MARKED)
"""Which of these still count once somebody has received what their arm gives."""

RECORDED: Table = {
    **{
        (state, _E.ASKED): _S.ASKED
        for state in (*NOT_ACCEPTED, *BEFORE, _S.UNASKED, _S.UNASKED_WROTE, _S.UNASKED_SILENT)
    },
    **{(state, _E.DEPARTED): _S.IN_FLIGHT for state in (*NOT_ACCEPTED, *BEFORE)},
    **{(state, _E.ALLOCATED): _S.ALLOCATED for state in (_S.PENDING, _S.WAITING)},
    **{(state, _E.SPARED): _S.UNASKED for state in (_S.PENDING, _S.WAITING)},
}
"""Deeds that stand in the record although they were not due: by an owner's own hand, or because
a clock was wrong. What is recorded as done is done, and is not done again."""

TRANSITIONS: Table = {
    **RECORDED,
    **{(state, event): ENDS[event] for event in ENDS_PENDING for state in NOT_ACCEPTED},
    **{(state, event): to for event, to in ENDS.items() for state in BEFORE},
    **{(state, event): ENDS[event] for event in ENDS_AFTER for state in AFTER},
    **COURSE,
}
"""Every row there is."""


def follow(state: State, events: Iterable[Event]) -> State:
    """The state that the events, in this order, lead to."""
    return reduce(lambda at, event: TRANSITIONS.get((at, event), at), events, state)
