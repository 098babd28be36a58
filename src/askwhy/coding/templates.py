"""The same text from several senders: mass messages, and the network's own stock sentences.

Names, links and numbers are masked. Equal texts are found by hash, long ones that are nearly
equal by MinHash over their words (`rensa`), short ones by their edit distance (`rapidfuzz`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askwhy.coding.phrases.lookup import plain
from askwhy.rules.greetings import cores
from askwhy.rules.texts import tidy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from askwhy.coding.codings import Text

LONG_FROM = 80  # characters; shorter texts have too few words for MinHash
NEAR = 0.6  # Jaccard similarity of the words of two long texts
NEAR_SHORT = 90.0  # percent of signs two short texts have in common
FEWEST_LETTERS = 12
# Four hashes a band: a pair at `NEAR` is met in 99.99 of 100 cases, one at .1 in less than one.
_HASHES, _BANDS = 256, 64
_LINK = re.compile(r"https?:/+\S+|www\.\S+|\S+@\S+\.\w+")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that are the same but for names, links and numbers. `senders` counts them once."""

    items: tuple[str, ...]
    senders: int
    example: str


@dataclass(frozen=True, slots=True)
class StockCandidate:
    """A text most repeated by different senders, for the owner to confirm once."""

    text: str
    senders: int


def mask(text: str, names: Collection[str] = ()) -> str:
    """The text in plain small letters, its greeting, names, links and numbers masked."""
    core = min((one for one in cores(tidy(text)) if one), key=len, default=text)
    flat = _NUMBER.sub("0", _LINK.sub("@", plain(core)))
    own = {plain(word) for name in names for word in name.split() if len(word) > 1}
    words = re.findall(r"[\w@']+", flat)
    return " ".join("name" if word in own else word for word in words)


def groups(texts: Iterable[Text], names: Collection[str] = ()) -> tuple[Group, ...]:
    """All groups of two senders or more, the largest first. Texts by the owner are left out."""
    kept = [text for text in texts if not text.by_owner]
    by_mask: dict[str, list[Text]] = defaultdict(list)
    for text in kept:
        masked = mask(text.body, names)
        if len(masked) >= FEWEST_LETTERS:
            by_mask[masked].append(text)
    masked_texts = list(by_mask)
    found = []
    for members in cluster(masked_texts):
        own = [text for place in members for text in by_mask[masked_texts[place]]]
        senders = len({text.sender or text.item for text in own})
        if senders > 1:
            items = tuple(text.item for text in own)
            found.append(Group(items, senders, own[0].body.strip()))
    return tuple(sorted(found, key=lambda group: (-group.senders, group.items)))


def senders_by_item(found: Iterable[Group]) -> dict[str, int]:
    """How many senders wrote each item's text; what `Context.groups` wants."""
    return {item: group.senders for group in found for item in group.items}


def stock_candidates(notes: Iterable[Text], fewest: int = 3) -> tuple[StockCandidate, ...]:
    """The sentences of requests that most different senders repeat word by word."""
    senders: dict[str, set[str]] = defaultdict(set)
    wordings: dict[str, Counter[str]] = defaultdict(Counter)
    for note in notes:
        masked = mask(note.body)
        if note.is_note and not note.by_owner and len(masked) >= FEWEST_LETTERS:
            senders[masked].add(note.sender or note.item)
            core = min((one for one in cores(tidy(note.body)) if one), key=len, default="")
            wordings[masked][core] += 1
    found = [
        StockCandidate(wordings[masked].most_common(1)[0][0], len(who))
        for masked, who in senders.items()
        if len(who) >= fewest
    ]
    return tuple(sorted(found, key=lambda one: (-one.senders, one.text)))


def cluster(texts: Sequence[str]) -> list[list[int]]:
    """The places of different masked texts that belong together, each place once."""
    parent = list(range(len(texts)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for one, other in (*_near_long(texts), *_near_short(texts)):
        parent[root(one)] = root(other)
    together: dict[int, list[int]] = defaultdict(list)
    for place in range(len(texts)):
        together[root(place)].append(place)
    return list(together.values())


def _near_long(texts: Sequence[str]) -> list[tuple[int, int]]:
    from rensa import RMinHash, RMinHashLSH  # type: ignore[import-untyped]

    places = [place for place, text in enumerate(texts) if len(text) >= LONG_FROM]
    if len(places) < 2:
        return []
    words = [set(texts[place].split()) for place in places]
    sketches = RMinHash.from_token_sets([sorted(one) for one in words], num_perm=_HASHES, seed=7)
    index = RMinHashLSH(threshold=NEAR, num_perm=_HASHES, num_bands=_BANDS)
    pairs = []
    for row, sketch in enumerate(sketches):
        for other in index.query(sketch):
            union = len(words[row] | words[other])
            if len(words[row] & words[other]) >= NEAR * union:
                pairs.append((places[row], places[other]))
        index.insert(row, sketch)
    return pairs


def _near_short(texts: Sequence[str]) -> list[tuple[int, int]]:
    from rapidfuzz import fuzz, process

    by_first: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        if len(text) < LONG_FROM:
            by_first[text[:3]].append(place)
    pairs = []
    for places in by_first.values():
        for row, place in enumerate(places):
            near = process.extract_iter(
                texts[place],
                [texts[other] for other in places[:row]],
                scorer=fuzz.ratio,
                score_cutoff=NEAR_SHORT,
            )
            pairs += [(place, places[found]) for _, _, found in near]
    return pairs
