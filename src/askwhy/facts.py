"""What a file, a server or the owner's hand told us. Frozen; nothing here is inferred.

All instants are aware datetimes in UTC. A time that a source gives only roughly is a `Span`,
never a false instant. `Party` and `Message` are named tuples because there are millions of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple


class Direction(StrEnum):
    """Who asked whom to connect."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """An instant that lies in [earliest, latest): the resolution of its source."""

    earliest: datetime
    latest: datetime

    def __post_init__(self) -> None:
        assert self.earliest.tzinfo is UTC, "spans are in UTC"
        assert self.latest.tzinfo is UTC, "spans are in UTC"
        assert self.earliest < self.latest, "a span has a length"

    @classmethod
    def second(cls, at: datetime) -> Span:
        """The span of an instant known to the second."""
        return cls(at, at + timedelta(seconds=1))

    @property
    def is_exact(self) -> bool:
        """Whether the instant is known to the second."""
        return self.latest - self.earliest <= timedelta(seconds=1)


class Party(NamedTuple):
    """Somebody as one source named them; who that is, `identity.resolve` decides.

    `handle` is the network's own lasting name (a LinkedIn profile slug, `@a@b`, `@a:b`, an
    address), `urn` another machine-made identifier, `name` the display name. `apart` is what
    tells a nameless or equally named party apart from others: the conversation of a deleted
    member, the connection's date of a row that has only a name.
    A party with neither handle, urn nor name is an unknown person, one for each `apart`.
    """

    name: str = ""
    handle: str = ""
    urn: str = ""
    apart: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """A name by which a source calls the account's owner."""

    party: Party


@dataclass(frozen=True, slots=True)
class Request:
    """One request to connect. `note` is the text sent along, empty for the default."""

    direction: Direction
    party: Party
    sent: Span
    note: str = ""


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection that stands. `party` is None where the member hides from the export.

    `company` and `position` are those of the day of the export, not of `since`.
    `ordinal` tells hidden connections of the same day apart, counted from 0.
    """

    party: Party | None
    since: Span
    company: str = ""
    position: str = ""
    ordinal: int = 0


class Message(NamedTuple):
    """One message. `precision` is the resolution of `sent_at` in seconds.

    An empty `conversation` means that the source names none; then sender and recipients are
    all there is. `recipients` leaves the sender out.
    """

    conversation: str
    sender: Party
    recipients: tuple[Party, ...]
    sent_at: datetime
    text: str
    precision: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """What the owner noted by hand about a contact: a question of the sheet and its answer.

    `noted_at` is when; of several answers to one question the latest stands.
    """

    party: Party
    question: str
    answer: str
    noted_at: datetime


class Record(StrEnum):
    """What a source may be complete about, over a stretch of time."""

    REQUESTS = "requests"
    CONNECTIONS = "connections"
    MESSAGES = "messages"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Over which stretch a source holds every record of a kind.

    After `until` nothing was seen: a person silent by then may have written since.
    """

    record: Record
    since: datetime
    until: datetime


class Shown(StrEnum):
    """What a network may show of somebody."""

    PRONOUNS = "pronouns"
    LANGUAGE = "language"
    TIME_ZONE = "time zone"
    LOCATION = "location"
    AUTOMATIC = "automatic account"
    COMMON_CONTACTS = "common contacts"
    ABSENCE = "absence notice"


@dataclass(frozen=True, slots=True)
class ProfileEntry:
    """What a network shows of somebody, word for word; of each kind the latest stands.

    `source` says who says so and where, as in "their own Mastodon profile, field Pronouns".
    Common contacts are counted by the network, and there are at least so many.
    """

    party: Party
    shown: Shown
    value: str
    source: str
    seen_at: datetime


Fact = Owner | Request | Connection | Message | Entry | ProfileEntry | Coverage


@dataclass(frozen=True, slots=True)
class Position:
    """How far a live source was read, in its own words; kept with the facts that it told."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was read and, by a rule, is no fact for us: which file, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Check:
    """A self-check of a source against itself: did its format drift?"""

    name: str
    passed: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Generation:
    """Which shape of a source's format was met: `name` for people, `members` what was read."""

    name: str
    members: tuple[str, ...] = field(default=())


class Evidence(StrEnum):
    """How it is known that something was done, from the weakest to the strongest."""

    CLAIMED = "claimed"
    DELIVERED = "delivered"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A request was accepted for a study: by the owner's word, or by a channel's receipt.

    `study` is the digest of the study's protocol, here and in the facts below.
    """

    party: Party
    study: str
    accepted_at: datetime
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Allocated:
    """A contact was allocated to an arm of a study, once and for all.

    `index` counts allocations within `stratum` from 0, without
    a gap; `probability` is the arm's share of all weights.
    """

    party: Party
    study: str
    arm: str
    stratum: str
    index: int
    probability: float
    allocated_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """The question went to a contact.

    The owner says so, the channel's receipt says so, or a source shows the message: then
    `asked_at` is the message's own instant. `text` is what was sent.
    """

    party: Party
    study: str
    text: str
    asked_at: datetime
    evidence: Evidence


class Step(StrEnum):
    """What a study does to a contact, each once."""

    ACCEPT = "accept"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """The network refused a step for good, with the sentence that it gave."""

    party: Party
    study: str
    step: Step
    because: str
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class Stopped:
    """Nobody writes to this person any more; `because` says which words or whose decision.

    Of several the latest stands; one that is `lifted` ends it.
    """

    party: Party
    because: str
    noted_at: datetime
    lifted: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """The owner marked a contact, as a "scam" for instance; of each mark the latest stands."""

    party: Party
    mark: str
    noted_at: datetime
    lifted: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """The owner took a contact out of a study; the latest stands."""

    party: Party
    study: str
    noted_at: datetime
    lifted: bool = False


@dataclass(frozen=True, slots=True)
class Postponed:
    """The owner put a contact's question off; the latest stands."""

    party: Party
    study: str
    until: datetime
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class WroteElsewhere:
    """The owner says that a contact of a study wrote where no source sees; the latest stands."""

    party: Party
    study: str
    noted_at: datetime
    lifted: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """The owner says that two contacts are one person; of each pair the latest stands."""

    account: str
    party: Party
    other_account: str
    other: Party
    noted_at: datetime
    lifted: bool = False


class FavourState(StrEnum):
    """What became of a favour."""

    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"
    PASSED_ON = "passed on"


@dataclass(frozen=True, slots=True)
class Favour:
    """What a contact asked the owner for; of each `what` the latest state stands."""

    party: Party
    what: str
    state: FavourState
    due: date | None
    noted_at: datetime


StudyFact = (
    Accepted
    | Allocated
    | Asked
    | Undeliverable
    | Stopped
    | Marked
    | Skipped
    | Postponed
    | WroteElsewhere
    | Favour
)
"""What happened to one contact in a study, and what the owner decided about them.

`Linked` stands apart, for it is about two contacts.
"""
