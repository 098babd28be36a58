"""Every chart of a report: beside the section that it belongs to, and by a name for its file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from askwhy.report.plain import cleaned
from askwhy.report.vega.curves import curves
from askwhy.report.vega.drawing import LIGHT, Drawing, Palette
from askwhy.report.vega.flow import flow
from askwhy.report.vega.intervals import differences, shares

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askwhy.report.model import Chart, Report, Section


@dataclass(frozen=True, slots=True)
class Plate:
    """The charts of a section: all its shares in one, all its differences in one, its curves."""

    shares: Drawing | None = None
    differences: Drawing | None = None
    curves: tuple[Drawing, ...] = ()

    def __iter__(self) -> Iterator[Drawing]:
        """The charts that there are, in reading order."""
        yield from (each for each in (self.shares, self.differences, *self.curves) if each)


def plates(report: Report, colours: Palette = LIGHT) -> tuple[Plate, ...]:
    """The charts of each section, in the order of the sections."""
    return tuple(_plate(section, colours) for section in cleaned(report).sections)


def gallery(report: Report, colours: Palette = LIGHT) -> dict[str, Drawing]:
    """All charts in reading order, the flow last, with names such as "03-who-answers-shares"."""
    drawn = [each for plate in plates(report, colours) for each in plate]
    if report.flow:
        drawn.append(flow(cleaned(report).flow, colours))
    return {f"{number:02}-{_plain(each.title)}": each for number, each in enumerate(drawn, start=1)}


def _plate(section: Section, colours: Palette) -> Plate:
    title, rows, gaps = section.title, section.rows, section.differences
    return Plate(
        shares(f"{title}: shares", rows, colours) if rows else None,
        differences(f"{title}: differences", gaps, colours) if gaps else None,
        tuple(curves(_within(section, chart), colours) for chart in section.charts),
    )


def _within(section: Section, chart: Chart) -> Chart:
    """The chart, its title after the section's where that holds other charts, too."""
    if not section.rows:
        return chart
    return replace(chart, title=f"{section.title}: {chart.title[:1].lower()}{chart.title[1:]}")


def _plain(title: str) -> str:
    """The title with nothing in it that a file's name could not hold."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "chart"
