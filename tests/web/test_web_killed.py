"""A server killed in the seconds in which a decision can be taken back loses none."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from askwhy.app.home import Record
from askwhy.app.study import pending
from askwhy.app.study.decisions import Decision, Deed
from askwhy.facts import Asked, Postponed, Skipped, WroteElsewhere
from askwhy.store import deeds, delivering, reading

if TYPE_CHECKING:
    from datetime import datetime

    from tests.web.conftest import Serving, Visiting, Visitor

    from askwhy.facts import StudyFact

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent.parent
SERVER = """
import sys, time
from pathlib import Path
from tests.web.conftest import running_server
with running_server(Path(sys.argv[1])) as served:
    print(served.door.port, served.owner().cookie, flush=True)
    time.sleep(600)
"""
DEEDS: dict[str, type[StudyFact]] = {
    "sent": Asked, "skip": Skipped, "wrote": WroteElsewhere, "later": Postponed,
}  # fmt: skip


def begin(home: Path, visiting: Visiting) -> tuple[subprocess.Popen[str], Visitor]:
    """A server in a process of its own, and its owner."""
    path = os.pathsep.join([str(ROOT), *sys.path])
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(home)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": path},
    )  # fmt: skip
    assert process.stdout is not None
    port, cookie = process.stdout.readline().split()
    owner = visiting(int(port))
    owner.cookie = cookie
    return process, owner


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def decide(owner: Visitor) -> dict[str, str]:
    """One card for each deed, and one person whom the owner knows; by deed."""
    cards = list(dict.fromkeys(re.findall(r"split=due&amp;at=([\w-]+)", owner.get("/today").text)))
    chosen = dict(zip(DEEDS, cards, strict=False))
    for deed, card in chosen.items():
        assert owner.post(f"/today/due/{card}/{deed}", days="3").status == 200
    found = re.search(r'action="/today/people/(\d+)/known"', owner.get("/today?split=new").text)
    assert found
    owner.post(f"/today/people/{found[1]}/known", known="heard of", mutual="yes", split="new")
    return chosen | {"known": found[1]}


def told(home: Path, chosen: dict[str, str]) -> dict[str, list[StudyFact]]:
    """What the record holds of each card's person, of the kind that its deed is."""
    record = Record(home)
    facts: dict[str, list[StudyFact]] = {}
    with record.read() as connection:
        for deed, kind in DEEDS.items():
            row = delivering.find(connection, chosen[deed])
            assert row is not None
            every = deeds.facts_of(connection, [row.contact_id])[row.contact_id]
            facts[deed] = [fact for fact in every if isinstance(fact, kind)]
        ((_, history),) = reading.identified(connection, 1, [int(chosen["known"])])
    record.close()
    answered = (history.entry("known"), history.entry("contact of contacts"))
    assert answered in {("", ""), ("heard of", "yes")}
    assert bool(answered[0]) == bool(facts["skip"]), "all of them, or none so far"
    return facts


def test_what_was_decided_when_the_server_is_killed_is_carried_out_by_the_next(
    tmp_path: Path, imported: Path, protocol: str, serving: Serving, visiting: Visiting,
    present: datetime,
) -> None:  # fmt: skip
    home = tmp_path / "home"
    shutil.copytree(imported, home)
    with serving(home) as served:
        served.owner().post("/study/lock", text=protocol)
    process, owner = begin(home, visiting)
    try:
        chosen = decide(owner)
    finally:
        kill(process)
    assert told(home, chosen) == {deed: [] for deed in DEEDS}, "none was written into the record"
    assert len(pending.found(home)) == len(DEEDS) + 1

    process, owner = begin(home, visiting)
    try:
        for deed in DEEDS:
            assert f"/today/due/{chosen[deed]}/" not in owner.get("/today").text, "decided"
        until = time.monotonic() + 60
        while pending.found(home):
            assert time.monotonic() < until, "it is never written down"
            time.sleep(0.1)
        assert 'role="alert"' not in owner.get("/today").text
    finally:
        kill(process)
    facts = told(home, chosen)
    assert {deed: len(found) for deed, found in facts.items()} == dict.fromkeys(DEEDS, 1)
    (later,) = facts["later"]
    assert isinstance(later, Postponed)
    assert later.until == present + timedelta(days=3)


def test_what_a_terminal_left_is_taken_over_by_a_page_that_was_open(
    tmp_path: Path, imported: Path, protocol: str, serving: Serving, present: datetime
) -> None:
    home = tmp_path / "home"
    shutil.copytree(imported, home)
    with serving(home) as served:
        owner = served.owner()
        owner.post("/study/lock", text=protocol)
        card = re.findall(r"split=due&amp;at=([\w-]+)", owner.get("/today").text)[0]
        pending.keep(home, Decision(Deed.SKIPPED, card, present))
        assert f"/today/due/{card}/" not in owner.get("/today").text
        served.desk.held.settle_all()
        assert pending.found(home) == []
    record = Record(home)
    with record.read() as connection:
        row = delivering.find(connection, card)
    record.close()
    assert row is not None
    assert row.state == "dropped"
