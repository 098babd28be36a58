"""The report as one page that needs nothing from outside: no script, no font, its charts inside."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from askwhy.report import grounds, picture, wording
from askwhy.report.plain import cleaned
from askwhy.report.vega import PAGE, Plate, flow, plates

if TYPE_CHECKING:
    from askwhy.report.model import Report
    from askwhy.report.vega import Drawing

SHOWN: Final = 100
"""How many owed threads are listed by name; the rest are counted."""
BARE: Final = (
    "Charts are left out, because what draws them is not installed: "
    "`pip install 'askwhy[pictures]'` brings them. The tables hold every figure."
)


def render(report: Report) -> str:
    """The whole page as HTML text, with its charts where they can be drawn."""
    clean = cleaned(report)
    charts = _charts(clean)
    css = style()
    page = _environment().get_template("report.html.j2")
    return page.render(
        report=clean,
        css=Markup(css),  # noqa: S704 - our own file, nothing remote in it
        policy=policy(css),
        sections=tuple(zip(clean.sections, charts.plates, strict=True)),
        flow=charts.flow,
        bare=BARE if charts.is_bare else "",
        owed=sorted(clean.owed or (), key=lambda each: -each.days),
        shown=SHOWN,
    )


@dataclass(frozen=True, slots=True)
class _Charts:
    """What is drawn beside each section and beside the flow; `is_bare` if nothing can be drawn."""

    plates: tuple[Plate, ...]
    flow: Drawing | None
    is_bare: bool = False


def _charts(report: Report) -> _Charts:
    made = _Charts(plates(report, PAGE), flow(report.flow, PAGE) if report.flow else None)
    first = next(chain.from_iterable(made.plates), made.flow)
    try:
        if first is not None:
            picture.render(first, "svg")
    except picture.NoPictures:
        return _Charts((Plate(),) * len(report.sections), None, is_bare=True)
    return made


def _svg(drawing: Drawing) -> Markup:
    return Markup(picture.render(drawing, "svg").decode())  # noqa: S704 - our renderer escaped it


def style() -> str:
    """The style sheet of the page and of its parts."""
    environment = _environment()
    assert environment.loader is not None, "made with a loader"
    return environment.loader.get_source(environment, "report.css")[0].strip()


def policy(css: str) -> str:
    """A Content-Security-Policy that allows this style sheet and nothing else."""
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("askwhy.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_unparted,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(w=wording, grounds=grounds, svg=_svg)
    return environment


def _unparted(shown: object) -> object:
    """A number and its per cent sign stay on one line."""
    return shown.replace(" %", f"{wording.NBSP}%") if type(shown) is str else shown
