"""`askwhy agreement`: how far the codings can be trusted."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from askwhy.cli.options import account_option, home_option
from askwhy.cli.output import command, say

if TYPE_CHECKING:
    from numpy.random import Generator

    from askwhy.analysis import Agreement, Estimate, NotEstimable
    from askwhy.app.coding.trusting import Pair, Trust

ABOUT = (
    "Rates and agreement rest on texts drawn at random. Alpha (Krippendorff) from .80 on is firm,",
    "from .667 on tentative; below that a figure is a look at the data and no claim.",
)


@click.command()
@click.argument("code", required=False)
@account_option
@home_option
@click.pass_obj
def agreement(home: str | None, code: str | None, account: str | None) -> None:
    """How far coders agree, and how common each value is among all texts, with intervals."""
    from askwhy.app.coding.codebooks import codebook, find_code
    from askwhy.app.coding.trusting import trust
    from askwhy.app.home import Record, find_home
    from askwhy.app.reporting import chance, find_account

    rng, book = chance(), codebook(find_home(home))
    if code is not None:
        find_code(code, book)
    with closing(Record(find_home(home))) as record, record.read() as connection:
        found = trust(connection, find_account(connection, account).id, rng, book)
    shown = [one for one in found if code in {None, one.code.name}]
    if not shown:
        click.echo(f"Nobody has coded a text yet. Begin with:  {command('code')}")
        return
    for one in shown:
        _show(one, rng)
    click.echo()
    for line in ABOUT:
        click.echo(line)


def _show(one: Trust, rng: Generator) -> None:
    from askwhy.analysis.coded import ENOUGH, prevalence

    counts = one.counts
    click.echo()
    say(
        f"{one.code.name}: {counts.n:,} texts, {counts.persons.total():,} coded by people, "
        f"{counts.audit.total():,} of them drawn at random"
    )
    if counts.left_out:
        say(f"  {counts.left_out:,} more drawn are left out: people differ on them or are unsure.")
    for names in dict.fromkeys((pair.first, pair.second) for pair in one.pairs):
        pairs = [pair for pair in one.pairs if (pair.first, pair.second) == names]
        units = max((getattr(pair.found, "units", 0) for pair in pairs), default=0)
        say(f"  {names[0]} and {names[1]}, {units:,} texts drawn at random and coded by both:")
        for pair in pairs:
            say(f"    {_agreed(pair)}")
        if 0 < units < ENOUGH:
            click.echo(f"    Fewer than {ENOUGH} texts: the intervals are wide.")
    if len({pair.first for pair in one.pairs}) < 2 and not _is_by_two(one):
        say(f"  One person coded. Ask a second:  {command(f'code {one.code.name} --coder NAME')}")
    click.echo("  How common, among all of these texts:")
    for value in counts.values:
        say(f"    {value}: {_share(prevalence(counts, value, rng))}")


def _is_by_two(one: Trust) -> bool:
    return any(":" not in pair.second for pair in one.pairs)


def _agreed(pair: Pair) -> str:
    from askwhy.analysis import NotEstimable
    from askwhy.analysis.coded import firmness

    found: Agreement | NotEstimable = pair.found
    if isinstance(found, NotEstimable):
        return f"{pair.about}: {found.reason}."
    raw = f"agree on {found.raw.estimate:.0%} ({_bounds(found.raw)})"
    alpha = found.alpha
    if isinstance(alpha, NotEstimable):
        return f"{pair.about}: {raw}; alpha undefined: {alpha.reason}."
    parts = [raw]
    if not isinstance(found.ac1, NotEstimable):
        parts.append(f"AC1 {_decimals(found.ac1)}")
    parts.append(f"alpha {_decimals(alpha)}")
    return f"{pair.about}: {'; '.join(parts)}: {firmness(found)}"


def _share(found: Estimate | NotEstimable) -> str:
    from askwhy.analysis import NotEstimable

    if isinstance(found, NotEstimable):
        return f"not estimable: {found.reason}."
    return f"{found.estimate:.0%} ({_bounds(found)}; {found.method}, n = {found.n:,})"


def _bounds(found: Estimate) -> str:
    return f"{found.low:.0%} to {found.high:.0%}"


def _decimals(found: Estimate) -> str:
    return f"{found.estimate:.2f} ({found.low:.2f} to {found.high:.2f})"
