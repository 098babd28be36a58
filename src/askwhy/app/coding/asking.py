"""Wordings that the owner confirms: the question of a study done by hand, and stock sentences.

Which message to many people was the question? Which sentence of requests that many people sent
is the network's own, and nobody's own words? Either can be taken back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from askwhy.app.coding.shelf import gather
from askwhy.coding.similarity import matches
from askwhy.coding.wordings import Sent, find_wordings
from askwhy.errors import Refused
from askwhy.rules.notes import STOCK, NoteKind, read_note
from askwhy.store import reading
from askwhy.store import record as kept

if TYPE_CHECKING:
    from datetime import datetime

    import sqlalchemy as sa


ASK, STOCKED = "ask", "stock"
"""The kinds of wordings in the record."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wording that `recipients` people got, or sent, and whether the owner confirmed it."""

    text: str
    recipients: int
    is_confirmed: bool


def candidates(connection: sa.Connection, account_id: int) -> list[Candidate]:
    """The owner's messages that went to three people or more in nearly the same words."""
    sent = (
        Sent(f"{history.contact}#{place}", history.contact, tuple(history.name.split()), one.text)
        for history in reading.histories(connection, account_id)
        for place, one in enumerate(history.said)
        if one.by_owner and one.text
    )
    confirmed = kept.wordings(connection, account_id, ASK)
    return [
        Candidate(one.text, one.recipients, matches(one.text, confirmed) is not None)
        for one in find_wordings(sent)
    ]


def confirm(
    connection: sa.Connection, account_id: int, numbers: tuple[int, ...], at: datetime
) -> list[str]:
    """Remember the candidates of these numbers (from 1) as wordings of the question."""
    found = candidates(connection, account_id)
    texts = _picked(found, numbers, "askwhy asks")
    kept.confirm_wordings(connection, account_id, ASK, texts, at)
    return texts


def withdraw(
    connection: sa.Connection, account_id: int, numbers: tuple[int, ...], at: datetime
) -> list[str]:
    """Take back the wordings that the candidates of these numbers were confirmed by."""
    picked = _picked(candidates(connection, account_id), numbers, "askwhy asks")
    confirmed = kept.wordings(connection, account_id, ASK)
    texts = [one for one in confirmed if any(matches(text, [one]) is not None for text in picked)]
    return _withdrawn(connection, account_id, ASK, texts, at)


def stock_candidates(connection: sa.Connection, account_id: int) -> list[Candidate]:
    """The texts of requests that at least three people sent word for word.

    Those that are stock by our own list are left out: nothing is to be confirmed of them.
    """
    from askwhy.coding.templates import stock_candidates as repeated

    stock = STOCK.extended(*kept.wordings(connection, account_id, STOCKED))
    return [
        Candidate(one.text, one.senders, read_note(one.text, stock) is not NoteKind.OWN_WORDS)
        for one in repeated(gather(connection, account_id).texts.values())
        if read_note(one.text) is NoteKind.OWN_WORDS
    ]


def confirm_stock(
    connection: sa.Connection, account_id: int, numbers: tuple[int, ...], at: datetime
) -> list[str]:
    """Remember the candidates of these numbers as stock: whoever sends one says nothing own."""
    found = stock_candidates(connection, account_id)
    texts = _picked(found, numbers, "askwhy stock")
    kept.confirm_wordings(connection, account_id, STOCKED, texts, at)
    return texts


def withdraw_stock(
    connection: sa.Connection, account_id: int, numbers: tuple[int, ...], at: datetime
) -> list[str]:
    """Take back stock sentences that were confirmed."""
    found = stock_candidates(connection, account_id)
    texts = _picked(found, numbers, "askwhy stock")
    return _withdrawn(connection, account_id, STOCKED, texts, at)


def _picked(found: list[Candidate], numbers: tuple[int, ...], listing: str) -> list[str]:
    wrong = [number for number in numbers if not 1 <= number <= len(found)]
    if wrong:
        raise Refused(f"There is no wording number {wrong[0]}. Run `{listing}` to see them.")
    return [found[number - 1].text for number in numbers]


def _withdrawn(
    connection: sa.Connection, account_id: int, kind: str, texts: list[str], at: datetime
) -> list[str]:
    if not kept.withdraw_wordings(connection, account_id, kind, texts, at):
        raise Refused("None of these is confirmed.")
    return texts
