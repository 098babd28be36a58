"""What people wrote, text by text: the notes of requests and the messages of threads of two.

Several exports tell one message; then it is one text here. Its lasting key is that of the row
that came first, for rows are never removed while a later export may tell it more finely.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.facts import Direction
from askwhy.store import schema
from askwhy.store.registers import NAMELESS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Written:
    """One text. `at` and `tellings` are seconds since 1970, `thread` is empty where unnamed.

    `tellings` are the instants at which sources put it, the text's own included.
    """

    item: str
    party_id: int
    contact_id: int
    thread: str
    at: int
    whole: str
    by_owner: bool
    is_note: bool
    tellings: tuple[int, ...]


def written(
    connection: sa.Connection, account_id: int, contact_ids: Sequence[int] | None = None
) -> Iterator[tuple[int, list[Written]]]:
    """Each contact who wrote or was written to, with all texts in time order, notes first."""
    notes = _notes(connection, account_id, contact_ids)
    for contact, words in _messages(connection, account_id, contact_ids):
        yield contact, [*notes.pop(contact, []), *words]
    yield from notes.items()


def _notes(
    connection: sa.Connection, account_id: int, contact_ids: Sequence[int] | None
) -> dict[int, list[Written]]:
    r, p = schema.requests.c, schema.parties.c
    which = p.contact_id.is_not(None) if contact_ids is None else p.contact_id.in_(contact_ids)
    rows = connection.execute(
        sa.select(p.contact_id, r.key, r.party_id, r.sent_earliest, r.sent_latest, r.note)
        .join(schema.parties, p.id == r.party_id)
        .where(r.account_id == account_id, r.direction == Direction.INCOMING, r.note != "", which)
        .order_by(r.id)
    )
    found: dict[int, list[Written]] = {}
    ends: dict[str, int] = {}
    for contact, key, party, earliest, latest, note in rows:
        mine = found.setdefault(contact, [])
        if any(one.at < latest and earliest < ends[one.item] for one in mine):
            continue
        item = f"n{key}"
        ends[item] = latest
        mine.append(Written(item, party, contact, "", earliest, note, False, True, (earliest,)))
    for mine in found.values():
        mine.sort(key=lambda one: one.at)
    return found


def _messages(
    connection: sa.Connection, account_id: int, contact_ids: Sequence[int] | None
) -> Iterator[tuple[int, list[Written]]]:
    m, v, p = schema.messages.c, schema.conversations.c, schema.parties.c
    which = v.contact_id.is_not(None) if contact_ids is None else v.contact_id.in_(contact_ids)
    rows = connection.execute(
        sa.select(
            v.contact_id, m.id, m.key, m.sender_id, p.is_owner, v.key, m.sent_at, m.precision,
            m.text,
        )
        .join(schema.messages, m.conversation_id == v.id)
        .join(schema.parties, p.id == m.sender_id)
        .where(v.account_id == account_id, which)
        .order_by(v.contact_id, m.id),
        execution_options={"yield_per": 5_000},
    )  # fmt: skip
    for contact, told in groupby(rows, key=itemgetter(0)):
        yield contact, _once(contact, [tuple(row)[1:] for row in told])


def _once(
    contact: int, rows: list[tuple[int, int, int, bool, str, int, int, str]]
) -> list[Written]:
    """One text for each that was sent: same side, same words, at times that may be one."""
    kept: list[list[tuple[int, int, int, bool, str, int, int, str]]] = []
    same: dict[tuple[bool, str], list[list[tuple[int, int, int, bool, str, int, int, str]]]] = {}
    for row in rows:
        _, _, _, by_owner, _, at, precision, text = row
        groups = same.setdefault((bool(by_owner), " ".join(text.split())), [])
        for group in groups:
            if any(_may_be_one(at, precision, one[5], one[6]) for one in group):
                group.append(row)
                break
        else:
            groups.append([row])
            kept.append(groups[-1])
    found = [_told(contact, group) for group in kept]
    return sorted(found, key=lambda one: (one.at, one.by_owner, one.item))


def _may_be_one(at: int, precision: int, other: int, others: int) -> bool:
    """Whether two instants, each known to so many seconds, may be the same."""
    return at < other + others and other < at + precision


def _told(contact: int, group: list[tuple[int, int, int, bool, str, int, int, str]]) -> Written:
    """The text by its first telling, at its finest instant, with most of its line breaks."""
    first = group[0]
    finest = min(group, key=lambda one: (one[6], one[0]))
    whole = max((one[7] for one in group), key=lambda text: (text.count("\n"), text))
    thread = next((one[4] for one in group if not one[4].startswith(NAMELESS)), "")
    instants = tuple(sorted({one[5] for one in group}))
    return Written(
        f"m{first[1]}", first[2], contact, thread, finest[5], whole, bool(first[3]), False, instants
    )
