"""`askwhy asks` and `askwhy sheet`: what only the owner can tell, and its way back."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest

from askwhy.synth import write_archive
from askwhy.synth.phrases import QUESTION

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell

    from askwhy.synth import World


@pytest.fixture
def filled(shell: Shell, archive: Path) -> Shell:
    assert shell("import", archive).status == 0
    return shell


def number_of(out: str, beginning: str) -> str:
    found = re.search(
        rf"^ *(\d+)  to [\d,]+ people[^:]*: {re.escape(beginning)}", out, re.MULTILINE
    )
    assert found, out
    return found[1]


def test_the_question_is_found_confirmed_and_marked(filled: Shell) -> None:
    before = filled("asks")
    assert before.status == 0
    assert before.out.endswith(
        "Which of these was your question? Confirm it:  askwhy asks NUMBER\n"
    )
    number = number_of(before.out, QUESTION[:40])
    said = filled("asks", number)
    assert said.out == f"Confirmed as your question: {QUESTION}\nNext: askwhy report\n"
    assert f"(confirmed as your question): {QUESTION[:40]}" in filled("asks").out


def test_a_confirmed_question_makes_the_study_countable(filled: Shell) -> None:
    def rows() -> int:
        return filled("report", "--format", "csv").out.count("\n")

    before = rows()
    filled("asks", number_of(filled("asks").out, QUESTION[:40]))
    assert rows() > before


def test_a_number_that_is_not_listed_is_told(filled: Shell) -> None:
    said = filled("asks", "99")
    assert said.complaint == "There is no wording number 99. Run `askwhy asks` to see them."
    assert "confirmed" not in filled("asks").out


def test_nothing_written_to_many_is_told(shell: Shell, life: World, tmp_path: Path) -> None:
    folder = write_archive(life, tmp_path / "unpacked")
    shell("import", folder / "Connections.csv", folder / "Invitations.csv")
    assert shell("asks").out == (
        "You wrote no message to three people or more in nearly the same words.\n"
    )


def lines_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fill(path: Path, answers: dict[str, str]) -> int:
    """Answer the questions for everybody, as a spreadsheet would save it; return how many."""
    lines = lines_of(path)
    filled = 0
    for line in lines:
        if line["Question"] in answers:
            line["Answer"] = answers[line["Question"]]
            filled += 1
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, lines[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(lines)
    return filled


@pytest.mark.parametrize("generation", ["2018", "2021", "2023-06", "2023-12", "2026"])
def test_a_sheet_goes_out_is_filled_in_and_comes_back(
    shell: Shell, life: World, tmp_path: Path, generation: str
) -> None:
    """For contacts known by address, by identifier or by nothing but their name."""
    shell("import", write_archive(life, tmp_path / "export.zip", generation))
    sheet = tmp_path / "sheet.csv"
    said = shell("sheet", sheet)
    people = {line["Contact"] for line in lines_of(sheet)}
    assert said.out == (
        f"Written: {sheet} ({len(people)} people). It holds names: keep it to yourself.\n"
        f"Fill in the Answer column, then:  askwhy import {sheet}\n"
    )
    assert len(people) > 10
    answered = fill(sheet, {"known": "never", "gender": "woman"})
    back = shell("import", sheet)
    assert (back.status, back.err) == (0, "")
    assert f" {answered} entries\n" in back.out
    assert "unknown here" not in back.out
    again = tmp_path / "again.csv"
    shell("sheet", again)
    told = {(line["Contact"], line["Question"]): line["Answer"] for line in lines_of(again)}
    assert {told[who, "known"] for who in people} == {"never"}
    assert {told[who, "gender"] for who in people} == {"woman"}
    assert {told[who, "contact of contacts"] for who in people} == {""}


def test_each_line_says_what_can_be_answered(filled: Shell, tmp_path: Path) -> None:
    filled("sheet", tmp_path / "sheet.csv")
    hints = {line["Question"]: line["What To Answer"] for line in lines_of(tmp_path / "sheet.csv")}
    assert hints["known"] == "known / heard of / never"
    assert hints["contact of contacts"] == "yes / no"
    assert all(hints.values())
    assert {"tone", "reason", "scam", "sphere"} <= set(hints)


def test_a_sheet_is_never_written_over(filled: Shell, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("my evening's work")
    assert filled("sheet", path).complaint == (
        f"{path} is there already. Nothing was overwritten: give another name, or move that file "
        "away first."
    )
    assert path.read_text() == "my evening's work"


def test_a_sheet_that_cannot_be_written(filled: Shell, tmp_path: Path) -> None:
    said = filled("sheet", tmp_path / "absent" / "sheet.csv").complaint
    assert said.startswith(f"{tmp_path}/absent/sheet.csv cannot be written: No such file")


@pytest.mark.parametrize("account", [[], ["--account", "mine"]])
def test_a_sheet_before_any_export_is_told_what_comes_first(
    shell: Shell, tmp_path: Path, account: list[str]
) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("Contact,Question,Answer\nida-gruen,known,yes\n")
    said = shell("import", path, *account).complaint
    assert said.startswith("sheet.csv: There is nobody in ")
    assert said.endswith("Import the LinkedIn export first, then the sheet.")
    assert "Nothing has been imported yet" in shell("report").complaint


def test_export_and_sheet_go_in_together_in_either_order(
    shell: Shell, archive: Path, life: World, tmp_path: Path
) -> None:
    asked = next(one for one in life.acquaintances if one.request and one.connected)
    path = tmp_path / "sheet.csv"
    path.write_text(f"Contact,Question,Answer\n{asked.person.slug},known,yes\n")
    said = shell("import", path, archive)
    assert said.status == 0
    assert "          1 entry\n" in said.out


def test_people_of_the_sheet_who_are_in_no_export_are_named(filled: Shell, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("Contact,Question,Answer\nnobody-at-all,known,yes\nIda Grün,known,no\n")
    said = filled("import", path)
    assert (
        "       LOOK 2 of 2 people in the sheet are unknown here, and not counted: Ida Grün, "
        "nobody-at-all.\n"
    ) in said.out


def test_an_answer_that_is_none_costs_its_line(filled: Shell, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("Contact,Question,Answer\nida-gruen,known,perhaps\nida-gruen,colour,red\n")
    said = filled("import", path)
    assert said.status == 0
    assert said.err.splitlines()[0] == (
        '  not read: sheet.csv, line 2: "perhaps" is no answer to "known" (known, heard of, never).'
        " The row is left out."
    )
    assert "sheet.csv, line 3: " in said.err


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+441", "-2", "@SUM(A1)"])
def test_a_name_that_is_a_formula_is_none_in_the_sheet(
    shell: Shell, life: World, tmp_path: Path, name: str
) -> None:
    folder = write_archive(life, tmp_path / "unpacked")
    asked = next(
        one for one in life.acquaintances
        if one.request and one.connected and one.request.direction == "incoming"
        and one.request.is_registered(life.exported)
    )  # fmt: skip
    for file in folder.glob("*.csv"):
        text = file.read_bytes().decode()
        text = text.replace(f"{asked.person.given},{asked.person.family}", f"{name},X")
        file.write_bytes(text.replace(asked.person.name, f"{name} X").encode())
    shell("import", folder)
    path = tmp_path / "sheet.csv"
    shell("sheet", path)
    names = {line["Name"] for line in lines_of(path)}
    assert f"'{name} X" in names
    assert f"{name} X" not in names


def test_help_says_where_the_answers_go(shell: Shell) -> None:
    said = " ".join(shell("sheet", "--help").out.split())
    assert "Fill in the Answer column in any spreadsheet, save it as CSV" in said
