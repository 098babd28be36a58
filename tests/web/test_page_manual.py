"""The page's manual names the keys, rooms, options and files that there are, and no others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from askwhy.app.choices import FILE, KEYS
from askwhy.cli.serving import serve
from askwhy.report.formats import SUFFIXES
from askwhy.web.guarding import POLICY
from askwhy.web.serving import PORT
from askwhy.web.showing import DEEDS

if TYPE_CHECKING:
    from tests.web.conftest import Served

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "page.md").read_text("utf-8")
SCRIPT = (ROOT / "src" / "askwhy" / "web" / "static" / "page.js").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    """The rows of the table under a heading, each a list of its cells."""
    part = MANUAL.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    found = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("|")]
    return found[2:]


def told() -> dict[str, str]:
    """What the manual says of each key; a key is as it stands, a pair with a space between."""
    return {" ".join(re.findall(r"`([^`]+)`", keys)): what for keys, what in rows("Keys")}


def test_the_manual_names_every_key_and_no_other(served: Served) -> None:
    page = served.owner().get("/start").text
    letters = dict(re.findall(r'data-go="(.)"[^>]*>([^<]+)</a>', page))
    assert len(letters) >= 6
    wanted = {KEYS[deed] for deed in DEEDS if deed != "go"}
    wanted |= {f"{KEYS['go']} {letter}" for letter in letters}
    assert "/^[1-9]$/" in SCRIPT
    assert 'event.key === "Enter"' in SCRIPT
    assert set(told()) == wanted | {"1 9", "Enter"}


def test_every_key_on_the_sheet_is_one_of_the_owners_choices() -> None:
    assert set(DEEDS) == set(KEYS)


def test_a_key_does_what_the_manual_says(served: Served) -> None:
    page = served.owner().get("/start").text
    letters = dict(re.findall(r'data-go="(.)"[^>]*>([^<]+)</a>', page))
    for letter, room in letters.items():
        assert told()[f"{KEYS['go']} {letter}"] == f"go to {room}"
    for deed, name in DEEDS.items():
        if deed not in {"go", "help"}:
            assert told()[KEYS[deed]].startswith(name), deed


def test_the_manual_describes_every_room(served: Served) -> None:
    page = served.owner().get("/start").text
    rooms = re.findall(r'data-go="."[^>]*>([^<]+)</a>', page)
    assert re.findall(r"^\*\*(\w+)\.\*\*", MANUAL, re.MULTILINE) == rooms


def test_the_sheet_in_the_page_is_the_manuals(served: Served) -> None:
    page = served.owner().get("/start").text
    sheet = page.partition('<dialog id="keys"')[2].partition("</dialog>")[0]
    shown = re.findall(r"<kbd>([^<]+)</kbd>", sheet)
    letters = re.findall(r'data-go="(.)"', page)
    assert f"{' '.join(letters)}" in shown
    assert {KEYS[deed] for deed in DEEDS} <= set(shown)


def test_the_options_are_those_of_the_command() -> None:
    part = MANUAL.partition("\n## ")[0]
    named = set(re.findall(r"^\| `(--[\w-]+)", part, re.MULTILINE))
    options = {
        option
        for each in serve.params
        if isinstance(each, click.Option)
        for option in each.opts
        if option.startswith("--")
    }
    assert named == options
    assert str(PORT) in part


def test_the_manual_names_what_is_kept_and_how_the_page_is_guarded() -> None:
    kept = " ".join(cell for row in rows("What is kept, and where") for cell in row)
    assert {FILE, "study.toml", "keys/", "demo/"} <= set(re.findall(r"`([^`]+)`", kept))
    safety = MANUAL.partition("## Safety\n")[2]
    for word in ("loopback", "token", "cookie", "Host", "Origin", "Content-Security-Policy"):
        assert word in safety
    assert "script-src 'self'" in POLICY


def test_the_manual_names_the_forms_of_the_report() -> None:
    room = MANUAL.partition("**Report.**")[2].partition("\n\n")[0].lower()
    assert [form for form in SUFFIXES if form not in room] == []
