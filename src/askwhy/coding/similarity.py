"""How much of a wording stands in a text, apart from names, links, numbers and greetings.

The measure: for each sentence of the wording, the share of its words that stand in the text in
the same order, within a stretch hardly longer than the sentence. Inflected and mistyped words
count as the same word. The nearness is the smaller of the share over all sentences and the share
of the worst question, so that a changed word passes and a changed question does not.

`THRESHOLD` was set by the table of variants and of other questions in the tests, in English,
French and Polish: every variant there lies at or above it, every other question below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import LCSseq, Levenshtein

from askwhy.rules.greetings import BESIDE_NAMES, without_greeting
from askwhy.rules.phrases import plain
from askwhy.rules.texts import tidy

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

VERSION = "2026-11-22.1"
THRESHOLD = 0.85

# How many times as long as the wording a text may be: the more words a wording has, the less
# can it stand in a text by chance. (Words of the wording, from which on; the factor.)
_ROOM = ((12, 4.0), (6, 2.0), (0, 1.5))

_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+")
_NUMBER = re.compile(r"\d[\d.,:/-]*")
# Two patterns for one job: without the ends of sentences it takes half the time.
_WORD = re.compile(r"\{\w+\}|\w+")
_WORD_OR_END = re.compile(r"\{\w+\}|\w+|[.!?\n]+")
_MASKS = {"{name}": "", "{link}": "@", "{number}": "0"}


@dataclass(frozen=True, slots=True)
class Masked:
    """The words of a text, in small letters and without accents; names are left out.

    `@` stands for a link or an address, `0` for a number. `sentences` are the same words as
    `words`; `is_question` says of each sentence whether it ends in a question mark.
    """

    sentences: tuple[tuple[str, ...], ...]
    is_question: tuple[bool, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """All words in order."""
        return tuple(word for sentence in self.sentences for word in sentence)


def masked_words(text: str, names: Collection[str] = ()) -> list[str]:
    """The words of a text as in `Masked`, which this is the quick way to.

    `names` are the recipient's given and family name, as a source writes them.
    """
    return _tokens(text, names, _WORD)


def mask(text: str, names: Collection[str] = ()) -> Masked:
    """The text as the measure sees it."""
    sentences: list[tuple[str, ...]] = []
    is_question: list[bool] = []
    words: list[str] = []
    for token in [*_tokens(text, names, _WORD_OR_END), "\n"]:
        if token[0] not in ".!?\n":
            words.append(token)
        elif words:
            sentences.append(tuple(words))
            is_question.append("?" in token)
            words = []
    return Masked(tuple(sentences), tuple(is_question))


def words_of(name: str) -> list[str]:
    """The words by which a name is told in a text: no initials, no "van" and "de"."""
    words = re.findall(r"\w{2,}", tidy(name))
    return [word for word in words if word.casefold() not in BESIDE_NAMES]


def nearness(text: str, wording: str, names: Collection[str] = ()) -> float:
    """How much of the wording stands in the text, from 0 to 1.

    `{name}`, `{link}` and `{number}` in either stand for any. What is added before, after and
    between the sentences costs nothing while the text is no longer than the wording allows:
    four times its length from 12 words on, twice from 6 on, one and a half times below.
    Beyond, the nearness falls.
    """
    return nearness_of_words(masked_words(text, names), wording)


def nearness_of_words(words: Sequence[str], wording: str) -> float:
    """The same for a text that is masked already."""
    return _nearness(words, _prepared(wording))


def is_near(text: str, wording: str, names: Collection[str] = ()) -> bool:
    """Whether the text is the wording, personal edits apart."""
    return nearness(text, wording, names) >= THRESHOLD


def matches(text: str, wordings: Sequence[str], names: Collection[str] = ()) -> int | None:
    """Which of the wordings the text is: the index of the nearest one; None where none is near."""
    words = masked_words(text, names)
    known = set(words)
    best, found = THRESHOLD, None
    for index, wording in enumerate(wordings):
        prepared = _prepared(wording)
        if len(prepared.vocabulary & known) < 0.4 * len(prepared.vocabulary):
            continue  # too few even if half of the others were inflected
        near = _nearness(words, prepared)
        if near > best or (near == best and found is None):
            best, found = near, index
    return found


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A wording, ready to be compared with many texts."""

    masked: Masked
    length: int
    joined: str
    vocabulary: frozenset[str]
    by_beginning: dict[str, tuple[str, ...]]


@lru_cache(maxsize=4096)
def _prepared(wording: str) -> _Prepared:
    masked = mask(wording)
    vocabulary = frozenset(masked.words)
    beginnings = {word[:2] for word in vocabulary if len(word) >= 3}
    by_beginning = {
        start: tuple(sorted(word for word in vocabulary if word[:2] == start and len(word) >= 3))
        for start in beginnings
    }
    joined = f" {' '.join(masked.words)} "
    return _Prepared(masked, len(masked.words), joined, vocabulary, by_beginning)


def _nearness(words: Sequence[str], wording: _Prepared) -> float:
    if not wording.length or not words:
        return 0.0
    room = wording.length * next(factor for least, factor in _ROOM if wording.length >= least)
    fit = min(1.0, room / len(words))
    if wording.joined in f" {' '.join(words)} ":  # word for word
        return fit
    known = [_as_in(word, wording) for word in words]
    kept, worst = 0, 1.0
    for sentence, is_question in zip(
        wording.masked.sentences, wording.masked.is_question, strict=True
    ):
        found = _most_in_order(sentence, known)
        kept += found
        if is_question:
            worst = min(worst, found / len(sentence))
    return fit * min(kept / wording.length, worst)


def _most_in_order(sentence: Sequence[str], words: Sequence[str]) -> int:
    """How many words of the sentence stand in order in the best stretch of the words."""
    length = len(sentence) + max(2, len(sentence) // 3)
    if len(words) <= length:
        return LCSseq.similarity(sentence, words)
    wanted = set(sentence)
    hits = [word in wanted for word in words]
    count = sum(hits[:length])
    counts = [count]
    for start in range(1, len(words) - length + 1):
        count += hits[start + length - 1] - hits[start - 1]
        counts.append(count)
    best = 0
    for start in sorted(range(len(counts)), key=counts.__getitem__, reverse=True):
        if counts[start] <= best or best == len(sentence):
            break
        best = max(best, LCSseq.similarity(sentence, words[start : start + length]))
    return best


def _as_in(word: str, wording: _Prepared) -> str:
    """The word, or the one of the wording that it is an inflection or a mistyping of."""
    if word in wording.vocabulary:
        return word
    for other in wording.by_beginning.get(word[:2], ()):
        if _is_alike(word, other):
            return other
    return word


def _is_alike(word: str, other: str) -> bool:
    """Whether two words differ by an ending of up to two letters, or by one letter of many."""
    longer = max(len(word), len(other))
    shared = 0
    for one, two in zip(word, other, strict=False):
        if one != two:
            break
        shared += 1
    if shared >= 3 and longer - shared <= 2 + (shared >= 5):
        return True
    return longer >= 5 and Levenshtein.distance(word, other, score_cutoff=1) <= 1


def _tokens(text: str, names: Collection[str], pattern: re.Pattern[str]) -> list[str]:
    """What the pattern finds in the text, masked; the greeting and the names are left out."""
    text = plain(without_greeting(tidy(text)))
    if "@" in text or "//" in text or "www." in text:
        text = _LINK.sub(" {link} ", text)
    masked = _NUMBER.sub(" {number} ", text)
    tokens = pattern.findall(masked)
    if "{" in masked:
        tokens = [_MASKS.get(token, token) for token in tokens]
    absent = _absent(tuple(names))
    return [token for token in tokens if token not in absent]


@lru_cache(maxsize=4096)
def _absent(names: tuple[str, ...]) -> frozenset[str]:
    """The words of the names, and the empty one that stands for `{name}`."""
    words = (plain(word) for name in names for word in words_of(name))
    return frozenset(["", *words])
