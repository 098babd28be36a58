"""Bring in what is new on the connected accounts."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askwhy.app.bringing.ingest import ingest
from askwhy.app.home import FETCHED
from askwhy.app.live.connecting import NETWORKS, reopen
from askwhy.app.live.connections import connections
from askwhy.errors import Refused, TheirNetwork
from askwhy.store import live

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from askwhy.app.bringing.ingest import Outcome
    from askwhy.app.home import Record
    from askwhy.app.live.connections import Connection
    from askwhy.networks.connectors import Connector


class NothingConnected(Refused):
    """There is no account to bring anything from."""

    remedy = f"Connect one first:  askwhy connect {NETWORKS[0]}"


@dataclass(frozen=True, slots=True)
class Synced:
    """What came of one account: an outcome, or the sentence about why there is none."""

    account: str
    outcome: Outcome | None
    failure: TheirNetwork | Refused | None = None
    warning: str = ""


def sync(record: Record, account: str | None, now: datetime) -> Iterator[Synced]:
    """Bring in one account, or all; one that fails does not stop the others.

    What a stopped call brought is kept apart, and the next call of the day goes on there.
    """
    chosen = [one for one in connections(record) if account in {None, one.account}]
    if not chosen:
        named = f"“{account}” is not connected." if account else "No account is connected."
        raise NothingConnected(named)
    for one in chosen:
        yield _sync(record, one, now)


def _sync(record: Record, one: Connection, now: datetime) -> Synced:
    warning = one.warning(now)
    try:
        outcome = bring_in(record, one.account, reopen(record, one), now)
    except (TheirNetwork, Refused) as failure:
        return Synced(one.account, None, failure, warning)
    return Synced(one.account, outcome, warning=warning)


def bring_in(record: Record, account: str, connector: Connector, now: datetime) -> Outcome:
    """Bring in what is new on one account, from where it was read before. Raises TheirNetwork."""
    folder = fetched(record.home, account)
    with record.read() as connection:
        reached = live.positions(connection, account)
    source = connector.open_source(folder, reached, now)
    (outcome,) = ingest(record, [source], account, now)
    if folder.exists():
        shutil.rmtree(folder)
    return outcome


def fetched(home: Path, account: str) -> Path:
    """Where pages lie until they are all there; a folder of the account's own."""
    return home / FETCHED / account.encode().hex()
