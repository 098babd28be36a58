"""Whole imports, as a user makes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from askwhy.app.ingest import Outcome, ingest
from askwhy.app.sources import open_sources

if TYPE_CHECKING:
    from pathlib import Path

    from askwhy.app.home import Record

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
Bring = Callable[..., list[Outcome]]


@pytest.fixture(scope="session")
def bring() -> Bring:
    """Import the paths into a record and return what came of each."""

    def bring(record: Record, *paths: Path, account: str | None = None) -> list[Outcome]:
        return list(ingest(record, open_sources(list(paths)), account, NOW))

    return bring
