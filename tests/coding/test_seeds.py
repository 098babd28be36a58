"""What the models learn from is made up: by no one, to no one, and the same every time."""

import re
from collections.abc import Callable

import numpy as np
import pytest

from askwhy.coding.seeds.letters import write_letters, write_notes
from askwhy.coding.seeds.shelf import LANGUAGES, ORDINARY, digest, seeds

NO_ONES = re.compile(r"example\.(?:org|com|net)\b")


def test_seeds_are_all_different_within_their_value() -> None:
    texts = [(seed.code, seed.value, seed.text.casefold()) for seed in seeds()]

    assert len(texts) > 1500
    assert len(set(texts)) == len(texts)
    assert {seed.language for seed in seeds()} == set(LANGUAGES)
    assert any(seed.code == ORDINARY for seed in seeds())
    assert len(digest()) == 64


def test_no_link_in_a_seed_points_at_anybody() -> None:
    for seed in seeds():
        for host in re.findall(r"(?:https?://|www\.)([\w.-]+)", seed.text):
            assert NO_ONES.search(host), seed


@pytest.mark.parametrize("write", [write_letters, write_notes])
def test_made_up_texts_are_the_same_for_the_same_chance(
    write: Callable[[int, np.random.Generator], tuple[str, ...]],
) -> None:
    one, again, other = (write(50, np.random.default_rng(seed)) for seed in (1, 1, 2))

    assert one == again != other
    assert len(one) == 50
    assert all(text.strip() and "{" not in text for text in one)


def test_letters_are_half_english_and_point_nowhere() -> None:
    letters = write_letters(400, np.random.default_rng(3))

    hosts = [host for text in letters for host in re.findall(r"http://([\w.-]+)/", text)]
    assert len(hosts) > 400
    assert all(NO_ONES.search(host) for host in hosts)
    english = sum(bool(re.search(r"\b(?:the|you|your|and)\b", text)) for text in letters)
    assert 120 < english < 320
