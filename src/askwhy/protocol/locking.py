"""The lock: from here on a changed file is a new study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from askwhy.errors import Refused
from askwhy.protocol.declaration import digest
from askwhy.protocol.hours import bounds

if TYPE_CHECKING:
    from datetime import datetime

    from askwhy.protocol.declaration import Protocol


class StudyChanged(Refused):
    """The file no longer means what was locked."""

    remedy = "Put the file back as it was, or lock it as a new study, with people of its own."


class StudyOver(Refused):
    """There is nobody left who could ask to connect within the window."""

    remedy = "Give the window a last day that is still to come."


@dataclass(frozen=True, slots=True)
class Lock:
    """That a protocol was fixed, when, and to which secret key.

    `digest` names the protocol's meaning; `commitment` is the SHA-256 of the key from which the
    allocation is drawn, so that nobody can say later that another key was used.
    """

    digest: str
    locked_at: datetime
    commitment: str


def lock(protocol: Protocol, commitment: str, now: datetime) -> Lock:
    """Fix the protocol; refused once its window is over."""
    _, until = bounds(protocol.window, protocol.hours.zone)
    if until <= now:
        raise StudyOver(f"The window of “{protocol.name}” ended on {protocol.window.last_day}.")
    return Lock(digest(protocol), now, commitment)


def judge(protocol: Protocol, locked: Lock) -> None:
    """Refuse a protocol that is not the one that was locked."""
    found = digest(protocol)
    if found != locked.digest:
        raise StudyChanged(
            f"“{protocol.name}” was locked on {locked.locked_at:%Y-%m-%d} as "
            f"{locked.digest[:12]}, and now reads {found[:12]}."
        )
