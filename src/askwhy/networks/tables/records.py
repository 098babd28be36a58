"""The records of a CSV, as the csv module reads them, most of them at a third of its cost.

A line that begins a record and has either no quotation mark, or just those around each of its
fields, is cut at the delimiters; that is all the csv module would do. Every other record goes
through the csv module itself. Of a conversation's records each begins like one of the last two,
and then only the other half is cut.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FIELD_LIMIT = 1 << 20
NO_LINE = "\n\n"
"""What no line begins with."""


class Records:
    """Iterates over records. After a csv.Error another iteration goes on behind the bad place.

    `width` is the number of columns expected; records of any width are given.
    """

    def __init__(self, lines: Iterable[str], delimiter: str, width: int) -> None:
        csv.field_size_limit(FIELD_LIMIT)
        self._lines = iter(lines)
        self._delimiter = delimiter
        self._marks = 2 * width
        self._cut = 0
        self._held = ""
        self._reader = csv.reader(self._feed(), delimiter=delimiter)

    @property
    def line(self) -> int:
        """The physical line on which the latest record ended, from 1."""
        return self._cut + self._reader.line_num

    def __iter__(self) -> Iterator[list[str]]:
        """Yield each record's fields; none for an empty line. Raises csv.Error."""
        for first, rest in self.parts():
            yield first + rest

    def parts(self) -> Iterator[tuple[list[str], list[str]]]:
        """Yield each record in two parts, of which the first may be empty. Raises csv.Error.

        A first part that is the same object as before holds the same fields, and is followed by
        all others that are due. Nobody may change it.
        """
        marks, comma, between = self._marks, self._delimiter, f'"{self._delimiter}"'
        width = marks // 2
        half = width // 2
        left, left_marks = width - half, marks - 2 * half - 1
        near, known = NO_LINE, list[str]()
        far, other = near, known
        nothing = list[str]()
        for line in self._lines:
            is_known = line.startswith(near)
            if not is_known:
                near, known, far, other = far, other, near, known
                is_known = line.startswith(near)
            if is_known:
                rest = line[len(near) :]
                if rest.count('"') == left_marks and rest[-2:] == '"\n':
                    record = rest[:-2].split(between)
                    if len(record) == left:
                        self._cut += 1
                        yield known, record
                        continue
            found = line.count('"')
            if found == marks and line[0] == '"' and line[-2:] == '"\n':
                record = line[1:-2].split(between)
                if len(record) == width:
                    self._cut += 1
                    known = record[:half]
                    near = f'"{between.join(known)}{between}'
                    yield known, record[half:]
                    continue
            elif not found and line[0] not in "\r\n":
                self._cut += 1
                yield nothing, line.rstrip("\r\n").split(comma)
                continue
            self._held = line
            yield nothing, next(self._reader)

    def _feed(self) -> Iterator[str]:
        """Give the csv module the line held back, then as many more as it asks for."""
        while True:
            line, self._held = self._held or next(self._lines, ""), ""
            if not line:
                return
            yield line
