"""What a form says, as text, with what does not fit refused in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.errors import Refused

if TYPE_CHECKING:
    from datetime import date

    from starlette.requests import Request

MOST_FIELDS = 60


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form without files; of two of one name the last counts."""
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def whole_number(form: dict[str, str], name: str, least: int, most: int) -> int:
    """A whole number of a form. Raises Refused."""
    told = form.get(name, "").strip()
    if not (told.isdecimal() and least <= int(told) <= most):
        raise Refused(f"Give a whole number from {least} to {most}.")
    return int(told)


def day_of(told: str) -> date | None:
    """A day as a browser's field gives it; None where it is empty. Raises Refused."""
    from datetime import date

    if not told:
        return None
    try:
        return date.fromisoformat(told)
    except ValueError as error:
        raise Refused(f"“{told}” is no day. Write it as 2026-10-31.") from error


async def all_of(request: Request, name: str) -> tuple[str, ...]:
    """All that a form says under one name, in its order, without twins."""
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
        return tuple(dict.fromkeys(each for each in form.getlist(name) if isinstance(each, str)))
