"""Studies that were locked, who was allocated in them, and which contacts are one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.facts import Party
from askwhy.store import schema
from askwhy.store.bulk import insert_new
from askwhy.store.deeds import party_row
from askwhy.store.watching import enrol, wake

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from askwhy.allocation import Draw
    from askwhy.facts import Linked


@dataclass(frozen=True, slots=True)
class Study:
    """A locked study: `source` is its protocol's TOML, [`since`, `until`) its window.

    Instants are seconds since 1970; `ticked_at` is that of the last tick.
    """

    id: int
    digest: str
    name: str
    source: str
    commitment: str
    locked_at: int
    since: int
    until: int
    ticked_at: int | None


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
    connection: sa.Connection,
    digest: str,
    name: str,
    source: str,
    commitment: str,
    at: int,
    window: tuple[int, int],
) -> Study:
    """Write a study down and watch its cohort; the one of this digest stays as it was locked."""
    columns = ("digest", "name", "source", "commitment", "locked_at", "since", "until")
    row = (digest, name, source, commitment, at, *window)
    insert_new(connection, schema.studies, columns, [row])
    study = next(one for one in studies(connection) if one.digest == digest)
    enrol(connection, study.id)
    return study


def note_tick(connection: sa.Connection, study_id: int, at: int) -> None:
    """Remember when a study was last brought up to the present instant."""
    s = schema.studies.c
    connection.execute(schema.studies.update().where(s.id == study_id).values(ticked_at=at))


def studies(connection: sa.Connection) -> list[Study]:
    """Every study, in the order of locking."""
    s = schema.studies.c
    rows = connection.execute(
        sa.select(
            s.id, s.digest, s.name, s.source, s.commitment, s.locked_at, s.since, s.until,
            s.ticked_at,
        ).order_by(s.id)
    )  # fmt: skip
    return [Study(*row) for row in rows]


def reserve(
    connection: sa.Connection,
    study_id: int,
    who: Someone,
    stratum: str,
    draw: Callable[[tuple[int, int] | None], Draw],
    at: int,
) -> str:
    """Allocate a contact, once: take the stratum's next place and write down what it draws.

    `draw` is given the block and the seat of the last draw, None for the first of the stratum.
    Returns the arm; that of an earlier allocation stays.
    """
    a = schema.allocations.c
    there = connection.execute(
        sa.select(a.arm).where(a.study_id == study_id, a.contact_id == who.id)
    ).scalar()
    if there is not None:
        return str(there)
    last = connection.execute(
        sa.select(a.place, a.block, a.seat)
        .where(a.study_id == study_id, a.stratum == stratum)
        .order_by(a.place.desc())
        .limit(1)
    ).first()
    drawn = draw((last.block, last.seat) if last else None)
    connection.execute(
        schema.allocations.insert().values(
            study_id=study_id, contact_id=who.id, party_id=who.party_id, arm=drawn.arm,
            stratum=stratum, place=last.place + 1 if last else 0, block=drawn.block,
            seat=drawn.seat, probability=drawn.probability, allocated_at=at,
        )
    )  # fmt: skip
    return drawn.arm


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


def addressee(connection: sa.Connection, party_id: int) -> Party:
    """By which name of its network to write to whoever a party is; another may be known better.

    The lasting handle first, then another identifier, then the name as the party has it.
    """
    p = schema.parties.c
    contact = connection.execute(sa.select(p.contact_id).where(p.id == party_id)).scalar_one()
    found = connection.execute(
        sa.select(p.name, p.handle, p.urn, p.apart)
        .where(p.id == party_id if contact is None else p.contact_id == contact)
        .order_by(sa.case((p.handle != "", 0), (p.urn != "", 1), else_=2), p.id)
        .limit(1)
    ).one()
    return Party(*found)


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
    wake(connection, both.scalars())
