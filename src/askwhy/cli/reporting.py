"""`askwhy report`: what happened, on the screen or in a file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from askwhy.cli.options import account_option, day, home_option, window_options

if TYPE_CHECKING:
    from datetime import datetime

FORMATS = ("html", "markdown", "json", "csv", "text")


@click.command()
@window_options
@account_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="Default: by the ending of --out; on the screen without it.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file: .html, .md, .json, .csv or .txt.",
)
@click.option(
    "--names", is_flag=True, help="Name the people you owe an answer. Keep it to yourself."
)
@home_option
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
    from askwhy.cli.output import choose_format, give

    if out is not None:
        choose_format(out, format_)
    with closing(Record(find_home(home))) as record, record.read() as connection:
        made = make_report(
            connection,
            made_at=now(),
            account=account,
            since=day(since),
            until=day(until),
            names=names,
        )
    give(made, out, format_)
