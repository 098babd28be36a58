"""`askwhy import`: a ZIP, a folder or single files into the record."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from askwhy.cli.options import home_option
from askwhy.cli.output import command, complain, say

if TYPE_CHECKING:
    from askwhy.app.bringing.ingest import Outcome

LACKING = {
    "requests": "Invitations.csv (who asked whom to connect, and when)",
    "connections": "Connections.csv (who is connected, and since when)",
    "messages": "messages.csv (who wrote what)",
}

ONE = {
    "messages": "message",
    "requests": "request",
    "connections": "connection",
    "hidden connections": "hidden connection",
    "entries": "entry",
    "profile entries": "profile entry",
}


STOPPED = (
    "Stopped. The file that was being read is in whole or not at all. "
    "Import it again when you like: nothing goes in twice."
)
"""What is said after Ctrl-C."""


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.option(
    "--account",
    metavar="NAME",
    help="Into which of your accounts; a new name makes a new account.",
)
@home_option
@click.pass_obj
def import_(home: str | None, paths: tuple[Path, ...], account: str | None) -> None:
    """Read a LinkedIn data export: the ZIP, its unpacked folder, or single CSV files.

    Ask LinkedIn for yours under Settings & Privacy, Data privacy, Get a copy of your data.
    Importing the same file twice changes nothing; a later one adds only what is new. A sheet
    that `askwhy sheet` wrote and you filled in is read, too.
    """
    try:
        told = _bring(home, paths, account)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(STOPPED) from None
    if any(outcome.failure for outcome in told):
        sys.exit(1)
    if told[-1].lacking:
        *others, last = (LACKING[one] for one in told[-1].lacking)
        named, them = (f"{', '.join(others)} and {last}", "them") if others else (last, "it")
        click.echo(f"Still missing: {named}. Import {them}, too, or ask LinkedIn for {them}.")
    if any(outcome.taken.new["messages"] for outcome in told):
        click.echo(f"If you sent many people the same question: {command('asks')}")
    click.echo(f"Next: {command('report')}")


def _bring(home: str | None, paths: tuple[Path, ...], account: str | None) -> list[Outcome]:
    from askwhy.app.bringing.ingest import ingest
    from askwhy.app.bringing.sources import open_sources
    from askwhy.app.clock import now
    from askwhy.app.home import STORE_VARIABLE, Record, find_home
    from askwhy.cli.progress import Bar

    told: list[Outcome] = []
    with closing(Record(find_home(home))) as record, Bar() as bar:
        for outcome in ingest(record, open_sources(paths), account, now(), bar.advance):
            bar.end()
            tell(outcome)
            told.append(outcome)
        if any(outcome.is_new for outcome in told) and STORE_VARIABLE not in os.environ:
            click.echo(f"Kept on this machine only, in {record.home}")
    return told


def tell(outcome: Outcome) -> None:
    """Say what came of one source."""
    if outcome.failure is not None:
        said = str(outcome.failure)
        complain(said if outcome.name in said else f"{outcome.name}: {said}")
        return
    if outcome.is_known:
        say(f"{outcome.name}: already imported. Nothing is new.")
        return
    shape = f" (format: {outcome.generation})" if outcome.generation else ""
    say(f"{outcome.name}{shape}")
    for kind, count in outcome.taken.told.items():
        if count:
            new = outcome.taken.new[kind]
            known = f", {count - new:,} known before" if new < count else ""
            say(f"  {count:>9,} {kind if count > 1 else ONE.get(kind, kind)}{known}")
    for reason, count in sorted(outcome.left_out.items()):
        say(f"  {count:>9,} left out: {reason}")
    if outcome.checks:
        say("  Checked against itself:")
    for check in outcome.checks:
        say(f"  {'ok' if check.passed else 'LOOK':>9} {check.sentence}")
    for defect in outcome.defects:
        say(f"  not read: {defect}", err=True)
    if outcome.unreadable > len(outcome.defects):
        more = outcome.unreadable - len(outcome.defects)
        say(f"  not read: {more:,} more places", err=True)
