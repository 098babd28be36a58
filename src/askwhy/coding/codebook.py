"""The codebook: every code with its definition and examples; one file, versioned and hashed.

How it is written and read, and how an owner adds to it, is in `codebook_file`.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """What a coder is. All are of the same standing in the store; the resolver ranks them."""

    PERSON = "person"
    RULE = "rule"
    MODEL = "model"
    LLM = "llm"


class Machine(StrEnum):
    """What a machine's coding of a code is worth without a person."""

    COUNTS = "counts"
    PROPOSES = "proposes"
    RAISES = "raises"


# Values that any code may have besides its own; none of them is ever counted.
UNSURE = "unsure"
UNCODED = "uncoded"
WITHDRAWN = "withdrawn"
SPECIAL = frozenset({UNSURE, UNCODED, WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Example:
    """One text, and its language as an ISO code."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a code."""

    name: str
    definition: str
    yes: tuple[Example, ...] = ()
    no: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """What is coded. `several`: more than one value may hold, or none.

    `ordered`: the values are steps of a scale. A `pattern` lets in values that are not listed.
    """

    name: str
    definition: str
    values: tuple[Value, ...]
    by: tuple[Kind, ...]
    machine: Machine = Machine.COUNTS
    several: bool = False
    ordered: bool = False
    pattern: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the listed values, in their order."""
        return tuple(value.name for value in self.values)

    def allows(self, values: tuple[str, ...]) -> bool:
        """Whether these are values of the code: one, or for several any number without twins."""
        if len(values) == 1 and values[0] in SPECIAL:
            return True
        if len(values) != len(set(values)) or (not self.several and len(values) != 1):
            return False
        return all(self._knows(value) for value in values)

    def _knows(self, value: str) -> bool:
        if value in self.names:
            return True
        return bool(self.pattern) and re.fullmatch(self.pattern, value) is not None


@dataclass(frozen=True)
class Codebook:
    """All codes of a study. `digest` changes with any word of it."""

    name: str
    version: str
    codes: tuple[Code, ...]

    def __getitem__(self, name: str) -> Code:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def get(self, name: str) -> Code | None:
        """The code of that name, where there is one."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> dict[str, Code]:
        return {code.name: code for code in self.codes}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the whole content, in hexadecimal; comments and layout do not count."""
        whole = {"name": self.name, "version": self.version}
        codes = [asdict(code) for code in self.codes]
        written = json.dumps([whole, codes], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()
