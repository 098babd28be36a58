"""One sender for each account, whatever becomes of its process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from askwhy.app.sending.sole_sender import AlreadySending, sole_sender
from askwhy.outbox import State
from askwhy.store.database import StoreFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.app.conftest import Stage

HOLD = """
import sys
from pathlib import Path
from askwhy.app.home import Record
from askwhy.app.sending.sole_sender import sole_sender
from askwhy.store import record as kept
record = Record(Path(sys.argv[1]))
with record.read() as connection:
    (account,) = kept.accounts(connection)
with sole_sender(record, account):
    print("held", flush=True)
    sys.stdin.read()
"""


BREAK = """
SELECT pg_terminate_backend(pid) FROM pg_locks
WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
"""


@contextmanager
def another_process(stage: Stage) -> Iterator[subprocess.Popen[str]]:
    """It holds the account's lock until it dies."""
    command = [sys.executable, "-c", HOLD, str(stage.record.home)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_sender_is_refused_with_a_sentence(stage: Stage) -> None:
    with (
        sole_sender(stage.record, stage.account()),
        pytest.raises(AlreadySending, match=r"Another askwhy is sending for “mastodon”\. Let it"),
        sole_sender(stage.record, stage.account()),
    ):
        pass


def test_each_account_has_its_own(stage: Stage) -> None:
    with (
        sole_sender(stage.record, stage.account("mastodon")),
        sole_sender(stage.record, stage.account("matrix")) as confirm,
    ):
        confirm()


def test_it_is_free_again_afterwards(stage: Stage) -> None:
    for _ in range(8):
        with sole_sender(stage.record, stage.account()) as confirm:
            confirm()


def test_nothing_leaves_while_another_sends(stage: Stage) -> None:
    stage.lock()
    stage.due("ana")

    with sole_sender(stage.record, stage.account()), pytest.raises(AlreadySending):
        stage.deliver()

    assert (stage.states(), stage.sent()) == ({"ana": State.APPROVED}, [])


def test_others_read_and_write_while_one_sends(stage: Stage) -> None:
    with sole_sender(stage.record, stage.account()):
        stage.lock()
        stage.due("ana")
        assert stage.states() == {"ana": State.APPROVED}


@pytest.mark.slow
def test_a_killed_process_lets_go(stage: Stage) -> None:
    with another_process(stage) as process:
        with pytest.raises(AlreadySending), sole_sender(stage.record, stage.account()):
            pass
        process.kill()
        process.wait()
        free_within(stage, seconds=10)


@pytest.mark.slow
def test_a_stopped_process_does_not_let_go(stage: Stage) -> None:
    with another_process(stage) as process:
        os.kill(process.pid, signal.SIGSTOP)
        with pytest.raises(AlreadySending), sole_sender(stage.record, stage.account()):
            pass


def free_within(stage: Stage, seconds: int) -> None:
    """A server notices the death of a process a moment later."""
    from time import sleep

    for _ in range(10 * seconds):
        try:
            with sole_sender(stage.record, stage.account()) as confirm:
                confirm()
                return
        except AlreadySending:
            sleep(0.1)
    pytest.fail("the lock outlived its process")


@pytest.mark.slow
@pytest.mark.parametrize("record", ["postgresql"], indirect=True)
def test_a_sender_whose_lock_was_lost_touches_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server breaks the connection that holds the lock, once `sending` is written down."""
    stage.lock()
    stage.due("ana")
    write = stage.record.write

    @contextmanager
    def write_and_lose_the_lock() -> Iterator[sa.Connection]:
        with write() as connection:
            yield connection
        if stage.row("ana").state == State.SENDING:
            with stage.record.read() as connection:
                connection.execute(sa.text(BREAK))

    monkeypatch.setattr(stage.record, "write", write_and_lose_the_lock)
    with pytest.raises(StoreFailed, match="cannot be used"):
        stage.deliver()

    assert (stage.states(), stage.channel().calls) == ({"ana": State.SENDING}, 0)
    monkeypatch.undo()
    stage.wait(minutes=3)
    stage.deliver()
    stage.wait(seconds=5)
    stage.deliver()
    assert stage.sent() == ["ana"]
