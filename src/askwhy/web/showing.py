"""Templates to answers: everything shown is escaped, and other people's words are made harmless."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse

from askwhy.report.plain import printable
from askwhy.web.desk import desk_of
from askwhy.web.languages import LANGUAGES, choose, decimal, translations

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from askwhy.app.choices import Choices


def show(
    request: Request,
    template: str,
    status: int = 200,
    *,
    choices: Choices | None = None,
    **values: object,
) -> Response:
    """A page in the owner's language. `values` are what its template names.

    `choices` stand for those that the owner made, where these cannot be read.
    """
    desk = desk_of(request)
    chosen = choices or desk.choices()
    language = choose(chosen.language, request.headers.get("accept-language", ""))
    page = environment(language).get_template(template)
    whole = page.render(
        language=language,
        languages=LANGUAGES,
        path=request.url.path,
        is_read_only=desk.is_read_only,
        undo=desk.held.latest(),
        failures=desk.held.failures(),
        is_demo=desk.is_demo,
        is_mixed=desk.overview.is_mixed,
        keys=chosen.keys,
        choices=chosen,
        deeds=DEEDS,
        said=SAID.get(request.query_params.get("said", ""), ""),
        **values,
    )
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    return HTMLResponse(whole, status, headers)


def back_to(where: str) -> Response:
    """Go on to another page after a change."""
    assert where.startswith("/"), "a page of our own"
    assert not where.startswith("//"), "a page of our own"
    return RedirectResponse(where, 303)


def _noop(sentence: str) -> str:
    """Mark a sentence for the catalogues."""
    return sentence


_ = _noop
SAID = {
    "approved": _("Approved."),
    "sent": _("Noted as sent. Your next import will verify it."),
    "skipped": _("Left out of the study."),
    "wrote": _("Noted: they wrote first, and are not asked."),
    "later": _("Put off."),
    "edited": _("Your own words are kept."),
    "known": _("Noted."),
    "undone": _("Taken back."),
    "too-late": _("Too late: that is written down."),
    "stopped": _("They are not written to any more."),
    "lifted": _("They may be written to again."),
    "scam": _("Marked as a scam. They are not asked."),
    "no-scam": _("The mark is lifted."),
    "linked": _("They are asked once, as one person. The report counts both."),
    "parted": _("They count as two people."),
    "forgotten": _("Removed. Your backups and files still hold them: delete those yourself."),
    "locked": _("Locked. From now on a changed protocol is a new study."),
    "ticked": _("Everything is up to now."),
    "purged": _("Deleted, as promised."),
    "saved": _("Saved."),
    "connected": _("Connected. What it can do is told here."),
    "agreed": _("Both coders say the same of these texts."),
}
"""What a page says after a change; the address names it, so that it can say nothing else."""


NETWORKS: dict[str, str] = {
    "linkedin": "LinkedIn", "mastodon": "Mastodon", "matrix": "Matrix", "mail": _("mail"),
}  # fmt: skip
"""What a network is called."""
DEEDS = {
    "next": _("next"),
    "previous": _("previous"),
    "approve": _("approve"),
    "sent": _("I sent it"),
    "they wrote": _("they already wrote"),
    "leave out": _("leave out of the study"),
    "later": _("later"),
    "copy": _("copy the words"),
    "open": _("open the profile"),
    "take back": _("undo"),
    "unsure": _("unsure, while coding"),
    "find": _("find somebody"),
    "help": _("this sheet"),
    "go": _("go, with another letter"),
}
"""What each key of the owner's choices does."""


@cache
def environment(language: str) -> Environment:
    """The templates in one language."""
    made = Environment(
        loader=PackageLoader("askwhy.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    made.policies["ext.i18n.trimmed"] = True
    told = translations(language)
    install = made.install_gettext_callables  # type: ignore[attr-defined]
    install(told.gettext, told.ngettext, newstyle=True)
    made.filters["told"] = told.tell
    made.tests["told"] = told.knows
    made.filters["decimal"] = lambda value, places=0: decimal(value, places, language)
    made.filters["day"] = lambda at: _day(at, language)
    made.filters["moment"] = lambda at: f"{_day(at, language)}, {at:%H:%M} UTC"
    made.filters["number"] = lambda n: _number(n, language)
    made.filters["lines"] = _lines
    made.filters["network"] = lambda name: told.gettext(NETWORKS.get(name) or name)
    # What goes into a translated sentence is not seen by `finalize`.
    made.filters["plain"] = printable
    return made


def _harmless(shown: object) -> object:
    """Text of others without what turns the reading direction round or is unseen."""
    if type(shown) is not str:
        return shown
    return "\n".join(_plain(line) for line in shown.split("\n"))


def _plain(line: str) -> str:
    """A line made printable; most are, which is quickly told."""
    return line if line.isprintable() else printable(line)


def _lines(text: str) -> Markup:
    """A text of others with its line breaks, everything else in it escaped."""
    br = Markup("<br>")
    return br.join(_plain(line) for line in text.splitlines())


MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
    "listopada grudnia",
}


def _day(at: datetime, language: str) -> str:
    first = "1er" if language == "fr" else "1"
    return f"{first if at.day == 1 else at.day} {MONTHS[language].split()[at.month - 1]} {at.year}"


def _number(n: int, language: str) -> str:
    separator = "," if language == "en" else "\N{NARROW NO-BREAK SPACE}"
    return f"{n:,}".replace(",", separator)
