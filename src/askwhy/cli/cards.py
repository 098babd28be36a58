"""`askwhy queue` at a terminal: one card at a time, one key for each decision."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from askwhy.cli.keys import END, PATIENT, press
from askwhy.cli.output import say
from askwhy.errors import Refused

if TYPE_CHECKING:
    from askwhy.app.study.queueing import Card
    from askwhy.app.study.sitting import Sitting

KEYS = (
    "a approve · e edit · t sent it by hand · w they wrote already · p postpone · s skip · "
    "x a scam: never ask · n next · z take back · q end"
)
LAST = "That was the last card.  z take back · q end"
POLL = 0.25
EDITORS = ("VISUAL", "EDITOR")


def go_through(sitting: Sitting) -> None:
    """Show card after card until the owner ends it; what was decided is then written down.

    Broken off, it keeps what was decided too, and says so: whom the owner asked stays asked.
    """
    try:
        _go_through(sitting)
    except KeyboardInterrupt:
        if not sitting.held:
            raise
        _complain(sitting.settle(at_once=True))
        raise KeyboardInterrupt("Stopped. What you decided is kept.") from None


def _go_through(sitting: Sitting) -> None:
    total = len(sitting.cards)
    is_shown = False
    while True:
        if not is_shown:
            _head(sitting, total)
            is_shown = True
        key = _wait(sitting)
        if key in {"q", END}:
            _complain(sitting.settle(at_once=True))
            return
        try:
            is_shown = not _act(sitting, key)
        except Refused as refused:
            _complain([str(refused)])


def show(card: Card) -> None:
    """The words to copy, the page to open, and what is known."""
    row = card.delivery
    say(f"{row.step} {card.who.name or 'unnamed'} — {row.reason} [{row.state}]")
    if card.note:
        say(f"They wrote with the request: {card.note}")
    for said in card.said[-5:]:
        say(f"  {said.at:%Y-%m-%d %H:%M} {'you' if said.by_owner else 'they'}: {said.text}")
    for warning in card.warnings:
        say(f"Careful: {warning}")
    if row.text:
        say("Copy this:")
        say(row.text)
    if card.link:
        say(f"Open: {card.link}")


def _head(sitting: Sitting, total: int) -> None:
    click.echo()
    if sitting.card is None:
        click.echo(LAST)
        return
    click.echo(f"{sitting.place + 1} of {total}")
    show(sitting.card)
    click.echo(KEYS)


def _wait(sitting: Sitting) -> str:
    """The next key; meanwhile whatever can no longer be taken back is written down."""
    while True:
        key = press(POLL if sitting.held else PATIENT)
        _complain(sitting.settle())
        if key is not None:
            return key


def _act(sitting: Sitting, key: str) -> bool:
    """Do what a key says; return whether the card, or another, is to be shown."""
    if key == "z":
        sitting.take_back()
        click.echo("Taken back.")
        return True
    if sitting.card is None:
        return False
    if key == "a":
        sitting.approve()
        click.echo("Approved. It leaves in five seconds at the earliest; z takes it back.")
    elif key == "e":
        _edit(sitting)
    elif key == "p":
        _postpone(sitting)
    elif key == "s":
        sitting.skip()
        click.echo("Left out. z takes it back.")
    elif key == "x":
        sitting.scam()
        click.echo("Confirmed as a scam. They are never asked. z takes it back.")
    elif key == "w":
        sitting.they_wrote()
        click.echo("Noted: they wrote first, and are not asked. z takes it back.")
    elif key == "t":
        sitting.sent()
        click.echo("Noted. Your next import will verify it. z takes it back.")
    elif key == "n":
        sitting.pass_over()
    else:
        return False
    return True


def _edit(sitting: Sitting) -> None:
    assert sitting.card is not None, "there is a card"
    before = sitting.card.delivery.text
    if any(os.environ.get(name) for name in EDITORS):
        text = click.edit(before) or ""
    else:
        text = click.prompt("Your text (nothing: leave it)", default="", show_default=False)
    if not text.strip() or text.strip() == before:
        click.echo("Left as it is.")
        return
    click.echo(f"Changed: {sitting.edit(text)} characters away from the wording.")


def _postpone(sitting: Sitting) -> None:
    click.echo("By how many days? 1 to 9; any other key leaves it.")
    key = press(PATIENT) or ""
    if key in set("123456789"):
        until = sitting.postpone(int(key))
        click.echo(f"It comes up again on {until:%d %B}. z takes it back.")


def _complain(failed: list[str]) -> None:
    for sentence in failed:
        say(sentence, err=True)
