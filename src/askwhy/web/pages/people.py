"""People: find somebody, read their story, link, stop, mark, forget."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from askwhy.app.people import deciding
from askwhy.app.people.splits import Split
from askwhy.app.people.story import story_of
from askwhy.errors import Refused
from askwhy.facts import FavourState
from askwhy.web.desk import Desk, desk_of
from askwhy.web.forms import day_of, form_of
from askwhy.web.showing import back_to, show
from askwhy.web.words import SCAMS

if TYPE_CHECKING:
    from collections.abc import Callable

    import sqlalchemy as sa
    from starlette.requests import Request
    from starlette.responses import Response

    from askwhy.store.studying import Someone

PER_PAGE = 50
MOMENTS = 50
"""How many of the latest things that happened are shown at once."""


def people(request: Request) -> Response:
    """Everybody, found by words and by split, fifty at a time."""
    desk = desk_of(request)
    asked = request.query_params
    words, told = asked.get("find", ""), asked.get("split", "")
    split = Split(told) if told in set(Split) else None
    page = int(asked.get("page", "1")) if asked.get("page", "1").isdecimal() else 1
    with desk.record.read() as connection:
        desk.look(connection)
    found = desk.overview.find(words, split)
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(max(page, 1), pages)
    here = {"find": words, "split": told}
    return show(
        request,
        "people.html",
        people=found[(page - 1) * PER_PAGE : page * PER_PAGE],
        total=len(found),
        words=words,
        split=str(split or ""),
        splits=[str(each) for each in Split],
        page=page,
        pages=pages,
        address=lambda number: "/people?" + urlencode(here | {"page": number}),
        incognito=desk.choices().incognito,
    )


def person(request: Request) -> Response:
    """One person's whole story."""
    desk = desk_of(request)
    with desk.record.read() as connection:
        desk.look(connection)
        story = story_of(connection, request.path_params["contact"])
        # Of whom nothing warns, no text looks like a scam: that is read once only.
        kind = deciding.kind_of_scam(connection, story.who) if story.warnings else ""
    words = request.query_params.get("find", "").strip()
    found = desk.overview.find(words, None)[:8] if words else []
    return show(
        request,
        "person.html",
        story=story,
        most=len(story.moments) if request.query_params.get("all") == "1" else MOMENTS,
        words=words,
        scams=SCAMS,
        kind=kind or deciding.UNNAMED,
        candidates=[one for one in found if one.contact != story.who.id],
    )


def sure(request: Request) -> Response:
    """Ask once more before somebody is removed."""
    desk = desk_of(request)
    with desk.record.read() as connection:
        story = story_of(connection, request.path_params["contact"])
    return show(request, "forget.html", story=story)


async def change(request: Request) -> Response:
    """What the owner says about somebody."""
    form = await form_of(request)
    desk = desk_of(request)
    deed, contact = request.path_params["deed"], request.path_params["contact"]
    deeds: dict[str, Callable[[Desk, sa.Connection, Someone, dict[str, str]], str]] = {
        "stop": _stop,
        "scam": _scam,
        "link": _link,
        "favour": _favour,
        "forget": _forget,
    }
    if deed not in deeds:
        raise Refused("That is nothing one can say about somebody.")

    def write() -> str:
        from askwhy.app.study.purging import take_off_disk

        with desk.record.write() as connection:
            who = story_of(connection, contact).who
            said = deeds[deed](desk, connection, who, form)
        if deed == "forget":
            take_off_disk(desk.record)
        return said

    said = await run_in_threadpool(write)
    return back_to(f"/people?said={said}" if deed == "forget" else f"/people/{contact}?said={said}")


def _stop(desk: Desk, connection: sa.Connection, who: Someone, form: dict[str, str]) -> str:
    lifted = form.get("lift") == "1"
    deciding.stop(connection, who, "your decision", desk.clock(), lifted=lifted)
    return "lifted" if lifted else "stopped"


def _scam(desk: Desk, connection: sa.Connection, who: Someone, form: dict[str, str]) -> str:
    if form.get("lift") == "1":
        deciding.clear_of_scam(connection, who, desk.clock())
        return "no-scam"
    kind = form.get("kind", "")
    if kind not in SCAMS:
        raise Refused("Say of which kind the scam is.")
    deciding.confirm_scam(connection, who, kind, desk.clock())
    return "scam"


def _link(desk: Desk, connection: sa.Connection, who: Someone, form: dict[str, str]) -> str:
    other = form.get("other", "")
    if not other.isdecimal():
        raise Refused("Say who else they are.")
    lifted = form.get("lift") == "1"
    two = story_of(connection, int(other)).who
    deciding.link(connection, who, two, desk.clock(), lifted=lifted)
    return "parted" if lifted else "linked"


def _favour(desk: Desk, connection: sa.Connection, who: Someone, form: dict[str, str]) -> str:
    due = day_of(form.get("due", ""))
    deciding.favour(connection, who, form.get("what", ""), FavourState.OPEN, due, desk.clock())
    return "saved"


def _forget(_desk: Desk, connection: sa.Connection, who: Someone, form: dict[str, str]) -> str:
    from askwhy.app.study.purging import remove

    if form.get("sure") != "1":
        raise Refused("Say that you are sure.")
    remove(connection, who)
    return "forgotten"


ROUTES = (
    Route("/people", people),
    Route("/people/{contact:int}", person),
    Route("/people/{contact:int}/forget", sure),
    Route("/people/{contact:int}/{deed}", change, methods=["POST"]),
)
