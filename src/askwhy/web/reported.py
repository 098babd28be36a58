"""Reports made once for each state of the record, and kept while it stays as it is."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from askwhy.report.model import Report  # noqa: TC001 (the field of a data class)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import date

    from askwhy.web.background import Background

KEPT = 12
"""How many reports are kept; one of a large record takes some hundred kilobytes."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is reported on; the days are the first and the last of the window."""

    account: str | None = None
    since: date | None = None
    until: date | None = None
    names: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A report, and its page's body."""

    report: Report
    body: str


@dataclass(slots=True)
class Reports:
    """The latest reports, by what they are of and how the record stood."""

    background: Background
    _made: OrderedDict[Hashable, Made] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, key: Hashable, make: Callable[[], Report]) -> Made:
        """The report of that key, made if it is not kept. Raises StillCounting."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        return self.background.wait_for(key, lambda: self.make(key, make))

    def make(self, key: Hashable, make: Callable[[], Report]) -> Made:
        """Make the report of that key, and keep it."""
        report = make()
        made = Made(report, _body(report))
        with self._lock:
            self._made[key] = made
            if len(self._made) > KEPT:
                self._made.popitem(last=False)
        return made


def _body(report: Report) -> str:
    """What stands in the body of the report's page, without its skip link: the frame has one."""
    from askwhy.report.html import render

    page = render(report)
    body = page.partition("<body>")[2].rpartition("</body>")[0]
    before, _, after = body.partition('<a class="skip"')
    return before + after.partition("</a>")[2]
