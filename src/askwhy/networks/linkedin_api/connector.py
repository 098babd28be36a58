"""LinkedIn as an account to connect: it is read, and a person does the rest."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from askwhy.networks import Automation, Capabilities
from askwhy.networks.connectors import Standing
from askwhy.networks.linkedin_api import client
from askwhy.networks.linkedin_api.snapshot import open_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from askwhy.networks.linkedin_api.snapshot import SnapshotSource

LASTS = timedelta(days=60)
"""How long a token of the self-serve product is good."""
BY_HAND = "LinkedIn's rules forbid programs to accept or write: you do that by hand."


class LinkedInConnector:
    """`made` is when the owner made the token, from which its end is known."""

    network = "linkedin"

    def __init__(self, token: str, made: datetime | None, wait: Callable[[float], None]) -> None:
        self._api = client.Api(token, wait, client.BASE)
        self._made = made

    def check(self) -> Standing:
        """Ask for the owner's own profile. Raises TheirNetwork."""
        self._api.page("PROFILE", 0)
        expires = None if self._made is None else self._made + LASTS
        return Standing(expires, (BY_HAND,))

    def probe(self) -> Capabilities:
        """Nothing but reading, by LinkedIn's rules and not by what was tried."""
        return Capabilities(
            can_accept=False,
            can_send=False,
            can_read_back=False,
            automation=Automation.FORBIDDEN,
        )

    def open_source(
        self,
        folder: Path,
        reached: Mapping[str, str],  # noqa: ARG002 (a snapshot is whole each time)
        now: datetime,
    ) -> SnapshotSource:
        """Bring the snapshot. Raises TheirNetwork."""
        return open_snapshot(self._api, folder, now)

    def open_channel(self) -> None:
        """None: a person acts."""
