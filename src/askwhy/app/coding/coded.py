"""Codings between the room that makes them and the record that keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.coding.codebook import Kind
from askwhy.coding.codings import Coding, Reason, Review, Stream
from askwhy.coding.queue import Draw
from askwhy.store import coding as store
from askwhy.store.coding import Drawn, Evidence, Kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    import sqlalchemy as sa


def codings_of(
    connection: sa.Connection, items: Iterable[str], codes: Sequence[str] = ()
) -> dict[str, list[Coding]]:
    """All codings of some texts, oldest first, by text; those without any are left out."""
    found = store.codings_of(connection, items, codes)
    return {item: [as_coding(one) for one in kept] for item, kept in found.items()}


def keep(
    connection: sa.Connection,
    codings: Sequence[Coding],
    authors: Mapping[str, int],
    now: datetime,
) -> None:
    """Append codings. `authors` are the parties who wrote the texts, by item."""
    store.name_texts(connection, {one.item: authors[one.item] for one in codings})
    store.add(connection, [as_kept(one, now) for one in codings])


def draws(connection: sa.Connection, code: str) -> list[Draw]:
    """Every draw under a code, oldest first."""
    return [
        Draw(one.item, one.code, one.reviewer, Stream(one.stream), one.inclusion, one.is_shown)
        for one in store.draws(connection, code)
    ]


def keep_draws(
    connection: sa.Connection, drawn: Sequence[Draw], authors: Mapping[str, int], now: datetime
) -> None:
    """Write draws down, each once."""
    store.name_texts(connection, {one.item: authors[one.item] for one in drawn})
    rows = [
        Drawn(one.item, one.code, one.reviewer, str(one.stream), one.inclusion, one.is_shown)
        for one in drawn
    ]
    store.draw(connection, rows, int(now.timestamp()))


def as_coding(one: Kept) -> Coding:
    """A coding from its row."""
    review = None
    if one.stream is not None:
        review = Review(Stream(one.stream), one.inclusion, one.is_blind)
    return Coding(
        one.item, one.code, one.values, one.coder, Kind(one.origin), one.version, one.codebook,
        one.probability, one.soft, tuple(Reason(*each) for each in one.reasons), review,
        one.is_adjudicated,
    )  # fmt: skip


def as_kept(one: Coding, now: datetime) -> Kept:
    """The row of a coding."""
    review = one.review
    return Kept(
        item=one.item,
        code=one.code,
        values=one.values,
        coder=one.coder,
        origin=str(one.origin),
        version=one.version,
        codebook=one.codebook,
        probability=one.probability,
        soft=one.soft,
        reasons=tuple(Evidence(each.name, each.start, each.end) for each in one.reasons),
        stream=str(review.stream) if review else None,
        inclusion=review.inclusion if review else None,
        is_blind=review.is_blind if review else False,
        is_adjudicated=one.is_adjudicated,
        coded_at=int(now.timestamp()),
    )
