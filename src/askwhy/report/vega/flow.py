"""The participant flow: a box for each step, hung from the one its people came out of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from askwhy.report.vega.drawing import (
    EDGE,
    LIGHT,
    WIDTH,
    Drawing,
    Palette,
    box,
    drawing,
    heading,
    line,
    lines,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askwhy.report.model import Step
    from askwhy.report.vega.drawing import Spec

_INDENT: Final = 24
_RIGHT: Final = WIDTH - EDGE
_LINE: Final = 17
_LEFT_OUT: Final = 18
_GAP: Final = 10
TITLE: Final = "Who is counted"


def flow(steps: Sequence[Step], colours: Palette = LIGHT) -> Drawing:
    """The boxes of the flow in reading order; who left stands below their box."""
    shallowest = min((step.depth for step in steps), default=0)
    layers, y = heading(TITLE, colours)
    feet: dict[int, tuple[float, float]] = {}
    for step in steps:
        depth = step.depth - shallowest
        x = EDGE + _INDENT * depth
        parent = max((each for each in feet if each < depth), default=None)
        if parent is not None:
            stem, foot = feet[parent]
            layers.append(line((stem, foot, stem, y + 17), colours.edge))
            layers.append(line((stem, y + 17, x, y + 17), colours.edge))
        feet = {each: at for each, at in feet.items() if each < depth}
        made, foot = _step(step, x, y, colours)
        layers += made
        feet[depth] = (x + 12, foot)
        y = foot + _LEFT_OUT * len(step.left) + _GAP
    told = " ".join(_told(step) for step in steps)
    return drawing(TITLE, told, (WIDTH, int(y)), layers, colours)


def _step(step: Step, x: float, y: float, colours: Palette) -> tuple[list[Spec], float]:
    """The box with its number and name, and its foot; below it, who left."""
    number = f"{step.n:,}"
    beside = x + 20 + 10 * len(number)
    name = lines(step.name, _RIGHT - beside - 8, 13, 2)
    foot = y + 34 + _LINE * (len(name) - 1)
    made = [
        box((x, y, _RIGHT, foot), colours.paper, colours.edge),
        text(number, (x + 12, y + 17), colours.ink, 17, bold=True),
    ]
    for place, each in enumerate(name):
        made.append(text(each, (beside, y + 17 + _LINE * place), colours.ink, 13))
    for place, (reason, left) in enumerate(step.left):
        said = lines(f"{left:,} {reason}", _RIGHT - x - 24, 12, 1)[0]
        made.append(text(said, (x + 24, foot + 13 + _LEFT_OUT * place), colours.soft, 12))
    return made, foot


def _told(step: Step) -> str:
    left = "".join(f"; left: {n:,} {reason}" for reason, n in step.left)
    return f"{step.n:,} {step.name}{left}."
