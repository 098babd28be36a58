"""Calls of Matrix's client-server interface, and what their answers mean."""

from __future__ import annotations

import json
import math
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from askwhy.errors import Refused, TheirNetwork
from askwhy.networks import NoAnswer
from askwhy.networks.answers import Row, as_row, word
from askwhy.networks.matrix.answers import whole

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping

    import httpx

ONE_PIECE = 8.0
"""Seconds that an answer may take to begin, and from one piece to the next."""
ONE_ANSWER = 12.0
ONE_ACT = 36.0
"""Seconds within which the last answer of an act has begun, so that it ends within a minute."""
LARGEST = 64 << 20
"""Bytes of one answer."""
LATER = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
TRIES = 6
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?|\[[0-9a-f:]+\](:[0-9]{1,5})?")
_ABSENT = frozenset({"M_UNRECOGNIZED", "M_NOT_FOUND"})


class NoServer(Refused):
    """An answer that names no server that could be spoken to."""

    remedy = "Give its address, as https://matrix.example."


class NotLetIn(TheirNetwork):
    """The server does not take the token, or the password."""


class Denied(TheirNetwork):
    """The server refuses for good; `code` is its own word for why."""

    def __init__(self, said: str, code: str) -> None:
        super().__init__(said)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `at` is the server's own clock."""

    status: int
    told: Row
    wait: timedelta
    at: datetime | None

    @property
    def is_absent(self) -> bool:
        """Whether there is no such thing, or the server knows no such call."""
        return self.status in {404, 405} and word(self.told, "errcode") in _ABSENT | {""}


def read_address(said: str) -> str:
    """The address of the server that the owner named. Raises NoServer.

    Without encryption only this machine itself is spoken to.
    """
    parts = urlsplit(said if "://" in said else f"https://{said}")
    if not _HOST.fullmatch(parts.netloc) or parts.path.strip("/") or parts.query:
        raise NoServer(f"“{said}” names no server.")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise NoServer(f"“{said}” would be spoken to without encryption.")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def path(*parts: str) -> str:
    """The path of a call, its parts made safe."""
    return "/_matrix/client/" + "/".join(quote(one, safe="") for one in parts)


class Server:
    """One server, asked with one token. `patience` is how long may be waited in all."""

    def __init__(
        self,
        address: str,
        token: str,
        clock: Callable[[], datetime],
        wait: Callable[[float], None],
        patience: timedelta = timedelta(0),
    ) -> None:
        self.host = urlsplit(address).netloc
        self._address, self._token = address, token
        self._clock, self._wait, self._patience = clock, wait, patience
        self._until = math.inf

    def begin(self) -> None:
        """From now on, what is asked belongs to one act, which ends within a minute."""
        self._until = time.monotonic() + ONE_ACT

    def read(self, where: str, body: object = None, **params: object) -> Row | None:
        """Ask for something, again where it may help; None where there is no such thing.

        With a body it is asked by POST. Raises TheirNetwork.
        """
        method = "GET" if body is None else "POST"
        for left in reversed(range(TRIES)):
            answer = self._ask(method, where, body, params)
            if answer is not None and answer.is_absent:
                return None
            if answer is not None and answer.status < 500 and answer.status != 429:
                self._refuse(answer)
                return answer.told
            wait = LATER if answer is None else answer.wait
            if not left or wait > self._patience:
                break
            self._patience -= wait
            self._wait(wait.total_seconds())
        why = "cannot be reached" if answer is None else f"answers {answer.status}"
        minutes = max(1, round(wait.total_seconds() / 60))
        raise TheirNetwork(f"{self.host} {why}. Try again in {minutes} min.", wait)

    def do(self, method: str, where: str, body: object) -> Answer:
        """Have something done, once.

        Raises NoAnswer where it may have been done, TheirNetwork where it was not.
        """
        try:
            answer = self._ask(method, where, body, {})
        except _CutOff as problem:
            raise NoAnswer(str(problem)) from None
        if answer is None:
            raise TheirNetwork(f"{self.host} cannot be reached.", LATER)
        if answer.status >= 500:
            raise NoAnswer(f"{self.host} broke off with {answer.status}.")
        if answer.status == 429:
            raise TheirNetwork(f"{self.host} asks for patience.", answer.wait)
        self._refuse(answer)
        return answer

    def _refuse(self, answer: Answer) -> None:
        """Raise what a refusal means."""
        status, code = answer.status, word(answer.told, "errcode")
        said = " ".join(word(answer.told, "error").split())[:200].rstrip(".")
        if status == 401:
            raise NotLetIn(f"{self.host} does not take the token. Connect again.", LONGEST_WAIT)
        if 300 <= status < 400:
            raise TheirNetwork(f"{self.host} points elsewhere, and was not followed.", LATER)
        if status >= 400:
            raise Denied(f"{self.host} refuses with {status}{said and f': {said}'}.", code)

    def _ask(
        self, method: str, where: str, body: object, params: Mapping[str, object]
    ) -> Answer | None:
        """Ask once; None where the server was not reached. Raises NoAnswer, as _CutOff."""
        import httpx  # what it needs is an extra

        now = time.monotonic()
        if now > self._until:
            return None
        query = {name: str(said) for name, said in params.items() if said is not None}
        headers = {"User-Agent": "askwhy"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        try:
            with httpx.stream(
                method,
                self._address + where,
                params=query or None,
                json=body,
                headers=headers,
                timeout=ONE_PIECE,
                follow_redirects=False,
                verify=_trusted(),
            ) as answer:
                return self._understand(answer, _whole(answer, now + ONE_ANSWER))
        except (httpx.ConnectError, httpx.ConnectTimeout):
            return None
        except httpx.HTTPError:
            if method == "GET":
                return None
            raise _CutOff(f"{self.host} broke off.") from None  # theirs holds the request

    def _understand(self, answer: httpx.Response, body: bytes) -> Answer:
        try:
            told = as_row(json.loads(body))
        except ValueError:
            told = {}
        wait = whole(told, "retry_after_ms") / 1000
        after = answer.headers.get("Retry-After", "").strip()
        if not wait and after.isdecimal() and len(after) < 10:
            wait = float(after)
        asked = timedelta(seconds=min(max(math.ceil(wait or 60), 1), 3600))
        return Answer(answer.status_code, told, asked, _date(answer.headers.get("Date")))


@cache
def _trusted() -> ssl.SSLContext:
    """Whom to believe, read once: reading takes longer than most calls."""
    import httpx

    return httpx.create_ssl_context()


class _CutOff(NoAnswer):
    """The call was sent, and its answer did not come."""


def _whole(answer: httpx.Response, until: float) -> bytes:
    """All of an answer. Raises httpx's ReadTimeout where it does not come to its end."""
    import httpx

    body = bytearray()
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > LARGEST or time.monotonic() > until:
            raise httpx.ReadTimeout("the answer has no end")
    return bytes(body)


def _date(said: str | None) -> datetime | None:
    """An instant as HTTP writes it."""
    try:
        at = parsedate_to_datetime(said or "")
    except (TypeError, ValueError):
        return None
    return at.astimezone(UTC) if at.tzinfo else None
