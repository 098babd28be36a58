"""Connect an account: its credentials checked, what it can do put on record."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from askwhy.app.live import credentials
from askwhy.errors import Refused
from askwhy.networks import Automation, Capabilities

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from askwhy.networks.connectors import Connector

NETWORKS = ("linkedin",)
"""Those that can be connected; one more is a line here and a case in `open_connector`."""
AHEAD = timedelta(days=10)
"""How long before its end a credential's end is said."""


class LiveMissing(Refused):
    """What talks to networks is not installed."""

    remedy = "Install it:  pip install 'askwhy[live]'"


@dataclass(frozen=True, slots=True)
class Connection:
    """A connected account, as it was found; `made` is when its credential was made."""

    account: str
    network: str
    since: datetime
    made: datetime | None
    expires: datetime | None
    capabilities: Capabilities
    remarks: tuple[str, ...] = ()

    def warning(self, now: datetime) -> str:
        """A sentence from ten days before the credential ends; nothing before."""
        if self.expires is None or now < self.expires - AHEAD:
            return ""
        day = f"{self.expires:%d %B %Y}"
        if now >= self.expires:
            return f"The token of “{self.account}” ended on {day}. Connect with a new one."
        return f"The token of “{self.account}” ends on {day}. Make a new one before."


def open_connector(network: str, secret: str, made: datetime | None) -> Connector:
    """The connector of a network. Raises Refused for one that there is none of."""
    try:
        import httpx  # noqa: F401 (so that its absence is told before anything is asked)
    except ImportError:
        raise LiveMissing("Talking to networks needs a part that is not installed.") from None
    match network:
        case "linkedin":
            from askwhy.networks.linkedin_api.connector import LinkedInConnector

            return LinkedInConnector(secret, made, time.sleep)
        case _:
            raise Refused(f"“{network}” cannot be connected. There are: {', '.join(NETWORKS)}.")


def connect(
    home: Path, network: str, account: str, secret: str, made: datetime | None, now: datetime
) -> Connection:
    """Check a credential, keep it, and put on record what the account can do.

    Nothing is kept where the network says no. Raises TheirNetwork or Refused.
    """
    there = {one.account: one for one in connections(home)}
    if account in there and there[account].network != network:
        raise Refused(f"“{account}” is connected to {there[account].network}. Name another.")
    connector = open_connector(network, secret, made)
    standing = connector.check()
    found = connector.probe()
    if credentials.from_environment(network) != secret:
        credentials.keep(network, account, secret)
    made_one = Connection(account, network, now, made, standing.expires, found, standing.remarks)
    _write(home, [*(there | {account: made_one}).values()])
    return made_one


def connections(home: Path) -> list[Connection]:
    """The accounts on record, in the order in which they were connected first."""
    path = _path(home)
    if not path.exists():
        return []
    return [_read(one) for one in json.loads(path.read_text("utf-8"))]


def _path(home: Path) -> Path:
    return home / "connections.json"


def _write(home: Path, all_of_them: Sequence[Connection]) -> None:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = _path(home).with_suffix(".part")
    told = [asdict(one) for one in all_of_them]
    half.write_text(json.dumps(told, default=_plain, indent=1), "utf-8")
    half.replace(_path(home))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    assert isinstance(value, timedelta), value
    return value.total_seconds()


def _read(told: dict[str, object]) -> Connection:
    def instant(name: str) -> datetime | None:
        return datetime.fromisoformat(str(told[name])) if told[name] else None

    found = told["capabilities"]
    assert isinstance(found, dict)
    keys = found["keeps_keys"]
    can = Capabilities(
        can_accept=found["can_accept"],
        can_send=found["can_send"],
        can_read_back=found["can_read_back"],
        automation=Automation(found["automation"]),
        keeps_keys=None if keys is None else timedelta(seconds=keys),
    )
    since, remarks = instant("since"), told["remarks"]
    assert since is not None
    assert isinstance(remarks, list)
    account, network = str(told["account"]), str(told["network"])
    return Connection(
        account, network, since, instant("made"), instant("expires"), can, tuple(remarks)
    )
