"""The study: written, checked, locked, run, and what it has shown so far."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from askwhy.app.study.drafting import drop_draft, read_draft, write_draft
from askwhy.app.study.rehearsing import comparisons
from askwhy.app.study.retention import due
from askwhy.app.study.studying import lock_study, one_study, read_protocol, running
from askwhy.app.study.ticking import tick
from askwhy.errors import Expected
from askwhy.protocol.explaining import explain
from askwhy.web.desk import desk_of
from askwhy.web.forms import form_of
from askwhy.web.reporting import pace_of, study_of
from askwhy.web.showing import back_to, show

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

ZONE = "Europe/Paris"


def study(request: Request) -> Response:
    """What was locked, how far it is, and what it has shown; or the way to a first study."""
    desk = desk_of(request)
    with desk.record.read() as connection:
        found = running(connection, desk.record.home)
        if not found:
            return back_to("/study/new")
        one = one_study(found, request.query_params.get("name"))
        made = study_of(desk, connection, one)
        monthly = pace_of(desk, connection)
        now = desk.clock()
        to_purge = due(connection, found, now)
    last = datetime.combine(one.protocol.window.last_day, datetime.max.time(), UTC)
    return show(
        request,
        "study.html",
        one=one,
        studies=found,
        to_purge=to_purge,
        sentences=explain(one.protocol),
        locked_at=datetime.fromtimestamp(one.study.locked_at, UTC),
        days_to_go=max(0, (last - now).days + 1 if last > now else 0),
        monthly=monthly,
        comparisons=comparisons(one.protocol, monthly),
        body=Markup(made.body),  # noqa: S704 - the report's own page, which escaped it
    )


def new(request: Request) -> Response:
    """The protocol as it is written so far, with what it means or why it cannot work."""
    desk = desk_of(request)
    text = read_draft(desk.record.home, desk.clock().date(), ZONE)
    return _draft(request, text)


def _draft(request: Request, text: str) -> Response:
    desk = desk_of(request)
    sentences: tuple[str, ...] = ()
    problems: list[str] = []
    path = desk.record.home / "study.toml"
    if path.exists():
        try:
            sentences = explain(read_protocol(path))
        except Expected as failure:
            problems = [line.rpartition(f"{path}, ")[2] for line in str(failure).splitlines()]
    return show(request, "draft.html", text=text, sentences=sentences, problems=problems)


async def check(request: Request) -> Response:
    """Keep the draft, and say what it means."""
    form = await form_of(request)
    await run_in_threadpool(write_draft, desk_of(request).record.home, form.get("text", ""))
    return back_to("/study/new#meaning")


async def lock(request: Request) -> Response:
    """Fix the protocol: from now on a changed one is a new study."""
    form = await form_of(request)
    desk = desk_of(request)

    def write() -> None:
        home = desk.record.home
        path = write_draft(home, form.get("text", ""))
        with desk.record.write() as connection:
            lock_study(connection, home, path, desk.clock())
        drop_draft(home)
        tick(desk.record, desk.clock())

    await run_in_threadpool(write)
    return back_to("/study?said=locked")


def advance(request: Request) -> Response:
    """Bring every study up to now."""
    desk = desk_of(request)
    tick(desk.record, desk.clock())
    return back_to("/today?said=ticked")


ROUTES = (
    Route("/study", study),
    Route("/study/new", new),
    Route("/study/check", check, methods=["POST"]),
    Route("/study/lock", lock, methods=["POST"]),
    Route("/study/tick", advance, methods=["POST"]),
)
