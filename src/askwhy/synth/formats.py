"""The generations of the export: which columns, which dates, which quirks, and since when.

Where no archive of a generation was ever seen with some feature, the choice made here is named
in the generation's comment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import datetime

PACIFIC = ZoneInfo("America/Los_Angeles")
CONSTANT_URL = "https://www.linkedin.com/in"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NARROW_SPACE = "\u202f"

Identity = Literal["name", "urn", "constant", "url"]

CONNECTIONS_OLD = (
    "First Name",
    "Last Name",
    "Email Address",
    "Company",
    "Position",
    "Connected On",
)
CONNECTIONS_NEW = (*CONNECTIONS_OLD[:2], "URL", *CONNECTIONS_OLD[2:])
INVITATIONS = ("From", "To", "Sent At", "Message", "Direction")
INVITATION_URNS = (*INVITATIONS, "inviterProfileUrn", "inviteeProfileUrn")
INVITATION_URLS = (*INVITATIONS, "inviterProfileUrl", "inviteeProfileUrl")
MESSAGES_2018 = ("From", "To", "Date", "Subject", "Content", "Direction", "Folder")
MESSAGES_2020 = tuple(column.upper() for column in MESSAGES_2018)
MESSAGES_2021 = (
    "CONVERSATION ID", "CONVERSATION TITLE", "FROM", "SENDER PROFILE URL", "TO", "DATE",
    "SUBJECT", "CONTENT", "FOLDER",
)  # fmt: skip
MESSAGES_2023 = (*MESSAGES_2021[:5], "RECIPIENT PROFILE URLS", *MESSAGES_2021[5:])
MESSAGES_2024 = (*MESSAGES_2023, "ATTACHMENTS", "IS MESSAGE DRAFT")
MESSAGES_2026 = (*MESSAGES_2024, "IS CONVERSATION DRAFT")


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation's columns and habits."""

    name: str
    connections: tuple[str, ...]
    invitations: tuple[str, ...]
    messages: tuple[str, ...]
    identity: Identity
    preamble: bool = True
    entities: bool = False
    quoted: bool = False
    old_dates: bool = False

    @property
    def drafts(self) -> bool:
        """Whether drafts can be told apart, and so are written at all."""
        return "IS MESSAGE DRAFT" in self.messages


GENERATIONS = {
    generation.name: generation
    for generation in (
        # Dates of Connections.csv and messages are taken to be UTC here too, whatever their form.
        Generation(
            "2018", CONNECTIONS_OLD, INVITATIONS, MESSAGES_2018, "name",
            preamble=False, old_dates=True,
        ),
        Generation("2020", CONNECTIONS_OLD, INVITATIONS, MESSAGES_2020, "name", preamble=False),
        Generation("2021", CONNECTIONS_OLD, INVITATIONS, MESSAGES_2021, "name", entities=True),
        Generation(
            "2023-06", CONNECTIONS_NEW, INVITATION_URNS, MESSAGES_2023, "urn", entities=True
        ),
        Generation("2023-12", CONNECTIONS_NEW, INVITATION_URLS, MESSAGES_2023, "constant"),
        Generation("2024", CONNECTIONS_NEW, INVITATION_URLS, MESSAGES_2024, "url"),
        Generation("2026", CONNECTIONS_NEW, INVITATION_URLS, MESSAGES_2026, "url", quoted=True),
    )
}  # fmt: skip


def day_month_year(at: datetime) -> str:
    """Write a UTC date as `07 Jun 2026`."""
    return f"{at.day:02d} {MONTHS[at.month - 1]} {at.year}"


def clock(at: datetime, space: str = " ") -> str:
    """Write the wall clock of `at`, in its own zone, as `4/5/21, 3:20 PM`."""
    half = "AM" if at.hour < 12 else "PM"
    date = f"{at.month}/{at.day}/{at.year % 100:02d}"
    return f"{date}, {at.hour % 12 or 12}:{at.minute:02d}{space}{half}"


def pacific_clock(at: datetime, space: str = " ") -> str:
    """Write an instant as the Pacific wall clock that `Sent At` holds."""
    return clock(at.astimezone(PACIFIC), space)


def utc_stamp(at: datetime) -> str:
    """Write a UTC instant as `2021-04-05 15:20:07 UTC`."""
    return f"{str(at)[:19]} UTC"


def spreadsheet_date(at: datetime) -> str:
    """Write a date as a spreadsheet re-saves it: `4-Apr-21`, the time lost."""
    return f"{at.day}-{MONTHS[at.month - 1]}-{at.year % 100:02d}"
