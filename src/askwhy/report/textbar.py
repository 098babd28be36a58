"""Interval bars drawn with characters, and all of it again for terminals that know only ASCII."""

from __future__ import annotations

from typing import Final

_TRACK, _LINE, _LEFT, _RIGHT, _POINT, _ZERO = "·─├┤●│"
_ASCII: Final = str.maketrans(
    {
        "·": ".", "─": "-", "├": "[", "┤": "]", "●": "o", "│": "|",
        "✓": "+", "✕": "x", "∅": "0", "–": "-", "—": "-", "−": "-",
        "“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "\N{NO-BREAK SPACE}": " ",
    }
)  # fmt: skip


def share(at: float | None, low: float | None, high: float | None, width: int) -> str:
    """A bar of `width` characters for a share and its bounds in [0, 1]; no bounds, no marks."""
    cells = [_TRACK] * width
    if low is not None and high is not None:
        first, last = _cell(low, width), _cell(high, width)
        cells[first : last + 1] = _LINE * (last - first + 1)
        cells[first], cells[last] = _LEFT, _RIGHT
    if at is not None:
        cells[_cell(at, width)] = _POINT
    return "".join(cells)


def difference(at: float, low: float, high: float, width: int) -> str:
    """A bar for a difference in [-1, 1], with a mark where zero is and the interval is not."""
    drawn = share((1 + at) / 2, (1 + low) / 2, (1 + high) / 2, width)
    middle = _cell(0.5, width)
    return drawn[:middle] + drawn[middle].replace(_TRACK, _ZERO) + drawn[middle + 1 :]


def axis(width: int, first: str, last: str) -> str:
    """The two ends of the axis, as far apart as the bar is wide."""
    return first + last.rjust(width - len(first))


def ascii_only(text: str) -> str:
    """The text with our own marks in ASCII; letters of other people's names stay."""
    return text.translate(_ASCII)


def _cell(at: float, width: int) -> int:
    return round(min(max(at, 0.0), 1.0) * (width - 1))
