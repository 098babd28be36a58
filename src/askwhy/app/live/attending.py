"""Attend to the connected accounts: bring in what is new, plan, and let leave what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from askwhy.app.live.connecting import NETWORKS, reopen
from askwhy.app.live.connections import connections
from askwhy.app.live.syncing import bring_in
from askwhy.app.sending.sending import deliver
from askwhy.app.study.ticking import tick
from askwhy.errors import Expected, Refused, TheirNetwork
from askwhy.store.record import ensure_account

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from askwhy.app.bringing.ingest import Outcome
    from askwhy.app.home import Record
    from askwhy.app.live.connections import Connection
    from askwhy.app.sending.sending import Delivered
    from askwhy.networks.connectors import Connector

ACTING = timedelta(minutes=5)
"""How long until an account is looked at again on which something may leave."""
READING = timedelta(hours=1)
"""And until one that is only read."""
SOONEST = timedelta(seconds=5)


class NothingConnected(Refused):
    """There is no account to bring anything from."""

    remedy = f"Connect one first:  askwhy connect {NETWORKS[0]}"


@dataclass(frozen=True, slots=True)
class Attended:
    """What came of one account: what it brought and what left, or the sentence why not.

    `again` is when it is worth while to look again. `drafted` counts what became due, on all
    accounts together.
    """

    account: str
    again: datetime
    outcome: Outcome | None = None
    delivered: Delivered | None = None
    drafted: int = 0
    failure: Expected | None = None
    warning: str = ""

    @property
    def is_well(self) -> bool:
        """Whether everything could be done."""
        return self.failure is None and (self.outcome is None or self.outcome.failure is None)


def chosen(record: Record, account: str | None) -> Sequence[Connection]:
    """The connected account of a name, or all. Raises NothingConnected."""
    found = [one for one in connections(record) if account in {None, one.account}]
    if not found:
        named = f"“{account}” is not connected." if account else "No account is connected."
        raise NothingConnected(named)
    return found


def attend(
    record: Record,
    accounts: Sequence[Connection],
    clock: Callable[[], datetime],
    wait: Callable[[float], None],
) -> Iterator[Attended]:
    """Bring in the accounts, plan, deliver; one that fails does not stop the others.

    Nothing leaves on an account that could not be read: its people may have written.
    """
    brought = []
    for one in accounts:
        try:
            connector = reopen(record, one, clock, wait)
            outcome = bring_in(record, one.account, connector, clock())
        except Expected as failure:
            yield _failed(one, failure, clock())
            continue
        brought.append((one, connector, outcome))
    drafted = tick(record, clock()).drafted
    for one, connector, outcome in brought:
        try:
            delivered = None if outcome.failure else _deliver(record, one, connector, clock)
        except Expected as failure:
            yield _failed(one, failure, clock(), outcome)
            continue
        now = clock()
        rest = READING if delivered is None else ACTING
        soon = delivered.look_again if delivered else None
        again = now + rest if soon is None else max(now + SOONEST, min(now + rest, soon))
        yield Attended(one.account, again, outcome, delivered, drafted, warning=one.warning(now))


def _deliver(
    record: Record, one: Connection, connector: Connector, clock: Callable[[], datetime]
) -> Delivered | None:
    """Let leave what is due; None where only a person acts."""
    channel = connector.open_channel()
    if channel is None:
        return None
    with record.write() as connection:
        account = ensure_account(connection, one.network, one.account)
    return deliver(record, account, channel, clock, has_consent=one.sends_alone)


def _failed(
    one: Connection, failure: Expected, now: datetime, outcome: Outcome | None = None
) -> Attended:
    wait = failure.retry_after if isinstance(failure, TheirNetwork) else None
    again = now + max(wait or ACTING, SOONEST)
    return Attended(one.account, again, outcome, failure=failure, warning=one.warning(now))


def watch(
    record: Record,
    account: str | None,
    clock: Callable[[], datetime],
    wait: Callable[[float], None],
) -> Iterator[Attended]:
    """Attend for ever, to each account when it is worth while; `wait` sleeps for some seconds."""
    again: dict[str, datetime] = {}
    while True:
        now = clock()
        due = [one for one in chosen(record, account) if again.get(one.account, now) <= now]
        for told in attend(record, due, clock, wait):
            again[told.account] = told.again
            yield told
        wait(max((min(again.values()) - clock()).total_seconds(), 0))
