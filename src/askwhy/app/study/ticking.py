"""`tick`: facts in, intents out. Any number of times, from anywhere, with the same result.

What is read is what is due: the contacts whose watch has run out, and whoever is linked to them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from askwhy.allocation import draw_next
from askwhy.app.counting import mark_asks
from askwhy.app.study.retention import due
from askwhy.app.study.stopping import stops
from askwhy.app.study.studying import running
from askwhy.facts import Record as Kind
from askwhy.facts import Step
from askwhy.outbox import Actor, Move, intent_id
from askwhy.outbox import State as Sent
from askwhy.planner import Account, Case, ContactId, plan
from askwhy.rules.notes import STOCK
from askwhy.store import delivering, linking, reading, studying, watching
from askwhy.store import record as kept
from askwhy.store.deeds import facts_of
from askwhy.store.delivering import Delivery

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import sqlalchemy as sa

    from askwhy.app.home import Record
    from askwhy.app.study.retention import Due
    from askwhy.app.study.studying import Running
    from askwhy.planner import Accept, Ask, Plan, Remind
    from askwhy.store.studying import Someone

BATCH = 1_000
LOOK_BACK = timedelta(days=2)
OPEN = (Sent.DRAFTED, Sent.APPROVED)


@dataclass(slots=True)
class Ticked:
    """What a tick brought: how many were looked at and allocated, drafted and dropped.

    `reminders` are of what only the owner can do; `to_purge` is what was promised to be deleted.
    """

    looked_at: int = 0
    allocated: int = 0
    drafted: int = 0
    dropped: int = 0
    reminders: list[tuple[Remind, Someone]] = field(default_factory=list)
    to_purge: list[Due] = field(default_factory=list)


def tick(record: Record, now: datetime) -> Ticked:
    """Bring every locked study up to the present instant.

    Where the clock was put back since the last time, nothing that was written down about when to
    look again can be trusted, and everybody is looked at.
    """
    ticked = Ticked()
    with record.read() as connection:
        studies = running(connection, record.home)
    for one in studies:
        at = int(now.timestamp())
        with record.write() as connection:
            if one.study.ticked_at is not None and one.study.ticked_at > at:
                watching.wake_all(connection, one.study.id)
            studying.note_tick(connection, one.study.id, at)
        met: set[int] = set()
        while True:
            with record.write() as connection:
                waiting = watching.due(connection, one.study.id, at, BATCH)
                some = [contact for contact in waiting if contact not in met]
                if not some:
                    break
                met.update(some, advance(connection, one, some, now, ticked))
    with record.read() as connection:
        ticked.to_purge = due(connection, studies, now)
    return ticked


def advance(
    connection: sa.Connection, one: Running, contacts: Sequence[int], now: datetime, ticked: Ticked
) -> set[int]:
    """Look at some contacts of a study: allocate, draft, drop; return whom was looked at."""
    people = with_linked(connection, contacts)
    _forget(connection, one, [contact for contact in contacts if contact not in people], now)
    made = plan_for(connection, one, people, now)
    if made.allocations:
        by_id = {ContactId(who.account, who.key): who for who in people.values()}
        for intent in made.allocations:
            studying.reserve(
                connection,
                one.study.id,
                by_id[intent.who],
                intent.stratum,
                lambda last, stratum=intent.stratum: draw_next(  # type: ignore[misc]
                    one.key, one.study.digest, stratum, one.protocol.weights, last
                ),
                int(now.timestamp()),
            )
        ticked.allocated += len(made.allocations)
        made = plan_for(connection, one, people, now)
    _settle(connection, one, people, made, now, ticked)
    return set(people)


def with_linked(connection: sa.Connection, contacts: Sequence[int]) -> dict[int, Someone]:
    """The contacts and, through any number of links, everybody who is one person with them."""
    return studying.people(connection, sorted(linking.one_person(connection, contacts)))


def plan_for(
    connection: sa.Connection,
    one: Running,
    people: dict[int, Someone],
    now: datetime,
    *,
    is_sending: bool = False,
) -> Plan:
    """What the planner says of some people, from everything that is recorded about them.

    While sending, only questions that left take a place, and none that others are to take later.
    """
    stock = STOCK.extended(
        *(
            text
            for account in kept.accounts(connection)
            for text in kept.wordings(connection, account.id, "stock")
        )
    )
    cases = cases_of(connection, people)
    others = None if is_sending else {(one.study.id, contact) for contact in people}
    accounts = accounts_of(connection, now, others)
    return plan(one.protocol, accounts, cases, now, stock)


def cases_of(connection: sa.Connection, people: dict[int, Someone]) -> list[Case]:
    """Each person's contact with everything told about it."""
    ids = sorted(people)
    facts = facts_of(connection, ids)
    links = linking.links_of(connection, ids)
    flying = delivering.in_flight(connection, ids)
    cases = []
    for account_id in sorted({who.account_id for who in people.values()}):
        mine = [id_ for id_ in ids if people[id_].account_id == account_id]
        asks = kept.wordings(connection, account_id, "ask")
        for id_, history in reading.identified(connection, account_id, mine):
            cases.append(
                Case(
                    account=people[id_].account,
                    history=mark_asks(history, asks) if asks else history,
                    facts=(*facts[id_], *stops(history)),
                    links=tuple(
                        ContactId(people[other].account, people[other].key)
                        for other in sorted(links.get(id_, ()))
                        if other in people
                    ),
                    in_flight=_instant(flying[id_]) if id_ in flying else None,
                )
            )
    known = {case.id for case in cases}
    return [_without_strangers(case, known) for case in cases]


def _without_strangers(case: Case, known: set[ContactId]) -> Case:
    """A link to a contact of whom nothing but a name is known says nothing."""
    return replace(case, links=tuple(other for other in case.links if other in known))


def accounts_of(
    connection: sa.Connection, now: datetime, replanned: set[tuple[int, int]] | None
) -> list[Account]:
    """Each account: how far its messages were seen, and when questions left or are to leave.

    Those to leave are all that are planned but for the (study, contact) to be planned anew;
    None: those planned do not count.
    """
    found = []
    for account in kept.accounts(connection):
        seen = [
            each.until
            for each in reading.coverage(connection, account.id)
            if each.record is Kind.MESSAGES
        ]
        gone = delivering.departures(connection, account.id, int((now - LOOK_BACK).timestamp()))
        planned = (
            []
            if replanned is None
            else [
                at
                for study, contact, at in delivering.planned(connection, account.id, OPEN)
                if (study, contact) not in replanned
            ]
        )
        found.append(
            Account(
                name=account.name,
                network=account.network,
                seen_until=max(seen, default=None),
                departures=tuple(_instant(at) for at in sorted([*gone, *planned])),
            )
        )
    return found


def _forget(
    connection: sa.Connection, one: Running, contacts: Sequence[int], now: datetime
) -> None:
    """Contacts that nobody is any more, since two turned out to be one."""
    watching.look_again(connection, one.study.id, [(contact, None) for contact in contacts])
    for row in delivering.those(connection, OPEN, study_id=one.study.id, contact_ids=contacts):
        _drop(connection, row, now)


def _settle(
    connection: sa.Connection,
    one: Running,
    people: dict[int, Someone],
    made: Plan,
    now: datetime,
    ticked: Ticked,
) -> None:
    """Write the plan down: drafts for what is due, no draft for what is not, the next look."""
    by_id = {ContactId(who.account, who.key): who for who in people.values()}
    wanted = {row.id: row for row in _drafts(one, by_id, [*made.accepts, *made.asks], now)}
    found = delivering.those(connection, tuple(Sent), contact_ids=sorted(people))
    there = {row.id: row for row in found if row.study_id == one.study.id}
    taken = {(row.contact_id, row.step) for row in found if _takes_its_place(row)}
    ticked.drafted += delivering.draft(
        connection, [row for id_, row in wanted.items() if id_ not in there]
    )
    again = []
    for id_, row in there.items():
        want = wanted.get(id_)
        if want is None:
            ticked.dropped += row.state in OPEN and _drop(connection, row, now)
        elif row.state == Sent.DROPPED:
            is_free = not row.may_have_left and (row.contact_id, row.step) not in taken
            ticked.drafted += is_free and _draft_anew(connection, row, want, Move.REVIVE)
        elif row.state in OPEN and row.text == row.wording != want.wording:
            _draft_anew(connection, row, want, "another wording")
        elif row.state in OPEN and (row.not_before, row.reason) != (want.not_before, want.reason):
            again.append(replace(row, not_before=want.not_before, reason=want.reason))
    delivering.replan(connection, again)
    ticked.looked_at += len(people)
    ticked.reminders += [(each, by_id[each.who]) for each in made.reminders]
    _watch(connection, one, by_id, made, now)


def _takes_its_place(row: Delivery) -> bool:
    """Whether a delivery keeps others from the same contact, in whatever study."""
    return row.state != Sent.DROPPED or bool(row.may_have_left)


def _drop(connection: sa.Connection, row: Delivery, now: datetime) -> bool:
    after = replace(row, state=str(Sent.DROPPED), changed_at=int(now.timestamp()))
    why = "it is not due any more"
    return delivering.change(connection, row, after, Move.DROP, Actor.PLANNER, why)


def _draft_anew(connection: sa.Connection, row: Delivery, want: Delivery, what: str) -> bool:
    """What was dropped, or was to be said in other words, is to be approved as it is wanted now."""
    after = replace(want, id=row.id, party_id=row.party_id)
    return delivering.change(connection, row, after, what, Actor.PLANNER, want.reason)


def _watch(
    connection: sa.Connection,
    one: Running,
    by_id: dict[ContactId, Someone],
    made: Plan,
    now: datetime,
) -> None:
    """Look again when time alone may change something; what is due stays in sight."""
    moments: list[tuple[int, int | None]] = []
    for outlook in made.outlooks:
        at = outlook.look_again
        when = None if at is None else max(int(at.timestamp()), int(now.timestamp()) + 1)
        moments.append((by_id[outlook.who].id, when))
    seen = {contact for contact, _ in moments}
    moments += [(who.id, None) for who in by_id.values() if who.id not in seen]
    watching.look_again(connection, one.study.id, moments)


def _drafts(
    one: Running,
    by_id: dict[ContactId, Someone],
    intents: Iterable[Accept | Ask],
    now: datetime,
) -> Iterable[Delivery]:
    for intent in intents:
        who = by_id[intent.who]
        step = Step.ASK if hasattr(intent, "arm") else Step.ACCEPT
        text = getattr(intent, "text", "")
        yield Delivery(
            id=str(intent_id(one.study.digest, who.account, who.key, step)),
            study_id=one.study.id,
            account_id=who.account_id,
            contact_id=who.id,
            party_id=who.party_id,
            step=str(step),
            arm=getattr(intent, "arm", ""),
            language=getattr(intent, "language", ""),
            reason=intent.reason,
            wording=text,
            text=text,
            not_before=int(intent.not_before.timestamp()),
            state=str(Sent.DRAFTED),
            changed_at=int(now.timestamp()),
        )


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
