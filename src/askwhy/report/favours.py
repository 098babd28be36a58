"""What people asked for, and what became of it: the question was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.facts import FavourState
from askwhy.report.model import Section, Table

if TYPE_CHECKING:
    from collections.abc import Mapping


def favours_section(counts: Mapping[FavourState, int]) -> Section:
    """How many favours are open, done, declined, passed on; empty where nobody asked for any."""
    total = sum(counts.values())
    if not total:
        return Section("What they asked you for", "")
    lines = tuple((str(state), str(counts.get(state, 0))) for state in FavourState)
    table = Table(
        "Favours", "Each counted once, by its latest state.", ("favours", "number"), lines
    )
    is_open = counts.get(FavourState.OPEN, 0)
    lead = f"{_count(total)} asked for, {is_open:,} still open."
    return Section("What they asked you for", lead, tables=(table,))


def _count(total: int) -> str:
    return "1 favour was" if total == 1 else f"{total:,} favours were"
