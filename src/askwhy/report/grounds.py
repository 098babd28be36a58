"""What a figure rests on, to be opened beside it: counts, method, rule, and where to read more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from askwhy.report import wording
from askwhy.report.wording import WATCHED

if TYPE_CHECKING:
    from askwhy.analysis import Claim
    from askwhy.report.model import Chart, Curve, Difference, Figures, Row, Verdict

Grounds = tuple[tuple[str, str], ...]
"""Terms with what is said of each, in reading order."""
Lines = tuple[tuple[str, ...], ...]
"""The lines of a table, the first of them its head."""

RULES: Final = "explained in docs/methods/claims.md"
SHOWN: Final = (1, 3, 7, 14, 21, 28, 42, 56, 90, 180, 365)
"""The days of a curve that are told in figures, and its last one."""
PAGES: Final = {
    "wilson": "one-share",
    "clopper-pearson": "one-share",
    "jeffreys": "one-share",
    "anytime": "monitoring",
    WATCHED: "monitoring",
    "newcombe": "pairs",
    "newcombe, every step": "claims",
    "boschloo, Newcombe's interval": "pairs",
    "score, Newcombe's interval": "pairs",
    "fisher-freeman-halton": "homogeneity",
    "permutation": "homogeneity",
    "log-rank": "reply-curves",
    "kaplan-meier, rothman-wilson": "reply-curves",
    "beta-binomial shrinkage": "shrinkage",
    "double sampling": "coding-error",
}
"""Which page of the methods explains what; of a method that is not here, their index does."""


def explained(method: str) -> str:
    """Where a method is explained."""
    known = WATCHED if method.startswith(WATCHED) else method
    return f"explained in docs/methods/{PAGES.get(known, 'index')}.md"


def of_row(row: Row) -> Grounds:
    """A share; the reason why there is none stands beside the row."""
    counted = f"{wording.counts(row.k, row.n)} {row.among}" if row.among else "nobody"
    if row.low is None or row.high is None:
        return (("Counts", counted), _verdict(row.verdict))
    bounds = wording.interval(row.low, row.high, row.n)
    return (
        ("Counts", counted),
        ("Interval", _by(bounds, row.method, row.confidence)),
        _verdict(row.verdict),
        *_note(row.note),
    )


def of_difference(each: Difference) -> Grounds:
    """A difference of two shares."""
    counted = (
        f"{each.first}: {wording.counts(each.k1, each.n1)}; "
        f"{each.second}: {wording.counts(each.k2, each.n2)}; {each.among}"
    )
    among = f"; holds together with all others among {each.family}"
    verdict = _verdict(each.verdict) if each.p is None else _tested(each.p, each.confidence)
    return (
        ("Counts", counted),
        ("Interval", _by(f"{wording.span(each)} points", each.method, each.confidence) + among),
        verdict,
        *_note(each.note),
    )


def of_claim(claim: Claim) -> Grounds:
    """A claim about several groups, or about all figures of a section together."""
    judged = claim.judgement
    if claim.method.startswith(WATCHED):
        level = 1 / (1 - judged.confidence)
        rule = f"supported once the evidence has reached {level:.0f} to 1, unresolved until then"
        verdict = ("Verdict", f"{rule}; {explained(claim.method)}")
    elif judged.p is not None:
        verdict = _tested(judged.p, judged.confidence)
    else:
        verdict = _verdict(claim.verdict.outcome)
    return (
        ("Counts", wording.counted(claim)),
        ("Method", f"{wording.rests(claim)}; {explained(claim.method)}"),
        verdict,
    )


def of_chart(chart: Chart) -> Grounds:
    """The curves of a chart."""
    first = chart.curves[0]
    people = "; ".join(f"{each.name}: {_followed(each)}" for each in chart.curves)
    told = (
        ("Counts", people),
        ("Interval", _by("around each share", first.method, first.confidence)),
    )
    if first.horizon > max(len(each.points) for each in chart.curves) - 1:
        return told
    late = f"{wording.days(first.horizon)}: whoever writes later counts as silent in the shares"
    return (*told, ("Horizon", late))


def days_of(chart: Chart) -> Lines:
    """A chart's curves in figures: share and interval by day, and who was still waited for."""
    lines: list[tuple[str, ...]] = [("Days", "Share", "Interval", "Waited for")]
    alone = len(chart.curves) == 1
    if not alone:
        lines = [("Who", *lines[0])]
    for each in chart.curves:
        n = each.points[0].at_risk
        for point in each.points[1:]:
            if point.day in SHOWN or point is each.points[-1]:
                bounds = wording.interval(point.low, point.high, n)
                share = wording.near(point.at, n)
                line = (f"{point.day}", share, bounds, f"{point.at_risk:,}")
                lines.append(line if alone else (each.name, *line))
    return tuple(lines)


def of_list(told: Figures) -> Lines:
    """A list of estimates: the counts and the method of each, or why there is no estimate."""
    lines = []
    for each in told.figures:
        people = wording.followed(each.n) if each.k is None else wording.counts(each.k, each.n)
        how = each.note if each.at is None else _how(each.method, each.confidence)
        lines.append((each.name, people, how))
    return (("What", "Counts", "Method"), *lines)


def pages_of(told: Figures) -> str:
    """Where the methods of a list are explained; empty if it holds no estimate."""
    pages = dict.fromkeys(explained(each.method) for each in told.figures if each.at is not None)
    return wording.sentence("; ".join(pages)) if pages else ""


def _by(bounds: str, method: str, confidence: float) -> str:
    return f"{bounds}, {_how(method, confidence)}; {explained(method)}"


def _how(method: str, confidence: float) -> str:
    return f"{wording.named(method)}, {wording.confidence(confidence)}"


def _verdict(word: Verdict) -> tuple[str, str]:
    meaning = wording.MEANINGS[word]
    return ("Verdict", f"{word}: {meaning[:1].lower()}{meaning[1:].rstrip('.')}; {RULES}")


def _tested(p: float, confidence: float) -> tuple[str, str]:
    rule = f"supported where p is at most {1 - confidence:.2g}, otherwise unresolved"
    return ("Verdict", f"{wording.p_value(p)}; {rule}; {RULES}")


def _note(said: str) -> Grounds:
    return (("Note", said),) if said else ()


def _followed(curve: Curve) -> str:
    return wording.followed(curve.points[0].at_risk)
