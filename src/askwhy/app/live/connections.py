"""The connected accounts on record: what each was found able to do, and what the owner allows."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from askwhy.facts import Shown
from askwhy.networks import Automation, Capabilities, Notes, RequestTime
from askwhy.store import live
from askwhy.store.record import ensure_account

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askwhy.app.home import Record

AHEAD = timedelta(days=10)
"""How long before its end a credential's end is said."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A connected account, as it was found.

    `settings` are the owner's answers, by their fields' names; of the secret ones `secrets` holds
    the names alone. `expires` is when the credentials end, `rules` are the server's own about
    programs, `sends_alone` is the owner's word that askwhy may send there by itself.
    """

    account: str
    network: str
    since: datetime
    expires: datetime | None
    capabilities: Capabilities
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    sends_alone: bool = False

    def warning(self, now: datetime) -> str:
        """A sentence from ten days before the credentials end; nothing before."""
        if self.expires is None or now < self.expires - AHEAD:
            return ""
        day = f"{self.expires:%d %B %Y}"
        if now >= self.expires:
            return f"The token of “{self.account}” ended on {day}. Connect with a new one."
        return f"The token of “{self.account}” ends on {day}. Make a new one before."


def connections(record: Record) -> list[Connection]:
    """The accounts on record, in the order of their names."""
    with record.read() as connection:
        there = list(live.live_accounts(connection))
    return [_read(account.name, account.network, json.loads(told)) for account, told in there]


def put_on_record(record: Record, one: Connection) -> None:
    """Put a connected account on record, or what is new about it."""
    told = asdict(one)
    del told["account"], told["network"]
    with record.write() as connection:
        account = ensure_account(connection, one.network, one.account)
        live.tell(connection, account.id, json.dumps(told, default=_plain, ensure_ascii=False))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    assert isinstance(value, timedelta), value
    return value.total_seconds()


def _read(account: str, network: str, told: dict[str, Any]) -> Connection:
    expires = told.pop("expires")
    return Connection(
        account=account,
        network=network,
        since=datetime.fromisoformat(told.pop("since")),
        expires=datetime.fromisoformat(expires) if expires else None,
        capabilities=_read_capabilities(told.pop("capabilities")),
        secrets=tuple(told.pop("secrets")),
        remarks=tuple(told.pop("remarks")),
        rules=tuple(told.pop("rules")),
        **told,
    )


def _read_capabilities(told: dict[str, Any]) -> Capabilities:
    keys, rate = told.pop("keeps_keys"), told.pop("rate")
    return Capabilities(
        automation=Automation(told.pop("automation")),
        request_time=RequestTime(told.pop("request_time")),
        notes=Notes(told.pop("notes")),
        keeps_keys=None if keys is None else timedelta(seconds=keys),
        profile=frozenset(Shown(one) for one in told.pop("profile")),
        rate=None if rate is None else (rate[0], timedelta(seconds=rate[1])),
        **told,
    )
