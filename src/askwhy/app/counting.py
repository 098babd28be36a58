"""Count one account's facts over one window: the record's rows become a tally."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from askwhy.analysis.tabulate import Tally
from askwhy.coding.similarity import matches
from askwhy.errors import Refused
from askwhy.facts import Direction, Record
from askwhy.history import Link, tell
from askwhy.rules.notes import STOCK
from askwhy.store import reading
from askwhy.store import record as kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    import sqlalchemy as sa

    from askwhy.facts import Coverage, Request
    from askwhy.history import Course, History
    from askwhy.protocol import Definitions
    from askwhy.rules.notes import Stock


class NothingImported(Refused):
    """There is nothing to count."""

    remedy = "Give me your LinkedIn export:  askwhy import PATH   (or try:  askwhy demo)"


@dataclass(frozen=True, slots=True)
class Window:
    """Requests sent at or after `since` and before `until` are the cohort."""

    since: datetime
    until: datetime

    def holds(self, request: Request) -> bool:
        """Whether the request was sent inside, by the earliest instant it may have been."""
        return self.since <= request.sent.earliest < self.until


@dataclass(frozen=True, slots=True)
class Ground:
    """What a count stands on: the window, how far it was seen, and gaps of the register.

    `observed_until` is the newest instant that any source has seen, `heard_until` the newest of
    those that hold messages; None where no source does. Nobody is silent beyond it. `records` are
    the kinds that any source holds.
    """

    window: Window
    observed_until: datetime
    heard_until: datetime | None
    records: frozenset[Record]
    gaps: tuple[Window, ...] = ()

    @property
    def silent_until(self) -> datetime:
        """Until when a silence is one. Without any message nobody was ever heard."""
        return self.heard_until or self.window.since


def find_ground(
    coverage: Sequence[Coverage], since: datetime | None, until: datetime | None
) -> Ground:
    """The window asked for, or all that the register of requests covers."""
    if not coverage:
        raise NothingImported("Nothing has been imported yet.")
    observed_until = max(one.until for one in coverage)
    heard = [one.until for one in coverage if one.record is Record.MESSAGES]
    registers = sorted(
        (one.since, one.until) for one in coverage if one.record is Record.REQUESTS
    ) or [(min(one.since for one in coverage), observed_until)]
    window = Window(since or registers[0][0], until or observed_until)
    if window.since >= window.until:
        if until is None:
            raise Refused(
                f"Nothing was seen after {observed_until:%Y-%m-%d}: give --since an earlier day, "
                "or import a newer export."
            )
        if since is None:
            raise Refused(
                f"Requests are known from {window.since:%Y-%m-%d} on: give --until a later day."
            )
        raise Refused("The window ends before it begins. Give --until a later day than --since.")
    gaps = []
    reached = window.since
    for start, end in registers:
        if start > reached and reached < window.until:
            gaps.append(Window(reached, min(start, window.until)))
        reached = max(reached, end)
    records = frozenset(one.record for one in coverage)
    return Ground(window, observed_until, max(heard, default=None), records, tuple(gaps))


def first_request(history: History, window: Window) -> Request | None:
    """The contact's first incoming request of the window: a contact counts once."""
    return next(
        (
            one
            for one in history.requests
            if one.direction is Direction.INCOMING and window.holds(one)
        ),
        None,
    )


def courses(
    connection: sa.Connection, account_id: int, ground: Ground, definitions: Definitions
) -> Iterator[tuple[History, Course | None]]:
    """Each contact's history, and the course of their request of the window.

    Whoever is only a connection is left out: there is no word and no request to tell of.
    """
    return (
        (history, course)
        for _, history, course in numbered_courses(connection, account_id, ground, definitions)
    )


def numbered_courses(
    connection: sa.Connection, account_id: int, ground: Ground, definitions: Definitions
) -> Iterator[tuple[int, History, Course | None]]:
    """The same, with each contact's row."""
    asks = kept.wordings(connection, account_id, "ask")
    stock = stock_of(connection, account_id)
    for id_, history in reading.identified(connection, account_id, wordless=False):
        request = first_request(history, ground.window)
        if request is None:
            yield id_, history, None
            continue
        marked = mark_asks(history, asks) if asks else history
        yield id_, marked, tell(marked, request, definitions, ground.silent_until, stock)


def stock_of(connection: sa.Connection, account_id: int) -> Stock:
    """The known stock sentences and those that the owner confirmed."""
    return STOCK.extended(*kept.wordings(connection, account_id, "stock"))


def mark_asks(history: History, wordings: Sequence[str]) -> History:
    """The history with the owner's question marked wherever a confirmed wording is found."""
    names = tuple(history.name.split())
    said = tuple(
        replace(one, is_ask=True)
        if one.by_owner and matches(one.text, wordings, names) is not None
        else one
        for one in history.said
    )
    return replace(history, said=said)


def count(
    connection: sa.Connection,
    account_id: int,
    ground: Ground,
    definitions: Definitions,
    *,
    names: bool = False,
    scams_answer: bool = False,
    suspected: Mapping[int, str] | None = None,
    heed: Callable[[int, Course], None] | None = None,
) -> Tally:
    """Tally every contact of the account.

    `suspected` gives the kind of scam that a contact's row is taken for; `heed` is told of each
    contact's course as it passes.
    """
    tally = Tally(
        ground.silent_until,
        names=names,
        scams_answer=scams_answer,
        stock=stock_of(connection, account_id),
        definitions=definitions,
        is_deaf=ground.heard_until is None,
    )
    for id_, history, course in numbered_courses(connection, account_id, ground, definitions):
        tally.add(history, course, suspected.get(id_, "") if suspected else "")
        if heed is not None and course is not None:
            heed(id_, course)
    tally.mirror.links[Link.NONE] += reading.wordless(connection, account_id)
    tally.mirror.hidden = reading.hidden_connections(connection, account_id)
    return tally
