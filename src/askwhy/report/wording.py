"""Numbers, dates and verdicts as they are said, the same in every format.

Shares are whole percents below 200 people and have one decimal from there on; more digits
would promise what the interval beside them takes back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from askwhy.analysis import Claim
    from askwhy.report.model import Difference, Figure, Need, Owed, Report, Row, Section, Verdict

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
NEEDED: Final = (
    "Reckoned as if the shares seen here were the true ones, so that four studies of five would "
    "tell; time at the pace at which people came in the window."
)
UNNAMED: Final = "unnamed"
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


def near(at: float, n: int) -> str:
    """A share that is no count, such as an estimate by a model, with the digits n people allow."""
    digits = 0 if n < FINE_FROM else 1
    least = 0.5 * 10**-digits / 100
    if 0 < at < least or 1 - least < at < 1:
        bound = 10**-digits
        return f"<{bound:g}{NBSP}%" if at < least else f">{100 - bound:g}{NBSP}%"
    return f"{100 * at:.{digits}f}{NBSP}%"


def estimate(figure: Figure) -> str:
    """The figure's share, or a dash where there is none."""
    return NO_SHARE if figure.at is None else near(figure.at, figure.n)


def bounds(figure: Figure) -> str:
    """The figure's interval, or nothing where there is none."""
    return "" if figure.at is None else interval(figure.low, figure.high, figure.n)


def holds(figure: Figure) -> str:
    """For which looks the figure's interval holds."""
    if figure.valid == "any-time":
        return "valid whenever you look"
    return f"valid only at the planned end (n{NBSP}={NBSP}{figure.n:,})"


def counts(k: int, n: int) -> str:
    """Such as "4 of 50"."""
    return f"{k:,} of {n:,}".replace(" ", NBSP)


def interval(low: float, high: float, n: int) -> str:
    """The two bounds, shares in [0, 1], as "3–19 %"; no interval ends where it begins."""
    lower, upper = _bound(low, n), _bound(high, n)
    if upper == "0.0":
        upper = "<0.1"
    if lower == "100.0":
        lower = ">99.9"
    return f"{lower}{DASH}{upper}{NBSP}%"


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


def decimals(share: float, digits: int) -> str:
    """A probability with its leading zero left out, as tables print it: ".109", "<.01"."""
    if share < 0.5 * 10**-digits:
        return f"<{10**-digits:.{digits}f}".replace("0.", ".", 1)
    return f"{share:.{digits}f}".removeprefix("0")


def sentence(reason: str) -> str:
    """A reason as a sentence, with a capital and a full stop."""
    return f"{reason[:1].upper()}{reason[1:].rstrip('.')}."


def sizes(people: Sequence[int], *, short: bool = False) -> str:
    """How many people each group needs: "162 people in each group", "14 and 40 people"."""
    if len(people) == 1:
        return f"{people[0]:,} people"
    if len(set(people)) == 1:
        return f"{people[0]:,}" if short else f"{people[0]:,} people in each group"
    *first, last = (f"{each:,}" for each in people)
    return f"{', '.join(first)} and {last}" + " people" * (not short)


def months(need: Need) -> str:
    """How long it takes: "about 8 months", "about 5 years", or why nobody can say."""
    if need.months is None:
        return need.note
    if need.months >= 24:
        return f"about {need.months / 12:.0f} years"
    return f"about {need.months} month{'' if need.months == 1 else 's'}"


def wanted(need: Need) -> str:
    """How many people it takes, and how many of them are still to come."""
    if need.more is None:
        return NO_SHARE
    told = sizes(need.sizes)
    return told if need.more == sum(need.sizes) else f"{told}, {need.more:,} more than now"


def followed(n: int) -> str:
    """How many people somebody waited for: "47 people"."""
    return f"{n:,}{NBSP}{'person' if n == 1 else 'people'}"


def counted(claim: Claim) -> str:
    """The counts that a claim rests on: "14/20, 11/20"."""
    return ", ".join(f"{k:,}/{n:,}" for k, n in claim.counts)


def rests(claim: Claim) -> str:
    """What a verdict rests on besides its counts: the interval or p, and how it was got."""
    judged = claim.judgement
    said = []
    if judged.low is not None and judged.high is not None:
        people = min(n for _, n in judged.counts)
        if len(judged.counts) == 1:
            said.append(interval(judged.low, judged.high, people))
        else:
            low, high = (points(end, people) for end in (judged.low, judged.high))
            said.append(f"{low} to {high} points")
    elif judged.p is not None:
        return basis(claim)
    if judged.p is not None:
        said.append(p_value(judged.p))
    return "; ".join([*said, f"{named(judged.method)}, {confidence(judged.confidence)}"])


def basis(claim: Claim) -> str:
    """What a claim about several groups rests on: the test and its p, or the evidence."""
    judged = claim.judgement
    how = named(judged.method)
    if judged.p is None:
        return f"{how}, {confidence(judged.confidence)}"
    if claim.judgement.method.startswith(WATCHED):
        bar = f"{1 / (1 - judged.confidence):.0f} to 1 would tell"
        return f"evidence {1 / judged.p:.3g} to 1 at its highest, {how}; {bar}"
    shown = f"p{NBSP}={NBSP}{judged.p:.4f}" if judged.p >= 0.0001 else p_value(judged.p)
    return f"{how}, {shown}"


def more(claim: Claim) -> str:
    """How many more people the claim needs, or why that cannot be said.

    Nothing where it is settled, or may be looked at again whenever more have come.
    """
    verdict = claim.verdict
    if verdict.needs_about is not None:
        return f"needs about {verdict.needs_about:,} more"
    return "" if claim.method.startswith(WATCHED) else verdict.note


def deeper(section: Section) -> str:
    """What lies beneath a section: its charts, tables and lists by name, each once."""
    titles = [
        *(each.title for each in section.charts),
        *(each.title for each in section.tables),
        *(each.title for each in section.lists),
    ]
    first, *others = dict.fromkeys(titles)
    return "; ".join([first, *(f"{each[:1].lower()}{each[1:]}" for each in others)])


def ledger(report: Report) -> str:
    """How the claims came out, and how they were judged."""
    declared = sum(claim.kind == "confirmatory" for claim in report.ledger)
    judged = (
        f"{declared:,} were declared beforehand and share one level"
        if declared
        else "None was declared beforehand: all are exploratory"
    )
    return (
        f"{outcomes(report.ledger)} {judged}. A claim about one share is judged by itself at "
        f"95{NBSP}%, so one of twenty may be wrong by chance; pairs of groups share one level."
    )


def outcomes(ledger: Sequence[Claim]) -> str:
    """How the claims came out, in one sentence: "9 supported, 1 contradicted, 8 unresolved"."""
    found = [claim.verdict.outcome for claim in ledger]
    told = [
        f"{found.count(each):,} {each}"
        for each in ("supported", "contradicted", "unresolved")
        if each in found
    ]
    return f"{len(ledger):,} claim{'' if len(ledger) == 1 else 's'}: {', '.join(told)}."


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


def by_name(owed: Sequence[Owed]) -> list[Owed]:
    """Who waits, longest first; nobody where no names were asked for."""
    if not any(each.who for each in owed):
        return []
    return sorted(owed, key=lambda each: -each.days)


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
        *(
            (each.method, each.confidence)
            for section in report.sections
            for figures in section.lists
            for each in figures.figures
            if each.at is not None
        ),
    )
    return tuple(dict.fromkeys(f"{named(method)}, {confidence(level)}" for method, level in used))


WATCHED: Final = "e-process"
"""Begins the method of a claim that may be looked at again and again."""
_METHODS: Final = {
    "newcombe, every step": "Newcombe, every step",
    "fisher-freeman-halton": "exact test (Fisher-Freeman-Halton)",
    "permutation": "permutation test",
    "log-rank": "log-rank test",
    "kaplan-meier, rothman-wilson": "Kaplan-Meier with Rothman's and Wilson's interval",
    "beta-binomial shrinkage": "beta-binomial shrinkage",
    "anytime": "Robbins' mixture, valid at any time",
    "boschloo, Newcombe's interval": "Boschloo's test, Newcombe's interval",
    "score, Newcombe's interval": "score test, Newcombe's interval",
}


def named(method: str) -> str:
    """A method as its people are written: "clopper-pearson" is "Clopper-Pearson"."""
    return _METHODS.get(method) or (method.title() if method.isalpha() else method)
