"""`askwhy report`, and what makes it fuller: `asks` and `sheet`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import date, datetime

DAY = click.DateTime(["%Y-%m-%d"])
FORMATS = ("html", "markdown", "json", "csv", "text")


def _day(instant: datetime | None) -> date | None:
    return instant.date() if instant else None


@click.command()
@click.option("--since", type=DAY, help="First day of the window (default: all that is covered).")
@click.option("--until", type=DAY, help="Last day of the window.")
@click.option("--account", help="Which of your accounts.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="Default: by the ending of --out; on the screen without it.",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@click.option(
    "--names", is_flag=True, help="Name the people you owe an answer. Keep it to yourself."
)
@click.pass_obj
def report(
    home: str | None,
    since: datetime | None,
    until: datetime | None,
    account: str | None,
    format_: str | None,
    out: Path | None,
    names: bool,
) -> None:
    """What happened after people asked to connect, with what the numbers can bear."""
    from askwhy.app.clock import now
    from askwhy.app.home import Record, find_home
    from askwhy.app.reporting import make_report
    from askwhy.cli.output import give

    record = Record(find_home(home))
    try:
        with record.read() as connection:
            made = make_report(
                connection,
                made_at=now(),
                account=account,
                since=_day(since),
                until=_day(until),
                names=names,
            )
    finally:
        record.close()
    give(made, out, format_)


@click.command()
@click.argument("numbers", nargs=-1, type=int)
@click.option("--account", help="Which of your accounts.")
@click.pass_obj
def asks(home: str | None, numbers: tuple[int, ...], account: str | None) -> None:
    """Show what you wrote to many people; confirm with its NUMBER which of it was the question.

    A study that you did by hand can then be counted: who was asked, and who answered.
    """
    from askwhy.app.asking import candidates, confirm
    from askwhy.app.clock import now
    from askwhy.app.home import Record, find_home
    from askwhy.app.reporting import find_account

    record = Record(find_home(home))
    try:
        if numbers:
            with record.write() as connection:
                chosen = find_account(connection, account)
                for text in confirm(connection, chosen.id, numbers, now()):
                    click.echo(f"Confirmed as your question: {text}")
            click.echo("Next: askwhy report")
            return
        with record.read() as connection:
            found = candidates(connection, find_account(connection, account).id)
    finally:
        record.close()
    for number, wording in enumerate(found, start=1):
        click.echo(f"{number:>3}  to {wording.recipients} people: {wording.text}")
    if not found:
        click.echo("You wrote no message to three people or more in nearly the same words.")
    else:
        click.echo("Which of these was your question? Confirm it:  askwhy asks NUMBER")


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--since", type=DAY, help="First day of the window (default: all that is covered).")
@click.option("--until", type=DAY, help="Last day of the window.")
@click.option("--account", help="Which of your accounts.")
@click.pass_obj
def sheet(
    home: str | None,
    path: Path,
    since: datetime | None,
    until: datetime | None,
    account: str | None,
) -> None:
    """Write a sheet of who asked to connect, to note what only you know about them.

    Fill in the Answer column in any spreadsheet and give it back with `askwhy import`.
    """
    from askwhy.app.home import Record, find_home
    from askwhy.app.reporting import find_account, ground_of
    from askwhy.app.sheets import write_sheet

    record = Record(find_home(home))
    try:
        with record.read() as connection:
            chosen = find_account(connection, account)
            ground = ground_of(connection, chosen, _day(since), _day(until))
            contacts = write_sheet(connection, chosen.id, ground, path)
    finally:
        record.close()
    click.echo(f"Written: {path} ({contacts:,} people). It holds names: keep it to yourself.")
