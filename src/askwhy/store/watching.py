"""Who is to be looked at, and when: a cache of the fold, so that a tick costs what is due.

A watch says when passing time alone may change something for a contact of a study. Whatever is
told about the contact in between wakes it: its time becomes 0, in the transaction of the telling.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.facts import Direction
from askwhy.store import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

AT_ONCE = 0


def enrol(connection: sa.Connection, study_id: int, since: int, until: int) -> None:
    """Watch everybody whose request fell into [since, until), seconds since 1970."""
    r, p, w = schema.requests.c, schema.parties.c, schema.watches.c
    cohort = (
        sa.select(sa.literal(study_id), p.contact_id, sa.literal(AT_ONCE))
        .join(schema.parties, p.id == r.party_id)
        .where(
            r.direction == str(Direction.INCOMING),
            r.sent_earliest >= since,
            r.sent_earliest < until,
            p.contact_id.is_not(None),
            ~sa.exists().where(w.study_id == study_id, w.contact_id == p.contact_id),
        )
        .distinct()
    )
    columns = ["study_id", "contact_id", "look_again"]
    connection.execute(schema.watches.insert().from_select(columns, cohort))


def due(connection: sa.Connection, study_id: int, now: int, most: int) -> list[int]:
    """The contacts to look at by now, those waiting longest first."""
    w = schema.watches.c
    found = connection.execute(
        sa.select(w.contact_id)
        .where(w.study_id == study_id, w.look_again <= now)
        .order_by(w.look_again, w.contact_id)
        .limit(most)
    )
    return list(found.scalars())


def watched(connection: sa.Connection, study_id: int) -> list[int]:
    """Everybody of the study's cohort."""
    w = schema.watches.c
    found = sa.select(w.contact_id).where(w.study_id == study_id).order_by(w.contact_id)
    return list(connection.execute(found).scalars())


def look_again(
    connection: sa.Connection, study_id: int, when: Iterable[tuple[int, int | None]]
) -> None:
    """Set when each contact is to be looked at; None: only when something is told."""
    rows = [{"contact": contact, "at": at} for contact, at in when]
    if rows:
        w = schema.watches.c
        connection.execute(
            schema.watches.update()
            .where(w.study_id == study_id, w.contact_id == sa.bindparam("contact"))
            .values(look_again=sa.bindparam("at")),
            rows,
        )


def wake(connection: sa.Connection, contact_ids: Sequence[int]) -> None:
    """Look at these contacts, and at whoever is linked to them, at the next tick."""
    for start in range(0, len(contact_ids), 500):
        w = schema.watches.c
        some = contact_ids[start : start + 500]
        connection.execute(
            schema.watches.update().where(w.contact_id.in_(some)).values(look_again=AT_ONCE)
        )


def wake_after(connection: sa.Connection, marks: dict[str, int]) -> None:
    """Wake everybody of whom a row newer than the marks tells: what an import brought."""
    p, v, w = schema.parties.c, schema.conversations.c, schema.watches.c
    told = [
        sa.select(p.contact_id)
        .join(table, table.c.party_id == p.id)
        .where(table.c.id > marks[table.name])
        for table in (schema.requests, schema.connections, schema.entries)
    ]
    told.append(
        sa.select(v.contact_id)
        .join(schema.messages, schema.messages.c.conversation_id == v.id)
        .where(schema.messages.c.id > marks["messages"])
    )
    touched = sa.union_all(*told).subquery()
    connection.execute(
        schema.watches.update()
        .where(w.contact_id.in_(sa.select(touched.c.contact_id)))
        .values(look_again=AT_ONCE)
    )


def marks(connection: sa.Connection) -> dict[str, int]:
    """The newest row of each table of facts, before an import."""
    tables = (schema.requests, schema.connections, schema.entries, schema.messages)
    return {
        table.name: connection.execute(
            sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))
        ).scalar_one()
        for table in tables
    }
