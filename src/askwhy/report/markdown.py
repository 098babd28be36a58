"""The report as Markdown (CommonMark with tables), for a wiki, an issue or a repository."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from askwhy.report import wording
from askwhy.report.plain import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from askwhy.analysis import Claim
    from askwhy.report.model import (
        Difference,
        Figure,
        Figures,
        Need,
        Owed,
        Published,
        Report,
        Row,
        Section,
        Step,
        Table,
    )

NAMED: Final = 100
"""How many owed threads are listed by name; the rest are counted."""

_MEANING = re.compile(r"[\\`*_\[\]<>|~&$@]")
_OPENING = re.compile(r"^(\s*\d*)([-+#=]|[.)])")
_LINKING = re.compile(r"(?i)(?<=[a-z])(:)(?=\S)|(?<=www)(\.)")


def render(report: Report) -> str:
    """The report as Markdown text that ends in a line break."""
    clean = cleaned(report)
    return "\n".join(_lines(clean)).rstrip() + "\n"


def escaped(text: str) -> str:
    """The text so that Markdown shows it as it is: no mark-up, link or table cell comes of it."""
    harmless = _MEANING.sub(r"\\\g<0>", text)
    harmless = _LINKING.sub(r"\\\g<0>", harmless)
    return _OPENING.sub(r"\1\\\2", harmless)


def _lines(report: Report) -> Iterator[str]:
    yield f"# {escaped(report.title)}"
    yield ""
    if report.fictional:
        yield f"> **{wording.FICTIONAL}**"
        yield ""
    yield f"**{escaped(report.headline)}**"
    yield ""
    yield f"Window: {wording.window(report)}. Seen until {wording.day(report.observed_until)}."
    for section in report.sections:
        yield from _section(section)
    if report.owed is not None:
        yield from _heading("Who waits for you")
        yield from _mirror(report.owed)
    if report.flow:
        yield from _heading("Who is counted")
        yield from _flow(report.flow)
    if report.needs:
        yield from _heading("What it would take")
        yield from (wording.NEEDED, "")
        yield from _needs(report.needs)
    if report.ledger:
        yield from _heading("What is claimed, and what it rests on")
        yield from (escaped(wording.ledger(report)), "")
        yield from _ledger(report.ledger)
    if report.published:
        yield from _heading("What others have found")
        yield from _published(report.published)
    if report.caveats:
        yield from _heading("What to keep in mind")
        yield from (f"- {escaped(each)}" for each in report.caveats)
    yield from _heading("How it was computed")
    yield from (f"- {escaped(name)}: {escaped(value)}" for name, value in report.settings)
    yield from (f"- Intervals: {escaped(each)}" for each in wording.methods(report))
    yield from (f"- {escaped(each)}" for each in report.footnotes)
    yield from ("", f"Made by askwhy on {wording.day(report.made_at)}.")


def _heading(words: str) -> Iterator[str]:
    yield from ("", f"## {words}", "")


def _table(head: Sequence[str], align: str, body: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table; `align` has one letter a column, l or r."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join('---:' if each == 'r' else '---' for each in align)}|"
    for cells in body:
        yield f"| {' | '.join(cells)} |"


def _section(section: Section) -> Iterator[str]:
    yield from _heading(escaped(section.title))
    if section.lead:
        yield from (escaped(section.lead), "")
    if section.rows:
        head = ("Share of what", "Share", "Count", "Interval", "Verdict", "Reading")
        yield from _table(head, "lrrrll", (_row(each) for each in section.rows))
    if section.claims:
        yield ""
        yield from _claims(section.claims)
    if section.differences:
        head = ("Who against whom", "Points", "Counts", "Interval", "Verdict", "Reading")
        yield ""
        yield from _table(head, "lrrrll", (_difference(each) for each in section.differences))
    for figures in section.lists:
        yield from _figures(figures)
    for table in section.tables:
        yield from _words(table)


def _claims(claims: Sequence[Claim]) -> Iterator[str]:
    for claim in claims:
        more = f"; {wording.more(claim)}" if wording.more(claim) else ""
        rests = escaped(f"{wording.basis(claim)}{more}")
        yield f"- **{claim.verdict.outcome}**: “{escaped(claim.sentence)}” ({rests})"


def _figures(figures: Figures) -> Iterator[str]:
    yield from ("", f"### {escaped(figures.title)}", "")
    head = ("Share", "As counted", "Estimate", "Interval", "Holds")
    yield from _table(head, "lrrrl", (_figure(each) for each in figures.figures))
    if figures.about:
        yield from ("", escaped(figures.about))


def _figure(each: Figure) -> tuple[str, ...]:
    return (
        escaped(f"{each.name}. {each.note}" if each.note else each.name),
        "" if each.k is None else wording.counts(each.k, each.n),
        f"**{escaped(wording.estimate(each))}**",
        wording.bounds(each) or "none",
        escaped(wording.holds(each)) if each.at is not None else "",
    )


def _words(table: Table) -> Iterator[str]:
    yield from ("", f"### {escaped(table.title)}", "")
    align = "l" + "r" * (len(table.head) - 1)
    head = [escaped(cell) for cell in table.head]
    yield from _table(head, align, ([escaped(cell) for cell in line] for line in table.lines))
    if table.about:
        yield from ("", escaped(table.about))


def _needs(needs: Sequence[Need]) -> Iterator[str]:
    rows = (
        (
            escaped(f"{each.question} {each.given}".strip()),
            wording.wanted(each),
            escaped(wording.months(each)),
        )
        for each in needs
    )
    yield from _table(("Open question", "People", "Time"), "lll", rows)


def _ledger(ledger: Sequence[Claim]) -> Iterator[str]:
    rows = (
        (
            escaped(claim.sentence),
            _judged(claim.verdict.outcome, escaped(wording.more(claim))),
            wording.counted(claim),
            escaped(wording.rests(claim)),
            escaped(f"{claim.kind}; {claim.family}"),
        )
        for claim in ledger
    )
    yield from _table(("Claim", "Verdict", "Counts", "Rests on", "Among"), "lllll", rows)


def _row(row: Row) -> tuple[str, ...]:
    bounds = "none"
    if row.low is not None and row.high is not None:
        bounds = wording.interval(row.low, row.high, row.n)
    said = " ".join(each for each in (f"“{row.claim}”" if row.claim else "", row.note) if each)
    share = f"**{escaped(wording.share(row))}**"
    judged = _judged(row.verdict, wording.needs(row))
    return (escaped(row.name), share, wording.counts(row.k, row.n), bounds, judged, escaped(said))


def _difference(each: Difference) -> tuple[str, ...]:
    people = wording.smaller(each)
    return (
        escaped(f"{each.first} against {each.second}"),
        f"**{wording.points(wording.gap(each), people)}**",
        f"{wording.counts(each.k1, each.n1)}, {wording.counts(each.k2, each.n2)}",
        wording.span(each),
        _judged(each.verdict, "" if each.p is None else escaped(wording.p_value(each.p))),
        escaped(each.note),
    )


def _judged(verdict: str, more: str) -> str:
    return f"{verdict}; {more}" if more else verdict


def _flow(steps: Sequence[Step]) -> Iterator[str]:
    shallowest = min(step.depth for step in steps)
    for step in steps:
        indent = "  " * (step.depth - shallowest)
        yield f"{indent}- **{step.n:,}** {escaped(step.name)}"
        for reason, number in step.left:
            yield f"{indent}  - left: {number:,} {escaped(reason)}"


def _mirror(owed: Sequence[Owed]) -> Iterator[str]:
    yield wording.debt(owed)
    if owed:
        yield ""
        yield from _table(
            ("Waiting", "Conversations"), "lr", ((age, f"{n:,}") for age, n in wording.ages(owed))
        )
    named = wording.by_name(owed)
    if named:
        yield ""
        yield from _table(
            ("Who", "Waiting"),
            "lr",
            ((escaped(o.who or wording.UNNAMED), wording.days(o.days)) for o in named[:NAMED]),
        )
    if len(named) > NAMED:
        yield from ("", f"And {len(named) - NAMED:,} more.")


def _published(figures: Sequence[Published]) -> Iterator[str]:
    rows = (
        (escaped(each.about), escaped(each.finding), each.quality, escaped(each.source))
        for each in figures
    )
    yield from _table(("About", "Finding", "Quality", "Source"), "llll", rows)
    yield from (
        "",
        "; ".join(f"{letter}: {word}" for letter, word in wording.QUALITIES.items()) + ".",
    )
