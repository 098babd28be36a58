"""`askwhy connect` and `askwhy sync`: accounts, by their networks' own interfaces."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING

import click

from askwhy.cli.options import home_option

if TYPE_CHECKING:
    from askwhy.app.live.attending import Attended
    from askwhy.app.live.connections import Connection
    from askwhy.networks.connectors import Field


@click.command()
@click.argument("network", required=False)
@click.option("--account", metavar="NAME", help="What to call it (default: like the network).")
@home_option
@click.pass_obj
def connect(home: str | None, network: str | None, account: str | None) -> None:
    """Connect an account of NETWORK: linkedin, mail, mastodon or matrix.

    Without NETWORK, the connected accounts are listed with what each can do. You are asked for
    what is needed; what is secret goes into this system's keyring. On a server without one, put
    the answers into the environment: ASKWHY_LINKEDIN_TOKEN, for instance.
    """
    from askwhy.app.home import Record, find_home
    from askwhy.app.live import connecting, connections
    from askwhy.cli.output import command, say

    answers = _ask(network) if network else {}
    with closing(Record(find_home(home))) as record:
        if network is None:
            _list(connections.connections(record))
            return
        one = connecting.connect(record, network, account or network, answers)
        say(f"Connected: {one.account}")
        _describe(one)
        if connecting.may_send_alone(one):
            connecting.allow(record, one, is_allowed=_is_allowed(one))
    say(f"Next: {command('sync')}")


def _ask(network: str) -> dict[str, str]:
    """The answers to a network's fields: from the environment, or as they are typed.

    Where the environment holds what is secret nobody sits there: what else it does not say is as
    usual.
    """
    from askwhy.app.live import connecting, credentials

    fields = connecting.fields_of(network)
    answers = credentials.from_environment(network, [one.name for one in fields])
    is_alone = all(one.name in answers for one in fields if one.is_secret)
    for one in fields:
        if one.name not in answers:
            said = one.usual if is_alone else _prompt(one)
            answers[one.name] = said.strip()
    return answers


def _prompt(one: Field) -> str:
    usual = None if one.is_secret else one.usual
    has_usual = bool(one.usual)
    said: str = click.prompt(
        one.prompt, default=usual, show_default=has_usual, hide_input=one.is_secret
    )
    return said


def _is_allowed(one: Connection) -> bool:
    """Whether the owner lets askwhy send by itself: as the environment says, or as they type."""
    from askwhy.app.live.credentials import from_environment
    from askwhy.networks.connectors import SENDS_ALONE

    found = from_environment(one.network, [*one.secrets, SENDS_ALONE])
    if SENDS_ALONE in found or set(one.secrets) <= set(found):
        return found.get(SENDS_ALONE, "").lower() == "yes"
    asked = "May askwhy send there by itself? Otherwise you approve each message"
    return click.confirm(asked, default=False)


def _list(accounts: list[Connection]) -> None:
    from askwhy.app.live.connecting import NETWORKS, may_send_alone
    from askwhy.cli.output import command, say

    if not accounts:
        say(f"No account is connected. You can:  {command(f'connect {NETWORKS[0]}')}")
    for one in accounts:
        say(f"{one.account} ({one.network}), connected on {one.since:%d %B %Y}")
        _describe(one)
        if may_send_alone(one):
            leaves = "what is due leaves by itself" if one.sends_alone else "you approve each"
            say(f"  Messages: {leaves}.")


def _describe(one: Connection) -> None:
    from askwhy.app.live.describing import describe
    from askwhy.cli.output import say

    for sentence in (*describe(one.capabilities), *one.remarks):
        say(f"  {sentence}")
    if one.rules:
        say("  The server's own rules:")
    for rule in one.rules:
        say(f"    {rule}")
    if one.expires:
        say(f"  The token ends on {one.expires:%d %B %Y}; you are told ten days before.")


@click.command()
@click.argument("account", required=False)
@click.option("--watch", is_flag=True, help="Go on until you stop it with Ctrl-C.")
@home_option
@click.pass_obj
def sync(home: str | None, account: str | None, watch: bool) -> None:
    """Bring in what is new on ACCOUNT or on all, and send what is approved and due.

    Locked studies are brought up to date in between, as `askwhy tick` does. With --watch a
    study runs unattended where you allowed askwhy to send by itself.
    """
    import time

    from askwhy.app.clock import now
    from askwhy.app.home import Record, find_home
    from askwhy.app.live import attending

    with closing(Record(find_home(home))) as record:
        if watch:
            for one in attending.watch(record, account, now, time.sleep):
                _tell(one, is_brief=True)
        told = list(attending.attend(record, attending.chosen(record, account), now, time.sleep))
    for one in told:
        _tell(one)
    if not all(one.is_well for one in told):
        sys.exit(1)


def _tell(one: Attended, *, is_brief: bool = False) -> None:
    """Say what came of one account; `is_brief`: only what changed."""
    from askwhy.cli.importing import tell
    from askwhy.cli.output import command, complain, say
    from askwhy.outbox import Move

    if one.outcome is not None and (one.outcome.is_new or one.outcome.failure or not is_brief):
        tell(one.outcome)
    if one.failure is not None:
        complain(f"{one.account}: {one.failure}")
    if one.delivered is not None:
        if left := one.delivered.moves[Move.RECEIPT]:
            say(f"{one.account}: {left:,} accepted or asked")
        if open_ := sum(each.is_for_owner for each in one.delivered.left):
            say(f"{one.account}: {open_:,} yours to settle.  {command('queue')}")
    if one.drafted:
        say(f"{one.drafted:,} newly due.  {command('queue')}")
    if one.warning and not is_brief:
        say(one.warning)
