"""Keeping what there is: `backup`, `restore`; and the incident switch: `halt`, `resume`."""

from __future__ import annotations

from pathlib import Path

import click

from askwhy.cli.options import home_option

ZIP = click.argument("path", type=click.Path(path_type=Path, dir_okay=False))


@click.command()
@ZIP
@home_option
@click.pass_obj
def backup(home: str | None, path: Path) -> None:
    """Write everything askwhy knows, and the keys of its studies, to one ZIP."""
    from askwhy.app.home import find_home
    from askwhy.app.keeping import backup as write

    write(find_home(home), path)
    click.echo(f"Written: {path}. It holds names, texts and keys: keep it safe.")


@click.command()
@ZIP
@home_option
@click.pass_obj
def restore(home: str | None, path: Path) -> None:
    """Bring a backup back, into a folder without a record."""
    from askwhy.app.home import find_home
    from askwhy.app.keeping import restore as read

    read(find_home(home), path)
    click.echo("Everything is back.")


@click.command()
@click.argument("why")
@home_option
@click.pass_obj
def halt(home: str | None, why: str) -> None:
    """Stop all sending at once, and note WHY."""
    from askwhy.app.clock import now
    from askwhy.app.home import Record, find_home
    from askwhy.store import delivering

    record = Record(find_home(home))
    try:
        with record.write() as connection:
            delivering.halt(connection, why, int(now().timestamp()))
    finally:
        record.close()
    click.echo('Nothing leaves any more. Go on with:  askwhy resume "what happened"')


@click.command()
@click.argument("reason")
@home_option
@click.pass_obj
def resume(home: str | None, reason: str) -> None:
    """Let sending go on, and say for the record why it may."""
    from askwhy.app.clock import now
    from askwhy.app.home import Record, find_home
    from askwhy.errors import Refused
    from askwhy.store import delivering

    if not reason.strip():
        raise Refused("Say what happened and why sending may go on; the reason is kept.")
    record = Record(find_home(home))
    try:
        with record.write() as connection:
            open_ = [one for one in delivering.halts(connection) if one.resumed_at is None]
            if not open_:
                raise Refused("Nothing is stopped.")
            delivering.resume(connection, open_[-1].id, reason.strip(), int(now().timestamp()))
    finally:
        record.close()
    click.echo("Sending may go on.")


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask again.")
@home_option
@click.pass_obj
def purge(home: str | None, *, yes: bool) -> None:
    """Delete what your studies promised to have deleted by now; what was counted stays."""
    from askwhy.app.clock import now
    from askwhy.app.home import Record, find_home
    from askwhy.app.study.purging import purge as delete
    from askwhy.app.study.retention import Promise, due
    from askwhy.app.study.studying import running

    record = Record(find_home(home))
    try:
        with record.read() as connection:
            found = due(connection, running(connection, record.home), now())
        if any(one.what is Promise.EVERYTHING for one in found) and not yes:
            click.echo("The people go, and with them every report on them: save it first.")
            click.confirm("Delete them for good? This cannot be undone.", abort=True)
        told = delete(record, now())
    finally:
        record.close()
    click.echo(f"Deleted: {told.texts:,} texts, {told.people:,} people.")
    click.echo("Your backups, the exports you imported and whatever you wrote to files still hold")
    click.echo("them: delete those yourself.")
