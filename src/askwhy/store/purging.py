"""The texts of some people: where each stands, and how another is put in its place.

A row keeps its key, so that importing the old file again does not bring its text back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from askwhy.store import schema
from askwhy.store.bulk import update_rows
from askwhy.store.coding import drop_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Message:
    """A message's row: `contact` is None in a thread of more than two; `at` is in seconds."""

    id: int
    contact: int | None
    by_owner: bool
    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A request's row with its note; `at` is the earliest second at which it was sent."""

    id: int
    contact: int
    at: int
    text: str


def messages(connection: sa.Connection, contact_ids: Sequence[int], before: int) -> list[Message]:
    """What was said in threads of two with these contacts, and what they wrote in wider ones."""
    m, v, p = schema.messages.c, schema.conversations.c, schema.parties.c
    chosen = sa.select(m.id, v.contact_id, p.is_owner, m.sent_at, m.text).select_from(
        schema.messages.join(schema.conversations, v.id == m.conversation_id).join(
            schema.parties, p.id == m.sender_id
        )
    )
    theirs = sa.select(p.id).where(p.contact_id.in_(contact_ids))
    found = [
        row
        for which in (v.contact_id.in_(contact_ids),
                      sa.and_(v.contact_id.is_(None), m.sender_id.in_(theirs)))
        for row in connection.execute(chosen.where(which, m.sent_at < before).order_by(m.id))
    ]  # fmt: skip
    return [Message(id_, who, bool(owner), at, text) for id_, who, owner, at, text in found]


def notes(connection: sa.Connection, contact_ids: Sequence[int], before: int) -> list[Note]:
    """The notes of requests between the owner and these contacts."""
    r, p = schema.requests.c, schema.parties.c
    rows = connection.execute(
        sa.select(r.id, p.contact_id, r.sent_earliest, r.note)
        .join(schema.parties, p.id == r.party_id)
        .where(p.contact_id.in_(contact_ids), r.sent_earliest < before, r.note != "")
        .order_by(r.id)
    )
    return [Note(*row) for row in rows]


def replace_texts(
    connection: sa.Connection,
    messages: Sequence[tuple[str, int]],
    notes: Sequence[tuple[str, int]],
) -> None:
    """Put other words in place of texts, each as (words, row), and what coding keeps of them."""
    update_rows(connection, schema.messages, ("text",), messages)
    update_rows(connection, schema.requests, ("note",), notes)
    keys = [
        *_items(connection, schema.messages, "m", [id_ for _, id_ in messages]),
        *_items(connection, schema.requests, "n", [id_ for _, id_ in notes]),
    ]
    if keys:
        drop_texts(connection, keys)


def _items(
    connection: sa.Connection, table: sa.Table, letter: str, ids: Sequence[int]
) -> Iterable[str]:
    for start in range(0, len(ids), 500):
        some = table.c.id.in_(ids[start : start + 500])
        for key in connection.execute(sa.select(table.c.key).where(some)).scalars():
            yield f"{letter}{key}"


def clear_remarks(
    connection: sa.Connection, contact_ids: Sequence[int], question: str, before: int
) -> int:
    """Empty the owner's free answers to a question about these contacts; return how many."""
    e, p = schema.entries.c, schema.parties.c
    theirs = sa.select(p.id).where(p.contact_id.in_(contact_ids))
    gone = connection.execute(
        schema.entries.delete().where(
            e.party_id.in_(theirs), e.question == question, e.noted_at < before
        )
    )
    return gone.rowcount


def clear_sent(connection: sa.Connection, study_id: int, contact_ids: Sequence[int]) -> int:
    """Empty what a study wrote, or was to write, to these contacts; return how many."""
    d, p = schema.deliveries.c, schema.parties.c
    theirs = sa.select(p.id).where(p.contact_id.in_(contact_ids))
    return connection.execute(
        schema.deliveries.update()
        .where(d.study_id == study_id, d.party_id.in_(theirs), (d.text != ""))
        .values(wording="", text="")
    ).rowcount


def clear_deeds(connection: sa.Connection, contact_ids: Sequence[int], before: int) -> int:
    """Empty the words within deeds: the question as sent, what was asked for; return how many.

    Favours are told apart by number from now on.
    """
    d, p = schema.deeds.c, schema.parties.c
    rows = connection.execute(
        sa.select(d.id, p.contact_id, d.kind, d.told)
        .join(schema.parties, p.id == d.party_id)
        .where(p.contact_id.in_(contact_ids), d.kind.in_(("Asked", "Favour")))
        .order_by(d.id)
    ).all()
    told = [(id_, contact, kind, json.loads(values)) for id_, contact, kind, values in rows]
    numbers = _numbered(told, before)
    changed = []
    for id_, contact, kind, values in told:
        if kind == "Favour":
            number = numbers.get((contact, values["what"]))
            new = values if number is None else {**values, "what": f"favour {number}"}
        else:
            new = {**values, "text": ""} if values["asked_at"] < before else values
        if new != values:
            changed.append((_told(new), id_))
    update_rows(connection, schema.deeds, ("told",), changed)
    return len(changed)


def _numbered(
    told: Sequence[tuple[int, int, str, dict[str, Any]]], before: int
) -> dict[tuple[int, str], int]:
    """Each contact's favours by number, in the order of asking; only those of before."""
    numbers: dict[tuple[int, str], int] = {}
    old = set()
    for _, contact, kind, values in told:
        if kind == "Favour":
            favour = (contact, values["what"])
            numbers.setdefault(favour, 1 + sum(who == contact for who, _ in numbers))
            if values["noted_at"] < before:
                old.add(favour)
    return {favour: number for favour, number in numbers.items() if favour in old}


def _told(values: dict[str, object]) -> str:
    return json.dumps(values, sort_keys=True, ensure_ascii=False)


def note_purge(connection: sa.Connection, study_id: int, at: int) -> None:
    """Remember when a study's texts were last removed."""
    s = schema.studies.c
    connection.execute(schema.studies.update().where(s.id == study_id).values(purged_at=at))


def last_purge(connection: sa.Connection, study_id: int) -> int | None:
    """When a study's texts were last removed, if nothing was imported since."""
    s, i = schema.studies.c, schema.imports.c
    at: int | None = connection.execute(sa.select(s.purged_at).where(s.id == study_id)).scalar_one()
    newest: int | None = connection.execute(sa.select(sa.func.max(i.imported_at))).scalar_one()
    return None if at is None or (newest is not None and newest > at) else at
