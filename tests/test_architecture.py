"""What a contract on imports cannot see, and what starting the command must not cost."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "askwhy"
LINKEDIN = PACKAGE / "networks" / "linkedin"

REACHES_OUT = {
    "aiohttp", "asyncio", "ftplib", "httplib2", "http", "httpx", "mechanize", "playwright",
    "pycurl", "pyppeteer", "requests", "selenium", "smtplib", "socket", "socketserver", "ssl",
    "subprocess", "telnetlib", "urllib3", "webbrowser", "websocket", "websockets",
}  # fmt: skip
OF_SESSIONS = ("cookie", "li_at", "webdriver", "headless", "user-agent", "login", "urlopen")
HEAVY = ("sqlalchemy", "numpy", "rich", "jinja2", "alembic", "scipy", "rapidfuzz", "platformdirs")


def imported_by(path: Path) -> set[str]:
    """The full names of the modules that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return found


@pytest.mark.slow
def test_the_contracts_on_imports_hold() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"[1-9]\d* kept, 0 broken", done.stdout)


def test_linkedin_has_no_channel() -> None:
    assert (LINKEDIN / "source.py").is_file()
    assert list(LINKEDIN.rglob("channel*")) == []


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert len(folders) > 10
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


@pytest.mark.parametrize("path", sorted(LINKEDIN.rglob("*.py")), ids=lambda path: path.name)
def test_nothing_about_linkedin_reaches_out(path: Path) -> None:
    """No client of the network, no session's cookie, no browser: files come in, that is all."""
    modules = imported_by(path)
    assert {module.partition(".")[0] for module in modules} & REACHES_OUT == set()
    assert "urllib.request" not in modules
    text = path.read_text("utf-8").lower()
    assert [word for word in OF_SESSIONS if word in text] == []


def test_the_search_would_see_a_client(tmp_path: Path) -> None:
    suspect = tmp_path / "suspect.py"
    suspect.write_text(
        "def act():\n import httpx\n from urllib import request\n from http import client\n"
    )
    found = imported_by(suspect)
    assert {"httpx", "urllib.request", "http"} <= found
    assert {"httpx", "http"} == {name.partition(".")[0] for name in found} & REACHES_OUT


def loaded_by(*arguments: str) -> set[str]:
    """The modules that a fresh interpreter loads, by its own account."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "askwhy", *arguments],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert "askwhy" in done.stdout
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("import", "--help")])
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    loaded = loaded_by(*arguments)
    assert "askwhy.cli" in loaded, "the list of modules is read rightly"
    tops = {name.partition(".")[0] for name in loaded}
    assert tops & set(HEAVY) == set()
    rooms = {name.split(".")[1] for name in loaded if name.startswith("askwhy.")}
    assert rooms <= {"__main__", "cli", "errors"}
