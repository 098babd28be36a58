"""The way in: drop the ZIP, watch it go in, read the report; or start from the demonstration."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse
from starlette.routing import Route

from askwhy.errors import Refused
from askwhy.web.bringing import Bringing, free_path, new_folder, safe_name
from askwhy.web.desk import desk_of
from askwhy.web.importing import bring, demonstrate
from askwhy.web.showing import back_to, show

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

PIECE = 1 << 20
MOST_FILES = 50


class NothingGiven(Refused):
    """The form held no file."""

    remedy = "Choose the ZIP that LinkedIn sent you, then press Import."


def home(request: Request) -> Response:
    """What there is to do today, or, in an empty record, the way in."""
    from askwhy.app.holdings import accounts_of

    desk = desk_of(request)
    with desk.record.read() as connection:
        is_empty = not accounts_of(connection)
    return back_to("/start" if is_empty else "/today")


def start(request: Request) -> Response:
    """Drop your ZIP here."""
    from askwhy.app.holdings import accounts_of

    desk = desk_of(request)
    with desk.record.read() as connection:
        found = accounts_of(connection)
    return show(request, "start.html", accounts=found)


async def take(request: Request) -> Response:
    """Take the files and begin to import them."""
    desk = desk_of(request)
    with ExitStack() as undone:
        folder = new_folder(undone)
        async with request.form(max_files=MOST_FILES, max_fields=10) as form:
            files = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
            given = [each for each in files if each.filename]
            for upload in given:
                await _save(upload, free_path(folder, safe_name(upload.filename or "")))
            account = str(form.get("account", "")).strip() or None
        if not given:
            raise NothingGiven("There was no file.")
        number = await run_in_threadpool(_begin, desk, folder, account)
        undone.pop_all()
    return back_to(f"/import/{number}")


def _begin(desk: Desk, folder: Path, account: str | None) -> str:
    desk.leave_demo()
    return bring(desk, folder, account)


async def _save(upload: UploadFile, path: Path) -> None:
    with path.open("xb") as file:
        while piece := await upload.read(PIECE):
            await run_in_threadpool(file.write, piece)


def demo(request: Request) -> Response:
    """Begin with people who do not exist."""
    return back_to(f"/import/{demonstrate(desk_of(request))}")


def leave(request: Request) -> Response:
    """Back to one's own."""
    desk_of(request).leave_demo()
    return back_to("/")


def progress(request: Request) -> Response:
    """How far the import is, and at the end what came of it."""
    bringing = _of(request)
    if bringing.then and bringing.is_over and not bringing.failure:
        return back_to(bringing.then)
    is_known = bool(bringing.outcomes) and not any(one.is_new for one in bringing.outcomes)
    return show(
        request,
        "progress.html",
        bringing=bringing,
        number=request.path_params["number"],
        is_known=is_known,
        is_good=not bringing.failure and not any(one.failure for one in bringing.outcomes),
    )


def state(request: Request) -> Response:
    """The same in a few numbers, for the script that moves the bar."""
    bringing = _of(request)
    told = {
        "percent": bringing.percent, "counting": bringing.is_counting, "over": bringing.is_over,
    }  # fmt: skip
    return JSONResponse(told)


def _of(request: Request) -> Bringing:
    found = desk_of(request).imports.get(request.path_params["number"])
    if found is None:
        raise Refused("There is no import of that number any more.")
    return found


if TYPE_CHECKING:
    from askwhy.web.desk import Desk

ROUTES = (
    Route("/", home),
    Route("/start", start),
    Route("/import", take, methods=["POST"]),
    Route("/import/{number}", progress),
    Route("/import/{number}/state", state),
    Route("/demo", demo, methods=["POST"]),
    Route("/demo/leave", leave, methods=["POST"]),
)
