"""`askwhy connect` and `askwhy sync`: accounts read by their networks' own interfaces."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import UTC
from typing import TYPE_CHECKING

import click

from askwhy.cli.options import DAY, home_option

if TYPE_CHECKING:
    from datetime import datetime

HOUR = 3_600
"""How many seconds lie between two looks of `--watch`."""


@click.command()
@click.argument("network")
@click.option("--account", metavar="NAME", help="What to call it (default: like the network).")
@click.option(
    "--made",
    type=DAY,
    metavar="YYYY-MM-DD",
    help="The day on which you made the token (default: today).",
)
@home_option
@click.pass_obj
def connect(home: str | None, network: str, account: str | None, made: datetime | None) -> None:
    """Connect an account of NETWORK (linkedin), so that `sync` can read it.

    You are asked for the token, which goes into this system's keyring. On a server without a
    keyring, put it into ASKWHY_LINKEDIN_TOKEN instead.
    """
    from askwhy.app.clock import now
    from askwhy.app.home import find_home
    from askwhy.app.live import connecting, credentials
    from askwhy.cli.output import command, say
    from askwhy.errors import Refused

    if network not in connecting.NETWORKS:
        there = ", ".join(connecting.NETWORKS)
        raise Refused(f"“{network}” cannot be connected. There are: {there}.")
    at = now()
    secret = credentials.from_environment(network) or click.prompt("Token", hide_input=True)
    made = made.replace(tzinfo=UTC) if made else at
    one = connecting.connect(find_home(home), network, account or network, secret.strip(), made, at)
    say(f"Connected: {one.account}")
    for remark in one.remarks:
        say(f"  {remark}")
    if one.expires:
        say(f"  The token ends on {one.expires:%d %B %Y}; you are told ten days before.")
    say(f"Next: {command('sync')}")


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
