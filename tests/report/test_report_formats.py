"""A report is written whole or not at all, and only what is asked for is loaded."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from askwhy.report.formats import FORMATS, SUFFIXES, Format, render, write

if TYPE_CHECKING:
    from pathlib import Path

    from askwhy.report.model import Report

BEGINS: dict[Format, str] = {
    "html": "<!doctype html>",
    "markdown": "# Why did they ask",
    "json": "{\n",
    "csv": "section,id,name",
    "text": "Fictional:",
}


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_is_written_as_it_is_rendered(
    form: Format, october: Report, tmp_path: Path
) -> None:
    path = tmp_path / f"report{SUFFIXES[form]}"
    path.write_text("an older report")
    write(october, path, form)
    assert path.read_bytes() == render(october, form).encode()
    assert path.read_text("utf-8").startswith(BEGINS[form])
    assert [*tmp_path.iterdir()] == [path]


def test_a_report_that_cannot_be_written_leaves_what_was_there(
    october: Report, tmp_path: Path
) -> None:
    taken = tmp_path / "report.html"
    taken.mkdir()
    with pytest.raises(OSError, match=r"report\.html"):
        write(october, taken, "html")
    assert [*tmp_path.iterdir()] == [taken]
    with pytest.raises(FileNotFoundError):
        write(october, tmp_path / "nowhere" / "report.html", "html")


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_report_is_the_same_bytes(form: Format, october: Report) -> None:
    assert render(october, form) == render(october, form)


@pytest.mark.parametrize("form", ["html", "markdown", "text"])
def test_a_report_that_looks_at_no_debts_says_nothing_of_them(
    form: Format, october: Report
) -> None:
    assert "Who waits for you" in render(october, form)
    assert "Who waits for you" not in render(replace(october, owed=None), form)


def test_naming_the_formats_loads_neither_a_template_engine_nor_a_terminal() -> None:
    code = "import askwhy.report.formats, sys; print(*{'jinja2', 'rich'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""
