"""Other people's tables: which counts can have produced a published percentage?

Source: Brown and Heathers (2017), the GRIM test, taken from means to percentages.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def consistent_counts(percent: float | str, n: int, decimals: int = 0) -> tuple[int, ...]:
    """Return every k for which 100 k / n, rounded to `decimals`, is the published percentage.

    A half may have been rounded either way. The reckoning is exact; give the percentage as a
    string where a float cannot hold it.
    """
    if n < 1:
        raise ValueError(f"a share of {n} people is no share")
    published = Fraction(str(percent))
    slack = Fraction(1, 2 * 10**decimals)
    least = -((-(published - slack) * n) // 100)
    most = ((published + slack) * n) // 100
    return tuple(range(max(0, least), min(n, most) + 1))


def consistent_totals(
    percents: Iterable[float | str], largest: int, decimals: int = 0
) -> tuple[int, ...]:
    """Return every n up to `largest` of which all the published percentages can be shares."""
    published = tuple(percents)
    return tuple(
        n
        for n in range(1, largest + 1)
        if all(consistent_counts(percent, n, decimals) for percent in published)
    )
