"""Today: what is due, card by card, and everybody else by what there is to do about them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from askwhy.app.people import deciding
from askwhy.app.people.splits import Split
from askwhy.app.people.story import story_of
from askwhy.app.study import queueing
from askwhy.app.study.deck import Deck, card_of, deal, deck, size
from askwhy.app.study.queueing import NotDue
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

    from askwhy.app.study.queueing import Card
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
        "sent": partial(_hold, "sent"),
        "skip": partial(_hold, "skipped"),
        "wrote": partial(_hold, "wrote"),
        "later": partial(_hold, "later"),
    }
    if deed not in deeds:
        raise Refused("That is nothing one can decide about a card.")
    where = await run_in_threadpool(
        deeds[deed], desk_of(request), request.path_params["card"], form
    )
    return back_to(where)


def _opened(desk: Desk, connection: sa.Connection, card: str) -> tuple[Running, Card]:
    found, _ = card_of(connection, card)
    studies = running(connection, desk.record.home)
    one = next(each for each in studies if each.study.id == found.delivery.study_id)
    return one, found


def _approve(desk: Desk, id_: str, form: dict[str, str]) -> str:
    with desk.record.write() as connection:
        _, card = _opened(desk, connection, id_)
        if card.delivery.state == "drafted":
            after = queueing.approve(connection, card.delivery, desk.clock())

            def undo(later: sa.Connection) -> object:
                return queueing.undo(later, after, desk.clock())

            desk.held.hold("", _place(DUE, id_), undo=undo)
    return _place(DUE, form.get("after", ""), "approved")


def _edit(desk: Desk, id_: str, form: dict[str, str]) -> str:
    with desk.record.write() as connection:
        _, card = _opened(desk, connection, id_)
        text = form.get("text", "").replace("\r\n", "\n").strip()
        if text != card.delivery.text:
            queueing.edit(connection, card.delivery, text, desk.clock())
    return _place(DUE, id_, "edited")


def _hold(what: str, desk: Desk, id_: str, form: dict[str, str]) -> str:
    """Decide now, write it down in five seconds."""
    with desk.record.read() as connection:
        one, card = _opened(desk, connection, id_)
        now = desk.clock()
        if what == "sent" and not queueing.is_due(connection, one, card.delivery, now):
            raise NotDue(f"{card.who.name or 'This person'} is not due any more.")
    until = now + timedelta(days=whole_number(form, "days", 1, 60) if what == "later" else 1)
    writes: dict[str, Callable[[sa.Connection], object]] = {
        "sent": lambda c: queueing.sent(c, one, card, now),
        "skipped": lambda c: queueing.skip(c, one, card, now),
        "wrote": lambda c: queueing.they_wrote(c, one, card, now),
        "later": lambda c: queueing.postpone(c, one, card, until, now),
    }
    desk.held.hold(id_, _place(DUE, id_), writes[what])
    return _place(DUE, form.get("after", ""), what)


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
    await run_in_threadpool(_note, desk_of(request), contact, answers, split)
    is_done = any(question == "known" for question, _ in answers)
    after = form.get("after", "") if is_done else str(contact)
    return back_to(_place(split, after, "known"))


def _note(desk: Desk, contact: int, answers: list[tuple[str, str]], split: str) -> None:
    with desk.record.read() as connection:
        who = story_of(connection, contact).who
    now = desk.clock()

    def write(connection: sa.Connection) -> None:
        for question, answer in answers:
            deciding.note(connection, who, question, answer, now)

    is_known = any(question == "known" for question, _ in answers)
    about = f"known:{contact}" if is_known else f"mutual:{contact}"
    desk.held.hold(about, _place(split, str(contact)), write)


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
