"""A report to a file, in the format that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, assert_never, get_args

if TYPE_CHECKING:
    from pathlib import Path

    from askwhy.report.model import Report

Format = Literal["html", "markdown", "json", "csv", "text"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
SUFFIXES: Final[dict[Format, str]] = {
    "html": ".html",
    "markdown": ".md",
    "json": ".json",
    "csv": ".csv",
    "text": ".txt",
}


def render(report: Report, form: Format) -> str:
    """The report as text of that format."""
    match form:
        case "html":
            from askwhy.report import html

            return html.render(report)
        case "markdown":
            from askwhy.report import markdown

            return markdown.render(report)
        case "json":
            from askwhy.report import jsonfile

            return jsonfile.render(report)
        case "csv":
            from askwhy.report import csvfile

            return csvfile.render(report)
        case "text":
            from askwhy.report import terminal

            return terminal.text(report)
        case _:
            assert_never(form)


def write(report: Report, path: Path, form: Format) -> None:
    """Write the report to `path` as UTF-8, whole or not at all; OSError where that fails."""
    whole = render(report, form).encode()
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(whole)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
