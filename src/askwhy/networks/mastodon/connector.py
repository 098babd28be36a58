"""A Mastodon account to connect."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from askwhy.errors import TheirNetwork
from askwhy.networks.connectors import SENDS_ALONE, Field, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from askwhy.networks import Capabilities
    from askwhy.networks.mastodon.answers import Row
    from askwhy.networks.mastodon.channel import MastodonChannel
    from askwhy.networks.mastodon.client import Server
    from askwhy.networks.mastodon.source import MastodonSource

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
        folder: Path,  # noqa: ARG002 (nothing is kept)
        clock: Callable[[], datetime],
        wait: Callable[[float], None],
    ) -> None:
        from askwhy.networks.mastodon.client import read_address

        self._address, self._token = read_address(answers["server"].strip()), answers["token"]
        self._is_automatic = bool(answers.get(SENDS_ALONE))
        self._clock, self._wait = clock, wait

    def _server(self, patience: timedelta = timedelta(0)) -> Server:
        from askwhy.networks.mastodon.client import Server

        return Server(self._address, self._token, self._clock, self._wait, patience)

    def check(self) -> Standing:
        """Ask whose the token is and what it may do. Raises TheirNetwork."""
        from askwhy.networks.mastodon.answers import handle_of, rows, word
        from askwhy.networks.mastodon.channel import most_characters
        from askwhy.networks.mastodon.source import host_of

        server = self._server()
        owner = self._owner(server)
        self._check_scopes(server)
        answer = server.read(server.api.instance_v2)
        instance = answer.told if answer and isinstance(answer.told, dict) else {}
        me = handle_of(owner, host_of(instance, server.host))
        remarks = [NO_NOTES]
        if owner.get("locked") is not True:
            remarks.append(OPEN.format(me=me))
        if owner.get("bot") is not True:
            remarks.append(UNMARKED.format(me=me))
        if most := most_characters(server):
            remarks.append(LENGTH.format(most=most))
        told = server.read(server.api.instance_rules)
        rules = tuple(said for one in rows(told and told.told) if (said := word(one, "text")))
        return Standing(remarks=tuple(remarks), rules=rules)

    @staticmethod
    def _owner(server: Server) -> Row:
        answer = server.read(server.api.account_verify_credentials)
        if answer is None or not isinstance(answer.told, dict) or not answer.told.get("acct"):
            raise TheirNetwork(f"{server.host} does not say whose the token is.")
        return answer.told

    @staticmethod
    def _check_scopes(server: Server) -> None:
        """Before Mastodon 4.3 scopes are not told; then the server refuses what they lack."""
        answer = server.read(server.api.app_verify_credentials)
        told = answer.told.get("scopes") if answer and isinstance(answer.told, dict) else None
        if isinstance(told, list):
            given = {str(one) for one in told}
            lacking = [one for one in SCOPES if not {one, one.partition(":")[0]} & given]
            if lacking:
                raise LacksScopes(f"The token lacks: {', '.join(lacking)}. Make one with these.")

    def probe(self) -> Capabilities:
        """Find out what the server can, by reading alone. Raises TheirNetwork."""
        from askwhy.networks import RequestTime
        from askwhy.networks.mastodon.answers import name_of
        from askwhy.networks.mastodon.channel import CAPABILITIES, KEEPS_KEYS, is_mastodon

        server = self._server()
        api, own = server.api, name_of(self._owner(server))
        instance = server.read(api.instance_v2)
        known = bool(instance and isinstance(instance.told, dict) and is_mastodon(instance.told))
        typed = server.read(lambda: api.notifications(types=["follow_request"], limit=1))
        able = replace(
            CAPABILITIES,
            lists_requests=server.read(lambda: api.follow_requests(limit=1)) is not None,
            request_time=RequestTime.NOTIFICATION if typed else RequestTime.FIRST_SEEN,
            distance=server.read(lambda: api.account_familiar_followers(own)) is not None,
            can_read_back=known or self._shows_private(server, own),
            keeps_keys=KEEPS_KEYS if known else None,
        )
        if not able.distance:
            from askwhy.facts import Shown

            able = replace(able, profile=able.profile - {Shown.COMMON_CONTACTS})
        calls = server.calls_allowed()
        return replace(able, rate=(calls, STRETCH) if calls else None)

    @staticmethod
    def _shows_private(server: Server, own: str) -> bool:
        """Whether private messages of the owner's are seen among their own statuses."""
        from askwhy.networks.mastodon.answers import rows, word

        page = server.read(lambda: server.api.account_statuses(own, limit=40))
        return any(word(one, "visibility") == "direct" for one in rows(page and page.told))

    def open_source(
        self, folder: Path, reached: Mapping[str, str], now: datetime
    ) -> MastodonSource:
        """Fetch what is new. Raises TheirNetwork; what came stays in the folder."""
        from askwhy.networks.mastodon.gathering import gather
        from askwhy.networks.mastodon.source import MastodonSource

        server = self._server(PATIENCE)
        return MastodonSource(gather(server, folder, reached, now), server.host)

    def open_channel(self) -> MastodonChannel:
        """What accepts and asks."""
        from askwhy.networks.mastodon.channel import MastodonChannel

        return MastodonChannel(self._server())
