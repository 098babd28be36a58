"""Rows to facts: invitations and connections, of an export or of the official interface.

Both give the same columns, so a mapper takes a row already picked in its layout's order.
"""

from __future__ import annotations

import html
from collections import Counter
from contextlib import suppress
from typing import NamedTuple

from askwhy.facts import Connection, Direction, Party, Request, Span
from askwhy.networks.linkedin.clock import connected_span, sent_span
from askwhy.networks.linkedin.people import make_party, read_party


class BadRow(ValueError):
    """A row that is no fact; says why in half a sentence."""


class Invitation(NamedTuple):
    """A row of Invitations.csv, in the order of its layout."""

    sender: str
    recipient: str
    sent_at: str
    message: str
    direction: str
    sender_urn: str
    recipient_urn: str
    sender_url: str
    recipient_url: str

    def way(self) -> Direction:
        """Who asked. Raises BadRow."""
        try:
            return Direction(self.direction.strip().lower())
        except ValueError:
            raise BadRow(f'"{self.direction[:40]}" is no direction') from None

    def sides(self) -> tuple[Party | None, Party | None]:
        """The parties as (owner, other); None for one that the row leaves unnamed."""
        sender = read_party(self.sender, self.sender_url, self.sender_urn)
        recipient = read_party(self.recipient, self.recipient_url, self.recipient_urn)
        return (sender, recipient) if self.way() is Direction.OUTGOING else (recipient, sender)

    def without_urls(self) -> Invitation:
        """The row as if it had no address columns."""
        return self._replace(sender_url="", recipient_url="")


class ConnectionRow(NamedTuple):
    """A row of Connections.csv, in the order of its layout."""

    first_name: str
    last_name: str
    url: str
    company: str
    position: str
    connected_on: str


def clean_text(text: str) -> str:
    """A text as its writer saw it: entities undone, line ends folded; otherwise verbatim."""
    if "&" in text:
        with suppress(ValueError):  # of an entity with thousands of digits, which stays as it is
            text = html.unescape(text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def read_request(row: Invitation, day_first: bool | None = None) -> Request:
    """The request of a row. Raises BadRow or NoDate."""
    sent = sent_span(row.sent_at, day_first)
    _, other = row.sides()
    party = other or Party(apart=f"invitation {sent.earliest:%Y-%m-%d %H:%M}")
    return Request(row.way(), party, sent, clean_text(row.message))


class ConnectionReader:
    """Reads connections; counts the hidden ones of each day, to tell them apart."""

    def __init__(self) -> None:
        self._hidden: Counter[Span] = Counter()

    def read(self, row: ConnectionRow, day_first: bool | None = None) -> Connection:
        """The connection of a row. Raises NoDate."""
        since = connected_span(row.connected_on, day_first)
        name = f"{row.first_name} {row.last_name}"
        party = make_party(name, row.url, apart=since.earliest.date().isoformat())
        if party is not None:
            return Connection(party, since, row.company.strip(), row.position.strip())
        ordinal = self._hidden[since]
        self._hidden[since] += 1
        return Connection(None, since, ordinal=ordinal)
