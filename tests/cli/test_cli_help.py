"""`--help` and usage: each command says what it is for, wrong words are told with status 2."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from askwhy import __version__
from askwhy.cli import askwhy
from askwhy.cli.fiction import GENERATIONS
from askwhy.cli.reporting import FORMATS
from askwhy.report import formats
from askwhy.synth import formats as fictional

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

COMMANDS = sorted(askwhy.commands)


def test_the_commands_of_the_documentation_are_there() -> None:
    assert {"asks", "demo", "import", "report", "sheet", "synth"} <= set(COMMANDS)


def test_help_names_every_command_and_the_way_in(shell: Shell) -> None:
    said = shell("--help")
    assert said.status == 0
    assert "Everything stays on this machine. Start with:  askwhy demo" in said.out
    for name in COMMANDS:
        assert re.search(rf"^  {name} +[A-Z]", said.out, re.MULTILINE), name


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_each_command_has_help(shell: Shell, name: str, flag: str) -> None:
    said = shell(name, flag)
    assert said.status == 0
    assert said.out.startswith(f"Usage: askwhy {name} ")
    assert said.err == ""
    assert not shell.home.exists(), "help makes nothing"


@pytest.mark.parametrize("command", askwhy.commands.values(), ids=list(askwhy.commands))
def test_every_option_but_plain_sizes_is_explained(command: click.Command) -> None:
    options = [one for one in command.params if isinstance(one, click.Option)]
    silent = [one.name for one in options if not one.help]
    assert set(silent) <= {"connections", "messages"}


def test_the_version_is_said(shell: Shell) -> None:
    assert shell("--version").out == f"askwhy, version {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["import"], "Missing argument 'PATHS...'"),
        (["sheet"], "Missing argument 'PATH'"),
        (["imports", "a.zip"], "No such command 'imports'"),
        (["report", "--sinse", "2026-10-01"], "No such option '--sinse'"),
        (["report", "--since", "October"], "“October” is no day. Write it like 2026-10-31."),
        (["report", "--format", "pdf"], "'pdf' is not one of 'html', 'markdown', 'json'"),
        (["report", "--out", "."], "File '.' is a directory"),
        (["asks", "first"], "'first' is not a valid integer"),
        (["synth", "a.zip", "--generation", "2017"], "No export from before 2018 is known."),
        (["synth", "a.zip", "--messages", "-1"], "-1 is not in the range x>=0"),
        (["--home", "pyproject.toml", "report"], "is a file"),
    ],
)
def test_wrong_usage_is_told_with_status_2(
    shell: Shell, arguments: list[str], sentence: str, request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(request.config.rootpath)
    said = shell(*arguments)
    assert said.status == 2
    assert sentence in said.err
    assert "Try 'askwhy" in said.err
    assert said.out == ""


def test_choices_on_the_command_line_are_those_of_the_program() -> None:
    """They are written twice, because looking them up would load what `--help` must not."""
    assert tuple(fictional.GENERATIONS) == GENERATIONS
    assert formats.FORMATS == FORMATS


def test_commands_stand_in_the_order_in_which_they_are_met(shell: Shell) -> None:
    names = re.findall(r"^  (\w+) {2,}[A-Z]", shell("--help").out, re.MULTILINE)
    assert names[:2] == ["import", "report"]
    assert sorted(names) == COMMANDS
    assert "or single CSV files." in " ".join(shell("--help").out.split()), "nothing is cut off"


@pytest.mark.slow
def test_what_to_type_next_is_what_was_typed(archive: Path, tmp_path: Path) -> None:
    """In a fresh clone the command is not on the path, and is called by its place."""
    script = Path(sys.executable).with_name("askwhy")
    words = [str(script), "--home", str(tmp_path / "home"), "import", str(archive)]
    for path, shown in (("/usr/bin:/bin", str(script)), (str(script.parent), "askwhy")):
        done = subprocess.run(words, env={"PATH": path}, capture_output=True, text=True, check=True)
        assert done.stdout.endswith(f"Next: {shown} report\n")
