"""Nothing that steers a terminal or turns the reading direction gets into a report."""

from __future__ import annotations

import unicodedata
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askwhy.report.plain import cleaned, printable

if TYPE_CHECKING:
    from askwhy.report.model import Report


@pytest.mark.parametrize(
    ("given_", "shown"),
    [
        ("Ann\x1b]0;owned\x07 Lee", "Ann]0;owned Lee"),
        ("exe\u202egnp", "exegnp"),
        ("\u2066Ann\u2069\u200f", "Ann"),
        ("Ann\r\nLee\u2028x\tz", "Ann  Lee x z"),
        ("\ud800Ann\ufeff\u200b", "Ann"),
        ("\x9b31mAnn\x00", "31mAnn"),
        ("نرگس می\u200cخواهم", "نرگس می\u200cخواهم"),
        ("👩\u200d🔬 Zoë Łęcka 王", "👩\u200d🔬 Zoë Łęcka 王"),
        ("4\u00a0of\u00a050", "4\u00a0of\u00a050"),
    ],
)
def test_a_name_keeps_what_is_read_and_loses_what_acts(given_: str, shown: str) -> None:
    assert printable(given_) == shown


@given(st.text(st.characters(exclude_categories=())))
def test_what_is_printable_is_one_line_that_any_file_can_hold(text: str) -> None:
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    assert shown.encode()[:0] == b""
    assert not {unicodedata.category(each) for each in shown if each not in "\u200c\u200d"} & {
        "Cc", "Cf", "Cs", "Zl", "Zp",
    }  # fmt: skip
    assert printable(shown) == shown


def test_every_text_of_a_report_is_cleaned(hostile: Report) -> None:
    told = texts(cleaned(hostile))
    assert len(told) > 40
    assert not [each for each in told if each != printable(each)]
    assert [each for each in texts(hostile) if each != printable(each)]


def texts(value: object) -> list[str]:
    """Every string in a value, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for each in value for text in texts(each)]
    if is_dataclass(value):
        return [text for each in fields(value) for text in texts(getattr(value, each.name))]
    return []
