"""A whole study over real servers, nobody attending: thirty strangers ask, a report ends it.

Its clock goes by hours where the program waits. Letters are stamped by that clock as well; Synapse
stamps by its own, which is behind then, and still puts everything into the right order.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import keyring
import pytest
from statsmodels.stats.proportion import proportion_confint
from tests.networks.linkedin_api.test_linkedin_api import MemoryRing
from tests.networks.mail.harness import MailHarness
from tests.networks.test_channel_contract import ASK, Desk

from askwhy.app.live import attending
from askwhy.app.live.connecting import allow, connect
from askwhy.app.study.study_report import count, report_on
from askwhy.app.study.studying import running
from askwhy.report.markdown import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.networks.test_channel_contract import Harness

HOUR = timedelta(hours=1)
DAY = 24 * HOUR
STRIDE = 8 * HOUR
"""How long the program sleeps at a time while much happens; later it is five days."""
PEOPLE = [f"p{number}" for number in range(30)]
FIRST = PEOPLE[:5]
"""They write of their own accord half a day after their first letter."""
ANSWER = PEOPLE[5:15]
AWAY, REFUSES = PEOPLE[15], PEOPLE[16]
"""An automatic answer, and one who wants no letters; the others stay silent."""


FLOW = (
    "**30** Requests in the window",
    "**14** asked, no answer",
    "**10** answered",
    "**5** excluded: wrote first",
    "**1** excluded: asked not to be written to",
)


@dataclass
class Life:
    """What the thirty do, hour by hour, seen from the study's clock."""

    harness: Harness
    desk: Desk
    begun: datetime
    done: set[tuple[str, str]] = field(default_factory=set)
    asked_at: dict[str, datetime] = field(default_factory=dict)
    asked_within: float = 0.0

    def go_on(self) -> None:
        now = self.desk.now()
        for number, name in enumerate(PEOPLE):
            wrote_at = self.begun + number // 10 * DAY
            if now < wrote_at:
                continue
            self.once(name, "Hello, I read your work.", self.harness.request)
            if name in FIRST and now >= wrote_at + 12 * HOUR:
                self.once(name, "I have a question about it.")
            if name not in self.asked_at and self.harness.got(name):
                self.asked_at[name] = now
                self.asked_within = time.monotonic()
            if name in self.asked_at and now >= self.asked_at[name] + 6 * HOUR:
                self.answer(name)

    def answer(self, name: str) -> None:
        # Six hours are a moment by the server's clock, which tells whole seconds.
        time.sleep(max(0.0, self.asked_within + 1 - time.monotonic()))
        if name in ANSWER:
            self.once(name, "Yes: could you send me your slides?")
        if name == AWAY and isinstance(self.harness, MailHarness):
            self.once(name, "I am away.", self.harness.excuse)
        if name == REFUSES:
            self.once(name, "Please do not write to me again.")

    def once(self, name: str, text: str, say: Callable[[str, str], object] | None = None) -> None:
        if (name, text) not in self.done:
            self.done.add((name, text))
            (say or self.harness.write)(name, text)


@pytest.fixture
def ring() -> Iterator[None]:
    """What Matrix gives in exchange for a password is kept in this process."""
    was = keyring.get_keyring()
    keyring.set_keyring(MemoryRing())
    yield
    keyring.set_keyring(was)


@pytest.mark.slow
@pytest.mark.parametrize("network", ["mail", "matrix"])
def test_thirty_requests_run_to_a_report_with_nobody_attending(
    network: str, request: pytest.FixtureRequest, tmp_path: Path, ring: None
) -> None:
    harness: Harness = request.getfixturevalue(f"{network}_harness")
    desk = Desk(harness, tmp_path / "home")
    if isinstance(harness, MailHarness):
        harness.post.clock = desk.now
    allow(desk.record, connect(desk.record, network, "me", harness.answers()), is_allowed=True)
    begun = desk.now()
    life = Life(harness, desk, begun)
    life.go_on()

    def wait(seconds: float) -> None:
        stride = STRIDE if desk.now() < begun + 6 * DAY else 5 * DAY
        desk.ahead += stride if seconds > 10 else timedelta(seconds=seconds)
        life.go_on()

    for told in attending.watch(desk.record, None, desk.now, wait):
        assert told.failure is None, told.failure
        if desk.now() > begun + 20 * DAY:
            break
    got = {name: harness.got(name) for name in PEOPLE}
    assert got == {name: [] if name in FIRST else [ASK] for name in PEOPLE}
    with desk.record.read() as connection:
        (study,) = running(connection, desk.record.home)
        (arm,) = count(connection, study, desk.now(), desk.now()).arms
        page = render(report_on(connection, study, desk.now())).replace("\xa0", " ")
    answers = len(ANSWER) + 1  # a refusal is an answer, an absence notice is none
    assert (arm.allocated, arm.verified, arm.analysed, arm.answered) == (25, 25, 25, answers)
    low, high = proportion_confint(answers, 25, method="wilson")
    assert "**Of 25 people asked long enough ago, 11 answered.**" in page
    assert f"**44 %** | 11 of 25 | {low * 100:.0f}–{high * 100:.0f} %" in page
    for line in FLOW:
        assert line in page
