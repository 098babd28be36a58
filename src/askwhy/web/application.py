"""The pages put together: routes, the guard before them, and what a failure looks like."""

from __future__ import annotations

import sys
import traceback
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from askwhy.app.choices import Choices
from askwhy.errors import Expected, YourFile
from askwhy.web.background import StillCounting
from askwhy.web.guarding import Door, Guard, say
from askwhy.web.pages import (
    accounts,
    coding,
    people,
    purging,
    report,
    settings,
    start,
    study,
    today,
)
from askwhy.web.showing import show

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from askwhy.web.desk import Desk

PACKAGE = Path(__file__).parents[1]
PAGES = (start, today, people, coding, study, report, settings, purging, accounts)


def build(desk: Desk, door: Door) -> Starlette:
    """The application of one server."""

    @asynccontextmanager
    async def living(_app: Starlette) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(desk.close)

    static = StaticFiles(directory=str(files("askwhy.web") / "static"))
    app = Starlette(
        routes=[*(route for page in PAGES for route in page.ROUTES), Mount("/static", static)],
        middleware=[
            Middleware(Guard, door=door, is_read_only=desk.is_read_only),
            Middleware(Outermost),
        ],
        exception_handlers={
            Expected: _refused,
            HTTPException: _wrong,
            StillCounting: _counting,
        },
        lifespan=living,
    )
    app.state.desk = desk
    return app


class Outermost:
    """The last frame of a failure that nobody expected: where it was, and nothing of whom."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say that it did not work."""
        try:
            await self._app(scope, receive, send)
        except Exception as failure:  # noqa: BLE001 (the outermost frame)
            # The message of a failure may hold other people's words; the frames do not.
            frames = traceback.extract_tb(failure.__traceback__)
            ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
            where = "".join(traceback.format_list(ours))
            print(f"{where}{type(failure).__name__}", file=sys.stderr)
            headers = Headers(raw=scope.get("headers", []))
            answer = say(headers, "Something went wrong. The terminal says where.", 500)
            await answer(scope, receive, send)


async def _refused(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, Expected)
    said = str(failure).removesuffix(failure.remedy).strip()
    told = [said, *filter(None, [failure.remedy])]
    # The file that cannot be read may be that of the choices: then this page goes without.
    choices = Choices() if isinstance(failure, YourFile) else None
    return await run_in_threadpool(
        partial(show, request, "failure.html", 409, choices=choices, failure=told)
    )


async def _counting(request: Request, _failure: Exception) -> Response:
    """The page says what it is doing, and is asked for again by itself, script or none."""
    answer = await run_in_threadpool(partial(show, request, "counting.html", 202))
    answer.headers["Refresh"] = "1"
    return answer


async def _wrong(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, HTTPException)
    said = "There is no such page." if failure.status_code == 404 else failure.detail
    page = partial(show, request, "failure.html", failure.status_code, failure=[said])
    try:
        return await run_in_threadpool(page)
    except Expected as unread:
        return await _refused(request, unread)
