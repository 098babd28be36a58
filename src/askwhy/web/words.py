"""Words that other rooms make and the page shows, marked here for the catalogues.

Each stands exactly as it is made there: the page looks up what it is given, and shows it as it
is where no catalogue has it.
"""

from __future__ import annotations

from typing import Final


def mark(sentence: str) -> str:
    """Mark a sentence for the catalogues, and leave it as it is."""
    return sentence


def pair(one: str, many: str) -> tuple[str, str]:
    """Mark a sentence that has a number in it, in its two English forms."""
    return one, many


_ = mark

MOMENTS: Final = (
    _("they asked to connect"),
    _("you asked to connect"),
    _("connected"),
    _("they wrote"),
    _("you wrote"),
    _("accepted for a study"),
    _("allocated to a group"),
    _("the question went out"),
    _("could not be delivered"),
    _("not written to any more"),
    _("may be written to again"),
    _("marked"),
    _("mark lifted"),
    _("left out of the study"),
    _("put off"),
    _("wrote elsewhere"),
    _("asked you for something"),
)
"""What happens between two people, as a timeline names it."""

COURSES: Final = (
    _("not accepted so far"),
    _("wrote first"),
    _("asked"),
    _("you wrote first"),
    _("silent"),
    _("too early to tell"),
)
"""Where a request stands."""

HELD: Final = (
    _("contacts"),
    _("requests"),
    _("connections"),
    _("messages"),
    _("notes of yours"),
    _("decisions"),
    _("imports"),
    _("people removed"),
    _("hidden connections"),
    _("entries"),
    _("profile entries"),
)
"""What the record holds, and what an import brings."""

LEFT_OUT: Final = (
    _("a draft"),
    _("sponsored"),
    _("spam folder"),
    _("no answer noted"),
    _("talk with a program of LinkedIn's, never read"),
    _("other people's addresses, never read"),
)
"""Why a row of an export is not taken."""

ENTRIES: Final = (
    _("known"),
    _("contact of contacts"),
    _("scam"),
    _("heard of"),
    _("never"),
    _("yes"),
    _("no"),
    _("unknown"),
)
"""What the owner notes about somebody by a key."""

SCAMS: Final = (
    _("advance fee"),
    _("romance"),
    _("phishing"),
    _("investment or recovery"),
    _("other"),
)
"""The kinds of scams."""

FILLED: Final = (
    pair("asked to connect just now", "asked to connect just now"),
    pair("asked to connect %(n)s hour ago", "asked to connect %(n)s hours ago"),
    pair("asked to connect %(n)s day ago", "asked to connect %(n)s days ago"),
    pair("accepted just now, silent, arm %(arm)s", "accepted just now, silent, arm %(arm)s"),
    pair(
        "accepted %(n)s hour ago, silent, arm %(arm)s",
        "accepted %(n)s hours ago, silent, arm %(arm)s",
    ),
    pair(
        "accepted %(n)s day ago, silent, arm %(arm)s",
        "accepted %(n)s days ago, silent, arm %(arm)s",
    ),
    pair("They wrote “%(text)s”.", "They wrote “%(text)s”."),
    pair("You noted: %(kind)s.", "You noted: %(kind)s."),
    pair("This may be a scam (%(kind)s): “%(text)s”", "This may be a scam (%(kind)s): “%(text)s”"),
    pair(
        "This is likely a scam (%(kind)s): “%(text)s”",
        "This is likely a scam (%(kind)s): “%(text)s”",
    ),
)
"""Sentences with something filled in: why a card is due, and what speaks against asking."""

REFUSALS: Final = (
    _("There is nobody of that number here."),
    _("There is nobody of that number here any more."),
    _("That text is not here any more."),
    _("Choose the ZIP that LinkedIn sent you, then press Import."),
    _("There is no such page."),
    _("Method Not Allowed"),
)
"""Sentences of other rooms that say no and name nothing."""
