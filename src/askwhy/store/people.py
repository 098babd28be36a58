"""Who is who, written down: contacts are derived from parties, anew after each import."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.facts import Party
from askwhy.identity import OWNER, Thread, resolve
from askwhy.store import record as kept
from askwhy.store import schema
from askwhy.store.bulk import insert_numbered, update_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

SOME = 500
"""How many contacts one statement names."""


def settle_identities(
    connection: sa.Connection, account_id: int, ids: dict[Party, int] | None = None
) -> None:
    """Point each party at its contact, and each thread of two at the contact in it.

    `ids` are the rows of all the account's parties, if they are known; they are read otherwise.
    """
    owners = kept.owners(connection, account_id)
    ids = _ids(connection, account_id) if ids is None else ids
    threads = _threads_of_the_nameless(connection, account_id)
    keys = resolve(ids, threads, owners, _senders_of_one(connection, account_id, owners))
    contacts = _contacts(connection, account_id, keys)
    before = _resolved(connection, account_id)
    nobody = (None, False)
    changed: list[tuple[int | None, bool, int]] = []
    left: set[int] = set()
    for party, id_ in ids.items():
        key = keys[party]
        now, then = (contacts.get(key), key == OWNER), before.get(id_, nobody)
        if now != then:
            changed.append((*now, id_))
            if then[0] is not None:
                left.add(then[0])
    del keys, contacts, before
    update_rows(connection, schema.parties, ("contact_id", "is_owner"), changed)
    _settle_threads(connection, account_id)
    _remove_nobodies(connection, sorted(left))


def _ids(connection: sa.Connection, account_id: int) -> dict[Party, int]:
    p = schema.parties.c
    found = connection.execute(
        sa.select(p.id, p.name, p.handle, p.urn, p.apart).where(p.account_id == account_id)
    )
    return {Party(*named): id_ for id_, *named in found}


def _resolved(connection: sa.Connection, account_id: int) -> dict[int, tuple[int | None, bool]]:
    """The contact of each party so far, and whether it is the owner; only where it is either."""
    p = schema.parties.c
    found = connection.execute(
        sa.select(p.id, p.contact_id, p.is_owner).where(
            p.account_id == account_id, p.contact_id.is_not(None) | p.is_owner.is_(True)
        )
    )
    return {id_: (contact, bool(is_owner)) for id_, contact, is_owner in found}


def _threads_of_the_nameless(connection: sa.Connection, account_id: int) -> list[Thread]:
    """Only a party with no name needs its thread to say who it is."""
    who, p, v = schema.participants.c, schema.parties.c, schema.conversations.c
    nameless = (
        sa.select(who.conversation_id)
        .join(schema.parties, p.id == who.party_id)
        .where(p.account_id == account_id, p.name == "", p.handle == "", p.urn == "")
    )
    found = connection.execute(
        sa.select(v.id, v.widest, p.name, p.handle, p.urn, p.apart)
        .join(schema.participants, v.id == who.conversation_id)
        .join(schema.parties, p.id == who.party_id)
        .where(v.id.in_(nameless))
    )
    members: dict[tuple[int, int], set[Party]] = defaultdict(set)
    for thread, widest, *named in found:
        members[thread, widest].add(Party(*named))
    return [Thread(frozenset(who), widest) for (_, widest), who in members.items()]


def _senders_of_one(
    connection: sa.Connection, account_id: int, owners: Collection[Party]
) -> list[tuple[Party, Party]]:
    """Who was named, under two handles, as the sender of one message of a thread of two."""
    who, v = schema.participants.c, schema.conversations.c
    there, first, second = (schema.parties.alias(name) for name in ("there", "first", "second"))
    one, other = schema.messages.alias("one"), schema.messages.alias("other")
    mine = ["", *{owner.handle for owner in owners}]
    several = (
        sa.select(who.conversation_id)
        .join(schema.conversations, v.id == who.conversation_id)
        .join(there, there.c.id == who.party_id)
        .where(v.account_id == account_id, v.widest <= 2, there.c.handle.not_in(mine))
        .group_by(who.conversation_id)
        .having(sa.func.count(sa.distinct(there.c.handle)) > 1)
    )
    found = connection.execute(
        sa.select(
            first.c.name, first.c.handle, first.c.urn, first.c.apart,
            second.c.name, second.c.handle, second.c.urn, second.c.apart,
        )
        .distinct()
        .select_from(one)
        .join(
            other,
            (one.c.conversation_id == other.c.conversation_id)
            & (one.c.sent_at == other.c.sent_at)
            & (one.c.text == other.c.text),
        )
        .join(first, first.c.id == one.c.sender_id)
        .join(second, second.c.id == other.c.sender_id)
        .where(
            one.c.conversation_id.in_(several),
            first.c.handle < second.c.handle,
            first.c.handle.not_in(mine),
            second.c.handle.not_in(mine),
        )
    )  # fmt: skip
    return [(Party(*row[:4]), Party(*row[4:])) for row in found]


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
    rows = connection.execute(sa.select(c.key, c.id, c.name).where(c.account_id == account_id))
    found, renamed = {}, []
    for key, id_, name in rows:
        found[key] = id_
        if key in shown and shown[key][1] != name:
            renamed.append((shown[key][1], id_))
    update_rows(connection, schema.contacts, ("name",), renamed)
    fresh = sorted(key for key in shown if key not in found)
    named = [(account_id, key, shown[key][1]) for key in fresh]
    ids = insert_numbered(connection, schema.contacts, ("account_id", "key", "name"), named)
    return found | dict(zip(fresh, ids, strict=True))


def _remove_nobodies(connection: sa.Connection, contact_ids: Sequence[int]) -> None:
    """Of contacts that parties left, remove those that nobody is any more.

    One that a study allocated or was to write to stays, for the study's rows to point at.
    """
    c = schema.contacts.c
    pointing = (schema.parties, schema.allocations, schema.deliveries)
    is_nobody = [~sa.exists().where(table.c.contact_id == c.id) for table in pointing]
    for start in range(0, len(contact_ids), SOME):
        some = contact_ids[start : start + SOME]
        query = sa.select(c.id).where(c.id.in_(some), *is_nobody)
        gone = list(connection.execute(query).scalars())
        watches = schema.watches
        connection.execute(watches.delete().where(watches.c.contact_id.in_(gone)))
        connection.execute(schema.contacts.delete().where(c.id.in_(gone)))


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
