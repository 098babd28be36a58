"""Other people's words made harmless to look at, before any format is thought of.

A name may hold what steers a terminal, turns the reading direction round or breaks a file's
lines. None of it is needed to read the name.
"""

from __future__ import annotations

import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from askwhy.report.model import Report

_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})


def printable(text: str) -> str:
    """The text on one line, without control, direction and other unseen characters.

    Joiners stay: Persian, Hindi and emoji are written with them.
    """
    seen = "".join(
        " " if each.isspace() and each != "\N{NO-BREAK SPACE}" else each for each in text
    )
    return "".join(
        each for each in seen if each in _JOINERS or unicodedata.category(each) not in _UNSEEN
    )


def cleaned(report: Report) -> Report:
    """The same report with every text in it printable."""
    return cast("Report", _cleaned(report))


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, tuple):
        return tuple(_cleaned(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _cleaned(getattr(value, f.name)) for f in fields(value)})
    return value
