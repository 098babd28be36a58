"""Content keys: what makes telling a fact twice the same as telling it once."""

from __future__ import annotations

from hashlib import blake2b
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import sqlalchemy as sa

if TYPE_CHECKING:
    from numpy.typing import NDArray


def content_key(*parts: object) -> int:
    """A 63-bit hash of the parts, the same on every machine."""
    return text_key("\x1f".join(map(str, parts)))


def text_key(text: str) -> int:
    """A 63-bit hash of a text, the same on every machine."""
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


class Keys:
    """The keys a table holds, and those one source has told so far, as sorted arrays.

    Eight bytes a row, where a set would take a hundred. A fact that its source tells twice
    (two equal messages in one second) gets a key of its own from its ordinal among equals.
    """

    def __init__(self, connection: sa.Connection, table: sa.Table) -> None:
        found = connection.execute(sa.select(table.c.key), execution_options={"yield_per": 10_000})
        self._held = np.sort(np.fromiter((key for (key,) in found), dtype=np.int64))
        self._told: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._repeats: dict[int, int] = {}

    def unseen(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """The rows (key first) that the table does not hold, equal ones told apart."""
        keys = np.fromiter(map(itemgetter(0), rows), dtype=np.int64, count=len(rows))
        distinct, first = np.unique(keys, return_index=True)
        is_repeat = _among(keys, self._told)
        if len(distinct) < len(keys):
            is_first = np.zeros(len(keys), dtype=bool)
            is_first[first] = True
            is_repeat |= ~is_first
        for index in np.flatnonzero(is_repeat).tolist():
            key = int(keys[index])
            ordinal = self._repeats[key] = self._repeats.get(key, 0) + 1
            keys[index] = content_key(key, ordinal)
            rows[index] = (int(keys[index]), *rows[index][1:])
        self._told = np.sort(np.concatenate((self._told, distinct)), kind="stable")
        is_held = _among(keys, self._held)
        if not is_held.any():
            return rows
        return [rows[index] for index in np.flatnonzero(~is_held).tolist()]


def _among(keys: NDArray[np.int64], known: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which keys stand in a sorted array."""
    if not len(known):
        return np.zeros(len(keys), dtype=bool)
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    found: NDArray[np.bool_] = known[place] == keys
    return found
