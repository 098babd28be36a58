"""Fetching all that is new, listing by listing; what came lies in a folder until all is there.

Pages are followed by the number in the Link header alone: its address is never called.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from askwhy.errors import TheirNetwork
from askwhy.networks.answers import inner, rows
from askwhy.networks.mastodon.answers import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from mastodon import Mastodon

    from askwhy.networks.answers import Row
    from askwhy.networks.mastodon.client import Server

KEPT = timedelta(days=1)
"""For how long what came is gone on with."""
MOST_PAGES = 5_000
MOST_WORDS = 5
"""Pages of 80 of what one person wrote, public words included."""
AT_ONCE = 20
"""Of how many people something is asked in one call."""
EVENTS = ["follow_request", "follow", "mention"]

Spool = dict[str, Any]
"""All that came: listings by their names, each a list of rows; `begun` and `reached` besides."""


@dataclass(slots=True)
class Folder:
    """What came of one reading, on the disk and at hand."""

    server: Server
    path: Path
    begun: datetime
    told: Spool = field(default_factory=dict)

    def open(self, reached: Mapping[str, str]) -> None:
        """Go on with what lies there, if it is of the same reading and not old."""
        mark = self.path / "begun.json"
        if mark.exists():
            known = json.loads(mark.read_text("utf-8"))
            begun = datetime.fromisoformat(known["begun"])
            if known["reached"] == dict(reached) and begun <= self.begun < begun + KEPT:
                self.begun = begun
            else:
                shutil.rmtree(self.path)
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.told |= {"begun": self.begun.isoformat(), "reached": dict(reached)}
        _put(mark, self.told)

    def listing(
        self, name: str, fetch: Callable[[dict[str, str]], object], most: int = MOST_PAGES
    ) -> list[Row] | None:
        """All pages of a listing, or the first; None where the server has no such thing."""
        found: list[Row] = []
        begins, begun = "", set[str]()
        for page in range(most):
            path = self.path / f"{name}-{page}.json"
            if not path.exists():
                at = {"max_id": begins} if begins else {}
                answer = self.server.read(partial(fetch, at))
                _put(path, {"told": answer and answer.told, "next": answer.next if answer else ""})
            came = json.loads(path.read_text("utf-8"))
            if came["told"] is None and not page:
                self.told[name] = None
                return None
            found += rows(came["told"])
            begins = cast("str", came["next"])
            if not begins or begins in begun:
                break
            begun.add(begins)
        self.told[name] = found
        return found

    def one(self, name: str, fetch: Callable[[], object]) -> Row | None:
        """What is no listing."""
        path = self.path / f"{name}.json"
        if not path.exists():
            answer = self.server.read(fetch)
            _put(path, answer and answer.told)
        told = json.loads(path.read_text("utf-8"))
        self.told[name] = told if isinstance(told, dict) else None
        return cast("Row | None", self.told[name])


def _put(path: Path, told: object) -> None:
    """Written beside and moved into place, so that a page half written is no page."""
    half = path.with_suffix(".part")
    half.write_text(json.dumps(told), "utf-8")
    half.replace(path)


def gather(server: Server, path: Path, reached: Mapping[str, str], now: datetime) -> Spool:
    """Fetch what is new since the positions reached. Raises TheirNetwork; what came stays."""
    here, api = Folder(server, path, now.replace(microsecond=0)), server.api
    here.open(reached)
    owner = here.one("owner", api.account_verify_credentials)
    if owner is None or not name_of(owner):
        raise TheirNetwork(f"{server.host} does not say whose the token is.")
    here.one("instance", api.instance_v2) or here.one("instance-1", api.instance_v1)
    here.listing("newest", lambda _: api.notifications(limit=1), most=1)
    pending = here.listing("requests", lambda at: api.follow_requests(limit=80, **at)) or []
    ids = [name for one in pending if (name := name_of(one))]
    _gather_words(here, owner, reached)
    before = json.loads(reached.get("pending", "{}"))
    new = [one for one in ids if one not in before]
    _gather_words_of(here, new)
    _gather_by_people(here, "common", new, api.account_familiar_followers)
    gone = [one for one in before if one not in ids]
    _gather_by_people(here, "gone", gone, api.account_relationships)
    return here.told


def _gather_words(here: Folder, owner: Row, reached: Mapping[str, str]) -> None:
    """Events and messages. The first time events are few: older words lie in conversations."""
    api = here.server.api
    talks = here.listing(
        "conversations",
        lambda at: api.conversations(limit=40, since_id=reached.get("conversations"), **at),
    )
    contexts: list[Row] = []
    for number, talk in enumerate(talks or []):
        last = inner(talk, "last_status")
        if name_of(last) and last.get("in_reply_to_id"):
            name = name_of(last)
            around = here.one(f"context-{number}", partial(api.status_context, name))
            contexts += [] if around is None else [around]
            del here.told[f"context-{number}"]
    here.told["contexts"] = contexts
    since = reached.get("notifications")
    kinds = EVENTS if since or talks is None else EVENTS[:1]
    here.listing(
        "notifications",
        lambda at: api.notifications(types=kinds, limit=80, since_id=since, **at),
    )
    if talks is None:
        since = reached.get("statuses")
        here.listing(
            "statuses",
            lambda at: api.account_statuses(
                name_of(owner), exclude_reblogs=True, limit=40, since_id=since, **at
            ),
        )


def _gather_words_of(here: Folder, people: list[str]) -> None:
    """All that somebody wrote before they asked to follow, which conversations may lack.

    Since Mastodon 4.3 what strangers write is kept back; asked for one by one, it is told.
    """
    found: list[Row] = []
    for name in people:
        part = f"words-{name}"
        found += here.listing(part, partial(_words_of, here.server.api, name), MOST_WORDS) or []
        del here.told[part]
    here.told["words"] = found


def _gather_by_people(
    here: Folder, name: str, ids: list[str], fetch: Callable[[list[str]], object]
) -> None:
    """Something asked of people by their identifiers, some at once; None where it is not told."""
    found: list[Row] = []
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        part = f"{name}-{start}"
        told = here.listing(part, partial(_ask, fetch, some))
        del here.told[part]
        if told is None:
            here.told[name] = None
            return
        found += told
    here.told[name] = found


def _ask(fetch: Callable[[list[str]], object], some: list[str], _: dict[str, str]) -> object:
    return fetch(list(some))


def _words_of(api: Mastodon, account: str, at: dict[str, str]) -> object:
    return api.notifications(account_id=account, types=["mention"], limit=80, **at)


def answers_of(told: Spool, name: str) -> Iterator[Row]:
    """The rows of a listing; none where it was not told."""
    yield from rows(told.get(name))
