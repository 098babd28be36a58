"""CSV that a program reads and a spreadsheet cannot be hurt by."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askwhy.report import csvfile

if TYPE_CHECKING:
    from askwhy.report.model import Report


def read(report: Report) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(csvfile.render(report), newline=""), strict=True)]


def test_each_share_is_one_line_that_reads_back(october: Report) -> None:
    lines = read(october)
    assert [line["name"] for line in lines] == [row.name for row in october.rows]
    first = lines[0]
    assert (first["k"], first["n"], first["share"]) == ("4", "50", "0.08")
    assert float(first["low"]) == october.rows[0].low
    assert first["needs_about"] == ""
    assert {line["fictional"] for line in lines} == {"yes"}
    assert {line["until"] for line in lines} == {"2025-11-01T00:00:00+00:00"}


def test_what_cannot_be_estimated_is_an_empty_cell_with_a_reason(october: Report) -> None:
    last = read(october)[-1]
    assert (last["share"], last["low"], last["high"]) == ("", "", "")
    assert last["note"].startswith("The year is not over")


def test_lines_end_as_the_standard_says(october: Report, empty: Report) -> None:
    text = csvfile.render(october)
    assert text.count("\r\n") == len(october.rows) + 1
    assert "\n" not in text.replace("\r\n", "")
    assert read(empty) == []
    assert csvfile.render(empty).startswith("section,id,name,k,n,share,low,high,")


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        '"=1',
        "' \"=1",
        "＝1",
        "\xa0=1",
        "=HYPERLINK(\"http://evil.example\";\"x\")",
    ],
)  # fmt: skip
def test_a_formula_is_defused(formula: str) -> None:
    assert csvfile.defused(formula) == f"'{formula}"


@pytest.mark.parametrize("harmless", ["Ann", "4 of 50", "a=b", "", "O'Neill", "“quoted”", "8 %"])
def test_a_harmless_text_is_left_alone(harmless: str) -> None:
    assert csvfile.defused(harmless) == harmless


@given(st.text(max_size=20))
def test_no_cell_begins_as_a_formula(text: str) -> None:
    shown = csvfile.defused(text).lstrip(' "\t\r\n\xa0')
    assert not shown.startswith(("=", "+", "-", "@"))


def test_harm_in_every_text_stays_text(hostile: Report) -> None:
    rows = [replace(row, name=f' "{row.name}', method="-x") for row in hostile.rows if row.claim]
    sections = (replace(hostile.sections[0], rows=tuple(rows)),)
    for line in read(replace(hostile, sections=sections)):
        for cell in ("section", "name", "note", "claim", "method"):
            assert line[cell].startswith("'")
        assert not {"\x1b", "\u202e", "\n", "\r"} & set("".join(line.values()))
