"""Where persons disagree, how it is settled, and the counts from which agreement is computed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from askwhy.coding.codebook import Kind
from askwhy.coding.codings import by_person, latest

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from askwhy.coding.codebook import Code
    from askwhy.coding.codings import Coding

    Frame = Mapping[str, Sequence[Coding]]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A text that persons coded differently and nobody adjudicated. `sides` are their codings."""

    item: str
    code: str
    sides: tuple[Coding, ...]


def disputes(code: Code, frame: Frame) -> tuple[Dispute, ...]:
    """All open disputes under a code, in the order of the frame. Unsure is no side."""
    found = []
    for item, codings in frame.items():
        now = latest(one for one in codings if one.code == code.name)
        persons = [one for one in now if one.origin is Kind.PERSON]
        sides = tuple(one for one in persons if not one.is_special)
        settled = any(one.is_adjudicated for one in persons)
        if not settled and len({frozenset(side.values) for side in sides}) > 1:
            found.append(Dispute(item, code.name, sides))
    return tuple(found)


def adjudicate(
    dispute: Dispute, code: Code, values: tuple[str, ...], person: str, codebook: str
) -> Coding:
    """The decision that settles a dispute. The codings of both sides stay as they are."""
    return replace(by_person(dispute.item, code, values, person, codebook), is_adjudicated=True)


def cross_table(
    code: Code, frame: Frame, first: str, second: str, among: Container[str] | None = None
) -> dict[str, Counter[tuple[str, str]]]:
    """How two coders coded the same texts: counts of (value of first, value of second).

    A code of one value gives one table under its own name. A code of several gives a table of
    "yes" and "no" for each value. Texts that either left unsure or uncoded are left out, and so
    are those not `among` the ones given: hand in the audit sample for anything published.
    """
    tables: dict[str, Counter[tuple[str, str]]] = {}
    for item, codings in frame.items():
        if among is not None and item not in among:
            continue
        now = {
            one.coder: one
            for one in latest(coding for coding in codings if coding.code == code.name)
            if not one.is_adjudicated and not one.is_special
        }
        pair = [now[coder] for coder in (first, second) if coder in now]
        if len(pair) == 2:
            for name, cell in _cells(code, pair[0].values, pair[1].values):
                tables.setdefault(name, Counter())[cell] += 1
    return tables


def _cells(
    code: Code, one: tuple[str, ...], other: tuple[str, ...]
) -> Iterable[tuple[str, tuple[str, str]]]:
    if not code.several:
        return [(code.name, (one[0], other[0]))]
    names = [*code.names, *sorted((set(one) | set(other)) - set(code.names))]
    return [(name, (_yes(name in one), _yes(name in other))) for name in names]


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
