"""`askwhy codes`: out to a file, and back, as a person types it."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell


@pytest.fixture
def known(shell: Shell, archive: Path) -> Shell:
    assert shell("import", archive).status == 0
    return shell


def fill(path: Path, value: str, count: int) -> None:
    book = load_workbook(path)
    for row in range(2, 2 + count):
        book["coding"].cell(row, 3, value)
    book.save(path)


def test_a_sheet_goes_to_a_second_coder_and_comes_back(known: Shell, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.xlsx"

    said = known("codes", "export", sheet, "--code", "tone", "--texts", "all", "--sample", "6")
    assert (said.out, said.status) == (f"Written: {sheet}\n", 0)
    book = load_workbook(sheet)["coding"]
    assert [cell.value for cell in book[1]] == ["item", "text", "tone"]
    assert book.max_row == 7
    fill(sheet, "1", 4)

    back = known("codes", "import", sheet, "--coder", "Bo")
    assert (back.out, back.status) == ("4 new codings, 0 known already.\n", 0)
    again = known("codes", "import", sheet, "--coder", "Bo")
    assert again.out == "0 new codings, 4 known already.\n"


def test_everything_goes_out_in_every_form(known: Shell, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.xlsx"
    known("codes", "export", sheet, "--texts", "all", "--sample", "3")
    fill(sheet, "advice; selling", 3)
    assert known("codes", "import", sheet, "--coder", "Bo").status == 0

    for name in ("c.jsonl", "c.csv", "c.qdc", "c.qdpx"):
        assert known("codes", "export", tmp_path / name).status == 0
    assert (tmp_path / "c.jsonl").read_text("utf-8").count('"person:Bo"') == 3
    assert (tmp_path / "c.csv").read_text("utf-8").count("selling; advice") == 3
    with zipfile.ZipFile(io.BytesIO((tmp_path / "c.qdpx").read_bytes())) as archive:
        assert len([name for name in archive.namelist() if name.startswith("sources/")]) == 3
    for name in ("c.jsonl", "c.csv", "c.qdpx"):
        back = known("codes", "import", tmp_path / name, "--coder", "Bo")
        assert (back.out, back.err) == ("0 new codings, 3 known already.\n", "")


def test_nothing_is_overwritten_and_refusals_are_one_sentence(known: Shell, tmp_path: Path) -> None:
    there = tmp_path / "c.csv"
    there.write_text("mine")

    assert "is there already" in known("codes", "export", there).complaint
    assert there.read_text() == "mine"
    assert known("codes", "export", tmp_path / "c.doc").complaint.startswith("“.doc” is no ending")
    assert known("codes", "export", tmp_path / "s.xlsx").status == 0
    unnamed = known("codes", "import", tmp_path / "s.xlsx").complaint
    assert unnamed == "s.xlsx does not say who coded. Say whose they are with --coder NAME."


def test_what_is_wrong_with_a_file_is_told_line_by_line(known: Shell, tmp_path: Path) -> None:
    broken = tmp_path / "c.jsonl"
    broken.write_text("{}\n" * 25)

    said = known("codes", "import", broken)

    assert said.status == 1
    lines = said.err.splitlines()
    assert lines[0] == "askwhy: c.jsonl, line 1: this line is no coding. Write it again by askwhy."
    assert lines[-1] == "askwhy: 5 more of the kind."
    assert len(lines) == 21
    assert said.out == "0 new codings, 0 known already.\n"
