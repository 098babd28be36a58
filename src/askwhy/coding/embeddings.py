"""Vectors of texts, computed once: cached by the hash of the text and the encoder's identity."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from askwhy.coding.encoders import Encoder

LONGEST = 2000  # code points; what comes after says nothing new about a message
_BATCH = 512
_MANY = 40_000  # signs in a batch, each text counted as long as the longest: memory follows them


class VectorCache(Protocol):
    """Where vectors are kept from run to run. A key is a SHA-256, a vector its float16 bytes."""

    def get(self, encoder: str, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """Those of the keys that are there."""

    def put(self, encoder: str, vectors: Mapping[bytes, bytes]) -> None:
        """Keep these; a key that is there already has the same vector."""


class MemoryCache:
    """A cache for one run."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, bytes], bytes] = {}

    def get(self, encoder: str, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """Those of the keys that are there."""
        found = ((key, self._kept.get((encoder, key))) for key in keys)
        return {key: vector for key, vector in found if vector is not None}

    def put(self, encoder: str, vectors: Mapping[bytes, bytes]) -> None:
        """Keep these."""
        self._kept.update({(encoder, key): vector for key, vector in vectors.items()})


class Embeddings(Mapping[str, "NDArray[np.float32]"]):
    """The vector of any text, by lookup. The encoder is made only when a text is new to the cache.

    Vectors are rounded to float16 before their first use, so that a run with a cache gives the
    very same codings as one without.
    """

    def __init__(
        self, identity: str, make_encoder: Callable[[], Encoder], cache: VectorCache
    ) -> None:
        self.identity = identity
        self._make_encoder = make_encoder
        self._encoder: Encoder | None = None
        self._cache = cache
        self._ready: dict[str, NDArray[np.float32]] = {}

    def prepare(self, texts: Iterable[str]) -> None:
        """Look up or encode many texts at once, which is several times faster than one by one."""
        wanted = {squeeze(text) for text in texts} - self._ready.keys()
        by_key = {_key(text): text for text in wanted}
        found = self._cache.get(self.identity, list(by_key))
        for key, kept in found.items():
            self._ready[by_key[key]] = np.frombuffer(kept, np.float16).astype(np.float32)
        new = sorted((by_key[key] for key in by_key.keys() - found.keys()), key=len)
        start = 0
        while start < len(new):
            batch = _batch(new, start)
            self._encode(batch)
            start += len(batch)

    def matrix(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of these texts as rows."""
        self.prepare(texts)
        return np.stack([self._ready[squeeze(text)] for text in texts])

    def forget(self) -> None:
        """Let the vectors go from memory; the cache keeps them."""
        self._ready.clear()

    def _encode(self, texts: list[str]) -> None:
        if self._encoder is None:
            self._encoder = self._make_encoder()
            assert self._encoder.identity == self.identity, "the cache is of another encoder"
        rounded = self._encoder.encode(texts).astype(np.float16)
        kept = {_key(text): row.tobytes() for text, row in zip(texts, rounded, strict=True)}
        self._cache.put(self.identity, kept)
        self._ready.update(zip(texts, rounded.astype(np.float32), strict=True))

    def __getitem__(self, text: str) -> NDArray[np.float32]:
        short = squeeze(text)
        if short not in self._ready:
            self.prepare([short])
        return self._ready[short]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ready)

    def __len__(self) -> int:
        return len(self._ready)


def _batch(texts: Sequence[str], start: int) -> list[str]:
    """The next texts, which go from short to long: as many as are encoded in one go."""
    stop = start + 1
    while stop < len(texts) and stop - start < _BATCH:
        if (stop + 1 - start) * len(texts[stop]) > _MANY:
            break
        stop += 1
    return list(texts[start:stop])


def squeeze(text: str) -> str:
    """The text on one line with single spaces, cut at `LONGEST`: what is encoded."""
    return " ".join(text.split())[:LONGEST]


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
