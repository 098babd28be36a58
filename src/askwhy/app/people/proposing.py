"""Favours as machines find them in texts; a person ticks those that are meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.app.coding import coded
from askwhy.app.coding.shelf import gather
from askwhy.app.people import deciding
from askwhy.coding.codebook_file import shipped
from askwhy.coding.resolver import Standing, resolve
from askwhy.errors import Refused
from askwhy.facts import Favour, FavourState
from askwhy.store import coding_tables as tables
from askwhy.store import deeds, schema, studying

if TYPE_CHECKING:
    from datetime import datetime

    from askwhy.coding.codings import Coding, Text
    from askwhy.store.studying import Someone

ASKED = '["asked"]'
"""How the value is written that says that something is asked for."""
BY_PERSONS = frozenset({Standing.PERSON, Standing.ADJUDICATED})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A sentence in which somebody seems to ask for something; `sure` is a probability."""

    who: Someone
    sentence: str
    item: str
    sure: float


def proposals(connection: sa.Connection) -> list[Proposal]:
    """Every such sentence that is no favour yet, the latest first. A person's “none” ends one."""
    t, c, p = tables.texts.c, tables.codings.c, schema.parties.c
    asking = sa.select(c.text_id).where(c.code == "favour", c.said == ASKED)
    rows = connection.execute(
        sa.select(p.account_id, p.contact_id)
        .join(tables.texts, t.party_id == p.id)
        .where(t.id.in_(asking), p.contact_id.is_not(None))
        .distinct()
    ).all()
    found: list[tuple[int, Proposal]] = []
    for account in sorted({row[0] for row in rows}):
        found += _of_account(
            connection, account, sorted(row[1] for row in rows if row[0] == account)
        )
    found.sort(key=lambda one: (-one[0], one[1].item))
    latest: dict[tuple[int, str], Proposal] = {}
    for _, one in found:
        latest.setdefault((one.who.id, one.sentence), one)
    return list(latest.values())


def take(connection: sa.Connection, numbers: tuple[int, ...], now: datetime) -> list[Proposal]:
    """Make the proposals of these numbers (from 1) open favours."""
    found = proposals(connection)
    wrong = [number for number in numbers if not 1 <= number <= len(found)]
    if wrong:
        raise Refused(f"There is no proposal number {wrong[0]}. List them to see the numbers.")
    taken = [found[number - 1] for number in numbers]
    for one in taken:
        deciding.favour(connection, one.who, one.sentence, FavourState.OPEN, None, now)
    return taken


def _of_account(
    connection: sa.Connection, account_id: int, contacts: list[int]
) -> list[tuple[int, Proposal]]:
    shelf = gather(connection, account_id, contacts)
    people = studying.people(connection, contacts)
    there = {
        (contact, fact.what)
        for contact, facts in deeds.facts_of(connection, contacts).items()
        for fact in facts
        if isinstance(fact, Favour)
    }
    found = []
    for item, codings in coded.codings_of(connection, shelf.texts, ["favour"]).items():
        here = shelf.written[item]
        for sentence, sure in _asking(shelf.texts[item], codings):
            if (here.contact_id, sentence) not in there:
                one = Proposal(people[here.contact_id], sentence, item, sure)
                found.append((here.at, one))
    return found


def _asking(text: Text, codings: list[Coding]) -> list[tuple[str, float]]:
    """The surest asking sentence of a text, unless a person said that nothing is asked for."""
    resolved = resolve(shipped()["favour"], codings)
    if resolved.standing in BY_PERSONS and resolved.values != ("asked",):
        return []
    machines = [one for one in codings if one.values == ("asked",) and one.reasons]
    best = max(machines, key=lambda one: one.probability, default=None)
    if best is None:
        return []
    is_proposed = resolved.proposal is not None and resolved.proposal.values == ("asked",)
    if resolved.standing not in BY_PERSONS and not is_proposed:
        return []
    sentence = " ".join(best.reasons[0].evidence(text.whole).split())
    return [(sentence, best.probability)] if sentence else []
