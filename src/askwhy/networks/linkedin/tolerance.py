"""How many unreadable rows are borne: each is told, until it is the format that is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.errors import YourFile
from askwhy.networks.linkedin.failures import UnreadableRows

if TYPE_CHECKING:
    from collections.abc import Iterator

ALL_BAD = 20
"""So many unreadable rows and no readable one: nothing of the archive can be trusted."""
TOLD = 1_000
"""Beyond so many unreadable rows of a file the rest is only counted."""


class Tolerance:
    """Takes down the unreadable rows of one file; `is_met` once a row was readable."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._bad = 0
        self.is_met = False

    def note(self, failure: YourFile) -> Iterator[YourFile]:
        """Yield the failure, if it is still told. Raises UnreadableRows for a strange format."""
        self._bad += 1
        if self._bad >= ALL_BAD and not self.is_met:
            said = f"none of its first {self._bad} rows can be read. {failure.reason}"
            raise UnreadableRows(self._file, failure.line, said)
        if self._bad <= TOLD:
            yield failure

    def rest(self) -> Iterator[YourFile]:
        """Yield, at the end, how many rows were not told one by one."""
        untold = self._bad - TOLD
        if untold > 0:
            yield YourFile(self._file, None, f"{untold:,} more rows cannot be read.")
