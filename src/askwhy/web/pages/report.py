"""The report: the same text as the file, with its window, names, and the files to keep."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.responses import Response
from starlette.routing import Route

from askwhy.app.counting import NothingImported
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
    from askwhy.web.reported import Made

KINDS: dict[Format, str] = {
    "html": "text/html",
    "markdown": "text/markdown",
    "json": "application/json",
    "csv": "text/csv",
    "text": "text/plain",
}

PICTURES = {"png": "image/png", "svg": "image/svg+xml", "txt": "text/plain"}


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
    made = _made(request, desk)
    name = f"askwhy-report{SUFFIXES[form]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(render(made.report, form), media_type=KINDS[form], headers=headers)


def picture(request: Request) -> Response:
    """The picture to share, or the words that go with it; it holds no names."""
    from askwhy.report.picture import alternative, render
    from askwhy.report.vega import poster

    ending = request.path_params["ending"]
    if ending not in PICTURES:
        raise Refused("The picture is to be had as png or svg, its words as txt.")
    desk = desk_of(request)
    drawing = poster(_made(request, desk, names=False).report)
    name = f"askwhy-picture.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if ending == "txt":
        return Response(alternative(drawing), media_type=PICTURES[ending], headers=headers)
    drawn = render(drawing, "svg" if ending == "svg" else "png")
    return Response(drawn, media_type=PICTURES[ending], headers=headers)


def style(_request: Request) -> Response:
    """The report's own style sheet, which all pages share."""
    from askwhy.report.html import style as text

    return Response(text(), media_type="text/css", headers={"Cache-Control": "max-age=3600"})


def _made(request: Request, desk: Desk, *, names: bool = True) -> Made:
    """The report that is asked for; without names unless `names`. Raises NothingImported."""
    with desk.record.read() as connection:
        accounts = accounts_of(connection)
        if not accounts:
            raise NothingImported("Nothing has been imported yet.")
        wanted = _wanted(request, desk, accounts[0].name)
        return report_of(desk, connection, wanted if names else replace(wanted, names=False))


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
    Route("/report/picture.{ending}", picture),
    Route("/report/{form}", keep),
)
