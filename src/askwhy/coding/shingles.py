"""Which texts of many may be near each other: those that share runs of three words.

Pure counting on arrays; whether they are near, `similarity` decides. The cost grows with the
number of words, not with the number of pairs: a text that shares little with any other text is
never compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

VERSION = "2026-11-22.1"

# Words in a run: shorter ones are shared by chance, longer ones broken by every edit.
LENGTH = 3

# The share of a text's runs that another must have to be compared with it: one changed word
# breaks three runs, two of nine words, side by side, four of seven.
IN_COMMON = 0.4

# A long text may hold a short one: so many runs in common with others are enough for it.
ENOUGH = 8

# Odd numbers, to mix the numbers of three words into one. Equal runs get equal numbers; that
# two others do is rare, and costs one needless comparison.
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Shingles:
    """The runs of words of a list of texts. Texts are named by their place in it.

    `counts` are the different runs of each text. `commonness` is the mean over them of the
    logarithm of the number of texts they stand in: 0 where nothing is shared. `is_shared` where
    so many runs stand in other texts, too, that one of these might hold the text. The rest is
    an index of the runs that two texts or more have, leaving out texts that share too little.
    """

    counts: Integers
    commonness: NDArray[np.float64]
    is_shared: NDArray[np.bool_]
    _runs: Integers
    _run_starts: Integers
    _texts: Integers
    _text_starts: Integers

    def sharing(self, text: int) -> list[int]:
        """The other texts that have enough of this text's runs to be compared with it."""
        if not self.is_shared[text]:
            return []
        runs = self._runs[self._run_starts[text] : self._run_starts[text + 1]]
        places = (slice(self._text_starts[run], self._text_starts[run + 1]) for run in runs)
        found = np.concatenate([self._texts[place] for place in places])
        others, times = np.unique(found, return_counts=True)
        enough = (times >= IN_COMMON * self.counts[text]) & (others != text)
        return [int(other) for other in others[enough]]


def shingle(texts: Sequence[Sequence[str]]) -> Shingles:
    """The runs of the texts, each of which is a sequence of words."""
    owners, runs = _pairs(texts)
    spread = np.bincount(runs)[runs]
    counts = np.bincount(owners, minlength=len(texts))
    shared = np.bincount(owners[spread > 1], minlength=len(texts))
    logs = np.bincount(owners, weights=np.log(spread), minlength=len(texts))
    kept = (spread > 1) & (shared >= np.minimum(IN_COMMON * counts, ENOUGH))[owners]
    owners, runs = owners[kept], runs[kept]
    by_text = np.argsort(owners, kind="stable")
    _, dense = np.unique(runs, return_inverse=True)
    return Shingles(
        counts,
        logs / np.maximum(1, counts),
        (shared > 0) & (shared >= IN_COMMON * counts),
        dense[by_text],
        np.searchsorted(owners[by_text], np.arange(len(texts) + 1)),
        owners,
        np.searchsorted(dense, np.arange(len(dense) + 1)),
    )


def _pairs(texts: Sequence[Sequence[str]]) -> tuple[Integers, Integers]:
    """Texts, and numbers of the runs in them: each run once a text, ordered by run, then text."""
    numbers: dict[str, int] = {}
    words = np.fromiter(
        (numbers.setdefault(word, len(numbers)) for word in chain.from_iterable(texts)), np.uint64
    )
    if len(words) < LENGTH:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    owners = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    mixed = words[:-2] * _MIX[0] + words[1:-1] * _MIX[1] + words[2:] * _MIX[2]
    whole = owners[:-2] == owners[2:]
    owners, mixed = owners[:-2][whole], mixed[whole]
    order = np.argsort(mixed, kind="stable")
    owners, mixed = owners[order], mixed[order]
    is_new = np.append(True, mixed[1:] != mixed[:-1])[: len(mixed)]
    once = is_new | np.append(True, owners[1:] != owners[:-1])[: len(mixed)]
    return owners[once], np.cumsum(is_new)[once] - 1
