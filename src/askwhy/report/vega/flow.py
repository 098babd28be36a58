"""The participant flow: a box for each step, hung from the one its people came out of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from askwhy.report.vega.drawing import LIGHT, Drawing, Palette, box, drawing, line, lines, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askwhy.report.model import Step
    from askwhy.report.vega.drawing import Spec

WIDTH: Final = 860
_LEFT: Final = 28
_INDENT: Final = 36
_BOX: Final = 400
_HIGH: Final = 36
_GAP: Final = 12
_TOP: Final = 66
TITLE: Final = "Who is counted"


def flow(steps: Sequence[Step], colours: Palette = LIGHT) -> Drawing:
    """The boxes of the flow in reading order; who left stands to the right of their box."""
    shallowest = min((step.depth for step in steps), default=0)
    layers = [text(TITLE, (_LEFT, 34), colours.ink, 18, bold=True)]
    feet: dict[int, tuple[float, float]] = {}
    y = float(_TOP)
    for step in steps:
        depth = step.depth - shallowest
        x = _LEFT + _INDENT * depth
        parent = max((each for each in feet if each < depth), default=None)
        if parent is not None:
            stem, foot = feet[parent]
            layers.append(line((stem, foot, stem, y + _HIGH / 2), colours.edge))
            layers.append(line((stem, y + _HIGH / 2, x, y + _HIGH / 2), colours.edge))
        feet = {each: at for each, at in feet.items() if each < depth}
        layers += _step(step, x, y, colours)
        feet[depth] = (x + 16, y + _HIGH)
        y += max(_HIGH, 20 * len(step.left)) + _GAP
    told = " ".join(_told(step) for step in steps)
    return drawing(TITLE, told, (WIDTH, int(y) + 16), layers, colours)


def _step(step: Step, x: float, y: float, colours: Palette) -> list[Spec]:
    number = f"{step.n:,}"
    middle = y + _HIGH / 2
    name = lines(step.name, _BOX - 90, 14, 1)[0]
    made = [
        box((x, y, x + _BOX, y + _HIGH), colours.paper, colours.edge),
        text(number, (x + 74, middle), colours.ink, 18, align="right", bold=True),
        text(name, (x + 88, middle), colours.ink),
    ]
    for place, (reason, left) in enumerate(step.left):
        beside = x + _BOX + 30
        said = lines(f"{left:,} {reason}", WIDTH - beside - 10, 13, 1)[0]
        made.append(text(said, (beside, middle + 20 * place), colours.soft, 13))
    if step.left:
        made.append(line((x + _BOX, middle, x + _BOX + 24, middle), colours.edge))
    return made


def _told(step: Step) -> str:
    left = "".join(f"; left: {n:,} {reason}" for reason, n in step.left)
    return f"{step.n:,} {step.name}{left}."
