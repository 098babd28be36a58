"""Today: what is due, card by card, and everybody else by what there is to do about them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from askwhy.app.people.splits import Split
from askwhy.app.people.story import story_of
from askwhy.app.study import queueing
from askwhy.app.study.decisions import Decision, Deed, require_fit
from askwhy.app.study.deck import Deck, card_of, deal, deck, size
from askwhy.app.study.retention import due
from askwhy.app.study.studying import one_study, running
from askwhy.errors import Refused
from askwhy.web.desk import Desk, desk_of
from askwhy.web.forms import form_of, whole_number
from askwhy.web.showing import back_to, show

if TYPE_CHECKING:
    from collections.abc import Callable

    import sqlalchemy as sa
    from starlette.requests import Request
    from starlette.responses import Response

    from askwhy.app.study.studying import Running

LISTED = 30
"""How many people or cards stand in the list beside the one looked at."""
DUE = "due"
KNOWN = ("known", "heard of", "never")
MUTUAL = ("yes", "no", "unknown")


def today(request: Request) -> Response:
    """The cards that are due, or the people of one split, with one of them in full."""
    desk = desk_of(request)
    asked = request.query_params.get("split", "")
    # Before the record is looked at: whoever is written down in between is still left out.
    if not desk.is_read_only:
        desk.held.recover()
    held = desk.held.about()
    with desk.record.read() as connection:
        desk.look(connection)
        studies = running(connection, desk.record.home)
        one = one_study(studies, request.query_params.get("study")) if studies else None
        usual = DUE if one else str(Split.NEW)
        shown = asked if asked in {DUE, *Split} else usual
        at = request.query_params.get("at", "")
        common: dict[str, Any] = {
            "shown": shown,
            "counts": _counts(desk, held) | {DUE: size(connection, one, held) if one else 0},
            "study": one,
            "to_purge": due(connection, studies, desk.clock()),
            "incognito": desk.choices().incognito,
        }
        if shown == DUE:
            dealt = deck(connection, one, held) if one else Deck()
            return _due(request, connection, one, dealt, at, common)
        return _split(request, connection, desk, Split(shown), at, held, common)


def _counts(desk: Desk, held: frozenset[str]) -> dict[str, int]:
    """How many people are in each split; who was just decided about is no longer new."""
    counts = {str(split): len(desk.overview.lists.get(split, ())) for split in Split}
    counts[Split.NEW] -= sum(about.startswith("known:") for about in held)
    return counts


def _due(
    request: Request,
    connection: sa.Connection,
    one: Running | None,
    dealt: Deck,
    at: str,
    common: dict[str, Any],
) -> Response:
    ids = dealt.ids
    place = ids.index(at) if at in ids else 0
    card, story = card_of(connection, ids[place]) if ids else (None, None)
    days = []
    if one is not None:
        now = desk_of(request).clock()
        days = [queueing.day(connection, one, *account, now) for account in dealt.accounts]
    first = max(0, min(place - LISTED // 2, len(ids) - LISTED))
    return show(
        request,
        "due.html",
        cards=deal(connection, ids[first : first + LISTED]),
        first=first,
        total=len(ids),
        place=place,
        card=card,
        story=story,
        days=days,
        before=ids[place - 1] if place else "",
        after=ids[place + 1] if place + 1 < len(ids) else "",
        **common,
    )


def _split(
    request: Request,
    connection: sa.Connection,
    desk: Desk,
    split: Split,
    at: str,
    held: frozenset[str],
    common: dict[str, Any],
) -> Response:
    members = desk.overview.lists.get(split, ())
    place = (desk.overview.place_of(int(at), split) if at.isdecimal() else None) or 0
    if split is Split.NEW and any(about.startswith("known:") for about in held):
        place -= sum(f"known:{one.contact}" in held for one in members[:place])
        members = tuple(one for one in members if f"known:{one.contact}" not in held)
        place = min(place, max(0, len(members) - 1))
    story = story_of(connection, members[place].contact) if members else None
    first = max(0, min(place - LISTED // 2, len(members) - LISTED))
    return show(
        request,
        "split.html",
        split=str(split),
        people=members[first : first + LISTED],
        first=first,
        total=len(members),
        place=place,
        story=story,
        before=members[place - 1].contact if place else "",
        after=members[place + 1].contact if place + 1 < len(members) else "",
        known=KNOWN,
        mutual=MUTUAL,
        **common,
    )


async def decide(request: Request) -> Response:
    """What the owner decided about one card."""
    form = await form_of(request)
    deed = request.path_params["deed"]
    deeds: dict[str, Callable[[Desk, str, dict[str, str]], str]] = {
        "approve": _approve,
        "edit": _edit,
        "sent": partial(_hold, Deed.SENT),
        "skip": partial(_hold, Deed.SKIPPED),
        "wrote": partial(_hold, Deed.WROTE),
        "later": partial(_hold, Deed.LATER),
    }
    if deed not in deeds:
        raise Refused("That is nothing one can decide about a card.")
    where = await run_in_threadpool(
        deeds[deed], desk_of(request), request.path_params["card"], form
    )
    return back_to(where)


def _approve(desk: Desk, id_: str, form: dict[str, str]) -> str:
    with desk.record.write() as connection:
        card, _ = card_of(connection, id_)
        if card.delivery.state == "drafted":
            after = queueing.approve(connection, card.delivery, desk.clock())

            def undo(later: sa.Connection) -> object:
                return queueing.undo(later, after, desk.clock())

            desk.held.allow_undo(_place(DUE, id_), undo)
    return _place(DUE, form.get("after", ""), "approved")


def _edit(desk: Desk, id_: str, form: dict[str, str]) -> str:
    with desk.record.write() as connection:
        card, _ = card_of(connection, id_)
        text = form.get("text", "").replace("\r\n", "\n").strip()
        if text != card.delivery.text:
            queueing.edit(connection, card.delivery, text, desk.clock())
    return _place(DUE, id_, "edited")


def _hold(deed: Deed, desk: Desk, id_: str, form: dict[str, str]) -> str:
    """Decide now, write it down in five seconds."""
    now = desk.clock()
    until = None
    if deed is Deed.LATER:
        until = now + timedelta(days=whole_number(form, "days", 1, 60))
    _decide(desk, Decision(deed, id_, now, until), _place(DUE, id_))
    return _place(DUE, form.get("after", ""), str(deed))


def _decide(desk: Desk, decision: Decision, place: str) -> None:
    with desk.record.read() as connection:
        require_fit(desk.record, connection, decision)
    desk.held.hold(decision, place)


async def know(request: Request) -> Response:
    """Whether the owner knows somebody, and through whom."""
    form = await form_of(request)
    contact = int(request.path_params["contact"])
    answers = [
        (question, form[field])
        for question, field, fit in (
            ("known", "known", KNOWN),
            ("contact of contacts", "mutual", MUTUAL),
        )
        if form.get(field) in fit
    ]
    if not answers:
        raise Refused("Say whether you know them.")
    split = form.get("split", str(Split.NEW))
    desk = desk_of(request)
    decision = Decision(Deed.NOTED, str(contact), desk.clock(), answers=tuple(answers))
    await run_in_threadpool(_decide, desk, decision, _place(split, str(contact)))
    is_done = any(question == "known" for question, _ in answers)
    after = form.get("after", "") if is_done else str(contact)
    return back_to(_place(split, after, "known"))


async def undo(request: Request) -> Response:
    """Take the latest decision back, if its five seconds are not over."""
    form = await form_of(request)
    number = whole_number(form, "number", 0, 1 << 62)
    taken = await run_in_threadpool(desk_of(request).held.take_back, number)
    if taken is None:
        return back_to("/today?said=too-late")
    return back_to(f"{taken.place}&said=undone")


def _place(split: str, at: str, said: str = "") -> str:
    told = {"split": split, "at": at, "said": said}
    return "/today?" + urlencode({name: value for name, value in told.items() if value})


ROUTES = (
    Route("/today", today),
    Route("/today/due/{card}/{deed}", decide, methods=["POST"]),
    Route("/today/people/{contact:int}/known", know, methods=["POST"]),
    Route("/undo", undo, methods=["POST"]),
)
