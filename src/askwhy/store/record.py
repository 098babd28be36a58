"""Small reads and writes of the record: accounts, owners, imports, confirmed wordings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.facts import Party
from askwhy.store import schema
from askwhy.store.bulk import insert_new
from askwhy.store.coding_tables import withdrawals
from askwhy.store.watching import wake_all

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Account:
    """One of the owner's accounts: `name` is what the owner calls it."""

    id: int
    network: str
    name: str


def accounts(connection: sa.Connection) -> list[Account]:
    """Every account, in the order of their names."""
    c = schema.accounts.c
    rows = connection.execute(sa.select(c.id, c.network, c.name).order_by(c.name))
    return [Account(*row) for row in rows]


def ensure_account(connection: sa.Connection, network: str, name: str) -> Account:
    """The account of that name, made if it is new."""
    insert_new(connection, schema.accounts, ("network", "name"), [(network, name)])
    return next(one for one in accounts(connection) if one.name == name)


def owners(connection: sa.Connection, account_id: int) -> list[Party]:
    """The names by which sources call the account's owner."""
    p = schema.parties.c
    rows = connection.execute(
        sa.select(p.name, p.handle, p.urn, p.apart)
        .join(schema.owners, schema.owners.c.party_id == p.id)
        .where(p.account_id == account_id)
        .order_by(p.name, p.handle, p.urn)
    )
    return [Party(*row) for row in rows]


def is_imported(connection: sa.Connection, account_id: int, digest: str) -> bool:
    """Whether a source with this digest has been read before."""
    c = schema.imports.c
    found = connection.execute(
        sa.select(c.id).where(c.account_id == account_id, c.digest == digest)
    )
    return found.first() is not None


def record_import(
    connection: sa.Connection, account_id: int, digest: str, name: str, at: datetime, summary: str
) -> None:
    """Remember that a source was read, by what name and with what result (JSON)."""
    columns = ("account_id", "digest", "name", "imported_at", "summary")
    row = (account_id, digest, name, int(at.timestamp()), summary)
    insert_new(connection, schema.imports, columns, [row])


def wordings(connection: sa.Connection, account_id: int, kind: str) -> list[str]:
    """The wordings of a kind ("ask", "stock") that stand as confirmed, oldest first."""
    c = schema.wordings.c
    rows = connection.execute(
        sa.select(c.text)
        .where(c.account_id == account_id, c.kind == kind)
        .order_by(c.confirmed_at, c.text)
    )
    gone = _withdrawn(connection, account_id, kind)
    return [text for text in rows.scalars() if text not in gone]


def confirm_wordings(
    connection: sa.Connection, account_id: int, kind: str, texts: Sequence[str], at: datetime
) -> int:
    """Remember wordings that the owner confirmed; return how many did not stand before.

    They change how everybody's words are read, so that everybody is looked at again.
    """
    rows = [(account_id, kind, text, int(at.timestamp())) for text in texts]
    columns = ("account_id", "kind", "text", "confirmed_at")
    new = insert_new(connection, schema.wordings, columns, rows)
    back = sorted(_withdrawn(connection, account_id, kind) & set(texts))
    _note_withdrawals(connection, account_id, kind, back, at, lifted=True)
    if new or back:
        wake_all(connection)
    return new + len(back)


def withdraw_wordings(
    connection: sa.Connection, account_id: int, kind: str, texts: Sequence[str], at: datetime
) -> int:
    """Take confirmed wordings back; return how many stood before. Everybody is looked at again."""
    there = sorted(set(wordings(connection, account_id, kind)) & set(texts))
    _note_withdrawals(connection, account_id, kind, there, at, lifted=False)
    if there:
        wake_all(connection)
    return len(there)


def _withdrawn(connection: sa.Connection, account_id: int, kind: str) -> set[str]:
    c = withdrawals.c
    rows = connection.execute(
        sa.select(c.text, c.lifted).where(c.account_id == account_id, c.kind == kind).order_by(c.id)
    )
    latest = {text: bool(lifted) for text, lifted in rows}
    return {text for text, lifted in latest.items() if not lifted}


def _note_withdrawals(
    connection: sa.Connection,
    account_id: int,
    kind: str,
    texts: Sequence[str],
    at: datetime,
    *,
    lifted: bool,
) -> None:
    rows = [(account_id, kind, text, lifted, int(at.timestamp())) for text in texts]
    columns = ("account_id", "kind", "text", "lifted", "noted_at")
    insert_new(connection, withdrawals, columns, rows)
