"""Coding: one text at a time with its context, by two people or more, and where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from askwhy.app.coding.shelf import Which, usual
from askwhy.app.holdings import accounts_of
from askwhy.app.people import deciding
from askwhy.app.reporting import find_account
from askwhy.coding.codebook import UNSURE, Kind
from askwhy.coding.codebook_file import shipped
from askwhy.coding.queue import Order
from askwhy.errors import Refused
from askwhy.web.coders import Sitting, Way
from askwhy.web.desk import desk_of
from askwhy.web.forms import all_of, form_of
from askwhy.web.importing import code_by_machine
from askwhy.web.showing import back_to, show
from askwhy.web.words import SCAMS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from askwhy.web.desk import Desk


def choose(request: Request) -> Response:
    """Which code, who codes, in which order, with or without suggestions."""
    desk = desk_of(request)
    with desk.record.read() as connection:
        accounts = accounts_of(connection)
    if not accounts:
        return show(request, "empty.html")
    return show(
        request,
        "coding_choose.html",
        accounts=accounts,
        codes=[each for each in shipped().codes if Kind.PERSON in each.by],
        orders=[str(each) for each in Order],
        texts=[str(each) for each in Which],
    )


def text(request: Request) -> Response:
    """The next text, with what surrounds it and the code's values."""
    desk = desk_of(request)
    if desk.is_read_only:
        raise Refused("Nothing can be coded: this page is read-only.")
    way = _way(desk, request.query_params)
    sitting = _sit(desk, way)
    with sitting.lock:
        sitting.card = sitting.at.next()
        card, far = sitting.card, sitting.at.progress
    return show(
        request,
        "coding.html",
        code=sitting.at.code,
        card=card,
        far=far,
        hint=_hint(sitting),
        unsure=UNSURE,
        way=way,
        asked=way.asked(),
        texts=way.which or usual(way.code),
        again=_address(request.query_params, way),
    )


def _hint(sitting: Sitting) -> tuple[str, ...]:
    """What the machines say of the text before the person; nothing where that is hidden."""
    said = sitting.card.suggested if sitting.card is not None else None
    if said is None:
        return ()
    return said.values or (said.proposal.values if said.proposal is not None else ())


async def keep(request: Request) -> Response:
    """Write down what the person says of the text that was shown."""
    values = await all_of(request, "values")
    form = await form_of(request)

    def write(sitting: Sitting, desk: Desk) -> None:
        card = sitting.card
        if card is None or card.text.item != form.get("item"):
            raise Refused("That text is not before you any more.")
        is_confirmed = form.get("confirm") == "1" and card.who is not None
        if is_confirmed and not set(values) <= set(SCAMS):
            raise Refused("Say of which kind the scam is.")
        sitting.at.keep(card, values)
        sitting.card = None
        if is_confirmed and card.who is not None:
            with desk.record.write() as connection:
                deciding.confirm_scam(connection, card.who, values[0], desk.clock())

    return await _go_on(request, form, write)


async def undo(request: Request) -> Response:
    """Take the latest coding of this sitting back."""
    form = await form_of(request)
    return await _go_on(request, form, lambda sitting, _desk: sitting.at.undo())


async def leave(request: Request) -> Response:
    """Leave off: what the model learnt is kept."""
    form = await form_of(request)
    desk = desk_of(request)
    await run_in_threadpool(lambda: desk.coders.leave(_way(desk, form)))
    return back_to("/coding")


async def begin(request: Request) -> Response:
    """Begin, and let the machines read every text first where suggestions are wanted."""
    form = await form_of(request)
    desk = desk_of(request)

    def first() -> str:
        way = _way(desk, form)
        address = _address(form, way)
        if not way.is_shown:
            return address
        number = code_by_machine(desk, way.account, address)
        return f"/import/{number}"

    return back_to(await run_in_threadpool(first))


def differing(request: Request) -> Response:
    """The texts that people coded differently, each with both sides."""
    desk = desk_of(request)
    way = _way(desk, request.query_params)
    sitting = _sit(desk, way)
    with sitting.lock:
        disputes = sitting.at.disputes()
        first = [(each, sitting.at.text(each.item)) for each in disputes[:1]]
    return show(
        request,
        "coding_settle.html",
        code=sitting.at.code,
        disputes=first,
        left=len(disputes),
        asked=way.asked(),
        again=_address(request.query_params, way),
    )


async def settle(request: Request) -> Response:
    """Decide one text; both sides stay on record."""
    values = await all_of(request, "values")
    form = await form_of(request)

    def write(sitting: Sitting, _desk: Desk) -> None:
        found = [each for each in sitting.at.disputes() if each.item == form.get("item")]
        if not found:
            raise Refused("That is settled already.")
        sitting.at.settle(found[0], values)

    return await _go_on(request, form, write, "/coding/differing")


async def _go_on(
    request: Request,
    form: dict[str, str],
    write: Callable[[Sitting, Desk], object],
    page: str = "/coding/text",
) -> Response:
    desk = desk_of(request)

    def do() -> str:
        way = _way(desk, form)
        sitting = desk.coders.sit(desk.record, way, desk.clock)
        with sitting.lock:
            write(sitting, desk)
        return _address(form, way, page)

    return back_to(await run_in_threadpool(do))


def _way(desk: Desk, form: Mapping[str, str]) -> Way:
    with desk.record.read() as connection:
        account = find_account(connection, form.get("account") or None)
    return Way.told(account.id, form)


def _sit(desk: Desk, way: Way) -> Sitting:
    """The sitting of that way. Raises StillCounting while all texts are read for a new one."""
    record = desk.record

    def sit() -> Sitting:
        return desk.coders.sit(record, way, desk.clock)

    return desk.background.wait_for((record.home, way), sit)


def _address(form: Mapping[str, str], way: Way, page: str = "/coding/text") -> str:
    account = {"account": form["account"]} if form.get("account") else {}
    return f"{page}?" + urlencode(way.asked() | account)


ROUTES = (
    Route("/coding", choose),
    Route("/coding/begin", begin, methods=["POST"]),
    Route("/coding/text", text),
    Route("/coding/keep", keep, methods=["POST"]),
    Route("/coding/undo", undo, methods=["POST"]),
    Route("/coding/leave", leave, methods=["POST"]),
    Route("/coding/differing", differing),
    Route("/coding/settle", settle, methods=["POST"]),
)
