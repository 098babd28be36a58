"""The report as JSON for programs; `docs/report.schema.json` says what it holds."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from askwhy.report import wording
from askwhy.report.model import SCHEMA_VERSION
from askwhy.report.plain import cleaned

if TYPE_CHECKING:
    from askwhy.report.model import Report, Section


def render(report: Report) -> str:
    """The report as JSON text that ends in a line break."""
    return json.dumps(content(report), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def content(report: Report) -> dict[str, object]:
    """The report as plain values. Sections name their rows and differences by position."""
    clean = cleaned(report)
    return {
        "schema": SCHEMA_VERSION,
        "title": clean.title,
        "headline": clean.headline,
        "fictional": clean.fictional,
        "made_at": clean.made_at.isoformat(),
        "window": {
            "since": clean.since.isoformat(),
            "until": clean.until.isoformat(),
            "observed_until": clean.observed_until.isoformat(),
        },
        "rows": [asdict(row) for row in clean.rows],
        "differences": [asdict(each) for each in clean.differences],
        "sections": _sections(clean.sections),
        "flow": [
            {
                "name": step.name,
                "n": step.n,
                "depth": step.depth,
                "left": [{"reason": reason, "n": number} for reason, number in step.left],
            }
            for step in clean.flow
        ],
        "owed": {
            "n": len(clean.owed),
            "oldest_days": max((each.days for each in clean.owed), default=None),
            "ages": [{"age": age, "n": number} for age, number in wording.ages(clean.owed)],
            "threads": [{"days": each.days, "who": each.who} for each in clean.owed],
        },
        "published": [asdict(each) for each in clean.published],
        "caveats": list(clean.caveats),
        "settings": [{"name": name, "value": value} for name, value in clean.settings],
        "footnotes": list(clean.footnotes),
    }


def _sections(sections: tuple[Section, ...]) -> list[dict[str, object]]:
    told: list[dict[str, object]] = []
    row = difference = 0
    for section in sections:
        last_row, last_difference = row + len(section.rows), difference + len(section.differences)
        told.append(
            {
                "title": section.title,
                "lead": section.lead,
                "rows": list(range(row, last_row)),
                "differences": list(range(difference, last_difference)),
            }
        )
        row, difference = last_row, last_difference
    return told
