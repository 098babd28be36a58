"""Vectors are computed once, the same with a cache as without, and by nobody else's weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from askwhy.coding.embeddings import LONGEST, Embeddings, MemoryCache, squeeze
from askwhy.coding.encoders import UseEncoder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class Encoder:
    width = 3

    def __init__(self, identity: str = "test") -> None:
        self.identity = identity
        self.batches: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.batches.append(list(texts))
        return np.array([[len(text), 1 / 3, 1e-3] for text in texts], np.float32)


def with_encoder(cache: MemoryCache | None = None) -> tuple[Embeddings, Encoder]:
    encoder = Encoder()
    return Embeddings("test", lambda: encoder, cache or MemoryCache()), encoder


def test_a_vector_is_rounded_before_its_first_use() -> None:
    cache = MemoryCache()
    fresh, _ = with_encoder(cache)
    kept, encoder = with_encoder(cache)

    assert (fresh["ab"] == kept["ab"]).all()
    assert fresh["ab"].dtype == np.float32
    assert fresh["ab"][1] == np.float32(np.float16(1 / 3)) != np.float32(1 / 3)
    assert encoder.batches == []


def test_the_same_words_are_one_text() -> None:
    embeddings, encoder = with_encoder()

    embeddings.prepare(["a  b", "a\nb ", "a b", "ab"])

    assert sorted(encoder.batches[0]) == ["a b", "ab"]
    assert list(embeddings.matrix(["ab", "a b"])[:, 0]) == [2, 3]
    assert set(embeddings) == {"a b", "ab"}
    assert len(embeddings) == 2


def test_what_comes_after_two_thousand_signs_is_not_read() -> None:
    assert squeeze("x " * LONGEST) == ("x " * LONGEST)[:LONGEST]
    assert squeeze(" a \t b ") == "a b"


def test_many_texts_are_encoded_in_batches_from_short_to_long() -> None:
    embeddings, encoder = with_encoder()

    embeddings.prepare(f"{number:04}" for number in range(1200))
    embeddings.prepare("x" * (1300 - number) for number in range(100))

    assert [len(batch) for batch in encoder.batches[:3]] == [512, 512, 176]
    long = encoder.batches[3:]
    assert [len(batch) for batch in long] == [32, 31, 30, 7]
    lengths = [len(text) for batch in long for text in batch]
    assert lengths == list(range(1201, 1301))
    assert all(len(batch) * len(batch[-1]) <= 40_000 for batch in long)
    assert embeddings["x" * 1250][0] == 1250


def test_what_was_let_go_comes_back_from_the_cache() -> None:
    embeddings, encoder = with_encoder()
    first = embeddings["ab"]

    embeddings.forget()

    assert len(embeddings) == 0
    assert (embeddings["ab"] == first).all()
    assert len(encoder.batches) == 1


def test_vectors_of_another_encoder_are_not_taken() -> None:
    cache = MemoryCache()
    one, encoder = with_encoder(cache)
    one.prepare(["ab"])
    other = Embeddings("other", lambda: Encoder("other"), cache)

    assert cache.get("other", [b""]) == {}
    assert len(other) == 0
    other.prepare(["ab"])
    assert len(encoder.batches) == 1


def test_an_encoder_of_another_identity_is_a_mistake() -> None:
    embeddings = Embeddings("test", lambda: Encoder("other"), MemoryCache())

    with pytest.raises(AssertionError, match="another encoder"):
        embeddings.prepare(["ab"])


def test_odd_signs_have_a_vector_too() -> None:
    embeddings, _ = with_encoder()

    assert embeddings["\ud800"][0] == 1


@pytest.mark.slow
def test_the_shipped_encoder_gives_near_vectors_to_the_same_in_two_languages() -> None:
    encoder = UseEncoder()

    rows = encoder.encode(["I am looking for a job", "Ich suche eine Stelle", "The cat sleeps"])

    assert rows.shape == (3, encoder.width)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-3)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.3
    assert encoder.encode([]).shape == (0, encoder.width)
    assert encoder.identity == f"use-m3/{encoder.weights['resources/weights.npz'][:12]}"
