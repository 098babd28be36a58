"""Where the marks of a drawing stand. Units are those of the drawing, not pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from askwhy.report import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askwhy.report.model import Chart, Curve, Difference, Point, Row

WIDTH: Final = 240
"""The axis of a bar is this long: 0 to 100 %, or -100 to +100 points."""
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


LEFT: Final = 52
RIGHT: Final = 16
NAMES: Final = 150
"""Room to the right of several curves for their names."""
TOP: Final = 18
ALONE: Final = 440
BESIDE: Final = 620
"""The width of a drawing with one curve, and with several and their names."""
PLOT_HEIGHT: Final = 190
BELOW: Final = 66
"""Room below the axis for its days and for how many are still waited for."""
LINE: Final = 18
"""Names stand at least this far apart."""
CEILINGS: Final = (0.1, 0.2, 0.5, 1.0)
"""How far up the axis of shares may reach; the lowest that holds everything is taken."""
TICKS: Final = (0, 1, 3, 7, 14, 21, 28, 42, 56, 90, 180, 365)
_APART: Final = 12
"""Two days nearer than this would be written over one another; the earlier one stays."""
_COUNTS_APART: Final = 40
"""The same for the numbers of people below them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: its steps, the band of its interval (empty beside others), and its name's place.

    `number` counts curves from 1 and says how the line is drawn.
    """

    name: str
    number: int
    steps: str
    band: str
    beside: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A day of the axis; `silent` were still waited for then, where there is room to say so."""

    x: float
    day: int
    silent: int | None


@dataclass(frozen=True, slots=True)
class Plot:
    """Curves with their axes; `told` says them in words."""

    title: str
    told: str
    width: int
    end: float
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    marks: tuple[tuple[float, str], ...]
    horizon: float | None
    horizon_day: int

    @property
    def height(self) -> int:
        """The whole drawing's height."""
        return TOP + PLOT_HEIGHT + (BELOW if len(self.lines) == 1 else BELOW - LINE)


def plot(chart: Chart) -> Plot:
    """The places of a chart's curves; one curve alone has its interval drawn around it."""
    last = max(len(each.points) for each in chart.curves) - 1
    alone = len(chart.curves) == 1
    width, room = (ALONE, RIGHT) if alone else (BESIDE, NAMES)
    span = width - LEFT - room
    highest = max(
        point.high if alone else point.at for each in chart.curves for point in each.points
    )
    scale = Scale(span / last, next(each for each in CEILINGS if highest <= each))
    names = _apart([scale.y(each.points[-1].at) for each in chart.curves])
    lines = tuple(
        Line(
            each.name,
            number,
            _steps(each.points, scale),
            _band(each.points, scale) if alone else "",
            names[number - 1],
        )
        for number, each in enumerate(chart.curves, start=1)
    )
    first = chart.curves[0]
    return Plot(
        title=chart.title,
        told=" ".join(_told(each) for each in chart.curves),
        width=width,
        end=LEFT + span,
        lines=lines,
        ticks=_ticks(first.points if alone else (), last, scale),
        marks=scale.marks,
        horizon=scale.x(first.horizon) if first.horizon <= last else None,
        horizon_day=first.horizon,
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a day and a share stand: `unit` is a day's width, `ceiling` the share at the top."""

    unit: float
    ceiling: float

    def x(self, day: float) -> float:
        """How far to the right a day stands."""
        return round(LEFT + day * self.unit, 2)

    def y(self, at: float) -> float:
        """How far down a share stands."""
        return round(TOP + PLOT_HEIGHT * (1 - at / self.ceiling), 2)

    @property
    def marks(self) -> tuple[tuple[float, str], ...]:
        """The heights that are written along the axis: none, half and all of it."""
        shares = (0.0, self.ceiling / 2, self.ceiling)
        labels = (f"{100 * at:g}" for at in shares[:-1])
        last = f"{100 * self.ceiling:g}{wording.NBSP}%"
        return tuple(zip((self.y(at) for at in shares), (*labels, last), strict=True))


def _steps(points: Sequence[Point], scale: Scale) -> str:
    """A line that keeps its height until the day on which the share rises."""
    path = f"M{scale.x(0)} {scale.y(points[0].at)}"
    for point in points[1:]:
        path += f"H{scale.x(point.day)}V{scale.y(point.at)}"
    return path


def _band(points: Sequence[Point], scale: Scale) -> str:
    """The area between the two bounds, from the first day that has an interval."""
    held = points[1:]
    path = f"M{scale.x(held[0].day)} {scale.y(held[0].high)}"
    for point in held[1:]:
        path += f"H{scale.x(point.day)}V{scale.y(point.high)}"
    path += f"V{scale.y(held[-1].low)}"
    for later, point in zip(held[:0:-1], held[-2::-1], strict=True):
        path += f"H{scale.x(later.day)}V{scale.y(point.low)}"
    return f"{path}H{scale.x(held[0].day)}Z"


def _ticks(points: Sequence[Point], last: int, scale: Scale) -> tuple[Tick, ...]:
    """The days that are written along the axis, as far as there is room for them."""
    found: list[Tick] = []
    counted = float("-inf")
    for day in TICKS:
        x = scale.x(day)
        if day > last or (found and x - found[-1].x < _APART):
            continue
        silent = None
        if day < len(points) and x - counted >= _COUNTS_APART:
            silent, counted = points[day].at_risk, x
        found.append(Tick(x, day, silent))
    return tuple(found)


def _apart(heights: Sequence[float]) -> list[float]:
    """The heights moved down as far as it takes to keep names apart, from the highest on."""
    placed = list(heights)
    lowest = float("-inf")
    for at in sorted(range(len(placed)), key=lambda each: placed[each]):
        placed[at] = max(placed[at], lowest + LINE)
        lowest = placed[at]
    return placed


def _told(curve: Curve) -> str:
    """The curve in words, for who cannot see it."""
    n = curve.points[0].at_risk
    said = [
        f"{wording.near(point.at, n)} within {wording.days(point.day)}"
        for point in curve.points[1:]
        if point.day in TICKS
    ]
    return f"{curve.name}: {', '.join(said)}; {wording.followed(n)}."
