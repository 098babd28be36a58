"""Credentials lie in the keyring or the environment; what else is known, on record."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backends.fail import Keyring as NoRing
from tests.networks.linkedin_api.test_linkedin_api import MemoryRing

from askwhy.app.home import Record
from askwhy.app.keeping import backup, restore
from askwhy.app.live import connecting, credentials
from askwhy.app.live.connections import Connection, connections, put_on_record
from askwhy.app.live.credentials import NoKeyring, NotConnected
from askwhy.app.live.describing import describe
from askwhy.errors import Refused
from askwhy.facts import Shown
from askwhy.networks import Automation, Capabilities, Notes, RequestTime

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


@pytest.fixture
def ring() -> Iterator[MemoryRing]:
    was, mine = keyring.get_keyring(), MemoryRing()
    keyring.set_keyring(mine)
    yield mine
    keyring.set_keyring(was)


@pytest.fixture
def no_ring() -> Iterator[None]:
    was = keyring.get_keyring()
    keyring.set_keyring(NoRing())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(was)


SECRETS = {"access_token": "fictional-7f3a", "device_id": "fictional-9b1c"}


def test_all_secrets_of_an_account_lie_in_the_keyring_together(ring: MemoryRing) -> None:
    credentials.keep("matrix", "me", SECRETS)
    assert list(ring.held) == [("askwhy", "matrix/me")]
    assert credentials.find("matrix", "me", SECRETS) == SECRETS


def test_the_environment_goes_before_the_keyring(
    ring: MemoryRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials.keep("matrix", "me", SECRETS)
    monkeypatch.setenv("ASKWHY_MATRIX_DEVICE_ID", "another")
    found = credentials.find("matrix", "me", SECRETS)
    assert found == {**SECRETS, "device_id": "another"}


def test_what_the_environment_holds_is_put_nowhere(
    ring: MemoryRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, secret in SECRETS.items():
        monkeypatch.setenv(credentials.variable("matrix", name), secret)
    credentials.keep("matrix", "me", SECRETS)
    assert ring.held == {}
    assert credentials.find("matrix", "me", SECRETS) == SECRETS


def test_without_a_keyring_it_is_said_which_variables_take_its_place(no_ring: None) -> None:
    for attempt in (
        lambda: credentials.keep("matrix", "me", SECRETS),
        lambda: credentials.find("matrix", "me", SECRETS),
    ):
        with pytest.raises(NoKeyring) as told:
            attempt()
        assert "offers no keyring" in str(told.value)
        assert "ASKWHY_MATRIX_ACCESS_TOKEN and ASKWHY_MATRIX_DEVICE_ID" in str(told.value)
        assert "fictional" not in str(told.value)


def test_an_account_without_credentials_is_to_be_connected(ring: MemoryRing) -> None:
    with pytest.raises(NotConnected, match="askwhy connect"):
        credentials.find("matrix", "me", SECRETS)


BLOCKED = """
import sys
sys.modules["{module}"] = None
from askwhy.cli import askwhy
askwhy(["--home", {home!r}, "connect", "{network}"])
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("network", "module"), [("linkedin", "httpx"), ("mastodon", "mastodon"), ("matrix", "nio")]
)
def test_a_part_that_is_not_installed_is_named_before_anything_is_asked(
    network: str, module: str, tmp_path: Path
) -> None:
    code = BLOCKED.format(module=module, home=str(tmp_path), network=network)
    done = subprocess.run(
        [sys.executable, "-c", code], input="x\n" * 20, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "askwhy[live]" in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


CAN = Capabilities(
    can_accept=True,
    can_reject=True,
    can_send=True,
    can_read_back=False,
    automation=Automation.EACH_SERVER,
    request_time=RequestTime.FIRST_SEEN,
    notes=Notes.BEFORE_ACCEPTANCE,
    distance=True,
    profile=frozenset({Shown.PRONOUNS, Shown.TIME_ZONE}),
    keeps_keys=timedelta(hours=1),
    rate=(300, timedelta(minutes=5)),
)


def account(can: Capabilities = CAN) -> Connection:
    return Connection(
        account="me",
        network="mastodon",
        since=NOW,
        expires=NOW + timedelta(days=60),
        capabilities=can,
        settings={"server": "b.example"},
        secrets=("token",),
        remarks=("A remark.",),
        rules=("No bots without a mark.",),
        sends_alone=True,
    )


def test_a_connected_account_is_on_record_as_it_was_found(record: Record) -> None:
    put_on_record(record, account())
    assert connections(record) == [account()]
    again = replace(account(), rules=(), expires=None, sends_alone=False)
    put_on_record(record, again)
    assert connections(record) == [again]


def test_a_backup_takes_the_connected_accounts_along(tmp_path: Path) -> None:
    with closing(Record(tmp_path / "one")) as record:
        put_on_record(record, account())
    backup(tmp_path / "one", tmp_path / "all.zip")
    restore(tmp_path / "other", tmp_path / "all.zip")
    with closing(Record(tmp_path / "other")) as record:
        assert connections(record) == [account()]


def test_where_programs_are_forbidden_nothing_is_asked_or_allowed(record: Record) -> None:
    forbidden = account(replace(CAN, automation=Automation.FORBIDDEN))
    assert not connecting.may_send_alone(forbidden)
    with pytest.raises(Refused, match="forbids"):
        connecting.allow(record, forbidden, is_allowed=True)
    assert connections(record) == []


def test_an_account_keeps_its_network(record: Record) -> None:
    put_on_record(record, account())
    with pytest.raises(Refused, match="“me” is an account on mastodon"):
        connecting.connect(record, "linkedin", "me", {"token": "x", "made": ""})


def test_a_network_that_nobody_wrote_is_refused_by_name() -> None:
    with pytest.raises(Refused, match=r"“telegram” cannot be connected\. There are: linkedin"):
        connecting.fields_of("telegram")


def test_what_an_account_can_do_is_said_in_sentences() -> None:
    said = list(describe(CAN))
    assert said == [
        "Requests are read with the time at which askwhy first saw them, with what people write "
        "before they are accepted.",
        "askwhy can accept requests, turn them down, send messages.",
        "It cannot look up whether a message left: after a broken call you are asked.",
        "Common contacts are counted; there may be more than the network shows.",
        "Read of people's profiles, where they say so: pronouns, time zone.",
        "The server allows 300 calls in 5 min.",
        "Whether programs may write is the server's to say.",
    ]
