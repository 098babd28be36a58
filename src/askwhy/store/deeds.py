"""What was done and decided about contacts: typed facts as rows, and back."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import sqlalchemy as sa

from askwhy.facts import Allocated, Party, StudyFact
from askwhy.store import schema
from askwhy.store.bulk import insert_new
from askwhy.store.keys import content_key
from askwhy.store.registers import identifier
from askwhy.store.watching import wake

if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS = {kind.__name__: kind for kind in get_args(StudyFact) if kind is not Allocated}
_HINTS = {name: get_type_hints(kind) for name, kind in KINDS.items()}


def note(connection: sa.Connection, account_id: int, facts: Sequence[StudyFact]) -> int:
    """Write facts down, each once, and wake their contacts; return how many were new.

    Allocations have a table of their own: `studying.reserve` writes them.
    """
    rows = []
    for fact in facts:
        assert not isinstance(fact, Allocated), "an allocation is reserved, not noted"
        told = _written(fact)
        kind = type(fact).__name__
        key = content_key("deed", account_id, kind, identifier(fact.party), told)
        rows.append((key, party_row(connection, account_id, fact.party), kind, told))
    new = insert_new(connection, schema.deeds, ("key", "party_id", "kind", "told"), rows)
    p = schema.parties.c
    touched = sa.select(p.contact_id).where(p.id.in_([row[1] for row in rows]))
    wake(connection, connection.execute(touched).scalars())
    return new


def note_answer(
    connection: sa.Connection, party_id: int, question: str, answer: str, at: datetime
) -> None:
    """Write down the owner's answer to a question about somebody, once."""
    columns = ("party_id", "question", "answer", "noted_at")
    row = (party_id, question, answer, int(at.timestamp()))
    insert_new(connection, schema.entries, columns, [row])


def party_row(connection: sa.Connection, account_id: int, party: Party) -> int:
    """The row of a party that some source named before."""
    p = schema.parties.c
    found: int = connection.execute(
        sa.select(p.id).where(
            p.account_id == account_id,
            p.name == party.name,
            p.handle == party.handle,
            p.urn == party.urn,
            p.apart == party.apart,
        )
    ).scalar_one()
    return found


def facts_of(
    connection: sa.Connection, contact_ids: Sequence[int]
) -> dict[int, tuple[StudyFact, ...]]:
    """Everything done and decided about some contacts, allocations included."""
    p, d = schema.parties.c, schema.deeds.c
    found: dict[int, list[StudyFact]] = {id_: [] for id_ in contact_ids}
    deeds = connection.execute(
        sa.select(p.contact_id, d.kind, d.told, p.name, p.handle, p.urn, p.apart)
        .join(schema.parties, p.id == d.party_id)
        .where(p.contact_id.in_(contact_ids))
        .order_by(d.id)
    )
    for contact, kind, told, *named in deeds:
        found[contact].append(_read(kind, told, Party(*named)))
    a, s = schema.allocations.c, schema.studies.c
    allocations = connection.execute(
        sa.select(
            p.contact_id, p.name, p.handle, p.urn, p.apart, s.digest, a.arm, a.stratum, a.place,
            a.probability, a.allocated_at,
        )
        .join(schema.parties, p.id == a.party_id)
        .join(schema.studies, s.id == a.study_id)
        .where(p.contact_id.in_(contact_ids))
        .order_by(a.id)
    )  # fmt: skip
    for (
        contact,
        name,
        handle,
        urn,
        apart,
        study,
        arm,
        stratum,
        place,
        probability,
        at,
    ) in allocations:
        party = Party(name, handle, urn, apart)
        when = datetime.fromtimestamp(at, UTC)
        found[contact].append(Allocated(party, study, arm, stratum, place, probability, when))
    return {contact: tuple(facts) for contact, facts in found.items()}


def _written(fact: StudyFact) -> str:
    """A fact without its party, as JSON with one spelling."""
    told = {each.name: _plain(getattr(fact, each.name)) for each in fields(fact)}
    del told["party"]
    return json.dumps(told, sort_keys=True, ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return int(value.timestamp())
    return value.isoformat() if isinstance(value, date) else value


def _read(kind: str, told: str, party: Party) -> StudyFact:
    values = {name: _typed(value, _HINTS[kind][name]) for name, value in json.loads(told).items()}
    fact: StudyFact = KINDS[kind](party=party, **values)
    return fact


def _typed(value: Any, hint: Any) -> object:  # noqa: ANN401 (as JSON has it)
    if hint is datetime:
        return datetime.fromtimestamp(value, UTC)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(value)
    if date in get_args(hint) and value is not None:
        return date.fromisoformat(value)
    return value
