"""Connect an account: its credentials checked, what it can do put on record."""

from __future__ import annotations

import time
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from askwhy.app.clock import now
from askwhy.app.live import credentials
from askwhy.app.live.connections import Connection, put_on_record
from askwhy.errors import Refused
from askwhy.networks import Automation
from askwhy.networks.connectors import SENDS_ALONE
from askwhy.store import record as kept

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from askwhy.app.home import Record
    from askwhy.networks.connectors import Connector, Field

NETWORKS = ("linkedin", "mail", "mastodon", "matrix")
"""Those that can be connected; one more is a line here and a case in the two `match`es below."""
_PARTS = {"linkedin": "httpx", "mastodon": "mastodon", "matrix": "nio"}
"""The modules that talk to networks and are not always installed."""


class LiveMissing(Refused):
    """What talks to networks is not installed."""

    remedy = "Install it:  pip install 'askwhy[live]'"


class NoSuchNetwork(Refused):
    """A network that cannot be connected."""


def fields_of(network: str) -> tuple[Field, ...]:
    """What the owner is asked for.

    Raises NoSuchNetwork; LiveMissing, so that nobody makes a token that can serve nothing yet.
    """
    _need_part(network)
    match network:
        case "linkedin":
            from askwhy.networks.linkedin_api.connector import FIELDS
        case "mail":
            from askwhy.networks.mail.connector import FIELDS
        case "mastodon":
            from askwhy.networks.mastodon.connector import FIELDS
        case "matrix":
            from askwhy.networks.matrix.connector import FIELDS
        case _:
            said = f"“{network}” cannot be connected. There are: {', '.join(NETWORKS)}."
            raise NoSuchNetwork(said)
    return FIELDS


def open_connector(
    network: str,
    answers: Mapping[str, str],
    folder: Path,
    clock: Callable[[], datetime],
    wait: Callable[[float], None],
) -> Connector:
    """The connector of a network, with the answers to all its fields, the secret ones as well.

    `folder` is the account's own, `wait` sleeps for some seconds. Raises Refused.
    """
    _need_part(network)
    match network:
        case "linkedin":
            from askwhy.networks.linkedin_api.connector import LinkedInConnector

            return LinkedInConnector(answers, folder, clock, wait)
        case "mail":
            from askwhy.networks.mail.connector import MailConnector

            return MailConnector(answers, folder, clock, wait)
        case "mastodon":
            from askwhy.networks.mastodon.connector import MastodonConnector

            return MastodonConnector(answers, folder, clock, wait)
        case "matrix":
            from askwhy.networks.matrix.connector import MatrixConnector

            return MatrixConnector(answers, folder, clock, wait)
    raise AssertionError(f"fields_of knows {network}, and this does not")


def connect(record: Record, network: str, account: str, answers: Mapping[str, str]) -> Connection:
    """Check credentials, keep them, and put on record what the account can do.

    Nothing is kept where the network says no. Raises TheirNetwork or Refused.
    """
    _refuse_another(record, network, account)
    secret = {one.name for one in fields_of(network) if one.is_secret}
    connector = open_connector(network, answers, own_folder(record, account), now, time.sleep)
    standing = connector.check()
    secrets = dict(standing.secrets) or {name: answers[name] for name in sorted(secret)}
    one = Connection(
        account=account,
        network=network,
        since=now(),
        expires=standing.expires,
        capabilities=connector.probe(),
        settings={name: said for name, said in answers.items() if name not in secret},
        secrets=tuple(sorted(secrets)),
        remarks=standing.remarks,
        rules=standing.rules,
    )
    credentials.keep(network, account, secrets)
    put_on_record(record, one)
    return one


def reopen(
    record: Record,
    one: Connection,
    clock: Callable[[], datetime],
    wait: Callable[[float], None],
) -> Connector:
    """The connector of an account on record, its credentials found again. Raises Refused."""
    secrets = credentials.find(one.network, one.account, one.secrets)
    answers = {**one.settings, **secrets, SENDS_ALONE: "yes" if one.sends_alone else ""}
    return open_connector(one.network, answers, own_folder(record, one.account), clock, wait)


def may_send_alone(one: Connection) -> bool:
    """Whether the owner can be asked to let askwhy send there by itself."""
    can = one.capabilities
    return can.can_send and can.automation is not Automation.FORBIDDEN


def allow(record: Record, one: Connection, *, is_allowed: bool) -> None:
    """Put on record whether askwhy may send there by itself. Raises Refused."""
    if is_allowed and not may_send_alone(one):
        raise Refused(f"{one.network.capitalize()} forbids programs to write by themselves.")
    put_on_record(record, replace(one, sends_alone=is_allowed))


def own_folder(record: Record, account: str) -> Path:
    """What an account's connector keeps on this machine: a folder of its own."""
    folder = record.home / "accounts" / account.encode().hex()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _need_part(network: str) -> None:
    """Raises LiveMissing where what talks to the network is not installed."""
    if network in _PARTS and find_spec(_PARTS[network]) is None:
        raise LiveMissing("Talking to networks needs a part that is not installed.")


def _refuse_another(record: Record, network: str, account: str) -> None:
    """An account's name stands for one account on one network."""
    with record.read() as connection:
        there = {one.name: one.network for one in kept.accounts(connection)}
    if there.get(account, network) != network:
        raise Refused(f"“{account}” is an account on {there[account]}. Name another.")
