"""What the golden tests of the live networks share: facts as lines, and answers made strange."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from hypothesis import strategies as st

from askwhy.facts import Message, Party, Span

Way = tuple[str | int, ...]
"""The keys that lead to a place in what servers answered."""
STRANGE: st.SearchStrategy[object] = st.sampled_from(
    [None, True, 5, -1.5, "", "\ud800", "2026-10-01T00:00:00Z", [], {}, [[]], [None], {"id": []}]
)


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


def places(told: object, way: Way = ()) -> list[Way]:
    """Every place in what servers answered."""
    inside: list[tuple[str | int, object]] = []
    if isinstance(told, dict):
        inside = [(key, one) for key, one in told.items() if way or key not in {"begun", "reached"}]
    elif isinstance(told, list):
        inside = list(enumerate(told))
    deeper = [place for key, one in inside for place in places(one, (*way, key))]
    return [*([way] if way and way != ("owner",) else []), *deeper]


def with_said(told: object, way: Way, said: object) -> Any:  # noqa: ANN401 (JSON)
    """The same answers, but for what is said at one place."""
    changed = json.loads(json.dumps(told))
    at = changed
    for key in way[:-1]:
        at = at[key]
    at[way[-1]] = said
    return changed
