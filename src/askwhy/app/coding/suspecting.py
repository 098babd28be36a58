"""Whom a machine takes for a scam and nobody has judged: for the report and the owner's eyes.

Nothing here is a fact: neither planner nor outbox hears of it. Only the owner's own mark keeps
somebody from being asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.app.coding import coded
from askwhy.app.coding.shelf import gather
from askwhy.coding.codebook_file import shipped
from askwhy.coding.resolver import Level, level, resolve
from askwhy.store import coding_tables as tables
from askwhy.store import schema

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from askwhy.coding.resolver import Resolved
    from askwhy.store.studying import Someone

QUIET = '["none"]'
"""How the value that warns of nothing is written."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A text that looks like a scam: of which kind, how sure, and where in it one sees that."""

    contact_id: int
    item: str
    kind: str
    level: Level
    start: int = 0
    end: int = 0


def suspicions(
    connection: sa.Connection, account_id: int, contact_ids: Sequence[int] | None = None
) -> list[Suspicion]:
    """Every text that is taken for a scam, the surest of each contact first.

    A person's coding stands above any machine's, for or against.
    """
    t, c, p = tables.texts.c, tables.codings.c, schema.parties.c
    loud = sa.select(c.text_id).where(c.code == "scam", c.said != QUIET)
    query = (
        sa.select(t.item, p.contact_id)
        .join(schema.parties, p.id == t.party_id)
        .where(t.id.in_(loud), p.account_id == account_id, p.contact_id.is_not(None))
    )
    if contact_ids is not None:
        query = query.where(p.contact_id.in_(contact_ids))
    people = {item: contact for item, contact in connection.execute(query)}  # noqa: C416 (rows)
    code = shipped()["scam"]
    found = []
    for item, codings in coded.codings_of(connection, sorted(people), ["scam"]).items():
        resolved = resolve(code, codings)
        how = level(resolved)
        if how is not Level.NONE and resolved.values is not None:
            place = _place(resolved)
            found.append((resolved.probability, Suspicion(
                people[item], item, resolved.values[0], how, *place
            )))  # fmt: skip
    found.sort(key=lambda one: (-one[0], one[1].item))
    return [one for _, one in found]


def kinds(connection: sa.Connection, account_id: int) -> dict[int, str]:
    """The kind of scam that each suspected contact is taken for."""
    found: dict[int, str] = {}
    for one in suspicions(connection, account_id):
        found.setdefault(one.contact_id, one.kind)
    return found


def judged(
    connection: sa.Connection, account_id: int, contact_ids: Sequence[int] | None = None
) -> dict[int, bool]:
    """Whether each contact is suspected, of those whose texts were looked at."""
    p = schema.parties.c
    which = p.account_id == account_id
    if contact_ids is not None:
        which = which & p.contact_id.in_(contact_ids)
    raised = {one.contact_id for one in suspicions(connection, account_id, contact_ids)}
    return {contact: contact in raised for contact in _looked_at(connection, which)}


def warnings(connection: sa.Connection, people: Mapping[int, Someone]) -> dict[int, list[str]]:
    """A sentence for each text that is taken for a scam, by its contact.

    Contacts whose texts were never looked at are left out; those in whom nothing is wrong, or
    whom a person cleared, have no sentence.
    """
    which = schema.parties.c.contact_id.in_(list(people))
    found: dict[int, list[str]] = {contact: [] for contact in _looked_at(connection, which)}
    for account in sorted({who.account_id for who in people.values()}):
        mine = [id_ for id_, who in people.items() if who.account_id == account]
        raised = suspicions(connection, account, mine)
        if not raised:
            continue
        shelf = gather(connection, account, sorted({one.contact_id for one in raised}))
        for one in raised:
            text = shelf.texts.get(one.item)
            if text is not None:
                found[one.contact_id].append(_sentence(one, text.whole))
    return found


def _looked_at(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[int]:
    """The contacts of whose texts anybody or any machine said whether they are a scam."""
    t, c, p = tables.texts.c, tables.codings.c, schema.parties.c
    rows = connection.execute(
        sa.select(p.contact_id)
        .join(tables.texts, t.party_id == p.id)
        .join(tables.codings, c.text_id == t.id)
        .where(c.code == "scam", p.contact_id.is_not(None), which)
        .distinct()
    )
    return list(rows.scalars())


def _sentence(one: Suspicion, whole: str) -> str:
    shown = " ".join((whole[one.start : one.end] or whole).split())
    how = "This is likely a scam" if one.level is Level.LIKELY else "This may be a scam"
    return f"{how} ({one.kind}): “{shown}”"


def _place(resolved: Resolved) -> tuple[int, int]:
    """Where the sentence stands that shows it."""
    reasons = resolved.proposal.reasons if resolved.proposal else ()
    shown = next((one for one in reasons if one.end > one.start), None)
    return (shown.start, shown.end) if shown else (0, 0)
