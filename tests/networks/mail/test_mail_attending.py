"""`askwhy connect` and `askwhy sync --watch` as a person runs them, on real mail servers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.networks.mail.harness import free_port
from tests.networks.test_channel_contract import ASK, Desk

from askwhy.app.home import Record
from askwhy.app.live import attending
from askwhy.app.live.connecting import allow, connect
from askwhy.app.live.connections import connections, put_on_record
from askwhy.app.study import queueing
from askwhy.outbox import Move, State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.networks.mail.harness import MailHarness

    from askwhy.app.live.connections import Connection

pytestmark = pytest.mark.slow


@pytest.fixture
def environment(mail_harness: MailHarness) -> dict[str, str]:
    """What a server without a keyring is told."""
    said = {f"ASKWHY_MAIL_{name}".upper(): text for name, text in mail_harness.answers().items()}
    return {**os.environ, **said, "ASKWHY_MAIL_SENDS_ALONE": "yes", "PYTHONUNBUFFERED": "1"}


def run(home: Path, environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "askwhy", "--home", str(home), *words]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


@contextmanager
def watching(home: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "askwhy", "--home", str(home), "sync", "--watch"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True) as one:
        try:
            yield one
        finally:
            one.kill()


def the_account(home: Path) -> Connection:
    with closing(Record(home)) as record:
        (one,) = connections(record)
    return one


def test_an_account_is_connected_listed_and_attended_until_it_is_stopped(
    mail_harness: MailHarness, environment: dict[str, str], tmp_path: Path
) -> None:
    desk = Desk(mail_harness, tmp_path)
    mail_harness.request("ana", "Hello.")
    connected = run(tmp_path, environment, "connect", "mail", "--account", "me")
    assert connected.returncode == 0, connected.stderr
    assert "askwhy can accept requests, turn them down, send messages." in connected.stdout
    listed = run(tmp_path, environment, "connect")
    assert "Messages: what is due leaves by itself." in listed.stdout
    assert "secret" not in connected.stdout + listed.stdout
    broken = replace(the_account(tmp_path), account="broken")
    put_on_record(desk.record, replace(broken, settings={**broken.settings, "imap_port": "1"}))
    with watching(tmp_path, environment) as process:
        for _ in range(300):
            if mail_harness.is_accepted("ana"):
                break
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert mail_harness.is_accepted("ana")
    assert "me: 1 accepted or asked" in out
    assert "broken: 127.0.0.1 did not answer as a mail server does" in err
    assert process.returncode == -signal.SIGINT
    assert "Traceback" not in err
    assert err.strip().endswith("Stopped.")
    assert desk.states("accept") == {"ana": State.SENT}


def test_what_the_owner_approves_leaves_with_the_next_sync(
    mail_harness: MailHarness, environment: dict[str, str], tmp_path: Path
) -> None:
    desk = Desk(mail_harness, tmp_path)
    environment["ASKWHY_MAIL_SENDS_ALONE"] = "no"
    assert run(tmp_path, environment, "connect", "mail", "--account", "me").returncode == 0
    mail_harness.request("ana", "Hello.")
    first = run(tmp_path, environment, "sync", "me")
    assert "1 newly due." in first.stdout
    assert not mail_harness.is_accepted("ana")
    with desk.record.write() as connection:
        queueing.approve(connection, desk.rows("accept")["ana"], desk.now())
    time.sleep(5.1)  # so long an approval can be taken back
    second = run(tmp_path, environment, "sync")
    assert "me: 1 accepted or asked" in second.stdout
    assert mail_harness.is_accepted("ana")


def test_watching_waits_as_long_as_is_worth_while(
    mail_harness: MailHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(mail_harness, tmp_path)
    for name, text in mail_harness.answers().items():
        monkeypatch.setenv(f"ASKWHY_MAIL_{name}".upper(), text)
    one = connect(desk.record, "mail", "me", mail_harness.answers())
    allow(desk.record, one, is_allowed=True)
    mail_harness.request("ana", "Hello.")
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        desk.ahead += timedelta(seconds=seconds)

    turns = attending.watch(desk.record, None, desk.now, wait)
    first, second, third = (next(turns) for _ in range(3))
    assert first.drafted == 1
    assert second.delivered is not None
    assert second.delivered.moves[Move.RECEIPT] == 1
    assert third.is_well
    assert 4 <= waits[0] <= 6  # the approval can be taken back for five seconds
    assert 290 <= waits[1] <= 300


def test_nothing_leaves_where_people_may_have_written_unread(
    mail_harness: MailHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(mail_harness, tmp_path)
    for name, text in mail_harness.answers().items():
        monkeypatch.setenv(f"ASKWHY_MAIL_{name}".upper(), text)
    one = connect(desk.record, "mail", "me", mail_harness.answers())
    desk.ripe("ana")
    port = str(free_port())
    broken = replace(one, sends_alone=True, settings={**one.settings, "imap_port": port})
    put_on_record(desk.record, broken)
    for _ in range(2):
        (told,) = attending.attend(
            desk.record, attending.chosen(desk.record, None), desk.now, desk.waits.append
        )
        assert told.failure is not None
        desk.wait(minutes=5)
    assert mail_harness.got("ana") == []
    allow(desk.record, one, is_allowed=True)
    for _ in range(2):
        (told,) = attending.attend(
            desk.record, attending.chosen(desk.record, None), desk.now, desk.waits.append
        )
        desk.wait(minutes=5)
    assert mail_harness.got("ana", 1) == [ASK]
