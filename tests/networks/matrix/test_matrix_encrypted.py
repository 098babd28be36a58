"""Encrypted rooms for two, with another client at the other end."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from tests.networks.matrix.person import Person
from tests.networks.test_channel_contract import ASK, Desk

from askwhy.app.live.connecting import own_folder
from askwhy.errors import TheirNetwork
from askwhy.facts import LeftOut, Message
from askwhy.networks.matrix.sealing import KeysLost
from askwhy.outbox import State
from askwhy.store import live

if TYPE_CHECKING:
    from pathlib import Path

    from tests.networks.matrix.harness import MatrixHarness

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(matrix_harness: MatrixHarness, tmp_path: Path) -> Desk:
    return Desk(matrix_harness, tmp_path / "home")


@pytest.fixture
def eva(matrix_harness: MatrixHarness, tmp_path: Path) -> Person:
    return Person(matrix_harness.server, "eva", tmp_path / "eva")


def ripe(desk: Desk, eva: Person, owner: str, reason: str = "") -> None:
    """Eva asked into an encrypted room, was accepted, and stayed silent for a day."""
    eva.invite(owner, reason)
    desk.sync()
    desk.deliver()
    desk.wait(days=1, seconds=1)
    desk.sync()


def test_question_and_answer_pass_an_encrypted_room_and_a_restart(
    desk: Desk, eva: Person, matrix_harness: MatrixHarness
) -> None:
    ripe(desk, eva, matrix_harness.owner, "About your talk.")
    desk.restart()
    desk.deliver()
    assert eva.got(matrix_harness.owner) == [ASK]
    where = f"rooms/{eva.room}/messages?dir=b&limit=5"
    events = matrix_harness.server.call("eva", "GET", where)["chunk"]
    assert events[0]["type"] == "m.room.encrypted"
    assert ASK not in str(events)
    eva.write("Yes: may I have your slides?")
    desk.restart()
    desk.sync()
    assert desk.said("eva") == ["About your talk.", "Yes: may I have your slides?"]
    assert [one.text for one in desk.histories()["eva"].said if one.by_owner] == [ASK]


def test_words_written_before_acceptance_are_read_once_they_can_be(
    desk: Desk, eva: Person, matrix_harness: MatrixHarness
) -> None:
    eva.invite(matrix_harness.owner)
    eva.write("I could not wait.")
    desk.sync()
    desk.deliver()
    desk.sync()
    assert desk.said("eva") == ["I could not wait."]
    desk.wait(days=2)
    desk.sync()
    desk.deliver()
    assert desk.states("ask") == {}


def test_an_encrypted_question_whose_answer_was_lost_is_found_again(
    desk: Desk, eva: Person, matrix_harness: MatrixHarness
) -> None:
    ripe(desk, eva, matrix_harness.owner)
    matrix_harness.rooms["eva"] = eva.room
    with matrix_harness.losing():
        desk.deliver()
    assert desk.states("ask") == {"eva": State.UNCERTAIN}
    desk.restart()
    desk.wait(minutes=5)
    desk.deliver()
    desk.wait(minutes=5)
    desk.deliver()
    assert desk.states("ask") == {"eva": State.SENT}
    assert eva.got(matrix_harness.owner) == [ASK]


def test_what_cannot_be_read_is_told_as_written_and_why(
    desk: Desk, eva: Person, matrix_harness: MatrixHarness, tmp_path: Path
) -> None:
    ripe(desk, eva, matrix_harness.owner)
    desk.deliver()
    eva.write("A question.")
    shutil.rmtree(own_folder(desk.record, "me"))
    with pytest.raises(KeysLost, match="Connect the account again"):
        desk.connector.open_source(tmp_path / "spool", {}, desk.now())
    matrix_harness.secrets.clear()
    desk.restart()
    told = list(desk.connector.open_source(tmp_path / "again", {}, desk.now()).read())
    reasons = [one.reason for one in told if isinstance(one, LeftOut)]
    assert reasons == ["encrypted, and its key did not come"] * 2
    said = [one for one in told if isinstance(one, Message)]
    assert [(one.sender.name, one.text) for one in said] == [
        (matrix_harness.owner.capitalize(), ""),
        ("Eva", ""),
    ]
    with pytest.raises(TheirNetwork, match="cannot be read") as refusal:
        desk.channel.read_back(uuid4(), matrix_harness.party("eva"), ASK)
    assert refusal.value.retry_after is None


def test_a_message_whose_key_comes_late_is_read_then(
    desk: Desk, eva: Person, matrix_harness: MatrixHarness
) -> None:
    ripe(desk, eva, matrix_harness.owner)
    eva.write_before_key("A question.", desk.sync)
    assert desk.said("eva") == [""]
    assert live_unread(desk).count(eva.room) == 1
    desk.deliver()
    assert eva.got(matrix_harness.owner) == []
    desk.sync()
    assert sorted(desk.said("eva")) == ["", "A question."]
    assert live_unread(desk) == "[]"


def live_unread(desk: Desk) -> str:
    with desk.record.read() as connection:
        return live.positions(connection, "me")["unread"]
