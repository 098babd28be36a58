"""Intervals in rows, one below the other: shares from 0 to 100 %, differences from -100 to +100."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from askwhy.report import wording
from askwhy.report.vega.drawing import LIGHT, Drawing, Palette, drawing, line, lines, point, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askwhy.report.model import Difference, Row, Verdict
    from askwhy.report.vega.drawing import Spec

WIDTH: Final = 860
_HIGH: Final = 58
_TOP: Final = 92
_EDGE: Final = 28
_AXIS: Final = (300, 560)
_FIGURE: Final = 592
_JUDGED: Final = 712


@dataclass(frozen=True, slots=True)
class Mark:
    """One row: what of, the figure and its counts, the verdict, and the places on the axis.

    `at`, `low` and `high` lie in [0, 1] along the axis, or are None where nothing is drawn.
    """

    name: str
    figure: str
    counts: str
    verdict: Verdict
    bounds: str
    at: float | None
    low: float | None
    high: float | None


def shares(title: str, rows: Sequence[Row], colours: Palette = LIGHT) -> Drawing:
    """Each row's share with its interval and verdict."""
    told = " ".join(f"{row.name}: {wording.figure(row)}; {row.verdict}." for row in rows)
    marks = [of_row(row) for row in rows]
    return _drawn(title, told, marks, ("0", "50", f"100{wording.NBSP}%"), colours)


def differences(title: str, all_: Sequence[Difference], colours: Palette = LIGHT) -> Drawing:
    """Each difference in percentage points with its interval and verdict; zero in the middle."""
    told = " ".join(
        f"{each.first} against {each.second}: {wording.contrast(each)}; "
        f"{wording.counts(each.k1, each.n1)} and {wording.counts(each.k2, each.n2)}; "
        f"{each.verdict}."
        for each in all_
    )
    axis = ("\N{MINUS SIGN}100", "0", "+100 points")
    return _drawn(title, told, [_of_difference(each) for each in all_], axis, colours)


def of_row(row: Row) -> Mark:
    """A share's row."""
    counts = wording.counts(row.k, row.n)
    if row.low is None or row.high is None:
        return Mark(row.name, wording.NO_SHARE, counts, row.verdict, "no estimate", *[None] * 3)
    bounds = wording.interval(row.low, row.high, row.n)
    return Mark(
        row.name, wording.share(row), counts, row.verdict, bounds, row.k / row.n, row.low, row.high
    )


def _of_difference(each: Difference) -> Mark:
    gap = wording.gap(each)
    return Mark(
        f"{each.first} against {each.second}",
        wording.points(gap, wording.smaller(each)),
        f"{each.k1:,}/{each.n1:,}, {each.k2:,}/{each.n2:,}",
        each.verdict,
        wording.span(each),
        (1 + gap) / 2,
        (1 + each.low) / 2,
        (1 + each.high) / 2,
    )


def bar(
    mark: Mark, span: tuple[float, float], y: float, colours: Palette, size: float = 12
) -> list[Spec]:
    """The interval of a row along an axis that spans so many pixels, its bounds written below.

    `size` is that of the bounds' figures.
    """
    left, right = span
    wide = right - left
    middle = (left + right) / 2
    made = [line((left, y, right, y), colours.line)]
    if mark.low is not None and mark.high is not None:
        low, high = left + wide * mark.low, left + wide * mark.high
        middle = min(max((low + high) / 2, left + 34), right - 34)
        made.append(line((low, y, high, y), colours.accent, 2.25))
        made += [line((x, y - 5, x, y + 5), colours.accent, 2.25) for x in (low, high)]
    if mark.at is not None:
        made.append(point(left + wide * mark.at, y, colours))
    made.append(text(mark.bounds, (middle, y + 12 + size / 2), colours.soft, size, align="center"))
    return made


def _drawn(
    title: str, told: str, marks: Sequence[Mark], axis: tuple[str, str, str], colours: Palette
) -> Drawing:
    height = _TOP + _HIGH * len(marks) + 12
    left, right = _AXIS
    ticks = ((left, "left"), ((left + right) / 2, "center"), (right, "right"))
    layers = [text(lines(title, WIDTH - 60, 18, 1)[0], (_EDGE, 34), colours.ink, 18, bold=True)]
    for (x, align), word in zip(ticks, axis, strict=True):
        layers.append(text(word, (x, 72), colours.soft, 12, align=align))
        layers.append(line((x, _TOP - 8, x, height - 14), colours.line))
    for number, mark in enumerate(marks):
        layers += _row(mark, _TOP + _HIGH * number + 20, colours)
    return drawing(title, told, (WIDTH, height), layers, colours)


def _row(mark: Mark, y: float, colours: Palette) -> list[Spec]:
    name = lines(mark.name, _AXIS[0] - _EDGE - 24, 14, 3)
    start = y - 8 * (len(name) - 1)
    return [
        *(text(each, (_EDGE, start + 17 * i), colours.ink) for i, each in enumerate(name)),
        *bar(mark, _AXIS, y, colours),
        text(mark.figure, (_FIGURE, y - 4), colours.ink, 18, bold=True),
        text(mark.counts, (_FIGURE, y + 16), colours.soft, 12),
        text(mark.verdict, (_JUDGED, y - 3), colours.of(mark.verdict), 14, bold=True),
    ]
