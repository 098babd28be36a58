"""The use cases as commands. Heavy modules are imported inside them, so that `--help` is quick."""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper

import click

from askwhy import __version__
from askwhy.cli.agreement import agreement
from askwhy.cli.asking import asks, sheet, stock
from askwhy.cli.code import code
from askwhy.cli.codes import codes
from askwhy.cli.connecting import connect, sync
from askwhy.cli.consulting import consult
from askwhy.cli.fiction import demo, synth
from askwhy.cli.importing import import_
from askwhy.cli.keeping import backup, halt, purge, restore, resume
from askwhy.cli.options import home_option
from askwhy.cli.people import favours, forget, link, scam, stop, triage
from askwhy.cli.queue import queue
from askwhy.cli.reporting import report
from askwhy.cli.serving import serve
from askwhy.cli.study import study, tick
from askwhy.errors import Expected


class Commands(click.Group):
    """Commands in the order in which they are met, each with its whole first sentence.

    Their expected failures are one sentence on the error stream, and status 1.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """The names in the order in which they were added."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with what they are for, which click would cut off."""
        shown = [(name, self.commands[name]) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.get_short_help_str(limit=200)) for name, one in shown])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was asked for."""
        is_stopped = False
        try:
            return super().invoke(ctx)
        except Expected as failure:
            said = str(failure)
        except BrokenPipeError:
            raise
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            said = f"{where}{error.strerror}. Check the disk and your rights, then run this again."
        except KeyboardInterrupt as stopped:
            said, is_stopped = str(stopped) or "Stopped.", True
        from askwhy.cli.output import complain

        complain(said)
        if is_stopped:
            _end_as_interrupted()
        return ctx.exit(1)


def _end_as_interrupted() -> None:
    """Die of the signal, as a shell expects, so that a loop around the command ends as well.

    A status of our own would not be reliable: Python dies of the signal itself where it fell
    into code that is being compiled (a data class, for instance).
    """
    import signal

    sys.stdout.flush()
    sys.stderr.flush()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.raise_signal(signal.SIGINT)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
)
@click.version_option(__version__, prog_name="askwhy")
@home_option
def askwhy() -> None:
    """Why did they ask to connect? Ask, count, and say only what the numbers can bear.

    Everything stays on this machine. Start with:  askwhy demo
    """


COMMANDS = (
    import_, report, connect, sync, serve, asks, stock, sheet, code, codes, consult, agreement,
    study, tick, queue, triage, favours, stop, scam, link, forget, purge, halt, resume, backup,
    restore, demo, synth,
)  # fmt: skip

for command in COMMANDS:
    askwhy.add_command(command)


def called() -> str:
    """What to type to run this again: `askwhy`, or the path to it where that is not found."""
    typed = sys.argv[0]
    where, name = os.path.split(typed)
    if name != "askwhy" or where in os.environ.get("PATH", "").split(os.pathsep):
        return "askwhy"
    return typed


def main() -> None:
    """Run the command line; a letter that the terminal does not know becomes a question mark.

    A command ends soon and its rows make no cycles, so that looking for some less often than
    Python's default saves a sixth of a report's time.
    """
    gc.set_threshold(100_000, 20, 100)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    askwhy(prog_name=called())
