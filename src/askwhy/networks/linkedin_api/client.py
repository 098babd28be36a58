"""Calls of the Member Data Portability API: a page of a snapshot or of changes, or why not.

Pages are counted here, so no link of an answer is ever followed and the token goes to one host.
Source: LinkedIn's pages on the Member Snapshot and Member Changelog APIs, version 202312.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from askwhy.errors import TheirNetwork
from askwhy.networks.answers import mend

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BASE = "https://api.linkedin.com"
SNAPSHOT, CHANGELOG = "/rest/memberSnapshotData", "/rest/memberChangeLogs"
VERSION = "202312"
TIMEOUT = 30.0
"""Seconds."""
PATIENCE = timedelta(minutes=2)
"""The longest that is waited for when LinkedIn asks for it; beyond, the owner comes again."""
SOON = timedelta(minutes=1)
TRIES = 4

Row = dict[str, str]


class TokenExpired(TheirNetwork):
    """The token is over, withdrawn, or was never one."""


class NoConsent(TheirNetwork):
    """The token was made without the permission to read."""


class OldVersion(TheirNetwork):
    """LinkedIn no longer speaks the version that we know."""


class Elsewhere(TheirNetwork):
    """An answer pointed to another address, which must not see the token."""


class Strange(TheirNetwork):
    """An answer that is not as LinkedIn describes it."""


REFUSALS: Mapping[int, tuple[type[TheirNetwork], str]] = {
    401: (TokenExpired, "LinkedIn does not take the token: it lasts 60 days. Make a new one."),
    403: (NoConsent, "The token may not read your data. Make one with data portability ticked."),
    426: (OldVersion, "LinkedIn's interface has a new version. Look for a newer askwhy."),
}


class Api:
    """Asks with one token. `wait` sleeps for some seconds, when LinkedIn says so."""

    def __init__(self, token: str, wait: Callable[[float], None], base: str = BASE) -> None:
        self._token, self._wait, self._base = token, wait, base

    def page(self, domain: str, number: int) -> list[Row] | None:
        """The rows of a page, counted from 0; None behind the last. Raises TheirNetwork."""
        answer = self._ask(SNAPSHOT, {"q": "criteria", "domain": domain, "start": number})
        return None if answer is None else rows_of(answer)

    def changes(self, since: int, start: int, count: int) -> bytes | None:
        """A page of what changed from an instant on (milliseconds); None where nothing did."""
        asked: dict[str, str | int] = {"q": "memberAndApplication", "startTime": since}
        return self._ask(CHANGELOG, {**asked, "start": start, "count": count})

    def _ask(self, path: str, asked: dict[str, str | int]) -> bytes | None:
        """What LinkedIn answers; None for its 404, which ends a list. Raises TheirNetwork."""
        for left in reversed(range(TRIES)):
            status, answer, retry = self._get(path, asked)
            if status == 404:
                return None
            if status == 200:
                return answer
            if status in REFUSALS:
                failure, said = REFUSALS[status]
                raise failure(said)
            if 300 <= status < 400:
                raise Elsewhere("LinkedIn's answer points elsewhere, and was not followed.")
            if status != 429 and status < 500:
                raise Strange(f"LinkedIn refused with status {status}.")
            if not left or retry > PATIENCE:
                break
            self._wait(retry.total_seconds())
        minutes = max(1, round(retry.total_seconds() / 60))
        raise TheirNetwork(f"LinkedIn asks for patience. Try in {minutes} min.", retry)

    def _get(self, path: str, asked: dict[str, str | int]) -> tuple[int, bytes, timedelta]:
        import httpx

        try:
            answer = httpx.get(
                self._base + path,
                params=asked,
                headers={"Authorization": f"Bearer {self._token}", "LinkedIn-Version": VERSION},
                timeout=TIMEOUT,
                follow_redirects=False,
            )
        except httpx.TransportError as problem:
            said = f"LinkedIn cannot be reached ({type(problem).__name__}). Try again later."
            raise TheirNetwork(said, SOON) from None  # a client's failure holds the request
        return answer.status_code, answer.content, read_wait(answer.headers.get("Retry-After"))


def read_wait(said: str | None) -> timedelta:
    """How long `Retry-After` asks to wait; a minute where it tells no number of seconds."""
    if said is None or not said.strip().isdecimal() or len(said) > 9:
        return SOON
    return timedelta(seconds=int(said))


def rows_of(answer: bytes) -> list[Row]:
    """The rows of a page's elements, every value a text. Raises Strange."""
    try:
        told = json.loads(answer)
        rows = [row for one in told["elements"] for row in one["snapshotData"]]
        return [
            {
                mend(str(key)): "" if value is None else mend(str(value))
                for key, value in row.items()
            }
            for row in cast("list[dict[object, object]]", rows)
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        said = "LinkedIn's answer is not as its documentation describes it; nothing was taken."
        raise Strange(said) from None
