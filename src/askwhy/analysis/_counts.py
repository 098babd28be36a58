"""Counts as every estimator takes them: checked, broadcast, each distinct row worked once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]
Limits: TypeAlias = tuple[Floats, Floats]

LARGEST = 2**31 - 1
_FEW = 64


def as_integers(values: ArrayLike, name: str) -> Ints:
    """Return whole numbers from 0 to `LARGEST`; TypeError for another type, ValueError beyond."""
    given = np.asarray(values)
    if given.dtype.kind not in "iu":
        raise TypeError(f"{name} must hold whole numbers, not {given.dtype}")
    if given.size and given.min() < 0:
        raise ValueError(f"{name} holds the negative count {given.min()}")
    if given.size and given.max() > LARGEST:
        raise ValueError(f"{name} holds {given.max()}, more than {LARGEST}")
    return given.astype(np.int64, copy=False)


def as_counts(k: ArrayLike, n: ArrayLike) -> tuple[Ints, Ints]:
    """Return successes `k` and totals `n` broadcast to one shape, with every k <= n."""
    successes, totals = np.broadcast_arrays(as_integers(k, "k"), as_integers(n, "n"))
    above = successes > totals
    if above.any():
        cell = int(np.flatnonzero(above)[0])
        raise ValueError(f"k = {successes.flat[cell]} is more than n = {totals.flat[cell]}")
    return successes, totals


def _ranked(codes: Ints) -> tuple[Ints, int]:
    """Replace codes by dense ranks; return them and how many differ."""
    space = int(codes.max()) + 1
    if space <= 8 * codes.size + 1_000_000:  # marking a table is ten times faster than sorting
        seen = np.zeros(space, dtype=bool)
        seen[codes] = True
        rank = np.cumsum(seen) - 1
        return rank[codes], int(rank[-1]) + 1
    values, inverse = np.unique(codes, return_inverse=True)
    return inverse.astype(np.int64), values.size


def distinct_rows(columns: Sequence[Ints]) -> tuple[list[Ints], Ints]:
    """Return the columns of the distinct rows, and for each given row its place among them."""
    codes, different = np.zeros(columns[0].size, dtype=np.int64), 1
    for column in columns:
        codes, different = _ranked(codes * (int(column.max()) + 1) + column)
    example = np.empty(different, dtype=np.int64)
    example[codes] = np.arange(codes.size)
    return [column[example] for column in columns], codes


def by_distinct_rows(limits: Callable[..., Limits], *columns: Ints) -> Limits:
    """Apply a slow function of counts to each distinct row once and spread the answers."""
    shape = columns[0].shape
    flat = [column.ravel() for column in columns]
    if flat[0].size <= _FEW:
        low, high = limits(*flat)
        return low.reshape(shape), high.reshape(shape)
    rows, place = distinct_rows(flat)
    low, high = limits(*rows)
    return low[place].reshape(shape), high[place].reshape(shape)
