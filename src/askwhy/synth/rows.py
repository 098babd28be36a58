"""Turns the truth into the rows of the three files, as a generation would write them."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from askwhy.synth.formats import (
    CONSTANT_URL,
    PACIFIC,
    Generation,
    clock,
    day_month_year,
    pacific_clock,
    spreadsheet_date,
    utc_stamp,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from askwhy.synth.world import Acquaintance, Message, Person, Request, Thread

ADVERT_MARK = '<p class="spinmail-quill-editor__spin-break">'


def profile_url(person: Person) -> str:
    """Return the member's address with a percent-encoded slug; a vanished member has none."""
    return f"https://www.linkedin.com/in/{quote(person.slug)}" if person.slug else ""


@dataclass(frozen=True, slots=True)
class Scribe:
    """Writes rows for one owner in one generation; `resaved` loses the times of two files."""

    owner: Person
    generation: Generation
    space: str = " "
    resaved: bool = False

    def connection(self, one: Acquaintance) -> list[str]:
        """Return the row of a connection; a hidden one has only its date."""
        assert one.connected is not None
        person = one.person
        values = {"Connected On": self._connected_on(one.connected)}
        if not one.hidden:
            values |= {
                "First Name": person.given,
                "Last Name": person.family,
                "URL": profile_url(person),
                "Email Address": person.email,
                "Company": person.company,
                "Position": person.position,
            }
        return [values.get(column, "") for column in self.generation.connections]

    def _connected_on(self, at: datetime) -> str:
        if self.resaved:
            return spreadsheet_date(at)
        return clock(at, self.space) if self.generation.old_dates else day_month_year(at)

    def invitation(self, person: Person, request: Request) -> list[str]:
        """Return the row of a request; its note stands on one line."""
        pair = (person, self.owner)
        if request.direction == "outgoing":
            pair = (self.owner, person)
        sent = pacific_clock(request.sent, self.space)
        if self.resaved:
            sent = spreadsheet_date(request.sent.astimezone(PACIFIC))
        note = " ".join(request.note.splitlines())
        row = [pair[0].name, pair[1].name, sent, note, request.direction.upper()]
        match self.generation.identity:
            case "name":
                return row
            case "urn":
                return [*row, *(f"urn:li:member:{one.urn}" for one in pair)]
            case "constant":
                return [*row, CONSTANT_URL, CONSTANT_URL]
            case "url":
                return [*row, *(profile_url(one) for one in pair)]

    def thread(self, thread: Thread) -> Iterator[list[str]]:
        """Yield the rows of a conversation, newest first."""
        generation = self.generation
        addressed: dict[str, dict[str, str]] = {}
        is_draft = all(message.kind == "draft" for message in thread.messages)
        common = {
            "CONVERSATION ID": thread.id,
            "CONVERSATION TITLE": thread.title,
            "SUBJECT": thread.subject,
            "IS CONVERSATION DRAFT": "Yes" if is_draft else "No",
        }
        columns = [column.upper() for column in generation.messages]
        for message in reversed(thread.messages):
            if message.kind == "draft" and not generation.drafts:
                continue
            sender = message.sender
            key = sender.slug or sender.name
            if key not in addressed:
                addressed[key] = common | self._address(thread, sender)
            values = addressed[key] | {
                "DATE": self._date(message.at),
                "CONTENT": self._content(thread, message),
                "ATTACHMENTS": "" if message.text else "https://www.linkedin.com/dms/attached",
                "IS MESSAGE DRAFT": "Yes" if message.kind == "draft" else "No",
            }
            yield [values[column] for column in columns]

    def _address(self, thread: Thread, sender: Person) -> dict[str, str]:
        """Return what depends only on who writes in a thread."""
        is_owner = sender == self.owner
        to = [one for one in (self.owner, *thread.others) if one != sender]
        folder: str = thread.folder
        if self.generation.old_dates:
            folder = "SENT" if is_owner else {"ARCHIVE": "ARCHIVED"}.get(folder, folder)
        return {
            "FROM": sender.name,
            "SENDER PROFILE URL": profile_url(sender),
            "TO": ", ".join(one.name for one in to),
            "RECIPIENT PROFILE URLS": ",".join(filter(None, map(profile_url, to))),
            "DIRECTION": "OUTGOING" if is_owner else "INCOMING",
            "FOLDER": folder,
        }

    def _date(self, at: datetime) -> str:
        return clock(at, self.space) if self.generation.old_dates else utc_stamp(at)

    def _content(self, thread: Thread, message: Message) -> str:
        text = message.text
        has_title = "CONVERSATION TITLE" in self.generation.messages
        if thread.sponsored and not has_title and not text.startswith(ADVERT_MARK):
            text = f"{ADVERT_MARK}{text}</p>"
        if self.generation.entities and not thread.sponsored:
            text = html.escape(text)
        return text if self.generation.quoted else " ".join(text.splitlines())
