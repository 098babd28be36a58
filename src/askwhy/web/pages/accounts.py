"""Accounts on live networks: what each can do, connecting one more, whether askwhy may send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from askwhy.app.live import connecting, credentials
from askwhy.app.live.connections import connections
from askwhy.app.live.describing import describe
from askwhy.errors import Refused
from askwhy.web.desk import desk_of
from askwhy.web.forms import form_of
from askwhy.web.showing import back_to, show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from askwhy.web.desk import Desk


def accounts(request: Request) -> Response:
    """Those that are connected, and the networks on which one more can be."""
    desk = desk_of(request)
    there = [
        (one, tuple(describe(one.capabilities)), connecting.may_send_alone(one))
        for one in connections(desk.own)
    ]
    return show(request, "accounts.html", there=there, networks=connecting.NETWORKS)


def ask(request: Request) -> Response:
    """What is needed to connect an account of a network."""
    network = request.path_params["network"]
    return show(request, "connect.html", network=network, fields=connecting.fields_of(network))


async def connect(request: Request) -> Response:
    """Check what was given, keep it, and put on record what the account can do."""
    form = await form_of(request)
    await run_in_threadpool(_connect, desk_of(request), request.path_params["network"], form)
    return back_to("/accounts?said=connected")


async def allow(request: Request) -> Response:
    """Put on record whether askwhy may send there by itself."""
    form = await form_of(request)
    await run_in_threadpool(_allow, desk_of(request), form)
    return back_to("/accounts?said=saved")


def _connect(desk: Desk, network: str, form: Mapping[str, str]) -> None:
    fields = connecting.fields_of(network)
    typed = {one.name: form.get(one.name, "").strip() or one.usual for one in fields}
    answers = {**typed, **credentials.from_environment(network, typed)}
    name = form.get("account", "").strip() or network
    connecting.connect(desk.own, network, name, answers)


def _allow(desk: Desk, form: Mapping[str, str]) -> None:
    named = form.get("account", "")
    for one in connections(desk.own):
        if one.account == named:
            connecting.allow(desk.own, one, is_allowed=form.get("allowed") == "1")
            return
    raise Refused("There is no such account.")


ROUTES = (
    Route("/accounts", accounts),
    Route("/accounts/allow", allow, methods=["POST"]),
    Route("/accounts/{network}", ask),
    Route("/accounts/{network}", connect, methods=["POST"]),
)
