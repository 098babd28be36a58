"""Studies that were locked, who was allocated in them, and which contacts are one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.store import schema
from askwhy.store.bulk import insert_new
from askwhy.store.deeds import party_row
from askwhy.store.watching import wake

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from askwhy.facts import Linked


@dataclass(frozen=True, slots=True)
class Study:
    """A locked study: `source` is its protocol's TOML, `locked_at` seconds since 1970."""

    id: int
    digest: str
    name: str
    source: str
    commitment: str
    locked_at: int


@dataclass(frozen=True, slots=True)
class Someone:
    """A contact's row, with its account, its key in it, its name, and one of its parties."""

    id: int
    account_id: int
    account: str
    network: str
    key: str
    name: str
    party_id: int


def lock_study(
    connection: sa.Connection, digest: str, name: str, source: str, commitment: str, at: int
) -> Study:
    """Write a study down; the one of this digest stays as it was first locked."""
    columns = ("digest", "name", "source", "commitment", "locked_at")
    insert_new(connection, schema.studies, columns, [(digest, name, source, commitment, at)])
    return next(one for one in studies(connection) if one.digest == digest)


def studies(connection: sa.Connection) -> list[Study]:
    """Every study, in the order of locking."""
    s = schema.studies.c
    rows = connection.execute(
        sa.select(s.id, s.digest, s.name, s.source, s.commitment, s.locked_at).order_by(s.id)
    )
    return [Study(*row) for row in rows]


def reserve(
    connection: sa.Connection,
    study_id: int,
    who: Someone,
    stratum: str,
    draw: Callable[[int], tuple[str, float]],
    at: int,
) -> str:
    """Allocate a contact, once: take the stratum's next place and write down what it draws.

    `draw` gives the arm and its probability of a place, counted from 0. Returns the arm; that
    of an earlier allocation stays.
    """
    a = schema.allocations.c
    there = connection.execute(
        sa.select(a.arm).where(a.study_id == study_id, a.contact_id == who.id)
    ).scalar()
    if there is not None:
        return str(there)
    place = connection.execute(
        sa.select(sa.func.count()).where(a.study_id == study_id, a.stratum == stratum)
    ).scalar_one()
    arm, probability = draw(place)
    connection.execute(
        schema.allocations.insert().values(
            study_id=study_id, contact_id=who.id, party_id=who.party_id, arm=arm,
            stratum=stratum, place=place, probability=probability, allocated_at=at,
        )
    )  # fmt: skip
    return arm


def people(connection: sa.Connection, contact_ids: Sequence[int]) -> dict[int, Someone]:
    """The contacts of these rows. The party is the first that a source named."""
    c, a, p = schema.contacts.c, schema.accounts.c, schema.parties.c
    rows = connection.execute(
        sa.select(
            c.id, c.account_id, a.name.label("account"), a.network, c.key, c.name,
            sa.func.min(p.id),
        )
        .join(schema.accounts, a.id == c.account_id)
        .join(schema.parties, p.contact_id == c.id)
        .where(c.id.in_(contact_ids))
        .group_by(c.id, c.account_id, a.name, a.network, c.key, c.name)
    )  # fmt: skip
    return {row[0]: Someone(*row) for row in rows}


def find_contacts(connection: sa.Connection, words: str) -> list[int]:
    """The contacts whose key, handle or name is the words, without regard to case."""
    c = schema.contacts.c
    wanted = words.strip().casefold()
    keys = [wanted, f"handle:{wanted}", f"urn:{wanted}", f"name:{wanted}"]
    rows = connection.execute(
        sa.select(c.id)
        .where(sa.or_(c.key.in_(keys), sa.func.lower(c.name) == wanted))
        .order_by(c.id)
    )
    return list(rows.scalars())


def link(connection: sa.Connection, first: int, second: int, fact: Linked) -> None:
    """Write down that two parties are one person, or are not any more. Arguments: account ids."""
    columns = ("party_id", "other_id", "noted_at", "lifted")
    party = party_row(connection, first, fact.party)
    other = party_row(connection, second, fact.other)
    row = (party, other, int(fact.noted_at.timestamp()), fact.lifted)
    insert_new(connection, schema.links, columns, [row])
    p = schema.parties.c
    both = connection.execute(sa.select(p.contact_id).where(p.id.in_((party, other))))
    wake(connection, [one for one in both.scalars() if one is not None])


def links_of(connection: sa.Connection, contact_ids: Sequence[int]) -> dict[int, set[int]]:
    """Whom each contact is linked to, directly; of each pair the latest word stands."""
    k = schema.links.c
    one, other = schema.parties.alias("one"), schema.parties.alias("other")
    rows = connection.execute(
        sa.select(one.c.contact_id, other.c.contact_id, k.lifted)
        .join(one, one.c.id == k.party_id)
        .join(other, other.c.id == k.other_id)
        .where(sa.or_(one.c.contact_id.in_(contact_ids), other.c.contact_id.in_(contact_ids)))
        .order_by(k.noted_at, k.lifted)
    )
    stands: dict[tuple[int, int], bool] = {}
    for first, second, lifted in rows:
        stands[min(first, second), max(first, second)] = not lifted
    found: dict[int, set[int]] = {}
    for (first, second), holds in stands.items():
        if holds and first != second:
            found.setdefault(first, set()).add(second)
            found.setdefault(second, set()).add(first)
    return found
