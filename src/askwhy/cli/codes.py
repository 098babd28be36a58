"""`askwhy codes`: codings out to files for others and other programs, and back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from askwhy.cli.options import account_option, home_option
from askwhy.cli.output import complain, refuse_existing, writing

TEXTS = ("answers", "notes", "all")
SHOWN = 20
"""How many problems of a file are told one by one."""


@click.group()
def codes() -> None:
    """Hand codings out to a person or another program, and take them back."""


@codes.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--code", "wanted", multiple=True, metavar="CODE", help="Only this code; repeat it.")
@click.option("--texts", type=click.Choice(TEXTS), help="Which texts (default: by the code).")
@click.option("--sample", type=click.IntRange(1), metavar="N", help="A sheet of N random texts.")
@account_option
@home_option
@click.pass_obj
def export_(
    home: str | None,
    file: Path,
    wanted: tuple[str, ...],
    texts: str | None,
    sample: int | None,
    account: str | None,
) -> None:
    """Write FILE, by its ending: .jsonl, .csv, .xlsx, .qdc, .qdpx.

    .xlsx is a sheet for a second coder, in random order and without suggestions; .jsonl keeps
    everything; .qdc and .qdpx are codebook and project for programs of qualitative analysis.
    """
    from askwhy.app.clock import now
    from askwhy.app.coding.exchanging import export
    from askwhy.app.coding.shelf import Which
    from askwhy.app.home import Record, find_home
    from askwhy.app.reporting import find_account

    refuse_existing(file)
    with closing(Record(find_home(home))) as record:
        with record.read() as connection:
            mine = find_account(connection, account)
        content = export(
            record, mine.id, file.suffix.lower(), now(),
            codes=wanted, which=Which(texts) if texts else None, sample=sample,
        )  # fmt: skip
    with writing(file):
        file.write_bytes(content)
    click.echo(f"Written: {file}")


@codes.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--coder", metavar="NAME", help="Who coded, for .xlsx and .qdpx.")
@account_option
@home_option
@click.pass_obj
def import_(home: str | None, file: Path, coder: str | None, account: str | None) -> None:
    """Take the codings of FILE back. Importing it again changes nothing."""
    from askwhy.app.clock import now
    from askwhy.app.coding.exchanging import take
    from askwhy.app.home import Record, find_home
    from askwhy.app.reporting import find_account

    with closing(Record(find_home(home))) as record:
        with record.read() as connection:
            mine = find_account(connection, account)
        taken = take(record, mine.id, file.name, file.read_bytes(), now(), coder)
    for problem in taken.problems[:SHOWN]:
        complain(str(problem))
    if len(taken.problems) > SHOWN:
        complain(f"{len(taken.problems) - SHOWN:,} more of the kind.")
    click.echo(f"{taken.new:,} new codings, {taken.known:,} known already.")
    if taken.problems and not taken.new and not taken.known:
        click.get_current_context().exit(1)
