"""Who is to be looked at, and when: a cache of the fold, so that a tick costs what is due.

A watch says when passing time alone may change something for a contact of a study. Whatever is
told about the contact in between wakes it: its time becomes 0, in the transaction of the telling.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import sqlalchemy as sa

from askwhy.facts import Direction
from askwhy.store import schema
from askwhy.store.linking import linked, one_person

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from numpy.typing import NDArray

AT_ONCE = 0
NOBODY = -1
SOME = 500
"""How many contacts one statement names."""

_FACTS = (schema.requests, schema.connections, schema.entries, schema.messages)
_DERIVED = (schema.parties, schema.conversations)


def enrol(
    connection: sa.Connection,
    study_id: int,
    contact_ids: Collection[int] | None = None,
    newer_than: int = 0,
) -> None:
    """Watch whoever's request fell into the study's window.

    Only some contacts, if they are named; only by requests of a row newer than `newer_than`.
    """
    r, p, w, s = schema.requests.c, schema.parties.c, schema.watches.c, schema.studies.c
    cohort = (
        sa.select(s.id, p.contact_id, sa.literal(AT_ONCE))
        .select_from(schema.requests)
        .join(schema.parties, p.id == r.party_id)
        .join(
            schema.studies,
            sa.and_(s.id == study_id, r.sent_earliest >= s.since, r.sent_earliest < s.until),
        )
        .where(
            r.direction == str(Direction.INCOMING),
            r.id > newer_than,
            p.contact_id.is_not(None),
            ~sa.exists().where(w.study_id == study_id, w.contact_id == p.contact_id),
        )
        .distinct()
    )
    if contact_ids is not None:
        cohort = cohort.where(p.contact_id.in_(contact_ids))
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


def wake(connection: sa.Connection, contact_ids: Iterable[int | None]) -> None:
    """Look at these contacts, and at whoever is one person with them, at the next tick."""
    w = schema.watches.c
    waking = sorted(each for each in set(contact_ids) if each is not None)
    for start in range(0, len(waking), SOME):
        person = sorted(one_person(connection, waking[start : start + SOME]))
        for first in range(0, len(person), SOME):
            some = w.contact_id.in_(person[first : first + SOME])
            connection.execute(schema.watches.update().where(some).values(look_again=AT_ONCE))


def wake_all(connection: sa.Connection, study_id: int | None = None) -> None:
    """Look at everybody at the next tick: something changed that concerns them all."""
    everybody = schema.watches.update().values(look_again=AT_ONCE)
    if study_id is not None:
        everybody = everybody.where(schema.watches.c.study_id == study_id)
    connection.execute(everybody)


@dataclass(frozen=True, slots=True)
class Marks:
    """How the record stood before an import.

    The newest row of each table of facts; and which contact each party and each thread belonged
    to, as rows of (id, contact), the ids ascending.
    """

    newest: dict[str, int]
    belonged: dict[str, NDArray[np.int64]]


def marks(connection: sa.Connection) -> Marks:
    """How the record stands; nothing of it is needed while no study watches anybody."""
    if not _is_watching(connection):
        return Marks({}, {})
    newest = {
        table.name: connection.execute(
            sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))
        ).scalar_one()
        for table in _FACTS
    }
    return Marks(newest, {table.name: _belonging(connection, table) for table in _DERIVED})


def touched_after(connection: sa.Connection, before: Marks) -> list[int]:
    """Everybody of whom a row newer than the marks tells: what an import brought."""
    if not before.newest:
        return []
    touched = _touched(before.newest)
    found = sa.select(touched.c.contact_id).where(touched.c.contact_id.is_not(None)).distinct()
    return sorted(connection.execute(found).scalars())


def wake_after(connection: sa.Connection, before: Marks) -> None:
    """Watch and wake everybody of whom an import told anything.

    That is by new rows, and by old ones that turned out to be about somebody else.
    """
    if not before.newest:
        return
    moved = _moved(connection, before)
    studies = list(connection.execute(sa.select(schema.studies.c.id)).scalars())
    for study_id in studies:
        enrol(connection, study_id, newer_than=before.newest["requests"])
        for start in range(0, len(moved), SOME):
            enrol(connection, study_id, moved[start : start + SOME])
    touched = _touched(before.newest)
    w = schema.watches.c
    connection.execute(
        schema.watches.update()
        .where(w.contact_id.in_(sa.select(touched.c.contact_id)))
        .values(look_again=AT_ONCE)
    )
    several = linked(connection)
    told = connection.execute(
        sa.select(touched.c.contact_id).where(touched.c.contact_id.in_(several)).distinct()
    )
    wake(connection, [*moved, *told.scalars()])


def _touched(newest: dict[str, int]) -> sa.Subquery:
    """The contacts of whom a row newer than the marks tells."""
    p, v = schema.parties.c, schema.conversations.c
    told = [
        sa.select(p.contact_id)
        .join(table, table.c.party_id == p.id)
        .where(table.c.id > newest[table.name])
        for table in (schema.requests, schema.connections, schema.entries)
    ]
    told.append(
        sa.select(v.contact_id)
        .join(schema.messages, schema.messages.c.conversation_id == v.id)
        .where(schema.messages.c.id > newest["messages"])
    )
    return sa.union_all(*told).subquery()


def _moved(connection: sa.Connection, before: Marks) -> list[int]:
    """The contacts from whom and to whom parties and threads were moved since the marks."""
    found: set[int] = set()
    for table in _DERIVED:
        was, now = before.belonged[table.name], _belonging(connection, table)
        now = now[np.isin(now[:, 0], was[:, 0], assume_unique=True)]
        assert len(was) == len(now), "parties and threads are never taken away"
        differs = was[:, 1] != now[:, 1]
        found.update(was[differs, 1].tolist(), now[differs, 1].tolist())
    return sorted(found - {NOBODY})


def _belonging(connection: sa.Connection, table: sa.Table) -> NDArray[np.int64]:
    rows = connection.execute(
        sa.select(table.c.id, sa.func.coalesce(table.c.contact_id, NOBODY)).order_by(table.c.id),
        execution_options={"yield_per": 10_000},
    )
    return np.fromiter(chain.from_iterable(rows), dtype=np.int64).reshape(-1, 2)


def _is_watching(connection: sa.Connection) -> bool:
    return connection.execute(sa.select(schema.studies.c.id).limit(1)).first() is not None
