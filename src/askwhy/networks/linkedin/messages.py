"""Rows of messages.csv to messages. This is the hot path: a million rows is an ordinary file.

Whom a row names depends on strings that recur within a conversation, so it is worked out once
for each; a message costs little beyond the csv module's own work.
"""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, NoReturn

from askwhy.errors import YourFile
from askwhy.facts import LeftOut, Message, Party
from askwhy.networks.linkedin.clock import DAY, SECOND, YEARS, NoDate, message_time
from askwhy.networks.linkedin.people import NAMELESS, read_party
from askwhy.networks.linkedin.recipients import read_recipients
from askwhy.networks.linkedin.rows import clean_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from askwhy.networks.linkedin.recipients import Directory
    from askwhy.networks.linkedin.tolerance import Tolerance
    from askwhy.networks.tables import Table

ADVERT = '<p class="spinmail-quill-editor'
ADVERT_TITLE = "Sponsored Conversation"
KEPT = 1 << 8
"""Of how many senders with their recipients in a conversation the parties are kept."""
FIRST, LAST = datetime(YEARS.start, 1, 1, tzinfo=UTC), datetime(YEARS.stop, 1, 1, tzinfo=UTC)

People = tuple[Party, tuple[Party, ...], str]
"""The sender, the recipients, and the sender's address as it is written."""


Met = tuple[list[str], str, str, People]
"""The first part of a record, its conversation and title, and whom it names."""


class MessageReader:
    """Reads one table of messages. After it, `oldest` and `newest` bound what was seen.

    `day_order` finds out whether the file's slashed dates put the day first; asked if needed.
    `lost_times` becomes true where a date without a time of day was met.
    """

    def __init__(
        self,
        table: Table,
        directory: Directory,
        tolerance: Tolerance,
        day_order: Callable[[], bool | None],
    ) -> None:
        self._table = table
        self._directory = directory
        self._tolerance = tolerance
        self._find_day_order = day_order
        self._day_first: bool | None = None
        self._asked_order = False
        self._is_done = False
        self.oldest, self.newest = LAST, FIRST
        self.lost_times = False

    def read(self) -> Iterator[Message | LeftOut | YourFile]:
        """Yield a message, a row left out or an unreadable place for each row."""
        return chain.from_iterable(self._stretches())

    def _stretches(self) -> Iterator[Iterable[Message | LeftOut | YourFile]]:
        while not self._is_done:
            yield self._read_on()
        yield self._tolerance.rest()

    def _read_on(self) -> Iterator[Message | LeftOut | YourFile]:  # noqa: PLR0912, PLR0915
        """Read until the end, or until the csv module gives a row up.

        Long for its speed: a call a row, such as a named tuple's own constructor, would cost a
        tenth of the whole reading.
        """
        table, pick = self._table, self._table.pick
        width = table.width
        is_usual = table.is_in_order and width == 13
        is_short = table.is_short and not is_usual
        no_draft = "No" if "IS MESSAGE DRAFT" in table.fields else ""
        no_plan = "No" if "IS CONVERSATION DRAFT" in table.fields else ""
        here, kept = None, dict[tuple[str, str], People]()
        met = dict[int, Met]()
        read_iso, new = datetime.fromisoformat, tuple.__new__
        oldest, newest = self.oldest, self.newest
        try:
            for first, rest in table.records.parts():
                again = met.get(id(first))
                if again is not None and again[0] is first:
                    _, conversation, title, people = again
                    date, _, text, folder, _, draft, plan = rest
                else:
                    row, people = first + rest, None
                    if len(row) != width:
                        fitted = self._fit(row)
                        if not isinstance(fitted, list):
                            yield from fitted
                            continue
                        row = fitted
                    if is_short:
                        row.append("")
                    (
                        conversation, title, sender, url, to, urls, date, _, text, folder, _, draft,
                        plan,
                    ) = row if is_usual else pick(row)[:13]  # fmt: skip
                if (
                    folder != "INBOX" or draft != no_draft or plan != no_plan or title
                    or text[:1] == "<"
                ) and (reason := _why_left_out(title, text, folder, draft, plan)):  # fmt: skip
                    yield LeftOut(table.file, reason)
                    continue
                try:
                    if date[19:] == " UTC":
                        sent_at, precision = read_iso(date[:19] + "+00:00"), SECOND
                    else:
                        sent_at, precision = self._read_odd(date)
                    if sent_at < oldest:
                        oldest = sent_at if sent_at >= FIRST else _refuse(sent_at)
                    if sent_at > newest:
                        newest = sent_at if sent_at < LAST else _refuse(sent_at)
                except ValueError as problem:
                    yield from self._bad(first + rest, problem)
                    continue
                if people is None:
                    if conversation != here:
                        here, kept = conversation, {}
                        met.clear()
                    people = kept.get((sender, urls or to))
                    if people is None or people[2] != url:
                        people = self._read_people(conversation, sender, url, to, urls, date)
                        if len(kept) < KEPT and (conversation or _are_named(people)):
                            kept[sender, urls or to] = people
                    if is_usual and first and conversation and len(met) < KEPT:
                        met[id(first)] = first, conversation, title, people
                if "&" in text or "\r" in text:
                    text = clean_text(text)
                party, recipients, _ = people
                yield new(Message, (conversation, party, recipients, sent_at, text, precision))
            self._is_done = True
        except csv.Error as problem:
            yield from self._tolerance.note(table.broken(problem))
        finally:
            self.oldest, self.newest = oldest, newest

    def _fit(self, row: list[str]) -> list[str] | tuple[YourFile, ...]:
        """A row of another width mended, or what to say about it; nothing for an empty one."""
        if not any(row):
            return ()
        fitted = self._table.fit(row)
        return fitted if isinstance(fitted, list) else tuple(self._tolerance.note(fitted))

    def _read_odd(self, date: str) -> tuple[datetime, int]:
        """Read a date that an older generation or a spreadsheet wrote. Raises NoDate."""
        try:
            sent_at, precision = message_time(date, self._day_first)
        except NoDate:
            if self._asked_order:
                raise
            self._asked_order, self._day_first = True, self._find_day_order()
            sent_at, precision = message_time(date, self._day_first)
        self.lost_times = self.lost_times or precision == DAY
        return sent_at, precision

    def _read_people(
        self, conversation: str, name: str, url: str, to: str, urls: str, date: str
    ) -> People:
        """Sender and recipients; the nameless are one unknown person for each conversation."""
        self._tolerance.is_met = True
        sender = read_party(name, url)
        if sender is not None and urls and "," not in urls and NAMELESS not in to:
            only = read_party(to, urls)
            if only is not None and not is_same(only, sender):
                return sender, (only,), url
        unknown = Party(apart=conversation or f"message {date}")
        recipients = [
            read_party(*one) or unknown for one in read_recipients(to, urls, self._directory)
        ]
        others = dict.fromkeys(one for one in recipients if not is_same(one, sender or unknown))
        return sender or unknown, tuple(others), url

    def _bad(self, row: list[str], problem: ValueError) -> Iterator[YourFile]:
        said = str(problem) if isinstance(problem, NoDate) else "its date is no date"
        line = self._table.line_of(row)
        yield from self._tolerance.note(
            YourFile(self._table.file, line, f"{said}.", "The row is left out.")
        )


def is_same(one: Party, other: Party) -> bool:
    """Whether two parties of a row are one, by handle or else by name."""
    if one.handle and other.handle:
        return one.handle == other.handle
    return (one.name, one.apart) == (other.name, other.apart)


def _are_named(people: People) -> bool:
    """Whether all of them are the same persons in any conversation."""
    sender, recipients, _ = people
    return not any(one.apart for one in (sender, *recipients))


def _refuse(at: datetime) -> NoReturn:
    raise NoDate(f"{at:%Y-%m-%d} lies outside the time of LinkedIn")


def _why_left_out(title: str, text: str, folder: str, draft: str, unsent: str) -> str:
    """The rule by which a row is no message, or nothing."""
    if draft.strip().lower() == "yes" or unsent.strip().lower() == "yes":
        return "a draft"
    if title.strip() == ADVERT_TITLE or text.startswith(ADVERT):
        return "sponsored"
    if folder.strip().upper() == "SPAM":
        return "spam folder"
    return ""
