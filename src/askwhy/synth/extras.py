"""The members of an export that a reader must leave alone, written with fictional content."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from askwhy.synth.formats import MESSAGES_2023, utc_stamp
from askwhy.synth.phrases import COACH

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from askwhy.synth.world import Person

COACH_FILES = (
    "guide_messages.csv",
    "learning_coach_messages.csv",
    "learning_role_play_messages.csv",
    "coach_messages.csv",
)
PROFILE = (
    "First Name", "Last Name", "Maiden Name", "Address", "Birth Date", "Headline", "Summary",
    "Industry", "Zip Code", "Geo Location", "Twitter Handles", "Websites", "Instant Messengers",
)  # fmt: skip


def _write(path: Path, *rows: tuple[str, ...]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def write_extras(target: Path, owner: Person, exported: datetime) -> None:
    """Write the owner's profile, third parties' address books, bots' talk and other members."""
    headline = 'Recruitment consultant, "people first"'
    _write(
        target / "Profile.csv",
        PROFILE,
        (owner.given, owner.family, "", "", "", headline, *[""] * (len(PROFILE) - 6)),
    )
    _write(
        target / "ImportedContacts.csv",
        ("FirstName", "LastName", "Companies", "Title", "Emails", "PhoneNumbers", "CreatedAt"),
        ("Third", "Party", "", "", "third.party@example.org", "+00 000 000", "1/2/20, 3:04 AM"),
    )
    _write(target / "PhoneNumbers.csv", ("Extension", "Number", "Type"), ("", "+00 000", "Home"))
    _write(target / "Rich_Media.csv", ("Date/Time", "Media Description", "Media Link"))
    _write(target / "Company Follows.csv", ("Organization", "Followed On"), ("Nebelwerk GmbH", ""))
    _write(target / "Comments_12.csv", ("Date", "Link", "Message"))
    _write(target / "Jobs" / "Job Applications.csv", ("Application Date", "Company Name"))
    for number, name in enumerate(COACH_FILES):
        row = dict.fromkeys(MESSAGES_2023, "") | {
            "CONVERSATION ID": f"coach-{number}",
            "FROM": "Coach",
            "TO": owner.name,
            "DATE": utc_stamp(exported),
            "CONTENT": COACH,
            "FOLDER": "INBOX",
        }
        _write(target / name, MESSAGES_2023, tuple(row[column] for column in MESSAGES_2023))
