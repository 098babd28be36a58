"""What only the owner can do: decide, look, answer, keep a promise."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from askwhy.facts import Evidence, FavourState
from askwhy.history import owed_since
from askwhy.planner.folding import favours
from askwhy.planner.intents import Kind, Remind
from askwhy.planner.sentences import ago, last_step
from askwhy.planner.states import NOT_ACCEPTED, TIMED, Event
from askwhy.protocol import Acceptance
from askwhy.protocol.hours import midnight

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from askwhy.planner.positions import Position, Setting

SHOWN_WITHIN = timedelta(days=1)
"""A source that shows this much after a claimed question shows the question, too."""


def remind(position: Position, setting: Setting) -> Iterator[Remind]:
    """Everything the owner is or will be reminded of about one contact, if no fact is added.

    Nothing about somebody who wants no letters, or whom the owner marked.
    """
    if {Event.STOPPED, Event.MARKED} & set(position.ends):
        return
    told = position.told
    for kind, since, reason in (
        *_decide(position, setting),
        *_look(position, setting.now),
        *_verify(position),
        *_answer(position, setting.now),
        *_favours(position, setting),
    ):
        yield Remind(setting.study, kind, told.case.id, since, reason)


Reason = tuple[Kind, "datetime", str]


def _decide(position: Position, setting: Setting) -> Iterator[Reason]:
    if setting.protocol.acceptance is Acceptance.BY_HAND and position.state in NOT_ACCEPTED:
        since = position.told.request.sent.earliest
        yield Kind.DECIDE, since, f"asked to connect {ago(since, setting.now)}"


def _look(position: Position, now: datetime) -> Iterator[Reason]:
    """The wait is over by the clock, and nobody has looked since."""
    due, seen = position.due, position.seen_until
    if position.state in TIMED and due is not None and (seen is None or seen < due):
        until = f"nothing was seen after {seen:%Y-%m-%d %H:%M} UTC" if seen else "nothing was seen"
        yield Kind.LOOK, due, f"{last_step(position.told, now)}; {until}"


def _verify(position: Position) -> Iterator[Reason]:
    """The owner says that it was sent, and a source that should show it does not."""
    asked, seen = position.told.asked, position.seen_until
    if asked is None or seen is None or asked.evidence is not Evidence.CLAIMED:
        return
    if asked.asked_at + SHOWN_WITHIN <= seen:
        said = f"you said on {asked.asked_at:%Y-%m-%d} that it was sent"
        yield Kind.VERIFY, asked.asked_at, f"{said}; messages up to {seen:%Y-%m-%d} do not show it"


def _answer(position: Position, now: datetime) -> Iterator[Reason]:
    since = owed_since(position.told.said)
    if since is not None:
        yield Kind.ANSWER, since, f"wrote {ago(since, now)}, and you have not answered"


def _favours(position: Position, setting: Setting) -> Iterator[Reason]:
    for favour in favours(position.told.case):
        if favour.state is FavourState.OPEN and favour.due is not None:
            since = midnight(setting.protocol.hours.zone, favour.due)
            yield Kind.FAVOUR, since, f"asked you for this: {favour.what}; due on {favour.due}"
