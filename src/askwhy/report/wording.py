"""Numbers, dates and verdicts as they are said, the same in every format.

Shares are whole percents below 200 people and have one decimal from there on; more digits
would promise what the interval beside them takes back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from askwhy.report.model import Difference, Owed, Report, Row, Verdict

NBSP: Final = "\N{NO-BREAK SPACE}"
DASH: Final = "\N{EN DASH}"
NO_SHARE: Final = "\N{EM DASH}"
FINE_FROM: Final = 200
"""From how many people on a share has a decimal."""

MARKS: Final[dict[Verdict, str]] = {
    "supported": "\N{CHECK MARK}",
    "contradicted": "\N{MULTIPLICATION X}",
    "unresolved": "?",
    "no claim": "\N{MIDDLE DOT}",
    "not estimable": "\N{EMPTY SET}",
}
MEANINGS: Final[dict[Verdict, str]] = {
    "supported": "The claim holds over the whole interval.",
    "contradicted": "The claim fails over the whole interval.",
    "unresolved": "These numbers fit the claim and its opposite.",
    "no claim": "A figure on its own; nothing was claimed about it.",
    "not estimable": "No figure can be given; the reason stands beside it.",
}
QUALITIES: Final = {
    "A": "randomised or peer-reviewed",
    "B": "platform data",
    "C": "a vendor's own figures",
    "D": "one person's count",
}
FICTIONAL: Final = "Fictional: nobody in this report exists, and nothing in it happened."

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_AGES: Final = (
    (7, "up to a week"),
    (30, "up to a month"),
    (365, "up to a year"),
)
_OLDEST: Final = "more than a year"


def percent(k: int, n: int) -> str:
    """Such as "8 %" for 4 of 50, rounded half up; never all or nothing unless it is."""
    if n == 0:
        return NO_SHARE
    if k in {0, n}:
        return f"{100 if k else 0}{NBSP}%"
    if n < FINE_FROM:
        return f"{(200 * k + n) // (2 * n)}{NBSP}%"
    tenths = (2000 * k + n) // (2 * n)
    if tenths in {0, 1000}:
        return f"{'>99.9' if tenths else '<0.1'}{NBSP}%"
    return f"{tenths // 10}.{tenths % 10}{NBSP}%"


def share(row: Row) -> str:
    """The row's share, or a dash where none can be given."""
    return NO_SHARE if row.low is None else percent(row.k, row.n)


def counts(k: int, n: int) -> str:
    """Such as "4 of 50"."""
    return f"{k:,} of {n:,}".replace(" ", NBSP)


def interval(low: float, high: float, n: int) -> str:
    """The two bounds, shares in [0, 1], as "3–19 %"."""
    return f"{_bound(low, n)}{DASH}{_bound(high, n)}{NBSP}%"


def _bound(at: float, n: int) -> str:
    if at < 1e-9:
        return "0"
    if at > 1 - 1e-9:
        return "100"
    return f"{100 * at:.{0 if n < FINE_FROM else 1}f}"


def confidence(level: float) -> str:
    """.95 as "95 %"."""
    return f"{100 * level:.4g}{NBSP}%"


def figure(row: Row) -> str:
    """The row in words, for who cannot see its bar."""
    if row.low is None or row.high is None:
        return f"{counts(row.k, row.n)}; no estimate"
    bounds = interval(row.low, row.high, row.n)
    return f"{share(row)}, {counts(row.k, row.n)}; {confidence(row.confidence)} interval {bounds}"


def points(at: float, people: int) -> str:
    """A difference of shares as signed percentage points: "+15", "−14", "0"."""
    digits = 0 if people < FINE_FROM else 1
    size = f"{abs(100 * at):.{digits}f}"
    if float(size) == 0:
        return "0"
    return ("+" if at > 0 else "\N{MINUS SIGN}") + size


def smaller(difference: Difference) -> int:
    """The size of the smaller group, which bounds what can be said."""
    return min(difference.n1, difference.n2)


def gap(difference: Difference) -> float:
    """First share minus second, in [-1, 1]."""
    return difference.k1 / difference.n1 - difference.k2 / difference.n2


def span(difference: Difference) -> str:
    """The interval of a difference: "−14 to +41"."""
    people = smaller(difference)
    return f"{points(difference.low, people)} to {points(difference.high, people)}"


def contrast(difference: Difference) -> str:
    """A difference in words, for who cannot see its bar."""
    return (
        f"{points(gap(difference), smaller(difference))} points, {difference.first} minus "
        f"{difference.second}; {confidence(difference.confidence)} interval {span(difference)}"
    )


def p_value(p: float) -> str:
    """A probability as papers print it: "p = 0.38", "p = 0.008", "p < 0.001"."""
    if p < 0.001:
        return f"p{NBSP}<{NBSP}0.001"
    return f"p{NBSP}={NBSP}{p:.{2 if p >= 0.1 else 3}f}"


def needs(row: Row) -> str:
    """How many more it takes, or nothing."""
    return "" if row.needs_about is None else f"needs about {row.needs_about:,} more"


def day(at: datetime) -> str:
    """Such as "31 October 2025", in the zone that the instant carries."""
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def window(report: Report) -> str:
    """The days of the report's window, its last one included: "1–31 October 2025"."""
    first = report.since
    last = max(first, report.until - timedelta(microseconds=1))
    if first.date() == last.date():
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{DASH}{day(last)}"
    return f"{day(first)} {DASH} {day(last)}"


def days(number: int) -> str:
    """Such as "1 day", "212 days"."""
    return f"{number:,} day{'' if number == 1 else 's'}".replace(" ", NBSP)


def ages(owed: Sequence[Owed]) -> tuple[tuple[str, int], ...]:
    """How many threads have waited how long, youngest first; empty ages left out."""
    labels = [next((word for limit, word in _AGES if o.days <= limit), _OLDEST) for o in owed]
    words = [*(word for _, word in _AGES), _OLDEST]
    return tuple((word, labels.count(word)) for word in words if word in labels)


def debt(owed: Sequence[Owed]) -> str:
    """What the owner owes, in one sentence."""
    if not owed:
        return "You owe nobody an answer."
    oldest = days(max(each.days for each in owed))
    if len(owed) == 1:
        return f"One conversation waits for your answer; it has waited {oldest}."
    return f"{len(owed):,} conversations wait for your answer; the oldest has waited {oldest}."


def methods(report: Report) -> tuple[str, ...]:
    """Each interval method used, with its level, once."""
    used: Iterable[tuple[str, float]] = (
        *((row.method, row.confidence) for row in report.rows if row.low is not None),
        *((each.method, each.confidence) for each in report.differences),
    )
    return tuple(dict.fromkeys(f"{_named(method)}, {confidence(level)}" for method, level in used))


def _named(method: str) -> str:
    """A method as its people are written: "clopper-pearson" is "Clopper-Pearson"."""
    return method.title() if method.islower() else method
