"""What studies promised to delete: whether the day has come, and the deed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from askwhy.app.study.purging import purge
from askwhy.app.study.retention import due
from askwhy.app.study.studying import running
from askwhy.errors import Refused
from askwhy.web.desk import desk_of
from askwhy.web.forms import form_of
from askwhy.web.showing import back_to, show

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from askwhy.app.study.retention import Due
    from askwhy.web.desk import Desk


def sure(request: Request) -> Response:
    """Say what would go, and ask once more."""
    return show(request, "purge.html", to_purge=_due(desk_of(request)))


async def carry_out(request: Request) -> Response:
    """Delete what was promised to be deleted by now."""
    form = await form_of(request)
    if form.get("sure") != "1":
        raise Refused("Say that you are sure.")
    await run_in_threadpool(_purge, desk_of(request))
    return back_to("/settings?said=purged#studies")


def _purge(desk: Desk) -> None:
    desk.held.settle_all()
    purge(desk.record, desk.clock())


def _due(desk: Desk) -> list[Due]:
    with desk.record.read() as connection:
        return due(connection, running(connection, desk.record.home), desk.clock())


ROUTES = (
    Route("/settings/purge", sure),
    Route("/settings/purge", carry_out, methods=["POST"]),
)
