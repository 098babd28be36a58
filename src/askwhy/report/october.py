"""What the replayed October adds to an ordinary report: the scam taken out of the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.history import Answer
from askwhy.report.groups import overall
from askwhy.report.model import Section
from askwhy.report.shares import row

if TYPE_CHECKING:
    from askwhy.analysis.tabulate import Tally


def as_counted_here(tally: Tally) -> tuple[Section, ...]:
    """The answers with the scam as a disposition of its own."""
    due = tally.requests.due
    pair = (due[Answer.REPLIED], due.total() + tally.requests.scams_due)
    groups = tally.noted.by_sphere
    rows = [row("S5", "Answered your question", pair)]
    rows += [row("S11", name, groups[name]) for name in sorted(groups)]
    return (Section("With the scam taken out", overall(list(groups.values())), tuple(rows)),)
