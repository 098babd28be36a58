"""The two commands and continuous integration: what they call is there, what they fetch pinned."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("run", "test", "bench")
REQUIREMENT = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]*)(?:\[[\w,-]+\])?==(?P<version>[\w.+!-]+)")


def requirements(lock: str) -> dict[str, str]:
    """The requirements of a lock, each with all of its lines as one."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8")
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    found = {}
    for line in lines:
        if line and not line.startswith("#"):
            match = REQUIREMENT.match(line)
            assert match, f"{lock}.txt does not pin: {line[:80]}"
            found[match["name"]] = line
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_by_hashes(lock: str) -> None:
    found = requirements(lock)
    assert len(found) > 10
    bare = [
        name for name, line in found.items() if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", line)
    ]
    assert bare == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_an_address(lock: str) -> None:
    """Where packages are fetched from is the business of whoever installs them."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8")
    address = r"://|--(?:extra-)?index|--find-links|--trusted-host|^-[if]\b"
    assert not re.search(address, text, re.MULTILINE)
    assert not re.search(r"@\s*(?:file|git|\.{0,2}/)", text)


def declared(*groups: str) -> set[str]:
    """The names in pyproject.toml: what the program needs, and what these groups add."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"]]
    for group in groups:
        wanted += project["dependency-groups"][group]
    if "test" in groups:
        for extra in project["project"]["optional-dependencies"].values():
            wanted += extra
    names = (re.match(r"[A-Za-z0-9._-]+", one) for one in wanted)
    return {match[0].lower().replace("_", "-") for match in names if match}


@pytest.mark.parametrize(
    ("lock", "groups"),
    [("run", ("build",)), ("test", ("build", "test")), ("bench", ("build", "test", "bench"))],
)
def test_a_lock_holds_all_that_is_declared(lock: str, groups: tuple[str, ...]) -> None:
    assert declared(*groups) - set(requirements(lock)) == set()


@pytest.mark.parametrize(("smaller", "larger"), [("run", "test"), ("test", "bench")])
def test_the_locks_agree(smaller: str, larger: str) -> None:
    """What the demonstration runs with is what was tested, and what is measured."""
    small, large = requirements(smaller), requirements(larger)
    versions = {name: line.partition(" ")[0] for name, line in small.items()}
    assert {name: large[name].partition(" ")[0] for name in small} == versions


@pytest.mark.parametrize("target", ["demo", "test", "check", "bench", "fast", "mutants", "lock"])
def test_make_knows_the_target(target: str) -> None:
    dry = subprocess.run(
        ["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert dry.returncode == 0, dry.stderr
    assert "Nothing to be done" not in dry.stdout


def test_the_makefile_calls_only_tools_that_are_there() -> None:
    called = set(re.findall(r"\btools/[\w-]+", (ROOT / "Makefile").read_text("utf-8")))
    assert {"tools/make-venv", "tools/need"} <= called
    absent = [tool for tool in sorted(called) if not os.access(ROOT / tool, os.X_OK)]
    assert absent == []


def test_continuous_integration_runs_make_test() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.search(r"^make test$", script.read_text("utf-8"), re.MULTILINE)
    checked = subprocess.run(["bash", "-n", str(script)], capture_output=True, check=False)
    assert checked.returncode == 0


def test_the_package_carries_its_data_and_its_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("MIT License")
    assert (ROOT / project["readme"]).is_file()
    assert project["scripts"]["askwhy"] == "askwhy.cli:main"
