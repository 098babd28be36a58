from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from askwhy.synth import World, grow

Sheet = Callable[[Path], list[dict[str, str]]]
TODAY = date(2026, 11, 16)


@pytest.fixture(scope="session")
def world() -> World:
    """A middling life with every kind of row in it."""
    return grow(11, TODAY, connections=900, messages=1200, requests=200)


@pytest.fixture(scope="session")
def studied() -> World:
    """The owner asked the silent ones of half a year by hand."""
    return grow(12, TODAY, connections=900, messages=900, requests=600, study=True)


@pytest.fixture(scope="session")
def sheet() -> Sheet:
    """Read a plain UTF-8 CSV into dictionaries, past any preamble."""

    def read(path: Path) -> list[dict[str, str]]:
        text = path.read_bytes().decode("utf-8")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        start = next(n for n, row in enumerate(rows) if len(row) > 2)
        header = rows[start]
        return [dict(zip(header, row, strict=True)) for row in rows[start + 1 :]]

    return read
