"""Charts as Vega-Lite data: plain values built from a report, the same wherever they are drawn."""

from askwhy.report.vega.curves import curves
from askwhy.report.vega.drawing import DARK, LIGHT, Drawing, Palette
from askwhy.report.vega.flow import flow
from askwhy.report.vega.gallery import gallery
from askwhy.report.vega.intervals import differences, shares
from askwhy.report.vega.poster import FEWEST, TooFewToShare, poster

__all__ = [
    "DARK",
    "FEWEST",
    "LIGHT",
    "Drawing",
    "Palette",
    "TooFewToShare",
    "curves",
    "differences",
    "flow",
    "gallery",
    "poster",
    "shares",
]
