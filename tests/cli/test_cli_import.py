"""`askwhy import`: what it says of what came in, whatever form it came in."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pytest

from askwhy.synth import write_archive, write_series

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell

    from askwhy.synth import World


COUNT = re.compile(r" {2,}(?P<count>[\d,]+) (?P<kind>.+?)(?:, (?P<known>[\d,]+) known before)?")


def counted(out: str) -> dict[str, int]:
    """The counts of a summary by what they count; "... known" counts those known before."""
    found: dict[str, int] = {}
    for match in filter(None, map(COUNT.fullmatch, out.splitlines())):
        found[match["kind"]] = int(match["count"].replace(",", ""))
        found[f"{match['kind']} known"] = int((match["known"] or "0").replace(",", ""))
    return found


def test_a_zip_goes_in_and_says_what_came(shell: Shell, archive: Path, life: World) -> None:
    said = shell("import", archive)
    assert (said.status, said.err) == (0, "")
    assert said.out.splitlines()[0] == f"{archive.name} (format: 2026)"
    told = counted(said.out)
    connected = sum(one.connected is not None for one in life.acquaintances)
    assert told["connections"] + told.get("hidden connections", 0) == connected
    with zipfile.ZipFile(archive) as opened, opened.open("Invitations.csv") as file:
        rows = list(csv.DictReader(io.TextIOWrapper(file, "utf-8")))
    assert told["requests"] == len(rows) > 10
    assert told["left out: other people's addresses, never read"] == 2
    assert "         ok " in said.out
    assert f"Kept on this machine only, in {shell.home}" in said.out
    assert said.out.endswith("Next: askwhy report\n")


def test_a_second_time_changes_nothing(shell: Shell, archive: Path) -> None:
    shell("import", archive)
    said = shell("import", archive)
    assert (said.status, said.err) == (0, "")
    assert said.out == f"{archive.name}: already imported. Nothing is new.\nNext: askwhy report\n"


def test_the_same_bytes_under_another_name_are_known(
    shell: Shell, life: World, tmp_path: Path
) -> None:
    first = write_archive(life, tmp_path / "export.zip")
    other = write_archive(life, tmp_path / "export (1).zip")
    shell("import", first)
    assert "already imported" in shell("import", other).out


def test_the_unpacked_folder_is_the_same_as_its_zip(
    shell: Shell, archive: Path, life: World, tmp_path: Path
) -> None:
    folder = write_archive(life, tmp_path / "unpacked")
    zipped, unpacked = shell("import", folder), shell("import", archive)
    assert counted(zipped.out)["messages"] > 100
    assert counted(unpacked.out)["messages known"] == counted(zipped.out)["messages"]


def test_a_later_export_adds_only_what_is_new(shell: Shell, life: World, tmp_path: Path) -> None:
    older, newer = write_series(life, tmp_path, [date(2026, 9, 1), date(2026, 11, 16)])
    before = counted(shell("import", older).out)
    after = counted(shell("import", newer).out)
    assert after["connections known"] == before["connections"]
    assert after["messages known"] == before["messages"] < after["messages"]


def test_single_files_go_in_and_what_is_missing_is_said(
    shell: Shell, life: World, tmp_path: Path
) -> None:
    folder = write_archive(life, tmp_path / "unpacked")
    said = shell("import", folder / "Connections.csv")
    assert said.status == 0
    assert "Nothing here tells whose export it is" in said.out
    assert (
        "Still missing: Invitations.csv (who asked whom to connect, and when) and messages.csv "
        "(who wrote what). Import them, too, or ask LinkedIn for them.\n"
    ) in said.out
    both = shell("import", folder / "Invitations.csv", folder / "messages.csv")
    assert both.out.splitlines()[0].startswith("Invitations.csv, messages.csv")
    assert "Still missing" not in both.out
    again = shell("import", folder / "Connections.csv")
    assert "already imported" in again.out


def test_whose_a_file_is_need_not_be_said_twice(shell: Shell, life: World, tmp_path: Path) -> None:
    folder = write_archive(life, tmp_path / "unpacked")
    shell("import", folder / "Invitations.csv")
    assert "whose export" not in shell("import", folder / "Connections.csv").out


@pytest.mark.parametrize("dialect", ["excel", "excel-latin1"])
def test_a_file_that_a_spreadsheet_saved_again_is_flagged(
    shell: Shell, life: World, tmp_path: Path, dialect: str
) -> None:
    path = write_archive(life, tmp_path / "resaved.zip", dialect=dialect)  # type: ignore[arg-type]
    said = shell("import", path)
    assert said.status == 0
    assert counted(said.out)["requests"] > 10
    looks = [line for line in said.out.splitlines() if line.startswith("       LOOK ")]
    assert any("re-saved by another program; times of day are lost" in line for line in looks)


def test_a_bad_row_costs_that_row_and_names_its_line(
    shell: Shell, life: World, tmp_path: Path
) -> None:
    folder = write_archive(life, tmp_path / "unpacked")
    whole = counted(shell("import", folder).out)
    lines = (folder / "Connections.csv").read_text().splitlines(keepends=True)
    bad = len(lines) + 1
    (folder / "Connections.csv").write_text("".join(lines) + "Ida,Grün,,,,,yesterday\n")
    said = shell("import", folder)
    assert said.status == 0
    assert said.err == (
        f'  not read: Connections.csv, line {bad}: "yesterday" is no date in any form known. '
        "The row is left out.\n"
    )
    assert counted(said.out)["connections known"] == whole["connections"]


def test_many_bad_rows_are_counted_not_listed(shell: Shell, life: World, tmp_path: Path) -> None:
    folder = write_archive(life, tmp_path / "unpacked")
    with (folder / "Connections.csv").open("a") as file:
        file.writelines(f"Ida,Grün {number},,,,,yesterday\n" for number in range(50))
    said = shell("import", folder)
    assert said.status == 0
    assert len(said.err.splitlines()) == 21
    assert said.err.endswith("  not read: 30 more places\n")


def test_what_a_row_says_cannot_steer_the_terminal(
    shell: Shell, life: World, tmp_path: Path
) -> None:
    folder = write_archive(life, tmp_path / "unpacked")
    with (folder / "Connections.csv").open("a") as file:
        file.write("Ida,Grün,,,,,\x1b[2Jcleared\n")
    said = shell("import", folder)
    assert '"[2Jcleared" is no date' in said.err
    assert "\x1b" not in said.err


def test_several_exports_in_one_command_are_told_one_by_one(
    shell: Shell, life: World, tmp_path: Path
) -> None:
    older, newer = write_series(life, tmp_path, [date(2026, 9, 1), date(2026, 11, 16)])
    broken = tmp_path / "broken.zip"
    broken.write_bytes(newer.read_bytes()[:5_000])
    said = shell("import", older, broken, newer)
    assert said.status == 1
    assert said.err.startswith("askwhy: broken.zip: ")
    assert [line for line in said.out.splitlines() if line.startswith("Basic_")] == [
        f"{older.name} (format: 2026)",
        f"{newer.name} (format: 2026)",
    ]
    assert "Next:" not in said.out


def test_a_study_done_by_hand_is_not_overlooked(shell: Shell, life: World, tmp_path: Path) -> None:
    """Without `asks` its people would look as if the owner had just written first."""
    hint = "If you sent many people the same question: askwhy asks\n"
    folder = write_archive(life, tmp_path / "unpacked")
    assert hint not in shell("import", folder / "Connections.csv").out
    assert hint in shell("import", folder).out
    assert hint not in shell("import", folder).out
