"""`askwhy import`: a ZIP, a folder or single files into the record."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from askwhy.app.ingest import Outcome


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--account", help="Into which of your accounts, by the name you give it.")
@click.pass_obj
def import_(home: str | None, paths: tuple[Path, ...], account: str | None) -> None:
    """Read a LinkedIn data export: the ZIP, its unpacked folder, or single CSV files.

    Ask LinkedIn for yours under Settings, Data privacy, Get a copy of your data. Importing the
    same file twice changes nothing; a later one adds only what is new.
    """
    from askwhy.app.clock import now
    from askwhy.app.home import Record, find_home
    from askwhy.app.ingest import ingest
    from askwhy.app.sources import open_sources

    failed = False
    record = Record(find_home(home))
    try:
        with _progress() as progress:
            for outcome in ingest(record, open_sources(paths), account, now(), progress):
                tell(outcome)
                failed = failed or outcome.failure is not None
    finally:
        record.close()
    if failed:
        sys.exit(1)
    click.echo("Next: askwhy report")


def tell(outcome: Outcome) -> None:
    """Say what came of one source."""
    if outcome.failure is not None:
        click.echo(f"askwhy: {outcome.failure}", err=True)
        return
    if outcome.is_known:
        click.echo(f"{outcome.name}: already imported. Nothing is new.")
        return
    shape = f" ({outcome.generation})" if outcome.generation else ""
    click.echo(f"{outcome.name}{shape}")
    for kind, told in outcome.taken.told.items():
        if told:
            new = outcome.taken.new[kind]
            known = f", {told - new:,} known before" if new < told else ""
            click.echo(f"  {new:>9,} {kind}{known}")
    for reason, count in sorted(outcome.left_out.items()):
        click.echo(f"  {count:>9,} left out: {reason}")
    for check in outcome.checks:
        click.echo(f"  {'ok' if check.passed else 'LOOK':>9} {check.sentence}")
    for defect in outcome.defects:
        click.echo(f"  not read: {defect}", err=True)
    if outcome.unreadable > len(outcome.defects):
        more = outcome.unreadable - len(outcome.defects)
        click.echo(f"  not read: {more:,} more places", err=True)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def advance(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=total)
            bar.update(tasks[name], completed=done)

        yield advance
