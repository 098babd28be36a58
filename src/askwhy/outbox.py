"""What leaves, at most once: the states of a delivery, who may change them, what comes next.

Pure. A row is written down as `SENDING` before the network is touched. Found so again after a
crash, it is settled by reading the network back, or by a person; it is never blindly sent again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from askwhy.errors import Refused

if TYPE_CHECKING:
    from askwhy.facts import Step

NAMESPACE = UUID("6f6dbb0e-5d5b-5c1c-9d6f-0f7c6a1f9a4e")
UNDO = timedelta(seconds=5)
"""How long an approval can be taken back before anything leaves."""

SETTLED_AFTER = timedelta(minutes=3)
"""Calls are given up after a minute; by now the network has got what was still on its way.

It is measured by the clock on the wall, for the process that began the call may be gone.
"""


class State(StrEnum):
    """Where a delivery stands."""

    DRAFTED = "drafted"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    DROPPED = "dropped"


class Actor(StrEnum):
    """Who may cause a move."""

    PLANNER = "the planner"
    OWNER = "the owner"
    CONSENT = "the owner's standing consent"
    SENDER = "the sender"
    READER = "reading back"


class Move(StrEnum):
    """What happens to a delivery."""

    APPROVE = "approve"
    UNDO = "take back"
    DROP = "drop"
    REVIVE = "plan again"
    CLAIM = "begin to send"
    RECEIPT = "receipt"
    REJECT = "the network refuses for good"
    DEFER = "the network refuses for now"
    LOSE = "no receipt"
    FIND = "found sent"
    MISS = "found not sent"
    BY_HAND = "sent by hand"
    ABANDON = "leave open"


_S, _M, _A = State, Move, Actor

MOVES: dict[tuple[State, Move], tuple[State, frozenset[Actor]]] = {
    (_S.DRAFTED, _M.APPROVE): (_S.APPROVED, frozenset({_A.OWNER, _A.CONSENT})),
    (_S.DRAFTED, _M.DROP): (_S.DROPPED, frozenset({_A.PLANNER, _A.OWNER})),
    (_S.DRAFTED, _M.BY_HAND): (_S.SENT, frozenset({_A.OWNER})),
    (_S.APPROVED, _M.UNDO): (_S.DRAFTED, frozenset({_A.OWNER})),
    (_S.APPROVED, _M.DROP): (_S.DROPPED, frozenset({_A.PLANNER, _A.OWNER})),
    (_S.APPROVED, _M.BY_HAND): (_S.SENT, frozenset({_A.OWNER})),
    (_S.APPROVED, _M.CLAIM): (_S.SENDING, frozenset({_A.SENDER})),
    (_S.SENDING, _M.RECEIPT): (_S.SENT, frozenset({_A.SENDER})),
    (_S.SENDING, _M.DEFER): (_S.APPROVED, frozenset({_A.SENDER})),
    (_S.SENDING, _M.REJECT): (_S.DROPPED, frozenset({_A.SENDER})),
    (_S.SENDING, _M.LOSE): (_S.UNCERTAIN, frozenset({_A.SENDER})),
    (_S.SENDING, _M.FIND): (_S.SENT, frozenset({_A.READER})),
    (_S.SENDING, _M.MISS): (_S.APPROVED, frozenset({_A.READER})),
    (_S.UNCERTAIN, _M.FIND): (_S.SENT, frozenset({_A.READER, _A.OWNER})),
    (_S.UNCERTAIN, _M.MISS): (_S.APPROVED, frozenset({_A.READER, _A.OWNER})),
    (_S.UNCERTAIN, _M.ABANDON): (_S.DROPPED, frozenset({_A.OWNER})),
    (_S.DROPPED, _M.REVIVE): (_S.DRAFTED, frozenset({_A.PLANNER})),
}
"""Every move there is, and who may make it."""


class NotAllowed(Refused):
    """A move that the table does not have, or not for this actor."""


class Halted(Refused):
    """Sending stands still until the owner says why it may go on."""


@dataclass(frozen=True, slots=True)
class Row:
    """One delivery. `id` names the intent and is the key given to the network.

    `wording` is what the protocol says, `text` what will be sent. `changed_at` is when the state
    was reached. `may_have_left`: a call was begun of which nobody knows yet that it failed.
    """

    id: UUID
    state: State
    wording: str
    text: str
    changed_at: datetime
    may_have_left: bool = False


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What reading the network back showed: how many copies there are, and when it was read."""

    copies: int
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known at the moment of deciding.

    `is_due`: the planner, asked just now, still wants this. `free_at`: from when on hours,
    limits, a postponement and what the network asked for leave a place. `is_halted`: the
    incident switch is thrown. `has_channel`: a program may send here; otherwise a person does.
    `can_read_back`: the network can be asked what it has.
    """

    is_due: bool
    free_at: datetime
    is_halted: bool
    has_channel: bool
    can_read_back: bool
    read_back: ReadBack | None = None


class Next(StrEnum):
    """What to do with a row now."""

    NOTHING = "nothing"
    WAIT = "wait"
    DROP = "drop"
    CLAIM = "begin to send"
    READ_BACK = "read back"
    SETTLE_SENT = "settle as sent"
    SETTLE_NOT_SENT = "settle as not sent"
    LOSE = "call uncertain"
    HAND_OVER = "hand to a person"
    HALT = "stop all sending"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, and why; `at` is when to look again, where waiting is meant."""

    what: Next
    why: str
    at: datetime | None = None


def intent_id(study: str, account: str, contact: str, step: Step) -> UUID:
    """The same id for the same intent, whoever computes it and how often."""
    return uuid5(NAMESPACE, f"{study}\x1f{account}\x1f{contact}\x1f{step}")


def move(row: Row, what: Move, who: Actor, now: datetime) -> Row:
    """The row after a move; refused where the table does not have it."""
    found = MOVES.get((row.state, what))
    if found is None or who not in found[1]:
        raise NotAllowed(f"What is {row.state} cannot be changed so by {who}: {what}.")
    if what is Move.REVIVE and row.may_have_left:
        raise NotAllowed("This may have left once already; it is not planned again.")
    left = row.may_have_left
    if what is Move.CLAIM:
        left = True
    elif what in {Move.DEFER, Move.REJECT, Move.MISS}:
        left = False
    return replace(row, state=found[0], changed_at=now, may_have_left=left)


def edit(row: Row, text: str, now: datetime) -> Row:
    """The row with the owner's own text; whatever was approved before is to be approved anew."""
    if row.state not in {State.DRAFTED, State.APPROVED}:
        raise NotAllowed(f"What is {row.state} cannot be edited any more.")
    if not text.strip():
        raise NotAllowed("An empty text cannot be sent. To leave this person out, skip them.")
    return replace(row, state=State.DRAFTED, text=text.strip(), changed_at=now)


def distance(row: Row) -> int:
    """How many characters were put in, taken out or replaced in the protocol's wording."""
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(row.wording, row.text)


def next_step(row: Row, evidence: Evidence, now: datetime) -> Decision:
    """What the sender does with a row now.

    The caller holds the lock of the account's only sender, so that nobody else is in the middle
    of a call, and asks again in the transaction that writes the answer down.
    """
    if row.state in {State.SENT, State.DROPPED}:
        return Decision(Next.NOTHING, f"it is {row.state}")
    if row.state in {State.SENDING, State.UNCERTAIN}:
        return _settle(row, evidence, now)
    if not evidence.is_due:
        return Decision(Next.DROP, "it is not due any more")
    if row.state is State.DRAFTED:
        return Decision(Next.NOTHING, "the owner has not approved it")
    return _send(row, evidence, now)


def _send(row: Row, evidence: Evidence, now: datetime) -> Decision:
    """An approved row: everything that may still hold it back."""
    if not evidence.has_channel:
        return Decision(Next.HAND_OVER, "a person sends it")
    if evidence.is_halted:
        return Decision(Next.WAIT, "all sending is stopped")
    if now < row.changed_at + UNDO:
        return Decision(Next.WAIT, "it can still be taken back", row.changed_at + UNDO)
    if now < evidence.free_at:
        return Decision(Next.WAIT, "hours or limits leave no place yet", evidence.free_at)
    return Decision(Next.CLAIM, "it is due, approved and free to leave")


def _settle(row: Row, evidence: Evidence, now: datetime) -> Decision:
    """A row that may have left: found, or absent after long enough, or a person's."""
    read = evidence.read_back
    if read is not None and read.copies:
        return _found(read, evidence)
    settled_at = row.changed_at + SETTLED_AFTER
    if now < row.changed_at - SETTLED_AFTER:
        return _give_up(row, "the clock was put back, so that nothing can be said about waiting")
    if read is not None and read.read_at >= settled_at:
        return Decision(Next.SETTLE_NOT_SENT, "the network does not have it")
    if not evidence.can_read_back and (row.state is State.UNCERTAIN or now >= settled_at):
        return _give_up(row, "the network cannot be asked")
    if now < settled_at:
        return Decision(Next.WAIT, "the call may still be on its way", settled_at)
    return Decision(Next.READ_BACK, "the network can be asked whether it has it")


def _found(read: ReadBack, evidence: Evidence) -> Decision:
    """It was sent; more than once is an incident before it is anything else."""
    if read.copies > 1 and not evidence.is_halted:
        return Decision(Next.HALT, f"the network has it {read.copies} times")
    return Decision(Next.SETTLE_SENT, "the network has it")


def _give_up(row: Row, why: str) -> Decision:
    """Nothing can decide it but a person."""
    return Decision(Next.LOSE if row.state is State.SENDING else Next.HAND_OVER, why)


@dataclass(frozen=True, slots=True)
class Incident:
    """All sending stopped: since when and why; and, once resumed, when and with what reason."""

    since: datetime
    why: str
    resumed_at: datetime | None = None
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether sending still stands still."""
        return self.resumed_at is None


def resume(incident: Incident, reason: str, now: datetime) -> Incident:
    """The incident ended by the owner, who says why it may go on."""
    if not incident.is_open:
        raise NotAllowed("Sending has been resumed already.")
    if not reason.strip():
        raise Halted("Say what happened and why sending may go on; the reason is kept.")
    return replace(incident, resumed_at=now, reason=reason.strip())


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> DRAFTED : planned"]
    lines += [f'    state "{state}" as {state.name}' for state in State]
    for (one, what), (to, who) in MOVES.items():
        lines.append(f"    {one.name} --> {to.name} : {what} ({', '.join(sorted(who))})")
    return "\n".join(lines)
