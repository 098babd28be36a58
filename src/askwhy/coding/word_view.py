"""The second view of a text: which words and pairs of words stand in it, hashed to a fixed width.

It helps within a language for which there are many labels, and harms across languages; so it is
used only where a language has `ENOUGH` labels. Measured in `docs/coding.md`.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from askwhy.coding.logistic import Coefficients

WIDTH = 2**15
ENOUGH = 100
_WORD = re.compile(r"[^\W\d_]+|\d|[?!$€£%]")


def view(texts: Sequence[str]) -> csr_array:
    """Rows [texts, WIDTH] of length 1 that tell which words and pairs are there."""
    from scipy.sparse import csr_array

    starts, columns = [0], list[int]()
    sizes = []
    for text in texts:
        places = _places(text)
        columns += places
        starts.append(len(columns))
        sizes += [len(places)] * len(places)
    values = 1 / np.sqrt(np.asarray(sizes, np.float32))
    return csr_array((values, columns, starts), shape=(len(texts), WIDTH))


def word_scores(coefficients: Coefficients, texts: Sequence[str]) -> NDArray[np.float32]:
    """The linear scores [texts, outputs] of `view(texts)`, quickly for a few texts."""
    scores = np.tile(coefficients.bias, (len(texts), 1))
    for row, text in enumerate(texts):
        places = _places(text)
        if places:
            scores[row] += coefficients.weights[:, places].sum(axis=1) / np.sqrt(len(places))
    return scores


@lru_cache(maxsize=2**14)
def _places(text: str) -> tuple[int, ...]:
    words = _WORD.findall(text.casefold())
    pieces = {*words, *(f"{one} {other}" for one, other in pairwise(words))}
    crc = zlib.crc32
    return tuple(sorted({crc(piece.encode("utf-8", "surrogatepass")) % WIDTH for piece in pieces}))
