"""On which line of a TOML text each of its values stands.

The standard library's reader says what a file means, not where. This one walks over a text that
the other has accepted, so that it need not know what is wrong, only where things begin.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]
"""Keys and places in lists, from the outside in: ("arms", 0, "weight")."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_QUOTED = re.compile(
    r"\"\"\"(?:\\.|[^\\])*?\"{3,5}(?!\")"
    r"|'''(?:.)*?'{3,5}(?!')"
    r"|\"(?:\\.|[^\"\\\n])*\""
    r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]+")


def lines_of(text: str) -> dict[Path, int]:
    """The line, counted from 1, of every table, key and list element of a valid TOML text."""
    return _Walk(text.replace("\r\n", "\n")).lines


class _Walk:
    """One pass over the text; `at` is the place reached, `table` the table that stands open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.table: Path = ()
        self.lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self._skip()
        while self.at < len(text):
            if text[self.at] == "[":
                self._header()
            else:
                self._pair(self.table)
            self._skip()

    def _skip(self) -> None:
        found = _BLANK.match(self.text, self.at)
        assert found is not None, "blank matches nothing, too"
        self.at = found.end()

    def _take(self, sign: str) -> bool:
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        return True

    def _note(self, path: Path, place: int) -> None:
        self.lines.setdefault(path, self.text.count("\n", 0, place) + 1)

    def _header(self) -> None:
        place = self.at
        is_list = self._take("[[")
        if not is_list:
            self._take("[")
        keys = self._key()
        path: Path = ()
        for key in keys[:-1]:
            path = self._inside((*path, key))
            self._note(path, place)
        path = (*path, keys[-1])
        self._note(path, place)
        if is_list:
            self._counts[path] = self._counts.get(path, 0) + 1
            path = self._inside(path)
            self._note(path, place)
        self.table = path
        self._skip()
        self._take("]]" if is_list else "]")

    def _inside(self, path: Path) -> Path:
        """The path itself, or that of its last element where it is a list of tables."""
        return (*path, self._counts[path] - 1) if path in self._counts else path

    def _key(self) -> tuple[str, ...]:
        return tuple(self._key_parts())

    def _key_parts(self) -> Iterator[str]:
        while True:
            self._skip()
            quoted = _QUOTED.match(self.text, self.at)
            found = quoted or _BARE_KEY.match(self.text, self.at)
            assert found is not None, "a valid text has a key here"
            self.at = found.end()
            yield next(iter(tomllib.loads(f"{found[0]} = 0"))) if quoted else found[0]
            self._skip()
            if not self._take("."):
                return

    def _pair(self, table: Path) -> None:
        place = self.at
        path = table
        for key in self._key():
            path = (*path, key)
            self._note(path, place)
        self._take("=")
        self._skip()
        self._value(path)

    def _value(self, path: Path) -> None:
        if self._take("["):
            self._elements(path)
        elif self._take("{"):
            self._members(path)
        else:
            found = _QUOTED.match(self.text, self.at) or _SCALAR.match(self.text, self.at)
            assert found is not None, "a valid text has a value here"
            self.at = found.end()

    def _elements(self, path: Path) -> None:
        index = 0
        self._skip()
        while not self._take("]"):
            self._note((*path, index), self.at)
            self._value((*path, index))
            index += 1
            self._skip()
            self._take(",")
            self._skip()

    def _members(self, path: Path) -> None:
        self._skip()
        while not self._take("}"):
            self._pair(path)
            self._skip()
            self._take(",")
            self._skip()
