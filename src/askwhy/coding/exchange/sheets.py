"""XLSX coding sheets: out to a person without askwhy, and back.

What machines suggest is not on them: whoever fills one in codes blindly.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from askwhy.coding.codebook import UNSURE
from askwhy.coding.codings import Coding, Review, by_person
from askwhy.coding.exchange.cells import clean, defused, restored
from askwhy.coding.exchange.checking import wrong_values
from askwhy.coding.exchange.workbooks import read_sheet
from askwhy.errors import Expected, YourFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

    from askwhy.coding.codebook import Code, Codebook
    from askwhy.coding.codings import Text
    from askwhy.coding.exchange.checking import Found

NOTHING = "nothing"
"""Written where several values may hold and none does; an empty cell is not coded."""
_SHEET = "coding"
_HEAD = ("item", "text")
_BETWEEN = ";"
_LONGEST = 32_000  # a cell holds 32,767 signs
_LONGEST_CHOICE = 250  # of a list of values in a cell, 255


class SheetsMissing(Expected):
    """What writes sheets is not installed."""

    remedy = "Install it with: pip install 'askwhy[exchange]'"


def to_sheet(texts: Sequence[Text], codes: Sequence[Code]) -> bytes:
    """A workbook with a row for each text, a column for each code, and the codebook beside it.

    Raises SheetsMissing.
    """
    try:
        from openpyxl import Workbook  # type: ignore[import-untyped]
    except ImportError as absent:
        raise SheetsMissing(
            "The package openpyxl, which writes .xlsx, is not installed."
        ) from absent
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _SHEET
    sheet.append([*_HEAD, *(code.name for code in codes)])
    for text in texts:
        body = clean(text.body.strip()).replace("\r", "")
        sheet.append([defused(text.item), defused(body[:_LONGEST])])
    for column, code in enumerate(codes, len(_HEAD) + 1):
        _offer(sheet, column, code, len(texts))
    guide = book.create_sheet("codebook")
    for line in _guide(codes):
        guide.append(line)
    for cell in (one for page in (sheet, guide) for row in page.iter_rows() for one in row):
        if isinstance(cell.value, str):
            cell.data_type = "s"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def from_sheet(
    file: str, content: bytes, codebook: Codebook, person: str, review: Review | None = None
) -> Found:
    """A person's codings off a sheet, and the cells that could not be read. Blank is not coded."""
    rows = read_sheet(content, _SHEET)
    if rows is None:
        problem = YourFile(file, None, "this is no coding sheet.", "Send the .xlsx file back.")
        return (), (problem,)
    head = rows.pop(1, {})
    if [head.get(column) for column in range(len(_HEAD))] != list(_HEAD):
        problem = YourFile(file, 1, "the columns item and text are not first.", "Restore them.")
        return (), (problem,)
    columns = {column: name.strip() for column, name in head.items() if column >= len(_HEAD)}
    found, problems = list[Coding](), list[YourFile]()
    for line, row in sorted(rows.items()):
        for column, name in columns.items():
            if not row.get(0) or not row.get(column, "").strip():
                continue
            values = _values(row[column], codebook.get(name))
            problem_here = wrong_values(file, line, name, values, codebook)
            if problem_here is not None:
                problems.append(problem_here)
                continue
            item, code = restored(row[0]), codebook[name]
            found.append(by_person(item, code, values, person, codebook.digest, review))
    return tuple(found), tuple(problems)


def _offer(sheet: Worksheet, column: int, code: Code, count: int) -> None:
    """Let the cells of a column be chosen from the code's values, where only one may hold."""
    from openpyxl.worksheet.datavalidation import (  # type: ignore[import-untyped]
        DataValidation,
    )

    choice = ",".join((*code.names, UNSURE))
    if count and not code.several and not code.pattern and len(choice) < _LONGEST_CHOICE:
        rule = DataValidation(type="list", formula1=f'"{choice}"', allow_blank=True)
        first, last = sheet.cell(2, column), sheet.cell(count + 1, column)
        rule.add(f"{first.coordinate}:{last.coordinate}")
        sheet.add_data_validation(rule)


def _guide(codes: Sequence[Code]) -> list[list[str]]:
    lines = [["code", "value", "definition"]]
    for code in codes:
        lines.append([code.name, "", code.definition])
        lines += [[code.name, value.name, value.definition] for value in code.values]
        if code.several:
            several = f"Several may hold; write {_BETWEEN} between them."
            lines += [[code.name, "", several]]
            lines += [[code.name, NOTHING, "None of the values above holds."]]
        lines += [[code.name, UNSURE, "You cannot decide."]]
    return [[defused(cell) for cell in line] for line in lines]


def _values(cell: str, code: Code | None) -> tuple[str, ...]:
    """The values in a cell, in the codebook's spelling and order."""
    parts = tuple(part.strip() for part in cell.split(_BETWEEN) if part.strip())
    if code is None:
        return parts
    if code.several and [part.casefold() for part in parts] == [NOTHING]:
        return ()
    known = {name.casefold(): name for name in (*code.names, UNSURE)}
    order = {name: place for place, name in enumerate(code.names)}
    named = (known.get(part.casefold(), part) for part in parts)
    return tuple(sorted(named, key=lambda name: order.get(name, len(order))))
