"""The kill harness over each real network, shortly."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from bench.live import PEOPLE, Tally, a_round

if TYPE_CHECKING:
    from pathlib import Path

    from tests.networks.test_channel_contract import Harness


@pytest.mark.slow
@pytest.mark.parametrize("network", ["mail", "mastodon", "matrix"])
def test_killed_at_random_nobody_is_asked_twice_or_lost(
    network: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    harness: Harness = request.getfixturevalue(f"{network}_harness")
    tally = Tally()
    a_round(harness, tmp_path / "home", random.Random(5), 12, tally)
    assert tally.kills >= 6
    assert tally.asked + tally.uncertain >= len(PEOPLE)
    assert (tally.twice, tally.lost, tally.unfinished) == (0, 0, 0)
