"""The report: the same text as the file, with its window, names, and the files to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.responses import Response
from starlette.routing import Route

from askwhy.app.holdings import accounts_of
from askwhy.errors import Refused
from askwhy.report.formats import SUFFIXES, Format, render
from askwhy.web.desk import desk_of
from askwhy.web.forms import day_of
from askwhy.web.reported import Wanted
from askwhy.web.reporting import report_of
from askwhy.web.showing import show

if TYPE_CHECKING:
    from starlette.requests import Request

    from askwhy.web.desk import Desk

KINDS: dict[Format, str] = {
    "html": "text/html",
    "markdown": "text/markdown",
    "json": "application/json",
    "csv": "text/csv",
    "text": "text/plain",
}


def report(request: Request) -> Response:
    """What happened after they asked to connect."""
    desk = desk_of(request)
    with desk.record.read() as connection:
        accounts = accounts_of(connection)
        if not accounts:
            return show(request, "empty.html")
        wanted = _wanted(request, desk, accounts[0].name)
        made = report_of(desk, connection, wanted)
    return show(
        request,
        "report.html",
        body=Markup(made.body),  # noqa: S704 - the report's own page, which escaped it
        accounts=accounts,
        wanted=wanted,
        address=lambda **more: "/report?" + urlencode(_asked(wanted) | more),
        kept=lambda form: f"/report/{form}?" + urlencode(_asked(wanted)),
        forms=get_args(Format),
    )


def keep(request: Request) -> Response:
    """The report as a file."""
    form = request.path_params["form"]
    if form not in KINDS:
        raise Refused("The report is to be had as html, markdown, json, csv or text.")
    desk = desk_of(request)
    with desk.record.read() as connection:
        accounts = accounts_of(connection)
        made = report_of(desk, connection, _wanted(request, desk, accounts[0].name))
    name = f"askwhy-report{SUFFIXES[form]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(render(made.report, form), media_type=KINDS[form], headers=headers)


def style(_request: Request) -> Response:
    """The report's own style sheet, which all pages share."""
    from askwhy.report.html import style as text

    return Response(text(), media_type="text/css", headers={"Cache-Control": "max-age=3600"})


def _wanted(request: Request, desk: Desk, usual: str) -> Wanted:
    """Which report is asked for; the demonstration's is of its October."""
    asked = request.query_params
    since, until = day_of(asked.get("since", "")), day_of(asked.get("until", ""))
    if desk.is_demo and since is None and until is None:
        from askwhy.app.demonstrating import OCTOBER

        since, until = OCTOBER[0].date(), OCTOBER[1].date().replace(month=10, day=31)
    names = asked.get("names") == "1" and not desk.choices().incognito
    return Wanted(asked.get("account", usual), since, until, names)


def _asked(wanted: Wanted) -> dict[str, str]:
    """The same as an address has it."""
    told = {
        "account": wanted.account or "",
        "since": str(wanted.since or ""),
        "until": str(wanted.until or ""),
        "names": "1" if wanted.names else "",
    }
    return {name: value for name, value in told.items() if value}


ROUTES = (
    Route("/report", report),
    Route("/report.css", style),
    Route("/report/{form}", keep),
)
