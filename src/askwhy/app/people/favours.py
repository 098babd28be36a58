"""What people asked the owner for: which of it is due, and what became of it all."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from askwhy.app.people.deciding import favours
from askwhy.facts import FavourState

if TYPE_CHECKING:
    from datetime import date

    import sqlalchemy as sa

    from askwhy.facts import Favour
    from askwhy.store.studying import Someone


def due(connection: sa.Connection, today: date) -> list[tuple[Someone, Favour]]:
    """The open favours whose day has come, the longest overdue first."""
    return [
        (who, one)
        for who, one in favours(connection)
        if one.state is FavourState.OPEN and one.due is not None and one.due <= today
    ]


def counts(connection: sa.Connection, account_id: int) -> Counter[FavourState]:
    """How many favours of an account's contacts stand in each state."""
    return Counter(one.state for who, one in favours(connection) if who.account_id == account_id)
