"""The use cases as commands. Heavy modules are imported inside them, so that `--help` is quick."""

from __future__ import annotations

import sys

import click

from askwhy import __version__
from askwhy.cli.fiction import demo, synth
from askwhy.cli.importing import import_
from askwhy.cli.reporting import asks, report, sheet
from askwhy.errors import Expected


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96})
@click.version_option(__version__, prog_name="askwhy")
@click.option(
    "--home",
    type=click.Path(file_okay=False),
    help="Keep the data in this folder instead (also: ASKWHY_HOME).",
)
@click.pass_context
def askwhy(context: click.Context, home: str | None) -> None:
    """Why did they ask to connect? Ask, count, and say only what the numbers can bear.

    Everything stays on this machine. Start with:  askwhy demo
    """
    context.obj = home


for command in (import_, report, asks, sheet, demo, synth):
    askwhy.add_command(command)


def main() -> None:
    """Run the command; a failure that has a sentence is that sentence, and exit status 1."""
    try:
        askwhy(prog_name="askwhy")
    except Expected as failure:
        click.echo(f"askwhy: {failure}", err=True)
        sys.exit(1)
