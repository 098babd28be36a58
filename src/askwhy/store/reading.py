"""Facts come out: one contact's history after another, in flat memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.facts import (
    Connection,
    Coverage,
    Direction,
    Party,
    ProfileEntry,
    Record,
    Request,
    Shown,
    Span,
)
from askwhy.history import History, Said, in_order, one_request
from askwhy.store import schema
from askwhy.store.registers import NAMELESS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Row = tuple[int, int, int, str, int, int, str]


def histories(
    connection: sa.Connection, account_id: int, contact_ids: Sequence[int] | None = None
) -> Iterator[History]:
    """Every contact of the account with all that is known; only some, if their rows are named.

    Contacts of whom nothing is known but a name are left out.
    """
    return (history for _, history in identified(connection, account_id, contact_ids))


def identified(
    connection: sa.Connection,
    account_id: int,
    contact_ids: Sequence[int] | None = None,
    *,
    wordless: bool = True,
) -> Iterator[tuple[int, History]]:
    """The same, with each contact's row; without the `wordless`, if so asked."""
    c, p, v = schema.contacts.c, schema.parties.c, schema.conversations.c
    which = c.account_id == account_id
    threads = v.account_id == account_id
    # Asked of their own table, all of them come in its order and not, slowly, party by party.
    # What is noted of parties is little, too: a sum keeps the index of parties out of it.
    parties = p.account_id + 0 == account_id
    asking = schema.requests.c.account_id == account_id
    connecting = schema.connections.c.account_id == account_id
    if contact_ids is not None:
        which = which & c.id.in_(contact_ids)
        parties = asking = connecting = p.contact_id.in_(contact_ids)
        threads = v.contact_id.in_(contact_ids)
    if not wordless:
        which = which & c.id.in_(_spoken(account_id))
        connecting = connecting & p.contact_id.in_(_spoken(account_id))
    contacts = connection.execute(sa.select(c.id, c.key, c.name).where(which).order_by(c.id)).all()
    requests = _requests(connection, asking)
    connections = _connections(connection, connecting)
    entries = _entries(connection, parties)
    profiles = _profiles(connection, parties)
    said = _said(connection, account_id, threads)
    upcoming = next(said, None)
    for id_, key, name in contacts:
        words: tuple[Said, ...] = ()
        if upcoming is not None and upcoming[0] == id_:
            words = upcoming[1]
            upcoming = next(said, None)
        asked, connected = requests.get(id_), connections.get(id_)
        history = History(
            contact=key,
            name=name,
            requests=one_request(asked) if asked else (),
            connections=tuple(sorted(connected, key=_since)) if connected else (),
            said=words,
            entries=entries.get(id_, ()),
            profile=profiles.get(id_, ()),
        )
        if history.requests or history.connections or history.said:
            yield id_, history
    assert upcoming is None, "every thread belongs to a contact"


_since = attrgetter("since")


def hidden_connections(connection: sa.Connection, account_id: int) -> int:
    """How many connections hide who they are."""
    c = schema.connections.c
    return connection.execute(
        sa.select(sa.func.count()).where(c.account_id == account_id, c.party_id.is_(None))
    ).scalar_one()


def wordless(connection: sa.Connection, account_id: int) -> int:
    """How many contacts are connected, and neither a thread nor a request with them is known."""
    k, p = schema.connections.c, schema.parties.c
    return connection.execute(
        sa.select(sa.func.count(p.contact_id.distinct()))
        .select_from(schema.connections.join(schema.parties, p.id == k.party_id))
        .where(k.account_id == account_id, p.contact_id.not_in(_spoken(account_id)))
    ).scalar_one()


def _spoken(account_id: int) -> sa.CompoundSelect[int]:
    """The contacts with whom there is a thread or a request."""
    v, r, p = schema.conversations.c, schema.requests.c, schema.parties.c
    threads = sa.select(v.contact_id).where(v.account_id == account_id, v.contact_id.is_not(None))
    requests = (
        sa.select(p.contact_id)
        .join(schema.requests, p.id == r.party_id)
        .where(r.account_id == account_id, p.contact_id.is_not(None))
    )
    return sa.union_all(threads, requests)


def coverage(connection: sa.Connection, account_id: int) -> list[Coverage]:
    """What stretches the account's sources cover, in time order."""
    c = schema.coverage.c
    rows = connection.execute(
        sa.select(c.record, c.since, c.until)
        .where(c.account_id == account_id)
        .order_by(c.since, c.until, c.record)
    )
    return [Coverage(Record(record), _at(since), _at(until)) for record, since, until in rows]


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@lru_cache(maxsize=1 << 13)
def _span(earliest: int, latest: int) -> Span:
    """Connections are known to the day, so many share theirs."""
    return Span(_at(earliest), _at(latest))


def _requests(connection: sa.Connection, which: sa.ColumnElement[bool]) -> dict[int, list[Request]]:
    r, p = schema.requests.c, schema.parties.c
    rows = connection.execute(
        sa.select(
            p.contact_id, r.direction, p.name, p.handle, p.urn, p.apart, r.sent_earliest,
            r.sent_latest, r.note,
        )
        .join(schema.parties, p.id == r.party_id)
        .where(which, p.contact_id.is_not(None))
    )  # fmt: skip
    found: dict[int, list[Request]] = defaultdict(list)
    for contact, direction, name, handle, urn, apart, earliest, latest, note in rows:
        sent = _span(earliest, latest)
        request = Request(Direction(direction), Party(name, handle, urn, apart), sent, note)
        found[contact].append(request)
    return found


def _connections(
    connection: sa.Connection, which: sa.ColumnElement[bool]
) -> dict[int, list[Connection]]:
    k, p = schema.connections.c, schema.parties.c
    rows = connection.execute(
        sa.select(
            p.contact_id, p.name, p.handle, p.urn, p.apart, k.since_earliest, k.since_latest,
            k.company, k.position,
        )
        .join(schema.parties, p.id == k.party_id)
        .where(which, p.contact_id.is_not(None))
    )  # fmt: skip
    found: dict[int, list[Connection]] = defaultdict(list)
    for contact, name, handle, urn, apart, earliest, latest, company, position in rows:
        since = _span(earliest, latest)
        party = Party(name, handle, urn, apart)
        found[contact].append(Connection(party, since, company, position))
    return found


def _entries(
    connection: sa.Connection, which: sa.ColumnElement[bool]
) -> dict[int, tuple[tuple[str, str], ...]]:
    """Of several answers to one question the latest stands, of equally late ones the greater."""
    e, p = schema.entries.c, schema.parties.c
    rows = connection.execute(
        sa.select(p.contact_id, e.question, e.answer)
        .join(schema.parties, p.id == e.party_id)
        .where(which, p.contact_id.is_not(None))
        .order_by(e.noted_at, e.answer)
    )
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for contact, question, answer in rows:
        found[contact][question] = answer
    return {contact: tuple(sorted(answers.items())) for contact, answers in found.items()}


def _profiles(
    connection: sa.Connection, which: sa.ColumnElement[bool]
) -> dict[int, tuple[ProfileEntry, ...]]:
    """What networks show of each contact; of each kind the latest stands."""
    e, p = schema.profile_entries.c, schema.parties.c
    rows = connection.execute(
        sa.select(
            p.contact_id, p.name, p.handle, p.urn, p.apart, e.shown, e.value, e.source, e.seen_at
        )
        .join(schema.parties, p.id == e.party_id)
        .where(which, p.contact_id.is_not(None))
        .order_by(e.seen_at, e.id)
    )
    found: dict[int, dict[Shown, ProfileEntry]] = defaultdict(dict)
    for contact, name, handle, urn, apart, shown, value, source, seen_at in rows:
        party, kind = Party(name, handle, urn, apart), Shown(shown)
        found[contact][kind] = ProfileEntry(party, kind, value, source, _at(seen_at))
    return {contact: tuple(kinds[one] for one in sorted(kinds)) for contact, kinds in found.items()}


def _said(
    connection: sa.Connection, account_id: int, which: sa.ColumnElement[bool]
) -> Iterator[tuple[int, tuple[Said, ...]]]:
    """The words of each contact's threads of two, contact after contact."""
    m, v = schema.messages.c, schema.conversations.c
    p = schema.parties.c
    owners = set(
        connection.execute(
            sa.select(p.id).where(p.account_id == account_id, p.is_owner.is_(True))
        ).scalars()
    )
    rows = connection.execute(
        sa.select(v.contact_id, m.sender_id, m.sent_at, v.key, m.precision, m.text)
        .join(schema.messages, m.conversation_id == v.id)
        .where(which, v.contact_id.is_not(None))
        .order_by(v.contact_id, v.id),
        execution_options={"yield_per": 5_000},
    )
    for contact, words in groupby(rows, key=itemgetter(0)):
        yield contact, in_order(_once(list(words), owners))


def _once(rows: Sequence[sa.Row[int, int, int, str, int, str]], owners: set[int]) -> list[Said]:
    """One message for each that was sent, where several exports told it.

    An older one may have named its sender otherwise, or folded its line breaks. Texts that are
    equal but for white space, of one thread, side and second, are as many messages as the one
    telling that has most of them; the telling with most line breaks is kept.
    """
    single = {
        (sender in owners, at, thread, precision): text
        for _, sender, at, thread, precision, text in rows
    }
    if len(single) == len(rows):
        return [
            Said(_at(at), by_owner, text, "" if thread.startswith(NAMELESS) else thread, precision)
            for (by_owner, at, thread, precision), text in single.items()
        ]
    told: dict[tuple[bool, int, str, int], Counter[tuple[int, str]]] = defaultdict(Counter)
    for _, sender, at, thread, precision, text in rows:
        told[sender in owners, at, thread, precision][sender, text] += 1
    return [
        Said(_at(at), by_owner, text, "" if thread.startswith(NAMELESS) else thread, precision)
        for (by_owner, at, thread, precision), tellings in told.items()
        for text, count in _distinct(tellings)
        for _ in range(count)
    ]


def _distinct(tellings: Counter[tuple[int, str]]) -> list[tuple[str, int]]:
    """The texts of one second, and how many messages each of them is."""
    if len(tellings) == 1:
        ((_, text), count), *_ = tellings.items()
        return [(text, count)]
    same: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for (_, text), count in tellings.items():
        same[" ".join(text.split())].append((count, text))
    return [
        (
            max((text for _, text in found), key=lambda text: (text.count("\n"), text)),
            max(count for count, _ in found),
        )
        for found in same.values()
    ]
