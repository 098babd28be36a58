"""The kill harness, shortly: it counts at the recipient what was sent twice or lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.slow
@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_killed_at_random_nothing_is_sent_twice_or_lost(
    store: str, request: pytest.FixtureRequest
) -> None:
    command = [
        sys.executable,
        "-m",
        "bench.sending",
        store,
        "--kills",
        "15",
        "--seed",
        "5",
        "--json",
    ]
    if store == "postgresql":
        command += ["--url", request.getfixturevalue("postgres_server")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    tally = json.loads(done.stdout)
    assert tally["kills"] >= 15
    assert tally["asked"] + tally["uncertain"] >= 16
    assert (tally["twice"], tally["lost"], tally["unfinished"]) == (0, 0, 0)
