"""The picture to share: the headline, the rows that matter, and nobody who could be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from askwhy.errors import Refused
from askwhy.report import wording
from askwhy.report.plain import cleaned
from askwhy.report.vega.drawing import LIGHT, Drawing, Palette, box, drawing, line, lines, text
from askwhy.report.vega.intervals import bar, of_row

if TYPE_CHECKING:
    from askwhy.report.model import Report, Row
    from askwhy.report.vega.drawing import Spec

SIZE: Final = (1200, 630)
FEWEST: Final = 20
"""A share of fewer people is not shared: it could point at one of them."""
MATTERS: Final = ("S6", "S7", "S5")
"""Words in the request, words of their own accord, answers to the question."""
MOST: Final = 3
_LEFT: Final = 64
_AXIS: Final = (650, 940)


class TooFewToShare(Refused):
    """Each share that a picture could show is one of few people."""

    remedy = "Share it once more people have come; the report itself is for you alone until then."


def poster(report: Report, colours: Palette = LIGHT) -> Drawing:
    """The report as one picture, 1200 by 630. Raises TooFewToShare."""
    report = cleaned(report)
    rows = chosen(report)
    if not rows:
        raise TooFewToShare(
            f"None of the figures that can be shared counts {FEWEST} people or more, so a picture "
            "could point at somebody."
        )
    headline = report.title if _has_few(report) else report.headline
    window = f"{wording.window(report)}; seen until {wording.day(report.observed_until)}"
    mark = f"{wording.FICTIONAL} " if report.fictional else ""
    told = " ".join(_told(row) for row in rows)
    layers = _head(headline, window, colours, fictional=report.fictional)
    for x, word in zip((*_AXIS, sum(_AXIS) / 2), ("0", f"100{wording.NBSP}%", "50"), strict=True):
        layers.append(text(word, (x, 256), colours.soft, 14, align="center"))
    for number, row in enumerate(rows):
        layers += _row(row, 316 + 92 * number, colours)
    level = wording.confidence(rows[0].confidence)
    foot = f"Each share with its {level} interval. No share of fewer than {FEWEST} people is shown."
    layers.append(text(foot, (_LEFT, 596), colours.soft, 17))
    layers.append(
        text("askwhy", (SIZE[0] - _LEFT, 596), colours.accent, 17, align="right", bold=True)
    )
    return drawing(headline, f"{mark}{window}. {told}", SIZE, layers, colours)


def chosen(report: Report) -> tuple[Row, ...]:
    """Up to three rows of enough people, all of them about everybody of the window or of an arm.

    Groups by what people are like stay out, even large ones: a small one is what they leave over.
    """
    fit = [
        row for row in report.rows if row.id in MATTERS and row.low is not None and row.n >= FEWEST
    ]
    first = {row.id: row for row in reversed(fit)}
    leading = [first[id_] for id_ in MATTERS if id_ in first]
    others = [row for row in fit if row not in leading]
    return tuple([*leading, *others][:MOST])


def _told(row: Row) -> str:
    claim = f" “{row.claim}”" if row.claim else ""
    return f"{row.name}: {wording.figure(row)};{claim} {row.verdict}."


def _has_few(report: Report) -> bool:
    """Whether a figure that the headline may tell is one of few people."""
    return any(row.n < FEWEST for row in report.rows if row.id in MATTERS)


def _head(headline: str, window: str, colours: Palette, *, fictional: bool) -> list[Spec]:
    said = lines(headline, SIZE[0] - 2 * _LEFT, 36, 3)
    made = [
        text(each, (_LEFT, 92 + 46 * number), colours.ink, 36, bold=True)
        for number, each in enumerate(said)
    ]
    below = 92 + 46 * len(said) + 4
    made.append(text(window, (_LEFT, below), colours.soft, 20))
    if fictional:
        made.append(box((_LEFT, 26, _LEFT + 354, 56), colours.open))
        words = "Fictional: nobody counted here exists"
        made.append(text(words, (_LEFT + 14, 41), colours.paper, 18, bold=True))
    return made


def _row(row: Row, y: float, colours: Palette) -> list[Spec]:
    mark = of_row(row)
    name = lines(row.name, 480, 21, 1)[0]
    claim = lines(row.claim, 430, 16, 2) if row.claim else []
    return [
        line((_LEFT, y - 46, SIZE[0] - _LEFT, y - 46), colours.line),
        text(name, (_LEFT, y - 18 if claim else y), colours.ink, 21),
        *(
            text(each, (_LEFT, y + 8 + 20 * number), colours.soft, 16)
            for number, each in enumerate(claim)
        ),
        text(mark.figure, (_AXIS[0] - 40, y - 8), colours.ink, 34, align="right", bold=True),
        text(mark.counts, (_AXIS[0] - 40, y + 20), colours.soft, 16, align="right"),
        *bar(mark, _AXIS, y, colours, 16),
        text(mark.verdict, (_AXIS[1] + 50, y), colours.of(mark.verdict), 20, bold=True),
    ]
