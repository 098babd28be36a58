"""Where the record lives: the option, the variable, the platform's folder."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from askwhy.cli import askwhy

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(askwhy, [str(word) for word in words], catch_exceptions=False)


def test_the_option_may_stand_before_or_behind_the_command(archive: Path, tmp_path: Path) -> None:
    assert run("--home", tmp_path / "before", "import", archive).exit_code == 0
    assert run("import", "--home", tmp_path / "behind", archive).exit_code == 0
    for name in ("before", "behind"):
        assert (tmp_path / name / "askwhy.sqlite").is_file()
        assert "people asked to connect" in run("report", "--home", tmp_path / name).stdout


def test_the_variable_is_heeded_and_the_option_wins(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASKWHY_HOME", str(tmp_path / "variable"))
    said = run("import", archive)
    assert f"Kept on this machine only, in {tmp_path / 'variable'}\n" in said.stdout
    assert run("--home", tmp_path / "option", "import", archive).exit_code == 0
    assert (tmp_path / "option" / "askwhy.sqlite").is_file()


@pytest.mark.slow
def test_without_either_it_is_the_platforms_data_folder(archive: Path, tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    said = subprocess.run(
        [sys.executable, "-m", "askwhy", "import", str(archive)],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    folder = tmp_path / ".local" / "share" / "askwhy"
    assert f"Kept on this machine only, in {folder}\n" in said.stdout
    assert (folder / "askwhy.sqlite").is_file()


def test_what_is_kept_is_for_its_owner_only(shell: Shell, archive: Path) -> None:
    shell("import", archive)
    assert shell.home.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in shell.home.glob("askwhy.sqlite*"))


def test_removing_the_folder_removes_everything(shell: Shell, archive: Path) -> None:
    """Nothing is written anywhere else: beside the folder lies only what was given."""
    before = set(shell.home.parent.rglob("*"))
    shell("import", archive)
    shell("report", "--format", "text")
    made = set(shell.home.parent.rglob("*")) - before
    assert all(one == shell.home or shell.home in one.parents for one in made)


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = run("--home", tmp_path / "file" / "home", "report")
    assert said.exit_code == 1
    assert said.stderr.startswith(f"askwhy: The data folder {tmp_path}/file/home cannot be used: ")
    assert said.stderr.count("\n") == 1


def test_a_store_that_is_something_else_is_left_alone(shell: Shell) -> None:
    shell.home.mkdir()
    store = shell.home / "askwhy.sqlite"
    store.write_text("These are my tax papers. " * 100)
    said = shell("report").complaint
    assert said.startswith(f"{store} is no askwhy store: ")
    assert said.endswith("Move it away, or restore a backup, then run this again.")
    assert store.read_text().startswith("These are my tax papers.")
