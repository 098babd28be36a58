"""Senders of mail are killed at random instants; what counts is what the recipient has."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from askwhy.errors import TheirNetwork
from askwhy.facts import Party
from askwhy.networks.mail.channel import MailChannel

if TYPE_CHECKING:
    from tests.networks.mail.harness import Post

    from askwhy.networks.mail.mailbox import Mailbox

NOW = datetime(2100, 1, 1, tzinfo=UTC)
ANA = Party(handle="ana@test.example")
LETTERS = 12


def send(mailbox: Mailbox, key: UUID) -> None:
    MailChannel(mailbox, lambda: NOW).send(key, ANA, "Why?")


def kill_within(mailbox: Mailbox, key: UUID, seconds: float) -> bool:
    """Send in a process of its own, killed after a while; return whether it was still at work."""
    sender = multiprocessing.get_context("fork").Process(target=send, args=(mailbox, key))
    sender.start()
    sender.join(seconds)
    was_at_work = sender.is_alive()
    sender.kill()
    sender.join()
    return was_at_work


@pytest.mark.slow
def test_killed_at_random_no_letter_arrives_twice_or_is_lost(post: Post) -> None:
    post.write("ana", "Hello.", "Message-ID: <1@a>")
    chance, mailbox = random.Random(5), post.mailbox()
    channel = MailChannel(mailbox, lambda: NOW)
    sent, undecided, kills = set[str](), set[str](), 0
    for number in range(LETTERS):
        key, longest = UUID(int=number + 1), 0.005
        while str(key) not in sent | undecided:
            # Longer each time: so some are killed at work on a fast machine, and some ever send.
            kills += kill_within(mailbox, key, chance.uniform(0, longest))
            longest = min(0.5, longest * 1.5)
            try:
                if channel.read_back(key, ANA, "Why?"):
                    sent.add(str(key))
            except TheirNetwork:
                undecided.add(str(key))
    assert kills >= LETTERS // 2
    post.await_letters("ana", len(sent))
    time.sleep(0.5)  # what a server has taken may be on its way
    arrived = Counter(
        str(message_from_bytes(one)["Message-ID"]).strip("<>").partition("@")[0]
        for one in post.letters("ana")
    )
    assert [name for name, times in arrived.items() if times > 1] == []
    assert sent - set(arrived) == set()
    assert set(arrived) <= sent | undecided
