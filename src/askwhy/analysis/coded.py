"""What codings can bear: how far coders agree, and how common a value is among all texts.

Only whole numbers come in. Published rates rest on texts that people coded and that were drawn
at random; what a machine counted is corrected by them (Tenenbein 1970), and is never an estimate
by itself. How firm a claim may be follows Krippendorff's alpha.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from askwhy.analysis.agreement import Agreement, Level, agreement
from askwhy.analysis.coding_error import double_sampling
from askwhy.analysis.intervals import proportion_interval
from askwhy.analysis.results import Estimate, NotEstimable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.random import Generator

    Said = tuple[str, ...]

FIRM: Final = 0.80
TENTATIVE: Final = 0.667
ENOUGH: Final = 100
"""Texts that two people coded blind at random, from which on agreement is known well enough."""
NOBODY: Final = "no text drawn at random was coded by a person"


class Firmness(StrEnum):
    """What the agreement of two people lets one claim (Krippendorff 2018)."""

    FIRM = "firm"
    TENTATIVE = "tentative"
    EXPLORATORY = "exploratory only"
    UNDEFINED = "undefined"
    UNKNOWN = "not known"


@dataclass(slots=True)
class Coded:
    """The texts of one kind under one code.

    `machine`: what the machine says of each of the `n` texts; fewer where it had nothing to say.
    `audit`: of the texts drawn at random, what the machine and what persons said; None where the
    machine had nothing to say. `persons`: what persons said of any text, however it came up.
    `left_out`: texts drawn at random on which people differ or are unsure; they are in no estimate.
    `firmness`: how far two people agree, by value; of a code of one value under its own name.
    """

    code: str
    values: tuple[str, ...]
    several: bool
    n: int = 0
    machine: Counter[Said] = field(default_factory=Counter)
    audit: Counter[tuple[Said | None, Said]] = field(default_factory=Counter)
    persons: Counter[Said] = field(default_factory=Counter)
    left_out: int = 0
    firmness: dict[str, Firmness] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether persons coded every text."""
        return self.n > 0 and self.persons.total() == self.n

    def counted(self, value: str) -> int:
        """How many texts the machine gave this value."""
        return sum(n for said, n in self.machine.items() if value in said)

    def by_persons(self, value: str) -> int:
        """How many texts persons gave this value."""
        return sum(n for said, n in self.persons.items() if value in said)

    def how_firm(self, value: str) -> Firmness:
        """How far people agree on this value."""
        return self.firmness.get(value if self.several else self.code, Firmness.UNKNOWN)


def prevalence(coded: Coded, value: str, rng: Generator) -> Estimate | NotEstimable:
    """Estimate the share of all texts that persons would give a value.

    By double sampling where the machine coded all and the audit holds both of its answers; else
    by the audit alone, as a simple sample.
    """
    if not coded.audit:
        return NotEstimable(NOBODY)
    hits = sum(n for (_, said), n in coded.audit.items() if value in said)
    alone = proportion_interval(hits, coded.audit.total())
    if coded.machine.total() < coded.n or any(told is None for told, _ in coded.audit):
        return alone
    flagged = coded.counted(value)
    human = [[0, 0], [0, 0]]
    for (told, said), n in coded.audit.items():
        assert told is not None, "the machine coded all"
        human[value in told][value in said] += n
    found = double_sampling([coded.n - flagged, flagged], human, rng=rng)
    return alone if isinstance(found, NotEstimable) else found.cell(1)


def agree(
    pairs: Mapping[tuple[str, str], int],
    categories: Sequence[str],
    rng: Generator,
    *,
    is_ordered: bool = False,
) -> Agreement | NotEstimable:
    """Compare two coders. `pairs` counts texts by (first's value, second's value)."""
    places = {name: place for place, name in enumerate(categories)}
    rows = []
    for (one, other), n in sorted(pairs.items()):
        row = [0] * max(2, len(places))
        row[places[one]] += 1
        row[places[other]] += 1
        rows += [row] * n
    if not rows:
        return agreement([[0, 0]], rng=rng)
    level: Level = "ordinal" if is_ordered else "nominal"
    return agreement(rows, level, rng=rng)


def firmness(found: Agreement | NotEstimable) -> Firmness:
    """What the agreement lets one claim; nothing where nobody compared, or alpha is undefined."""
    if isinstance(found, NotEstimable):
        return Firmness.UNKNOWN
    if isinstance(found.alpha, NotEstimable):
        return Firmness.UNDEFINED
    alpha = found.alpha.estimate
    if alpha >= FIRM:
        return Firmness.FIRM
    return Firmness.TENTATIVE if alpha >= TENTATIVE else Firmness.EXPLORATORY
