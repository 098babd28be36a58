"""`askwhy code` at a terminal: one text at a time, one key for each value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from askwhy.cli.keys import END, press
from askwhy.cli.output import say
from askwhy.coding.codebook import UNSURE, Machine
from askwhy.coding.codings import Stream
from askwhy.coding.resolver import level
from askwhy.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from askwhy.app.coding.reviewing import Card, Desk
    from askwhy.coding.adjudication import Dispute
    from askwhy.coding.codebook import Code
    from askwhy.coding.resolver import Resolved

VALUE_KEYS = "1234567890acefghijklmnoprstvwy"
"""For the values in their order; the other letters are commands."""
PATIENCE = 3600.0
ENTER = frozenset({"\r", "\n"})
ALL_DONE = "Every text is coded.  z take back · q end"


def go_through(desk: Desk, confirm: Callable[[Card, str], None] | None = None) -> None:
    """Show text after text until all are coded or the person ends it.

    `confirm` writes down that the person who wrote a text is a scam of a kind.
    """
    chosen: set[str] = set()
    card = _show_next(desk)
    while True:
        key = press(PATIENCE) or END
        if key in {"q", END}:
            return
        try:
            if key == "z":
                card = _take_back(desk)
            elif _act(desk, card, key, chosen, confirm):
                card = _show_next(desk)
            else:
                continue
        except Refused as refused:
            say(str(refused), err=True)
            continue
        chosen.clear()


def settle(desk: Desk) -> int:
    """Go through the texts that persons coded differently; return how many were settled."""
    settled = 0
    for dispute in desk.disputes():
        _show_dispute(desk, dispute)
        chosen: set[str] = set()
        while True:
            key = press(PATIENCE) or END
            if key in {"q", END}:
                return settled
            values = _values(desk.code, key, chosen)
            if key == "x":
                break
            if values is not None:
                desk.settle(dispute, values)
                settled += 1
                break
    return settled


def _act(
    desk: Desk,
    card: Card | None,
    key: str,
    chosen: set[str],
    confirm: Callable[[Card, str], None] | None,
) -> bool:
    """Do what a key says; return whether the text is done with."""
    if key == "d":
        _define(desk.code)
        return False
    if card is None:
        return False
    if key == "x" and confirm is not None:
        return _confirm(desk, card, confirm)
    if key == " " and card.suggested is not None:
        values = _suggested_values(card.suggested)
    else:
        values = _values(desk.code, key, chosen)
    if values is None:
        return False
    desk.keep(card, values)
    click.echo(f"Kept: {_named(values)}.")
    return True


def _values(code: Code, key: str, chosen: set[str]) -> tuple[str, ...] | None:
    """What a key decides; None where it decides nothing yet. Several are gathered in `chosen`."""
    if key == "u":
        return (UNSURE,)
    if key in VALUE_KEYS and VALUE_KEYS.index(key) < len(code.names):
        value = code.names[VALUE_KEYS.index(key)]
        if not code.several:
            return (value,)
        chosen ^= {value}
        click.echo(f"So far: {_named(_in_order(code, chosen))}. Enter keeps it.")
        return None
    if key in ENTER and code.several:
        return _in_order(code, chosen)
    return None


def _confirm(desk: Desk, card: Card, confirm: Callable[[Card, str], None]) -> bool:
    raised = _suggested_values(card.suggested) if card.suggested else None
    kind = raised[0] if raised and raised[0] != desk.code.names[0] else desk.code.names[-1]
    desk.keep(card, (kind,))
    confirm(card, kind)
    click.echo(f"Confirmed as a scam ({kind}). This person is never asked.")
    return True


def _take_back(desk: Desk) -> Card:
    card = desk.undo()
    click.echo("Taken back.")
    click.echo()
    _head(desk)
    _show(desk, card)
    return card


def _show_next(desk: Desk) -> Card | None:
    card = desk.next()
    click.echo()
    if card is None:
        click.echo(ALL_DONE if desk.progress.texts else "There is no text to code here.  q end")
        return None
    _head(desk)
    _show(desk, card)
    return card


def _head(desk: Desk) -> None:
    far = desk.progress
    click.echo(f"{desk.code.name}: {far.coded:,} of {far.texts:,} coded, {far.audited:,} at random")


def _show(desk: Desk, card: Card) -> None:
    name = card.who.name if card.who else ""
    for words in card.before:
        say(f"  earlier: {_one_line(words)}")
    say(f"{name or 'Unnamed'}{' with the request' if card.text.is_note else ''}:")
    say(card.text.whole)
    if card.draw.stream is Stream.AUDIT:
        click.echo("Drawn at random: without a suggestion, so that it can be counted.")
    if card.suggested is not None:
        _suggest(desk.code, card)
    _keys(desk.code, has_suggestion=_suggested_values(card.suggested) is not None)


def _suggest(code: Code, card: Card) -> None:
    resolved = card.suggested
    values = _suggested_values(resolved)
    if resolved is None or values is None:
        return
    words = ""
    if resolved.proposal is not None:
        shown = [one for one in resolved.proposal.reasons if one.end > one.start]
        words = f": “{_one_line(shown[0].evidence(card.text.whole))}”" if shown else ""
    if code.machine is Machine.RAISES and resolved.values not in {None, (code.names[0],)}:
        say(f"Careful, {level(resolved)}: {_named(values)}, {resolved.probability:.0%}{words}")
    else:
        say(f"Suggested: {_named(values)}, {resolved.probability:.0%}{words}")


def _suggested_values(resolved: Resolved | None) -> tuple[str, ...] | None:
    if resolved is None:
        return None
    if resolved.values is not None:
        return resolved.values
    return resolved.proposal.values if resolved.proposal else None


def _keys(code: Code, *, has_suggestion: bool) -> None:
    pairs = zip(VALUE_KEYS, code.names, strict=False)
    click.echo("  ".join(f"{key} {name}" for key, name in pairs))
    parts = ["Enter keep (none chosen: none of these)"] if code.several else []
    if has_suggestion:
        parts.append("space as suggested")
    parts += ["u unsure", "z take back", "d definitions"]
    if code.machine is Machine.RAISES:
        parts.append("x confirm: never ask")
    click.echo(" · ".join([*parts, "q end"]))


def _define(code: Code) -> None:
    say(f"{code.name}: {code.definition}")
    for key, value in zip(VALUE_KEYS, code.values, strict=False):
        say(f"{key} {value.name}: {value.definition}")
        for word, examples in (("yes", value.yes), ("no", value.no)):
            if examples:
                said = " / ".join(f"“{one.text}”" for one in examples)
                say(f"    {word}: {said}")


def _show_dispute(desk: Desk, dispute: Dispute) -> None:
    click.echo()
    say(desk.text(dispute.item).whole)
    for side in dispute.sides:
        say(f"  {side.coder.removeprefix('person:')}: {_named(side.values)}")
    pairs = zip(VALUE_KEYS, desk.code.names, strict=False)
    click.echo("  ".join(f"{key} {name}" for key, name in pairs))
    click.echo(("Enter keep · " if desk.code.several else "") + "x leave it open · q end")


def _named(values: tuple[str, ...]) -> str:
    return ", ".join(values) or "none of these"


def _in_order(code: Code, chosen: set[str]) -> tuple[str, ...]:
    return tuple(name for name in code.names if name in chosen)


def _one_line(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 200 else f"{line[:199]}…"
