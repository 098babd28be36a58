"""What a report says, before anyone decides how it looks. Every renderer reads only this."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

SCHEMA_VERSION = 1

Verdict = Literal["supported", "contradicted", "unresolved", "no claim", "not estimable"]
"""The first three are bound to a claim; the others say why there is none."""


@dataclass(frozen=True, slots=True)
class Row:
    """One share, with what can be said of it.

    `id` is the row of the mission ("S6"); `k` of `n`; `low` and `high` bound the share in
    [0, 1] at `confidence` by `method`, and are None where nothing can be estimated: then `note`
    is the reason. `claim` is the sentence the `verdict` is about, `needs_about` how many more of
    the same kind would settle it (None: not reckoned).
    """

    id: str
    name: str
    k: int
    n: int
    low: float | None
    high: float | None
    confidence: float
    method: str
    verdict: Verdict
    note: str
    claim: str = ""
    needs_about: int | None = None

    def __post_init__(self) -> None:
        assert 0 <= self.k <= self.n, "a share is k of n"
        assert (self.low is None) == (self.high is None), "an interval has two ends"
        assert self.low is not None or self.note, "no interval without its reason"


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

    `p` is adjusted within `family`; None where no test was made.
    """

    id: str
    first: str
    second: str
    k1: int
    n1: int
    k2: int
    n2: int
    low: float
    high: float
    confidence: float
    method: str
    p: float | None
    verdict: Verdict
    note: str
    family: str = ""


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
    """Rows that answer one question, told in one or two sentences before them."""

    title: str
    lead: str
    rows: tuple[Row, ...] = ()
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All that is said about one window of one account.

    `headline` is the one sentence to remember. The window is [since, until), shown as days of
    the time zone that the two carry. `observed_until` is the newest instant that any source has
    seen: who was silent by then may have written since.
    """

    title: str
    headline: str
    made_at: datetime
    since: datetime
    until: datetime
    observed_until: datetime
    sections: tuple[Section, ...]
    flow: tuple[Step, ...]
    owed: tuple[Owed, ...] = ()
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
