"""Codings and the draws of the audit, written down and read; how they come and go with people."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from askwhy.store import coding_tables as tables
from askwhy.store.bulk import insert_new

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SOME = 500
"""How many texts one query names."""


class Evidence(NamedTuple):
    """Why a coding was given: a name, and the place in the text; 0 and 0 where there is none."""

    name: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """One coding as the record holds it; `coded_at` is in seconds since 1970."""

    item: str
    code: str
    values: tuple[str, ...]
    coder: str
    origin: str
    version: str
    codebook: str
    probability: float
    soft: tuple[tuple[str, float], ...]
    reasons: tuple[Evidence, ...]
    stream: str | None
    inclusion: float | None
    is_blind: bool
    is_adjudicated: bool
    coded_at: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """One draw of a text for a reviewer under a code, as the record holds it."""

    item: str
    code: str
    reviewer: str
    stream: str
    inclusion: float | None
    is_shown: bool


def name_texts(connection: sa.Connection, authors: Mapping[str, int]) -> None:
    """Give rows to texts that have none. `authors` are their writers' parties, by item."""
    rows = list(authors.items())
    insert_new(connection, tables.texts, ("item", "party_id"), rows)


def add(connection: sa.Connection, codings: Sequence[Kept]) -> None:
    """Append codings of texts that were named."""
    texts = _texts(connection, {one.item for one in codings})
    coders = _coders(connection, codings)
    rows = [
        (
            texts[one.item],
            coders[one.coder, one.version, one.codebook],
            one.code,
            _told(one.values),
            one.probability,
            _told(one.soft),
            _told(one.reasons),
            one.stream,
            one.inclusion,
            one.is_blind,
            one.is_adjudicated,
            one.coded_at,
        )
        for one in codings
    ]
    columns = (
        "text_id", "coder_id", "code", "said", "probability", "soft", "reasons", "stream",
        "inclusion", "is_blind", "is_adjudicated", "coded_at",
    )  # fmt: skip
    insert_new(connection, tables.codings, columns, rows)


def is_any(connection: sa.Connection) -> bool:
    """Whether anything was ever coded."""
    return connection.execute(sa.select(tables.codings.c.id).limit(1)).first() is not None


def codings_of(
    connection: sa.Connection, items: Iterable[str], codes: Sequence[str] = ()
) -> dict[str, list[Kept]]:
    """All codings of some texts, oldest first; under some codes only, if they are named."""
    t, c, w = tables.texts.c, tables.codings.c, tables.coders.c
    found: dict[str, list[Kept]] = defaultdict(list)
    query = (
        sa.select(
            t.item, c.code, c.said, w.name, w.origin, w.version, w.codebook, c.probability,
            c.soft, c.reasons, c.stream, c.inclusion, c.is_blind, c.is_adjudicated, c.coded_at,
        )
        .join(tables.texts, t.id == c.text_id)
        .join(tables.coders, w.id == c.coder_id)
        .order_by(c.id)
    )  # fmt: skip
    if codes:
        query = query.where(c.code.in_(codes))
    for some in _parts(items):
        for row in connection.execute(query.where(t.item.in_(some))):
            found[row[0]].append(_kept(tuple(row)))
    return found


def done(connection: sa.Connection, items: Iterable[str]) -> set[tuple[str, str, str]]:
    """Which machines coded which of the texts: item, coder, version."""
    t, c, w = tables.texts.c, tables.codings.c, tables.coders.c
    query = (
        sa.select(t.item, w.name, w.version)
        .join(tables.codings, c.text_id == t.id)
        .join(tables.coders, w.id == c.coder_id)
        .where(w.origin != "person")
        .distinct()
    )
    return {
        (item, name, version)
        for some in _parts(items)
        for item, name, version in connection.execute(query.where(t.item.in_(some)))
    }


def draw(connection: sa.Connection, drawn: Sequence[Drawn], at: int) -> None:
    """Write draws down, each once; the texts were named."""
    texts = _texts(connection, {one.item for one in drawn})
    columns = ("text_id", "code", "reviewer", "stream", "inclusion", "is_shown", "drawn_at")
    rows = [
        (texts[one.item], one.code, one.reviewer, one.stream, one.inclusion, one.is_shown, at)
        for one in drawn
    ]
    insert_new(connection, tables.draws, columns, rows)


def draws(connection: sa.Connection, code: str) -> list[Drawn]:
    """Every draw under a code, oldest first."""
    t, d = tables.texts.c, tables.draws.c
    rows = connection.execute(
        sa.select(t.item, d.code, d.reviewer, d.stream, d.inclusion, d.is_shown)
        .join(tables.texts, t.id == d.text_id)
        .where(d.code == code)
        .order_by(d.id)
    )
    return [Drawn(*row[:5], bool(row[5])) for row in rows]


def forget_texts(connection: sa.Connection, party_ids: Sequence[int]) -> None:
    """Remove what was coded, drawn or sent to a model of texts by these parties.

    Vectors and fitted classifiers hold traces of all texts and are made anew, so all of them go.
    """
    t = tables.texts.c
    theirs = sa.select(t.id).where(t.party_id.in_(party_ids))
    for table in (tables.codings, tables.draws, tables.llm_calls):
        connection.execute(table.delete().where(table.c.text_id.in_(theirs)))
    connection.execute(tables.texts.delete().where(t.party_id.in_(party_ids)))
    drop_traces(connection)


def drop_texts(connection: sa.Connection, items: Iterable[str] | None = None) -> None:
    """Drop the words that coding keeps of some texts, or of all, and every vector and classifier.

    Codings stay: values, and positions in a text that is gone.
    """
    c, t = tables.llm_calls.c, tables.texts.c
    if items is None:
        connection.execute(tables.llm_calls.update().values(sent="", raw=""))
    else:
        for some in _parts(items):
            which = sa.select(t.id).where(t.item.in_(some))
            connection.execute(
                tables.llm_calls.update().where(c.text_id.in_(which)).values(sent="", raw="")
            )
    drop_traces(connection)


def drop_traces(connection: sa.Connection) -> None:
    """Drop every vector and fitted classifier; the next coding makes them anew."""
    connection.execute(tables.vectors.delete())
    connection.execute(tables.classifiers.delete())


def _texts(connection: sa.Connection, items: Iterable[str]) -> dict[str, int]:
    t = tables.texts.c
    return {
        item: id_
        for some in _parts(items)
        for item, id_ in connection.execute(sa.select(t.item, t.id).where(t.item.in_(some)))
    }


def _coders(connection: sa.Connection, codings: Iterable[Kept]) -> dict[tuple[str, str, str], int]:
    wanted = {(one.coder, one.origin, one.version, one.codebook) for one in codings}
    columns = ("name", "origin", "version", "codebook")
    insert_new(connection, tables.coders, columns, sorted(wanted))
    w = tables.coders.c
    rows = connection.execute(sa.select(w.name, w.version, w.codebook, w.id))
    return {(name, version, codebook): id_ for name, version, codebook, id_ in rows}


def _parts(items: Iterable[str]) -> Iterable[list[str]]:
    listed = list(items)
    return (listed[start : start + SOME] for start in range(0, len(listed), SOME))


def _told(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _kept(row: tuple[object, ...]) -> Kept:
    (
        item, code, said, coder, origin, version, codebook, probability, soft, reasons, stream,
        inclusion, is_blind, is_adjudicated, at,
    ) = row  # fmt: skip
    return Kept(
        item=str(item),
        code=str(code),
        values=tuple(json.loads(str(said))),
        coder=str(coder),
        origin=str(origin),
        version=str(version),
        codebook=str(codebook),
        probability=float(str(probability)),
        soft=tuple((name, chance) for name, chance in json.loads(str(soft))),
        reasons=tuple(Evidence(*one) for one in json.loads(str(reasons))),
        stream=None if stream is None else str(stream),
        inclusion=None if inclusion is None else float(str(inclusion)),
        is_blind=bool(is_blind),
        is_adjudicated=bool(is_adjudicated),
        coded_at=int(str(at)),
    )
