"""Importing a million messages, beside what it is made of and beside other readers.

Each figure is CPU seconds and peak memory of a process of its own, on one generated archive.
"""

from __future__ import annotations

import csv
import json
import platform
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from statistics import median

csv.field_size_limit(2**31 - 1)
MESSAGES, CONNECTIONS = 1_000_000, 30_000
DAY = date(2026, 11, 16)


def make(folder: Path) -> None:
    from askwhy.synth import write_large

    write_large(folder / "large.zip", 1, DAY, CONNECTIONS, MESSAGES)
    write_large(folder / "ordinary.zip", 2, DAY, CONNECTIONS, 50_000)
    with zipfile.ZipFile(folder / "large.zip") as archive:
        archive.extract("messages.csv", folder)
    overlap(folder)


def overlap(folder: Path) -> None:
    """The same archive, a month later: all of its messages and one in a hundred more."""
    with (
        zipfile.ZipFile(folder / "later.zip", "w", zipfile.ZIP_DEFLATED) as new,
        TextIOWrapper(new.open("messages.csv", "w"), "utf-8", newline="") as file,
        (folder / "messages.csv").open(encoding="utf-8", newline="") as whole,
    ):
        out = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for number, row in enumerate(csv.reader(whole)):
            out.writerow(row)
            if number and number % 100 == 0:
                text = row.index(next(cell for cell in row if cell.endswith(" UTC"))) + 2
                row[text] = f"One more word, number {number}."
                out.writerow(row)
    with (
        zipfile.ZipFile(folder / "large.zip") as old,
        zipfile.ZipFile(folder / "later.zip", "a", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in ("Invitations.csv", "Connections.csv", "Profile.csv"):
            new.writestr(name, old.read(name))


def read_csv(folder: Path) -> int:
    with zipfile.ZipFile(folder / "large.zip") as archive, archive.open("messages.csv") as file:
        return sum(1 for _ in csv.reader(TextIOWrapper(file, "utf-8", newline="")))


def insert(folder: Path) -> int:
    """The rows of the messages table into an empty one with the same keys and settings."""
    from askwhy.app.home import Record

    Record(folder / "bare").close()
    source = sqlite3.connect(folder / "home" / "askwhy.sqlite")
    target = sqlite3.connect(folder / "bare" / "askwhy.sqlite", isolation_level=None)
    target.execute("PRAGMA foreign_keys = ON")
    target.execute("PRAGMA cache_size = -32000")
    target.execute("BEGIN")
    for table in ("accounts", "contacts", "parties", "conversations"):
        rows = source.execute(f"SELECT * FROM {table}").fetchall()
        marks = ", ".join("?" * len(rows[0]))
        target.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    rows = source.execute("SELECT * FROM messages ORDER BY id").fetchall()
    begun = time.process_time()
    target.executemany("INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    target.execute("COMMIT")
    print(json.dumps({"cpu": time.process_time() - begun}))
    return len(rows)


def askwhy(folder: Path, archive: str, home: str) -> int:
    from askwhy.app.bringing.ingest import ingest
    from askwhy.app.bringing.sources import open_sources
    from askwhy.app.clock import now
    from askwhy.app.home import Record

    record = Record(folder / home)
    outcomes = list(ingest(record, open_sources([folder / archive]), None, now()))
    record.close()
    return outcomes[0].taken.new["messages"]


def polars(folder: Path) -> int:
    import polars as pl

    return int(pl.read_csv(folder / "messages.csv", infer_schema=False).height)


def duckdb(folder: Path) -> int:
    import duckdb as db

    sql = f"SELECT count(content) FROM read_csv('{folder}/messages.csv', all_varchar = true)"
    found = db.connect().execute(sql).fetchone()
    return int(found[0]) if found else 0


def pandas(folder: Path) -> int:
    import pandas as pd

    return len(pd.read_csv(folder / "messages.csv", dtype=str))


PARTS = {
    "csv module alone": read_csv,
    "askwhy, first import": lambda folder: askwhy(folder, "large.zip", "home"),
    "bare bulk insert": insert,
    "askwhy, same archive again": lambda folder: askwhy(folder, "large.zip", "home"),
    "askwhy, an overlapping archive": lambda folder: askwhy(folder, "later.zip", "home"),
    "polars reader": polars,
    "DuckDB reader": duckdb,
    "pandas reader": pandas,
}


COMPARED = ("csv module alone", "askwhy, first import", "bare bulk insert")
"""The three whose ratio matters, which is taken turn by turn.

A machine's speed may change within a minute: the median of some turns is what stays.
"""
TURNS = 5


def measure(folder: Path, part: str) -> tuple[float, float, str]:
    """CPU seconds, MB at the peak, and what the part counted."""
    command = [sys.executable, "-m", "bench.importing", part, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    cpu = lines[0].get("cpu", lines[-1]["total"])
    return cpu, lines[-1]["mb"], f"{lines[-1]['rows']:,} rows"


def ordinary(folder: Path) -> dict[str, tuple[float, float]]:
    """Wall and CPU seconds of each command from a cold start, on the ordinary archive."""
    shutil.rmtree(folder / "ordinary", ignore_errors=True)
    command = [sys.executable, "-m", "askwhy", "--home", str(folder / "ordinary")]
    found = {}
    for name, words in (
        ("import", ["import", str(folder / "ordinary.zip")]),
        ("report", ["report"]),
        ("page", ["report", "--out", str(folder / "r.html")]),
    ):
        begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([*command, *words], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found[name] = time.perf_counter() - begun, spent
    return found


def help_cpu() -> float:
    """CPU milliseconds of `askwhy --help`, the least of ten."""
    found = []
    for _ in range(10):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "askwhy", "--help"], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return 1000 * min(found)


def main() -> None:
    """Print one row a part, and the ratios that matter."""
    print(f"Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="askwhy-bench-") as name:
        folder = Path(name)
        make(folder)
        turns = [take_turn(folder) for _ in range(TURNS)]
        first = median(one["askwhy, first import"] for one in turns)
        again = {part: show(folder, part) for part in PARTS if part not in COMPARED}
        ratio = median(
            one["askwhy, first import"] / (one["csv module alone"] + one["bare bulk insert"])
            for one in turns
        )
        print(f"first import / (csv + bare insert) {ratio:6.2f}  (aim: at most 1.5)")
        for part, aim in (
            ("askwhy, same archive again", "  (aim: at most 0.5)"),
            ("askwhy, an overlapping archive", ""),
        ):
            print(f"{part} / first import".ljust(47) + f"{again[part] / first:.2f}{aim}")
        took = [ordinary(folder) for _ in range(TURNS)]
        wall, spent = (
            median(one["import"][part] + one["report"][part] for one in took) for part in (0, 1)
        )
        print(
            f"ordinary archive to report {wall:.2f} s from a cold start, {spent:.2f} s CPU"
            "  (aim: under 5 s)"
        )
        plain = median(one["csv module alone"] for one in turns)
        print(f"ordinary archive to report / csv of the million {spent / plain:6.2f}")
        wall, spent = (median(one["page"][part] for one in took) for part in (0, 1))
        print(f"its report as a page {wall:.2f} s from a cold start, {spent:.2f} s CPU")
        print(f"askwhy --help {help_cpu():.0f} ms CPU (aim: under 150)")


def take_turn(folder: Path) -> dict[str, float]:
    """CPU seconds of each of the compared, from nothing."""
    for home in ("home", "bare"):
        shutil.rmtree(folder / home, ignore_errors=True)
    return {part: show(folder, part) for part in COMPARED}


def show(folder: Path, part: str) -> float:
    """Print one row; return its CPU seconds."""
    cpu, mb, counted = measure(folder, part)
    print(f"{part:34} {cpu:7.2f} s CPU {mb:6.0f} MB  {counted}", flush=True)
    return cpu


if __name__ == "__main__":
    if len(sys.argv) == 3:
        rows = PARTS[sys.argv[1]](Path(sys.argv[2]))
        used = resource.getrusage(resource.RUSAGE_SELF)
        row = {"total": used.ru_utime + used.ru_stime, "mb": used.ru_maxrss / 1024, "rows": rows}
        print(json.dumps(row))
    else:
        main()
