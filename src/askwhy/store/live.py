"""Connected accounts and how far each was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.store import schema
from askwhy.store.bulk import insert_new
from askwhy.store.record import Account

if TYPE_CHECKING:
    from collections.abc import Iterator


def live_accounts(connection: sa.Connection) -> Iterator[tuple[Account, str]]:
    """Every connected account with what was told of it (JSON), in the order of their names."""
    a, live = schema.accounts.c, schema.live_accounts.c
    rows = connection.execute(
        sa.select(a.id, a.network, a.name, live.told)
        .join(schema.live_accounts, live.account_id == a.id)
        .order_by(a.name)
    )
    for id_, network, name, told in rows:
        yield Account(id_, network, name), told


def tell(connection: sa.Connection, account_id: int, told: str) -> None:
    """Put on record what was found of an account (JSON), in place of what was before."""
    which = schema.live_accounts.c.account_id == account_id
    connection.execute(schema.live_accounts.delete().where(which))
    insert_new(connection, schema.live_accounts, ("account_id", "told"), [(account_id, told)])


def positions(connection: sa.Connection, account: str) -> dict[str, str]:
    """How far the source of an account was read, by the positions' names."""
    p, a = schema.positions.c, schema.accounts.c
    rows = connection.execute(
        sa.select(p.name, p.value)
        .join(schema.accounts, a.id == p.account_id)
        .where(a.name == account)
    )
    return {one.name: one.value for one in rows}
