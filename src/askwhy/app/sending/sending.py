"""The send cycle: settle what may have left, then let leave what is approved, due and free.

Only here is a network touched. Each touch lies between two transactions: one in which everything
is looked at once more and `sending` is written down, and one for what came of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from askwhy import outbox
from askwhy.app.sending.calling import (
    Delivered,
    Seen,
    Turn,
    call,
    instant,
    leave,
    note_done,
    read_back,
    seconds,
)
from askwhy.app.sending.sole_sender import sole_sender
from askwhy.app.study.pending import settle_all
from askwhy.app.study.queueing import as_row, written
from askwhy.app.study.studying import running
from askwhy.app.study.ticking import plan_for, with_linked
from askwhy.errors import Refused
from askwhy.facts import Step
from askwhy.networks import Automation
from askwhy.outbox import Actor, Decision, Move, Next, State, next_step
from askwhy.store import delivering

if TYPE_CHECKING:
    from datetime import datetime

    import sqlalchemy as sa

    from askwhy.app.home import Record
    from askwhy.app.sending.calling import Clock
    from askwhy.app.study.studying import Running
    from askwhy.networks import Channel
    from askwhy.planner import Accept, Ask
    from askwhy.store.delivering import Delivery
    from askwhy.store.record import Account

__all__ = ["Delivered", "NoAutomation", "deliver"]

_WRITES = {
    Next.DROP: (Move.DROP, Actor.PLANNER),
    Next.CLAIM: (Move.CLAIM, Actor.SENDER),
    Next.SETTLE_SENT: (Move.FIND, Actor.READER),
    Next.SETTLE_NOT_SENT: (Move.MISS, Actor.READER),
    Next.LOSE: (Move.LOSE, Actor.SENDER),
}


class NoAutomation(Refused):
    """The network forbids what the owner would allow."""

    remedy = "Approve each message yourself; `askwhy queue` shows them."


def deliver(
    record: Record, account: Account, channel: Channel, clock: Clock, *, has_consent: bool = False
) -> Delivered:
    """Take every delivery of an account as far as it goes now.

    Refused while another process sends for the account. Decisions that the page still holds are
    written down first. `has_consent`: the owner has allowed
    that drafts of this account leave unseen, which then need no approval each.
    """
    if has_consent and channel.capabilities.automation is Automation.FORBIDDEN:
        raise NoAutomation(f"The network of “{account.name}” lets no program write by itself.")
    told = Delivered()
    with sole_sender(record, account) as confirm:
        settle_all(record)
        with record.read() as connection:
            studies = {one.study.id: one for one in running(connection, record.home)}
            rests = delivering.asked_to_wait(connection, account.id, seconds(clock()))
        told.rests_until = instant(rests) if rests else None
        turn = Turn(record, account, channel, clock, confirm, studies, told)
        _consent(turn, has_consent=has_consent)
        for states in ((State.SENDING, State.UNCERTAIN), (State.APPROVED,)):
            with record.read() as connection:
                rows = delivering.those(connection, states, account_id=account.id)
            for row in rows:
                if row.study_id in studies:
                    _carry(turn, row)
    return told


def _consent(turn: Turn, *, has_consent: bool) -> None:
    """Approve what the owner's standing consent covers; take that back once there is none."""
    with turn.record.write() as connection:
        now, mine = turn.clock(), turn.account.id
        if has_consent:
            kept = delivering.kept_back(connection, mine)
            rows = delivering.those(connection, (State.DRAFTED,), account_id=mine)
            what, why = Move.APPROVE, ""
            chosen = [row for row in rows if row.id not in kept and turn.can(row)]
            if _is_halted(connection):
                return
        else:
            by_consent = delivering.approved_by(connection, mine, str(Actor.CONSENT))
            rows = delivering.those(connection, (State.APPROVED,), account_id=mine)
            what, why = Move.UNDO, "the consent was withdrawn"
            chosen = [row for row in rows if row.id in by_consent]
        for row in chosen:
            actor = Actor.CONSENT if has_consent else Actor.OWNER
            after = written(row, outbox.move(as_row(row), what, actor, now))
            delivering.change(connection, row, after, str(what), str(Actor.CONSENT), why)
    turn.told.moves[what] += len(chosen)


def _carry(turn: Turn, row: Delivery) -> None:
    """Take one delivery as far as it goes now."""
    seen = Seen()
    while True:
        row, decision = _decide(turn, row, seen)
        if decision.what is Next.READ_BACK:
            until = turn.told.rests_until
            if until is not None and until > turn.clock():
                leave(turn, row, Decision(Next.WAIT, "the network asked to be left alone", until))
                return
            found = read_back(turn, row)
            if found is None:
                return
            seen = found
        elif decision.what is Next.CLAIM:
            call(turn, row)
            return
        elif decision.what is not Next.HALT:
            if decision.what not in _WRITES:
                leave(turn, row, decision)
            return


def _decide(turn: Turn, row: Delivery, seen: Seen) -> tuple[Delivery, Decision]:
    """What to do now; where that is to be written down, decided once more in the writing."""
    with turn.record.read() as connection:
        now = turn.clock()
        row, decision = _look(connection, turn, row, seen, now)
    if decision.what not in {*_WRITES, Next.HALT} and not _is_from_ahead(row, now):
        return row, decision
    with turn.record.write() as connection:
        now = turn.clock()
        row, decision = _look(connection, turn, row, seen, now)
        if decision.what is Next.HALT:
            delivering.halt(connection, decision.why, seconds(now))
        elif decision.what in _WRITES:
            row = _write(connection, turn, row, decision, seen, now)
        elif _is_from_ahead(row, now):
            row = _approved_anew(connection, row, now)
            row, decision = _look(connection, turn, row, seen, now)
    if decision.what in _WRITES:
        turn.told.moves[_WRITES[decision.what][0]] += 1
    return row, decision


def _look(
    connection: sa.Connection, turn: Turn, before: Delivery, seen: Seen, now: datetime
) -> tuple[Delivery, Decision]:
    """The delivery as it is now, and what follows from everything that is known."""
    row = delivering.find(connection, before.id)
    assert row is not None, "no delivery is ever deleted"
    intent = None
    if row.state in {State.DRAFTED, State.APPROVED}:
        intent = _wanted(connection, turn.studies[row.study_id], row, now)
    rests = delivering.asked_to_wait(connection, turn.account.id, seconds(now))
    evidence = outbox.Evidence(
        is_due=intent is not None,
        free_at=max(intent.not_before if intent else now, instant(rests or 0)),
        is_halted=_is_halted(connection),
        has_channel=turn.can(row),
        can_read_back=_can_read_back(turn, row) and not seen.is_unreadable,
        read_back=seen.read,
    )
    return row, next_step(as_row(row), evidence, now)


def _wanted(
    connection: sa.Connection, one: Running, row: Delivery, now: datetime
) -> Accept | Ask | None:
    """What the planner, asked just now about this person alone, says of the delivery."""
    people = with_linked(connection, [row.contact_id])
    made = plan_for(connection, one, people, now, is_sending=True)
    intents = made.asks if row.step == Step.ASK else made.accepts
    for intent in intents:
        who = intent.who
        id_ = outbox.intent_id(one.study.digest, who.account, who.contact, Step(row.step))
        if str(id_) == row.id:
            return intent
    return None


def _write(
    connection: sa.Connection,
    turn: Turn,
    row: Delivery,
    decision: Decision,
    seen: Seen,
    now: datetime,
) -> Delivery:
    what, who = _WRITES[decision.what]
    after = written(row, outbox.move(as_row(row), what, who, now))
    is_written = delivering.change(connection, row, after, str(what), str(who), decision.why)
    assert is_written, "nobody else writes in the meantime"
    if what is Move.FIND:
        begun = delivering.begun_at(connection, [row.id])
        at = seen.at or instant(begun.get(row.id, row.changed_at))
        note_done(connection, turn, row, at)
    return after


def _is_from_ahead(row: Delivery, now: datetime) -> bool:
    """Whether it was approved by a clock that was put back since."""
    return row.state == State.APPROVED and row.changed_at > seconds(now)


def _approved_anew(connection: sa.Connection, row: Delivery, now: datetime) -> Delivery:
    """The time in which an approval can be taken back begins again."""
    after = replace(row, changed_at=seconds(now))
    what = "the clock was put back"
    delivering.change(connection, row, after, what, str(Actor.SENDER), "")
    return after


def _can_read_back(turn: Turn, row: Delivery) -> bool:
    return row.step == Step.ACCEPT or turn.channel.capabilities.can_read_back


def _is_halted(connection: sa.Connection) -> bool:
    return any(one.resumed_at is None for one in delivering.halts(connection))
