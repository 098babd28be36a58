"""The report as JSON for programs; `docs/report.schema.json` says what it holds."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from askwhy.report import wording
from askwhy.report.model import SCHEMA_VERSION
from askwhy.report.plain import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from askwhy.analysis import Claim
    from askwhy.report.model import Chart, Difference, Figures, Owed, Report, Row, Section, Table


def render(report: Report) -> str:
    """The report as JSON text that ends in a line break."""
    return json.dumps(content(report), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def content(report: Report) -> dict[str, object]:
    """The report as plain values. Sections name what they hold by position."""
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
        "rows": [_row(row) for row in clean.rows],
        "differences": [_difference(each) for each in clean.differences],
        "sections": _sections(clean.sections),
        "claims": [_claim(each) for each in clean.ledger],
        "charts": [_chart(each) for section in clean.sections for each in section.charts],
        "lists": [_list(each) for section in clean.sections for each in section.lists],
        "tables": [_table(each) for section in clean.sections for each in section.tables],
        "needs": [asdict(each) for each in clean.needs],
        "flow": [
            {
                "name": step.name,
                "n": step.n,
                "depth": step.depth,
                "left": [{"reason": reason, "n": number} for reason, number in step.left],
            }
            for step in clean.flow
        ],
        "owed": None if clean.owed is None else _owed(clean.owed),
        "published": [asdict(each) for each in clean.published],
        "caveats": list(clean.caveats),
        "settings": [{"name": name, "value": value} for name, value in clean.settings],
        "footnotes": list(clean.footnotes),
    }


def _owed(owed: Sequence[Owed]) -> dict[str, object]:
    return {
        "n": len(owed),
        "oldest_days": max((each.days for each in owed), default=None),
        "ages": [{"age": age, "n": number} for age, number in wording.ages(owed)],
        "threads": [{"days": each.days, "who": each.who} for each in owed],
    }


def _row(row: Row) -> dict[str, object]:
    return {
        "id": row.id,
        "name": row.name,
        "k": row.k,
        "n": row.n,
        "among": row.among,
        "low": row.low,
        "high": row.high,
        "confidence": row.confidence,
        "method": row.method,
        "verdict": row.verdict,
        "note": row.note,
        "claim": row.claim,
        "needs_about": row.needs_about,
    }


def _difference(each: Difference) -> dict[str, object]:
    told = {name: value for name, value in asdict(each).items() if name != "claimed"}
    return told | {"verdict": each.verdict, "family": each.family}


def _claim(claim: Claim) -> dict[str, object]:
    judged, verdict = claim.judgement, claim.verdict
    return {
        "sentence": claim.sentence,
        "verdict": verdict.outcome,
        "kind": claim.kind,
        "family": claim.family,
        "counts": [{"k": k, "n": n} for k, n in claim.counts],
        "estimate": judged.estimate,
        "low": judged.low,
        "high": judged.high,
        "p": judged.p,
        "confidence": judged.confidence,
        "method": judged.method,
        "needs_about": verdict.needs_about,
        "group_sizes": list(verdict.group_sizes),
        "note": verdict.note,
    }


def _chart(chart: Chart) -> dict[str, object]:
    return {
        "title": chart.title,
        "curves": [
            {
                "name": curve.name,
                "horizon": curve.horizon,
                "points": [asdict(point) for point in curve.points],
            }
            for curve in chart.curves
        ],
    }


def _list(figures: Figures) -> dict[str, object]:
    return {
        "title": figures.title,
        "about": figures.about,
        "figures": [asdict(each) for each in figures.figures],
    }


def _table(table: Table) -> dict[str, object]:
    return {
        "title": table.title,
        "about": table.about,
        "head": list(table.head),
        "lines": [list(line) for line in table.lines],
    }


def _sections(sections: Iterable[Section]) -> list[dict[str, object]]:
    """Each section with the places of what it holds in the lists of the report."""
    told: list[dict[str, object]] = []
    held = dict.fromkeys(("rows", "differences", "claims", "charts", "lists", "tables"), 0)
    for section in sections:
        here = {
            "rows": len(section.rows),
            "differences": len(section.differences),
            "claims": len(section.ledger),
            "charts": len(section.charts),
            "lists": len(section.lists),
            "tables": len(section.tables),
        }
        places = {name: list(range(held[name], held[name] + here[name])) for name in held}
        told.append(
            {"title": section.title, "lead": section.lead, "aside": section.is_aside, **places}
        )
        held = {name: held[name] + here[name] for name in held}
    return told
