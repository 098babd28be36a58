"""`askwhy report`: what happened, on the screen or in a file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from askwhy.cli.options import account_option, day, home_option, window_options
from askwhy.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from askwhy.report.model import Report
    from askwhy.report.picture import Kind

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
@click.option(
    "--picture",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw the picture to share: .png or .svg, with its words in a .txt beside it.",
)
@click.option(
    "--charts",
    type=click.Path(path_type=Path, file_okay=False),
    help="Draw every chart into this folder: .svg, .png and its Vega-Lite data as .json.",
)
@click.option("--dark", is_flag=True, help="Draw them on dark paper.")
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
    picture: Path | None,
    charts: Path | None,
    dark: bool,
) -> None:
    """What happened after people asked to connect, with what the numbers can bear."""
    from askwhy.app.clock import now
    from askwhy.app.home import Record, find_home
    from askwhy.app.reporting import make_report
    from askwhy.cli.output import choose_format, give

    if out is not None:
        choose_format(out, format_)
    kind = None if picture is None else picture_kind(picture)
    with closing(Record(find_home(home))) as record, record.read() as connection:
        made = make_report(
            connection,
            made_at=now(),
            account=account,
            since=day(since),
            until=day(until),
            names=names,
        )
    if picture is not None and kind is not None:
        give_picture(made, picture, kind, dark=dark)
    if charts is not None:
        give_charts(made, charts, dark=dark)
    if (picture is None and charts is None) or out is not None or format_ is not None:
        give(made, out, format_)


def picture_kind(path: Path) -> Kind:
    """What the picture's ending says. Raises Refused."""
    kinds: dict[str, Kind] = {".png": "png", ".svg": "svg"}
    if path.suffix.lower() not in kinds:
        raise Refused(f"What should {path.name} be? End it in .png or .svg.")
    return kinds[path.suffix.lower()]


def give_picture(made: Report, path: Path, kind: Kind, *, dark: bool) -> None:
    """Write the picture to share and its words, and say them."""
    from askwhy.cli.output import say, writing
    from askwhy.report.picture import words_beside, write
    from askwhy.report.vega import DARK, LIGHT, poster

    with writing(path):
        said = write(poster(made, DARK if dark else LIGHT), path, kind)
    say(f"Written: {path}, and its words: {words_beside(path)}")
    say(said)


def give_charts(made: Report, folder: Path, *, dark: bool) -> None:
    """Write every chart of the report."""
    from askwhy.cli.output import say, writing
    from askwhy.report.picture import write_all
    from askwhy.report.vega import DARK, LIGHT, gallery

    drawn = gallery(made, DARK if dark else LIGHT)
    with writing(folder):
        write_all(drawn, folder)
    say(f"Written: {len(drawn):,} charts in {folder}")
