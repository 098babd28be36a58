"""What the planner says: intents, and where everybody stands. Data; nothing is done here.

Every intent names its study by the protocol's digest.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from askwhy.planner.cases import ContactId
    from askwhy.planner.states import State


@dataclass(frozen=True, slots=True)
class Accept:
    """Accept this request, not before an instant."""

    study: str
    who: ContactId
    not_before: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Allocate:
    """Draw this contact's arm: the next place of the stratum, to be reserved when it is drawn.

    Those of one stratum stand in the order in which their waits were over.
    """

    study: str
    who: ContactId
    stratum: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Send this text to this contact, not before an instant.

    `text` is the arm's wording in `language`, with its variables filled in.
    """

    study: str
    who: ContactId
    arm: str
    language: str
    text: str
    not_before: datetime
    reason: str


class Kind(StrEnum):
    """What the owner is reminded of."""

    DECIDE = "decide whether to accept"
    LOOK = "import a newer export"
    VERIFY = "look whether it was sent"
    ANSWER = "answer them"
    FAVOUR = "do the favour, or decline it"


@dataclass(frozen=True, slots=True)
class Remind:
    """Something that only the owner can do; `since` when it waits."""

    study: str
    kind: Kind
    who: ContactId
    since: datetime
    reason: str


Intent = Accept | Allocate | Ask | Remind


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where one contact of the cohort stands, and why.

    `excluded` holds every reason for which they are not asked. `look_again` is when passing time
    alone may change something, which lies in the past where something is due; None: only a new
    fact will.
    """

    who: ContactId
    state: State
    reason: str
    arm: str = ""
    excluded: tuple[str, ...] = ()
    look_again: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is due, and where each contact of the cohort stands."""

    study: str
    accepts: tuple[Accept, ...]
    allocations: tuple[Allocate, ...]
    asks: tuple[Ask, ...]
    reminders: tuple[Remind, ...]
    outlooks: tuple[Outlook, ...]

    @property
    def intents(self) -> tuple[Intent, ...]:
        """All of them, in the order in which they are done."""
        return (*self.accepts, *self.allocations, *self.asks, *self.reminders)
