"""`tick`: facts in, intents out. Any number of times, from anywhere, with the same result.

What is read is what is due: the contacts whose watch has run out, and whoever is linked to them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from askwhy.allocation import allocate
from askwhy.app.studying import enrol, running
from askwhy.facts import Record as Kind
from askwhy.facts import Step
from askwhy.outbox import State as Sent
from askwhy.outbox import intent_id
from askwhy.planner import Account, Case, ContactId, plan
from askwhy.rules.notes import STOCK
from askwhy.store import delivering, reading, studying, watching
from askwhy.store import record as kept
from askwhy.store.deeds import facts_of
from askwhy.store.delivering import Delivery

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import sqlalchemy as sa

    from askwhy.app.home import Record
    from askwhy.app.studying import Running
    from askwhy.planner import Accept, Ask, Plan, Remind
    from askwhy.store.studying import Someone

BATCH = 1_000
LOOK_BACK = timedelta(days=2)
OPEN = (Sent.DRAFTED, Sent.APPROVED)


@dataclass(slots=True)
class Ticked:
    """What a tick brought: how many were looked at and allocated, drafted and dropped."""

    looked_at: int = 0
    allocated: int = 0
    drafted: int = 0
    dropped: int = 0
    reminders: list[tuple[Remind, Someone]] = field(default_factory=list)


def tick(record: Record, now: datetime) -> Ticked:
    """Bring every locked study up to the present instant."""
    ticked = Ticked()
    with record.read() as connection:
        studies = running(connection, record.home)
    for one in studies:
        with record.write() as connection:
            enrol(connection, one.study, one.protocol)
        met: set[int] = set()
        while True:
            with record.write() as connection:
                waiting = watching.due(connection, one.study.id, int(now.timestamp()), BATCH)
                some = [contact for contact in waiting if contact not in met]
                if not some:
                    break
                met.update(some, advance(connection, one, some, now, ticked))
    return ticked


def advance(
    connection: sa.Connection, one: Running, contacts: Sequence[int], now: datetime, ticked: Ticked
) -> set[int]:
    """Look at some contacts of a study: allocate, draft, drop; return whom was looked at."""
    people = with_linked(connection, contacts)
    gone = [(contact, None) for contact in contacts if contact not in people]
    watching.look_again(connection, one.study.id, gone)
    made = plan_for(connection, one, people, now)
    if made.allocations:
        by_id = {ContactId(who.account, who.key): who for who in people.values()}
        for intent in made.allocations:
            studying.reserve(
                connection,
                one.study.id,
                by_id[intent.who],
                intent.stratum,
                lambda place, stratum=intent.stratum: allocate(  # type: ignore[misc]
                    one.key, one.study.digest, stratum, place, one.protocol.weights
                ),
                int(now.timestamp()),
            )
        ticked.allocated += len(made.allocations)
        made = plan_for(connection, one, people, now)
    _settle(connection, one, people, made, now, ticked)
    return set(people)


def with_linked(connection: sa.Connection, contacts: Sequence[int]) -> dict[int, Someone]:
    """The contacts and, through any number of links, everybody who is one person with them."""
    found = set(contacts)
    edge = list(contacts)
    while edge:
        links = studying.links_of(connection, edge)
        edge = [other for others in links.values() for other in others if other not in found]
        found.update(edge)
    return studying.people(connection, sorted(found))


def plan_for(
    connection: sa.Connection, one: Running, people: dict[int, Someone], now: datetime
) -> Plan:
    """What the planner says of some people, from everything that is recorded about them."""
    stock = STOCK.extended(
        *(
            text
            for account in kept.accounts(connection)
            for text in kept.wordings(connection, account.id, "stock")
        )
    )
    cases = cases_of(connection, people)
    accounts = accounts_of(connection, one, people, now)
    return plan(one.protocol, accounts, cases, now, stock)


def cases_of(connection: sa.Connection, people: dict[int, Someone]) -> list[Case]:
    """Each person's contact with everything told about it."""
    ids = sorted(people)
    facts = facts_of(connection, ids)
    links = studying.links_of(connection, ids)
    flying = delivering.in_flight(connection, ids)
    cases = []
    for account_id in sorted({who.account_id for who in people.values()}):
        mine = [id_ for id_ in ids if people[id_].account_id == account_id]
        for id_, history in reading.identified(connection, account_id, mine):
            cases.append(
                Case(
                    account=people[id_].account,
                    history=history,
                    facts=facts[id_],
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
    connection: sa.Connection, one: Running, people: dict[int, Someone], now: datetime
) -> list[Account]:
    """Each account: how far its messages were seen, and when questions left or are to leave."""
    found = []
    for account in kept.accounts(connection):
        seen = [
            each.until
            for each in reading.coverage(connection, account.id)
            if each.record is Kind.MESSAGES
        ]
        gone = delivering.departures(connection, account.id, int((now - LOOK_BACK).timestamp()))
        planned = [
            row.not_before
            for row in delivering.those(connection, OPEN, account_id=account.id)
            if row.step == Step.ASK
            and not (row.study_id == one.study.id and row.contact_id in people)
        ]
        found.append(
            Account(
                name=account.name,
                network=account.network,
                seen_until=max(seen, default=None),
                departures=tuple(_instant(at) for at in sorted([*gone, *planned])),
            )
        )
    return found


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
    there = {
        row.id: row
        for row in delivering.those(
            connection, tuple(Sent), study_id=one.study.id, contact_ids=sorted(people)
        )
    }
    ticked.drafted += delivering.draft(
        connection, [row for id_, row in wanted.items() if id_ not in there]
    )
    for id_, row in there.items():
        if row.state in OPEN and id_ not in wanted:
            after = _moved(row, Sent.DROPPED, now)
            ticked.dropped += delivering.change(
                connection, row, after, "drop", "the planner", "it is not due any more"
            )
        elif id_ in wanted and row.state == Sent.DROPPED and not row.may_have_left:
            after = _moved(row, Sent.DRAFTED, now, wanted[id_])
            ticked.drafted += delivering.change(
                connection, row, after, "plan again", "the planner", wanted[id_].reason
            )
        elif id_ in wanted and row.state in OPEN and row.not_before != wanted[id_].not_before:
            after = _moved(row, row.state, _instant(row.changed_at), wanted[id_])
            delivering.change(connection, row, after, "another time", "the planner", "")
    ticked.looked_at += len(people)
    ticked.reminders += [(each, by_id[each.who]) for each in made.reminders]
    _watch(connection, one, by_id, made, now)


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


def _moved(row: Delivery, state: str, now: datetime, wanted: Delivery | None = None) -> Delivery:
    moved = replace(row, state=str(state), changed_at=int(now.timestamp()))
    if wanted is None:
        return moved
    return replace(moved, not_before=wanted.not_before, reason=wanted.reason)


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
