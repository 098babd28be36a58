"""Every chart of a report, each with a name for its file."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from askwhy.report.plain import cleaned
from askwhy.report.vega.curves import curves
from askwhy.report.vega.drawing import LIGHT, Drawing, Palette
from askwhy.report.vega.flow import flow
from askwhy.report.vega.intervals import differences, shares

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askwhy.report.model import Report


def gallery(report: Report, colours: Palette = LIGHT) -> dict[str, Drawing]:
    """The report's charts in reading order, such as "03-who-answers"."""
    drawn = enumerate(_drawings(cleaned(report), colours), start=1)
    return {f"{number:02}-{_plain(each.title)}": each for number, each in drawn}


def _drawings(report: Report, colours: Palette) -> Iterator[Drawing]:
    for section in report.sections:
        if section.rows:
            yield shares(section.title, section.rows, colours)
        if section.differences:
            yield differences(f"{section.title}: differences", section.differences, colours)
        for chart in section.charts:
            title = chart.title
            if section.rows:
                title = f"{section.title}: {title[:1].lower()}{title[1:]}"
            yield curves(replace(chart, title=title), colours)
    if report.flow:
        yield flow(report.flow, colours)


def _plain(title: str) -> str:
    """The title with nothing in it that a file's name could not hold."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "chart"
