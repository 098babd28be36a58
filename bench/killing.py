"""Kills imports at random instants and looks at what the record holds afterwards.

`python -m bench.killing [KILLS] [SEED]`. Each kill is a SIGKILL to a process of its own; half of
them come at a random share of its work, half at a random size of what it has written.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path

MESSAGES, CONNECTIONS = 100_000, 5_000
KILLS, SEED = 20, 2026
FACTS = ("requests", "connections", "messages", "participants", "coverage", "imports", "parties")


def words(home: Path, archive: Path) -> list[str]:
    return [sys.executable, "-m", "askwhy", "--home", str(home), "import", str(archive)]


def held(home: Path) -> tuple[int, ...] | None:
    """How many rows of each kind a record holds; None where there is none. Raises if damaged."""
    store = home / "askwhy.sqlite"
    if not store.exists():
        return None
    with closing(sqlite3.connect(store)) as record:
        found = record.execute("PRAGMA integrity_check").fetchone()
        assert found == ("ok",), found
        if record.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            return None
        return tuple(record.execute(f"SELECT count(*) FROM {one}").fetchone()[0] for one in FACTS)


def worked(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def kill(home: Path, archive: Path, *, work: float | None, written: int) -> int:
    """Import until so much work is done, or else written; return the size of the log then."""
    log = home / "askwhy.sqlite-wal"
    process = subprocess.Popen(words(home, archive), stdout=subprocess.DEVNULL)
    while process.poll() is None:
        size = log.stat().st_size if log.exists() else 0
        if worked(process.pid) >= work if work is not None else size >= written:
            break
        time.sleep(0.0005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return log.stat().st_size if log.exists() else 0


def main() -> int:
    """Print what was found after each kind of kill; return 1 if anything was half there."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else SEED)
    from askwhy.synth import write_large

    with tempfile.TemporaryDirectory(prefix="askwhy-kill-") as name:
        folder = Path(name)
        archive = folder / "large.zip"
        write_large(archive, 1, date(2026, 11, 16), CONNECTIONS, MESSAGES)
        subprocess.run(words(folder / "whole", archive), check=True, capture_output=True)
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        work = spent.ru_utime + spent.ru_stime
        whole = held(folder / "whole")
        size = (folder / "whole" / "askwhy.sqlite").stat().st_size
        found: Counter[str] = Counter()
        for number in range(kills):
            home = folder / f"home{number}"
            share = rng.random()
            by_work = share * work if number % 2 else None
            log = kill(home, archive, work=by_work, written=int(share * size))
            rows = held(home)
            is_empty = rows is None or not any(rows)
            state = "nothing" if is_empty else "all of it" if rows == whole else "HALF OF IT"
            found[f"{state}, {'while' if log > 1 << 20 else 'before or after'} writing"] += 1
            subprocess.run(words(home, archive), check=True, capture_output=True)
            found[
                "after importing again: " + ("all of it" if held(home) == whole else "OTHER")
            ] += 1
        print(f"{kills} kills of an import of {MESSAGES:,} messages ({work:.1f} s CPU)")
        for state, count in sorted(found.items()):
            print(f"  {count:>5} {state}")
    return int(any("HALF" in state or "OTHER" in state for state in found))


if __name__ == "__main__":
    sys.exit(main())
