"""Senders over real networks are killed at random instants; what counts is what people have.

The servers are those of the tests. In each round some people have been accepted and are to be
asked. Workers plan and deliver, and are killed (SIGKILL) until enough were; one more finishes.
Then it is counted at the people, with their own accounts: who was asked twice, and who was not
although the owner was not told so. The clock runs faster, so that minutes of waiting pass.

`python -m bench.live mail mastodon --kills 100`
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.networks.test_channel_contract import Desk

from askwhy.app.sending.sending import deliver
from askwhy.app.sending.sole_sender import AlreadySending
from askwhy.app.study.ticking import tick
from askwhy.outbox import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.networks.test_channel_contract import Harness

    Fresh = Callable[[], Harness]

PEOPLE = tuple(f"p{number}" for number in range(6))
FACTOR = 60
PATIENCE = 90
"""Seconds for the worker that is not killed."""
FORK = multiprocessing.get_context("fork")


@dataclass
class Tally:
    """What the rounds came to, counted at the people."""

    rounds: int = 0
    kills: int = 0
    asked: int = 0
    twice: int = 0
    lost: int = 0
    uncertain: int = 0
    unfinished: int = 0


def is_settled(desk: Desk) -> bool:
    """Everybody was asked; where the network cannot tell, some are left to the owner."""
    ends = {State.SENT} if desk.harness.reads_back else {State.SENT, State.UNCERTAIN}
    states = desk.states("ask")
    return len(states) == len(PEOPLE) and all(state in ends for state in states.values())


def work(desk: Desk) -> None:
    """Plan and deliver until there is nothing left to do, or until killed."""
    desk.restart()
    while not is_settled(desk):
        with suppress(AlreadySending):
            tick(desk.record, desk.now())
            deliver(desk.record, desk.account, desk.channel, desk.now, has_consent=True)
        time.sleep(0.01)


def torment(desk: Desk, chance: random.Random, kills: int) -> int:
    """Start workers and kill them; return how many were still at work.

    Each may work a little longer than the one before: on a fast machine one alone would soon have
    done everything, and on a slow one nobody would ever get to sending.
    """
    killed, longest = 0, 0.02
    while killed < kills and not is_settled(desk):
        worker = FORK.Process(target=work, args=(desk,))
        worker.start()
        worker.join(chance.uniform(0, longest))
        longest = min(0.5, longest * 1.5)
        killed += worker.is_alive()
        worker.kill()
        worker.join()
    return killed


def a_round(harness: Harness, home: Path, chance: random.Random, kills: int, tally: Tally) -> None:
    """People to ask, workers killed, one who finishes, and the count."""
    desk = Desk(harness, home)
    desk.ripe(*PEOPLE)
    desk.since, desk.factor = datetime.now(UTC), FACTOR  # noqa: TID251 (the bench's own clock)
    tally.kills += torment(desk, chance, kills)
    last = FORK.Process(target=work, args=(desk,))
    last.start()
    last.join(PATIENCE)
    tally.unfinished += last.is_alive()
    last.kill()
    last.join()
    time.sleep(0.5)  # what a server has taken may be on its way
    states = desk.states("ask")
    got = {name: len(harness.got(name)) for name in PEOPLE}
    tally.rounds += 1
    tally.asked += sum(many > 0 for many in got.values())
    tally.twice += sum(many > 1 for many in got.values())
    tally.uncertain += sum(state == State.UNCERTAIN for state in states.values())
    shown = {name for name, state in states.items() if state == State.UNCERTAIN}
    tally.lost += sum(not many and name not in shown for name, many in got.items())
    desk.record.close()


@contextmanager
def mail() -> Iterator[Fresh]:
    """Mailboxes that are empty each time."""
    from tests.networks.mail.harness import MailHarness, servers, wired

    with servers() as post, wired(post.smtp) as wire:

        def fresh() -> Harness:
            post.empty()
            return MailHarness(post, wire)

        yield fresh


@contextmanager
def mastodon() -> Iterator[Fresh]:
    """The mock server, as strict as real ones."""
    from tests.networks.mastodon.harness import MastodonHarness, serving
    from tests.networks.wire import wired

    with (
        tempfile.TemporaryDirectory(prefix="askwhy-live-") as name,
        serving(Path(name)) as server,
        wired(server.base, lambda _method, _path: False) as wire,
    ):

        def fresh() -> Harness:
            server.empty()
            server.is_strict, server.page = True, 10
            return MastodonHarness(server, wire)

        yield fresh


def run(fresh: Fresh, kills: int, seed: int) -> Tally:
    """Rounds until enough workers were killed."""
    chance, tally = random.Random(seed), Tally()
    while tally.kills < kills:
        with tempfile.TemporaryDirectory(prefix="askwhy-live-") as name:
            a_round(fresh(), Path(name), chance, kills - tally.kills, tally)
    return tally


def main() -> int:
    """Kill on the networks named; fail where somebody was asked twice or lost."""
    servers = {"mail": mail, "mastodon": mastodon}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("networks", nargs="*", default=[*servers], choices=[*servers])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    said = parser.parse_args()
    failed = False
    for network in said.networks:
        with servers[network]() as fresh:
            tally = run(fresh, said.kills, said.seed)
        print(
            f"{network:10} {tally.kills:4} killed in {tally.rounds} rounds, {tally.asked} asked: "
            f"{tally.twice} twice, {tally.lost} lost, {tally.unfinished} unsettled, "
            f"{tally.uncertain} left to the owner",
            flush=True,
        )
        failed |= bool(tally.twice or tally.lost or tally.unfinished)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
