"""What a report says, before anyone decides how it looks. Every renderer reads only this.

A verdict can be had from a `Claim` only, and every claim that a report holds is in its ledger.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from askwhy.analysis import Claim

SCHEMA_VERSION = 1

Verdict = Literal["supported", "contradicted", "unresolved", "no claim", "not estimable"]
"""The first three are bound to a claim; the others say why there is none."""


@dataclass(frozen=True, slots=True)
class Row:
    """One share, with what can be said of it.

    `id` is the row of the mission ("S6"); `k` of `n`, and `among` says who those n are. `low` and
    `high` bound the share in [0, 1] at `confidence` by `method`, and are None where nothing can be
    estimated: then `note` is the reason. `claimed` is what the figure was held against, if at all.
    """

    id: str
    name: str
    k: int
    n: int
    among: str
    low: float | None
    high: float | None
    confidence: float
    method: str
    note: str
    claimed: Claim | None = None

    def __post_init__(self) -> None:
        assert 0 <= self.k <= self.n, "a share is k of n"
        assert self.among or not self.n, "who the n are is told"
        assert (self.low is None) == (self.high is None), "an interval has two ends"
        assert self.low is not None or self.note, "no interval without its reason"
        assert self.claimed is None or self.claimed.counts == ((self.k, self.n),), "its own counts"

    @property
    def verdict(self) -> Verdict:
        """What the counts say of the claim, or why there is none."""
        if self.claimed is None:
            return "not estimable" if self.low is None else "no claim"
        return self.claimed.verdict.outcome

    @property
    def claim(self) -> str:
        """The sentence that the verdict is about; empty where nothing is claimed."""
        return self.claimed.sentence if self.claimed else ""

    @property
    def needs_about(self) -> int | None:
        """How many more of the same kind would settle the claim; None where not reckoned."""
        return self.claimed.verdict.needs_about if self.claimed else None


@dataclass(frozen=True, slots=True)
class Step:
    """One box of the participant flow: how many, of which box, and who left on the way.

    `depth` is the box's distance from the first one; `left` are the reasons with their counts.
    """

    name: str
    n: int
    depth: int = 0
    left: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Two groups' shares compared: `low` to `high` bound first minus second.

    `among` says who is counted in each group. `p` is adjusted within the family of `claimed`; None
    where no test was made.
    """

    id: str
    first: str
    second: str
    k1: int
    n1: int
    k2: int
    n2: int
    among: str
    low: float
    high: float
    confidence: float
    method: str
    p: float | None
    note: str
    claimed: Claim

    @property
    def verdict(self) -> Verdict:
        """What the counts say of "the two differ"."""
        return self.claimed.verdict.outcome

    @property
    def family(self) -> str:
        """The comparisons among which `p` is adjusted."""
        return self.claimed.family


@dataclass(frozen=True, slots=True)
class Figure:
    """One estimate of a list, a share in [0, 1]; `at` is None where there is none, and why: `note`.

    `n` people, of whom `k` as counted where the estimate has such a count. `valid` says whether
    the interval holds at the planned end only ("fixed-n") or whenever one looks ("any-time").
    """

    name: str
    at: float | None
    low: float
    high: float
    k: int | None
    n: int
    confidence: float
    method: str
    valid: Literal["fixed-n", "any-time"] = "fixed-n"
    note: str = ""

    def __post_init__(self) -> None:
        assert self.low <= self.high, "an interval has two ends"
        assert self.at is not None or self.note, "no estimate without its reason"


@dataclass(frozen=True, slots=True)
class Figures:
    """A list of estimates made in one way; `about` says how, and what must be true for them."""

    title: str
    about: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """How many had written by the end of so many days, with the interval, shares in [0, 1].

    `at_risk` were silent and still followed as the next day began.
    """

    day: int
    at: float
    low: float
    high: float
    at_risk: int


@dataclass(frozen=True, slots=True)
class Curve:
    """How a share grows with the days people are waited for, from day 0 on, a point each day.

    `horizon` is the day by which somebody has to have written; it may lie beyond the last point.
    The bounds of the points hold at `confidence`, by `method`.
    """

    name: str
    points: tuple[Point, ...]
    horizon: int
    confidence: float
    method: str

    def __post_init__(self) -> None:
        assert [each.day for each in self.points] == list(range(len(self.points))), "day by day"
        assert len(self.points) > 1, "a curve spans a day"


@dataclass(frozen=True, slots=True)
class Chart:
    """Curves on one pair of axes."""

    title: str
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Lines of words and numbers under a heading; the first cell of a line names it."""

    title: str
    about: str
    head: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        assert all(len(line) == len(self.head) for line in self.lines), "a cell for each heading"


@dataclass(frozen=True, slots=True)
class Need:
    """What it would take to answer `question`, which these numbers leave open.

    `sizes` are people in each group (one of them for a share), `more` how many are still to
    come, `months` how long that takes at the window's pace. Where there is no such number they
    are empty and None, and `note` says why. `given` is what was assumed beyond the counts. What
    is `aside` can be left unread.
    """

    question: str
    sizes: tuple[int, ...]
    more: int | None
    months: int | None
    note: str
    given: str = ""
    is_aside: bool = False

    def __post_init__(self) -> None:
        assert self.more is not None or self.note, "no number without its reason"


@dataclass(frozen=True, slots=True)
class Owed:
    """A thread in which the owner owes an answer. `who` is empty unless names were asked for."""

    days: int
    who: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """A figure that somebody published, to stand beside one's own.

    `quality`: A randomised or peer-reviewed, B platform data, C vendor, D one person.
    """

    about: str
    finding: str
    quality: Literal["A", "B", "C", "D"]
    source: str


@dataclass(frozen=True, slots=True)
class Section:
    """What answers one question, told in one or two sentences (`lead`) before the figures.

    `claims` are about all its rows together. What is `aside` can be left unread: a page folds
    it away and a screen leaves it out.
    """

    title: str
    lead: str
    rows: tuple[Row, ...] = ()
    claims: tuple[Claim, ...] = ()
    differences: tuple[Difference, ...] = ()
    charts: tuple[Chart, ...] = ()
    lists: tuple[Figures, ...] = ()
    tables: tuple[Table, ...] = ()
    is_aside: bool = False

    @property
    def ledger(self) -> tuple[Claim, ...]:
        """Every claim of the section, in reading order."""
        return (
            *(row.claimed for row in self.rows if row.claimed is not None),
            *self.claims,
            *(each.claimed for each in self.differences),
        )


@dataclass(frozen=True, slots=True)
class Report:
    """All that is said about one window of one account.

    `headline` is the one sentence to remember. The window is [since, until), shown as days of
    the time zone that the two carry. `observed_until` is the newest instant that any source has
    seen: who was silent by then may have written since. `owed` is None where nobody looked.
    """

    title: str
    headline: str
    made_at: datetime
    since: datetime
    until: datetime
    observed_until: datetime
    sections: tuple[Section, ...]
    flow: tuple[Step, ...]
    needs: tuple[Need, ...] = ()
    owed: tuple[Owed, ...] | None = None
    published: tuple[Published, ...] = ()
    caveats: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    fictional: bool = False
    footnotes: tuple[str, ...] = field(default=())

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row of every section, in reading order."""
        return tuple(row for section in self.sections for row in section.rows)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Every comparison of every section, in reading order."""
        return tuple(each for section in self.sections for each in section.differences)

    @property
    def ledger(self) -> tuple[Claim, ...]:
        """Every claim that the report makes, in reading order; there are no others."""
        return tuple(chain.from_iterable(section.ledger for section in self.sections))
