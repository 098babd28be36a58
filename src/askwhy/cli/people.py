"""What the owner says about people: `triage`, `stop`, `link`, `favours`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from askwhy.cli.options import DAY, home_option

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import sqlalchemy as sa

    from askwhy.app.home import Record

KNOWN = {"k": "known", "h": "heard of", "n": "never"}
MUTUAL = {"y": "yes", "n": "no", "u": "unknown"}
TRIAGE = "k known · h heard of · n never · t note · s later · q end"
CONTACTS = "A contact of a contact?  y yes · n no · u unknown"


@contextmanager
def _writing(home: str | None) -> Iterator[sa.Connection]:
    from askwhy.app.home import Record, find_home

    record = Record(find_home(home))
    try:
        with record.write() as connection:
            yield connection
    finally:
        record.close()


def due_favours(record: Record) -> list[str]:
    """A line for each open favour whose day has come, in the study or not."""
    from askwhy.app.clock import now
    from askwhy.app.people.favours import due

    with record.read() as connection:
        found = due(connection, now().astimezone().date())
    return [
        f"a favour is due: {one.what} — {who.name or 'unnamed'}, by {one.due:%d %B %Y}"
        for who, one in found
    ]


@click.command()
@click.argument("contact")
@click.option("--lift", is_flag=True, help="They may be written to again.")
@home_option
@click.pass_obj
def stop(home: str | None, contact: str, lift: bool) -> None:
    """Never write to CONTACT any more, or lift it."""
    from askwhy.app.clock import now
    from askwhy.app.people import deciding

    with _writing(home) as connection:
        who = deciding.find(connection, contact)
        deciding.stop(connection, who, "your decision", now(), lifted=lift)
    click.echo("They may be written to again." if lift else "They are not written to any more.")


@click.command()
@click.argument("contact")
@click.argument("other")
@click.option("--lift", is_flag=True, help="They are two people after all.")
@home_option
@click.pass_obj
def link(home: str | None, contact: str, other: str, lift: bool) -> None:
    """Say that CONTACT and OTHER are one person, who is asked once."""
    from askwhy.app.clock import now
    from askwhy.app.people import deciding

    with _writing(home) as connection:
        one, two = deciding.find(connection, contact), deciding.find(connection, other)
        deciding.link(connection, one, two, now(), lifted=lift)
    one_person = "They are asked once, as one person. The report counts both."
    click.echo("They count as two people." if lift else one_person)


@click.command()
@click.argument("contact")
@click.argument("kind", required=False, default="other")
@click.option("--lift", is_flag=True, help="It was none.")
@home_option
@click.pass_obj
def scam(home: str | None, contact: str, kind: str, lift: bool) -> None:
    """Confirm that CONTACT is a scam (advance fee, romance, phishing, ...): never asked."""
    from askwhy.app.clock import now
    from askwhy.app.people import deciding

    with _writing(home) as connection:
        who = deciding.find(connection, contact)
        deciding.mark(connection, who, "scam", now(), lifted=lift)
        deciding.note(connection, who, "scam", "none" if lift else kind, now())
    click.echo("The mark is lifted." if lift else "Marked as a scam. They are not asked.")


@click.group(invoke_without_command=True)
@home_option
@click.pass_context
def favours(context: click.Context) -> None:
    """What people asked you for. The question is meant: do it, decline it, or pass it on."""
    if context.invoked_subcommand is not None:
        return
    from askwhy.app.people import deciding

    with _writing(context.obj) as connection:
        found = deciding.favours(connection)
    for number, (who, one) in enumerate(found, start=1):
        due = f", due {one.due:%d %B %Y}" if one.due else ""
        click.echo(f"{number:>3}  {one.state}: {one.what} — {who.name}{due}")
    if not found:
        click.echo('No favour is noted. Add one:  askwhy favours add CONTACT "what they ask"')


@favours.command("add")
@click.argument("contact")
@click.argument("what")
@click.option("--due", type=DAY, metavar="YYYY-MM-DD", help="Until when.")
@home_option
@click.pass_obj
def add(home: str | None, contact: str, what: str, due: datetime | None) -> None:
    """Note WHAT somebody asked for."""
    from askwhy.app.clock import now
    from askwhy.app.people import deciding
    from askwhy.facts import FavourState

    with _writing(home) as connection:
        who = deciding.find(connection, contact)
        day = due.date() if due else None
        deciding.favour(connection, who, what, FavourState.OPEN, day, now())
    click.echo("Noted.")


@favours.command("proposed")
@home_option
@click.pass_obj
def proposed(home: str | None) -> None:
    """Sentences in which somebody seems to ask for something, as the machines read them."""
    from askwhy.app.home import Record, find_home
    from askwhy.app.people.proposing import proposals
    from askwhy.cli.output import command, say

    record = Record(find_home(home))
    try:
        with record.read() as connection:
            found = proposals(connection)
    finally:
        record.close()
    for number, one in enumerate(found, start=1):
        say(f"{number:>3}  {one.who.name or 'unnamed'}: {one.sentence} ({one.sure:.0%})")
    if found:
        click.echo(f"Which of these are meant? Take them up:  {command('favours take NUMBER')}")
    else:
        click.echo(f"No text asks for anything new. The machines read them by:  {command('code')}")


@favours.command("take")
@click.argument("numbers", nargs=-1, required=True, type=click.IntRange(1))
@home_option
@click.pass_obj
def take(home: str | None, numbers: tuple[int, ...]) -> None:
    """Take up what is proposed under each NUMBER as an open favour."""
    from askwhy.app.clock import now
    from askwhy.app.people import proposing
    from askwhy.cli.output import say

    with _writing(home) as connection:
        taken = proposing.take(connection, numbers, now())
    for one in taken:
        say(f"Open: {one.sentence} — {one.who.name or 'unnamed'}")


def _settle(home: str | None, number: int, state: str) -> None:
    from askwhy.app.clock import now
    from askwhy.app.people import deciding
    from askwhy.errors import Refused
    from askwhy.facts import FavourState

    with _writing(home) as connection:
        found = deciding.favours(connection)
        if number > len(found):
            raise Refused(f"There is no favour number {number}. Run `askwhy favours` to see them.")
        who, one = found[number - 1]
        deciding.favour(connection, who, one.what, FavourState(state), one.due, now())
    click.echo(f"{state.capitalize()}: {one.what}")


for _name, _state in (("done", "done"), ("declined", "declined"), ("passed-on", "passed on")):

    @favours.command(_name, help=f"The favour of this NUMBER is {_state}.")
    @click.argument("number", type=click.IntRange(1))
    @home_option
    @click.pass_obj
    def _settled(home: str | None, number: int, state: str = _state) -> None:
        _settle(home, number, state)


@click.command()
@home_option
@click.pass_obj
def triage(home: str | None) -> None:
    """Say of each person who asked, with one key: known, heard of, never; contact of a contact?"""
    from askwhy.app.clock import now
    from askwhy.app.home import Record, find_home
    from askwhy.app.people import deciding
    from askwhy.app.people.triage import waiting
    from askwhy.cli.keys import one_key
    from askwhy.report.plain import printable

    record = Record(find_home(home))
    try:
        with record.read() as connection:
            people = waiting(connection)
        click.echo(f"{len(people)} people to go.")
        for who, note in people:
            click.echo(
                f"\n{printable(who.name) or 'unnamed'}" + (f": {printable(note)}" if note else "")
            )
            while (key := one_key(TRIAGE, [*KNOWN, "t", "s", "q"])) == "t":
                told = click.prompt("Your note", default="", show_default=False)
                if told.strip():
                    with record.write() as connection:
                        deciding.note(connection, who, "note", told.strip(), now())
            if key == "q":
                break
            if key == "s":
                continue
            mutual = one_key(CONTACTS, list(MUTUAL))
            with record.write() as connection:
                deciding.note(connection, who, "known", KNOWN[key], now())
                deciding.note(connection, who, "contact of contacts", MUTUAL[mutual], now())
    finally:
        record.close()


@click.command()
@click.argument("contact")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@home_option
@click.pass_obj
def forget(home: str | None, contact: str, yes: bool) -> None:
    """Remove CONTACT from everywhere, for good; no later import brings them back."""
    from askwhy.app.home import Record, find_home
    from askwhy.app.people import deciding
    from askwhy.app.study.purging import forget as remove
    from askwhy.report.plain import printable

    record = Record(find_home(home))
    try:
        with record.read() as connection:
            who = deciding.find(connection, contact)
        if not yes:
            name = printable(who.name) or "this person"
            click.confirm(f"Remove {name} for good? This cannot be undone.", abort=True)
        remove(record, who)
    finally:
        record.close()
    click.echo("Removed. Your backups and files still hold them: delete those yourself.")
