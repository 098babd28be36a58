"""What the owner says about people, outside of any queue: notes, marks, stops, links, favours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.app.coding import suspecting
from askwhy.app.people.cautions import signs_of, theirs
from askwhy.errors import Refused
from askwhy.facts import Favour, FavourState, Linked, Marked, Party, Stopped
from askwhy.store import deeds, reading, schema, studying
from askwhy.store.watching import wake

if TYPE_CHECKING:
    from datetime import date, datetime

    from askwhy.store.studying import Someone

UNNAMED = "other"
"""The kind of a scam that looks like none of the others."""
NUMBERS = 12
"""How many people of one name are listed."""


class NobodyFound(Refused):
    """The words name nobody."""

    remedy = "Give the profile's short name (the end of its address) or the full name."


def find(connection: sa.Connection, words: str) -> Someone:
    """The one contact that the words name: a profile's address or short name, or a full name."""
    wanted = words.strip().rstrip("/").rpartition("/in/")[2] or words
    ids = studying.find_contacts(connection, wanted)
    people = studying.people(connection, ids)
    if not people:
        raise NobodyFound(f"Nobody here is called “{words}”.")
    if len(people) > 1:
        keys = ", ".join(who.key.partition(":")[2] for who in list(people.values())[:NUMBERS])
        raise Refused(f"Several people are called “{words}”: {keys}. Give one of these.")
    return next(iter(people.values()))


def party_of(connection: sa.Connection, who: Someone) -> Party:
    """A party by which some source names the contact."""
    p = schema.parties.c
    row = connection.execute(
        sa.select(p.name, p.handle, p.urn, p.apart).where(p.id == who.party_id)
    ).one()
    return Party(*row)


def note(
    connection: sa.Connection, who: Someone, question: str, answer: str, now: datetime
) -> None:
    """Write down the owner's answer to a question of the sheet."""
    deeds.note_answer(connection, who.party_id, question, answer, now)
    wake(connection, [who.id])


def stop(
    connection: sa.Connection, who: Someone, because: str, now: datetime, *, lifted: bool = False
) -> None:
    """Nobody writes to this person any more; or the owner lifts it."""
    fact = Stopped(party_of(connection, who), because, now, lifted)
    deeds.note(connection, who.account_id, [fact])


def mark(
    connection: sa.Connection, who: Someone, what: str, now: datetime, *, lifted: bool = False
) -> bool:
    """Mark somebody, as a scam for instance: whoever is marked is not asked.

    Return whether that was not written down before.
    """
    fact = Marked(party_of(connection, who), what, now, lifted)
    return bool(deeds.note(connection, who.account_id, [fact]))


def confirm_scam(connection: sa.Connection, who: Someone, kind: str, now: datetime) -> bool:
    """The owner's word that somebody is a scam of a kind: they are never asked, and no answer.

    Return whether that was not written down before.
    """
    is_new = mark(connection, who, "scam", now)
    note(connection, who, "scam", kind, now)
    return is_new


def clear_of_scam(connection: sa.Connection, who: Someone, now: datetime) -> None:
    """The owner's word that it was no scam after all."""
    mark(connection, who, "scam", now, lifted=True)
    note(connection, who, "scam", "none", now)


def kind_of_scam(connection: sa.Connection, who: Someone) -> str:
    """Which kind of scam somebody's texts look like, by what was coded, else by the rule."""
    raised = suspecting.suspicions(connection, who.account_id, [who.id])
    if raised:
        return raised[0].kind
    found = reading.histories(connection, who.account_id, [who.id])
    signs = signs_of(theirs(next(found, None)))
    return signs[0][0] if signs else UNNAMED


def link(
    connection: sa.Connection, one: Someone, other: Someone, now: datetime, *, lifted: bool = False
) -> None:
    """Say that two contacts are one person, who is asked once; or that they are not."""
    if one.id == other.id:
        raise Refused("That is one contact already.")
    fact = Linked(
        one.account, party_of(connection, one), other.account, party_of(connection, other), now,
        lifted,
    )  # fmt: skip
    studying.link(connection, one.account_id, other.account_id, fact)


def favour(
    connection: sa.Connection,
    who: Someone,
    what: str,
    state: FavourState,
    due: date | None,
    now: datetime,
) -> None:
    """What somebody asked for, and what became of it."""
    if not what.strip():
        raise Refused("Say in a few words what they asked for.")
    fact = Favour(party_of(connection, who), what.strip(), state, due, now)
    deeds.note(connection, who.account_id, [fact])


def favours(connection: sa.Connection) -> list[tuple[Someone, Favour]]:
    """Every favour with its latest state, open ones first, then by due date."""
    p, d = schema.parties.c, schema.deeds.c
    contacts = connection.execute(
        sa.select(p.contact_id)
        .join(schema.deeds, d.party_id == p.id)
        .where(d.kind == "Favour", p.contact_id.is_not(None))
        .distinct()
    ).scalars()
    ids = sorted(contacts)
    people = studying.people(connection, ids)
    found = []
    for contact, facts in deeds.facts_of(connection, ids).items():
        latest: dict[str, Favour] = {}
        for fact in facts:
            if isinstance(fact, Favour):
                before = latest.get(fact.what)
                if before is None or fact.noted_at >= before.noted_at:
                    latest[fact.what] = fact
        found += [(people[contact], fact) for fact in latest.values()]
    return sorted(
        found,
        key=lambda one: (
            one[1].state is not FavourState.OPEN,
            one[1].due is None,
            str(one[1].due),
            one[0].name,
            one[1].what,
        ),
    )
