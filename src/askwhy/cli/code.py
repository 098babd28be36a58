"""`askwhy code`: what people wrote, coded by the machines first and then by you."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import click

from askwhy.cli.options import account_option, home_option
from askwhy.cli.output import command, say

if TYPE_CHECKING:
    from askwhy.app.coding.reviewing import Card, Desk
    from askwhy.app.home import Record

ORDERS = ("least sure", "random", "disagreement")
TEXTS = ("answers", "notes", "all")
OWNER = "owner"


@click.command()
@click.argument("code", default="reason")
@click.option("--coder", default=OWNER, metavar="NAME", help="Who codes (default: you).")
@click.option(
    "--order", type=click.Choice(ORDERS), default="least sure", help="Which text comes next."
)
@click.option("--texts", type=click.Choice(TEXTS), help="Which texts (default: by the code).")
@click.option("--blind", "is_blind", is_flag=True, help="Show no suggestion.")
@click.option("--settle", "is_settling", is_flag=True, help="Only decide where people differ.")
@click.option(
    "--languages", "spoken", metavar="en,fr", help="What people write to you in (default: eight)."
)
@click.option("--by-hand", is_flag=True, help="Without the machines.")
@account_option
@home_option
@click.pass_obj
def code(
    home: str | None,
    code: str,
    coder: str,
    order: str,
    texts: str | None,
    is_blind: bool,
    is_settling: bool,
    spoken: str | None,
    by_hand: bool,
    account: str | None,
) -> None:
    """Code what people wrote, one key a text: reason, tone, favour, scam, or another CODE.

    The machines code first, on this machine. What you say is never changed by them, and they
    learn from it at once. Every fifth text is drawn at random; only those are counted in rates.
    """
    from askwhy.app.clock import now
    from askwhy.app.coding.codebooks import codebook, find_code
    from askwhy.app.coding.machines import code_new, declared
    from askwhy.app.coding.reviewing import Desk
    from askwhy.app.coding.shelf import Which
    from askwhy.app.home import Record, find_home
    from askwhy.app.reporting import find_account
    from askwhy.cli.keys import is_terminal
    from askwhy.cli.progress import Bar
    from askwhy.coding.queue import Order

    find_code(code, codebook(find_home(home)))
    languages = declared(spoken)
    with closing(Record(find_home(home))) as record:
        with record.read() as connection:
            mine = find_account(connection, account)
        if not by_hand:
            with Bar() as bar:
                done = code_new(
                    record, mine.id, now(), languages=languages,
                    progress=partial(bar.advance, "Coding"),
                )  # fmt: skip
            click.echo(f"{done.texts:,} texts; {done.codings:,} new codings by the machines.")
        desk = Desk(
            record, mine.id, coder, code, now,
            order=Order(order), is_blind=is_blind, which=Which(texts) if texts else None,
            is_machine_used=not by_hand, languages=languages,
        )  # fmt: skip
        if is_terminal():
            _sit(record, desk, is_settling=is_settling)
        _sum_up(desk)


def _sit(record: Record, desk: Desk, *, is_settling: bool) -> None:
    from askwhy.cli.coding_screen import go_through, settle

    if is_settling:
        click.echo(f"{settle(desk):,} settled.")
        return
    confirm = None
    if desk.code.name == "scam":

        def confirm(card: Card, kind: str) -> None:
            from askwhy.app.clock import now
            from askwhy.app.people.deciding import confirm_scam

            assert card.who is not None, "somebody wrote it"
            with record.write() as connection:
                confirm_scam(connection, card.who, kind, now())

    go_through(desk, confirm)
    desk.finish()


def _sum_up(desk: Desk) -> None:
    far, differing = desk.progress, len(desk.disputes())
    say(
        f"{desk.code.name}, {desk.person}: {far.coded:,} of {far.texts:,} texts coded, "
        f"{far.audited:,} of them drawn at random."
    )
    if differing:
        count = f"{differing:,} text{'s' * (differing != 1)}"
        click.echo(f"People differ on {count}:  {command(f'code {desk.code.name} --settle')}")
    click.echo(f"How far it can be trusted:  {command('agreement')}")
