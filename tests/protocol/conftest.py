"""A whole protocol file to change one line of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest

from askwhy.protocol import Protocol
from askwhy.protocol.reading import check
from askwhy.protocol.template import template

if TYPE_CHECKING:
    from askwhy.errors import YourFile

SMALL = """\
name = "October"
languages = ["en", "fr"]

[window]
first_day = 2026-10-01
last_day = 2026-10-31

[acceptance]
accept = "all"

[timing]
wait = "1 day"
wrote_first = "7 days"
replied = "14 days"
canned_counts = false

[[arms]]
name = "A"
weight = 2
[arms.wording]
en = "Why, {first_name}?"
fr = "Pourquoi, {first_name} ?"

[[arms]]
name = "none"
asks = false

[hours]
zone = "Europe/Warsaw"
quiet = ["20:00-08:00"]
weekdays = ["Mon", "Tue"]

[limits]
per_day = 20
per_hour = 5

[never_ask]
also = ["known to me"]

[[hypotheses]]
kind = "confirmatory"
says = "Most answer."
figure = "S5"
expects = "more"
than = 0.5

[retention]
texts = 2027-05-02
everything = 2028-10-31

[ethics]
text = "Once, and never again."
"""


@dataclass(frozen=True)
class File:
    """A protocol file in which single lines are replaced by others."""

    text: str = SMALL

    def but(self, old: str, new: str) -> File:
        assert self.text.count(old) == 1, f"{old!r} stands in the file once"
        return File(self.text.replace(old, new))

    def line(self, of: str) -> int:
        """The number of the only line that begins so."""
        (found,) = [
            number
            for number, line in enumerate(self.text.splitlines(), start=1)
            if line.startswith(of)
        ]
        return found

    def protocol(self) -> Protocol:
        found = check(self.text)
        assert isinstance(found, Protocol), [str(each) for each in found]
        return found

    def problems(self) -> list[YourFile]:
        found = check(self.text, "my.toml")
        assert isinstance(found, list), found
        assert found, "a refusal has a reason"
        return found

    def problem(self) -> YourFile:
        (found,) = self.problems()
        return found


@pytest.fixture
def file() -> File:
    """The small file."""
    return File()


@pytest.fixture
def october() -> File:
    """The file that a new study begins with."""
    return File(template("October", date(2026, 10, 1), date(2026, 10, 31), "Europe/Warsaw"))
