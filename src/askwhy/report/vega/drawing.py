"""What every chart is made of: a palette, words and marks at their places, and the same in words.

Coordinates are pixels from the top left corner. Words are always data, never an expression.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askwhy.report.model import Verdict

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v5.json"
"""Names the version; nothing is fetched from there."""
FONT: Final = "Liberation Sans, Arial, Helvetica, sans-serif"
"""The first comes with the renderer, the others with most systems."""
BROAD: Final = 0.56
BOLD: Final = 0.64
"""A letter is about this wide, for one as high as 1: a page takes the font that its reader has,
and DejaVu Sans, which stands for all others where there are few, is among the widest."""

Spec = dict[str, Any]
"""JSON as the Vega-Lite schema has it."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as an SVG has them; each of them can be read on `paper`."""

    paper: str
    ink: str
    soft: str
    line: str
    accent: str
    edge: str
    good: str
    bad: str
    open: str

    def of(self, verdict: Verdict) -> str:
        """The colour in which a verdict is written."""
        said = {"supported": self.good, "contradicted": self.bad, "unresolved": self.open}
        return said.get(verdict, self.soft)


LIGHT: Final = Palette(
    "#fcfbf8", "#1c2230", "#565d6b", "#dedbd2", "#1d5a85", "#7d8492",
    "#1c6a3d", "#a02a20", "#775300",
)  # fmt: skip
DARK: Final = Palette(
    "#14171d", "#e8e6e0", "#a5abb7", "#333943", "#7db8e4", "#7b8494",
    "#76c795", "#f0988f", "#e0b45c",
)  # fmt: skip
"""Both are those of the report's page."""
PAGE: Final = Palette(*(f"var(--{each.name})" for each in fields(Palette)))
"""The page's own colours, whichever hold there: light, dark, printed or forced."""
WIDTH: Final = 360
"""Of every chart of a report: as wide as a phone, so that the same one can be read there."""
EDGE: Final = 12
"""What is left free at both sides."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart: its `spec` in Vega-Lite 5, and the same figures in words, `told`."""

    title: str
    told: str
    spec: Spec


def drawing(
    title: str, told: str, size: tuple[int, int], layers: Sequence[Spec], colours: Palette
) -> Drawing:
    """Layers on paper of that width and height."""
    width, height = size
    spec: Spec = {
        "$schema": SCHEMA,
        "description": f"{title}. {told}",
        "width": width,
        "height": height,
        "padding": 0,
        "autosize": {"type": "none"},
        "background": colours.paper,
        "view": {"stroke": None},
        "config": {"font": FONT, "axis": {"disable": True}},
        "layer": _gathered(layers),
    }
    return Drawing(title, told, spec)


def _gathered(layers: Sequence[Spec]) -> list[Spec]:
    """Layers that differ in their data only become one, which halves the work and the picture.

    Lines and areas stay apart: one mark of theirs joins all its values.
    """
    found: dict[str, Spec] = {}
    for number, each in enumerate(layers):
        is_joined = each["mark"]["type"] in {"line", "area"}
        kind = json.dumps([each["mark"], each["encoding"], is_joined and number], sort_keys=True)
        held = found[kind]["data"]["values"] if kind in found else []
        found[kind] = each | {"data": {"values": [*held, *each["data"]["values"]]}}
    return list(found.values())


def heading(title: str, colours: Palette) -> tuple[list[Spec], float]:
    """A chart's title in up to two lines, and the height at which there is room below it."""
    said = lines(title, WIDTH - 2 * EDGE, 14, 2, BOLD)
    made = [
        text(each, (EDGE, 20 + 18 * number), colours.ink, 14, bold=True)
        for number, each in enumerate(said)
    ]
    return made, 20 + 18 * len(said)


def line(ends: tuple[float, float, float, float], colour: str, wide: float = 1.0) -> Spec:
    """A straight line from (x, y) to (x, y)."""
    return layer(
        {"type": "rule", "color": colour, "strokeWidth": wide, "strokeCap": "round"},
        [dict(zip(("x", "y", "x2", "y2"), ends, strict=True))],
        ("x", "y", "x2", "y2"),
    )


def box(ends: tuple[float, float, float, float], fill: str, edge: str = "") -> Spec:
    """A rectangle between two corners."""
    mark: Spec = {"type": "rect", "color": fill, "cornerRadius": 5}
    if edge:
        mark |= {"stroke": edge, "strokeWidth": 1.2}
    place = dict(zip(("x", "y", "x2", "y2"), ends, strict=True))
    return layer(mark, [place], ("x", "y", "x2", "y2"))


def point(x: float, y: float, colours: Palette, size: float = 90) -> Spec:
    """A square dot, as the page draws it; `size` is its area."""
    mark = {
        "type": "point", "shape": "square", "filled": True, "opacity": 1, "size": size,
        "color": colours.accent, "stroke": colours.paper, "strokeWidth": 1.5,
    }  # fmt: skip
    return layer(mark, [{"x": x, "y": y}], ("x", "y"))


def text(
    said: str,
    at: tuple[float, float],
    colour: str,
    size: float = 14,
    *,
    align: str = "left",
    bold: bool = False,
) -> Spec:
    """One line of words, its middle at `at`'s height."""
    mark: Spec = {
        "type": "text", "color": colour, "fontSize": size, "align": align,
        "baseline": "middle", "fontWeight": 700 if bold else 400,
    }  # fmt: skip
    made = layer(mark, [{"x": at[0], "y": at[1], "said": said}], ("x", "y"))
    made["encoding"]["text"] = {"field": "said", "type": "nominal"}
    return made


def lines(said: str, wide: float, size: float, most: int, letter: float = BROAD) -> list[str]:
    """The words broken to `wide` pixels; what exceeds `most` lines ends in an ellipsis."""
    letters = max(4, int(wide / (size * letter)))
    return wrap(said, letters, max_lines=most, placeholder=" …", break_on_hyphens=False) or [""]


def layer(mark: Spec, values: list[Spec], channels: Sequence[str]) -> Spec:
    """Marks say nothing by themselves: the picture as a whole is told in words."""
    encoding: Spec = {}
    for channel in channels:
        encoding[channel] = {"field": channel}
        if not channel.endswith("2"):
            encoding[channel] |= {"type": "quantitative", "scale": None}
    return {"data": {"values": values}, "mark": mark | {"aria": False}, "encoding": encoding}
