"""Who may talk to the page: this machine's browser, with the token that was printed once.

Against rebinding of names the Host is checked, against other sites' forms the Origin, and what
a page may load is said by a strict policy: nothing but our own files.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from hmac import compare_digest
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

from starlette.responses import PlainTextResponse, RedirectResponse

from askwhy.web.languages import choose, translations

if TYPE_CHECKING:
    from starlette.datastructures import Headers, MutableHeaders
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With "no-referrer" a browser would send no Origin along with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SAFE: Final = frozenset({"GET", "HEAD"})
LARGEST_FORM: Final = 1 << 20
LARGEST_UPLOAD: Final = 4 << 30
UPLOADS: Final = "/import"


@dataclass(slots=True)
class Door:
    """The token that opens once, and the session that it opens; `port` is the server's."""

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    is_used: bool = False

    @property
    def cookie(self) -> str:
        """Cookies know no ports, so that two servers need two names."""
        return f"askwhy_{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """By which names this machine's browser may call us."""
        return frozenset(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost"))

    def opens(self, token: str) -> bool:
        """Whether the token is the right one, for the first time; after that it is spent."""
        is_right = not self.is_used and compare_digest(token.encode(), self.token.encode())
        self.is_used |= is_right
        return is_right

    def knows(self, cookies: str) -> bool:
        """Whether the session's cookie is among those of a Cookie header."""
        try:
            found = SimpleCookie(cookies).get(self.cookie)
        except CookieError:
            return False
        return found is not None and compare_digest(found.value.encode(), self.session.encode())


class Guard:
    """Lets through what the rules above allow, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, door: Door, *, is_read_only: bool) -> None:
        self._app, self._door, self._is_read_only = app, door, is_read_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        from starlette.datastructures import Headers

        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, _headed(send))
            return
        most = LARGEST_UPLOAD if scope["path"] == UPLOADS else LARGEST_FORM
        if (
            not headers.get("content-length", "0").isdecimal()
            or int(headers.get("content-length", "0")) > most
        ):
            too_large = say(headers, "That is too large.", 413)
            await too_large(scope, receive, _headed(send))
            return
        await self._app(scope, _bounded(receive, most), _headed(send))

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        if headers.get("host", "") not in self._door.hosts:
            return say(headers, "This is not a name of this server.", 400)
        is_change = scope["method"] not in SAFE
        if is_change and not self._is_own(headers):
            return say(headers, "Another site may not do this.", 403)
        if not self._door.knows(headers.get("cookie", "")):
            return self._at_the_door(scope, headers, is_change=is_change)
        if is_change and self._is_read_only:
            return say(headers, "Nothing can be changed: this page is read-only.", 403)
        return None

    def _is_own(self, headers: Headers) -> bool:
        """Whether a form was sent from one of our own pages."""
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site") == "same-origin"
        return origin.removeprefix("http://") in self._door.hosts and origin.startswith("http://")

    def _at_the_door(self, scope: Scope, headers: Headers, *, is_change: bool) -> Response:
        asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        token = dict(asked).get("token", "")
        if is_change or not self._door.opens(token):
            return say(
                headers,
                "This address opens once, in one browser. Stop askwhy in the terminal, run "
                "`askwhy serve` again, and open the address that it prints.",
                403,
            )
        rest = urlencode([pair for pair in asked if pair[0] != "token"])
        path = "/" + scope["path"].lstrip("/\\")
        answer = RedirectResponse(f"{path}?{rest}" if rest else path, 303)
        answer.set_cookie(
            self._door.cookie, self._door.session, httponly=True, samesite="strict", path="/"
        )
        return answer


def say(headers: Headers, sentence: str, status: int) -> Response:
    """One sentence in the browser's language: the owner's own choice is not known at the door."""
    language = choose("", headers.get("accept-language", ""))
    return PlainTextResponse(translations(language).gettext(sentence), status)


def _headed(send: Send) -> Send:
    """Put the headers of every answer on."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            from starlette.datastructures import MutableHeaders

            headers: MutableHeaders = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sending


def _bounded(receive: Receive, most: int) -> Receive:
    """Stop reading a body that is longer than allowed, whatever its header promised."""
    read = 0

    async def receiving() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            return {"type": "http.disconnect"}
        return message

    return receiving
