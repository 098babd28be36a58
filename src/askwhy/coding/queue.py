"""Which text comes next before a person who codes, and the random audit stream.

The order a person chose is for learning fast; it prefers odd texts and says nothing about how
common a value is. Therefore every fifth turn belongs to the audit: texts in the order of a hash,
which is a simple random sample of the frame without replacement. Published rates, agreement and
error correction read that stream only (double sampling; Tenenbein 1970).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from askwhy.coding.codebook import Kind
from askwhy.coding.codings import Stream, latest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from askwhy.coding.codebook import Code
    from askwhy.coding.codings import Coding

    Frame = Mapping[str, Sequence[Coding]]

AUDIT_EVERY = 5


class Order(StrEnum):
    """In which order a person wants to work."""

    RANDOM = "random"
    LEAST_SURE = "least sure"
    DISAGREEMENT = "disagreement"


@dataclass(frozen=True, slots=True)
class Draw:
    """A text drawn for a reviewer under a code; kept, for the sample is known by its draws.

    `inclusion` is, for the audit, with which probability any text of the frame is among those
    drawn so far; None otherwise. `is_shown` is False where the reviewer had coded it already:
    then that coding serves the audit too.
    """

    item: str
    code: str
    reviewer: str
    stream: Stream
    inclusion: float | None = None
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class Turn:
    """What one step of a review draws: the text to show, and those taken into the audit unseen."""

    shown: Draw | None
    taken: tuple[Draw, ...] = ()


def next_turn(
    code: Code, frame: Frame, drawn: Sequence[Draw], reviewer: str, order: Order, seed: str
) -> Turn:
    """The next text for the reviewer. `frame` holds every text to be coded and its codings.

    `drawn` are the earlier draws. Every fifth turn takes exactly one text off the random order,
    whether or not it was coded before, so that what was coded before cannot bend the sample;
    one that was is not shown again. With `Order.RANDOM` every turn is an audit turn and takes
    texts until one is new. A text shown before and left, or undone, comes again by the same draw.
    Nothing is shown when all is coded.
    """
    mine = [draw for draw in drawn if (draw.code, draw.reviewer) == (code.name, reviewer)]
    done = {
        item for item, codings in frame.items() if codings and _has_coded(reviewer, code, codings)
    }
    for draw in reversed(mine):
        if draw.is_shown and draw.item in frame and draw.item not in done:
            return Turn(draw)
    turns = sum(draw.is_shown for draw in mine) + 1
    taken: tuple[Draw, ...] = ()
    while order is Order.RANDOM or (turns % AUDIT_EVERY == 0 and not taken):
        audit = _next_audit(code, frame, [*mine, *taken], reviewer, done, seed)
        if audit is None or audit.is_shown:
            break
        taken = (*taken, audit)
    else:
        audit = None
    if audit is not None:
        return Turn(audit, taken)
    waiting = [item for item in frame if item not in done]
    if not waiting:
        return Turn(None, taken)
    item, stream = _pick(code, frame, waiting, order, seed)
    return Turn(Draw(item, code.name, reviewer, stream), taken)


@lru_cache(maxsize=2**18)
def place(seed: str, code: str, item: str) -> float:
    """Where a text stands in the random order, in [0, 1): the same on every machine."""
    digest = hashlib.sha256(f"{seed}\0{code}\0{item}".encode()).digest()
    return int.from_bytes(digest[:7]) / 2**56


def margin(code: Code, coding: Coding) -> float:
    """How sure a coding is, from 0 to 1: the lead of its best value over the second.

    Where several values may hold: the distance of the doubtful one from a half, twice.
    """
    soft = [probability for _, probability in coding.soft]
    if not soft:
        return abs(2 * coding.probability - 1)
    if code.several:
        return min(abs(2 * probability - 1) for probability in soft)
    best, second = sorted([*soft, 0.0], reverse=True)[:2]
    return best - second


def _next_audit(
    code: Code,
    frame: Frame,
    mine: Sequence[Draw],
    reviewer: str,
    done: set[str],
    seed: str,
) -> Draw | None:
    audited = {draw.item for draw in mine if draw.stream is Stream.AUDIT}
    left = [item for item in frame if item not in audited]
    if not left:
        return None
    item = min(left, key=lambda one: place(seed, code.name, one))
    inclusion = (len(frame) - len(left) + 1) / len(frame)
    return Draw(item, code.name, reviewer, Stream.AUDIT, inclusion, is_shown=item not in done)


def _pick(
    code: Code, frame: Frame, waiting: Sequence[str], order: Order, seed: str
) -> tuple[str, Stream]:
    if order is Order.DISAGREEMENT:
        differing = {item: _voices(code, frame[item]) for item in waiting}
        most = max(differing.values())
        if most > 1:
            waiting = [item for item in waiting if differing[item] == most]
            return _least_sure(code, frame, waiting, seed), Stream.DISAGREEMENT
    return _least_sure(code, frame, waiting, seed), Stream.LEAST_SURE


def _least_sure(code: Code, frame: Frame, waiting: Sequence[str], seed: str) -> str:
    def sureness(item: str) -> float:
        if not frame[item]:
            return 0.0
        machines = [one for one in _standing(code, frame[item]) if one.origin is not Kind.PERSON]
        return min((margin(code, one) for one in machines), default=0.0)

    sure = [sureness(item) for item in waiting]
    least = min(sure)
    tied = [item for item, found in zip(waiting, sure, strict=True) if found == least]
    return min(tied, key=lambda item: place(seed, code.name, item))


def _voices(code: Code, codings: Sequence[Coding]) -> int:
    """How many different answers the coders gave."""
    return len({frozenset(coding.values) for coding in _standing(code, codings)})


def _standing(code: Code, codings: Sequence[Coding]) -> list[Coding]:
    ours = (coding for coding in codings if coding.code == code.name)
    return [coding for coding in latest(ours) if not coding.is_special]


def _has_coded(reviewer: str, code: Code, codings: Sequence[Coding]) -> bool:
    who = f"person:{reviewer}"
    ours = [one for one in codings if one.coder == who and one.code == code.name]
    return bool(ours) and bool(latest(ours))
