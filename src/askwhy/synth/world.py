"""The fictional truth behind an archive: who asked whom, when, and what was said.

Every instant is an aware UTC datetime with whole seconds. A world knows more than its archive
tells: exact acceptance instants, declined requests, the requests that left the register.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["note", "words", "canned", "question", "reply", "draft"]
Direction = Literal["incoming", "outgoing"]

REGISTER = timedelta(days=180)
EXPORT_TIME = time(12, 0)


def export_instant(day: date) -> datetime:
    """Return the instant at which an archive of `day` is taken: noon UTC."""
    return datetime.combine(day, EXPORT_TIME, UTC)


@dataclass(frozen=True, slots=True)
class Person:
    """A fictional member; `slug` is lower-case, NFC and not percent-encoded; `urn` is digits."""

    given: str
    family: str
    slug: str
    urn: int
    language: str = "en"
    company: str = ""
    position: str = ""
    email: str = ""
    gone: bool = False

    @property
    def name(self) -> str:
        """The full name as the archive writes it."""
        return "LinkedIn Member" if self.gone else f"{self.given} {self.family}".strip()


@dataclass(frozen=True, slots=True)
class Request:
    """An invitation; `accepted` is exact; `closed` is when it was declined or withdrawn."""

    direction: Direction
    sent: datetime
    accepted: datetime | None = None
    note: str = ""
    closed: datetime | None = None

    def is_registered(self, exported: datetime) -> bool:
        """Tell whether the register of an export still holds it.

        Accepted: for 180 days after the acceptance. Pending: without limit. Closed: never.
        """
        if self.accepted is not None:
            return self.accepted > exported - REGISTER
        return self.closed is None


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `sender` is the owner or one of the thread's others; text may be empty."""

    sender: Person
    at: datetime
    text: str
    kind: Kind = "words"


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation of the owner with `others`; messages are oldest first."""

    id: str
    others: tuple[Person, ...]
    messages: tuple[Message, ...]
    title: str = ""
    subject: str = ""
    folder: Literal["INBOX", "ARCHIVE", "SPAM", ""] = "INBOX"
    sponsored: bool = False

    def until(self, instant: datetime) -> Thread:
        """Return the thread as it stood at `instant`."""
        return replace(self, messages=tuple(m for m in self.messages if m.at <= instant))


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """A person with their request, connection and one-to-one threads.

    `hidden` connections appear in the archive as a row with only a date.
    """

    person: Person
    request: Request | None = None
    connected: datetime | None = None
    hidden: bool = False
    threads: tuple[Thread, ...] = ()

    def until(self, instant: datetime) -> Acquaintance | None:
        """Return the acquaintance as it stood at `instant`, None if there was none yet."""
        request = self.request if self.request and self.request.sent <= instant else None
        if request and request.accepted and request.accepted > instant:
            request = replace(request, accepted=None)
        if request and request.closed and request.closed > instant:
            request = replace(request, closed=None)
        connected = self.connected if self.connected and self.connected <= instant else None
        cut = (thread.until(instant) for thread in self.threads)
        threads = tuple(thread for thread in cut if thread.messages)
        if request is None and connected is None and not threads:
            return None
        return replace(self, request=request, connected=connected, threads=threads)


@dataclass(frozen=True, slots=True)
class World:
    """Everything true at `exported`; `threads` are those outside any one acquaintance."""

    owner: Person
    exported: datetime
    acquaintances: tuple[Acquaintance, ...]
    threads: tuple[Thread, ...] = ()

    def as_of(self, day: date) -> World:
        """Return the same life as an export of `day` (not after this one) would see it.

        Raises ValueError for a later day: the life has not been lived so far.
        """
        instant = export_instant(day)
        if instant > self.exported:
            raise ValueError(f"this life ends on {self.exported:%Y-%m-%d}, before {day}")
        cut = (acquaintance.until(instant) for acquaintance in self.acquaintances)
        threads = (thread.until(instant) for thread in self.threads)
        return replace(
            self,
            exported=instant,
            acquaintances=tuple(one for one in cut if one is not None),
            threads=tuple(thread for thread in threads if thread.messages),
        )

    def messages(self) -> Iterator[tuple[Thread, Message]]:
        """Yield every message with its thread, drafts and sponsored ones too."""
        for acquaintance in self.acquaintances:
            for thread in acquaintance.threads:
                yield from ((thread, message) for message in thread.messages)
        for thread in self.threads:
            yield from ((thread, message) for message in thread.messages)

    def register(self) -> Iterator[Acquaintance]:
        """Yield those whose request stands in Invitations.csv at the export."""
        for one in self.acquaintances:
            if one.request is not None and one.request.is_registered(self.exported):
                yield one

    def connections(self) -> Iterator[Acquaintance]:
        """Yield those who have a row in Connections.csv, hidden ones too."""
        return (one for one in self.acquaintances if one.connected is not None)
