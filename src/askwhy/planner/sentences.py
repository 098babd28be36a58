"""Reasons as sentences: what happened, how long ago, and what that means."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from askwhy.planner.states import State

if TYPE_CHECKING:
    from datetime import datetime

    from askwhy.planner.folding import Told

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def ago(then: datetime, now: datetime) -> str:
    """How long ago something was, in whole days, or in hours within the last day."""
    past = now - then
    if past >= DAY:
        return _count(past // DAY, "day")
    if past >= HOUR:
        return _count(past // HOUR, "hour")
    return "just now"


def last_step(told: Told, now: datetime) -> str:
    """What was last done with a contact, and how long ago."""
    if told.asked:
        return f"asked {ago(told.asked.asked_at, now)} ({told.asked.evidence})"
    if told.accepted:
        return f"accepted {ago(told.accepted.earliest, now)}"
    return f"asked to connect {ago(told.request.sent.earliest, now)}"


def why(told: Told, state: State, now: datetime) -> str:
    """Where a contact stands and since when, such as "accepted 2 days ago, silent, arm B"."""
    silent = {State.READY: "silent", State.ALLOCATED: "silent so far", State.DUE: "silent"}
    parts = [last_step(told, now), silent.get(state, str(state))]
    if told.asked and state not in {State.STOPPED, State.MARKED}:
        parts[1] = state.removeprefix("asked, ")
    if told.allocated:
        parts.append(f"arm {told.allocated.arm}")
    return ", ".join(parts)


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)} ago"
