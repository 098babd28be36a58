"""The report as one page that needs nothing from outside: no script, no font, no picture."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from askwhy.report import charts, wording
from askwhy.report.flow import branches
from askwhy.report.plain import cleaned

if TYPE_CHECKING:
    from askwhy.report.model import Report

SHOWN: Final = 100
"""How many owed threads are listed by name; the rest are counted."""


def render(report: Report) -> str:
    """The whole page as HTML text."""
    clean = cleaned(report)
    css = style()
    page = _environment().get_template("report.html.j2")
    return page.render(
        report=clean,
        css=Markup(css),  # noqa: S704 - our own file, nothing remote in it
        policy=policy(css),
        flow=branches(clean.flow),
        owed=sorted(clean.owed or (), key=lambda each: -each.days),
        shown=SHOWN,
    )


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
    environment.globals.update(w=wording, charts=charts)
    return environment


def _unparted(shown: object) -> object:
    """A number and its per cent sign stay on one line."""
    return shown.replace(" %", f"{wording.NBSP}%") if type(shown) is str else shown
