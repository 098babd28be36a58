"""The participant flow as a tree, from boxes told in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askwhy.report.model import Step


@dataclass(frozen=True, slots=True)
class Branch:
    """A box and the boxes that its people went on to."""

    step: Step
    then: tuple[Branch, ...] = ()


def branches(steps: Sequence[Step]) -> tuple[Branch, ...]:
    """The trees that the depths describe: a box belongs to the last one before it that is nearer.

    The shallowest boxes are the roots, so a list that does not begin at depth 0 is no error.
    """
    found: list[Branch] = []
    start = 0
    while start < len(steps):
        end = start + 1
        while end < len(steps) and steps[end].depth > steps[start].depth:
            end += 1
        found.append(Branch(steps[start], branches(steps[start + 1 : end])))
        start = end
    return tuple(found)
