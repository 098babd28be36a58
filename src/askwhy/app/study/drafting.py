"""A protocol that is still being written, kept between two visits."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from askwhy.protocol.template import template

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

FILE = "study.toml"


def read_draft(home: Path, today: date, zone: str) -> str:
    """The draft of a data folder, or a new one of thirty days from today on."""
    path = home / FILE
    if path.exists():
        return path.read_text("utf-8")
    return template("My study", today, today + timedelta(days=29), zone)


def write_draft(home: Path, text: str) -> Path:
    """Keep the draft, whole or not at all; return where."""
    part = home / f"{FILE}.part"
    part.write_text(text.replace("\r\n", "\n"), "utf-8")
    part.replace(home / FILE)
    return home / FILE


def drop_draft(home: Path) -> None:
    """The draft became a study."""
    (home / FILE).unlink(missing_ok=True)
