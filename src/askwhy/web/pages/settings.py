"""Settings: accounts, language, keys, quiet hours, backup, retention, what is kept and where."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse
from starlette.routing import Route

from askwhy.app.choices import KEYS, Choices, write_choices
from askwhy.app.holdings import holdings
from askwhy.app.keeping import backup as back_up
from askwhy.app.study.retention import due
from askwhy.app.study.studying import running
from askwhy.errors import Refused
from askwhy.web.bringing import new_folder
from askwhy.web.desk import desk_of
from askwhy.web.forms import form_of
from askwhy.web.languages import LANGUAGES
from askwhy.web.showing import back_to, show

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def settings(request: Request) -> Response:
    """Everything that can be set, and what askwhy holds."""
    desk = desk_of(request)
    with desk.record.read() as connection:
        held = holdings(desk.record, connection)
        studies = running(connection, desk.record.home)
        to_purge = due(connection, studies, desk.clock())
    return show(
        request,
        "settings.html",
        held=held,
        studies=studies,
        to_purge=to_purge,
        choices=desk.choices(),
        usual=KEYS,
    )


async def save(request: Request) -> Response:
    """Keep the language, and whether names are hidden."""
    form = await form_of(request)
    desk = desk_of(request)
    before = desk.choices()
    language = form.get("language", "")
    made = replace(
        before,
        language=language if language in LANGUAGES else "",
        incognito=form.get("incognito") == "1",
    )
    await run_in_threadpool(write_choices, desk.home, made)
    return back_to("/settings?said=saved")


async def save_keys(request: Request) -> Response:
    """Keep the owner's own keys; each may stand for one deed only."""
    form = await form_of(request)
    desk = desk_of(request)
    usual = form.get("usual") == "1"
    keys = dict(KEYS) if usual else {deed: form.get(deed, "").strip() for deed in KEYS}
    if any(len(key) != 1 or key.isspace() or key.isdecimal() for key in keys.values()):
        raise Refused("A key is one letter or sign; the digits are taken.")
    if len(set(keys.values())) < len(keys):
        raise Refused("Each key can stand for one thing only.")
    made: Choices = replace(desk.choices(), keys=keys)
    await run_in_threadpool(write_choices, desk.home, made)
    return back_to("/settings?said=saved#keys")


def backup(request: Request) -> Response:
    """Everything as one ZIP, to be kept elsewhere."""
    desk = desk_of(request)
    desk.held.settle_all()
    name = f"askwhy-backup-{desk.clock():%Y-%m-%d}.zip"
    with ExitStack() as undone:
        folder = new_folder(undone)
        back_up(desk.record.home, folder / name)
        removal = undone.pop_all()
    return FileResponse(
        folder / name,
        filename=name,
        media_type="application/zip",
        background=BackgroundTask(removal.close),
    )


ROUTES = (
    Route("/settings", settings),
    Route("/settings", save, methods=["POST"]),
    Route("/settings/keys", save_keys, methods=["POST"]),
    Route("/settings/backup", backup, methods=["POST"]),
)
