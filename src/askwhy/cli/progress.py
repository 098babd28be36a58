"""A bar on a terminal, one source at a time; nothing in a pipe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from rich.progress import Progress, TaskID


class Bar:
    """Shows how far a source is read, on the error stream, from its first news to `end`."""

    def __init__(self) -> None:
        self._is_shown = sys.stderr.isatty()
        self._drawn: tuple[Progress, TaskID] | None = None

    def advance(self, name: str, done: int, total: int) -> None:
        """Draw `done` of `total` bytes of the source called `name`."""
        if not self._is_shown:
            return
        if self._drawn is None:
            self._drawn = _draw(name, total)
        progress, task = self._drawn
        progress.update(task, completed=done)

    def end(self) -> None:
        """Take the bar away, so that something else can be said."""
        if self._drawn is not None:
            self._drawn[0].stop()
            self._drawn = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()


def _draw(name: str, total: int) -> tuple[Progress, TaskID]:
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    from askwhy.report.plain import printable

    bar = Progress(
        console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False
    )
    bar.start()
    return bar, bar.add_task(escape(printable(name)), total=total)
