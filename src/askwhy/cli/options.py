"""Options that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

Command = TypeVar("Command", bound="Callable[..., object]")


class Day(click.DateTime):
    """A day, refused in plain words."""

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read the day."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"“{value}” is no day. Write it like 2026-10-31.", param, ctx)


DAY = Day(["%Y-%m-%d"])


def _keep_home(context: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.obj = value


home_option = click.option(
    "--home",
    type=click.Path(file_okay=False),
    expose_value=False,
    callback=_keep_home,
    help="Keep the data in this folder instead (also: ASKWHY_HOME).",
)
"""May stand before the command or behind it; the command gets it by `click.pass_obj`."""

account_option = click.option(
    "--account", metavar="NAME", help="Which of your accounts, if you have several."
)


def window_options(command: Command) -> Command:
    """Add the first and last day of a window to a command."""
    until = click.option("--until", type=DAY, metavar="YYYY-MM-DD", help="Last day of the window.")
    since = click.option(
        "--since",
        type=DAY,
        metavar="YYYY-MM-DD",
        help="First day of the window (default: all that is covered).",
    )
    return since(until(command))


def day(instant: datetime | None) -> date | None:
    """The day that was given."""
    return instant.date() if instant else None
