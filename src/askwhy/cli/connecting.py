"""`askwhy connect` and `askwhy sync`: accounts read by their networks' own interfaces."""

from __future__ import annotations

import sys
from contextlib import closing

import click

from askwhy.cli.options import home_option

HOUR = 3_600
"""How many seconds lie between two looks of `--watch`."""


@click.command()
@click.argument("network")
@click.option("--account", metavar="NAME", help="What to call it (default: like the network).")
@home_option
@click.pass_obj
def connect(home: str | None, network: str, account: str | None) -> None:
    """Connect an account of NETWORK (linkedin), so that `sync` can read it.

    You are asked for what is needed; what is secret goes into this system's keyring. On a server
    without a keyring, put the answers into the environment: ASKWHY_LINKEDIN_TOKEN, for instance.
    """
    from askwhy.app.home import Record, find_home
    from askwhy.app.live import connecting
    from askwhy.cli.output import command, say

    answers = _ask(network)
    with closing(Record(find_home(home))) as record:
        one = connecting.connect(record, network, account or network, answers)
    say(f"Connected: {one.account}")
    for remark in one.remarks:
        say(f"  {remark}")
    if one.expires:
        say(f"  The token ends on {one.expires:%d %B %Y}; you are told ten days before.")
    say(f"Next: {command('sync')}")


def _ask(network: str) -> dict[str, str]:
    """The answers to a network's fields: from the environment, or as they are typed."""
    from askwhy.app.live import connecting, credentials

    fields = connecting.fields_of(network)
    answers = credentials.from_environment(network, [one.name for one in fields])
    for one in fields:
        if one.name not in answers:
            said = click.prompt(
                one.prompt,
                default=None if one.is_secret else one.usual,
                show_default=bool(one.usual),
                hide_input=one.is_secret,
            )
            answers[one.name] = said.strip()
    return answers


@click.command()
@click.argument("account", required=False)
@click.option("--watch", is_flag=True, help="Look again each hour, until you stop it.")
@home_option
@click.pass_obj
def sync(home: str | None, account: str | None, watch: bool) -> None:
    """Bring in what is new on ACCOUNT, or on all that are connected."""
    import time

    is_well = _sync(home, account)
    while watch:
        time.sleep(HOUR)
        _sync(home, account)
    if not is_well:
        sys.exit(1)


def _sync(home: str | None, account: str | None) -> bool:
    from askwhy.app.clock import now
    from askwhy.app.home import Record, find_home
    from askwhy.app.live import syncing
    from askwhy.cli.importing import tell
    from askwhy.cli.output import complain, say

    is_well = True
    with closing(Record(find_home(home))) as record:
        for one in syncing.sync(record, account, now()):
            if one.outcome is not None:
                tell(one.outcome)
                is_well = is_well and one.outcome.failure is None
            else:
                complain(f"{one.account}: {one.failure}")
                is_well = False
            if one.warning:
                say(one.warning)
    return is_well
