"""Accepts, turns down and asks: as a private message that mentions one person and nobody else.

A server may forget the key of a message, or never look at it. So what was begun is read back from
the account's own statuses before anything is sent again.
"""

from __future__ import annotations

from datetime import timedelta
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
from askwhy.networks.answers import as_row, inner, rows, word
from askwhy.networks.mastodon.answers import handle_of, moment, name_of
from askwhy.networks.mastodon.markup import fold, plain, quiet, unaddressed
from askwhy.networks.mastodon.source import host_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    from askwhy.facts import Party
    from askwhy.networks.answers import Row
    from askwhy.networks.mastodon.client import Answer, Server

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
"""Of the account's own statuses since a message was begun so many are looked through: 120."""
KEEPS_KEYS = timedelta(hours=1)


class MastodonChannel:
    """Acts for one account. Calls are few and short, so that each act ends within a minute.

    `folder` keeps, of each message, which status of our own was the newest before it.
    """

    capabilities = CAPABILITIES

    def __init__(self, server: Server, folder: Path) -> None:
        self._server, self._folder = server, folder
        self._about: Row = {}
        self._me = ""

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
        self._mark(key)
        try:
            done = self._server.do(
                lambda: self._server.api.status_post(
                    words, visibility="direct", idempotency_key=str(key)
                )
            )
        except NoAnswer:
            raise
        except TheirNetwork as refusal:
            most = most_characters(self._about)
            if refusal.retry_after is None and most and len(words) > most:
                said = f"{self._server.host} takes {most} characters; this message has {len(words)}"
                raise TheirNetwork(f"{said} with the name that it is addressed to.") from refusal
            raise
        if done is None:
            raise TheirNetwork(f"{self._server.host} takes no messages.")
        status = as_row(done.told)
        if not name_of(status):
            raise NoAnswer(f"{self._server.host} gives no receipt.")
        if not any(name_of(one) == name_of(account) for one in rows(status.get("mentions"))):
            raise TheirNetwork(f"{self._server.host} delivers nothing to {who.handle}.")
        return Receipt(name_of(status), moment(status, "created_at"))

    def read_back(self, key: UUID, who: Party, text: str) -> Sequence[Receipt]:
        """The private messages with this text to this person, of those since it was begun.

        Raises TheirNetwork, for good, where the server does not show such messages, or has too many
        of ours to be looked through: a person looks.
        """
        account, wanted = self._find(who), fold(text)
        found: list[Receipt] = []
        own, is_all = self._own(key)
        for status in own:
            people = rows(status.get("mentions"))
            names = {handle_of(one, self._host()).removeprefix("@") for one in people}
            names |= {word(one, "acct").lower() for one in people}
            words = unaddressed(plain(word(status, "content")), names)
            if fold(words) == wanted and any(name_of(one) == name_of(account) for one in people):
                found.append(Receipt(name_of(status), moment(status, "created_at")))
        if not found and not is_all:
            said = f"{self._server.host} does not show whether it was sent to {who.handle}: look."
            raise TheirNetwork(said)
        return found[::-1]

    def _own(self, key: UUID) -> tuple[list[Row], bool]:
        """Our own private messages since one was begun, the newest first.

        And whether these are all: the server is seen or known to show them, and none is left.
        """
        mark = self._folder / f"{key}.before"
        before = mark.read_text("utf-8") if mark.exists() else ""
        found: list[Row] = []
        shows, begins = is_mastodon(self._about), ""
        for _ in range(PAGES):
            page = self._page(40, **({"max_id": begins} if begins else {}))
            listed = rows(page.told)
            names = [name_of(one) for one in listed]
            end = names.index(before) if before and before in names else None
            found += [one for one in listed[:end] if _is_private(one)]
            shows = shows or any(_is_private(one) for one in listed)
            if end is not None or not page.next:
                return found, shows
            begins = page.next
        return found, False

    def _mark(self, key: UUID) -> None:
        """Keep which of our statuses is the newest before a message is first begun."""
        mark = self._folder / f"{key}.before"
        if mark.exists():
            return
        newest = next(iter(rows(self._page(1).told)), {})
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = mark.with_suffix(".part")
        half.write_text(name_of(newest), "utf-8")
        half.replace(mark)

    def _page(self, most: int, **at: str) -> Answer:
        """A page of our own statuses, the newest first. Raises TheirNetwork."""
        api = self._server.api
        self._me = self._me or name_of(self._server.row(api.account_verify_credentials))
        page = self._server.read(
            lambda: api.account_statuses(self._me, exclude_reblogs=True, limit=most, **at)
        )
        if page is None:
            raise TheirNetwork(f"{self._server.host} does not show your own messages.")
        return page

    def _host(self) -> str:
        """By which name the server's own people go."""
        return host_of(self._about, self._server.host)

    def _find(self, who: Party) -> Row:
        """Begin an act with somebody: their account. Raises TheirNetwork."""
        self._server.begin()
        self._about = self._about or self._server.instance()
        name, _, host = who.handle.removeprefix("@").partition("@")
        acct = name if host == self._host() else f"{name}@{host}"
        account = self._server.row(lambda: self._server.api.account_lookup(acct))
        if not name_of(account) or handle_of(account, self._host()) != who.handle:
            raise TheirNetwork(f"{self._server.host} knows no account {who.handle}.")
        return account

    def _follows(self, account: Row) -> bool:
        api = self._server.api
        ties = self._server.rows(lambda: api.account_relationships(name_of(account)))
        return any(one.get("followed_by") is True for one in ties or [])


def _is_private(status: Row) -> bool:
    return word(status, "visibility") == "direct"


def is_mastodon(instance: Row) -> bool:
    """Whether the server runs Mastodon itself, whose ways with keys and own statuses are known."""
    return word(instance, "source_url").rstrip("/") == "https://github.com/mastodon/mastodon"


def most_characters(instance: Row) -> int | None:
    """How many characters a message may have, where the server says so."""
    most = inner(inner(instance, "configuration"), "statuses").get("max_characters")
    return most if isinstance(most, int) and not isinstance(most, bool) and most > 0 else None
