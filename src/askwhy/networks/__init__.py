"""One folder per network: `source.py` reads, `channel.py` acts; without a channel a person acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from askwhy.errors import YourFile
    from askwhy.facts import Check, Fact, Generation, LeftOut


class Source(Protocol):
    """Something that can be read for facts, from its beginning, as a stream in flat memory."""

    @property
    def name(self) -> str:
        """The source as the person knows it: a file's name, an account."""

    @property
    def network(self) -> str:
        """The network it speaks for, as in `linkedin`."""

    def digest(self) -> str:
        """A hexadecimal hash of all that `read` would read; equal digests, equal facts."""

    def read(
        self, *, progress: Callable[[int, int], None] | None = None
    ) -> Iterator[Fact | LeftOut | Check | Generation | YourFile]:
        """Tell facts, rows left out, checks and unreadable places, in the source's order.

        `progress` is called with (bytes done, bytes in all). A failure of the whole source is
        raised as `YourFile`, before or after some facts: the caller undoes what came before.
        """
