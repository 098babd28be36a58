"""Which contacts are one person, by the owner's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.store import schema

if TYPE_CHECKING:
    from collections.abc import Collection


def links_of(connection: sa.Connection, contact_ids: Collection[int]) -> dict[int, set[int]]:
    """Whom each contact is linked to, directly; of each pair the latest word stands."""
    k = schema.links.c
    one, other = schema.parties.alias("one"), schema.parties.alias("other")
    told = (
        sa.select(one.c.contact_id, other.c.contact_id, k.noted_at, k.lifted)
        .join(one, one.c.id == k.party_id)
        .join(other, other.c.id == k.other_id)
    )
    rows = {
        tuple(row)
        for end in (one, other)
        for row in connection.execute(told.where(end.c.contact_id.in_(contact_ids)))
        if row[0] is not None and row[1] is not None
    }
    stands: dict[tuple[int, int], bool] = {}
    for first, second, _, lifted in sorted(rows, key=lambda row: row[2:]):
        stands[min(first, second), max(first, second)] = not lifted
    found: dict[int, set[int]] = {}
    for (first, second), holds in stands.items():
        if holds and first != second:
            found.setdefault(first, set()).add(second)
            found.setdefault(second, set()).add(first)
    return found


def one_person(connection: sa.Connection, contact_ids: Collection[int]) -> set[int]:
    """The contacts and, through any number of links, everybody who is one person with them."""
    found = set(contact_ids)
    edge = sorted(found)
    while edge:
        links = links_of(connection, edge)
        edge = sorted({other for others in links.values() for other in others} - found)
        found.update(edge)
    return found


def linked(connection: sa.Connection) -> list[int]:
    """Every contact about whom the owner ever said so."""
    k, p = schema.links.c, schema.parties.c
    ends = (
        sa.select(p.contact_id).join(schema.links, end == p.id) for end in (k.party_id, k.other_id)
    )
    return [one for one in connection.execute(sa.union(*ends)).scalars() if one is not None]
