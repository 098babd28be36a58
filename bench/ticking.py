"""A tick with 1,000 people due among ever more contacts, on both databases.

A tenth of the contacts belongs to the study, and all but the due ones of them were asked long
ago; the rest is history. Each tick allocates and drafts all 1,000; before the next one that is
taken away again. The least of several is shown, for others use this machine, too; that is also
why CPU time is compared, the server's included, and the clock only told.
`python -m bench.ticking [--store STORE] [SIZE ...]` for other sizes than 10^5, 10^6 and 10^7.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from askwhy.app.home import STORE_VARIABLE, Record
from askwhy.app.study.studying import lock_study
from askwhy.app.study.ticking import tick
from askwhy.facts import Coverage, Owner, Party
from askwhy.facts import Record as Kind
from askwhy.protocol.template import template
from askwhy.store import record as kept
from askwhy.store.intake import Intake

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlalchemy as sa

SIZES = (10**5, 10**6, 10**7)
DUE = 1_000
TIMES = 5
AIM = 1.2
NOW = datetime(2026, 10, 20, 10, tzinfo=UTC)
DAY = 86_400
AT = int(NOW.timestamp())

NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {size})"
    " SELECT i FROM n) AS n",
    "postgresql": "generate_series(1, {size}) AS n(i)",
}
NAME = {
    "sqlite": "'p' || printf('%08d', i)",
    "postgresql": "'p' || lpad(i::text, 8, '0')",
}
IS_DUE = "i % ({size} / {due}) = 0"
WAS_ASKED = "i % 10 = 5"
FILL = (
    "INSERT INTO contacts (id, account_id, key, name)"
    " SELECT i, 1, 'handle:' || {name}, {name} FROM {numbers}",
    "INSERT INTO parties (id, account_id, name, handle, urn, apart, contact_id, is_owner)"
    " SELECT i + 1, 1, {name}, {name}, '', '', i, {false} FROM {numbers}",
    "INSERT INTO requests"
    " (id, key, account_id, party_id, direction, sent_earliest, sent_latest, note)"
    " SELECT i, i, 1, i + 1, 'incoming', {sent}, {sent} + 60, '' FROM {numbers}",
    "INSERT INTO connections"
    " (id, key, account_id, party_id, since_earliest, since_latest, company, position, as_of)"
    " SELECT i, i, 1, i + 1, {sent} + 60, {sent} + 61, '', '', {at} FROM {numbers}",
    "INSERT INTO conversations (id, account_id, key, widest, contact_id)"
    " SELECT i, 1, 't' || i, 2, i FROM {numbers} WHERE NOT ({is_due})",
    "INSERT INTO messages (id, key, conversation_id, sender_id, sent_at, precision, text)"
    " SELECT i, i, i, i + 1, {sent} + 90000, 1, 'Thank you for asking, it was a wish of mine.'"
    " FROM {numbers} WHERE NOT ({is_due})",
    "INSERT INTO watches (study_id, contact_id, look_again)"
    " SELECT 1, i, CASE WHEN {is_due} THEN 0 END FROM {numbers} WHERE {is_due} OR {was_asked}",
    "INSERT INTO allocations (id, study_id, contact_id, party_id, arm, stratum, place, block,"
    " seat, probability, allocated_at)"
    " SELECT i, 1, i, i + 1, 'question', 'en on mastodon', i / 10, i / 10, 0, 1, {sent}"
    " FROM {numbers} WHERE {was_asked}",
    "INSERT INTO deliveries (id, study_id, account_id, contact_id, party_id, step, arm, language,"
    " reason, wording, text, not_before, state, changed_at, may_have_left)"
    " SELECT {name}, 1, 1, i, i + 1, 'ask', 'question', 'en', '', 'W', 'W', {sent}, 'sent',"
    " {sent}, 1 FROM {numbers} WHERE {was_asked}",
    "INSERT INTO moves (delivery_id, what, actor, state, note, moved_at)"
    " SELECT {name}, w.what, 'the sender', 'sent', '', {sent} FROM {numbers},"
    " (SELECT 'approve' AS what UNION ALL SELECT 'begin to send' UNION ALL SELECT 'receipt') AS w"
    " WHERE {was_asked}",
    "INSERT INTO deeds (id, key, party_id, kind, told)"
    " SELECT i, i, i + 1, 'Asked', '{{\"asked_at\": ' || ({sent} + 86400) || ',"
    ' "evidence": "delivered", "study": "\' || (SELECT digest FROM studies) || \'", "text": "W"}}\''
    " FROM {numbers} WHERE {was_asked}",
)
AWAY = (
    "DELETE FROM allocations WHERE contact_id IN (SELECT i FROM {numbers} WHERE {is_due})",
    "DELETE FROM deliveries WHERE contact_id IN (SELECT i FROM {numbers} WHERE {is_due})",
    "UPDATE watches SET look_again = 0 WHERE contact_id IN (SELECT i FROM {numbers}"
    " WHERE {is_due})",
)


def spelt(statement: str, store: str, size: int) -> str:
    """The statement for a database and a size: two days ago the due, before that all others."""
    is_due = IS_DUE.format(size=size, due=DUE)
    of_old = f"{AT} - {9 * DAY} - i % {3 * DAY}"
    before = f"{AT} - {90 * DAY} - i % {900 * DAY}"
    return statement.format(
        numbers=NUMBERS[store].format(size=size),
        name=NAME[store],
        false="0" if store == "sqlite" else "false",
        sent=f"(CASE WHEN {is_due} THEN {AT - 2 * DAY} WHEN {WAS_ASKED} THEN {of_old}"
        f" ELSE {before} END)",
        is_due=is_due,
        was_asked=WAS_ASKED,
        at=AT,
    )


def populate(record: Record, store: str, size: int) -> None:
    """Fill the record's tables from inside the database."""
    folder = record.home
    folder.mkdir(parents=True, exist_ok=True)
    protocol = folder / "study.toml"
    protocol.write_text(template("Bench", NOW.date().replace(day=1), NOW.date(), "UTC"), "utf-8")
    with record.write() as connection:
        account = kept.ensure_account(connection, "mastodon", "mastodon")
        intake = Intake(connection, account.id)
        intake.add(Owner(Party("Eva Lis", "eva")))
        intake.add(Coverage(Kind.MESSAGES, NOW - timedelta(days=999), NOW))
        intake.finish()
        lock_study(connection, folder, protocol, NOW)
    with record.write() as connection:
        if store == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for statement in FILL:
            connection.exec_driver_sql(spelt(statement, store, size).replace("%", PERCENT[store]))
        if store == "postgresql":
            move_on(connection)
    settle = "ANALYZE" if store == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)"
    with record.read() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(settle)


PERCENT = {"sqlite": "%", "postgresql": "%%"}


def move_on(connection: sa.Connection) -> None:
    """Tell PostgreSQL's counters which numbers are taken."""
    for table in ("allocations", "deeds", "messages", "parties", "contacts", "moves"):
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        )


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one tick: wall and CPU seconds, the server's included; and SQLite's instructions.

    The instructions (0 for a server) are counted in hundreds, and are the same in every run.
    """

    wall: float
    cpu: float
    steps: int


class Meter:
    """What the record's one connection costs."""

    def __init__(self, record: Record, store: str) -> None:
        self.steps = 0
        self._server = 0
        with record.read() as connection:
            if store == "postgresql":
                self._server = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            else:
                handle = connection.connection.driver_connection
                assert isinstance(handle, sqlite3.Connection)
                handle.set_progress_handler(self._count, 100)

    def _count(self) -> int:
        self.steps += 1
        return 0

    def cpu(self) -> float:
        """Seconds of ours and of the server's process for us."""
        if not self._server:
            return time.process_time()
        fields = Path(f"/proc/{self._server}/stat").read_text().rpartition(")")[2].split()
        theirs = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return time.process_time() + theirs


def measure(record: Record, store: str, size: int) -> Cost:
    """The least of several ticks that have everything to do."""
    found = []
    meter = Meter(record, store)
    for _ in range(TIMES):
        with record.write() as connection:
            for statement in AWAY:
                connection.exec_driver_sql(
                    spelt(statement, store, size).replace("%", PERCENT[store])
                )
        wall, cpu, steps = time.perf_counter(), meter.cpu(), meter.steps
        ticked = tick(record, NOW)
        found.append((time.perf_counter() - wall, meter.cpu() - cpu, meter.steps - steps))
        assert (ticked.looked_at, ticked.allocated, ticked.drafted) == (DUE, DUE, DUE), ticked
    walls, cpus, counts = zip(*found, strict=True)
    return Cost(min(walls), min(cpus), min(counts))


@contextmanager
def stores(store: str) -> Iterator[str | None]:
    """Where to put the record: the URL of a server, nothing for a file."""
    if store == "sqlite":
        os.environ.pop(STORE_VARIABLE, None)
        yield None
        return
    from bench._postgres import server

    with server("fsync=off", "shared_buffers=512MB", "maintenance_work_mem=256MB") as url:
        yield url


def filled(name: str, store: str, size: int, url: str | None) -> Cost:
    """What a tick costs in a new record of a size."""
    if url is not None:
        from bench._postgres import make_database

        os.environ[STORE_VARIABLE] = make_database(url, "ticking")
    record = Record(Path(name))
    begun = time.perf_counter()
    populate(record, store, size)
    took = time.perf_counter() - begun
    cost = measure(record, store, size)
    record.close()
    counted = f", {cost.steps:,} hundred instructions" if cost.steps else ""
    print(
        f"{store:10} {DUE:,} due among {size:>10,}: {cost.cpu:5.2f} s CPU, {cost.wall:5.2f} s by"
        f" the clock{counted}  (filled in {took:.0f} s)",
        flush=True,
    )
    return cost


def main() -> int:
    """Print one row for each database and size; fail if the largest costs over 1.2 times more."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--store", choices=["sqlite", "postgresql"])
    said = parser.parse_args()
    failed = False
    for store in [said.store] if said.store else ["sqlite", "postgresql"]:
        costs = []
        for size in said.sizes:
            with stores(store) as url, tempfile.TemporaryDirectory(prefix="askwhy-tick-") as name:
                costs.append(filled(name, store, size, url))
        cpu, wall = costs[-1].cpu / costs[0].cpu, costs[-1].wall / costs[0].wall
        counted = f", {costs[-1].steps / costs[0].steps:.2f} in steps" if costs[0].steps else ""
        print(
            f"{store:10} largest / smallest {cpu:.2f} in CPU, {wall:.2f} by the clock{counted}"
            f"  (aim: at most {AIM})",
            flush=True,
        )
        failed |= cpu > AIM
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
