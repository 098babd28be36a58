"""Calls of the Mastodon API through Mastodon.py, and what their answers mean.

What comes of a call is told from the answer itself, which is kept, and never from what the client
made of it: a message that was taken stays taken if its receipt cannot be understood.
"""

from __future__ import annotations

import io
import math
import re
import time
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import requests
from mastodon import Mastodon
from mastodon.errors import MastodonError
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError

from askwhy.errors import Refused, TheirNetwork
from askwhy.networks import NoAnswer
from askwhy.networks.answers import as_row, rows, word

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from askwhy.networks.answers import Row

ONE_PIECE = 8.0
"""Seconds that an answer may take to begin, and from one piece to the next."""
ONE_ANSWER = 15.0
"""Seconds that it may take as a whole, with finding the server."""
ONE_ACT = 40.0
"""Seconds within which the last call of an act has begun, so that it ends within a minute."""
LARGEST = 16 << 20
"""Bytes of one answer."""
SOON = timedelta(seconds=10)
"""After which what failed is read again."""
LATER = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
TRIES = 4
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?|\[[0-9a-f:]+\](:[0-9]{1,5})?")


class NoServer(Refused):
    """An answer that names no server that could be spoken to."""

    remedy = "Give the server's name alone, as mastodon.example."


class NotLetIn(TheirNetwork):
    """The server does not take the token, or not for this."""


class Strange(TheirNetwork):
    """An answer that is not as Mastodon's documentation describes it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server told, as JSON; `next` is where its next page begins, if there is one."""

    told: Any
    next: str = ""
    at: datetime | None = None


def read_address(said: str) -> str:
    """The address of the server that the owner named. Raises NoServer.

    Without encryption only this machine itself is spoken to.
    """
    parts = urlsplit(said if "://" in said else f"https://{said.rpartition('@')[2]}")
    if not _HOST.fullmatch(parts.netloc) or parts.path.strip("/") or parts.query:
        raise NoServer(f"“{said}” names no server.")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise NoServer(f"“{said}” would be spoken to without encryption.")
    return f"{parts.scheme}://{parts.netloc.lower()}"


class _Session(requests.Session):
    """What Mastodon.py asks with: it keeps the last answer, and takes none that has no end.

    No redirection is followed, so that the token goes to one server only.
    """

    last: requests.Response | None = None
    until = math.inf

    def forget(self) -> None:
        """Before a call: nothing has come yet."""
        self.last = None

    def request(self, method: str, url: str, **how: Any) -> requests.Response:  # type: ignore[override]  # noqa: ANN401 (theirs)
        """Ask once."""
        self.forget()
        url = url.rstrip("/")  # as it is documented; some servers redirect the other form
        if method == "GET" and how.get("json"):
            how["params"] = {f"{name}[]": said for name, said in how.pop("json").items()}
        if url.endswith("/api/v1/notifications"):
            # Mastodon 4.3 keeps words of strangers back; others do not know the parameter.
            how["params"] = {**(how.get("params") or {}), "include_filtered": "true"}
        if time.monotonic() > self.until:
            raise requests.ConnectTimeout("this act has taken too long")
        how |= {"allow_redirects": False, "stream": True, "timeout": ONE_PIECE}
        self.last = self._within(partial(super().request, method, url, **how))
        return self.last

    @staticmethod
    def _within(ask: Callable[[], requests.Response]) -> requests.Response:
        """An answer that has come as a whole in time; what hangs is left behind."""
        came: SimpleQueue[requests.Response | Exception] = SimpleQueue()
        until = time.monotonic() + ONE_ANSWER

        def wait() -> None:
            try:
                answer = ask()
                answer.raw = io.BytesIO(_body(answer, until))
                came.put(answer)
            except (OSError, ValueError) as problem:  # all of requests' own are among these
                came.put(problem)

        Thread(target=wait, daemon=True).start()
        try:
            told = came.get(timeout=ONE_ANSWER)
        except Empty:
            raise requests.Timeout("no whole answer came in time") from None
        if isinstance(told, Exception):
            raise told
        return told


def _body(answer: requests.Response, until: float) -> bytes:
    """All of an answer. Raises requests' Timeout where it does not come to its end."""
    body = bytearray()
    try:
        while piece := answer.raw.read1(1 << 16, decode_content=True):
            body += piece
            if len(body) > LARGEST or time.monotonic() > until:
                raise requests.Timeout("the answer has no end")
    except HTTPError as problem:
        raise requests.ConnectionError(problem) from problem
    finally:
        answer.raw.close()
    return bytes(body)


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
        self._clock, self._wait, self._patience = clock, wait, patience
        self._session = _Session()
        # This machine itself is reached by no proxy.
        self._session.trust_env = urlsplit(address).hostname not in _LOOPBACK
        self.api = Mastodon(
            api_base_url=address,
            ratelimit_method="throw",
            version_check_mode="none",
            session=self._session,
            user_agent="askwhy",
            lang="en",
        )
        # Given later: what is given at once, Mastodon.py takes for the name of a file, if it is.
        self.api.access_token = token

    def begin(self) -> None:
        """From now on, what is asked belongs to one act, which ends within a minute."""
        self._session.until = time.monotonic() + ONE_ACT

    def read(self, call: Callable[[], object]) -> Answer | None:
        """Ask for something, again where it may help; None where there is no such thing.

        Raises TheirNetwork.
        """
        for left in reversed(range(TRIES)):
            answer = self._call(call)
            if answer is not None and answer.status_code in {404, 405, 410, 501}:
                return None
            if answer is not None and answer.status_code < 500 and answer.status_code != 429:
                self._refuse(answer)
                return self._understand(answer)
            is_busy = answer is not None and answer.status_code == 429
            wait = self.asked_to_wait(answer) if answer is not None and is_busy else SOON
            if not left or wait > self._patience:
                break
            self._patience -= wait
            self._wait(wait.total_seconds())
        why = "cannot be reached" if answer is None else f"answers {answer.status_code}"
        rest = wait if is_busy else LATER
        minutes = max(1, round(rest.total_seconds() / 60))
        raise TheirNetwork(f"{self.host} {why}. Try again in {minutes} min.", rest)

    def row(self, call: Callable[[], object]) -> Row:
        """What is asked for, if it is one thing and is there; else an empty row."""
        answer = self.read(call)
        return as_row(answer.told if answer else None)

    def rows(self, call: Callable[[], object]) -> list[Row] | None:
        """The first page of a listing; None where there is no such thing."""
        answer = self.read(call)
        return None if answer is None else rows(answer.told)

    def instance(self) -> Row:
        """What the server says about itself; the newer form where there is one."""
        return self.row(self.api.instance_v2) or self.row(self.api.instance_v1)

    def do(self, call: Callable[[], object]) -> Answer | None:
        """Have something done, once; None where there is no such thing.

        Raises NoAnswer where it may have been done, TheirNetwork where it was not.
        """
        answer = self._call(call, is_act=True)
        if answer is None:
            raise TheirNetwork(f"{self.host} cannot be reached.", LATER)
        if answer.status_code >= 500:
            raise NoAnswer(f"{self.host} broke off with {answer.status_code}.")
        if answer.status_code == 429:
            said = f"{self.host} asks for patience."
            raise TheirNetwork(said, self.asked_to_wait(answer))
        if answer.status_code in {404, 410}:
            return None
        self._refuse(answer)
        try:
            return self._understand(answer)
        except Strange as problem:
            raise NoAnswer(str(problem)) from None

    def _call(
        self, call: Callable[[], object], *, is_act: bool = False
    ) -> requests.Response | None:
        """The server's answer, None where it was not reached. Raises NoAnswer for an act."""
        session = self._session
        session.forget()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                call()
        except (MastodonError, RecursionError) as problem:
            is_lost = session.last is None and not _is_unsent(problem.__context__)
            if is_act and is_lost:
                raise NoAnswer(f"{self.host} broke off.") from None  # theirs may hold the token
        return session.last

    def _refuse(self, answer: requests.Response) -> None:
        """Raise what a refusal means."""
        status, said = answer.status_code, _reason(answer)
        if status == 401:
            raise NotLetIn(f"{self.host} does not take the token. Connect again.", LONGEST_WAIT)
        if status == 403:
            raise NotLetIn(f"{self.host} does not allow it{said}.", LONGEST_WAIT)
        if 300 <= status < 400:
            raise TheirNetwork(f"{self.host} points elsewhere, and was not followed.", LATER)
        if status >= 400:
            raise TheirNetwork(f"{self.host} refuses with {status}{said}.")

    def _understand(self, answer: requests.Response) -> Answer:
        try:
            told = answer.json()
        except (ValueError, RecursionError):
            raise Strange(f"{self.host} does not answer as Mastodon does.") from None
        following = parse_qs(urlsplit(answer.links.get("next", {}).get("url", "")).query)
        begins = following.get("max_id", [""])[0]
        is_name = re.fullmatch(r"[A-Za-z0-9_-]{1,64}", begins)
        return Answer(told, begins if is_name else "", _date(answer.headers.get("Date")))

    def asked_to_wait(self, answer: requests.Response) -> timedelta:
        """How long an answer asks to wait, a second to an hour; a minute if it says nothing."""
        after = answer.headers.get("Retry-After", "").strip()
        reset = answer.headers.get("X-RateLimit-Reset", "").strip()
        now = _date(answer.headers.get("Date")) or self._clock()
        if after.isdecimal() and len(after) < 10:
            wait = timedelta(seconds=int(after))
        elif until := _date(after) or _instant(reset):
            wait = until - now
        else:
            wait = timedelta(minutes=1)
        return min(max(wait, timedelta(seconds=1)), LONGEST_WAIT)

    def calls_allowed(self) -> int | None:
        """How many calls the last answer said are allowed within one stretch, if it said so."""
        said = "" if self._session.last is None else self._session.last.headers.get(
            "X-RateLimit-Limit", ""
        )  # fmt: skip
        return int(said) if said.isdecimal() and len(said) < 10 else None


def _is_unsent(problem: BaseException | None) -> bool:
    """Whether a failure came before anything was sent: no way to the server was found."""
    if isinstance(problem, requests.ConnectTimeout):
        return True
    inside = problem.args[0] if isinstance(problem, requests.ConnectionError) else None
    return isinstance(inside, MaxRetryError) and isinstance(inside.reason, NewConnectionError)


def _reason(answer: requests.Response) -> str:
    """The server's own words about a refusal, on one line, behind a colon."""
    try:
        told = answer.json()
    except (ValueError, RecursionError):
        return ""
    said = word(as_row(told), "error")
    return f": {' '.join(said.split())[:200].rstrip('.')}" if said else ""


def _date(said: str | None) -> datetime | None:
    """An instant as HTTP writes it."""
    try:
        at = parsedate_to_datetime(said or "")
    except (TypeError, ValueError):
        return None
    return at.astimezone(UTC) if at.tzinfo else None


def _instant(said: str) -> datetime | None:
    """An instant in one of the two ways in which servers write when a limit ends."""
    try:
        if said.isdecimal():
            return datetime.fromtimestamp(int(said), UTC)
        at = datetime.fromisoformat(said)
    except (ValueError, OverflowError, OSError):
        return None
    return at.astimezone(UTC) if at.tzinfo else None
