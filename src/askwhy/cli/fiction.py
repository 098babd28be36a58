"""`askwhy demo` and `askwhy synth`: people who do not exist."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from askwhy.cli.options import DAY, day
from askwhy.cli.output import command, refuse_existing, writing

if TYPE_CHECKING:
    from datetime import datetime

GENERATIONS = ("2018", "2020", "2021", "2023-06", "2023-12", "2024", "2026")
CHANGES = ", ".join(GENERATIONS[1:])
NOW_YOURS = """\
Now your own network. Ask LinkedIn for your data, at
    https://www.linkedin.com/mypreferences/d/download-my-data
(or Settings & Privacy, Data privacy, Get a copy of your data). Connections, Invitations, Messages
and Profile are all that is needed. LinkedIn sends a link by e-mail; give the ZIP as it comes:
    {import_}
    {report}"""


class Month(click.ParamType[str]):
    """A month in which LinkedIn wrote exports; of a year alone, its November."""

    name = "month"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The month as YYYY-MM."""
        month = value if "-" in value else f"{value}-11"
        try:
            date.fromisoformat(f"{month}-01")
        except ValueError:
            self.fail(f"{value!r} is no year, as 2019, and no month, as 2023-06.", param, ctx)
        if month < GENERATIONS[0]:
            self.fail(f"No export from before {GENERATIONS[0]} is known.", param, ctx)
        return month


@click.command()
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("askwhy-demo"),
    show_default=True,
    help="Write the archive, the record and the report into this folder.",
)
def demo(folder: Path) -> None:
    """Replay the post's October with fifty fictional people, and read its report."""
    from askwhy.app.clock import now
    from askwhy.app.demonstrating import demonstrate
    from askwhy.cli.importing import tell
    from askwhy.cli.output import give
    from askwhy.report.formats import write

    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    made, outcomes = demonstrate(folder, now())
    for outcome in outcomes:
        tell(outcome)
    if any(outcome.failure for outcome in outcomes):
        sys.exit(1)
    click.echo()
    give(made, None, None)
    page = folder / "report.html"
    with writing(folder):
        write(made, page, "html")
        write(made, folder / "report.json", "json")
    click.echo()
    click.echo("The same as a page, for your browser:")
    click.echo(f"    {page.resolve().as_uri()}")
    click.echo()
    import_, report = command("import YOUR_EXPORT.zip"), command("report --out report.html")
    click.echo(NOW_YOURS.format(import_=import_, report=report))


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed, same people.")
@click.option(
    "--today",
    type=DAY,
    metavar="YYYY-MM-DD",
    help="The day of the export (default: the 16th of the month of --generation).",
)
@click.option("--connections", type=click.IntRange(0), default=500, show_default=True)
@click.option("--messages", type=click.IntRange(0), default=2000, show_default=True)
@click.option(
    "--generation",
    type=Month(),
    metavar="YYYY[-MM]",
    default="2026",
    show_default=True,
    help=f"In the format of that month, of a year its November. It changed in {CHANGES}.",
)
@click.option("--study", is_flag=True, help="The owner asked the silent ones why.")
def synth(
    path: Path,
    seed: int,
    today: datetime | None,
    connections: int,
    messages: int,
    generation: str,
    study: bool,
) -> None:
    """Write a fictional LinkedIn export to PATH, to try things out with.

    PATH is a ZIP if it ends in .zip, else a folder.
    """
    from askwhy.app.fiction import write_fiction

    refuse_existing(path)
    with writing(path):
        write_fiction(
            path,
            seed=seed,
            today=day(today) or date.fromisoformat(f"{generation}-16"),
            connections=connections,
            messages=messages,
            generation=max(one for one in GENERATIONS if one <= generation),
            study=study,
        )
    click.echo(f"Written: {path}. Nobody in it exists.")
