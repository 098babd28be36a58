"""What coding keeps for speed: vectors and fitted classifiers; and what a model was told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.store import coding_tables as tables
from askwhy.store.bulk import insert_new

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

SOME = 500


class KeptVectors:
    """Vectors in the record, each read and written in a transaction of its own."""

    def __init__(
        self,
        read: Callable[[], AbstractContextManager[sa.Connection]],
        write: Callable[[], AbstractContextManager[sa.Connection]],
    ) -> None:
        self._read, self._write = read, write

    def get(self, encoder: str, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """Those of the keys that are there."""
        v = tables.vectors.c
        found: dict[bytes, bytes] = {}
        with self._read() as connection:
            for start in range(0, len(keys), SOME):
                some = keys[start : start + SOME]
                query = sa.select(v.key, v.vector).where(v.encoder == encoder, v.key.in_(some))
                found |= {bytes(key): bytes(kept) for key, kept in connection.execute(query)}
        return found

    def put(self, encoder: str, vectors: Mapping[bytes, bytes]) -> None:
        """Keep these; a key that is there already has the same vector."""
        rows = [(encoder, key, vector) for key, vector in vectors.items()]
        with self._write() as connection:
            insert_new(connection, tables.vectors, ("encoder", "key", "vector"), rows)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A classifier as bytes, fitted to so many labels over the vectors of an encoder."""

    code: str
    encoder: str
    labels: int
    content: bytes


def fitted(connection: sa.Connection, account_id: int) -> list[Fitted]:
    """The classifiers that an account's owner taught."""
    c = tables.classifiers.c
    rows = connection.execute(
        sa.select(c.code, c.encoder, c.labels, c.content)
        .where(c.account_id == account_id)
        .order_by(c.code)
    )
    return [
        Fitted(code, encoder, labels, bytes(content)) for code, encoder, labels, content in rows
    ]


def keep_fitted(connection: sa.Connection, account_id: int, one: Fitted) -> None:
    """Keep a classifier in place of the former one of its code."""
    c = tables.classifiers.c
    connection.execute(
        tables.classifiers.delete().where(c.account_id == account_id, c.code == one.code)
    )
    connection.execute(
        tables.classifiers.insert().values(
            account_id=account_id,
            code=one.code,
            encoder=one.encoder,
            labels=one.labels,
            content=one.content,
        )
    )


@dataclass(frozen=True, slots=True)
class Call:
    """What one request told a language model about a text, and what came back."""

    item: str
    model: str
    prompt_hash: str
    sent: str
    raw: str
    failure: str


def keep_call(connection: sa.Connection, one: Call, at: int) -> None:
    """Write a call down; the text was named."""
    t = tables.texts.c
    text = connection.execute(sa.select(t.id).where(t.item == one.item)).scalar_one()
    connection.execute(
        tables.llm_calls.insert().values(
            text_id=text,
            model=one.model,
            prompt_hash=one.prompt_hash,
            sent=one.sent,
            raw=one.raw,
            failure=one.failure,
            called_at=at,
        )
    )


def calls(connection: sa.Connection) -> list[Call]:
    """Every call, oldest first."""
    t, k = tables.texts.c, tables.llm_calls.c
    rows = connection.execute(
        sa.select(t.item, k.model, k.prompt_hash, k.sent, k.raw, k.failure)
        .join(tables.texts, t.id == k.text_id)
        .order_by(k.id)
    )
    return [Call(*row) for row in rows]
