"""What every network with an account to connect must offer; each has one `Connector`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from askwhy.networks import Capabilities, Channel, Source


SENDS_ALONE = "sends_alone"
"""A connector's answer besides those to its fields; not empty where the owner lets askwhy send by
itself, so that what it sends can say so."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that the owner is asked for when an account is connected.

    `usual` stands where nothing is answered. What `is_secret` goes into the keyring and nowhere
    else; the rest is put on record with the account.
    """

    name: str
    prompt: str
    usual: str = ""
    is_secret: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What checking the credentials told.

    Until when they hold (None: for good), the server's own rules as it words them, remarks, and
    `secrets`, by their fields' names, that the network gave in exchange for those that it was
    shown: these are kept, the others are not.
    """

    expires: datetime | None = None
    remarks: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict)


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
        """Find out what can be done there, by trying what changes nothing."""

    def open_source(self, folder: Path, reached: Mapping[str, str], now: datetime) -> Source:
        """Bring what is new since the `Position`s in `reached`, by their names.

        All of the network's answers are fetched here; the source's `read` touches no network, for
        it is read while the record is locked. `folder` keeps what came: a call that is stopped
        goes on there.
        """

    def open_channel(self) -> Channel | None:
        """What acts there; None where only a person may."""
