"""What is due, as cards; and what the owner decides about each. Every decision is a fact.

A decision that was written down already, to the second, changes nothing when it is told again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from askwhy import outbox
from askwhy.app.coding import suspecting
from askwhy.app.people.cautions import cautions, latest_request, link_of, stops
from askwhy.app.people.deciding import confirm_scam, kind_of_scam, party_of
from askwhy.app.study.ticking import cases_of, plan_for, with_linked
from askwhy.errors import Refused
from askwhy.facts import (
    Accepted,
    Asked,
    Evidence,
    Postponed,
    Skipped,
    Step,
    WroteElsewhere,
)
from askwhy.outbox import Actor, Move, State
from askwhy.store import deeds, delivering, studying

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import sqlalchemy as sa

    from askwhy.app.study.studying import Running
    from askwhy.history import Said
    from askwhy.planner import Case
    from askwhy.store.delivering import Delivery
    from askwhy.store.studying import Someone


class NotDue(Refused):
    """Something came in between: they wrote, stopped, or were asked elsewhere."""

    remedy = "Run `askwhy tick` to see what is due now."


class NoSuchCard(Refused):
    """The number names no card."""

    remedy = "Run `askwhy queue` to see the numbers."


@dataclass(frozen=True, slots=True)
class Card:
    """One thing that is due, with everything that helps to decide about it.

    `note` is what they wrote with the request, `said` what was exchanged so far, `link` the page
    to open (empty where there is none), `warnings` what speaks against asking.
    """

    delivery: Delivery
    who: Someone
    note: str
    said: tuple[Said, ...]
    link: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """How much of a day's limit is used, of one account."""

    account: str
    sent: int
    limit: int


def cards(
    connection: sa.Connection,
    one: Running,
    states: Sequence[State] = (State.DRAFTED, State.APPROVED),
    but: Collection[str] = (),
) -> list[Card]:
    """The open deliveries of a study, without those named in `but`, the earliest first.

    Those of contacts that nobody is any more, since two turned out to be one, are left to the
    next tick.
    """
    rows = delivering.those(connection, states, study_id=one.study.id)
    people = studying.people(connection, [row.contact_id for row in rows])
    cases = {(case.account, case.history.contact): case for case in cases_of(connection, people)}
    raised = suspecting.warnings(connection, people)
    found = []
    for row in rows:
        who = people.get(row.contact_id)
        if who is None or row.id in but:
            continue
        case = cases.get((who.account, who.key))
        found.append(_card(row, who, case, raised.get(row.contact_id)))
    return found


def _card(row: Delivery, who: Someone, case: Case | None, raised: Sequence[str] | None) -> Card:
    history = case.history if case else None
    request = latest_request(history)
    return Card(
        delivery=row,
        who=who,
        note=request.note if request else "",
        said=history.said if history else (),
        link=link_of(who),
        warnings=cautions(history, raised, stops(history)),
    )


def day(connection: sa.Connection, one: Running, account_id: int, name: str, now: datetime) -> Day:
    """How many questions left an account since midnight in the protocol's time zone."""
    midnight = now.astimezone(ZoneInfo(one.protocol.hours.zone)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    gone = delivering.departures(connection, account_id, int(midnight.timestamp()))
    return Day(name, len(gone), one.protocol.limits.per_day)


def approve(connection: sa.Connection, row: Delivery, now: datetime) -> Delivery:
    """The owner says yes; for five seconds it can be taken back."""
    return _move(connection, row, Move.APPROVE, now)


def undo(connection: sa.Connection, row: Delivery, now: datetime) -> Delivery:
    """The owner takes the yes back."""
    return _move(connection, row, Move.UNDO, now)


def edit(
    connection: sa.Connection, row: Delivery, text: str, now: datetime
) -> tuple[Delivery, int]:
    """The owner's own text; also returns its distance from the arm's wording, in characters."""
    edited = outbox.edit(as_row(row), text, now)
    far = outbox.distance(edited)
    after = written(row, edited)
    _save(connection, row, after, "edit", f"{far} characters away from the wording")
    return after, far


def postpone(
    connection: sa.Connection, one: Running, card: Card, until: datetime, now: datetime
) -> None:
    """Not now: it comes up again at `until`."""
    if until <= now:
        raise Refused("That time has passed. Give a later one.")
    fact = Postponed(party_of(connection, card.who), one.study.digest, until, now)
    if not deeds.note(connection, card.who.account_id, [fact]):
        return
    after = replace(card.delivery, not_before=int(until.timestamp()))
    _save(connection, card.delivery, after, "postpone", f"until {until:%Y-%m-%d %H:%M} UTC")


def skip(connection: sa.Connection, one: Running, card: Card, now: datetime) -> None:
    """Leave this person out of the study."""
    fact = Skipped(party_of(connection, card.who), one.study.digest, now)
    if deeds.note(connection, card.who.account_id, [fact]):
        _move(connection, card.delivery, Move.DROP, now, "skipped")


def scam(connection: sa.Connection, card: Card, now: datetime) -> None:
    """The owner confirms that this person is a scam: they are never asked, in no study."""
    if confirm_scam(connection, card.who, kind_of_scam(connection, card.who), now):
        _move(connection, card.delivery, Move.DROP, now, "a scam, as you confirmed")


def they_wrote(connection: sa.Connection, one: Running, card: Card, now: datetime) -> None:
    """They already wrote where no source sees it: nobody who wrote is asked."""
    fact = WroteElsewhere(party_of(connection, card.who), one.study.digest, now)
    if deeds.note(connection, card.who.account_id, [fact]):
        _move(connection, card.delivery, Move.DROP, now, "they already wrote")


def sent(connection: sa.Connection, one: Running, card: Card, now: datetime) -> None:
    """The owner sent it, or accepted by hand: a claim, which the next import verifies.

    Refused where it is not due any more: what was learnt since the card was drawn counts.
    """
    row, who = card.delivery, card.who
    party, study = party_of(connection, who), one.study.digest
    if row.step == Step.ASK:
        fact: Asked | Accepted = Asked(party, study, row.text, now, Evidence.CLAIMED)
    else:
        fact = Accepted(party, study, now, Evidence.CLAIMED)
    if fact in deeds.facts_of(connection, [who.id])[who.id]:
        return
    require_due(connection, one, card, now)
    _move(connection, row, Move.BY_HAND, now)
    deeds.note(connection, who.account_id, [fact])


def require_due(connection: sa.Connection, one: Running, card: Card, now: datetime) -> None:
    """Raise NotDue where the planner, asked this moment, does not want the card's delivery."""
    if not is_due(connection, one, card.delivery, now):
        raise NotDue(f"{card.who.name or 'This person'} is not due any more.")


def is_due(connection: sa.Connection, one: Running, row: Delivery, now: datetime) -> bool:
    """Whether the planner, asked this moment, still wants this delivery."""
    people = with_linked(connection, [row.contact_id])
    made = plan_for(connection, one, people, now)
    wanted = made.asks if row.step == Step.ASK else made.accepts
    who = people.get(row.contact_id)
    return who is not None and any(
        intent.who.account == who.account and intent.who.contact == who.key for intent in wanted
    )


def as_row(row: Delivery) -> outbox.Row:
    """The delivery as the outbox's table sees it."""
    return outbox.Row(
        id=UUID(row.id),
        state=State(row.state),
        wording=row.wording,
        text=row.text,
        changed_at=datetime.fromtimestamp(row.changed_at, UTC),
        may_have_left=bool(row.may_have_left),
    )


def written(before: Delivery, row: outbox.Row) -> Delivery:
    """The delivery after a move of the outbox's table."""
    return replace(
        before,
        state=str(row.state),
        text=row.text,
        changed_at=int(row.changed_at.timestamp()),
        may_have_left=int(row.may_have_left),
    )


def _move(
    connection: sa.Connection, row: Delivery, what: Move, now: datetime, note: str = ""
) -> Delivery:
    after = written(row, outbox.move(as_row(row), what, Actor.OWNER, now))
    _save(connection, row, after, str(what), note)
    return after


def _save(
    connection: sa.Connection, before: Delivery, after: Delivery, what: str, note: str
) -> None:
    if not delivering.change(connection, before, after, what, str(Actor.OWNER), note):
        raise Refused("This card was changed in the meantime. Look at the queue again.")
