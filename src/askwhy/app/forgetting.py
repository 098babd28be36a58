"""Somebody removed from everywhere, for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.store import forgetting

if TYPE_CHECKING:
    import sqlalchemy as sa

    from askwhy.store.studying import Someone


def forget(connection: sa.Connection, who: Someone) -> None:
    """Remove a contact and everything they wrote; no later import brings them back."""
    forgetting.forget(connection, who.account_id, who.id)
