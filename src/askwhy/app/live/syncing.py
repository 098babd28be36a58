"""Bring in what is new on a connected account."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from askwhy.app.bringing.ingest import ingest
from askwhy.app.home import FETCHED
from askwhy.store import live

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from askwhy.app.bringing.ingest import Outcome
    from askwhy.app.home import Record
    from askwhy.networks.connectors import Connector


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
