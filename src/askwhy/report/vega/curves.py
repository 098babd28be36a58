"""How a share grows with the days, as steps; one curve alone with the band of its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from askwhy.report import wording
from askwhy.report.vega.drawing import (
    BOLD,
    EDGE,
    LIGHT,
    WIDTH,
    Drawing,
    Palette,
    drawing,
    heading,
    layer,
    line,
    lines,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askwhy.report.model import Chart, Curve
    from askwhy.report.vega.drawing import Spec

DAYS: Final = (0, 1, 3, 7, 14, 21, 28, 42, 56, 90, 180, 365)
"""The days that are written along the axis and told in words, as far as a curve goes."""
CEILINGS: Final = (0.1, 0.2, 0.5, 1.0)
"""How far up the axis of shares may reach; the lowest that holds everything is taken."""
_LEFT: Final = 54
_RIGHT: Final = WIDTH - EDGE - 4
_HIGH: Final = 180
_APART: Final = 14
"""Two days nearer than this would be written over one another; the earlier one stays."""
_COUNTS_APART: Final = 38
"""The same for the numbers of people below them."""
_DASHES: Final = ([1, 0], [9, 4], [2, 3], [10, 3, 2, 3])


def curves(chart: Chart, colours: Palette = LIGHT) -> Drawing:
    """The chart's curves with their axes; one curve alone has its interval drawn around it."""
    layers, y = heading(chart.title, colours)
    inks = (colours.accent, colours.open, colours.good, colours.bad)
    alone = len(chart.curves) == 1
    if not alone:
        layers += _names(chart.curves, y + 8, inks)
        y += 18 * len(chart.curves) + 4
    scale = _Scales(
        max(len(each.points) for each in chart.curves) - 1, _ceiling(chart, alone=alone), y + 14
    )
    layers += [*_shares(scale, colours), *_days(chart.curves[0], scale, colours, alone=alone)]
    for number, each in enumerate(chart.curves):
        if alone:
            layers.append(_band(each, scale, inks[number]))
        steps = [(scale.x(point.day), scale.y(point.at)) for point in each.points]
        layers.append(_path(steps, inks[number], number))
    told = " ".join(_told(each) for each in chart.curves)
    size = (WIDTH, int(scale.floor) + (76 if alone else 36))
    return drawing(chart.title, told, size, layers, colours)


@dataclass(frozen=True, slots=True)
class _Scales:
    """Where a day and a share stand, in pixels; `ceiling` is the share at the `roof`."""

    last: int
    ceiling: float
    roof: float

    @property
    def floor(self) -> float:
        return self.roof + _HIGH

    def x(self, day: float) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * day / self.last, 2)

    def y(self, share: float) -> float:
        return round(self.floor - _HIGH * share / self.ceiling, 2)


def _ceiling(chart: Chart, *, alone: bool) -> float:
    points = [point for each in chart.curves for point in each.points]
    highest = max(point.high if alone else point.at for point in points)
    return next(each for each in CEILINGS if highest <= each)


def _shares(scale: _Scales, colours: Palette) -> list[Spec]:
    """The axis of shares: none, half and all of its height."""
    made = []
    for share in (0.0, scale.ceiling / 2, scale.ceiling):
        y = scale.y(share)
        made.append(line((_LEFT, y, _RIGHT, y), colours.line if share else colours.edge))
        said = f"{100 * share:g}{wording.NBSP}%"
        made.append(text(said, (_LEFT - 8, y), colours.soft, 12, align="right"))
    return made


def _days(first: Curve, scale: _Scales, colours: Palette, *, alone: bool) -> list[Spec]:
    """The axis of days and the horizon; below one curve alone, who was still waited for."""
    made = []
    if first.horizon <= scale.last:
        x = scale.x(first.horizon)
        made.append(line((x, scale.roof, x, scale.floor), colours.edge))
    counted, shown = float("-inf"), _written(scale)
    for day in shown:
        x, is_last = scale.x(day), day == shown[-1]
        at = (_RIGHT + 4, "right") if is_last and x > _RIGHT - 20 else (x, "center")
        said = wording.days(day) if is_last else f"{day}"
        made.append(line((x, scale.floor, x, scale.floor + 5), colours.edge))
        made.append(text(said, (at[0], scale.floor + 18), colours.soft, 12, align=at[1]))
        if alone and day < len(first.points) and x - counted >= _COUNTS_APART:
            said, counted = f"{first.points[day].at_risk:,}", x
            made.append(text(said, (x, scale.floor + 58), colours.soft, 12, align="center"))
    if alone:
        made.append(text("still waited for", (EDGE, scale.floor + 40), colours.soft, 12))
    return made


def _written(scale: _Scales) -> list[int]:
    found: list[int] = []
    for day in DAYS:
        if day <= scale.last and (not found or scale.x(day) - scale.x(found[-1]) >= _APART):
            found.append(day)
    return found


def _names(all_: Sequence[Curve], top: float, inks: tuple[str, ...]) -> list[Spec]:
    """Each curve's name behind a piece of its line."""
    made = []
    for number, each in enumerate(all_):
        y = top + 18 * number
        said = lines(each.name, WIDTH - 60 - EDGE, 13, 1, BOLD)[0]
        made.append(_path([(EDGE, y), (EDGE + 36, y)], inks[number], number))
        made.append(text(said, (60, y), inks[number], 13, bold=True))
    return made


def _path(places: Sequence[tuple[float, float]], colour: str, number: int) -> Spec:
    mark: Spec = {
        "type": "line", "interpolate": "step-after", "color": colour, "strokeWidth": 2.25,
        "strokeDash": _DASHES[number],
    }  # fmt: skip
    return layer(mark, [{"x": x, "y": y} for x, y in places], ("x", "y"))


def _band(curve: Curve, scale: _Scales, colour: str) -> Spec:
    values = [
        {"x": scale.x(p.day), "y": scale.y(p.low), "y2": scale.y(p.high)} for p in curve.points[1:]
    ]
    mark: Spec = {
        "type": "area", "interpolate": "step-after", "color": colour, "opacity": 0.18,
        "line": False,
    }  # fmt: skip
    return layer(mark, values, ("x", "y", "y2"))


def _told(curve: Curve) -> str:
    """The curve in words, for who cannot see it."""
    n = curve.points[0].at_risk
    said = [
        f"{wording.near(point.at, n)} within {wording.days(point.day)}"
        for point in curve.points[1:]
        if point.day in DAYS
    ]
    return f"{curve.name}: {', '.join(said)}; {wording.followed(n)}."
