"""The report's shares as CSV (RFC 4180, UTF-8), one share a line, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from askwhy.report.plain import cleaned

if TYPE_CHECKING:
    from askwhy.report.model import Report, Row, Section

COLUMNS: Final = (
    "section", "id", "name", "k", "n", "share", "low", "high", "confidence", "method", "verdict",
    "note", "claim", "needs_about", "since", "until", "fictional",
)  # fmt: skip

_FORMULA = re.compile(r"""^[\s"']*[=+\-@＝＋－＠\t\r]""")


def render(report: Report) -> str:
    """A header line and one line a share; lines end in CR LF."""
    clean = cleaned(report)
    paper = io.StringIO(newline="")
    lines = csv.writer(paper, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for section in clean.sections:
        lines.writerows(_cells(clean, section, row) for row in section.rows)
    return paper.getvalue()


def defused(text: str) -> str:
    """The text, with an apostrophe before it if a spreadsheet might take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _cells(report: Report, section: Section, row: Row) -> tuple[str | int | float | None, ...]:
    estimated = row.low is not None and row.n > 0
    return (
        defused(section.title),
        defused(row.id),
        defused(row.name),
        row.k,
        row.n,
        row.k / row.n if estimated else None,
        row.low,
        row.high,
        row.confidence,
        defused(row.method),
        row.verdict,
        defused(row.note),
        defused(row.claim),
        row.needs_about,
        report.since.isoformat(),
        report.until.isoformat(),
        "yes" if report.fictional else "no",
    )
