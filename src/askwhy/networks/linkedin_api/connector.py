"""LinkedIn as an account to connect: it is read, and a person does the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from askwhy.errors import Refused
from askwhy.networks import Automation, Capabilities
from askwhy.networks.connectors import Field, Standing
from askwhy.networks.linkedin_api import client
from askwhy.networks.linkedin_api.snapshot import open_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from askwhy.networks.linkedin_api.snapshot import SnapshotSource

FIELDS: tuple[Field, ...] = (
    Field("token", "Token", is_secret=True),
    Field("made", "The day on which you made it, as 2026-11-01 (empty: today)"),
)
LASTS = timedelta(days=60)
"""How long a token of the self-serve product is good."""


class LinkedInConnector:
    """Answers are `token`, and `made`: the day of its making, from which its end is known."""

    network = "linkedin"

    def __init__(
        self,
        answers: Mapping[str, str],
        folder: Path,  # noqa: ARG002 (nothing is kept)
        clock: Callable[[], datetime],
        wait: Callable[[float], None],
    ) -> None:
        self._api = client.Api(answers["token"], wait, client.BASE)
        self._made = answers["made"]
        self._clock = clock

    def check(self) -> Standing:
        """Ask for the owner's own profile. Raises TheirNetwork, or Refused for no day."""
        expires = self._read_made() + LASTS
        self._api.page("PROFILE", 0)
        return Standing(expires)

    def _read_made(self) -> datetime:
        if not self._made:
            return self._clock()
        try:
            return datetime.strptime(self._made, "%Y-%m-%d").replace(tzinfo=UTC)
        except ValueError:
            said = f"“{self._made}” is no day. Write it as 2026-11-01."
            raise Refused(said) from None

    def probe(self) -> Capabilities:
        """Nothing but reading, by LinkedIn's rules and not by what was tried."""
        return Capabilities(
            can_accept=False,
            can_send=False,
            can_read_back=False,
            automation=Automation.FORBIDDEN,
        )

    def open_source(
        self, folder: Path, reached: Mapping[str, str], now: datetime
    ) -> SnapshotSource:
        """Bring the snapshot, whole each time, and what changed. Raises TheirNetwork."""
        return open_snapshot(self._api, folder, reached, now)

    def open_channel(self) -> None:
        """None: a person acts."""
