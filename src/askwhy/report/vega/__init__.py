"""Charts as Vega-Lite data: plain values built from a report, the same wherever they are drawn."""

from askwhy.report.vega.curves import curves
from askwhy.report.vega.drawing import DARK, LIGHT, PAGE, Drawing, Palette
from askwhy.report.vega.flow import flow
from askwhy.report.vega.gallery import Plate, gallery, plates
from askwhy.report.vega.intervals import differences, shares
from askwhy.report.vega.poster import FEWEST, TooFewToShare, poster

__all__ = [
    "DARK",
    "FEWEST",
    "LIGHT",
    "PAGE",
    "Drawing",
    "Palette",
    "Plate",
    "TooFewToShare",
    "curves",
    "differences",
    "flow",
    "gallery",
    "plates",
    "poster",
    "shares",
]
