"""The owner's own entries: a sheet of the window's contacts, to fill in and import again."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from askwhy.app.counting import courses
from askwhy.protocol import Definitions
from askwhy.report.csvfile import defused

if TYPE_CHECKING:
    from pathlib import Path

    import sqlalchemy as sa

    from askwhy.app.counting import Ground

QUESTIONS = ("known", "contact of contacts", "gender")
OF_ANSWERS = ("tone", "reason", "scam")


def write_sheet(connection: sa.Connection, account_id: int, ground: Ground, path: Path) -> int:
    """Write one line a contact and question; return how many contacts there are."""
    contacts = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(("Contact", "Name", "Question", "Answer"))
        for history, course in courses(connection, account_id, ground, Definitions()):
            if course is None:
                continue
            contacts += 1
            wrote = course.wrote_at is not None
            for question in QUESTIONS + (OF_ANSWERS if wrote else ()):
                contact = history.contact.partition(":")[2]
                line = (contact, history.name, question, history.entry(question))
                sheet.writerow([defused(cell) for cell in line])
    return contacts
