"""Reading a codebook: the shipped one, and an owner's file that adds to it.

An owner's file adds codes, or values to a shipped code; it takes nothing away and redefines
nothing, so that two reports mean the same by the same word. Whatever is wrong with it is
collected, with its line, and then nothing of it is used.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from askwhy.coding.codebook import SPECIAL, Code, Codebook, Example, Kind, Machine, Value
from askwhy.errors import YourFile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Table = dict[str, Any]

_NAME = re.compile(r"[^\W_]+(?:[ -][^\W_]+)*")
_KEYS = {
    "the file": {"codebook", "code"},
    "codebook": {"name", "version"},
    "code": {
        "name", "definition", "by", "machine", "several", "ordered", "pattern", "value",
    },
    "value": {"name", "definition", "yes", "no"},
}  # fmt: skip


@cache
def shipped() -> Codebook:
    """The codebook of the package."""
    source = files("askwhy.coding").joinpath("codebook.toml").read_text(encoding="utf-8")
    codebook, problems = extend(Codebook("", "", ()), "codebook.toml", source)
    assert not problems, problems
    return codebook


def extend(base: Codebook, file: str, source: str) -> tuple[Codebook, tuple[YourFile, ...]]:
    """The codebook with a file added, and what is wrong with that file.

    Where anything is wrong the base comes back unchanged.
    """
    reading = _Reading(file, source, base)
    added = reading.codes()
    if reading.problems:
        return base, tuple(reading.problems)
    codes = {code.name: code for code in base.codes}
    for code in added:
        old = codes.get(code.name)
        codes[code.name] = replace(old, values=old.values + code.values) if old else code
    names = [part for part in (base.name, reading.text("name")) if part]
    versions = [part for part in (base.version, reading.text("version")) if part]
    return Codebook(" + ".join(names), " + ".join(versions), tuple(codes.values())), ()


class _Reading:
    """One pass over one file, with its problems as they are met."""

    def __init__(self, file: str, source: str, base: Codebook) -> None:
        self.file, self.base = file, base
        self.problems: list[YourFile] = []
        self.lines = _header_lines(source)
        self.document = self._parse(source)

    def text(self, key: str) -> str:
        """An entry of the `[codebook]` table."""
        return str(self.document.get("codebook", {}).get(key, ""))

    def codes(self) -> list[Code]:
        """What the file adds; of use only where no problem was met."""
        if self.problems:
            return []
        self._keys("the file", self.document, 1)
        head = self.document.get("codebook")
        if not isinstance(head, dict) or not (self.text("name") and self.text("version")):
            self._problem(1, "no [codebook] table with a name and a version.", "Add it on top.")
        else:
            self._keys("codebook", head, 1)
        entries = self.document.get("code", [])
        if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
            self._problem(1, "codes are not written as [[code]] tables.", "Write each as [[code]].")
            return []
        found = [self._code(number, entry) for number, entry in enumerate(entries)]
        self._twins([code.name for code in found], self.lines.code, "code")
        return found

    def _parse(self, source: str) -> Table:
        try:
            return tomllib.loads(source)
        except tomllib.TOMLDecodeError as failure:
            where = re.search(r"line (\d+)", str(failure))
            line = int(where[1]) if where else None
            self._problem(line, f"this is not TOML ({failure}).", "Correct the line.")
            return {}

    def _code(self, number: int, entry: Table) -> Code:
        line = self.lines.code(number)
        self._keys("code", entry, line)
        name = self._name(entry, line)
        old = self.base.get(name)
        if old is not None and set(entry) - {"name", "value"}:
            reason = f"the code {name!r} is there already; only values can be added to it."
            self._problem(line, reason, "Leave all but name and value out, or name it otherwise.")
        written = entry.get("value", [])
        if not isinstance(written, list) or not all(isinstance(one, dict) for one in written):
            self._problem(line, f"the values of {name!r} are not [[code.value]] tables.")
            written = []
        values = tuple(
            self._value(one, self.lines.value(number, place), old)
            for place, one in enumerate(written)
        )
        self._twins(
            [value.name for value in values], lambda place: self.lines.value(number, place), "value"
        )
        if old is not None:
            return replace(old, values=values)
        return self._new_code(entry, line, name, values)

    def _new_code(
        self, entry: Table, line: int | None, name: str, values: tuple[Value, ...]
    ) -> Code:
        self._is_text(entry, "definition", line)
        pattern = entry.get("pattern", "")
        if not isinstance(pattern, str) or not _is_pattern(pattern):
            self._problem(line, f"the pattern of {name!r} is no regular expression.")
            pattern = ""
        if len(values) < 2 and not pattern:
            self._problem(line, f"the code {name!r} has fewer than two values.", "Add another.")
        for which in ("yes", "no"):
            if values and not any(getattr(value, which) for value in values):
                self._problem(line, f"the code {name!r} has no example of {which}.", "Add one.")
        by = entry.get("by", ["person"])
        kinds = [kind for kind in by if kind in set(Kind)] if isinstance(by, list) else []
        if not kinds or kinds != by:
            self._problem(line, f"`by` of {name!r} lists something else than coders.", _BY)
        machine = entry.get("machine", Machine.COUNTS)
        if machine not in set(Machine):
            self._problem(line, f"`machine` of {name!r} is {machine!r}.", _MACHINE)
            machine = Machine.COUNTS
        switches = {key: entry.get(key, False) for key in ("several", "ordered")}
        for key, setting in switches.items():
            if not isinstance(setting, bool):
                self._problem(line, f"`{key}` of {name!r} is neither true nor false.")
        return Code(
            name,
            str(entry.get("definition", "")),
            values,
            tuple(Kind(kind) for kind in kinds),
            Machine(machine),
            pattern=pattern,
            several=bool(switches["several"]),
            ordered=bool(switches["ordered"]),
        )

    def _value(self, entry: Table, line: int | None, old: Code | None) -> Value:
        self._keys("value", entry, line)
        name = self._name(entry, line)
        self._is_text(entry, "definition", line)
        if name in SPECIAL:
            self._problem(line, f"{name!r} means something else already.", "Name it otherwise.")
        if old is not None and name in old.names:
            reason = f"the value {name!r} of {old.name!r} is there already."
            self._problem(
                line, reason, "A shipped definition cannot be changed: name it otherwise."
            )
        yes, no = self._examples(entry, "yes", line), self._examples(entry, "no", line)
        if not yes and not no:
            self._problem(line, f"the value {name!r} has no example.", 'Add yes = { en = "…" }.')
        return Value(name, str(entry.get("definition", "")), yes, no)

    def _examples(self, entry: Table, which: str, line: int | None) -> tuple[Example, ...]:
        written = entry.get(which, {})
        if not isinstance(written, dict) or not all(
            isinstance(text, str) and text.strip() for text in written.values()
        ):
            self._problem(
                line, f"`{which}` is no table of texts.", f'Write {which} = {{ en = "…" }}.'
            )
            return ()
        return tuple(Example(language, text) for language, text in written.items())

    def _name(self, entry: Table, line: int | None) -> str:
        name = entry.get("name")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            self._problem(line, "a name of letters and digits is missing.", 'Add name = "…".')
            return ""
        return name

    def _is_text(self, entry: Table, key: str, line: int | None) -> None:
        if not isinstance(entry.get(key), str) or not str(entry[key]).strip():
            self._problem(line, f"{entry.get('name', 'this entry')!r} has no {key}.", "Add one.")

    def _keys(self, kind: str, entry: Mapping[str, object], line: int | None) -> None:
        for key in sorted(set(entry) - _KEYS[kind]):
            known = ", ".join(sorted(_KEYS[kind]))
            self._problem(line, f"{key!r} is no key of {kind}.", f"These are: {known}.")

    def _twins(self, names: list[str], line: Callable[[int], int | None], kind: str) -> None:
        for place, name in enumerate(names):
            if name and name in names[:place]:
                self._problem(line(place), f"the {kind} {name!r} stands here twice.", "Drop one.")

    def _problem(self, line: int | None, reason: str, remedy: str = "Correct it.") -> None:
        self.problems.append(YourFile(self.file, line, reason, remedy))


_BY = "Choose from person, rule, model, llm."
_MACHINE = "Choose counts, proposes or raises."


class _Lines:
    """On which lines the codes and their values begin, counted from 1."""

    def __init__(self, codes: list[int], values: list[list[int]]) -> None:
        self._codes, self._values = codes, values

    def code(self, number: int) -> int | None:
        """The line of a code; None where it is written inline."""
        return self._codes[number] if number < len(self._codes) else None

    def value(self, number: int, place: int) -> int | None:
        """The line of a value, or that of its code."""
        lines = self._values[number] if number < len(self._values) else []
        return lines[place] if place < len(lines) else self.code(number)


def _header_lines(source: str) -> _Lines:
    codes: list[int] = []
    values: list[list[int]] = []
    for number, line in enumerate(source.splitlines(), 1):
        if re.match(r"\s*\[\[\s*code\s*\]\]", line):
            codes.append(number)
            values.append([])
        elif values and re.match(r"\s*\[\[\s*code\s*\.\s*value\s*\]\]", line):
            values[-1].append(number)
    return _Lines(codes, values)


def _is_pattern(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True
