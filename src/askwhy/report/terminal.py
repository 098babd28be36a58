"""The report for a terminal, from 80 columns on. This module loads rich: import it late."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from rich.console import Console, Group
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from askwhy.report import textbar, wording
from askwhy.report.plain import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from askwhy.analysis import Claim
    from askwhy.report.model import (
        Difference,
        Figures,
        Need,
        Owed,
        Published,
        Report,
        Row,
        Section,
        Step,
        Verdict,
    )
    from askwhy.report.model import Table as Words

WIDEST: Final = 100
NAMED: Final = 20
"""How many owed threads are listed by name; the rest are counted."""

_STYLES: Final[dict[Verdict, str]] = {
    "supported": "bold green",
    "contradicted": "bold red",
    "unresolved": "bold yellow",
    "no claim": "dim",
    "not estimable": "dim",
}
_SHARE, _COUNTS, _BOUNDS = 8, 16, 14


def show(report: Report, console: Console | None = None) -> None:
    """Print what is read first; colours only where the console shows them."""
    to = console or Console()
    width = min(to.width, WIDEST)
    if to.options.ascii_only:
        plain = textbar.ascii_only(text(report, width, whole=False))
        to.file.write(plain.encode(to.encoding, "replace").decode(to.encoding))
        return
    to.print(Group(*_parts(cleaned(report), width, whole=False)), width=width)


def text(report: Report, width: int = 80, *, whole: bool = True) -> str:
    """The whole report, or what a screen shows of it, without colour; ends in a line break."""
    paper = Console(
        file=io.StringIO(),
        width=width,
        color_system=None,
        force_terminal=False,
        legacy_windows=False,
    )
    with paper.capture() as captured:
        paper.print(Group(*_parts(cleaned(report), width, whole=whole)))
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


def _parts(report: Report, width: int, *, whole: bool) -> Iterator[RenderableType]:
    if report.fictional:
        yield Text(wording.FICTIONAL, "bold reverse")
        yield Text()
    yield Text(report.title, "dim")
    yield Text(report.headline, "bold")
    yield Text(f"{wording.window(report)}; seen until {wording.day(report.observed_until)}", "dim")
    for section in report.sections:
        if whole or not section.is_aside:
            yield from _section(section, width, whole=whole)
    if report.owed is not None:
        yield from _heading("Who waits for you")
        yield from _mirror(report.owed)
    if report.flow:
        yield from _heading("Who is counted")
        yield from (_step(step) for step in report.flow)
    yield from _needs([need for need in report.needs if whole or not need.is_aside])
    if whole:
        yield from _ledger(report)
        yield from _published(report.published)
    if report.caveats:
        yield from _heading("What to keep in mind")
        yield from (_item(each) for each in report.caveats)
    yield from _heading("How it was computed")
    yield from (_item(f"{name}: {value}") for name, value in report.settings)
    yield from (_item(f"intervals: {each}") for each in wording.methods(report))
    yield from (_item(each) for each in report.footnotes)
    if not whole:
        yield from _left_out(report)


def _heading(words: str) -> Iterator[RenderableType]:
    yield Text()
    yield Rule(Text(words, "bold"), align="left", style="dim", characters="─")


def _section(section: Section, width: int, *, whole: bool) -> Iterator[RenderableType]:
    yield from _heading(section.title)
    if section.lead:
        yield Text(section.lead)
    bar = max(width - _SHARE - _COUNTS - _BOUNDS - 3 * 2, 10)
    if section.rows:
        yield _line("", "", textbar.axis(bar, "0", "100 %"), "", "dim")
        for row in section.rows:
            yield from _row(row, bar)
    for claim in section.claims:
        yield from _claim(claim)
    if section.differences:
        yield Text()
        yield _line("points", "", textbar.axis(bar, "−100", "+100"), "", "dim")
        for each in section.differences:
            yield from _difference(each, bar)
    if whole or not section.rows:
        for figures in section.lists:
            yield from _figures(figures, bar)
        for table in section.tables:
            yield from _table(table, width)


def _claim(claim: Claim) -> Iterator[RenderableType]:
    yield _named(f"“{claim.sentence}”", claim.verdict.outcome, wording.more(claim))
    yield _below(wording.basis(claim))


def _figures(figures: Figures, bar: int) -> Iterator[RenderableType]:
    yield Text()
    yield Text(figures.title, "bold")
    for each in figures.figures:
        counts = "" if each.k is None else wording.counts(each.k, each.n)
        drawn = textbar.share(each.at, each.low, each.high, bar)
        if each.at is None:
            drawn = textbar.share(None, None, None, bar)
        looks = f", {wording.holds(each)}" if each.valid == "any-time" or counts else ""
        yield Text(f"{each.name}{looks}", overflow="fold")
        yield _line(wording.estimate(each), counts, drawn, wording.bounds(each))
        if each.note:
            yield _below(each.note)
    if figures.about:
        yield _below(figures.about)


def _table(table: Words, width: int) -> Iterator[RenderableType]:
    yield Text()
    yield Text(table.title, "bold")
    columns = zip(table.head, zip(*table.lines, strict=True), strict=True)
    widest = [max(map(len, (*head.split(), *cells))) for head, cells in columns]
    fits = sum(widest) + len(widest) <= width
    grid = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")
    for place, head in enumerate(table.head):
        grid.add_column(
            Text(head),
            overflow="fold",
            justify="right" if place else "left",
            width=widest[place] if fits else None,
        )
    for line in table.lines:
        grid.add_row(*(Text(cell) for cell in line))
    yield grid
    if table.about:
        yield _below(table.about)


def _needs(needs: Sequence[Need]) -> Iterator[RenderableType]:
    if not needs:
        return
    yield from _heading("What it would take")
    yield Text(wording.NEEDED)
    for need in needs:
        yield _item(f"{need.question} {need.given}".strip())
        wanted, months = wording.wanted(need), wording.months(need)
        if need.months is None:
            yield _below(f"{wanted}. {months}" if need.sizes else months, "")
        else:
            yield _below(f"{wanted}; {months}", "")


def _ledger(report: Report) -> Iterator[RenderableType]:
    if not report.ledger:
        return
    yield from _heading("What is claimed, and what it rests on")
    yield Text(wording.ledger(report))
    for claim in report.ledger:
        yield _named(claim.sentence, claim.verdict.outcome, wording.more(claim))
        yield _below(f"{wording.counted(claim)}: {wording.rests(claim)}")
        yield _below(f"{claim.kind}; {claim.family}")


def _published(figures: Sequence[Published]) -> Iterator[RenderableType]:
    if not figures:
        return
    yield from _heading("What others have found")
    for each in figures:
        yield Text.assemble((f"{each.about}: ", "bold"), each.finding)
        yield _below(f"{each.source}; {wording.QUALITIES[each.quality]} ({each.quality})")


def _left_out(report: Report) -> Iterator[RenderableType]:
    """What a page has and a screen has not."""
    titles = [section.title for section in report.sections if section.is_aside]
    titles += ["What is claimed, and what it rests on"] * bool(report.ledger)
    titles += ["What others have found"] * bool(report.published)
    if titles:
        yield from _heading("Only on the page (--format html, or text)")
        yield from (_item(title) for title in titles)


def _row(row: Row, bar: int) -> Iterator[RenderableType]:
    yield _named(row.name, row.verdict, wording.needs(row))
    bounds = "no interval"
    drawn = textbar.share(None, None, None, bar)
    if row.low is not None and row.high is not None:
        bounds = wording.interval(row.low, row.high, row.n)
        drawn = textbar.share(row.k / row.n if row.n else None, row.low, row.high, bar)
    yield _line(wording.share(row), wording.counts(row.k, row.n), drawn, bounds)
    if row.claim:
        yield _below(f"“{row.claim}”", "italic")
    if row.note:
        yield _below(row.note)


def _difference(each: Difference, bar: int) -> Iterator[RenderableType]:
    p = "" if each.p is None else wording.p_value(each.p)
    yield _named(f"{each.first} against {each.second}", each.verdict, p)
    drawn = textbar.difference(wording.gap(each), each.low, each.high, bar)
    counts = f"{each.k1}/{each.n1}, {each.k2}/{each.n2}"
    yield _line(
        wording.points(wording.gap(each), wording.smaller(each)), counts, drawn, wording.span(each)
    )
    if each.note:
        yield _below(each.note)


def _named(name: str, verdict: Verdict, more: str) -> Table:
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(justify="right", no_wrap=True)
    word = f"{wording.MARKS[verdict]} {verdict}"
    grid.add_row(
        Text(name, "bold"),
        Text.assemble((word, _STYLES[verdict]), (f"; {more}" if more else "", "dim")),
    )
    return grid


def _line(share: str, counts: str, bar: str, bounds: str, style: str = "") -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=_SHARE, justify="right")
    grid.add_column(width=_COUNTS, overflow="fold")
    grid.add_column(width=len(bar), no_wrap=True)
    grid.add_column(width=_BOUNDS, no_wrap=True)
    grid.add_row(
        Text(share, style or "bold"), Text(counts), Text(bar, style or "cyan"), Text(bounds)
    )
    return grid


def _below(words: str, style: str = "dim") -> Padding:
    return Padding(Text(words, style, overflow="fold"), (0, 0, 0, 4))


def _item(words: str) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_row(Text("·"), Text(words, overflow="fold"))
    return grid


def _step(step: Step) -> Padding:
    words = Text.assemble((f"{step.n:,}", "bold"), f" {step.name}")
    for reason, number in step.left:
        words.append(f"\n  left: {number:,} {reason}", "dim")
    return Padding(words, (0, 0, 0, 2 + 3 * step.depth))


def _mirror(owed: Sequence[Owed]) -> Iterator[RenderableType]:
    yield Text(wording.debt(owed))
    for age, number in wording.ages(owed):
        yield _item(f"{age}: {number:,}")
    named = wording.by_name(owed)
    for each in named[:NAMED]:
        yield _below(f"{each.who or wording.UNNAMED}, {wording.days(each.days)}", "")
    if len(named) > NAMED:
        yield _below(f"and {len(named) - NAMED:,} more")
