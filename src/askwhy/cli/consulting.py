"""`askwhy consult`: let a language model of your own choice code, too."""

from __future__ import annotations

import os
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import click

from askwhy.cli.options import account_option, home_option
from askwhy.cli.output import command, say

if TYPE_CHECKING:
    from askwhy.app.coding.consulting import Consultation

KEY_VARIABLE = "ASKWHY_LLM_KEY"
TEXTS = ("answers", "notes", "all")


@click.command()
@click.argument("url")
@click.argument("model")
@click.option("--texts", type=click.Choice(TEXTS), default="answers", help="Which texts.")
@click.option("--show", is_flag=True, help="Only show what would leave this machine.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@account_option
@home_option
@click.pass_obj
def consult(
    home: str | None,
    url: str,
    model: str,
    texts: str,
    show: bool,
    yes: bool,
    account: str | None,
) -> None:
    """Let MODEL at URL (any that speaks as OpenAI's does) code, too. Texts leave this machine.

    Names, addresses and numbers are replaced first. A key, if it needs one, is read from
    ASKWHY_LLM_KEY. What it says stands behind people and local models.
    """
    from askwhy.app.clock import now
    from askwhy.app.coding.consulting import Consultation
    from askwhy.app.coding.shelf import Which
    from askwhy.app.home import Record, find_home
    from askwhy.app.reporting import find_account
    from askwhy.cli.progress import Bar
    from askwhy.coding.llm import Endpoint

    with closing(Record(find_home(home))) as record:
        with record.read() as connection:
            mine = find_account(connection, account)
        endpoint = Endpoint(url, model, os.environ.get(KEY_VARIABLE, "none"))
        waiting = Consultation(record, mine.id, endpoint, Which(texts))
        if not waiting.texts:
            click.echo(f"{model} has coded all of these texts.")
            return
        _preview(waiting, url, everything=show)
        if show:
            return
        if not yes:
            click.confirm("Send them?", abort=True)
        with Bar() as bar:
            done = waiting.run(now(), partial(bar.advance, model))
    click.echo(f"{done.texts:,} texts sent; for {done.failed:,} no answer held.")
    click.echo(f"How far it agrees with you:  {command('agreement')}")


def _preview(waiting: Consultation, url: str, *, everything: bool) -> None:
    count = len(waiting.texts)
    say(f"{count:,} text{'s' * (count != 1)} would leave this machine for {url}, such as:")
    for text in waiting.texts if everything else waiting.texts[:1]:
        say(f"  {waiting.preview(text)}")
