"""A Mastodon account to connect."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from askwhy.errors import TheirNetwork
from askwhy.facts import Shown
from askwhy.networks import RequestTime
from askwhy.networks.answers import word
from askwhy.networks.connectors import Field, Standing
from askwhy.networks.mastodon.answers import handle_of, name_of
from askwhy.networks.mastodon.channel import (
    CAPABILITIES,
    KEEPS_KEYS,
    MastodonChannel,
    is_mastodon,
    most_characters,
)
from askwhy.networks.mastodon.gathering import gather
from askwhy.networks.mastodon.source import MastodonSource, host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from askwhy.networks import Capabilities
    from askwhy.networks.answers import Row
    from askwhy.networks.mastodon.client import Server

SCOPES = (
    "read:accounts", "read:follows", "read:notifications", "read:statuses",
    "write:follows", "write:statuses",
)  # fmt: skip
FIELDS: tuple[Field, ...] = (
    Field("server", "Your server, as mastodon.example"),
    Field(
        "token",
        "Access token, of an application made in the server's settings under Development with "
        f"exactly these scopes: {' '.join(SCOPES)}",
        is_secret=True,
    ),
)
PATIENCE = timedelta(minutes=6)
"""How long a reading waits in all: one stretch of Mastodon's limit, and some."""
STRETCH = timedelta(minutes=5)
"""Over which servers count calls."""
NO_NOTES = (
    "Requests carry no words here: what people write before they are accepted counts as theirs."
)
OPEN = (
    "{me} lets everybody follow: requests come from limited accounts only. Whether you approve "
    "followers is yours to set, on the server."
)
UNMARKED = (
    "If askwhy is to send by itself, mark {me} as an automated account in the server's settings, "
    "and see what its rules say of such accounts."
)
LENGTH = "A message may have {most} characters, the name of whom it is addressed to included."


class LacksScopes(TheirNetwork):
    """The token may not do what is needed."""


class MastodonConnector:
    """Answers are those of `FIELDS`. No setting of the account is ever changed."""

    network = "mastodon"

    def __init__(
        self,
        answers: Mapping[str, str],
        folder: Path,
        clock: Callable[[], datetime],
        wait: Callable[[float], None],
    ) -> None:
        from askwhy.networks.mastodon.client import read_address  # what it needs is an extra

        self._address, self._token = read_address(answers["server"].strip()), answers["token"]
        self._folder, self._clock, self._wait = folder, clock, wait

    def _server(self, patience: timedelta = timedelta(0)) -> Server:
        from askwhy.networks.mastodon.client import Server

        return Server(self._address, self._token, self._clock, self._wait, patience)

    def check(self) -> Standing:
        """Ask whose the token is and what it may do. Raises TheirNetwork."""
        server = self._server()
        owner = _owner(server)
        _check_scopes(server)
        about = server.instance()
        me = handle_of(owner, host_of(about, server.host))
        remarks = [NO_NOTES]
        if owner.get("locked") is not True:
            remarks.append(OPEN.format(me=me))
        if owner.get("bot") is not True:
            remarks.append(UNMARKED.format(me=me))
        if most := most_characters(about):
            remarks.append(LENGTH.format(most=most))
        rules = server.rows(server.api.instance_rules) or []
        return Standing(
            remarks=tuple(remarks),
            rules=tuple(said for one in rules if (said := word(one, "text"))),
        )

    def probe(self) -> Capabilities:
        """Find out what the server can, by reading alone. Raises TheirNetwork."""
        server = self._server()
        api, own = server.api, name_of(_owner(server))
        is_known = is_mastodon(server.instance())
        shows = server.rows(lambda: api.account_statuses(own, limit=40)) or []
        is_typed = server.rows(lambda: api.notifications(types=["follow_request"], limit=1))
        has_distance = server.rows(lambda: api.account_familiar_followers(own)) is not None
        calls = server.calls_allowed()
        return replace(
            CAPABILITIES,
            lists_requests=server.rows(lambda: api.follow_requests(limit=1)) is not None,
            request_time=RequestTime.FIRST_SEEN if is_typed is None else RequestTime.NOTIFICATION,
            distance=has_distance,
            profile=CAPABILITIES.profile - (set() if has_distance else {Shown.COMMON_CONTACTS}),
            can_read_back=is_known or any(word(one, "visibility") == "direct" for one in shows),
            keeps_keys=KEEPS_KEYS if is_known else None,
            rate=(calls, STRETCH) if calls else None,
        )

    def open_source(
        self, folder: Path, reached: Mapping[str, str], now: datetime
    ) -> MastodonSource:
        """Fetch what is new. Raises TheirNetwork; what came stays in the folder."""
        server = self._server(PATIENCE)
        return MastodonSource(gather(server, folder, reached, now), server.host)

    def open_channel(self) -> MastodonChannel:
        """What accepts and asks."""
        return MastodonChannel(self._server(), self._folder)


def _owner(server: Server) -> Row:
    owner = server.row(server.api.account_verify_credentials)
    if not name_of(owner) or not word(owner, "acct"):
        raise TheirNetwork(f"{server.host} does not say whose the token is.")
    return owner


def _check_scopes(server: Server) -> None:
    """Before Mastodon 4.3 scopes are not told; then the server refuses what they lack."""
    given = server.row(server.api.app_verify_credentials).get("scopes")
    if isinstance(given, list):
        lacking = [one for one in SCOPES if not {one, one.partition(":")[0]} & {*map(str, given)}]
        if lacking:
            raise LacksScopes(f"The token lacks: {', '.join(lacking)}. Make one with these.")
