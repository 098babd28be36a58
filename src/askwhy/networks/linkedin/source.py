"""An export as a source of facts."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from askwhy.networks.linkedin.coverage import exported_on
from askwhy.networks.linkedin.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from askwhy.networks.linkedin.archive import Member
    from askwhy.networks.linkedin.reading import Told

READER_VERSION = 1
"""Raised whenever the same bytes give other facts."""


class ExportSource:
    """The members of one export: of a ZIP, a folder, or loose files given together.

    `members` are read in their order; `closed` names members that are never opened.
    """

    network = "linkedin"

    def __init__(
        self, name: str, members: tuple[Member, ...], closed: tuple[str, ...] = ()
    ) -> None:
        self.name = name
        self.members = members
        self._closed = closed

    def digest(self) -> str:
        """A SHA-256 over the members' lengths and checksums, however they are named or packed.

        Raises a failure of the whole archive.
        """
        begun = f"linkedin export, reader {READER_VERSION}, made {exported_on(self.name)}"
        hashed = hashlib.sha256(begun.encode())
        for kind, content in sorted((member.kind, member.digest()) for member in self.members):
            hashed.update(kind.encode() + b"\0" + content)
        return hashed.hexdigest()

    def read(self, *, progress: Callable[[int, int], None] | None = None) -> Iterator[Told]:
        """Tell the generation, the owner, requests, connections, messages, checks, coverage.

        `progress` is called with (bytes done, bytes in all). Raises a failure of the whole
        archive, possibly after some facts.
        """
        return Reading(self.members, self._closed, progress, exported_on(self.name)).tell()
