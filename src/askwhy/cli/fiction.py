"""`askwhy demo` and `askwhy synth`: people who do not exist."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import datetime


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

    folder.mkdir(parents=True, exist_ok=True)
    made, outcomes = demonstrate(folder, now())
    for outcome in outcomes:
        tell(outcome)
    give(made, None, None)
    page = folder / "report.html"
    write(made, page, "html")
    write(made, folder / "report.json", "json")
    click.echo(f"The same as a page: {page}")
    click.echo()
    click.echo("Now your own network. Ask LinkedIn for your data (Settings, Data privacy, Get a")
    click.echo("copy of your data), then:")
    click.echo("    askwhy import YOUR_EXPORT.zip")
    click.echo("    askwhy report --out report.html")
    if any(outcome.failure for outcome in outcomes):
        sys.exit(1)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed, same people.")
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), default="2026-11-16", show_default=True,
    help="The day of the export.",
)  # fmt: skip
@click.option("--connections", type=click.IntRange(0), default=500, show_default=True)
@click.option("--messages", type=click.IntRange(0), default=2000, show_default=True)
@click.option("--generation", default="2026", show_default=True, help="The format's generation.")
@click.option("--study/--no-study", default=False, help="Did the owner ask the silent ones why?")
def synth(
    path: Path,
    seed: int,
    today: datetime,
    connections: int,
    messages: int,
    generation: str,
    study: bool,
) -> None:
    """Write a fictional LinkedIn export to PATH, to try things out with."""
    from askwhy.app.fiction import write_fiction

    write_fiction(
        path,
        seed=seed,
        today=today.date(),
        connections=connections,
        messages=messages,
        generation=generation,
        study=study,
    )
    click.echo(f"Written: {path}. Nobody in it exists.")
