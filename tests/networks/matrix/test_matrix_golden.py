"""What servers answer, as JSON, and all facts that are told of it.

To write the `.expected` files anew, and then read what changed:
ASKWHY_REGENERATE=1 pytest tests/networks/matrix/test_matrix_golden.py
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.networks.golden import STRANGE, Way, places, with_said, write

from askwhy.networks.matrix.source import MatrixSource

GOLDEN = Path(__file__).parent / "golden"
SPOOLS = sorted(GOLDEN.glob("*.json"))


def tell(told: Any) -> str:  # noqa: ANN401 (JSON)
    return "".join(f"{write(one)}\n" for one in MatrixSource(told).read())


@pytest.mark.parametrize("path", SPOOLS, ids=lambda path: path.stem)
def test_the_reader_tells_what_it_told(path: Path) -> None:
    expected = path.with_suffix(".expected")
    told = tell(json.loads(path.read_text("utf-8")))
    if os.environ.get("ASKWHY_REGENERATE"):
        expected.write_text(told, "utf-8")
    assert told == expected.read_text("utf-8")


def test_each_kind_of_reading_has_a_golden_file() -> None:
    assert {path.stem for path in SPOOLS} == {"first", "later", "hostile"}


WHOLE = {path.stem: json.loads(path.read_text("utf-8")) for path in SPOOLS}
PLACES = [(name, place) for name, told in WHOLE.items() for place in places(told)]


@given(st.sampled_from(PLACES), STRANGE)
def test_no_answer_stops_the_reading(place: tuple[str, Way], said: object) -> None:
    name, way = place
    tell(with_said(WHOLE[name], way, said)).encode()


def test_half_a_character_anywhere_stops_no_reading() -> None:
    for name, way in PLACES:
        tell(with_said(WHOLE[name], way, "\ud800")).encode()


def test_what_came_is_known_again_by_its_digest() -> None:
    first = MatrixSource(WHOLE["first"]).digest()
    again = json.loads(json.dumps(WHOLE["first"]))
    assert MatrixSource(again).digest() == first
    again["begun"] = "2026-10-25T12:00:01+00:00"
    assert MatrixSource(again).digest() != first
