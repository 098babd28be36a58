"""The cells of a sheet in an .xlsx file (ECMA-376), as text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from askwhy.coding.exchange.packs import member, parse

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    # By column, from 0; rows may be as wide as the format allows and hold two cells.
    Row = dict[int, str]

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def read_sheet(content: bytes, name: str) -> dict[int, Row] | None:
    """The rows of the sheet of that name by their number, from 1; None where there is none."""
    path = _path(content, name)
    root = parse(member(content, path)) if path else None
    if root is None:
        return None
    shared = _shared(content)
    rows: dict[int, Row] = {}
    for cell in root.iterfind("{*}sheetData/{*}row/{*}c"):
        place = _PLACE.fullmatch(cell.get("r", ""))
        value = _value(cell, shared)
        if place and value:
            rows.setdefault(int(place[2]), {})[_column(place[1])] = value
    return rows


def _path(content: bytes, name: str) -> str | None:
    """Where the sheet lies in the file."""
    book = parse(member(content, "xl/workbook.xml"))
    relations = parse(member(content, "xl/_rels/workbook.xml.rels"))
    if book is None or relations is None:
        return None
    targets = {one.get("Id", ""): one.get("Target", "") for one in relations}
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        if sheet.get("name") == name:
            target = targets.get(sheet.get(_RELATION, ""), "")
            return target[1:] if target.startswith("/") else f"xl/{target}"
    return None


def _shared(content: bytes) -> list[str]:
    """The table of texts to which cells point."""
    root = parse(member(content, "xl/sharedStrings.xml"))
    return [] if root is None else [_text(entry) for entry in root.iterfind("{*}si")]


def _value(cell: Element, shared: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(_text(inline) for inline in cell.iterfind("{*}is"))
    value = cell.findtext("{*}v", "")
    if kind == "s":
        place = int(value) if value.isdecimal() and len(value) < 10 else len(shared)
        return shared[place] if place < len(shared) else ""
    # A number typed into a cell may come back as 1.0.
    return value.removesuffix(".0") if kind == "n" else value


def _text(entry: Element) -> str:
    """The words of plain or formatted text, without hints for its pronunciation."""
    plain = [one.text or "" for one in entry.iterfind("{*}t")]
    return "".join([*plain, *(one.text or "" for one in entry.iterfind("{*}r/{*}t"))])


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
