"""`askwhy queue`: what is due, card by card, and the owner's decision about each."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from askwhy.cli.options import home_option
from askwhy.cli.output import command, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlalchemy as sa

    from askwhy.app.home import Record
    from askwhy.app.study.queueing import Card
    from askwhy.app.study.studying import Running

NUMBER = click.argument("number", type=click.IntRange(1))
NOTHING = "Nothing is due. Run `askwhy tick` after each import."
STUDY = click.option("--study", "name", metavar="NAME", help="Which study (default: the latest).")


@click.group(invoke_without_command=True)
@STUDY
@click.option("--list", "as_list", is_flag=True, help="Only list the cards with their numbers.")
@home_option
@click.pass_context
def queue(context: click.Context, name: str | None, *, as_list: bool) -> None:
    """Go through what is due, card by card; or decide about one card by its NUMBER."""
    if context.invoked_subcommand is not None:
        return
    from askwhy.cli.keys import is_terminal

    if as_list or not is_terminal():
        _list(context.obj, name)
        return
    from askwhy.app.clock import now
    from askwhy.app.home import Record, find_home
    from askwhy.app.study.sitting import Sitting
    from askwhy.app.study.studying import one_study, running
    from askwhy.cli.cards import go_through
    from askwhy.cli.people import due_favours

    record = Record(find_home(context.obj))
    try:
        _settle_left(record)
        with record.read() as connection:
            one = one_study(running(connection, record.home), name)
        sitting = Sitting(record, one, now)
        for favour in due_favours(record):
            say(favour)
        if sitting.cards:
            go_through(sitting)
            return
    finally:
        record.close()
    click.echo(NOTHING)


def _list(home: str | None, name: str | None) -> None:
    """Every card on a line, with its number; and the favours that are due."""
    from askwhy.app.clock import now
    from askwhy.app.home import Record, find_home
    from askwhy.app.study.queueing import day
    from askwhy.cli.people import due_favours

    record = Record(find_home(home))
    try:
        for favour in due_favours(record):
            say(favour)
    finally:
        record.close()
    with _open(home, name) as (connection, one, found):
        wide = max((len(str(card.who.id)) for card in found), default=0)
        for card in found:
            row = card.delivery
            who = card.who.name or "unnamed"
            say(f"{card.who.id:>{wide}}  {row.step} {who} — {row.reason} [{row.state}]")
        for account in sorted({(c.who.account_id, c.who.account) for c in found}):
            used = day(connection, one, *account, now())
            click.echo(f"{used.account}: {used.sent} of {used.limit} questions sent today.")
    if not found:
        click.echo(NOTHING)
    else:
        first = found[0].who.id
        click.echo(f"See one card:  {command(f'queue card {first}')}")
        click.echo(f"Decide:        {command(f'queue sent {first}')}")


@queue.command()
@NUMBER
@STUDY
@home_option
@click.pass_obj
def card(home: str | None, number: int, name: str | None) -> None:
    """Show one card: the words to copy, the page to open, and what is known."""
    from askwhy.cli.cards import show

    with _open(home, name) as (_, _, found):
        one = _pick(found, number)
    show(one)


@queue.command()
@NUMBER
@STUDY
@home_option
@click.pass_obj
def approve(home: str | None, number: int, name: str | None) -> None:
    """Say yes; `undo` takes it back within five seconds of sending."""
    from askwhy.app.clock import now
    from askwhy.app.study import queueing

    with _open(home, name, write=True) as (connection, _, found):
        card = _pick(found, number)
        queueing.approve(connection, card.delivery, now())
    _tell(card, "approved.")


@queue.command()
@NUMBER
@STUDY
@home_option
@click.pass_obj
def undo(home: str | None, number: int, name: str | None) -> None:
    """Take an approval back."""
    from askwhy.app.clock import now
    from askwhy.app.study import queueing

    with _open(home, name, write=True) as (connection, _, found):
        card = _pick(found, number)
        queueing.undo(connection, card.delivery, now())
    _tell(card, "the approval is taken back.")


@queue.command()
@NUMBER
@click.argument("text")
@STUDY
@home_option
@click.pass_obj
def edit(home: str | None, number: int, text: str, name: str | None) -> None:
    """Put your own TEXT in place of the wording; how far it is from it is kept."""
    from askwhy.app.clock import now
    from askwhy.app.study import queueing

    with _open(home, name, write=True) as (connection, _, found):
        card = _pick(found, number)
        _, far = queueing.edit(connection, card.delivery, text, now())
    _tell(card, f"changed, {far} characters away from the wording.")


@queue.command()
@NUMBER
@click.argument("days", type=click.IntRange(1, 60))
@STUDY
@home_option
@click.pass_obj
def postpone(home: str | None, number: int, days: int, name: str | None) -> None:
    """Put a card off by some DAYS."""
    from datetime import timedelta

    from askwhy.app.clock import now
    from askwhy.app.study import queueing

    with _open(home, name, write=True) as (connection, one, found):
        card, at = _pick(found, number), now() + timedelta(days=days)
        queueing.postpone(connection, one, card, at, now())
    _tell(card, f"comes up again on {at:%d %B}.")


@queue.command()
@NUMBER
@STUDY
@home_option
@click.pass_obj
def skip(home: str | None, number: int, name: str | None) -> None:
    """Leave this person out of the study."""
    _decide(home, name, number, "skip", "left out.")


@queue.command()
@NUMBER
@STUDY
@home_option
@click.pass_obj
def scam(home: str | None, number: int, name: str | None) -> None:
    """This person is a scam: never ask them."""
    from askwhy.app.clock import now
    from askwhy.app.study import queueing

    with _open(home, name, write=True) as (connection, _, found):
        card = _pick(found, number)
        queueing.scam(connection, card, now())
    _tell(card, "confirmed as a scam; they are never asked.")


@queue.command()
@NUMBER
@STUDY
@home_option
@click.pass_obj
def wrote(home: str | None, number: int, name: str | None) -> None:
    """They already wrote, where no export shows it."""
    _decide(home, name, number, "they_wrote", "noted; they wrote first, and are not asked.")


@queue.command()
@NUMBER
@STUDY
@home_option
@click.pass_obj
def sent(home: str | None, number: int, name: str | None) -> None:
    """You sent it, or accepted the request, by hand. The next import verifies it."""
    _decide(home, name, number, "sent", "noted; your next import will verify it.")


def _decide(home: str | None, name: str | None, number: int, what: str, said: str) -> None:
    from askwhy.app.clock import now
    from askwhy.app.study import queueing

    deed = {"skip": queueing.skip, "they_wrote": queueing.they_wrote, "sent": queueing.sent}[what]
    with _open(home, name, write=True) as (connection, one, found):
        card = _pick(found, number)
        deed(connection, one, card, now())
    _tell(card, said)


def _tell(card: Card, said: str) -> None:
    """What was done, and about whom: a number is soon mistaken."""
    say(f"{card.who.name or 'unnamed'}: {said}")


def _settle_left(record: Record) -> None:
    """Nobody is shown as due whom the owner decided about just before something ended."""
    from askwhy.app.clock import now
    from askwhy.app.study import pending

    for failure in pending.settle_left(record, now()):
        say(failure, err=True)


@contextmanager
def _open(
    home: str | None, name: str | None, *, write: bool = False
) -> Iterator[tuple[sa.Connection, Running, list[Card]]]:
    """The record, the study and its open cards, in one transaction."""
    from askwhy.app.home import Record, find_home
    from askwhy.app.study import pending
    from askwhy.app.study.queueing import cards
    from askwhy.app.study.studying import one_study, running

    record = Record(find_home(home))
    try:
        _settle_left(record)
        decided = pending.rows(record.home)
        with record.write() if write else record.read() as connection:
            one = one_study(running(connection, record.home), name)
            yield connection, one, cards(connection, one, but=decided)
    finally:
        record.close()


def _pick(found: list[Card], number: int) -> Card:
    """The card of the contact with that number, the first of them: others do not change it."""
    from askwhy.app.study.queueing import NoSuchCard

    for card in found:
        if card.who.id == number:
            return card
    raise NoSuchCard(f"There is no card number {number}.")
