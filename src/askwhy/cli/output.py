"""A report to the screen or to a file, as the options say."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from askwhy.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from askwhy.report.formats import Format
    from askwhy.report.model import Report


def give(report: Report, out: Path | None, form: str | None) -> None:
    """Show the report, or write it; the format is that of the option, else of the ending."""
    from askwhy.report.formats import SUFFIXES, render, write

    if out is None:
        if form is None:
            from askwhy.report.terminal import show

            show(report)
        else:
            click.echo(render(report, cast("Format", form)), nl=False)
        return
    by_ending = {suffix: name for name, suffix in SUFFIXES.items()}
    chosen = cast("Format | None", form) or by_ending.get(out.suffix.lower())
    if chosen is None:
        endings = ", ".join(SUFFIXES.values())
        raise Refused(f"What should {out.name} be? End it in one of {endings}, or say --format.")
    try:
        write(report, out, chosen)
    except OSError as error:
        raise Refused(f"{out} cannot be written: {error.strerror}.") from error
    click.echo(f"Written: {out}")
