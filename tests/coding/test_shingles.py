"""Runs of words: which texts share enough of them, as a slow count says too."""

from math import log

from hypothesis import given
from hypothesis import strategies as st

from askwhy.coding.shingles import ENOUGH, IN_COMMON, shingle


def _runs(text: list[str]) -> set[tuple[str, ...]]:
    return {tuple(text[at : at + 3]) for at in range(len(text) - 2)}


def slowly(texts: list[list[str]], text: int) -> list[int]:
    """The same by comparing every text with every other."""
    runs = [_runs(other) for other in texts]
    others = {
        at: set.union(set(), *(runs[:at] + runs[at + 1 :])) & runs[at] for at in range(len(texts))
    }
    indexed = [
        other
        for other in range(len(texts))
        if len(others[other]) >= min(IN_COMMON * len(runs[other]), ENOUGH)
    ]
    if text not in indexed or len(others[text]) < IN_COMMON * len(runs[text]) or not others[text]:
        return []
    needed = IN_COMMON * len(runs[text])
    return [
        other
        for other in indexed
        if other != text and runs[other] & runs[text] and len(runs[other] & runs[text]) >= needed
    ]


WORDS = st.sampled_from(["a", "b", "c", "d"])


@given(st.lists(st.lists(WORDS, max_size=12), max_size=12))
def test_the_index_and_a_slow_count_name_the_same_texts(texts: list[list[str]]) -> None:
    shingles = shingle(texts)

    for text in range(len(texts)):
        assert shingles.sharing(text) == slowly(texts, text)


def test_what_many_texts_share_is_commoner() -> None:
    texts = [["why", "do", "you", "ask"]] * 3 + [["we", "meet", "at", "noon"]]
    shingles = shingle(texts)

    assert shingles.commonness[0] > shingles.commonness[3] == 0.0
    assert shingles.counts.tolist() == [2, 2, 2, 2]


def test_three_words_are_one_run() -> None:
    texts = [["why", "do", "you"], ["why", "do", "you"]]

    assert shingle(texts).sharing(0) == [1]
    assert shingle(texts[:1]).counts.tolist() == [1]
    assert shingle(texts).commonness.tolist() == [log(2), log(2)]


def test_no_texts_and_short_texts_share_nothing() -> None:
    assert shingle([]).counts.tolist() == []
    assert shingle([["hi"], ["hi"], []]).sharing(0) == []
