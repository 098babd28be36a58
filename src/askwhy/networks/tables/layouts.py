"""Which columns a table may have, and how their names are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


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
