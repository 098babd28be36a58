"""The owner's own entries: a CSV with the columns Contact, Question, Answer and, maybe, Noted At.

One line is one answer about one contact. Any spreadsheet program may have saved it.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from askwhy.errors import YourFile
from askwhy.facts import Check, Entry, Generation, LeftOut
from askwhy.networks.sheet.contacts import read_contact
from askwhy.networks.sheet.questions import NoAnswer, read_answer
from askwhy.networks.tables import Layout, Lines, Table, find_header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

READER_VERSION = 1
"""Raised whenever the same bytes give other facts."""
LAYOUT = Layout(
    "the sheet",
    fields=("Contact", "Question", "Answer", "Noted At"),
    required=frozenset({"Contact", "Question", "Answer"}),
    idle=frozenset({"Name", "What To Answer"}),
)
_DEFUSED = re.compile(r"'(?=[=+\-@\t\r])")
"""The apostrophe by which a cell is kept from being a formula."""


class SheetUnreadable(YourFile):
    """The sheet cannot be opened."""

    remedy = "Check that the file exists and that you may read it."


class SheetSource:
    """One sheet. It speaks for no network of its own: its contacts are those of the account.

    Answers without a date of their own were noted at `noted_at`, by default when the file was
    last changed.
    """

    network = ""

    def __init__(self, path: Path, noted_at: datetime | None = None) -> None:
        self.name = path.name
        self._path = path
        self._noted_at = noted_at

    def digest(self) -> str:
        """A SHA-256 over the content and the time that its undated answers get."""
        hashed = hashlib.sha256(f"sheet, reader {READER_VERSION}, {self._time()}".encode())
        with _told(self.name):
            hashed.update(self._path.read_bytes())
        return hashed.hexdigest()

    def read(
        self, *, progress: Callable[[int, int], None] | None = None
    ) -> Iterator[Entry | Generation | LeftOut | Check | YourFile]:
        """Tell one entry a row; rows without an answer are left out, bad ones are told.

        Raises UnknownHeader or SheetUnreadable.
        """
        with _told(self.name):
            size = self._path.stat().st_size
        noted_at = self._time()
        with _told(self.name), self._path.open("rb", buffering=0) as stream:
            done = None if progress is None else lambda consumed: progress(consumed, size)
            table = Table(Lines(stream, self.name, done), LAYOUT)
            yield Generation("the owner's sheet", (self.name,))
            answers: dict[tuple[object, str, datetime], str] = {}
            for row in table.rows():
                if isinstance(row, YourFile):
                    yield row
                    continue
                told = self._read_row(row, noted_at, table)
                if isinstance(told, Entry):
                    key = (told.party, told.question, told.noted_at)
                    if answers.setdefault(key, told.answer) != told.answer:
                        told = self._bad(table, "another answer to the same question stands above")
                yield told
            if table.lines.is_mended:
                said = f"{self.name} was not saved as UTF-8: letters in names may be wrong."
                yield Check("readable letters", passed=False, sentence=said)

    def _read_row(
        self, row: tuple[str, ...], noted_at: datetime, table: Table
    ) -> Entry | LeftOut | YourFile:
        contact, question, answer, date = (_DEFUSED.sub("", cell, count=1) for cell in row)
        if not answer.strip():
            return LeftOut(self.name, "no answer noted")
        party = read_contact(contact)
        if party is None:
            return self._bad(table, f'"{contact[:60]}" names nobody')
        try:
            asked, said = read_answer(question, answer)
            at = _read_time(date) if date.strip() else noted_at
        except NoAnswer as problem:
            return self._bad(table, str(problem))
        return Entry(party, asked, said, at)

    def _bad(self, table: Table, reason: str) -> YourFile:
        return YourFile(self.name, table.line, f"{reason}.", "The row is left out.")

    def _time(self) -> datetime:
        if self._noted_at is not None:
            return self._noted_at
        with _told(self.name):
            return datetime.fromtimestamp(int(self._path.stat().st_mtime), UTC)


def is_sheet(path: Path) -> bool:
    """Whether a file has a sheet's columns; false for anything that cannot be read."""
    if not path.is_file():
        return False
    try:
        with path.open("rb", buffering=0) as stream:
            return find_header(Lines(stream, path.name).sample, (LAYOUT,)) is not None
    except OSError:
        return False


def _read_time(text: str) -> datetime:
    """An ISO date or time, UTC unless it says otherwise. Raises NoAnswer."""
    try:
        at = datetime.fromisoformat(text.strip())
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise NoAnswer(f'"{text[:40]}" is no date like 2026-10-31') from None


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Tell the operating system's refusals as ours."""
    try:
        yield
    except OSError as problem:
        raise SheetUnreadable(name, None, f"{problem.strerror or 'no access'}.") from problem
