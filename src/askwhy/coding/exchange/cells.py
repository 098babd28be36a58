"""What may stand in a cell of a table, or in XML, without doing harm there."""

from __future__ import annotations

import re

# A table program takes a cell that begins so for a formula; the last four are full-width signs.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def defused(cell: str) -> str:
    """The cell with an apostrophe before it where it would be taken for a formula."""
    return f"'{cell}" if _is_formula(cell) else cell


def restored(cell: str) -> str:
    """The cell as it was before `defused`."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell) else cell


def clean(text: str) -> str:
    """The text without signs that XML forbids, each replaced so that positions stay true."""
    return _FORBIDDEN.sub("\ufffd", text)


def _is_formula(cell: str) -> bool:
    """Also behind apostrophes, so that one taken off is always one that was put there."""
    return cell.lstrip("'").startswith(_FORMULA)
