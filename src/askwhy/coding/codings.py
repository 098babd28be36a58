"""What coders say about texts: the values everything in this room is made of.

A coder is one function, `code(text, context) -> codings`. Rules, local models, language models
and persons are coders alike; every coding is kept with who gave it, by which version, how sure
it is and why. What counts of them in the end, `resolver` reads.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from askwhy.coding.codebook import SPECIAL, UNCODED, WITHDRAWN, Code, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]
    Vectors = NDArray[np.float32]


class Stream(StrEnum):
    """How a text came before a person. Only `AUDIT` is a random sample of all texts."""

    AUDIT = "audit"
    LEAST_SURE = "least sure"
    DISAGREEMENT = "disagreement"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Text:
    """One note or message. `item` is its lasting key, `thread` and `sender` those of their own.

    `is_note`: it came along with a request to connect.

    `body` is `whole` without quoted text and signature, blanked so that positions stay true.
    """

    item: str
    whole: str
    body: str
    thread: str = ""
    sender: str = ""
    by_owner: bool = False
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a coding was given: a name, and the evidence as positions in the text's `whole`.

    Positions count code points from 0, `end` is behind the last; both are 0 without evidence.
    """

    name: str
    start: int = 0
    end: int = 0

    def evidence(self, text: str) -> str:
        """The words the reason points at."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Review:
    """How a person came to code: from which stream, and whether suggestions were hidden.

    `inclusion` is the probability with which the text had come before them; None where chance
    had no part in it.
    """

    stream: Stream = Stream.CHOSEN
    inclusion: float | None = None
    is_blind: bool = False


@dataclass(frozen=True, slots=True)
class Coding:
    """What one coder said about one text under one code.

    `values` holds one value, or any number where the code takes several. `probability` is the
    coder's own, of just these values; `soft` gives it for every value. `codebook` is the digest.
    """

    item: str
    code: str
    values: tuple[str, ...]
    coder: str
    origin: Kind
    version: str
    codebook: str
    probability: float = 1.0
    soft: tuple[tuple[str, float], ...] = ()
    reasons: tuple[Reason, ...] = ()
    review: Review | None = None
    is_adjudicated: bool = False

    def __post_init__(self) -> None:
        assert 0.0 <= self.probability <= 1.0, "a probability"
        assert self.origin is Kind.PERSON or not self.is_adjudicated, "persons adjudicate"

    @property
    def value(self) -> str:
        """The value of a code that takes only one."""
        (value,) = self.values
        return value

    @property
    def is_special(self) -> bool:
        """Whether it says unsure, uncoded or withdrawn instead of a value."""
        return len(self.values) == 1 and self.values[0] in SPECIAL

    def is_(self, special: str) -> bool:
        """Whether it says just this special value."""
        return self.values == (special,)


@dataclass(frozen=True, slots=True)
class Context:
    """What a coder may know besides the text, for a whole run.

    `codebook` is the digest, `languages` are those the owner declared, `vectors` the embeddings
    by text, `threads` the bodies of each conversation, `groups` how many senders wrote an item's
    text, `spoken` the language of each item where it is known.
    """

    codebook: str
    languages: tuple[str, ...] = ()
    vectors: Mapping[str, Vector] = field(default_factory=lambda: MappingProxyType({}))
    threads: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    spoken: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    groups: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


class Coder(Protocol):
    """Whatever codes texts. `name` is unique among coders, `version` changes with behaviour."""

    @property
    def name(self) -> str:
        """Who codes, such as `rule:canned` or `model:scam`."""

    @property
    def version(self) -> str:
        """By which state of the rule or model."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes it speaks to."""

    def code(self, text: Text, context: Context) -> tuple[Coding, ...]:
        """Its codings of one text; none where it has nothing to say."""


def by_person(
    item: str,
    code: Code,
    values: tuple[str, ...],
    person: str,
    codebook: str,
    review: Review | None = None,
) -> Coding:
    """A person's coding. The values are those of the code, or a special one."""
    assert code.allows(values), f"{values} are no values of {code.name}"
    assert values != (UNCODED,), "a person who does not code says unsure, or nothing"
    who = f"person:{person}"
    return Coding(item, code.name, values, who, Kind.PERSON, "", codebook, review=review)


def withdraw(coding: Coding) -> Coding:
    """The coding that takes this one back; both are kept."""
    return replace(coding, values=(WITHDRAWN,), probability=1.0, soft=(), reasons=())


def latest(codings: Iterable[Coding]) -> tuple[Coding, ...]:
    """The last coding of each coder that is not withdrawn, in the order given, oldest first."""
    last: dict[tuple[str, bool], Coding] = {}
    for coding in codings:
        key = (coding.coder, coding.is_adjudicated)
        last.pop(key, None)
        last[key] = coding
    return tuple(coding for coding in last.values() if not coding.is_(WITHDRAWN))
