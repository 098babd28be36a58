"""Intervals in rows, one below the other: shares from 0 to 100 %, differences from -100 to +100."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from askwhy.report import wording
from askwhy.report.vega.drawing import (
    EDGE,
    LIGHT,
    WIDTH,
    Drawing,
    Palette,
    drawing,
    heading,
    line,
    lines,
    point,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askwhy.report.model import Difference, Row, Verdict
    from askwhy.report.vega.drawing import Spec

_AXIS: Final = (EDGE, 244)
_RIGHT: Final = WIDTH - EDGE
_NAME: Final = 264
"""The width of a row's name, beside its figure."""
_LETTER: Final = 13
_LINE: Final = 17


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
    made += [line((x, y - 4, x, y + 4), colours.line) for x in (left, middle, right)]
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
    layers, y = heading(title, colours)
    left, right = _AXIS
    ticks = ((left, "left"), ((left + right) / 2, "center"), (right, "right"))
    for (x, align), word in zip(ticks, axis, strict=True):
        layers.append(text(word, (x, y + 6), colours.soft, 12, align=align))
    y += 20
    for mark in marks:
        made, below = _row(mark, y, colours)
        layers += made
        y = below
    return drawing(title, told, (WIDTH, int(y)), layers, colours)


def _row(mark: Mark, top: float, colours: Palette) -> tuple[list[Spec], float]:
    """A row's name and figure, its interval and verdict below; and the height where it ends."""
    name = lines(mark.name, _NAME, _LETTER, 3)
    first = top + 18
    y = first + _LINE * (len(name) - 1) + 23
    verdict = colours.of(mark.verdict)
    made = [
        line((EDGE, top, _RIGHT, top), colours.line),
        *(
            text(each, (EDGE, first + _LINE * number), colours.ink, _LETTER)
            for number, each in enumerate(name)
        ),
        text(mark.figure, (_RIGHT, first), colours.ink, 17, align="right", bold=True),
        *bar(mark, _AXIS, y, colours),
        text(mark.verdict, (_RIGHT, y), verdict, _LETTER, align="right", bold=True),
        text(mark.counts, (_RIGHT, y + 18), colours.soft, 12, align="right"),
    ]
    return made, y + 34
