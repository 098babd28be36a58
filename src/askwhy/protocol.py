"""What was declared before anyone was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Definitions:
    """How long is long enough, and what counts as having written.

    `wrote_first`: after acceptance, how long somebody has to write of their own accord.
    `replied`: after the question, how long somebody has to answer.
    `canned_counts`: whether a one-tap reply counts as having written.
    """

    wrote_first: timedelta = timedelta(days=7)
    replied: timedelta = timedelta(days=14)
    canned_counts: bool = False

    def __post_init__(self) -> None:
        assert self.wrote_first > timedelta(0), "a horizon lies in the future"
        assert self.replied > timedelta(0), "a horizon lies in the future"
