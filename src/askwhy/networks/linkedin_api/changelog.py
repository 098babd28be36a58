"""The changelog: the instants at which the owner closed invitations, joined to connections.

Source: LinkedIn's page on the Member Changelog API, version 202312. It tells people by identifiers
of our application alone, so that an instant is joined by its day: only where the owner closed one
invitation on a day of UTC, and one incoming request became a connection on it, are the two one.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from askwhy.facts import Connection, Direction, LeftOut, Request, Span
from askwhy.networks.linkedin_api.client import Strange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from askwhy.facts import Party
    from askwhy.networks.linkedin.reading import Told
    from askwhy.networks.linkedin_api.client import Api

HOLDS = timedelta(days=28)
"""How long LinkedIn keeps changes."""
OVERLAP = timedelta(days=3)
"""How far back is read again: a snapshot may show a connection days after the change."""
COUNT = 50
CLOSING = "inviteeClosingInvitation"
NAME = "the changelog"
AMBIGUOUS = "an acceptance whose day does not say whose it is"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `captured` is when it happened, `processed` when LinkedIn had written it down.

    Both are in milliseconds since 1970.
    """

    id: int
    captured: int
    processed: int
    is_closing: bool

    @property
    def at(self) -> datetime:
        """When it happened, to the second."""
        return datetime.fromtimestamp(self.captured // 1000, UTC)


def fetch_changes(api: Api, since: datetime) -> list[Change]:
    """All changes since an instant, each once, by when they happened. Raises TheirNetwork.

    LinkedIn's start is inclusive and its order is not promised, so the same may come again.
    """
    found: dict[int, Change] = {}
    start, begin = 0, int(since.timestamp() * 1000)
    while True:
        page = read_changes(api.changes(begin, start, COUNT))
        found |= {one.id: one for one in page}
        if len(page) < COUNT:
            return sorted(found.values(), key=lambda one: (one.captured, one.id))
        start += COUNT


def read_changes(answer: bytes | None) -> list[Change]:
    """The changes of a page; none where LinkedIn has none. Raises Strange."""
    if answer is None:
        return []
    try:
        return [
            Change(
                id=int(one["id"]),
                captured=int(one["capturedAt"]),
                processed=int(one["processedAt"]),
                is_closing=one.get("methodName") == CLOSING,
            )
            for one in json.loads(answer)["elements"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        said = "LinkedIn's changelog is not as its documentation describes it; nothing was taken."
        raise Strange(said) from None


def begin_at(reached: str | None, now: datetime) -> datetime:
    """From when on changes are fetched: some days before the latest that came."""
    oldest = now - HOLDS
    if reached is None or not reached.isdigit():
        return oldest
    return max(oldest, datetime.fromtimestamp(int(reached) // 1000, UTC) - OVERLAP)


def join(
    changes: Iterable[Change], tell: Callable[[], Iterator[Told]]
) -> Iterator[Connection | LeftOut]:
    """The connections whose instant the changelog tells; `tell` reads the snapshot."""
    closings = [one for one in changes if one.is_closing]
    if not closings:
        return
    days = Counter(one.at.date() for one in closings)
    incoming: set[str] = set()
    accepted: dict[date, list[tuple[Party, Connection]]] = {}
    for one in tell():
        if isinstance(one, Request) and one.direction is Direction.INCOMING:
            incoming.update(_marks(one.party))
        elif isinstance(one, Connection) and one.party and one.since.earliest.date() in days:
            accepted.setdefault(one.since.earliest.date(), []).append((one.party, one))
    for closing in closings:
        day = closing.at.date()
        there = [one for who, one in accepted.get(day, []) if incoming & _marks(who)]
        if days[day] == len(there) == 1:
            (known,) = there
            since = Span.second(closing.at)
            yield Connection(known.party, since, known.company, known.position)
        else:
            yield LeftOut(NAME, AMBIGUOUS)


def _marks(party: Party) -> set[str]:
    """By what a party is known again within one snapshot: the handle, or else the name."""
    return {party.handle or party.name}
