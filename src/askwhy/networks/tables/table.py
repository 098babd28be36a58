"""A table whose header is found by the names in it, wherever and between whatever it stands."""

from __future__ import annotations

import csv
import io
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from askwhy.errors import YourFile
from askwhy.networks.tables.records import FIELD_LIMIT, Records

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from askwhy.networks.tables.layouts import Layout
    from askwhy.networks.tables.lines import Lines

HEADER_WITHIN = 20
"""A header stands within this many rows of the beginning, or there is none."""
DELIMITERS = (",", "\t", ";")


class UnknownHeader(YourFile):
    """No row near the beginning names the columns that the table must have."""

    remedy = (
        "Only exports in English are known so far: set the account's language to English and "
        "ask for the export again."
    )


class Table:
    """A table whose header was found; `records` go on at the first row beneath it.

    `unknown` are the columns that the layout does not name. `pick` takes a row's fields in the
    layout's order; where `is_short`, a row wants "" appended first, for columns that are absent.
    Where `is_in_order`, the header's columns are the layout's first, and want no picking.
    """

    def __init__(self, lines: Lines, layout: Layout) -> None:
        self.lines = lines
        self.file = lines.file
        self.layout = layout
        found = find_header(lines.sample, (layout,))
        if found is None:
            raise UnknownHeader(lines.file, None, _what_is_there(lines.sample, layout))
        self.delimiter, skipped, self.header, _ = found
        self.width = len(self.header)
        self.records = Records(lines, self.delimiter, self.width)
        if self._header_again(skipped) != self.header:
            raise UnknownHeader(lines.file, None, "a quotation mark is open in its header.")
        self._row: list[str] = []
        places = {layout.field_of(cell): place for place, cell in enumerate(self.header)}
        self.fields = frozenset(places) & frozenset(layout.fields)
        self._least = 1 + max(places[field] for field in layout.required)
        self.unknown = tuple(cell for cell in self.header if cell and not layout.field_of(cell))
        self.is_in_order = layout.fields[: self.width] == self.header
        self.is_short = len(self.fields) < len(layout.fields)
        self.pick = itemgetter(*(places.get(field, self.width) for field in layout.fields))

    def _header_again(self, skipped: int) -> tuple[str, ...]:
        """The header as it stands in the whole file, of which only the beginning was seen."""
        try:
            *_, header = islice(self.records, skipped + 1)
        except csv.Error:
            return ()
        return tuple(header)

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
        return self.records.line - breaks

    @property
    def line(self) -> int:
        """The physical line on which the latest row of `rows` begins."""
        return self.line_of(self._row)

    def rows(self) -> Iterator[tuple[str, ...] | YourFile]:
        """Yield the fields of each row in the layout's order; unreadable rows as values."""
        while True:
            try:
                for row in self.records:
                    self._row = row
                    if not any(row):
                        continue
                    fitted = row if len(row) == self.width else self.fit(row)
                    yield fitted if isinstance(fitted, YourFile) else self.pick([*fitted, ""])
            except csv.Error as problem:
                yield self.broken(problem)
            else:
                return

    def fit(self, row: list[str]) -> list[str] | YourFile:
        """Mend a row of another width, where a spreadsheet dropped or added empty cells."""
        if self.is_foreign_dialect:
            if self._least <= len(row) < self.width:
                return row + [""] * (self.width - len(row))
            if len(row) > self.width and not any(row[self.width :]):
                return row[: self.width]
        lines = self.records.line - self.line_of(row) + 1
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
            self.records.line,
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
