"""Touching the network for one delivery, and writing down what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from askwhy import outbox
from askwhy.app.study.queueing import as_row, written
from askwhy.errors import TheirNetwork
from askwhy.facts import Accepted, Asked, Evidence, Step, Undeliverable
from askwhy.networks import NoAnswer, Receipt
from askwhy.outbox import SETTLED_AFTER, Actor, Decision, Move, Next, ReadBack
from askwhy.protocol.hours import is_open
from askwhy.store import deeds, delivering, studying

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import sqlalchemy as sa

    from askwhy.app.home import Record
    from askwhy.app.study.studying import Running
    from askwhy.facts import Party, StudyFact
    from askwhy.networks import Channel
    from askwhy.store.delivering import Delivery
    from askwhy.store.record import Account

    Clock = Callable[[], datetime]

PATIENCE = timedelta(seconds=30)
"""A call that has not begun so soon after it was written down is not begun any more: the process
stood still, and what it knew may be wrong by now."""

CUT_OFF = SETTLED_AFTER
"""How long an account rests after a call that was cut off, where the network names no time."""

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Left:
    """A delivery that stays where it is: why, and when to look again; or the owner settles it."""

    delivery: Delivery
    why: str
    at: datetime | None
    is_for_owner: bool


@dataclass(slots=True)
class Delivered:
    """What a turn of the sender brought: how often each move was made, and what is left."""

    moves: Counter[Move] = field(default_factory=Counter)
    left: list[Left] = field(default_factory=list)
    rests_until: datetime | None = None

    @property
    def look_again(self) -> datetime | None:
        """When something may leave next; None: not by the passing of time alone."""
        return min((one.at for one in self.left if one.at is not None), default=None)


@dataclass(frozen=True, slots=True)
class Turn:
    """One sender's turn: for which account, over which channel, and what it has brought so far.

    `confirm` fails where the turn is not the sender's any more.
    """

    record: Record
    account: Account
    channel: Channel
    clock: Clock
    confirm: Callable[[], None]
    studies: Mapping[int, Running]
    told: Delivered

    def can(self, row: Delivery) -> bool:
        """Whether the channel does what the delivery asks for."""
        able = self.channel.capabilities
        return able.can_send if row.step == Step.ASK else able.can_accept


@dataclass(frozen=True, slots=True)
class Seen:
    """What reading the network back showed of a delivery, or that it cannot be read."""

    read: ReadBack | None = None
    at: datetime | None = None
    is_unreadable: bool = False


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of touching the network, and how long it wants to be left alone."""

    what: Move
    why: str = ""
    receipt: Receipt | None = None
    rest: timedelta | None = None


def leave(turn: Turn, row: Delivery, decision: Decision) -> None:
    """Say of a delivery why it stays where it is."""
    is_for_owner = decision.what is Next.HAND_OVER
    turn.told.left.append(Left(row, decision.why, decision.at, is_for_owner))


def read_back(turn: Turn, row: Delivery) -> Seen | None:
    """Ask the network what it has of a delivery; None where it does not say now.

    Accepting is never read back, for it can safely be done once more.
    """
    now = turn.clock()
    if row.step == Step.ACCEPT:
        return Seen(ReadBack(0, now))
    with turn.record.read() as connection:
        who = studying.addressee(connection, row.party_id)
    turn.confirm()
    try:
        copies = turn.channel.read_back(UUID(row.id), who, row.text)
    except TheirNetwork as error:
        if error.retry_after is None and not isinstance(error, NoAnswer):
            return Seen(is_unreadable=True)
        _rest(turn, row, str(error), error.retry_after or CUT_OFF)
        return None
    at = min((each.at.astimezone(UTC) for each in copies if each.at), default=None)
    return Seen(ReadBack(len(copies), now), at)


def _rest(turn: Turn, row: Delivery, why: str, wait: timedelta) -> None:
    """Leave the network alone for a while, and remember it."""
    with turn.record.write() as connection:
        now = turn.clock()
        until = now + wait
        what = "the network wants to be left alone"
        at, then = seconds(now), seconds(until)
        delivering.note_move(connection, row, what, str(Actor.READER), why, at, then)
    turn.told.rests_until = until
    leave(turn, row, Decision(Next.WAIT, why, until))


def call(turn: Turn, row: Delivery) -> None:
    """Touch the network for a delivery that is written down as being sent; write the outcome."""
    with turn.record.read() as connection:
        who = studying.addressee(connection, row.party_id)
    turn.confirm()
    outcome = _touch(turn, row, who)
    with turn.record.write() as connection:
        now = turn.clock()
        until = now + outcome.rest if outcome.rest else None
        there = delivering.find(connection, row.id)
        assert there is not None, "no delivery is ever deleted"
        # Whoever took the lock from us has settled it; what we did is a fact all the same.
        if (there.state, there.changed_at) == (row.state, row.changed_at):
            after = written(there, outbox.move(as_row(there), outcome.what, Actor.SENDER, now))
            what, who_did = str(outcome.what), str(Actor.SENDER)
            rest = seconds(until) if until else None
            delivering.change(connection, there, after, what, who_did, outcome.why, rest)
        if outcome.receipt is not None:
            at = outcome.receipt.at or instant(row.changed_at)
            note_done(connection, turn, row, at.astimezone(UTC))
        elif outcome.what is Move.REJECT:
            study = turn.studies[row.study_id].study.digest
            refused = Undeliverable(who, study, Step(row.step), outcome.why, now)
            deeds.note(connection, row.account_id, [refused])
    turn.told.moves[outcome.what] += 1
    if until is not None:
        turn.told.rests_until = until
        leave(turn, row, Decision(Next.WAIT, outcome.why, until))


def _touch(turn: Turn, row: Delivery, who: Party) -> _Outcome:
    late = _too_late(turn, row)
    if late:
        return _Outcome(Move.DEFER, late)
    try:
        if row.step == Step.ASK:
            receipt = turn.channel.send(UUID(row.id), who, row.text)
        else:
            receipt = turn.channel.accept(who)
    except NoAnswer as error:
        return _Outcome(Move.LOSE, str(error), rest=error.retry_after or CUT_OFF)
    except TheirNetwork as error:
        if error.retry_after is None:
            return _Outcome(Move.REJECT, str(error))
        return _Outcome(Move.DEFER, str(error), rest=max(error.retry_after, SECOND))
    return _Outcome(Move.RECEIPT, receipt=receipt)


def _too_late(turn: Turn, row: Delivery) -> str:
    """Why a call is not begun although it was written down a moment ago, if there is a reason."""
    now = turn.clock()
    if not timedelta(0) <= now - instant(row.changed_at) <= PATIENCE:
        return "this process stood still, or the clock was set, in the moment of sending"
    if not is_open(turn.studies[row.study_id].protocol.hours, now):
        return "the hours ended in the moment of sending"
    return ""


def note_done(connection: sa.Connection, turn: Turn, row: Delivery, at: datetime) -> None:
    """The fact that the network has done what a delivery asked for."""
    who = studying.addressee(connection, row.party_id)
    study = turn.studies[row.study_id].study.digest
    fact: StudyFact
    if row.step == Step.ASK:
        fact = Asked(who, study, row.text, at, Evidence.DELIVERED)
    else:
        fact = Accepted(who, study, at, Evidence.DELIVERED)
    deeds.note(connection, row.account_id, [fact])


def seconds(at: datetime) -> int:
    """An instant as the record has it."""
    return int(at.timestamp())


def instant(seconds: int) -> datetime:
    """What the record means."""
    return datetime.fromtimestamp(seconds, UTC)
