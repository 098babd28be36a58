"""CSV: one row for each item, code and coder. Reasons and soft codes go by JSONL only."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from askwhy.coding.codings import Coding
from askwhy.coding.exchange.cells import defused, restored
from askwhy.coding.exchange.checking import wrong_values
from askwhy.coding.exchange.lines import coding_of
from askwhy.errors import YourFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from askwhy.coding.codebook import Codebook
    from askwhy.coding.exchange.checking import Found

COLUMNS = (
    "item", "code", "values", "coder", "origin", "version", "codebook", "probability", "stream",
    "inclusion", "is_blind", "is_adjudicated",
)  # fmt: skip
_BETWEEN = "; "
_TRUTH = {"yes": True, "": False}


def to_csv(codings: Iterable[Coding]) -> str:
    """A table with the columns `COLUMNS`; no cell can be taken for a formula."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(COLUMNS)
    table.writerows([defused(cell) for cell in _cells(one)] for one in codings)
    return written.getvalue()


def from_csv(file: str, source: str, codebook: Codebook) -> Found:
    """The codings of a table, and the rows that could not be read.

    Table programs part cells by semicolons or tabs in some countries: the first line tells.
    """
    source = source.removeprefix("\ufeff")
    head = source.partition("\n")[0]
    between = max(",;\t", key=head.count)
    table = csv.reader(io.StringIO(source, newline=""), delimiter=between)
    found, problems = list[Coding](), list[YourFile]()
    try:
        if tuple(next(table, ())) != COLUMNS:
            remedy = f"The first line has to be: {', '.join(COLUMNS)}."
            return (), (YourFile(file, 1, "this is no table of codings.", remedy),)
        for row in table:
            got = _read(file, table.line_num, row, codebook) if any(row) else None
            if isinstance(got, YourFile):
                problems.append(got)
            elif got is not None:
                found.append(got)
    except csv.Error as failure:
        problems.append(YourFile(file, table.line_num, f"the rest is no table ({failure}).", ""))
    return tuple(found), tuple(problems)


def _cells(one: Coding) -> Iterator[str]:
    review = one.review
    yield from (one.item, one.code, _BETWEEN.join(one.values), one.coder, one.origin)
    yield from (one.version, one.codebook, repr(one.probability))
    yield review.stream if review else ""
    yield "" if review is None or review.inclusion is None else repr(review.inclusion)
    yield "yes" if review and review.is_blind else ""
    yield "yes" if one.is_adjudicated else ""


def _read(file: str, line: int, row: list[str], codebook: Codebook) -> Coding | YourFile:
    try:
        cells = dict(zip(COLUMNS, map(restored, row), strict=True))
        coding = coding_of(_entry(cells))
    except (ValueError, KeyError):
        return YourFile(file, line, "this row is no coding.", "Write it again by askwhy.")
    return wrong_values(file, line, coding.code, coding.values, codebook) or coding


def _entry(cells: dict[str, str]) -> dict[str, object]:
    """The row as the entry that a line of JSONL holds."""
    inclusion = cells.pop("inclusion")
    stream, is_blind = cells.pop("stream"), _TRUTH[cells.pop("is_blind")]
    review = {
        "stream": stream,
        "inclusion": float(inclusion) if inclusion else None,
        "is_blind": is_blind,
    }
    parts = cells["values"].split(_BETWEEN.strip())
    return {
        **cells,
        "values": [part.strip() for part in parts if part.strip()],
        "probability": float(cells["probability"]),
        "soft": [],
        "reasons": [],
        "review": review if stream else None,
        "is_adjudicated": _TRUTH[cells["is_adjudicated"]],
    }
