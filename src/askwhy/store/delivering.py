"""The outbox's rows: written once, changed only from the state they were read in, never lost."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.store import schema
from askwhy.store.bulk import insert_new

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing to do to one contact. Instants are seconds since 1970; `state` as in `outbox`."""

    id: str
    study_id: int
    account_id: int
    contact_id: int
    party_id: int
    step: str
    arm: str
    language: str
    reason: str
    wording: str
    text: str
    not_before: int
    state: str
    changed_at: int
    may_have_left: int = 0


_COLUMNS = tuple(each.name for each in fields(Delivery))
_SELECT = [schema.deliveries.c[name] for name in _COLUMNS]


def draft(connection: sa.Connection, rows: Sequence[Delivery]) -> int:
    """Add deliveries; one that is there, or whose contact has one, is left alone."""
    values = [tuple(getattr(row, name) for name in _COLUMNS) for row in rows]
    return insert_new(connection, schema.deliveries, _COLUMNS, values)


def find(connection: sa.Connection, id_: str) -> Delivery | None:
    """The delivery with this id, of whoever the party is by now that was to be written to."""
    d, p = schema.deliveries.c, schema.parties.c
    query = sa.select(*_SELECT, p.contact_id).join(schema.parties, p.id == d.party_id)
    row = connection.execute(query.where(d.id == id_)).first()
    if row is None:
        return None
    *told, contact = row
    found = Delivery(*told)
    return found if contact is None else replace(found, contact_id=contact)


def those(
    connection: sa.Connection,
    states: Collection[str],
    *,
    study_id: int | None = None,
    account_id: int | None = None,
    contact_ids: Sequence[int] | None = None,
) -> list[Delivery]:
    """Deliveries in some states, the earliest first."""
    d = schema.deliveries.c
    query = sa.select(*_SELECT).where(d.state.in_(states)).order_by(d.not_before, d.id)
    if study_id is not None:
        query = query.where(d.study_id == study_id)
    if account_id is not None:
        query = query.where(d.account_id == account_id)
    if contact_ids is not None:
        query = query.where(d.contact_id.in_(contact_ids))
    return [Delivery(*row) for row in connection.execute(query)]


def change(
    connection: sa.Connection,
    before: Delivery,
    after: Delivery,
    what: str,
    actor: str,
    note: str,
    until: int | None = None,
) -> bool:
    """Write a change if nobody was faster, and keep it among the moves; return whether it was.

    `until` is how long the network asked the account to wait.
    """
    assert before.id == after.id, "a delivery keeps its id"
    d = schema.deliveries.c
    changed = connection.execute(
        schema.deliveries.update()
        .where(
            d.id == before.id,
            d.state == before.state,
            d.changed_at == before.changed_at,
            d.text == before.text,
        )
        .values(
            state=after.state, wording=after.wording, text=after.text, language=after.language,
            changed_at=after.changed_at, may_have_left=after.may_have_left,
            not_before=after.not_before, reason=after.reason,
        )
    ).rowcount  # fmt: skip
    if changed:
        note_move(connection, after, what, actor, note, after.changed_at, until)
    return bool(changed)


def note_move(
    connection: sa.Connection,
    row: Delivery,
    what: str,
    actor: str,
    note: str,
    at: int,
    until: int | None = None,
) -> None:
    """Keep what happened to a delivery, whether or not it changed it."""
    connection.execute(
        schema.moves.insert().values(
            delivery_id=row.id, what=what, actor=actor, state=row.state, note=note, moved_at=at,
            until=until,
        )
    )  # fmt: skip


def replan(connection: sa.Connection, rows: Sequence[Delivery]) -> None:
    """Set when deliveries may leave, and why, as planned anew; that is no move."""
    if rows:
        d = schema.deliveries.c
        connection.execute(
            schema.deliveries.update()
            .where(d.id == sa.bindparam("which"))
            .values(not_before=sa.bindparam("at"), reason=sa.bindparam("why")),
            [{"which": row.id, "at": row.not_before, "why": row.reason} for row in rows],
        )


def planned(
    connection: sa.Connection, account_id: int, states: Collection[str]
) -> list[tuple[int, int, int]]:
    """The study, the contact and the planned instant of each question in some states."""
    d = schema.deliveries.c
    rows = connection.execute(
        sa.select(d.study_id, d.contact_id, d.not_before).where(
            d.account_id == account_id, d.state.in_(states), d.step == "ask"
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]


LEAVES = ("begin to send", "sent by hand")
ARRIVES = ("receipt",)
STAYS = ("the network refuses for now", "the network refuses for good", "found not sent")


def departures(connection: sa.Connection, account_id: int, since: int) -> list[int]:
    """When questions left an account, or may have left, since an instant.

    One of which it is known that it did not leave does not count. One whose receipt came counts
    when it came: it cannot have left later.
    """
    d, m = schema.deliveries.c, schema.moves.c
    # Sorted and sifted here: asked for in SQL, it makes SQLite read the account's whole history.
    rows = connection.execute(
        sa.select(m.id, m.delivery_id, m.what, m.moved_at, d.account_id, d.step)
        .join(schema.deliveries, d.id == m.delivery_id)
        .where(m.what.in_((*LEAVES, *ARRIVES, *STAYS)), m.moved_at >= since)
    )
    left: dict[str, int] = {}
    for _, id_, what, at, account, step in sorted(tuple(row) for row in rows):
        if account != account_id or step != "ask":
            continue
        if what in STAYS:
            left.pop(id_, None)
        else:
            left[id_] = at
    return sorted(left.values())


def asked_to_wait(connection: sa.Connection, account_id: int, now: int) -> int | None:
    """Until when the network asked an account to wait, if that is still to come.

    What was noted later than now was noted by a clock that was ahead, and says nothing.
    """
    d, m = schema.deliveries.c, schema.moves.c
    rows = connection.execute(
        sa.select(m.until, m.moved_at, d.account_id)
        .join(schema.deliveries, d.id == m.delivery_id)
        .where(m.until > now)
    )
    found = [until for until, at, account in rows if account == account_id and at <= now]
    return max(found, default=None)


def kept_back(connection: sa.Connection, account_id: int) -> set[str]:
    """Which deliveries of an account the owner edited or took back: no consent covers those."""
    d, m = schema.deliveries.c, schema.moves.c
    rows = connection.execute(
        sa.select(d.id)
        .join(schema.moves, m.delivery_id == d.id)
        .where(
            d.account_id == account_id,
            d.state == "drafted",
            m.actor == "the owner",
            m.what.in_(("edit", "take back")),
        )
    )
    return set(rows.scalars())


def approved_by(connection: sa.Connection, account_id: int, actor: str) -> set[str]:
    """Which approved deliveries of an account it was that somebody approved."""
    d, m = schema.deliveries.c, schema.moves.c
    rows = connection.execute(
        sa.select(d.id, m.actor)
        .join(schema.moves, m.delivery_id == d.id)
        .where(d.account_id == account_id, d.state == "approved", m.what == "approve")
        .order_by(m.id)
    )
    latest: dict[str, str] = {row[0]: row[1] for row in rows}
    return {id_ for id_, approver in latest.items() if approver == actor}


def in_flight(connection: sa.Connection, contact_ids: Sequence[int]) -> dict[int, int]:
    """Since when a question to a contact may have left without anybody knowing.

    Told by the party that was written to, who may have turned out to be another contact since.
    """
    d, p = schema.deliveries.c, schema.parties.c
    rows = connection.execute(
        sa.select(p.contact_id, d.id, d.changed_at)
        .join(schema.parties, p.id == d.party_id)
        .where(
            p.contact_id.in_(contact_ids),
            d.step == "ask",
            sa.or_(
                d.state.in_(("sending", "uncertain")),
                sa.and_(d.state == "dropped", d.may_have_left == 1),
            ),
        )
    ).all()
    begun = begun_at(connection, [row[1] for row in rows])
    found: dict[int, int] = {}
    for contact, id_, changed_at in rows:
        since = begun.get(id_, changed_at)
        found[contact] = min(found.get(contact, since), since)
    return found


def begun_at(connection: sa.Connection, ids: Sequence[str]) -> dict[str, int]:
    """When deliveries were last begun to be sent."""
    m = schema.moves.c
    rows = connection.execute(
        sa.select(m.delivery_id, m.moved_at)
        .where(m.delivery_id.in_(ids), m.what == "begin to send")
        .order_by(m.id)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class Halt:
    """All sending stopped since an instant; `resumed_at` None while it still is."""

    id: int
    since: int
    why: str
    resumed_at: int | None
    reason: str


def halts(connection: sa.Connection) -> list[Halt]:
    """Every time sending was stopped, the newest last."""
    i = schema.incidents.c
    rows = connection.execute(
        sa.select(i.id, i.since, i.why, i.resumed_at, i.reason).order_by(i.id)
    )
    return [Halt(*row) for row in rows]


def halt(connection: sa.Connection, why: str, at: int) -> None:
    """Stop all sending, unless it is stopped."""
    if all(one.resumed_at is not None for one in halts(connection)):
        connection.execute(schema.incidents.insert().values(since=at, why=why, reason=""))


def resume(connection: sa.Connection, id_: int, reason: str, at: int) -> None:
    """Let sending go on after an incident."""
    i = schema.incidents.c
    connection.execute(
        schema.incidents.update()
        .where(i.id == id_, i.resumed_at.is_(None))
        .values(resumed_at=at, reason=reason)
    )
