"""Who is who, written down: contacts are derived from parties, anew after each import."""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa

from askwhy.facts import Party
from askwhy.identity import OWNER, Thread, resolve
from askwhy.store import schema
from askwhy.store.bulk import insert_new


def settle_identities(connection: sa.Connection, account_id: int) -> None:
    """Point each party at its contact, and each thread of two at the contact in it."""
    p = schema.parties.c
    rows = connection.execute(
        sa.select(p.id, p.name, p.handle, p.urn, p.apart, p.contact_id, p.is_owner).where(
            p.account_id == account_id
        )
    ).all()
    ids = {Party(*row[1:5]): row[0] for row in rows}
    owners = connection.execute(
        sa.select(p.id)
        .join(schema.owners, schema.owners.c.party_id == p.id)
        .where(p.account_id == account_id)
    ).scalars()
    by_id = {id_: party for party, id_ in ids.items()}
    threads = _threads_of_the_nameless(connection, account_id, by_id)
    keys = resolve(ids, threads, [by_id[id_] for id_ in owners])
    contacts = _contacts(connection, account_id, keys)
    before = {row[0]: (row[5], bool(row[6])) for row in rows}
    changed = [
        {"party": id_, "to": contacts.get(keys[party]), "mine": keys[party] == OWNER}
        for party, id_ in ids.items()
        if before[id_] != (contacts.get(keys[party]), keys[party] == OWNER)
    ]
    if changed:
        connection.execute(
            schema.parties.update()
            .where(p.id == sa.bindparam("party"))
            .values(contact_id=sa.bindparam("to"), is_owner=sa.bindparam("mine")),
            changed,
        )
    _settle_threads(connection, account_id)


def _threads_of_the_nameless(
    connection: sa.Connection, account_id: int, by_id: dict[int, Party]
) -> list[Thread]:
    """Only a party with no name needs its thread to say who it is."""
    who, p, v = schema.participants.c, schema.parties.c, schema.conversations.c
    nameless = (
        sa.select(who.conversation_id)
        .join(schema.parties, p.id == who.party_id)
        .where(p.account_id == account_id, p.name == "", p.handle == "", p.urn == "")
    )
    found = connection.execute(
        sa.select(v.id, v.widest, who.party_id)
        .join(schema.conversations, v.id == who.conversation_id)
        .where(v.id.in_(nameless))
    )
    members: dict[tuple[int, int], set[Party]] = defaultdict(set)
    for thread, widest, party in found:
        members[thread, widest].add(by_id[party])
    return [Thread(frozenset(who), widest) for (_, widest), who in members.items()]


def _contacts(connection: sa.Connection, account_id: int, keys: dict[Party, str]) -> dict[str, int]:
    """The row of each contact's key, with the name to show it by."""
    shown: dict[str, tuple[bool, str]] = {}
    for party, key in keys.items():
        if key != OWNER:
            # A name from a row with a date is the member's own; the least of them is the same
            # whatever was imported first.
            name = (not party.apart or not party.name, party.name)
            shown[key] = min(shown.get(key, name), name)
    c = schema.contacts.c
    insert_new(
        connection,
        schema.contacts,
        ("account_id", "key", "name"),
        [(account_id, key, name) for key, (_, name) in shown.items()],
    )
    rows = connection.execute(
        sa.select(c.key, c.id, c.name).where(c.account_id == account_id)
    ).all()
    renamed = [
        {"contact": id_, "now": shown[key][1]}
        for key, id_, name in rows
        if key in shown and shown[key][1] != name
    ]
    if renamed:
        connection.execute(
            schema.contacts.update()
            .where(c.id == sa.bindparam("contact"))
            .values(name=sa.bindparam("now")),
            renamed,
        )
    return {key: id_ for key, id_, _ in rows}


def _settle_threads(connection: sa.Connection, account_id: int) -> None:
    """A thread of two belongs to its contact; a wider one to nobody."""
    who, p, v = schema.participants.c, schema.parties.c, schema.conversations.c
    others = sa.func.count(sa.distinct(p.contact_id))
    only = (
        sa.select(sa.case((others == 1, sa.func.min(p.contact_id))))
        .select_from(schema.participants.join(schema.parties, p.id == who.party_id))
        .where(who.conversation_id == v.id, p.contact_id.is_not(None))
        .correlate(schema.conversations)
        .scalar_subquery()
    )
    connection.execute(
        schema.conversations.update()
        .where(v.account_id == account_id)
        .values(contact_id=sa.case((v.widest <= 2, only)))
    )
