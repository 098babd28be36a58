"""Accepts, turns down and asks: as a private message that mentions one person and nobody else.

A server may forget the key of a message, or never look at it. So what was begun is read back from
the account's own statuses before anything is sent again.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from askwhy.errors import TheirNetwork
from askwhy.facts import Shown
from askwhy.networks import (
    Automation,
    Capabilities,
    NoAnswer,
    Notes,
    Receipt,
    RequestTime,
)
from askwhy.networks.mastodon.answers import as_row, handle_of, inner, moment, name_of, rows, word
from askwhy.networks.mastodon.markup import fold, plain, quiet, unaddressed
from askwhy.networks.mastodon.source import host_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from askwhy.facts import Party
    from askwhy.networks.mastodon.answers import Row
    from askwhy.networks.mastodon.client import Server

CAPABILITIES = Capabilities(
    can_accept=True,
    can_send=True,
    can_read_back=True,
    automation=Automation.EACH_SERVER,
    can_reject=True,
    request_time=RequestTime.NOTIFICATION,
    notes=Notes.BEFORE_ACCEPTANCE,
    distance=True,
    profile=frozenset(Shown) - {Shown.ABSENCE},
)
"""What Mastodon itself can; a server is asked what it can of these."""
PAGES = 3
"""Of the account's own statuses, so many are looked through for a message: 120."""
KEEPS_KEYS = timedelta(hours=1)


class MastodonChannel:
    """Acts for one account. Calls are few and short, so that each act ends within a minute."""

    capabilities = CAPABILITIES

    def __init__(self, server: Server) -> None:
        self._server = server

    def accept(self, who: Party) -> Receipt:
        """Let somebody follow; refused for good where they withdrew their request."""
        account = self._find(who)
        done = self._server.do(lambda: self._server.api.follow_request_authorize(name_of(account)))
        if done is None and not self._follows(account):
            raise TheirNetwork(f"{who.handle} does not ask to follow any more.")
        return Receipt(name_of(account), done.at if done else None)

    def reject(self, who: Party) -> Receipt:
        """Turn a request down; refused for good where it was accepted before."""
        account = self._find(who)
        done = self._server.do(lambda: self._server.api.follow_request_reject(name_of(account)))
        if done is None and self._follows(account):
            raise TheirNetwork(f"{who.handle} follows already: there is no request any more.")
        return Receipt(name_of(account), done.at if done else None)

    def send(self, key: UUID, who: Party, text: str) -> Receipt:
        """Write to somebody, in private."""
        account = self._find(who)
        words = f"@{word(account, 'acct')} {quiet(text)}"
        try:
            done = self._server.do(
                lambda: self._server.api.status_post(
                    words, visibility="direct", idempotency_key=str(key)
                )
            )
        except NoAnswer:
            raise
        except TheirNetwork as refusal:
            if refusal.retry_after is None:
                self._say_if_too_long(words)
            raise
        if done is None:
            raise TheirNetwork(f"{self._server.host} takes no messages.")
        status = as_row(done.told)
        if not name_of(status):
            raise NoAnswer(f"{self._server.host} gives no receipt.")
        if not any(name_of(one) == name_of(account) for one in rows(status.get("mentions"))):
            raise TheirNetwork(f"{self._server.host} delivers nothing to {who.handle}.")
        return Receipt(name_of(status), moment(status, "created_at"))

    def read_back(self, key: UUID, who: Party, text: str) -> Sequence[Receipt]:  # noqa: ARG002
        """The private messages with this text to this person among the newest of our own.

        Raises TheirNetwork, for good, where the server does not show such messages: a person looks.
        """
        account, wanted = self._find(who), fold(text)
        host, shows = self._host()
        found: list[Receipt] = []
        for status in self._own():
            if word(status, "visibility") != "direct":
                continue
            shows = True
            people = rows(status.get("mentions"))
            names = {handle_of(one, host).removeprefix("@") for one in people}
            names |= {word(one, "acct").lower() for one in people}
            words = unaddressed(plain(word(status, "content")), names)
            if fold(words) == wanted and any(name_of(one) == name_of(account) for one in people):
                found.append(Receipt(name_of(status), moment(status, "created_at")))
        if not found and not shows:
            said = f"{self._server.host} does not show private messages: look whether it was sent."
            raise TheirNetwork(said)
        return found[::-1]

    def _own(self) -> list[Row]:
        """The account's own statuses, the newest first. Raises TheirNetwork."""
        api = self._server.api
        own = name_of(self._server.row(api.account_verify_credentials))
        found: list[Row] = []
        begins = ""
        for _ in range(PAGES):
            ask = partial(api.account_statuses, own, exclude_reblogs=True, limit=40)
            page = self._server.read(partial(ask, max_id=begins) if begins else ask)
            if page is None:
                raise TheirNetwork(f"{self._server.host} does not show what was sent.")
            found += rows(page.told)
            begins = page.next
            if not begins:
                break
        return found

    def _host(self) -> tuple[str, bool]:
        """By which name the server's people go, and whether it is known to show what was sent."""
        instance = self._server.row(self._server.api.instance_v2)
        return host_of(instance, self._server.host), is_mastodon(instance)

    def _find(self, who: Party) -> Row:
        """Begin an act with somebody: their account. Raises TheirNetwork."""
        self._server.begin()
        name, _, host = who.handle.removeprefix("@").partition("@")
        own = self._host()[0]
        acct = name if host == own else f"{name}@{host}"
        account = self._server.row(lambda: self._server.api.account_lookup(acct))
        if not name_of(account) or handle_of(account, own) != who.handle:
            raise TheirNetwork(f"{self._server.host} knows no account {who.handle}.")
        return account

    def _follows(self, account: Row) -> bool:
        api = self._server.api
        ties = self._server.rows(lambda: api.account_relationships(name_of(account)))
        return any(one.get("followed_by") is True for one in ties or [])

    def _say_if_too_long(self, words: str) -> None:
        """Raise a sentence of our own where the length is what the server did not like."""
        most = most_characters(self._server)
        if most and len(words) > most:
            said = f"{self._server.host} takes {most} characters, and this message has {len(words)}"
            raise TheirNetwork(f"{said} with the name that it is addressed to.")


def is_mastodon(instance: Row) -> bool:
    """Whether the server runs Mastodon itself, whose ways with keys and own statuses are known."""
    return word(instance, "source_url").rstrip("/") == "https://github.com/mastodon/mastodon"


def most_characters(server: Server) -> int | None:
    """How many characters a message may have, where the server says so."""
    instance = server.row(server.api.instance_v2)
    most = inner(inner(instance, "configuration"), "statuses").get("max_characters")
    return most if isinstance(most, int) and not isinstance(most, bool) and most > 0 else None
