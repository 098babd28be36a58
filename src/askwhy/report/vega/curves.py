"""How a share grows with the days, as steps; one curve alone with the band of its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from askwhy.report import charts, wording
from askwhy.report.vega.drawing import LIGHT, Drawing, Palette, drawing, line, lines, text

if TYPE_CHECKING:
    from askwhy.report.model import Chart, Curve
    from askwhy.report.vega.drawing import Spec

WIDTH: Final = 860
HEIGHT: Final = 430
_LOW: Final = 384
"""Without the row of who is still waited for."""
_LEFT: Final = 78
_FLOOR: Final = 340
_ROOF: Final = 78
_DASHES: Final = ([1, 0], [9, 4], [2, 3], [10, 3, 2, 3])


def curves(chart: Chart, colours: Palette = LIGHT) -> Drawing:
    """The chart's curves with their axes, in the same days and bounds as the page's own drawing."""
    plotted = charts.plot(chart)
    alone = len(chart.curves) == 1
    last = max(len(each.points) for each in chart.curves) - 1
    right = WIDTH - (40 if alone else 260)
    highest = max(p.high if alone else p.at for each in chart.curves for p in each.points)
    ceiling = next(each for each in charts.CEILINGS if highest <= each)
    scale = _Scales(last, ceiling, right)
    layers = [text(lines(chart.title, WIDTH - 60, 18, 1)[0], (28, 34), colours.ink, 18, bold=True)]
    for share in (0.0, ceiling / 2, ceiling):
        y = scale.y(share)
        layers.append(line((_LEFT, y, right, y), colours.line if share else colours.edge))
        label = f"{100 * share:g}{wording.NBSP}%"
        layers.append(text(label, (_LEFT - 10, y), colours.soft, 12, align="right"))
    layers += _days(chart.curves[0], plotted, alone, scale, colours)
    if plotted.horizon is not None:
        x = scale.x(plotted.horizon_day)
        layers.append(line((x, _ROOF, x, _FLOOR), colours.edge))
    inks = (colours.accent, colours.open, colours.good, colours.bad)
    for number, each in enumerate(chart.curves):
        if alone:
            layers.append(_band(each, scale, inks[number]))
        layers.append(_steps(each, scale, inks[number], number))
    if not alone:
        layers += _names(chart, scale, inks)
    size = (WIDTH, HEIGHT if alone else _LOW)
    return drawing(chart.title, plotted.told, size, layers, colours)


class _Scales:
    """Where a day and a share stand, in pixels."""

    def __init__(self, last: int, ceiling: float, right: float) -> None:
        self.last, self.ceiling, self.right = last, ceiling, right

    def x(self, day: float) -> float:
        return round(_LEFT + (self.right - _LEFT) * day / self.last, 2)

    def y(self, share: float) -> float:
        return round(_FLOOR - (_FLOOR - _ROOF) * share / self.ceiling, 2)


def _days(
    first: Curve, plotted: charts.Plot, alone: bool, scale: _Scales, colours: Palette
) -> list[Spec]:
    made = []
    for number, tick in enumerate(plotted.ticks):
        x = scale.x(tick.day)
        is_last = number == len(plotted.ticks) - 1
        said = wording.days(tick.day) if is_last else f"{tick.day}"
        made.append(line((x, _FLOOR, x, _FLOOR + 5), colours.edge))
        made.append(text(said, (x, _FLOOR + 20), colours.soft, 12, align="center"))
        if alone and tick.silent is not None:
            said = f"{first.points[tick.day].at_risk:,}"
            made.append(text(said, (x, _FLOOR + 66), colours.soft, 12, align="center"))
    if alone:
        made.append(text("still waited for", (_LEFT - 10, _FLOOR + 46), colours.soft, 12))
    return made


def _names(chart: Chart, scale: _Scales, inks: tuple[str, ...]) -> list[Spec]:
    """Each curve's name beside its end, moved down as far as it takes to keep them apart."""
    made: list[Spec] = []
    lowest = float("-inf")
    ends = sorted(enumerate(chart.curves), key=lambda item: scale.y(item[1].points[-1].at))
    for number, each in ends:
        lowest = max(scale.y(each.points[-1].at), lowest + 18)
        said = lines(each.name, 236, 14, 1)[0]
        made.append(text(said, (scale.right + 12, lowest), inks[number], 14, bold=True))
    return made


def _steps(curve: Curve, scale: _Scales, colour: str, number: int) -> Spec:
    values = [{"day": scale.x(p.day), "share": scale.y(p.at)} for p in curve.points]
    return {
        "data": {"values": values},
        "mark": {
            "type": "line", "interpolate": "step-after", "color": colour, "strokeWidth": 2.25,
            "strokeDash": _DASHES[number],
        },
        "encoding": {
            "x": {"field": "day", "type": "quantitative", "scale": None},
            "y": {"field": "share", "type": "quantitative", "scale": None},
        },
    }  # fmt: skip


def _band(curve: Curve, scale: _Scales, colour: str) -> Spec:
    values = [
        {"day": scale.x(p.day), "low": scale.y(p.low), "high": scale.y(p.high)}
        for p in curve.points[1:]
    ]
    return {
        "data": {"values": values},
        "mark": {
            "type": "area", "interpolate": "step-after", "color": colour, "opacity": 0.18,
            "line": False,
        },
        "encoding": {
            "x": {"field": "day", "type": "quantitative", "scale": None},
            "y": {"field": "low", "type": "quantitative", "scale": None},
            "y2": {"field": "high"},
        },
    }  # fmt: skip
