"""Rows of messages.csv to messages. This is the hot path: a million rows is an ordinary file.

Whom a row names depends on four strings that recur from row to row, so it is kept for the
latest of them; a message costs little beyond the csv module's own work.
"""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from askwhy.errors import YourFile
from askwhy.facts import LeftOut, Message, Party
from askwhy.networks.linkedin.clock import DAY, SECOND, YEARS, NoDate, message_time
from askwhy.networks.linkedin.people import read_party
from askwhy.networks.linkedin.recipients import read_recipients
from askwhy.networks.linkedin.rows import clean_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from askwhy.networks.linkedin.recipients import Directory
    from askwhy.networks.linkedin.tolerance import Tolerance
    from askwhy.networks.tables import Table

ADVERT = '<p class="spinmail-quill-editor'
ADVERT_TITLE = "Sponsored Conversation"
KEPT = 1 << 14
"""Of how many senders with their recipients the parties are kept."""
FIRST, LAST = datetime(YEARS.start, 1, 1, tzinfo=UTC), datetime(YEARS.stop, 1, 1, tzinfo=UTC)

Four = tuple[str, str, str, str]
People = tuple[Party, tuple[Party, ...]]


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
        self.oldest, self.newest = LAST, FIRST
        self.lost_times = False

    def read(self) -> Iterator[Message | LeftOut | YourFile]:
        """Yield a message, a row left out or an unreadable place for each row."""
        while True:
            try:
                yield from self._read_on()
            except csv.Error as problem:
                yield from self._tolerance.note(self._table.broken(problem))
            else:
                yield from self._tolerance.rest()
                return

    def _read_on(self) -> Iterator[Message | LeftOut | YourFile]:  # noqa: PLR0912
        """Read until the end, or until the csv module gives a row up.

        Long for its speed: a call a row would cost a tenth of the whole reading.
        """
        width, pick, is_short = self._table.width, self._table.pick, self._table.is_short
        kept: dict[Four, People] = {}
        read_iso = datetime.fromisoformat
        oldest, newest = self.oldest, self.newest
        try:
            for row in self._table.reader:
                if len(row) != width:
                    fitted = self._fit(row)
                    if not isinstance(fitted, list):
                        yield from fitted
                        continue
                    row[:] = fitted
                elif is_short:
                    row.append("")
                (
                    conversation, title, sender, url, to, urls, date, text, folder, draft,
                    unsent, _,
                ) = pick(row)  # fmt: skip
                if (
                    (folder and folder != "INBOX")
                    or (draft and draft != "No")
                    or (unsent and unsent != "No")
                    or title == ADVERT_TITLE
                    or text[:1] == "<"
                ) and (reason := _why_left_out(title, text, folder, draft, unsent)):
                    yield LeftOut(self._table.file, reason)
                    continue
                try:
                    if len(date) == 23 and date[19:] == " UTC":
                        sent_at, precision = read_iso(date[:19] + "+00:00"), SECOND
                    else:
                        sent_at, precision = self._read_odd(date)
                    if not oldest <= sent_at <= newest:
                        oldest, newest = _widen(oldest, newest, sent_at)
                except ValueError as problem:
                    yield from self._bad(row, problem)
                    continue
                people = kept.get((sender, url, to, urls))
                if people is None:
                    people, is_lasting = self._read_people(pick(row), date)
                    if is_lasting:
                        if len(kept) >= KEPT:
                            kept.clear()
                        kept[sender, url, to, urls] = people
                if "&" in text or "\r" in text:
                    text = clean_text(text)
                party, recipients = people
                yield Message(conversation, party, recipients, sent_at, text, precision)
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

    def _read_people(self, row: tuple[str, ...], date: str) -> tuple[People, bool]:
        """Sender and recipients, and whether they hold for other conversations as well."""
        conversation, _, name, url, to, urls, *_ = row
        sender = read_party(name, url)
        unknown = Party(apart=conversation or f"message {date}")
        self._directory.note(sender)
        recipients = [
            read_party(*named) or unknown for named in read_recipients(to, urls, self._directory)
        ]
        self._tolerance.is_met = True
        others = dict.fromkeys(one for one in recipients if not is_same(one, sender or unknown))
        return (sender or unknown, tuple(others)), sender is not None and unknown not in others

    def _bad(self, row: list[str], problem: ValueError) -> Iterator[YourFile]:
        said = str(problem) if isinstance(problem, NoDate) else "its date is no date"
        line = self._table.line_of(row)
        yield from self._tolerance.note(YourFile(self._table.file, line, f"{said}."))


def is_same(one: Party, other: Party) -> bool:
    """Whether two parties of a row are one, by handle or else by name."""
    if one.handle and other.handle:
        return one.handle == other.handle
    return (one.name, one.apart) == (other.name, other.apart)


def _widen(oldest: datetime, newest: datetime, at: datetime) -> tuple[datetime, datetime]:
    if not FIRST <= at < LAST:
        raise NoDate(f"{at:%Y-%m-%d} lies outside the time of LinkedIn")
    return min(oldest, at), max(newest, at)


def _why_left_out(title: str, text: str, folder: str, draft: str, unsent: str) -> str:
    """The rule by which a row is no message, or nothing."""
    if draft.strip().lower() == "yes" or unsent.strip().lower() == "yes":
        return "a draft"
    if title.strip() == ADVERT_TITLE or text.startswith(ADVERT):
        return "sponsored"
    if folder.strip().upper() == "SPAM":
        return "spam folder"
    return ""
