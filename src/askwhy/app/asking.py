"""A study done by hand: which message to many people was the question? The owner confirms it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from askwhy.coding.similarity import matches
from askwhy.coding.wordings import Sent, find_wordings
from askwhy.errors import Refused
from askwhy.store import reading
from askwhy.store import record as kept

if TYPE_CHECKING:
    from datetime import datetime

    import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wording that went to `recipients` people, and whether it was confirmed as the question."""

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
    confirmed = kept.wordings(connection, account_id, "ask")
    return [
        Candidate(one.text, one.recipients, matches(one.text, confirmed) is not None)
        for one in find_wordings(sent)
    ]


def confirm(
    connection: sa.Connection, account_id: int, numbers: tuple[int, ...], at: datetime
) -> list[str]:
    """Remember the candidates of these numbers (from 1) as wordings of the question."""
    found = candidates(connection, account_id)
    wrong = [number for number in numbers if not 1 <= number <= len(found)]
    if wrong:
        raise Refused(f"There is no wording number {wrong[0]}. Run `askwhy asks` to see them.")
    texts = [found[number - 1].text for number in numbers]
    kept.confirm_wordings(connection, account_id, "ask", texts, at)
    return texts
