"""What was coded of a window's words, counted for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.app.coding import coded as rows
from askwhy.app.coding.shelf import Domain, find_spoken, gather, spoken
from askwhy.app.coding.suspecting import kinds
from askwhy.app.coding.trusting import compare, count_frame, is_anything_coded, read_frame
from askwhy.app.counting import count
from askwhy.coding.codebook_file import shipped
from askwhy.report.coded import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import sqlalchemy as sa
    from numpy.random import Generator

    from askwhy.analysis.coded import Coded
    from askwhy.analysis.tabulate import Tally
    from askwhy.app.coding.shelf import Spoken
    from askwhy.app.counting import Ground
    from askwhy.history import Course
    from askwhy.protocol import Definitions

TOLD = ("reason", "tone")
MANY = 5_000
"""From so many contacts on it is quicker to read everybody's texts."""


def count_coded(
    connection: sa.Connection,
    account_id: int,
    ground: Ground,
    definitions: Definitions,
    rng: Generator,
    *,
    names: bool = False,
) -> Tally:
    """Tally every contact of the account, and what was coded of their words."""
    if not is_anything_coded(connection):
        return count(connection, account_id, ground, definitions, names=names)
    contacts: list[int] = []
    said: list[Spoken] = []

    def heed(contact: int, course: Course) -> None:
        contacts.append(contact)
        told = spoken(contact, course)
        if told is not None:
            said.append(told)

    suspected = kinds(connection, account_id)
    tally = count(
        connection, account_id, ground, definitions, names=names, suspected=suspected, heed=heed
    )
    apart = set() if tally.scams_answer else set(suspected)
    tally.coded = tally_codings(
        connection, account_id, contacts, [one for one in said if one.contact_id not in apart], rng
    )
    return tally


def tally_codings(
    connection: sa.Connection,
    account_id: int,
    contacts: Sequence[int],
    said: Sequence[Spoken],
    rng: Generator,
) -> dict[tuple[str, str], Coded]:
    """The codings of a window's contacts, by code and domain; whatever was coded of each.

    `said` are the words that answered or came unasked; of everything else they wrote only the
    favours are counted. How far people agree is taken from all words of a code together.
    """
    shelf = gather(connection, account_id, contacts if len(contacts) < MANY else None)
    told, of_window = find_spoken(shelf, said), set(contacts)
    parts: dict[str, dict[str, list[str]]] = {
        name: {
            str(domain): [item for item, its in told.items() if its is domain] for domain in Domain
        }
        for name in TOLD
    }
    parts["favour"] = {
        EVERYTHING: [item for item, one in shelf.written.items() if one.contact_id in of_window]
    }
    found = {}
    for name, by_domain in parts.items():
        code = shipped()[name]
        every = [item for items in by_domain.values() for item in items]
        frame, drawn = read_frame(connection, shelf, code, every), rows.draws(connection, name)
        pairs = compare(code, frame, drawn, rng, are_machines_meant=False)
        for domain, items in by_domain.items():
            part = {item: frame[item] for item in items if item in frame}
            if any(part.values()):
                found[name, domain] = count_frame(code, part, drawn, pairs)
    return found
