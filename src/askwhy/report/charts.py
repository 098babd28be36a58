"""Where the marks of an interval bar stand. Units are those of the drawing, not pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from askwhy.report import wording

if TYPE_CHECKING:
    from askwhy.report.model import Difference, Row

WIDTH: Final = 240
"""The axis is this long: 0 to 100 %, or -100 to +100 points."""
HEIGHT: Final = 36
MIDDLE: Final = 12
"""The bar lies this far down; the rest is for its bounds in figures."""
_MARGIN: Final = 34
"""Bounds are written no nearer to an end of the axis than this."""


@dataclass(frozen=True, slots=True)
class Bar:
    """An interval and the point in it, along the axis; `title` and `told` say it in words.

    `at`, `low` and `high` are None where there is nothing to draw. `bounds` is written below.
    """

    title: str
    told: str
    bounds: str
    at: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def beside(self) -> float:
        """Where the bounds are written: under the interval, inside the drawing."""
        if self.low is None or self.high is None:
            return WIDTH / 2
        return min(max((self.low + self.high) / 2, _MARGIN), WIDTH - _MARGIN)


def share_bar(row: Row) -> Bar:
    """The bar of a share, on an axis from 0 to 100 %."""
    if row.low is None or row.high is None:
        return Bar(row.name, wording.figure(row), "no interval")
    bounds = wording.interval(row.low, row.high, row.n)
    ends = (_share(row.k / row.n) if row.n else None, _share(row.low), _share(row.high))
    return Bar(row.name, wording.figure(row), bounds, *ends)


def difference_bar(each: Difference) -> Bar:
    """The bar of a difference, on an axis from -100 to +100 points with zero in the middle."""
    title = f"{each.first} against {each.second}"
    ends = (_signed(wording.gap(each)), _signed(each.low), _signed(each.high))
    return Bar(title, wording.contrast(each), wording.span(each), *ends)


def _share(at: float) -> float:
    return round(WIDTH * at, 2)


def _signed(at: float) -> float:
    return round(WIDTH * (1 + at) / 2, 2)
