"""Tables in people's text files: any usual encoding and delimiter, a header found by its names.

A table is read as a stream; memory does not grow with the file. Rows keep their physical line,
so that an unreadable one can be pointed at.
"""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Protocol

from askwhy.errors import YourFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

BLOCK = 1 << 16
FIELD_LIMIT = 1 << 20
LINE_LIMIT = 1 << 22
HEADER_WITHIN = 20
"""A header stands within this many rows of the beginning, or there is none."""
DELIMITERS = (",", "\t", ";")


class LineTooLong(YourFile):
    """A line that no export has: what follows cannot be told apart from noise."""

    remedy = "The file is damaged, or it is no table. Ask for the export again."


class UnknownHeader(YourFile):
    """No row near the beginning names the columns that the table must have."""

    remedy = (
        "Only exports in English are known so far: set the account's language to English and "
        "ask for the export again."
    )


class Bytes(Protocol):
    """What gives bytes, in pieces."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes; none at the end."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns that a table may have, as its maker writes them; compared by `fold_header`.

    `fields` are read, and picked in this order; of them `required` must be there. `idle`
    columns are known and not read. `aliases` are other spellings: (spelling, field).
    """

    name: str
    fields: tuple[str, ...]
    required: frozenset[str]
    idle: frozenset[str] = frozenset()
    aliases: tuple[tuple[str, str], ...] = ()

    def field_of(self, header: str) -> str:
        """The field or idle column that a header names, else nothing."""
        return _spellings(self).get(fold_header(header), "")

    def is_met_by(self, row: Iterable[str]) -> bool:
        """Whether a row is a header of such a table."""
        return self.required <= {self.field_of(cell) for cell in row}


@lru_cache(maxsize=64)
def _spellings(layout: Layout) -> dict[str, str]:
    own = {fold_header(field): field for field in (*layout.idle, *layout.fields)}
    return own | {fold_header(spelling): field for spelling, field in layout.aliases}


def fold_header(header: str) -> str:
    """Only the letters of a column's or file's name, lower-cased."""
    return re.sub(r"[\W\d_]+", "", header.lower())


class Lines:
    """The lines of a file, decoded block by block, and what was noticed on the way.

    `encoding` is "utf-8" or one of UTF-16; `has_bom` and `has_crlf` tell of the first block;
    `is_mended` becomes true when bytes were no UTF-8 and were read as Windows-1252.
    """

    def __init__(
        self, stream: Bytes, file: str, on_bytes: Callable[[int], None] | None = None
    ) -> None:
        self.file = file
        self.is_mended = False
        self._stream = stream
        self._on_bytes = on_bytes
        first = stream.read(BLOCK)
        self.encoding, bom = _encoding(first)
        self.has_bom = bool(bom)
        self._first = first[len(bom) :]
        self._consumed = len(first)
        decode = self._decoder()
        self.sample = decode(self._first, False) or decode(b"", True)
        self.has_crlf = self.sample.partition("\n")[0].endswith("\r")

    def __iter__(self) -> Iterator[str]:
        """Yield each line with its ending; once only."""
        return chain.from_iterable(map(partial(io.StringIO, newline=""), self._blocks()))

    def _blocks(self) -> Iterator[str]:
        """Yield text that ends where a line ends."""
        decode = self._decoder()
        carry, chunk = "", self._first
        while chunk:
            text = carry + decode(chunk, False)
            cut = text.rfind("\n") + 1 or _bare_return(text)
            carry = text[cut:]
            if len(carry) > LINE_LIMIT:
                raise LineTooLong(self.file, None, f"a line is longer than {LINE_LIMIT} letters.")
            if cut:
                yield text[:cut]
            if self._on_bytes is not None:
                self._on_bytes(self._consumed)
            chunk = self._stream.read(BLOCK)
            self._consumed += len(chunk)
        last = carry + decode(b"", True)
        if last:
            yield last
        if self._on_bytes is not None:
            self._on_bytes(self._consumed)

    def _decoder(self) -> Callable[[bytes, bool], str]:
        if self.encoding != "utf-8":
            return getincrementaldecoder(self.encoding)("replace").decode
        held = b""

        def decode(chunk: bytes, final: bool) -> str:
            nonlocal held
            whole = held + chunk
            cut = len(whole) if final else whole.rfind(b"\n") + 1
            if not cut and len(whole) > LINE_LIMIT:
                cut = len(whole)
            held = whole[cut:]
            try:
                text = whole[:cut].decode()
            except UnicodeDecodeError:
                self.is_mended = True
                text = "".join(map(_mend, whole[:cut].splitlines(keepends=True)))
            return text.replace("\0", "\ufffd") if "\0" in text else text

        return decode


def _encoding(first: bytes) -> tuple[str, bytes]:
    """The encoding by its mark, or by the zeros that UTF-16 leaves in plain letters."""
    for bom, encoding in (
        (BOM_UTF8, "utf-8"),
        (BOM_UTF16_LE, "utf-16-le"),
        (BOM_UTF16_BE, "utf-16-be"),
    ):
        if first.startswith(bom):
            return encoding, bom
    head = first[:64]
    if len(head) >= 8 and not any(head[1::2]) and all(head[::2]):
        return "utf-16-le", b""
    if len(head) >= 8 and not any(head[::2]) and all(head[1::2]):
        return "utf-16-be", b""
    return "utf-8", b""


def _mend(line: bytes) -> str:
    """A line as UTF-8, or else as Windows-1252, in which every byte is something."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _bare_return(text: str) -> int:
    """Where to cut a text without a line feed: behind its last carriage return but a final one."""
    return text.rfind("\r", 0, len(text) - 1) + 1


class Table:
    """A table whose header was found; `reader` stands at the first row beneath it.

    `unknown` are the columns that the layout does not name. `pick` takes a row's fields in the
    layout's order; where `is_short`, a row wants "" appended first, for columns that are absent.
    """

    def __init__(self, lines: Lines, layout: Layout) -> None:
        csv.field_size_limit(FIELD_LIMIT)
        self.lines = lines
        self.file = lines.file
        self.layout = layout
        found = find_header(lines.sample, (layout,))
        if found is None:
            raise UnknownHeader(lines.file, None, _what_is_there(lines.sample, layout))
        self.delimiter, skipped, self.header, _ = found
        self.reader = csv.reader(lines, delimiter=self.delimiter)
        for _ in islice(self.reader, skipped + 1):
            pass
        self.width = len(self.header)
        self._row: list[str] = []
        places = {layout.field_of(cell): place for place, cell in enumerate(self.header)}
        self.fields = frozenset(places) & frozenset(layout.fields)
        self._least = 1 + max(places[field] for field in layout.required)
        self.unknown = tuple(cell for cell in self.header if cell and not layout.field_of(cell))
        self.is_short = len(self.fields) < len(layout.fields)
        self.pick = itemgetter(*(places.get(field, self.width) for field in layout.fields))

    @property
    def is_foreign_dialect(self) -> bool:
        """Whether a spreadsheet rather than the network wrote the file, by its bytes."""
        lines = self.lines
        if lines.encoding != "utf-8":
            return False
        return lines.has_bom or lines.has_crlf or lines.is_mended or self.delimiter != ","

    def line_of(self, row: Sequence[str]) -> int:
        """The physical line on which the row just read begins."""
        breaks = sum(cell.count("\n") + cell.replace("\r\n", "").count("\r") for cell in row)
        return self.reader.line_num - breaks

    @property
    def line(self) -> int:
        """The physical line on which the latest row of `rows` begins."""
        return self.line_of(self._row)

    def rows(self) -> Iterator[tuple[str, ...] | YourFile]:
        """Yield the fields of each row in the layout's order; unreadable rows as values."""
        while True:
            try:
                for row in self.reader:
                    self._row = row
                    if len(row) == self.width:
                        row.append("")
                        yield self.pick(row)
                    elif row and any(row):
                        fitted = self.fit(row)
                        yield fitted if isinstance(fitted, YourFile) else self.pick(fitted)
            except csv.Error as problem:
                yield self.broken(problem)
            else:
                return

    def fit(self, row: list[str]) -> list[str] | YourFile:
        """Mend a row of another width, where a spreadsheet dropped or added empty cells."""
        if self.is_foreign_dialect:
            if self._least <= len(row) < self.width:
                return row + [""] * (self.width + 1 - len(row))
            if len(row) > self.width and not any(row[self.width :]):
                return [*row[: self.width], ""]
        lines = self.reader.line_num - self.line_of(row) + 1
        over = f" over {lines} lines" if lines > 1 else ""
        return YourFile(
            self.file,
            self.line_of(row),
            f"a row of {len(row)} columns{over} where {self.width} are due.",
            "A quotation mark may be missing there. The row is left out.",
        )

    def broken(self, problem: csv.Error) -> YourFile:
        """A row that the csv module gives up on: a field beyond the limit."""
        return YourFile(
            self.file,
            self.reader.line_num,
            f"{problem}.",
            "A quotation mark may be missing above. What lies between is left out.",
        )


def find_header(
    sample: str, layouts: Sequence[Layout]
) -> tuple[str, int, tuple[str, ...], Layout] | None:
    """The delimiter, the rows above the header, the header, and the layout that it meets."""
    csv.field_size_limit(FIELD_LIMIT)
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        try:
            for skipped, row in enumerate(islice(reader, HEADER_WITHIN)):
                for layout in layouts:
                    if layout.is_met_by(row):
                        return delimiter, skipped, tuple(row), layout
        except csv.Error:
            continue
    return None


def _what_is_there(sample: str, layout: Layout) -> str:
    wanted = ", ".join(sorted(layout.required))
    first = " ".join(sample[:200].split())[:80]
    return f'no row names the columns of {layout.name} ({wanted}); it begins with "{first}".'
