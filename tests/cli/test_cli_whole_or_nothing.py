"""Nothing is half-imported: not by a kill, a full disk, Ctrl-C or a second import beside it."""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from askwhy.synth import write_series

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.cli.conftest import Said, Shell

    from askwhy.synth import World

pytestmark = pytest.mark.slow

KILLS = 12
SECONDS = 240
Content = dict[str, list[tuple[object, ...]]]


TOLD: dict[str | tuple[str, str], str] = {
    "contact_id": "(SELECT key FROM contacts WHERE contacts.id = contact_id) AS contact",
    "imported_at": "0 AS imported_at",
    ("contacts", "id"): "0 AS id",
}
"""What two records of the same facts may differ in: row numbers of contacts, and the clock."""


def content(home: Path) -> Content:
    """Every row of every table; the file is checked for damage on the way."""
    with closing(sqlite3.connect(home / "askwhy.sqlite")) as record:
        assert record.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert record.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = record.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        )
        rows: Content = {}
        for (table,) in tables.fetchall():
            columns = [row[1] for row in record.execute(f"PRAGMA table_info({table})")]
            told = ", ".join(TOLD.get((table, one), TOLD.get(one, one)) for one in columns)
            everything = f"SELECT {told} FROM {table}"  # noqa: S608 (the names of our own tables)
            rows[table] = sorted(record.execute(everything), key=repr)
    rows.pop("alembic_version", None)
    return rows


def is_empty(told: Mapping[str, list[tuple[object, ...]]]) -> bool:
    return not any(told.values())


def cpu_seconds(pid: int) -> float:
    """What a process has spent so far; nothing once it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def stop_when(
    process: subprocess.Popen[str], is_due: Callable[[], bool], sign: signal.Signals
) -> None:
    """Send the signal as soon as something is so, or the process has ended."""
    until = time.monotonic() + SECONDS
    while process.poll() is None and not is_due():
        assert time.monotonic() < until
        time.sleep(0.0005)
    process.send_signal(sign)


def size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@pytest.fixture(scope="module")
def undisturbed(
    large: Path, shell_at: Callable[[Path], Shell], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Content, float]:
    """What the large export comes to, and the processor time that importing it costs."""
    home = tmp_path_factory.mktemp("undisturbed") / "home"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert shell_at(home).apart("import", large).status == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return content(home), spent


def test_a_killed_import_leaves_nothing_or_all(
    shell: Shell, large: Path, tmp_path: Path, undisturbed: tuple[Content, float]
) -> None:
    """Killed at random instants: of its work, and of what it has written to the disk.

    Work is told by processor time, so that the load of the machine does not matter.
    """
    whole, spent = undisturbed
    rng = random.Random(42)
    undone = 0
    for number in range(KILLS):
        process = shell.start("import", large)
        log, share = shell.home / "askwhy.sqlite-wal", rng.random()

        def has_worked(pid: int = process.pid, share: float = share) -> bool:
            return cpu_seconds(pid) >= share * spent

        def has_written(log: Path = log, share: float = share) -> bool:
            return size(log) > 500_000 + share * 3_000_000

        stop_when(process, has_written if number % 2 else has_worked, signal.SIGKILL)
        shell.end(process)
        if not (shell.home / "askwhy.sqlite").exists():
            continue
        written = size(log)
        found = content(shell.home)
        assert is_empty(found) or found == whole, {name: len(rows) for name, rows in found.items()}
        undone += written > 400_000 and is_empty(found)
        if number == KILLS - 1 or not is_empty(found):
            assert shell.apart("import", large).status == 0
            assert content(shell.home) == whole
            shell = shell.at(tmp_path / f"home{number}")
    assert undone > 0, "at least one kill came in the middle of writing"


def test_ctrl_c_stops_with_a_sentence_and_nothing_half_done(
    shell: Shell, large: Path, undisturbed: tuple[Content, float]
) -> None:
    process = shell.start("import", large)
    at = 0.5 * undisturbed[1]
    log = shell.home / "askwhy.sqlite-wal"
    stop_when(process, lambda: log.exists() and cpu_seconds(process.pid) >= at, signal.SIGINT)
    said = shell.end(process)
    assert said.status == -signal.SIGINT
    assert said.out == ""
    assert said.err == (
        "askwhy: Stopped. The file that was being read is in whole or not at all. "
        "Import it again when you like: nothing goes in twice.\n"
    )
    found = content(shell.home)
    assert is_empty(found) or found == undisturbed[0]


FULL_DISK = """
set -eu
home=$1 small=$2 large=$3 kept=$4
mkdir -p "$home" "$kept"
mount -t tmpfs -o size=3m none "$home"
$5 import "$small" >"$kept/small.out"
mkdir "$kept/before" "$kept/after" "$kept/whole"
cp "$home"/* "$kept/before/"
status=0
$5 import "$large" >"$kept/large.out" 2>"$kept/large.err" || status=$?
echo $status >"$kept/status"
cp "$home"/* "$kept/after/"
mount -t tmpfs -o remount,size=300m none "$home"
$5 import "$large" >"$kept/again.out"
cp "$home"/* "$kept/whole/"
"""
"""A disk of three megabytes that only these commands see; then it is given more room."""


def has_namespaces() -> bool:
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", "mount -t tmpfs none /mnt"], capture_output=True, check=False
    )
    return done.returncode == 0


def on_a_small_disk(shell: Shell, small: Path, large: Path, kept: Path) -> Said:
    """Import into a file system that is too small for the second archive."""
    script = FULL_DISK.replace("$5", " ".join(shell.words()))
    subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, "sh", shell.home, small, large, kept], check=True
    )
    status = (kept / "status").read_text()
    said = f'cat "{kept}/large.out"; cat "{kept}/large.err" >&2; exit {status}'
    return shell.end(subprocess.Popen(["sh", "-c", said], stdout=-1, stderr=-1, text=True))


def under_a_limit(shell: Shell, small: Path, large: Path, kept: Path) -> Said:
    """The same where no file system may be mounted: files may not grow beyond a limit."""

    def keep(name: str) -> None:
        (kept / name).mkdir(parents=True)
        for path in shell.home.iterdir():
            (kept / name / path.name).write_bytes(path.read_bytes())

    assert shell.apart("import", small).status == 0
    keep("before")
    said = shell.apart("import", large, before=("prlimit", "--fsize=2000000"))
    keep("after")
    assert shell.apart("import", large).status == 0
    keep("whole")
    return said


def ways_to_run_out() -> list[Callable[[Shell, Path, Path, Path], Said]]:
    return [on_a_small_disk, under_a_limit] if has_namespaces() else [under_a_limit]


@pytest.mark.parametrize("run_out", ways_to_run_out())
def test_a_full_disk_is_told_and_the_record_is_as_before(
    shell: Shell, archive: Path, large: Path, tmp_path: Path,
    run_out: Callable[[Shell, Path, Path, Path], Said],
) -> None:  # fmt: skip
    kept = tmp_path / "kept"
    said = run_out(shell, archive, large, kept).complaint
    if run_out is on_a_small_disk:
        assert said == (
            f"The disk is full: {shell.home}/askwhy.sqlite cannot grow. "
            "Nothing was changed. Free some space and run this again."
        )
    assert f"{shell.home}/askwhy.sqlite" in said
    before = content(kept / "before")
    assert len(before["imports"]) == 1
    assert content(kept / "after") == before
    assert len(content(kept / "whole")["imports"]) == 2


def test_two_imports_at_once_both_finish(
    shell: Shell, large: Path, undisturbed: tuple[Content, float]
) -> None:
    """Both make the record, both write to it; one of them finds all of it known."""
    both = [shell.start("import", large) for _ in range(2)]
    said = [shell.end(process) for process in both]
    assert [(one.status, one.err) for one in said] == [(0, ""), (0, "")]
    assert sorted("already imported" in one.out for one in said) == [False, True]
    assert content(shell.home) == undisturbed[0]


def test_overlapping_exports_at_once_are_as_one_after_the_other(
    shell: Shell, life: World, tmp_path: Path
) -> None:
    exports = write_series(life, tmp_path / "exports", [date(2026, 9, 1), date(2026, 11, 16)])
    ways = {"at once": [exports], "in turn": [exports[:1], exports[1:]]}
    reports = []
    for name, batches in ways.items():
        other = shell.at(tmp_path / name)
        for batch in batches:
            said = [other.end(process) for process in [other.start("import", e) for e in batch]]
            assert [one.status for one in said] == [0] * len(batch), said
        window = ("--since", "2026-06-01", "--until", "2026-11-10")
        reports.append(other("report", "--format", "csv", *window).out)
    assert reports[0].count("\n") > 5
    assert reports[0] == reports[1]
