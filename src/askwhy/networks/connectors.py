"""What every network with an account to connect must offer; each has one `Connector`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from askwhy.networks import Capabilities, Channel, Source


@dataclass(frozen=True, slots=True)
class Standing:
    """What checking the credentials told: until when they hold (None: for good), and remarks."""

    expires: datetime | None = None
    remarks: tuple[str, ...] = ()


class Connector(Protocol):
    """One account of the owner's on one network, with its credentials in memory only.

    Every method may raise `TheirNetwork`, whose sentence never holds a credential.
    """

    @property
    def network(self) -> str:
        """The network, as in `linkedin`."""

    def check(self) -> Standing:
        """Ask the network whether the credentials are good; changes nothing there."""

    def probe(self) -> Capabilities:
        """Find out what can be done there."""

    def open_source(self, folder: Path, now: datetime) -> Source:
        """Bring what there is to read. `folder` keeps what came, for going on after a stop."""

    def open_channel(self) -> Channel | None:
        """What acts there; None where only a person may."""
