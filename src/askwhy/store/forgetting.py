"""A person removed from everywhere, and kept from coming back.

What remains is what a study's arithmetic needs, without a word or a name: that some place of a
stratum was taken, and that something was sent. The person's marks stay as salted hashes.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.facts import Party
from askwhy.identity import fold_name
from askwhy.store import coding, schema

if TYPE_CHECKING:
    from collections.abc import Iterator


class Forgotten:
    """Whom an account's owner had removed."""

    def __init__(self, connection: sa.Connection, account_id: int) -> None:
        f = schema.forgotten.c
        rows = connection.execute(sa.select(f.mark, f.salt).where(f.account_id == account_id))
        self._marks = {mark: salt for mark, salt in rows}  # noqa: C416 (rows are no pairs)
        self._salts = set(self._marks.values())

    def holds(self, party: Party) -> bool:
        """Whether the party is one of them, by handle, identifier, or a bare name."""
        return bool(self._salts) and any(
            _hashed(salt, mark) in self._marks for salt in self._salts for mark in _marks(party)
        )


def forget(connection: sa.Connection, account_id: int, contact_id: int) -> None:
    """Remove a contact and everything they are named in or wrote."""
    p = schema.parties.c
    rows = connection.execute(
        sa.select(p.id, p.name, p.handle, p.urn, p.apart).where(p.contact_id == contact_id)
    ).all()
    ids = [row[0] for row in rows]
    _remember(connection, account_id, [Party(*row[1:]) for row in rows])
    coding.forget_texts(connection, ids)
    _forget_words(connection, contact_id, ids)
    for table in (
        schema.requests,
        schema.connections,
        schema.entries,
        schema.profile_entries,
        schema.deeds,
    ):
        connection.execute(table.delete().where(table.c.party_id.in_(ids)))
    k = schema.links.c
    connection.execute(schema.links.delete().where(k.party_id.in_(ids) | k.other_id.in_(ids)))
    _forget_deliveries(connection, ids)
    _keep_nobody(connection, contact_id, ids)


def _forget_words(connection: sa.Connection, contact_id: int, party_ids: list[int]) -> None:
    """Threads of two go whole; of wider ones their messages and their place in them."""
    v, m, who = schema.conversations.c, schema.messages.c, schema.participants.c
    threads = list(connection.execute(sa.select(v.id).where(v.contact_id == contact_id)).scalars())
    gone = m.conversation_id.in_(threads) | m.sender_id.in_(party_ids)
    keys = connection.execute(sa.select(m.key).where(gone)).scalars()
    coding.drop_texts(connection, [f"m{key}" for key in keys])
    connection.execute(schema.messages.delete().where(gone))
    places = who.conversation_id.in_(threads) | who.party_id.in_(party_ids)
    connection.execute(schema.participants.delete().where(places))
    connection.execute(schema.conversations.delete().where(v.id.in_(threads)))


def _forget_deliveries(connection: sa.Connection, party_ids: list[int]) -> None:
    """What may have left stays without a word; what never left goes whole."""
    d, m = schema.deliveries.c, schema.moves.c
    theirs = d.party_id.in_(party_ids)
    is_unsent = d.state.in_(("drafted", "approved", "dropped")) & (d.may_have_left == 0)
    unsent = list(connection.execute(sa.select(d.id).where(theirs, is_unsent)).scalars())
    connection.execute(schema.moves.delete().where(m.delivery_id.in_(unsent)))
    connection.execute(schema.deliveries.delete().where(d.id.in_(unsent)))
    left = sa.select(d.id).where(theirs)
    connection.execute(schema.moves.update().where(m.delivery_id.in_(left)).values(note=""))
    connection.execute(
        schema.deliveries.update().where(theirs).values(reason="", wording="", text="")
    )


def _keep_nobody(connection: sa.Connection, contact_id: int, party_ids: list[int]) -> None:
    """One party and the contacts stay as nobody, for the study's rows to point at.

    The contacts are several where two turned out to be one after a study had met both.
    """
    kept, *others = sorted(party_ids)
    contacts = {contact_id}
    for table in (schema.allocations, schema.deliveries):
        theirs = table.c.party_id.in_(party_ids)
        contacts.update(connection.execute(sa.select(table.c.contact_id).where(theirs)).scalars())
        connection.execute(table.update().where(theirs).values(party_id=kept))
    p, c, w = schema.parties.c, schema.contacts.c, schema.watches.c
    connection.execute(schema.watches.delete().where(w.contact_id.in_(contacts)))
    connection.execute(schema.parties.delete().where(p.id.in_(others)))
    nobody = f"forgotten {secrets.token_hex(8)}"
    connection.execute(
        schema.parties.update().where(p.id == kept).values(name="", handle="", urn="", apart=nobody)
    )
    for one in sorted(contacts):
        key = f"unknown:{nobody}" if one == contact_id else f"unknown:{nobody}, once {one}"
        connection.execute(schema.contacts.update().where(c.id == one).values(key=key, name=""))


def _remember(connection: sa.Connection, account_id: int, parties: list[Party]) -> None:
    salt = secrets.token_hex(16)
    marks = {_hashed(salt, mark) for party in parties for mark in _marks(party)}
    if marks:
        connection.execute(
            schema.forgotten.insert(),
            [{"account_id": account_id, "mark": mark, "salt": salt} for mark in sorted(marks)],
        )


def _marks(party: Party) -> Iterator[str]:
    """By what a party can be known again; a name only where there is nothing stronger."""
    if party.handle:
        yield f"handle:{party.handle}"
    if party.urn:
        yield f"urn:{party.urn}"
    if not party.handle and not party.urn and fold_name(party.name):
        yield f"name:{fold_name(party.name)}"


def _hashed(salt: str, mark: str) -> str:
    return sha256(f"{salt}\x1f{mark}".encode()).hexdigest()
