"""One folder per network: `source.py` reads, `channel.py` acts; without a channel a person acts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from askwhy.errors import TheirNetwork

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime, timedelta
    from uuid import UUID

    from askwhy.errors import YourFile
    from askwhy.facts import Check, Fact, Generation, LeftOut, Party, Position, Shown


class Source(Protocol):
    """Something that can be read for facts, from its beginning, as a stream in flat memory."""

    @property
    def name(self) -> str:
        """The source as the person knows it: a file's name, an account."""

    @property
    def network(self) -> str:
        """The network it speaks for, as in `linkedin`."""

    def digest(self) -> str:
        """A hexadecimal hash of all that `read` would read; equal digests, equal facts."""

    def read(
        self, *, progress: Callable[[int, int], None] | None = None
    ) -> Iterator[Fact | LeftOut | Check | Generation | Position | Returned | YourFile]:
        """Tell facts, rows left out, checks, unreadable places, what came back; in its own order.

        `progress` is called with (bytes done, bytes in all). A failure of the whole source is
        raised as `YourFile`, before or after some facts: the caller undoes what came before.
        """


class Automation(StrEnum):
    """Whether a network lets a program write by itself."""

    ALLOWED = "allowed"
    EACH_SERVER = "by each server's own rules"
    FORBIDDEN = "forbidden"


class RequestTime(StrEnum):
    """How it is known when somebody asked."""

    EXACT = "exact"
    NOTIFICATION = "the notification's"
    FIRST_SEEN = "first seen"


class Notes(StrEnum):
    """Where the words stand that come with a request."""

    NATIVE = "in the request"
    BEFORE_ACCEPTANCE = "in a message before acceptance"
    NONE = "nowhere"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a network was found able to do when it was connected; what it cannot, a person does.

    `can_read_back`: it can be asked which messages it has. `keeps_keys`: how long it takes two
    messages with one key for one message, None where it does not; nothing is built on that.
    `request_time` is how the time of a request is known, `notes` where its words stand,
    `distance` whether it tells common contacts, `profile` what it may show of somebody, `rate`
    how many calls it allows within which time, None where it does not say.
    """

    can_accept: bool
    can_send: bool
    can_read_back: bool
    automation: Automation
    keeps_keys: timedelta | None = None
    can_reject: bool = False
    lists_requests: bool = True
    request_time: RequestTime = RequestTime.EXACT
    notes: Notes = Notes.NATIVE
    distance: bool = False
    profile: frozenset[Shown] = frozenset()
    rate: tuple[int, timedelta] | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """That the network has done something: its own name for it, and when by its own clock."""

    id: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """That a message of ours, sent with this key, came back; and why, in the network's words."""

    key: UUID
    because: str
    at: datetime


class NoAnswer(TheirNetwork):
    """The call was cut off: nobody knows whether the network did it. It is no refusal."""


class Channel(Protocol):
    """Something that acts on a network, for one account. Only the sender touches one.

    Each call ends within a minute, whatever the network does. It raises `NoAnswer` where it may
    have been done, `TheirNetwork` with `retry_after` where the network refuses for now, and
    without where it refuses for good. Anything else that it raises is a bug.
    """

    @property
    def capabilities(self) -> Capabilities:
        """What it can."""

    def accept(self, who: Party) -> Receipt:
        """Accept somebody's request; accepting twice is accepting once."""

    def reject(self, who: Party) -> Receipt:
        """Turn somebody's request down; rejecting twice is rejecting once."""

    def send(self, key: UUID, who: Party, text: str) -> Receipt:
        """Send a text to somebody, once, in private. `key` goes with it where there is a way."""

    def read_back(self, key: UUID, who: Party, text: str) -> Sequence[Receipt]:
        """Every copy of the message that the network has, oldest first; by its key or its text."""
