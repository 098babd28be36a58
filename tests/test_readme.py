"""What the README and the page on importing say is there: pages, commands, options, sentences."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

import click
import pytest

from askwhy.cli import askwhy

ROOT = Path(__file__).parent.parent
README, IMPORTING = ROOT / "README.md", ROOT / "docs" / "importing.md"


@pytest.mark.parametrize("page", [README, IMPORTING], ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8"))
    inside = [link for link in links if "://" not in link]
    assert inside
    assert [link for link in inside if not (page.parent / link).exists()] == []


def called(text: str) -> list[tuple[str, list[str]]]:
    """The commands in code, each with its options."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    blocks += re.findall(r"^ {4}(.*)$", text, re.MULTILINE)
    code = [line for block in blocks for line in block.splitlines()]
    code += re.findall(r"`([^`\n]+)`", text)
    found = [re.match(r"askwhy ([a-z]+)(.*)", one.partition("#")[0]) for one in code]
    return [(one[1], re.findall(r"--[a-z]+", one[2])) for one in found if one]


@pytest.mark.parametrize("page", [README, IMPORTING], ids=lambda page: page.name)
def test_every_command_and_option_exists(page: Path) -> None:
    commands = called(page.read_text("utf-8"))
    assert len(commands) > 2
    for name, options in commands:
        command = askwhy.commands[name]
        known = {opt for one in command.params if isinstance(one, click.Option) for opt in one.opts}
        assert set(options) <= known, name


def test_every_make_target_of_the_readme_exists() -> None:
    wanted = set(re.findall(r"^make (\w+)", README.read_text("utf-8"), re.MULTILINE))
    assert wanted == {"demo", "test"}
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in wanted)


@pytest.mark.parametrize("name", ["report.png", "page.png"])
def test_the_pictures_are_there_and_modest(name: str) -> None:
    picture = ROOT / "docs" / "images" / name
    assert f"](docs/images/{name})" in README.read_text("utf-8")
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < 200_000


@lru_cache
def spoken() -> str:
    """All texts in the package, with "…" where a value is filled in."""
    texts = []
    for path in sorted((ROOT / "src" / "askwhy").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(node.value)
            elif isinstance(node, ast.JoinedStr):
                pieces = (
                    one.value if isinstance(one, ast.Constant) else "…" for one in node.values
                )
                texts.append("".join(map(str, pieces)))
    return "\n".join(" ".join(text.split()) for text in texts)


def refusals() -> list[str]:
    table = IMPORTING.read_text("utf-8").partition("## Every sentence of refusal")[2]
    return re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)


def test_the_table_of_refusals_is_read() -> None:
    assert len(refusals()) > 15
    assert "This sentence is spoken nowhere, by nothing." not in spoken()


@pytest.mark.parametrize("sentence", refusals())
def test_every_documented_refusal_is_one_of_ours(sentence: str) -> None:
    pieces = [piece.strip() for piece in sentence.split("…")]
    assert [piece for piece in pieces if piece and piece not in spoken()] == []


def test_the_generations_are_those_that_are_written_for_the_tests() -> None:
    from askwhy.synth import GENERATIONS

    rows = re.findall(r"^\| (20[\d-]+) \|", IMPORTING.read_text("utf-8"), re.MULTILINE)
    assert rows == list(GENERATIONS)
