"""`askwhy study`: declare, check, price, rehearse and lock; `askwhy tick` brings it up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from askwhy.cli.options import DAY, home_option

if TYPE_CHECKING:
    from datetime import datetime

NAMED = 3
"""How many of those who wait for a newer export are named: one export serves them all."""
FILE = click.argument("path", type=click.Path(path_type=Path, dir_okay=False))


@click.group()
def study() -> None:
    """Ask the silent ones why, by a protocol that you declare beforehand."""


@study.command("new")
@FILE
@click.option("--name", default="", help="What you call the study (default: the file's name).")
@click.option("--since", type=DAY, metavar="YYYY-MM-DD", help="First day (default: today).")
@click.option("--until", type=DAY, metavar="YYYY-MM-DD", help="Last day (default: 30 days on).")
@click.option("--zone", default="Europe/Paris", show_default=True, help="Your time zone.")
def new(path: Path, name: str, since: datetime | None, until: datetime | None, zone: str) -> None:
    """Write a protocol file with comments, to be changed in any editor."""
    from datetime import timedelta

    from askwhy.app.clock import now
    from askwhy.errors import Refused
    from askwhy.protocol.template import template

    first = since.date() if since else now().date()
    last = until.date() if until else first + timedelta(days=29)
    text = template(name or path.stem, first, last, zone)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise Refused(f"{path} is there already. Choose another name.") from error
    click.echo(f"Written: {path}. Change what you like, then:  askwhy study check {path}")


@study.command("check")
@FILE
def check(path: Path) -> None:
    """Say in plain sentences what the protocol means, or why it cannot work."""
    from askwhy.app.study.studying import read_protocol
    from askwhy.protocol.explaining import explain

    for sentence in explain(read_protocol(path)):
        click.echo(sentence)
    click.echo(f"Next: askwhy study plan {path}, then: askwhy study lock {path}")


@study.command("plan")
@FILE
@click.option("--monthly", type=float, help="Requests a month (default: your own, as imported).")
@home_option
@click.pass_obj
def plan(home: str | None, path: Path, monthly: float | None) -> None:
    """How many people and months it takes to tell the arms apart."""
    from askwhy.app.home import Record, find_home
    from askwhy.app.study.rehearsing import arrival_rate, comparisons
    from askwhy.app.study.studying import read_protocol

    protocol = read_protocol(path)
    if monthly is None:
        record = Record(find_home(home))
        try:
            with record.read() as connection:
                monthly = arrival_rate(connection)
        finally:
            record.close()
    if monthly is None:
        click.echo("No request has been imported yet, so months cannot be told; see --monthly.")
    else:
        click.echo(f"People ask to connect with you about {monthly:.0f} times a month.")
    for one in comparisons(protocol, monthly):
        low, high = (f"{rate:.0%}" for rate in one.rates)
        pair = f"{one.first} against {one.second} ({low} against {high} answering)"
        if one.people is None:
            click.echo(f"{pair}: {one.reason}.")
            continue
        months = "" if one.months is None else f", about {max(one.months, 0.1):.1f} months"
        click.echo(f"{pair}: {one.people[0]} and {one.people[1]} people{months}.")
    click.echo("An arm without a question is cheap: about 8 people an arm show whether asking")
    click.echo("works at all. Telling two good wordings apart takes about 293 an arm.")


@study.command("rehearse")
@FILE
@click.option("--monthly", type=float, help="Requests a month (default: your own, as imported).")
@click.option("--runs", type=click.IntRange(2), default=2_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@home_option
@click.pass_obj
def rehearse(home: str | None, path: Path, monthly: float | None, runs: int, seed: int) -> None:
    """Run the study on simulated people: would it find what is there?"""
    from askwhy.analysis import NotEstimable
    from askwhy.app.home import Record, find_home
    from askwhy.app.study.rehearsing import arrival_rate
    from askwhy.app.study.rehearsing import rehearse as run
    from askwhy.app.study.studying import read_protocol
    from askwhy.errors import Refused

    protocol = read_protocol(path)
    if monthly is None:
        record = Record(find_home(home))
        try:
            with record.read() as connection:
                monthly = arrival_rate(connection)
        finally:
            record.close()
    if monthly is None:
        raise Refused("No request has been imported yet. Say how many come a month: --monthly 50")
    found = run(protocol, monthly, runs, seed)
    click.echo(f"{found.runs:,} rehearsals at {monthly:.0f} requests a month; "
               f"{found.asked:.0f} people are reached on average.")  # fmt: skip
    for quality in found.qualities:
        bias, covered, power = quality.bias, quality.coverage, quality.power
        click.echo(
            f"{quality.arm} against {quality.against}, {quality.analysis}: "
            f"bias {100 * bias.estimate:+.1f} points "
            f"({100 * bias.low:+.1f} to {100 * bias.high:+.1f}), "
            f"coverage {covered.estimate:.1%} ({covered.low:.1%} to {covered.high:.1%}), "
            f"power {power.estimate:.0%} ({power.low:.0%} to {power.high:.0%})"
        )
    for arm, months in found.months.items():
        said = months.reason if isinstance(months, NotEstimable) else f"{months} months"
        click.echo(f"{arm}: {said} until the difference is found in 4 of 5 such studies.")


@study.command("lock")
@FILE
@home_option
@click.pass_obj
def lock(home: str | None, path: Path) -> None:
    """Fix the protocol. From now on a changed file is a new study."""
    from datetime import UTC, datetime

    from askwhy.app.clock import now
    from askwhy.app.home import Record, find_home
    from askwhy.app.study.studying import lock_study

    record = Record(find_home(home))
    try:
        with record.write() as connection:
            one, is_new = lock_study(connection, record.home, path, now())
    finally:
        record.close()
    when = datetime.fromtimestamp(one.study.locked_at, UTC)
    click.echo(f"{'Locked' if is_new else 'It was locked before'}: “{one.study.name}”")
    click.echo(f"  digest      {one.study.digest}")
    click.echo(f"  commitment  {one.study.commitment}")
    click.echo(f"  locked at   {when:%Y-%m-%d %H:%M} UTC")
    click.echo("Next: askwhy tick, then: askwhy queue")


@study.command("show")
@click.argument("name", required=False)
@home_option
@click.pass_obj
def show(home: str | None, name: str | None) -> None:
    """Say what was locked, in plain sentences."""
    from askwhy.app.home import Record, find_home
    from askwhy.app.study.studying import one_study, running
    from askwhy.protocol.explaining import explain

    record = Record(find_home(home))
    try:
        with record.read() as connection:
            one = one_study(running(connection, record.home), name)
    finally:
        record.close()
    click.echo(f"“{one.study.name}”, digest {one.study.digest[:12]}")
    for sentence in explain(one.protocol):
        click.echo(sentence)


@study.command("report")
@click.argument("name", required=False)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@home_option
@click.pass_obj
def report(home: str | None, name: str | None, out: Path | None) -> None:
    """What the study has shown so far: arms, delivery, and what was declared beforehand."""
    from askwhy.app.clock import now
    from askwhy.app.home import Record, find_home
    from askwhy.app.study.study_report import report_on
    from askwhy.app.study.studying import one_study, running
    from askwhy.cli.output import give

    record = Record(find_home(home))
    try:
        with record.read() as connection:
            one = one_study(running(connection, record.home), name)
            made = report_on(connection, one, now())
    finally:
        record.close()
    give(made, out, None)


@study.command("diagram")
def diagram() -> None:
    """Print the states of a contact and of a message, as Mermaid diagrams."""
    from askwhy import outbox
    from askwhy.planner.drawing import diagram as course

    click.echo(course())
    click.echo()
    click.echo(outbox.diagram())


@click.command()
@home_option
@click.pass_obj
def tick(home: str | None) -> None:
    """Bring every study up to now. Run it as often as you like, also from cron."""
    from askwhy.app.clock import now
    from askwhy.app.home import Record, find_home
    from askwhy.app.study.pending import settle_left
    from askwhy.app.study.ticking import tick as advance
    from askwhy.cli.output import say
    from askwhy.cli.people import due_favours
    from askwhy.planner import Kind

    record = Record(find_home(home))
    try:
        for failure in settle_left(record, now()):
            say(failure, err=True)
        ticked = advance(record, now())
        favours = due_favours(record)
    finally:
        record.close()
    click.echo(
        f"Looked at {ticked.looked_at:,}: {ticked.allocated:,} allocated, "
        f"{ticked.drafted:,} newly due, {ticked.dropped:,} not due any more."
    )
    looks = 0
    for remind, who in ticked.reminders:
        looks += remind.kind is Kind.LOOK
        if remind.kind is not Kind.FAVOUR and (remind.kind is not Kind.LOOK or looks <= NAMED):
            say(f"  {remind.kind}: {who.name or 'unnamed'} ({remind.reason})")
    if looks > NAMED:
        click.echo(f"  {Kind.LOOK}: {looks - NAMED:,} more wait for it")
    for favour in favours:
        say(f"  {favour}")
    for promise in ticked.to_purge:
        say(f"  {promise}")
    if ticked.drafted:
        click.echo("Next: askwhy queue")
