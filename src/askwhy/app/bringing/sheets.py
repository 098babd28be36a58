"""The owner's own entries: a sheet of the window's contacts, to fill in and import again."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from askwhy.app.accounts import called, marks
from askwhy.app.counting import courses
from askwhy.networks.sheet.questions import CHOICES
from askwhy.protocol import Definitions
from askwhy.report.csvfile import defused
from askwhy.store import reading

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    import sqlalchemy as sa

    from askwhy.app.counting import Ground
    from askwhy.facts import Party
    from askwhy.history import Course, History

COLUMNS = ("Contact", "Name", "Question", "Answer", "What To Answer")
QUESTIONS = ("known", "contact of contacts", "gender", "sphere")
OF_ANSWERS = ("tone", "reason", "scam")
HINTS = {question: " / ".join(choices) for question, choices in CHOICES.items()} | {
    "sphere": "your own grouping by language or country, as in: French",
    "tone": "your own words, as in: ill at ease",
    "reason": "your own words, as in: network only",
    "scam": "none, or which kind",
}
NOBODY = "unknown:"
"""Begins the key of a contact whom no source names: nothing can be noted about them."""


def write_sheet(connection: sa.Connection, account_id: int, ground: Ground, path: Path) -> int:
    """Write one line a contact and question; return how many contacts there are.

    Raises FileExistsError rather than write over a sheet that may have been filled in.
    """
    contacts = 0
    with path.open("x", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(COLUMNS)
        for history, course in courses(connection, account_id, ground, Definitions()):
            if course is not None and not history.contact.startswith(NOBODY):
                contacts += 1
                sheet.writerows(_lines(history, course))
    return contacts


def _lines(history: History, course: Course) -> Iterator[list[str]]:
    wrote = course.wrote_at is not None
    kind, _, bare = history.contact.partition(":")
    contact = history.contact if kind == "name" and " " not in bare else bare
    for question in QUESTIONS + (OF_ANSWERS if wrote else ()):
        line = (contact, history.name, question, history.entry(question), HINTS[question])
        yield [defused(cell) for cell in line]


def find_nobodies(
    connection: sa.Connection, account_id: int, noted: Collection[Party]
) -> list[str]:
    """What the sheet calls those of its people who are no contact of the account."""
    known: set[str] = set()
    for history in reading.histories(connection, account_id):
        known.add(history.contact)
        if history.contact.startswith("name:"):
            known.add(history.contact.rpartition("@")[0])
        known |= marks(one.party for one in history.requests)
        known |= marks(one.party for one in history.connections if one.party is not None)
    return sorted(called([party]) for party in noted if not known & marks([party]))
