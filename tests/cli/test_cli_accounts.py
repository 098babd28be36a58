"""Whose export it is: the same person's go together, somebody else's are kept out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from askwhy.synth import grow, write_archive
from askwhy.synth.world import Person

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell

    from askwhy.synth import World

OTHER = Person("Balthazar", "Quilliam", "balthazar-quilliam-77", 800_000_777)


@pytest.fixture(scope="module")
def others(life: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of another owner."""
    day = life.exported.date()
    world = grow(6, day, connections=60, messages=100, requests=20, owner=OTHER)
    return write_archive(world, tmp_path_factory.mktemp("others") / "others.zip")


def test_somebody_elses_export_is_refused(shell: Shell, archive: Path, others: Path) -> None:
    shell("import", archive)
    before = shell("report", "--format", "csv").out
    assert shell("import", others).complaint == (
        "others.zip is Balthazar Quilliam's, and the account “linkedin” is Celestyna Vauquois's. "
        "To keep it apart, import it with --account and another name."
    )
    assert shell("report", "--format", "csv").out == before


def test_it_goes_into_an_account_of_its_own(shell: Shell, archive: Path, others: Path) -> None:
    shell("import", archive)
    mine = shell("report", "--format", "csv").out
    assert shell("import", others, "--account", "balthazar").status == 0
    assert shell("report", "--account", "linkedin", "--format", "csv").out == mine
    assert shell("report", "--account", "balthazar", "--format", "csv").out != mine


@pytest.mark.parametrize("command", [["report"], ["asks"], ["sheet", "new.csv"]])
def test_with_several_accounts_one_must_be_named(
    shell: Shell, archive: Path, others: Path, command: list[str]
) -> None:
    shell("import", archive, "--account", "celestyna")
    shell("import", others, "--account", "balthazar")
    assert shell(*command).complaint == (
        "There are several accounts (balthazar, celestyna). Say which with --account."
    )
    assert shell(*command, "--account", "nobody").complaint == (
        "There is no account “nobody”; there is balthazar, celestyna."
    )


def test_a_further_import_must_name_one_of_several(
    shell: Shell, archive: Path, others: Path
) -> None:
    shell("import", archive, "--account", "celestyna")
    shell("import", others, "--account", "balthazar")
    assert shell("import", archive).complaint == (
        f"{archive.name}: There are several accounts (balthazar, celestyna). "
        "Say which with --account."
    )
    assert "already imported" in shell("import", archive, "--account", "celestyna").out


def test_an_owner_who_changed_their_name_is_the_same(
    shell: Shell, archive: Path, life: World, tmp_path: Path
) -> None:
    """By the address of the profile, which stays."""
    shell("import", archive)
    married = replace(life.owner, family="Quilliam")
    day = life.exported.date()
    world = grow(5, day, connections=80, messages=200, requests=30, study=True, owner=married)
    later = write_archive(world, tmp_path / "later.zip")
    assert shell("import", later).status == 0
