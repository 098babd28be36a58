"""Processes that deliver are killed at random instants; what counts is what the recipient has.

Each round has a record of its own, with people to accept and to ask, and a network that is a
file. Workers tick and deliver, and are killed (SIGKILL), or stopped (SIGSTOP) with another one
started beside them and let go on (SIGCONT) later, until nothing is left to do. In every other
round the network cannot be read back; in every other one of those, and of the rest, a call that
has been made goes on when its caller dies, and reaches the file later.

A worker is forked from this process, which has loaded everything: dying is the same, being born
is quicker. `python -m bench.sending worker ROUND SEED` is one from scratch.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.app.home import STORE_VARIABLE, Record
from askwhy.app.sending.sending import deliver
from askwhy.app.sending.sole_sender import AlreadySending
from askwhy.app.study.queueing import approve
from askwhy.app.study.studying import lock_study
from askwhy.app.study.ticking import tick
from askwhy.facts import Connection, Coverage, Direction, Party, Request, Span
from askwhy.facts import Record as Kind
from askwhy.outbox import Move, State
from askwhy.store import delivering, schema
from askwhy.store import record as kept
from askwhy.store.intake import Intake
from bench._recipient import START, FileChannel, Round, fork, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from askwhy.store.delivering import Delivery
    from askwhy.store.record import Account

PEOPLE = 16

PROTOCOL = """
name = "Killed at random"
languages = ["en"]
[window]
first_day = 2026-10-01
last_day = 2026-11-30
[acceptance]
accept = "all"
[timing]
wait = "1 minute"
[[arms]]
name = "A"
[arms.wording]
en = "May I help, {first_name}?"
[hours]
zone = "UTC"
quiet = []
weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
[limits]
per_day = 100000
per_hour = 100000
[retention]
texts = 2027-06-01
everything = 2028-06-01
[ethics]
text = "Nobody here is real."
"""


# A worker.


def work(one: Round, seed: int, ready: Callable[[], object] = lambda: None) -> None:
    """Deliver and tick until there is nothing left to do, or until killed."""
    record = Record(Path(one.home))
    channel = FileChannel(one, random.Random(seed))
    account = the_account(record)
    ready()
    while not is_settled(record, one):
        with suppress(AlreadySending):
            deliver(record, account, channel, one.clock, has_consent=True)
            tick(record, one.clock())
        time.sleep(0.005)
    record.close()


def the_account(record: Record) -> Account:
    with record.read() as connection:
        return kept.accounts(connection)[0]


def rows_of(record: Record) -> list[Delivery]:
    with record.read() as connection:
        return delivering.those(connection, tuple(State))


def moves_of(record: Record) -> Counter[str]:
    """How often each move was made with a question."""
    d, m = schema.deliveries.c, schema.moves.c
    told = sa.select(m.what).join(schema.deliveries, d.id == m.delivery_id).where(d.step == "ask")
    with record.read() as connection:
        return Counter(connection.execute(told).scalars())


def is_settled(record: Record, one: Round) -> bool:
    """Everybody was asked; where nothing can be read back, some may only be shown as uncertain."""
    ends = {State.SENT} if one.reads_back else {State.SENT, State.UNCERTAIN}
    asks = [row for row in rows_of(record) if row.step == "ask"]
    return len(asks) == PEOPLE and all(row.state in ends for row in asks)


# The harness.


@contextmanager
def opened(one: Round) -> Iterator[Record]:
    record = Record(Path(one.home))
    try:
        yield record
    finally:
        record.close()


def prepare(one: Round) -> None:
    """People who ask to connect, seen far ahead, and a study that accepts and asks them all."""
    folder = Path(one.home)
    folder.mkdir(parents=True, exist_ok=True)
    protocol = folder / "study.toml"
    protocol.write_text(PROTOCOL)
    with opened(one) as record, record.write() as connection:
        account = kept.ensure_account(connection, "mastodon", "mastodon")
        intake = Intake(connection, account.id)
        at = Span.second(START - timedelta(days=1))
        for number in range(PEOPLE):
            party = Party(f"P{number}", f"p{number}")
            intake.add(Request(Direction.INCOMING, party, at))
            if number % 4:  # every fourth waits to be accepted
                intake.add(Connection(party, at))
        intake.add(Coverage(Kind.MESSAGES, START - timedelta(days=9), START + timedelta(days=90)))
        intake.finish()
        lock_study(connection, folder, protocol, START)
    with opened(one) as record:
        tick(record, START)
        with record.write() as connection:
            for row in delivering.those(connection, (State.DRAFTED,)):
                approve(connection, row, START)


@dataclass(slots=True)
class Tally:
    """What the rounds came to, counted at the file."""

    rounds: int = 0
    kills: int = 0
    stops: int = 0
    asked: int = 0
    twice: int = 0
    lost: int = 0
    found: int = 0
    missed: int = 0
    uncertain: int = 0
    accepted_again: int = 0
    unfinished: int = 0

    def add(self, one: Round) -> None:
        with opened(one) as record:
            rows = [row for row in rows_of(record) if row.step == "ask"]
            moves = moves_of(record)
        lines = read(one.file)
        sent = Counter(line[1] for line in lines if line[0] == "send")
        keys = {line[2] for line in lines if line[0] == "send"}
        accepted = Counter(line[1] for line in lines if line[0] == "accept")
        self.rounds += 1
        self.asked += len(sent)
        self.twice += sum(times > 1 for times in sent.values())
        self.found += moves[Move.FIND]
        self.missed += moves[Move.MISS]
        self.uncertain += sum(row.state == State.UNCERTAIN for row in rows)
        shown = keys | {row.id for row in rows if row.state == State.UNCERTAIN}
        self.lost += sum(row.id not in shown for row in rows) + PEOPLE - len(rows)
        self.accepted_again += sum(times - 1 for times in accepted.values())
        ends = {State.SENT} if one.reads_back else {State.SENT, State.UNCERTAIN}
        self.unfinished += sum(row.state not in ends for row in rows)


def is_busy(one: Round) -> bool:
    """Whether enough is left to leave for a kill to meet something."""
    with opened(one) as record:
        left = [row for row in rows_of(record) if row.state not in {State.SENT, State.UNCERTAIN}]
    return len(left) > 3


def start(one: Round, chance: random.Random) -> int:
    """A new worker that has opened the record."""
    reader, writer = os.pipe()
    child = fork(partial(work, one, chance.getrandbits(32), partial(os.write, writer, b".")))
    os.close(writer)
    os.read(reader, 1)
    os.close(reader)
    return child


def end(child: int) -> bool:
    """Kill a worker; return whether it was still at work."""
    if os.waitpid(child, os.WNOHANG)[0]:
        return False
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def torment(one: Round, chance: random.Random, tally: Tally, kills: int) -> None:
    """Start workers and kill them until hardly anything is left, or enough have been killed."""
    lives = 0
    while tally.kills < kills and (lives % 5 or is_busy(one)):
        lives += 1
        worker = start(one, chance)
        time.sleep(chance.uniform(0, 0.30))
        if chance.random() < 0.15:
            tally.stops += beside(one, chance, worker, tally)
        was_at_work = end(worker)
        tally.kills += was_at_work
        if not was_at_work:
            return


def beside(one: Round, chance: random.Random, worker: int, tally: Tally) -> int:
    """Stop a worker, let another one work beside it for a while, then let it go on."""
    if os.waitid(os.P_PID, worker, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        return 0
    os.kill(worker, signal.SIGSTOP)
    other = start(one, chance)
    time.sleep(chance.uniform(0.05, 0.35))
    os.kill(worker, signal.SIGCONT)
    time.sleep(chance.uniform(0.01, 0.10))
    tally.kills += end(other)
    return 1


def finish(one: Round, chance: random.Random, patience: float = 60) -> None:
    """One worker that nobody kills, as long as it takes."""
    child = start(one, chance)
    until = time.monotonic() + patience
    while not os.waitpid(child, os.WNOHANG)[0]:
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return
        time.sleep(0.02)


def run(kills: int, seed: int, url: str | None, factor: float = 120) -> Tally:
    """Rounds until enough were killed; `url` is a PostgreSQL server's, `{}` for a database."""
    from bench._postgres import make_database

    chance, tally = random.Random(seed), Tally()
    with tempfile.TemporaryDirectory(prefix="askwhy-kill-") as name:
        while tally.kills < kills:
            number = tally.rounds
            home = Path(name) / f"r{number}"
            if url is not None:
                os.environ[STORE_VARIABLE] = make_database(url, f"r{os.getpid()}_{number}")
            one = Round(
                home=str(home),
                file=str(home) + ".sent",
                since=time.time(),  # noqa: TID251 (the bench's own clock)
                factor=factor,
                reads_back=number % 2 == 0,
                goes_on=number // 2 % 2 == 1,
            )
            prepare(one)
            torment(one, chance, tally, kills)
            finish(one, chance)
            tally.add(one)
    return tally


def show(store: str, tally: Tally, took: float) -> None:
    print(
        f"{store:10} {tally.kills:5} killed, {tally.stops:3} stopped beside another, "
        f"{tally.rounds:3} rounds, {tally.asked:5} asked: {tally.twice} twice, {tally.lost} lost, "
        f"{tally.unfinished} unsettled. Of those left in the middle {tally.found} were found sent, "
        f"{tally.missed} found not sent, {tally.uncertain} shown as uncertain.  ({took:.0f} s)",
        flush=True,
    )


def measure(store: str, kills: int, seed: int, url: str | None) -> Tally:
    if store == "sqlite":
        os.environ.pop(STORE_VARIABLE, None)
        return run(kills, seed, None)
    if url is not None:
        return run(kills, seed, url)
    from bench._postgres import server

    with server("fsync=off") as made:
        return run(kills, seed, made)


def main() -> int:
    """Kill on the stores named, on both if none is; fail where one was sent twice or lost."""
    if sys.argv[1:2] == ["worker"]:
        one = Round(**json.loads(sys.argv[2]))
        work(one, int(sys.argv[3]))
        return 0
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stores", nargs="*", default=["sqlite", "postgresql"])
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", help="of a PostgreSQL server, {} for a database's name")
    parser.add_argument("--json", action="store_true")
    said = parser.parse_args()
    if len(said.stores) > 1:
        command = [sys.executable, "-m", "bench.sending", "--kills", str(said.kills)]
        parts = [
            subprocess.Popen([*command, "--seed", str(said.seed), store]) for store in said.stores
        ]
        return max([part.wait() for part in parts])
    failed = 0
    for store in said.stores:
        begun = time.monotonic()
        tally = measure(store, said.kills, said.seed, said.url)
        if said.json:
            print(json.dumps({"store": store, **asdict(tally)}), flush=True)
        else:
            show(store, tally, time.monotonic() - begun)
        failed |= bool(tally.twice or tally.lost or tally.unfinished)
    return failed


if __name__ == "__main__":
    sys.exit(main())
