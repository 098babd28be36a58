"""One small export of each generation and dialect, and all that the reader tells of it.

To write the `.expected` files anew, and then read what changed:
ASKWHY_REGENERATE=1 pytest tests/networks/linkedin/test_linkedin_golden.py
"""

from __future__ import annotations

import os
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

import pytest

from askwhy.errors import YourFile
from askwhy.facts import Message, Party, Span
from askwhy.networks.linkedin.detection import open_sources
from askwhy.networks.linkedin.source import ExportSource

GOLDEN = Path(__file__).parent / "golden"
EXPORTS = sorted(GOLDEN.glob("*.in"))


def write(value: object) -> str:  # noqa: PLR0911
    """A value on one line, short enough to read and exact enough to compare."""
    match value:
        case YourFile():
            return f"{type(value).__name__} {value}"
        case datetime():
            return value.isoformat(sep=" ").removesuffix("+00:00")
        case Span():
            return f"{write(value.earliest)} .. {write(value.latest)}"
        case Party():
            named = [value.name, value.handle and f"/{value.handle}", value.urn]
            apart = [f"({value.apart})"] if value.apart else []
            return " ".join(filter(None, named + apart))
        case Enum():
            return str(value.value)
        case Message():
            inside = (f"{key}={write(one)}" for key, one in value._asdict().items())
            return f"Message {', '.join(inside)}"
        case tuple():
            return f"[{'; '.join(map(write, value))}]"
        case _ if is_dataclass(value):
            inside = (f"{one.name}={write(getattr(value, one.name))}" for one in fields(value))
            return f"{type(value).__name__} {', '.join(inside)}"
        case _:
            return repr(value) if isinstance(value, str) else str(value)


def tell(folder: Path) -> str:
    (source,) = open_sources([folder])
    assert isinstance(source, ExportSource)
    return "".join(f"{write(one)}\n" for one in source.read())


def test_there_is_a_golden_file_for_each_generation() -> None:
    names = {folder.stem for folder in EXPORTS}
    assert {"2018", "2018-utf16", "2020", "2021", "2023-06", "2023-12", "2024", "2026"} <= names
    assert {"resaved", "broken"} <= names


@pytest.mark.parametrize("folder", EXPORTS, ids=lambda folder: folder.stem)
def test_the_reader_tells_what_it_told(folder: Path) -> None:
    expected = folder.with_suffix(".expected")
    told = tell(folder)
    if os.environ.get("ASKWHY_REGENERATE"):
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")


def test_the_twins_of_2018_tell_the_same() -> None:
    first, second = (tell(GOLDEN / f"{name}.in") for name in ("2018", "2018-utf16"))
    assert first == second
    assert first.count("\n") > 10
