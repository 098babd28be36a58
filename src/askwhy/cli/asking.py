"""`askwhy asks`, `askwhy stock` and `askwhy sheet`: what only the owner can tell."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from askwhy.cli.options import account_option, day, home_option, window_options
from askwhy.cli.output import command, refuse_existing, say, writing

if TYPE_CHECKING:
    from datetime import datetime

    from askwhy.app.coding.asking import Candidate

SHOWN = 20
WIDTH = 300


@click.command()
@click.argument("numbers", nargs=-1, type=int)
@click.option("--all", "is_all", is_flag=True, help=f"Show all of them, not only {SHOWN}.")
@click.option("--withdraw", is_flag=True, help="These NUMBERs were no question after all.")
@account_option
@home_option
@click.pass_obj
def asks(
    home: str | None,
    numbers: tuple[int, ...],
    is_all: bool,
    withdraw: bool,
    account: str | None,
) -> None:
    """Show what you wrote to many people; confirm with its NUMBER which of it was the question.

    A study that you did by hand can then be counted: who was asked, and who answered.
    """
    from askwhy.app.clock import now
    from askwhy.app.coding import asking
    from askwhy.app.home import Record, find_home
    from askwhy.app.reporting import find_account

    with closing(Record(find_home(home))) as record:
        if numbers:
            with record.write() as connection:
                chosen = find_account(connection, account)
                decide = asking.withdraw if withdraw else asking.confirm
                texts = decide(connection, chosen.id, numbers, now())
            for text in texts:
                what = "No question any more" if withdraw else "Confirmed as your question"
                say(f"{what}: {_short(text)}")
            click.echo(f"Next: {command('report')}")
            return
        with record.read() as connection:
            found = asking.candidates(connection, find_account(connection, account).id)
    _list(found, len(found) if is_all else SHOWN)


def _list(found: list[Candidate], shown: int) -> None:
    if not found:
        click.echo("You wrote no message to three people or more in nearly the same words.")
        return
    for number, one in enumerate(found[:shown], start=1):
        mark = "  (confirmed as your question)" if one.is_confirmed else ""
        say(f"{number:>3}  to {one.recipients:,} people{mark}: {_short(one.text)}")
    if len(found) > shown:
        click.echo(
            f"     and {len(found) - shown:,} more that went to fewer:  {command('asks --all')}"
        )
    click.echo(f"Which of these was your question? Confirm it:  {command('asks NUMBER')}")


@click.command()
@click.argument("numbers", nargs=-1, type=int)
@click.option("--withdraw", is_flag=True, help="These NUMBERs are somebody's own words after all.")
@account_option
@home_option
@click.pass_obj
def stock(home: str | None, numbers: tuple[int, ...], withdraw: bool, account: str | None) -> None:
    """Show what many people wrote along word for word; confirm by NUMBER what the network wrote.

    Whoever sends such a stock sentence counts as having said nothing of their own.
    """
    from askwhy.app.clock import now
    from askwhy.app.coding import asking
    from askwhy.app.home import Record, find_home
    from askwhy.app.reporting import find_account

    with closing(Record(find_home(home))) as record:
        if numbers:
            with record.write() as connection:
                chosen = find_account(connection, account)
                decide = asking.withdraw_stock if withdraw else asking.confirm_stock
                texts = decide(connection, chosen.id, numbers, now())
            for text in texts:
                say(f"{'Own words again' if withdraw else 'Confirmed as stock'}: {_short(text)}")
            return
        with record.read() as connection:
            found = asking.stock_candidates(connection, find_account(connection, account).id)
    for number, one in enumerate(found[:SHOWN], start=1):
        mark = "  (confirmed as stock)" if one.is_confirmed else ""
        say(f"{number:>3}  by {one.recipients:,} people{mark}: {_short(one.text)}")
    if found:
        click.echo(f"Which of these are no words of their own?  {command('stock NUMBER')}")
    else:
        click.echo("No three people wrote the same words along with their requests.")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@window_options
@account_option
@home_option
@click.pass_obj
def sheet(
    home: str | None,
    path: Path,
    since: datetime | None,
    until: datetime | None,
    account: str | None,
) -> None:
    """Write a sheet of who asked to connect, to note what only you know about them.

    Fill in the Answer column in any spreadsheet, save it as CSV and give it back with
    `askwhy import`.
    """
    from askwhy.app.bringing.sheets import write_sheet
    from askwhy.app.home import Record, find_home
    from askwhy.app.reporting import find_account, ground_of

    refuse_existing(path)
    with closing(Record(find_home(home))) as record, record.read() as connection:
        chosen = find_account(connection, account)
        ground = ground_of(connection, chosen, day(since), day(until))
        with writing(path):
            contacts = write_sheet(connection, chosen.id, ground, path)
    click.echo(f"Written: {path} ({contacts:,} people). It holds names: keep it to yourself.")
    click.echo(f"Fill in the Answer column, then:  {command('import')} {path}")
