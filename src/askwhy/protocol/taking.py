"""Values taken out of a TOML table one by one; whatever is wrong with them is collected."""

from __future__ import annotations

from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar
from unicodedata import normalize

from askwhy.errors import YourFile
from askwhy.protocol.durations import read_duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import timedelta

    from askwhy.protocol.lines import Path


Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")


class Problems:
    """What is wrong with one file, each thing at its line."""

    def __init__(self, file: str, lines: Mapping[Path, int]) -> None:
        self._file = file
        self._lines = lines
        self._found: dict[Path, list[YourFile]] = {}

    def add(self, path: Path, reason: str, remedy: str = "") -> None:
        """Say what is wrong with the value at a path, or, where there is none, with its table."""
        shown = path
        while shown and shown not in self._lines:
            shown = shown[:-1]
        problem = YourFile(self._file, self._lines.get(shown), reason, remedy)
        self._found.setdefault(path, []).append(problem)

    def is_sound(self, *path: str | int) -> bool:
        """Whether nothing is wrong with the value at a path, nor with anything inside it."""
        return not any(found[: len(path)] == path for found in self._found)

    def listed(self) -> list[YourFile]:
        """All of them, in the order of their lines."""
        every = [problem for found in self._found.values() for problem in found]
        return sorted(every, key=lambda problem: problem.line or 0)


class Table:
    """One table of the file. Each `take` says what it expects; `close` refuses what is left."""

    def __init__(self, values: object, path: Path, problems: Problems) -> None:
        self.path = path
        self.problems = problems
        self._values = values if isinstance(values, dict) else {}
        self._known: list[str] = []
        if not isinstance(values, dict):
            name = next(key for key in reversed(path) if isinstance(key, str))
            problems.add(path, f"{name} should be a table, with keys of its own.")

    def wrong(self, key: str, reason: str, remedy: str = "") -> None:
        """Say what is wrong with a key of this table."""
        self.problems.add((*self.path, key), reason, remedy)

    def is_sound(self, key: str) -> bool:
        """Whether the key was taken without a complaint."""
        return self.problems.is_sound(*self.path, key)

    def has(self, key: str) -> bool:
        """Whether the file says anything under this key, which is thereby known."""
        self._known.append(key)
        return key in self._values

    def table(self, key: str) -> Table:
        """A table inside; an empty one where the file has none."""
        found = self._values.get(key, {}) if self.has(key) else {}
        return Table(found, (*self.path, key), self.problems)

    def tables(self, key: str) -> list[Table]:
        """The tables of a list, written with two brackets."""
        found = self._list(key)
        return [
            Table(each, (*self.path, key, index), self.problems) for index, each in enumerate(found)
        ]

    def text(self, key: str, default: str | None = None) -> str:
        """A text, in one normal form; it must be there unless there is a default."""
        return _normal(self._take(key, str, "a text in quotation marks", default, ""))

    def texts(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """A list of texts."""
        if not self.has(key):
            return default
        found = self._list(key)
        for index, each in enumerate(found):
            if not isinstance(each, str):
                self.problems.add((*self.path, key, index), f"{key} is a list of texts.")
        return tuple(_normal(each) for each in found if isinstance(each, str))

    def words(self, key: str, known: tuple[str, ...], default: tuple[str, ...]) -> tuple[str, ...]:
        """A list of some of the known words, returned in their order, each once."""
        found = self.texts(key, default)
        for index, each in enumerate(found):
            if each not in known:
                words = ", ".join(f"“{word}”" for word in known)
                reason = f"“{each}” is none of {words}."
                self.problems.add((*self.path, key, index), reason, meant(each, known))
        return tuple(each for each in known if each in found)

    def count(self, key: str, default: int) -> int:
        """A whole number of at least 1."""
        found = self._take(key, int, "a whole number", default, default)
        if found < 1 and self.is_sound(key):
            self.wrong(key, f"{key} is {found}; it must be at least 1.")
        return max(found, 1)

    def share(self, key: str, default: float) -> float:
        """A number between 0 and 1."""
        if isinstance(self._values.get(key), int):
            found = float(self._take(key, int, "a number", 0, 0))
        else:
            found = self._take(key, float, "a number", default, default)
        if self.is_sound(key) and not 0 <= found <= 1:
            self.wrong(key, f"{key} is {found}; a share lies between 0 and 1.")
            return default
        return found

    def flag(self, key: str, *, default: bool) -> bool:
        """Yes or no."""
        return self._take(key, bool, "true or false", default, default)

    def day(self, key: str, fallback: date) -> date:
        """A day, which must be there; `fallback` is returned where it is wrong."""
        found = self._take(key, date, "a day such as 2026-10-01", None, fallback)
        if isinstance(found, datetime):
            self.wrong(key, f"{key} should be a day such as 2026-10-01, without a time.")
            return fallback
        return found

    def duration(self, key: str, default: timedelta) -> timedelta:
        """A stretch of time such as "1 day" or "36 hours"."""
        if not self.has(key):
            return default
        found = read_duration(self.text(key))
        if found is None:
            if self.is_sound(key):
                said = "a stretch of time such as “1 day” or “36 hours”"
                self.wrong(key, f"{key} should be {said}.")
            return default
        return found

    def choice(self, key: str, choices: type[Choice], default: Choice) -> Choice:
        """One of a few words."""
        said = self.text(key, default)
        if said in set(choices):
            return choices(said)
        if self.is_sound(key):
            words = ", ".join(f"“{each}”" for each in choices)
            self.wrong(key, f"{key} is “{said}”; it must be one of {words}.", meant(said, choices))
        return default

    def close(self, complaint: str = "There is no “{key}” {where}.") -> None:
        """Refuse every key that nobody asked for."""
        for key in self._values:
            if key not in self._known:
                reason = complaint.format(key=key, where=where(self.path))
                self.wrong(key, reason, meant(key, self._known))

    def _list(self, key: str) -> list[object]:
        found = self._values.get(key, []) if self.has(key) else []
        if isinstance(found, list):
            return found
        self.wrong(key, f"{key} should be a list.")
        return []

    def _take(
        self, key: str, kind: type[Value], said: str, default: Value | None, fallback: Value
    ) -> Value:
        if not self.has(key):
            if default is None:
                self.wrong(key, f"“{key}” is missing {where(self.path)}: {said}.")
            return fallback if default is None else default
        found = self._values[key]
        if isinstance(found, kind) and (kind is bool or not isinstance(found, bool)):
            return found
        self.wrong(key, f"{key} should be {said}.")
        return fallback


def where(path: Path) -> str:
    """The table in which a key was looked for, as the file writes it."""
    name = ".".join(each for each in path if isinstance(each, str))
    number = next((f" number {each + 1}" for each in path if isinstance(each, int)), "")
    return f"in [{name}]{number}" if path else "at the top of the file"


def meant(said: str, known: Iterable[str]) -> str:
    """The nearest of the known words, as a question, or nothing."""
    folded = {word.casefold(): word for word in known}
    near = get_close_matches(said.casefold(), list(folded), n=1)
    return f"Did you mean “{folded[near[0]]}”?" if near else ""


def _normal(text: str) -> str:
    """The text in composed form, without white space at its ends."""
    return normalize("NFC", text).strip()
