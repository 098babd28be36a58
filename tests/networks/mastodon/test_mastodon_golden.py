"""What servers answer, as JSON, and all facts that are told of it.

To write the `.expected` files anew, and then read what changed:
ASKWHY_REGENERATE=1 pytest tests/networks/mastodon/test_mastodon_golden.py
"""

from __future__ import annotations

import json
import os
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askwhy.facts import Message, Party, Span
from askwhy.networks.mastodon.source import MastodonSource

GOLDEN = Path(__file__).parent / "golden"
SPOOLS = sorted(GOLDEN.glob("*.json"))


def write(value: object) -> str:  # noqa: PLR0911
    """A value on one line, short enough to read and exact enough to compare."""
    match value:
        case datetime():
            return value.isoformat(sep=" ").removesuffix("+00:00")
        case Span():
            return f"{write(value.earliest)} .. {write(value.latest)}"
        case Party():
            return " ".join(filter(None, (value.name, value.handle, value.urn, value.apart)))
        case Message():
            inside = (f"{key}={write(one)}" for key, one in value._asdict().items())
            return f"Message {', '.join(inside)}"
        case tuple():
            return f"[{'; '.join(map(write, value))}]"
        case Enum():
            return str(value.value)
        case _ if is_dataclass(value):
            inside = (f"{one.name}={write(getattr(value, one.name))}" for one in fields(value))
            return f"{type(value).__name__} {', '.join(inside)}"
        case _:
            return repr(value) if isinstance(value, str) else str(value)


def tell(told: Any) -> str:  # noqa: ANN401 (JSON)
    return "".join(f"{write(one)}\n" for one in MastodonSource(told, "home.example").read())


@pytest.mark.parametrize("path", SPOOLS, ids=lambda path: path.stem)
def test_the_reader_tells_what_it_told(path: Path) -> None:
    expected = path.with_suffix(".expected")
    told = tell(json.loads(path.read_text("utf-8")))
    if os.environ.get("ASKWHY_REGENERATE"):
        expected.write_text(told, "utf-8")
    assert told == expected.read_text("utf-8")


def test_each_kind_of_reading_has_a_golden_file() -> None:
    assert {path.stem for path in SPOOLS} == {"first", "later", "hostile"}


def places(told: object, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in what servers answered."""
    inside: list[tuple[str | int, object]] = []
    if isinstance(told, dict):
        inside = [(key, one) for key, one in told.items() if way or key not in {"begun", "reached"}]
    elif isinstance(told, list):
        inside = list(enumerate(told))
    deeper = [place for key, one in inside for place in places(one, (*way, key))]
    return [*([way] if way and way != ("owner",) else []), *deeper]


WHOLE = {path.stem: json.loads(path.read_text("utf-8")) for path in SPOOLS}
PLACES = [(name, place) for name, told in WHOLE.items() for place in places(told)]
STRANGE: st.SearchStrategy[object] = st.sampled_from(
    [None, True, 5, -1.5, "", "\ud800", "2026-10-01T00:00:00Z", [], {}, [[]], [None], {"id": []}]
)


@given(st.sampled_from(PLACES), STRANGE)
def test_no_answer_stops_the_reading(
    place: tuple[str, tuple[str | int, ...]], said: object
) -> None:
    name, way = place
    told = json.loads(json.dumps(WHOLE[name]))
    at: Any = told
    for key in way[:-1]:
        at = at[key]
    at[way[-1]] = said
    tell(told).encode()


def test_half_a_character_anywhere_stops_no_reading() -> None:
    for name, way in PLACES:
        told = json.loads(json.dumps(WHOLE[name]))
        at: Any = told
        for key in way[:-1]:
            at = at[key]
        at[way[-1]] = "\ud800"
        tell(told).encode()


def test_what_came_is_known_again_by_its_digest() -> None:
    first = MastodonSource(WHOLE["first"], "home.example").digest()
    again = json.loads(json.dumps(WHOLE["first"]))
    assert MastodonSource(again, "home.example").digest() == first
    again["begun"] = "2026-10-25T12:00:01+00:00"
    assert MastodonSource(again, "home.example").digest() != first
