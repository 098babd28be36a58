"""Which coding counts: person before agreed machines before the local one.

Two rules have no exception. A person's coding is never changed by a machine, whatever is
trained again. A warning of fraud is raised by any machine and lowered by a person only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from askwhy.coding.codebook import UNCODED, UNSURE, Kind, Machine
from askwhy.coding.codings import latest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from askwhy.coding.codebook import Code
    from askwhy.coding.codings import Coding


class Standing(StrEnum):
    """On whose word a value stands, as it is shown."""

    PERSON = "coded by a person"
    ADJUDICATED = "adjudicated"
    AGREED = "machines agree"
    LOCAL = "coded on this machine"
    RAISED = "raised by a machine"
    PROPOSED = "proposed by a machine"
    DISPUTED = "persons disagree"
    OPEN = "not coded"


class Level(StrEnum):
    """How a raised warning is shown."""

    NONE = "none"
    CHECK = "check"
    LIKELY = "likely"


CHECK_FROM, LIKELY_FROM = 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Resolved:
    """What counts for one text under one code.

    `values` is None where nothing counts yet; a mere proposal is in `proposal`. `probability`
    is that of the coding that was read.
    """

    standing: Standing
    values: tuple[str, ...] | None = None
    probability: float = 1.0
    proposal: Coding | None = None


def resolve(code: Code, codings: Iterable[Coding]) -> Resolved:
    """Read all codings of one text under one code, oldest first."""
    kept = [coding for coding in codings if coding.code == code.name]
    now = latest(kept)
    persons = [coding for coding in now if coding.origin is Kind.PERSON]
    if persons:
        return _by_persons(code, persons, kept)
    machines = [coding for coding in now if not coding.is_(UNCODED)]
    if code.machine is Machine.RAISES:
        return _raised(code, kept)
    if not machines:
        return Resolved(Standing.OPEN)
    if code.machine is Machine.PROPOSES:
        best = max(machines, key=lambda coding: coding.probability)
        return Resolved(Standing.PROPOSED, None, best.probability, best)
    return _by_machines(machines)


def level(resolved: Resolved) -> Level:
    """How a warning is shown: nothing below .5, "check" from .5, "likely" from .9."""
    if resolved.values is None or resolved.values == ("none",):
        return Level.NONE
    if resolved.probability >= LIKELY_FROM:
        return Level.LIKELY
    return Level.CHECK if resolved.probability >= CHECK_FROM else Level.NONE


def _by_persons(code: Code, persons: Sequence[Coding], kept: Sequence[Coding]) -> Resolved:
    for coding in reversed(persons):
        if coding.is_adjudicated:
            return Resolved(Standing.ADJUDICATED, coding.values)
    decided = [coding for coding in persons if not coding.is_(UNSURE)]
    if not decided:
        raised = _raised(code, kept) if code.machine is Machine.RAISES else None
        return raised if raised and raised.values else Resolved(Standing.PERSON, (UNSURE,))
    said = {frozenset(coding.values) for coding in decided}
    if len(said) == 1:
        return Resolved(Standing.PERSON, decided[-1].values)
    if code.machine is Machine.RAISES:
        warning = next(one for one in reversed(decided) if one.values != (code.names[0],))
        return Resolved(Standing.DISPUTED, warning.values)
    return Resolved(Standing.DISPUTED)


def _raised(code: Code, kept: Sequence[Coding]) -> Resolved:
    """The strongest warning any machine ever gave: a newer model does not take one back."""
    machines = [one for one in kept if one.origin is not Kind.PERSON and not one.is_special]
    if not machines:
        return Resolved(Standing.OPEN)
    quiet = (code.names[0],)
    loud = [one for one in machines if one.values != quiet and one.probability >= CHECK_FROM]
    if not loud:
        return Resolved(Standing.LOCAL, quiet, machines[-1].probability)
    worst = max(loud, key=lambda coding: coding.probability)
    return Resolved(Standing.RAISED, worst.values, worst.probability, worst)


def _by_machines(machines: Sequence[Coding]) -> Resolved:
    said = {frozenset(coding.values) for coding in machines}
    if len(said) == 1 and len({coding.origin for coding in machines}) > 1:
        surest = max(machines, key=lambda coding: coding.probability)
        return Resolved(Standing.AGREED, surest.values, surest.probability)
    for origin in (Kind.RULE, Kind.MODEL):
        local = [coding for coding in machines if coding.origin is origin]
        if local:
            return Resolved(Standing.LOCAL, local[-1].values, local[-1].probability)
    distant = machines[-1]
    return Resolved(Standing.PROPOSED, None, distant.probability, distant)
