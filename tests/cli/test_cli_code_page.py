"""The page on coding by hand says what is there: commands, options, keys."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from askwhy.analysis.coded import FIRM, TENTATIVE
from askwhy.app.coding.codebooks import FILE
from askwhy.cli import askwhy
from askwhy.cli.coding_screen import VALUE_KEYS
from askwhy.coding.codebook_file import shipped
from askwhy.coding.queue import AUDIT_EVERY

PAGE = (Path(__file__).parents[2] / "docs" / "coding-yourself.md").read_text("utf-8")
SAID = [
    *re.findall(r"^(askwhy .+)$", PAGE, re.MULTILINE),
    *re.findall(r"`(askwhy [^`]+)`", PAGE),
]


@pytest.mark.parametrize("said", dict.fromkeys(SAID))
def test_every_command_and_option_is_there(said: str) -> None:
    words = said.split()[1:]
    command: click.Command = askwhy.commands[words.pop(0)]
    while words and isinstance(command, click.Group) and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    known = {opt for one in command.params if isinstance(one, click.Option) for opt in one.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_numbers_and_names_are_those_of_the_program() -> None:
    assert AUDIT_EVERY == 5
    assert "every fifth\ntext" in PAGE
    assert f"alpha of {FIRM:.2f}".replace("0.", ".") in PAGE
    assert f"from {TENTATIVE} on".replace("0.", ".") in PAGE
    assert FILE in PAGE
    for code in re.findall(r"codes are (.+?) and the others", PAGE, re.DOTALL)[0].split("`")[1::2]:
        assert code in shipped()


def test_no_key_of_a_value_is_a_command_too() -> None:
    commands = set(re.findall(r"^\| `(.)` \|", PAGE, re.MULTILINE))
    assert commands == {"u", "z", "d", "x", "q"}
    assert not commands & set(VALUE_KEYS)
    longest = max(len(code.names) for code in shipped().codes)
    assert longest <= len(VALUE_KEYS)
