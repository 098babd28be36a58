"""What the commands say and write."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import click

from askwhy.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from askwhy.report.formats import Format
    from askwhy.report.model import Report


class CannotWrite(Refused):
    """A file cannot be written where it was asked for."""

    remedy = "Name another place, in a folder that exists and that you may write to."


class AlreadyThere(Refused):
    """A file is there that may be somebody's work."""

    remedy = "Nothing was overwritten: give another name, or move that file away first."


def say(text: str, *, err: bool = False) -> None:
    """Print a line that may hold other people's words: nothing in it steers the terminal."""
    from askwhy.report.plain import printable

    click.echo(printable(text), err=err)


def command(words: str) -> str:
    """A command of ours as this person has to type it."""
    return f"{click.get_current_context().find_root().info_name} {words}"


def complain(sentence: str) -> None:
    """Say why it did not work."""
    say(f"askwhy: {sentence}", err=True)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Tell in a sentence that a file could not be written."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}.") from error


def refuse_existing(path: Path) -> None:
    """Raise AlreadyThere if there is something at the path. An empty folder is nothing."""
    with writing(path):
        if path.is_dir() and not any(path.iterdir()):
            return
        if path.exists():
            raise AlreadyThere(f"{path} is there already.")


def give(report: Report, out: Path | None, form: str | None) -> None:
    """Show the report, or write it; the format is that of the option, else of the ending."""
    from askwhy.report.formats import render, write

    if out is None:
        if form is None:
            from askwhy.report.terminal import show

            show(report)
        else:
            # As bytes, so that a redirected page is UTF-8 whatever the terminal speaks.
            click.echo(render(report, cast("Format", form)).encode(), nl=False)
        return
    with writing(out):
        write(report, out, choose_format(out, form))
    click.echo(f"Written: {out}")


def choose_format(out: Path, form: str | None) -> Format:
    """The format that was asked for, or that the file's ending says. Raises Refused."""
    from askwhy.report.formats import SUFFIXES

    by_ending = {suffix: name for name, suffix in SUFFIXES.items()}
    chosen = cast("Format | None", form) or by_ending.get(out.suffix.lower())
    if chosen is None:
        endings = ", ".join(SUFFIXES.values())
        raise Refused(f"What should {out.name} be? End it in one of {endings}, or say --format.")
    return chosen
