"""Connecting an account: logged in once, probed by reading, told in sentences what is wrong."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.networks.matrix.person import Person
from tests.networks.matrix.synapse import PASSWORD, user
from tests.networks.matrix.test_matrix_client import serving, told

from askwhy.errors import TheirNetwork
from askwhy.networks import Automation, Notes, RequestTime
from askwhy.networks.matrix import sealing
from askwhy.networks.matrix.client import NoServer, NotLetIn, Server, read_address
from askwhy.networks.matrix.connector import FIELDS, MANNERS, READS, SEALED, MatrixConnector
from askwhy.networks.matrix.sealing import KeysLost

if TYPE_CHECKING:
    from pathlib import Path

    from tests.networks.matrix.harness import MatrixHarness

NOW = datetime(2100, 1, 1, tzinfo=UTC)


def connector(harness: MatrixHarness, folder: Path, **other: str) -> MatrixConnector:
    return MatrixConnector({**harness.answers(), **other}, folder, lambda: NOW, time.sleep)


def devices(harness: MatrixHarness) -> list[str]:
    """The devices of the owner, without the one of the tests' own client."""
    told = harness.server.call(harness.owner, "GET", "devices")["devices"]
    return [one["device_id"] for one in told if one.get("display_name") == "askwhy"]


@pytest.mark.slow
def test_it_logs_in_once_and_gives_no_password_to_keep(
    matrix_harness: MatrixHarness, tmp_path: Path
) -> None:
    first = connector(matrix_harness, tmp_path)
    standing = first.check()
    first.probe()
    first.open_source(tmp_path / "spool", {}, NOW)
    assert sorted(standing.secrets) == ["access_token", "passphrase"]
    assert PASSWORD not in standing.secrets.values()
    assert standing.remarks == (READS, SEALED, MANNERS)
    assert len(devices(matrix_harness)) == 1
    again = connector(matrix_harness, tmp_path, password="", **standing.secrets)
    assert again.check().secrets == {}
    again.open_channel()
    assert len(devices(matrix_harness)) == 1


@pytest.mark.slow
def test_people_can_encrypt_for_it_as_soon_as_it_is_connected(
    matrix_harness: MatrixHarness, tmp_path: Path
) -> None:
    connector(matrix_harness, tmp_path).check()
    owner = user(matrix_harness.owner)
    told = matrix_harness.server.call("ana", "POST", "keys/query", device_keys={owner: []})
    (device,) = devices(matrix_harness)
    assert list(told["device_keys"][owner]) == [device]


@pytest.mark.slow
def test_a_token_stands_in_for_the_password_where_there_is_no_keyring(
    matrix_harness: MatrixHarness, tmp_path: Path
) -> None:
    token = matrix_harness.server.join(matrix_harness.owner)
    standing = connector(matrix_harness, tmp_path, password=token).check()
    assert standing.secrets == {}
    assert devices(matrix_harness) == []
    source = connector(matrix_harness, tmp_path, password=token).open_source(
        tmp_path / "spool", {}, NOW
    )
    assert source.name == user(matrix_harness.owner)


@pytest.mark.slow
def test_a_token_of_another_client_does_not_cost_it_its_keys(
    matrix_harness: MatrixHarness, tmp_path: Path
) -> None:
    server = matrix_harness.server
    phone = Person(server, matrix_harness.owner, tmp_path / "phone")
    asked = {"device_keys": {user(phone.name): [phone.device]}}
    before = server.call("ana", "POST", "keys/query", **asked)["device_keys"]
    with pytest.raises(KeysLost):
        connector(matrix_harness, tmp_path, password=phone.token).check()
    assert server.call("ana", "POST", "keys/query", **asked)["device_keys"] == before


@pytest.mark.slow
def test_what_it_can_was_found_by_reading(matrix_harness: MatrixHarness, tmp_path: Path) -> None:
    one = connector(matrix_harness, tmp_path)
    one.check()
    can = one.probe()
    assert (can.can_accept, can.can_reject, can.can_send, can.can_read_back) == (True,) * 4
    assert can.automation is Automation.EACH_SERVER
    assert (can.request_time, can.notes) == (RequestTime.NOTIFICATION, Notes.NATIVE)
    assert can.keeps_keys == timedelta(hours=24)
    assert can.distance


@pytest.mark.slow
def test_a_wrong_password_is_refused_in_a_sentence_without_it(
    matrix_harness: MatrixHarness, tmp_path: Path
) -> None:
    wrong = "fictional-wrong"
    with pytest.raises(NotLetIn, match="does not take the password") as refusal:
        connector(matrix_harness, tmp_path, password=wrong).check()
    assert wrong not in str(refusal.value)


@pytest.mark.slow
def test_a_token_that_was_withdrawn_is_refused(
    matrix_harness: MatrixHarness, tmp_path: Path
) -> None:
    one = connector(matrix_harness, tmp_path)
    standing = one.check()
    matrix_harness.server.call(matrix_harness.owner, "POST", "logout/all")
    del matrix_harness.server.tokens[matrix_harness.owner]
    for act in (one.probe, one.open_channel):
        with pytest.raises(NotLetIn, match="Connect again") as refusal:
            act()
        assert standing.secrets["access_token"] not in str(refusal.value)


def test_only_this_machine_is_spoken_to_without_encryption() -> None:
    assert read_address("matrix.example") == "https://matrix.example"
    assert read_address("https://Matrix.example:8448/") == "https://matrix.example:8448"
    assert read_address("http://127.0.0.1:8008") == "http://127.0.0.1:8008"
    for said in ("http://matrix.example", "ftp://matrix.example", "https://a/b", "", "a b"):
        with pytest.raises(NoServer):
            read_address(said)


def test_nobody_there_is_told_with_when_to_try_again(tmp_path: Path) -> None:
    answers = {one.name: one.usual for one in FIELDS} | {"homeserver": "http://127.0.0.1:1"}
    with pytest.raises(TheirNetwork, match="cannot be reached") as refusal:
        MatrixConnector(answers, tmp_path, lambda: NOW, time.sleep).check()
    assert refusal.value.retry_after == timedelta(minutes=5)


def test_an_address_that_only_points_to_the_server_is_told_the_right_one(tmp_path: Path) -> None:
    pointing = {"m.homeserver": {"base_url": "https://matrix.home.example"}}
    with serving(told(404, {}), told(200, pointing)) as script:
        answers = {"homeserver": script.base, "user": "anna", "password": PASSWORD}
        one = MatrixConnector(answers, tmp_path, lambda: NOW, time.sleep)
        with pytest.raises(TheirNetwork, match=r"stands at https://matrix\.home\.example"):
            one.check()
    assert [path for _, path, _ in script.asked] == [
        "/_matrix/client/versions",
        "/.well-known/matrix/client",
    ]
    assert PASSWORD not in str(script.asked)


def test_two_programs_do_not_use_the_keys_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "PATIENCE", 0.05)
    server = Server("http://127.0.0.1:1", "", lambda: NOW, time.sleep)
    with sealing.opened(server, tmp_path, "@a:b", "D", "secret"):
        second = sealing.opened(server, tmp_path, "@a:b", "D", "secret")
        with pytest.raises(TheirNetwork, match="Another askwhy") as refusal, second:
            pass
    assert refusal.value.retry_after == timedelta(minutes=5)
    with sealing.opened(server, tmp_path, "@a:b", "D", "secret"):
        pass


def test_the_keys_on_the_disk_are_locked_by_the_passphrase(tmp_path: Path) -> None:
    server = Server("http://127.0.0.1:1", "", lambda: NOW, time.sleep)
    with sealing.opened(server, tmp_path, "@a:b", "D", "secret"):
        pass
    other = sealing.opened(server, tmp_path, "@a:b", "D", "another")
    with pytest.raises(sealing.KeysLost, match="Connect the account again"), other:
        pass


def test_asking_for_the_fields_loads_no_client() -> None:
    code = (
        "import sys; from askwhy.app.live.connecting import fields_of; fields_of('matrix'); "
        "print(sorted({'nio', 'httpx', 'vodozemac'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
