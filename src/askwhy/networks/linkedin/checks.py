"""Self-checks of an export against itself: has the format drifted from what we know?"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from askwhy.facts import Check

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from askwhy.facts import Connection, Party, Request, Span
    from askwhy.networks.tables import Table

RECENT = timedelta(days=150)
REGISTERED = 0.95
"""The least share of recent connections that have an invitation row; 99.9 % were measured."""
CONTRADICTED = 0.01
"""The largest share of accepted requests sent after the connection; 1 in 2,388 was measured."""


class CrossCheck:
    """Holds requests against connections. Keeps a few strings for each of both."""

    def __init__(self) -> None:
        self._sent: dict[str, list[Span]] = defaultdict(list)
        self._named: Counter[str] = Counter()
        self._connected: list[tuple[Party, Span]] = []

    def note_request(self, request: Request) -> None:
        """Take down when a request was sent."""
        for key in _keys(request.party):
            self._sent[key].append(request.sent)

    def note_connection(self, connection: Connection) -> None:
        """Take down since when a connection stands; hidden members tell nothing."""
        if connection.party is not None:
            self._connected.append((connection.party, connection.since))
            self._named[connection.party.name] += 1

    def checks(self, until: datetime) -> Iterator[Check]:
        """Yield both checks; `until` is the newest instant that the archive holds."""
        pairs = [(self._requests_of(party), since) for party, since in self._connected]
        yield _order_check([(sent, since) for sent, since in pairs if sent])
        recent = [sent for sent, since in pairs if since.earliest >= until - RECENT]
        told = [bool(sent) for sent in recent if sent is not None]
        yield _register_check(len(told), sum(told))

    def _requests_of(self, party: Party) -> list[Span] | None:
        """The requests with a connection's handle or else its name; None for a namesake."""
        if party.handle and (by_handle := self._sent.get(f"handle {party.handle}")):
            return by_handle
        by_name = self._sent.get(f"name {party.name}", [])
        return None if by_name and self._named[party.name] > 1 else by_name


def _keys(party: Party) -> Iterator[str]:
    """A party with a handle is found by it alone, any other by its name."""
    if party.handle:
        yield f"handle {party.handle}"
    elif party.name:
        yield f"name {party.name}"


def _order_check(accepted: list[tuple[list[Span], Span]]) -> Check:
    wrong = sum(1 for sent, since in accepted if min(sent).earliest >= since.latest)
    if not accepted:
        return Check("sent before accepted", True, "No request can be held against a connection.")
    said = f"{wrong:,} of {len(accepted):,} accepted requests look sent after they were accepted"
    is_right = wrong <= max(1, CONTRADICTED * len(accepted))
    verdict = (
        "so the times are read as LinkedIn means them."
        if is_right
        else "so the times of this export mean something new. Do not trust waiting times."
    )
    return Check("sent before accepted", is_right, f"{said}, {verdict}")


def _register_check(recent: int, registered: int) -> Check:
    if not recent:
        said = f"No connection was made in the last {RECENT.days} days of this export."
        return Check("requests on record", True, said)
    said = (
        f"{registered:,} of the {recent:,} connections made in the last {RECENT.days} days "
        "have their request in Invitations.csv"
    )
    is_right = registered >= REGISTERED * recent
    verdict = (
        "as they should."
        if is_right
        else "where nearly all should: requests are missing, and shares of requests are not "
        "those of everybody who asked."
    )
    return Check("requests on record", is_right, f"{said}, {verdict}")


def check_owner(owners: tuple[Party, ...]) -> Iterator[Check]:
    """Yield a failed check where nothing tells whose export it is."""
    if not owners:
        said = "Nothing here tells whose export it is: add Profile.csv or Invitations.csv to it."
        yield Check("owner known", passed=False, sentence=said)


def check_columns(tables: Iterable[Table]) -> Iterator[Check]:
    """Yield a failed check for each table with columns that we do not know."""
    for table in tables:
        if table.unknown:
            names = ", ".join(f'"{name}"' for name in table.unknown)
            said = f"{table.file} has a column that is new and is not read: {names}."
            yield Check("known columns", passed=False, sentence=said)


def check_dialect(tables: Iterable[Table], lost_times: Iterable[str]) -> Iterator[Check]:
    """Yield a failed check for each table that a spreadsheet saved again, and what it cost."""
    lost = set(lost_times)
    for table in tables:
        if not (table.is_foreign_dialect or table.file in lost):
            continue
        costs = []
        if table.file in lost:
            costs.append("times of day are lost")
        if table.lines.is_mended:
            costs.append("letters may be wrong")
        cost = " and ".join(costs) or "nothing else seems lost"
        said = f"{table.file} was re-saved by another program; {cost}. Better give the ZIP itself."
        yield Check("as LinkedIn wrote it", passed=False, sentence=said)
