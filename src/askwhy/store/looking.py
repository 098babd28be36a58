"""What a reader who keeps something in memory needs: how the record stands, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from askwhy.facts import Direction
from askwhy.store import coding_tables as tables
from askwhy.store import schema

if TYPE_CHECKING:
    from collections.abc import Collection

_WHOLE = (
    schema.imports, schema.requests, schema.connections, schema.messages, schema.profile_entries,
    schema.wordings,
    schema.coverage,
)  # fmt: skip
_RUNNING = (schema.allocations, schema.moves, schema.links)


@dataclass(frozen=True, slots=True)
class Standing:
    """`whole` changes when anybody may be told of anew.

    `noted` changes when the owner notes something about somebody, `decided` when they decide,
    `locked` when a study is locked, `running` when one goes on, `coded` when somebody or
    something codes a text.
    """

    whole: tuple[int, ...]
    noted: int
    decided: int
    locked: int
    running: tuple[int, ...]
    coded: int

    def is_older(self, other: Standing) -> bool:
        """Whether the other is the same record, looked at later: it has more, and has all of it."""
        both = zip(self._numbers(), other._numbers(), strict=True)
        return self != other and all(mine <= theirs for mine, theirs in both)

    def _numbers(self) -> tuple[int, ...]:
        return (*self.whole, self.noted, self.decided, self.locked, *self.running, self.coded)


@cache
def _newest() -> sa.Select[Any]:
    """The newest row of each table, the latest purge, how many people were removed; made once."""
    newest = [
        sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0)).scalar_subquery()
        for table in (
            *_WHOLE,
            *_RUNNING,
            schema.entries,
            schema.deeds,
            schema.studies,
            tables.codings,
        )
    ]
    gone = sa.select(sa.func.count()).select_from(schema.forgotten).scalar_subquery()
    purged = sa.select(sa.func.coalesce(sa.func.max(schema.studies.c.purged_at), 0))
    return sa.select(*newest, purged.scalar_subquery(), gone)


def standing(connection: sa.Connection) -> Standing:
    """How the record stands, in one statement over its indexes."""
    row = tuple(connection.execute(_newest()).one())
    *numbers, noted, decided, locked, coded, purged, gone = row
    size = len(_WHOLE)
    whole = (*numbers[:size], purged, gone)
    return Standing(whole, noted, decided, locked, tuple(numbers[size:]), coded)


def told_since(connection: sa.Connection, before: Standing) -> list[int]:
    """The contacts of whom the owner said something since, or whose texts were coded."""
    p = schema.parties.c
    found: set[int] = set()
    for table, newest in ((schema.entries, before.noted), (schema.deeds, before.decided)):
        rows = connection.execute(
            sa.select(p.contact_id)
            .join(table, table.c.party_id == p.id)
            .where(table.c.id > newest, p.contact_id.is_not(None))
        )
        found |= set(rows.scalars())
    t, c = tables.texts.c, tables.codings.c
    rows = connection.execute(
        sa.select(p.contact_id)
        .join(tables.texts, t.party_id == p.id)
        .join(tables.codings, c.text_id == t.id)
        .where(c.id > before.coded, p.contact_id.is_not(None))
        .distinct()
    )
    return sorted(found | set(rows.scalars()))


def askers(connection: sa.Connection, account_id: int) -> list[int]:
    """The contacts of an account who ever asked to connect."""
    r, p = schema.requests.c, schema.parties.c
    rows = connection.execute(
        sa.select(p.contact_id)
        .join(schema.requests, r.party_id == p.id)
        .where(
            r.account_id == account_id,
            r.direction == str(Direction.INCOMING),
            p.contact_id.is_not(None),
        )
        .distinct()
    )
    return sorted(rows.scalars())


def account_of(connection: sa.Connection, contact_ids: Collection[int]) -> dict[int, int]:
    """The account of each contact."""
    c = schema.contacts.c
    rows = connection.execute(sa.select(c.id, c.account_id).where(c.id.in_(contact_ids)))
    return {id_: account for id_, account in rows}  # noqa: C416 (rows are no pairs)


def counts(connection: sa.Connection) -> tuple[tuple[str, int], ...]:
    """How many rows of each kind of thing there are, in one statement."""
    kinds = {
        "contacts": schema.contacts,
        "requests": schema.requests,
        "connections": schema.connections,
        "messages": schema.messages,
        "notes of yours": schema.entries,
        "decisions": schema.deeds,
        "imports": schema.imports,
        "people removed": schema.forgotten,
    }
    numbers = [
        sa.select(sa.func.count()).select_from(table).scalar_subquery() for table in kinds.values()
    ]
    return tuple(zip(kinds, connection.execute(sa.select(*numbers)).one(), strict=True))


def open_deliveries(
    connection: sa.Connection, study_id: int, states: Collection[str]
) -> list[tuple[str, int]]:
    """The deliveries of a study in some states and their accounts, the earliest first.

    Those of contacts that nobody is any more, since two turned out to be one, are left to the
    next tick.
    """
    d = schema.deliveries.c
    rows = connection.execute(
        sa.select(d.id, d.account_id)
        .where(d.study_id == study_id, d.state.in_(states), _is_somebody(d.contact_id))
        .order_by(d.not_before, d.id)
    )
    return [(id_, account) for id_, account in rows]


def count_open(
    connection: sa.Connection, study_id: int, states: Collection[str], but: Collection[str]
) -> int:
    """How many deliveries of a study are in some states, without those named in `but`."""
    d = schema.deliveries.c
    which = (d.study_id == study_id, d.state.in_(states), d.id.not_in(but))
    query = sa.select(sa.func.count()).where(*which, _is_somebody(d.contact_id))
    return connection.execute(query).scalar_one()


def _is_somebody(contact: sa.Column[int]) -> sa.ColumnElement[bool]:
    return sa.exists().where(schema.parties.c.contact_id == contact)


def addressees(
    connection: sa.Connection, deliveries: Collection[str]
) -> dict[str, tuple[str, str]]:
    """The name and the state of each delivery's contact."""
    d, c = schema.deliveries.c, schema.contacts.c
    rows = connection.execute(
        sa.select(d.id, c.name, d.state)
        .join(schema.contacts, c.id == d.contact_id)
        .where(d.id.in_(deliveries))
    )
    return {id_: (name, state) for id_, name, state in rows}
