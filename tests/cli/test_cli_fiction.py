"""`askwhy demo` and `askwhy synth`: the first things that a stranger tries."""

from __future__ import annotations

import json
import re
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlparse

import pytest

from askwhy.cli.fiction import GENERATIONS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell


def test_the_demonstration_reports_the_posts_figures(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    said = shell("demo", "--to", folder)
    assert (said.status, said.err) == (0, "")
    assert "Basic_LinkedInDataExport_11-20-2026.zip (format: 2026)\n" in said.out
    rows = {row["id"]: row for row in json.loads((folder / "report.json").read_text())["rows"]}
    assert (rows["S6"]["k"], rows["S6"]["n"]) == (4, 50)
    assert (rows["S10"]["k"], rows["S10"]["n"]) == (36, 50)
    assert not shell.home.exists(), "the fiction stays out of the record"


def test_it_ends_by_telling_how_to_go_on(shell: Shell, tmp_path: Path) -> None:
    said = shell("demo", "--to", tmp_path / "demo").out
    assert said.endswith("    askwhy import YOUR_EXPORT.zip\n    askwhy report --out report.html\n")
    assert "https://www.linkedin.com/mypreferences/d/download-my-data" in said
    address = next(line.strip() for line in said.splitlines() if line.startswith("    file:"))
    assert (tmp_path / "demo" / "report.html").samefile(unquote(urlparse(address).path))


def test_a_second_time_is_like_the_first(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    shell("demo", "--to", folder)
    first = json.loads((folder / "report.json").read_text())["rows"]
    said = shell("demo", "--to", folder)
    assert said.status == 0
    assert "already imported. Nothing is new." in said.out
    assert json.loads((folder / "report.json").read_text())["rows"] == first


def test_a_place_that_cannot_be_made_is_told(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = shell("demo", "--to", tmp_path / "file" / "demo").complaint
    assert said.startswith(f"{tmp_path}/file/demo cannot be written: Not a directory.")


@pytest.mark.parametrize("generation", GENERATIONS)
def test_an_export_of_each_generation_comes_and_goes_in(
    shell: Shell, tmp_path: Path, generation: str
) -> None:
    path = tmp_path / "made.zip"
    few = ("--connections", "30", "--messages", "40", "--today", "2026-11-16")
    said = shell("synth", path, "--generation", generation, *few)
    assert said.out == f"Written: {path}. Nobody in it exists.\n"
    brought = shell("import", path)
    assert (brought.status, brought.err) == (0, "")
    assert "LOOK" not in brought.out


@pytest.mark.parametrize(
    ("asked", "columns", "newest"),
    [
        ("2019", "From,To,Date", '"11/15/19, '),
        ("2023-11", "RECIPIENT PROFILE URLS", "15 Nov 2023"),
        ("2025", "ATTACHMENTS", "15 Nov 2025"),
    ],
)
def test_an_export_of_any_year_has_the_form_of_its_time_and_ends_then(
    shell: Shell, tmp_path: Path, asked: str, columns: str, newest: str
) -> None:
    made = tmp_path / "made"
    assert shell("synth", made, "--generation", asked).status == 0
    assert columns in (made / "messages.csv").read_text()
    first, *_ = (
        line
        for line in (made / "Connections.csv").read_text().splitlines()
        if re.search(r"\d\d", line)
    )
    assert newest in first


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ("2017", "No export from before 2018 is known."),
        ("19", "'19' is no year, as 2019, and no month, as 2023-06."),
        ("2019-13", "'2019-13' is no year, as 2019, and no month, as 2023-06."),
    ],
)
def test_a_year_without_exports_is_refused(
    shell: Shell, tmp_path: Path, asked: str, complaint: str
) -> None:
    assert complaint in shell("synth", tmp_path / "made", "--generation", asked).err


def test_the_same_seed_gives_the_same_people(shell: Shell, tmp_path: Path) -> None:
    few = ("--connections", "30", "--messages", "40")
    for name, seed in (("a.zip", "3"), ("b.zip", "3"), ("c.zip", "4")):
        shell("synth", tmp_path / name, "--seed", seed, *few)
    a, b, c = ((tmp_path / name).read_bytes() for name in ("a.zip", "b.zip", "c.zip"))
    assert a == b != c


def test_a_path_without_zip_is_a_folder(shell: Shell, tmp_path: Path) -> None:
    shell("synth", tmp_path / "made", "--connections", "30", "--messages", "40")
    assert (tmp_path / "made" / "Connections.csv").is_file()


@pytest.mark.parametrize("name", ["real.zip", "folder"])
def test_nothing_that_is_there_is_written_over(shell: Shell, tmp_path: Path, name: str) -> None:
    """It might be somebody's real export."""
    path = tmp_path / name
    if name == "real.zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("messages.csv", "mine")
    else:
        path.mkdir()
        (path / "messages.csv").write_text("mine")
    assert "is there already. Nothing was overwritten" in shell("synth", path).complaint


def test_a_place_that_cannot_be_written_is_told(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "absent" / "made.zip"
    said = shell("synth", path, "--connections", "5", "--messages", "5").complaint
    assert "cannot be written: No such file or directory." in said
