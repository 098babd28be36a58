"""What only Matrix has: knocks, rooms in common, long rooms, limits on messages."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import UUID

import pytest
from tests.networks.matrix.person import SEALED, Person
from tests.networks.matrix.synapse import user
from tests.networks.test_channel_contract import ASK, Desk
from tests.networks.wire import Mood

from askwhy.app.live.syncing import bring_in
from askwhy.errors import TheirNetwork
from askwhy.facts import Shown
from askwhy.outbox import State

if TYPE_CHECKING:
    from pathlib import Path

    from tests.networks.matrix.harness import MatrixHarness

    from askwhy.facts import Request

pytestmark = pytest.mark.slow
LOBBY = [{"type": "m.room.join_rules", "content": {"join_rule": "knock"}}]


@pytest.fixture
def desk(matrix_harness: MatrixHarness, tmp_path: Path) -> Desk:
    return Desk(matrix_harness, tmp_path / "home")


@pytest.fixture
def lobby(matrix_harness: MatrixHarness) -> str:
    made = matrix_harness.server.call(matrix_harness.owner, "POST", "createRoom", name="Lobby",
                                      preset="public_chat", initial_state=LOBBY)  # fmt: skip
    return str(made["room_id"])


def knock(harness: MatrixHarness, name: str, lobby: str, reason: str) -> None:
    harness.server.call(name, "POST", f"knock/{quote(lobby)}", reason=reason)


def standing(harness: MatrixHarness, name: str, lobby: str) -> str:
    where = f"rooms/{quote(lobby)}/state/m.room.member/{quote(user(name))}"
    return str(harness.server.call(harness.owner, "GET", where)["membership"])


def request_of(desk: Desk, name: str) -> Request:
    (found,) = desk.histories()[name].requests
    return found


def test_a_knock_is_a_request_with_its_second_and_its_reason(
    desk: Desk, matrix_harness: MatrixHarness, lobby: str
) -> None:
    begun = desk.now()
    knock(matrix_harness, "ana", lobby, "I read your paper.")
    knock(matrix_harness, "ben", lobby, "")
    ended = desk.now()
    desk.wait(minutes=7)
    desk.sync()
    asked = request_of(desk, "ana")
    assert asked.sent.is_exact
    assert begun <= asked.sent.earliest <= ended
    assert (asked.note, request_of(desk, "ben").note) == ("I read your paper.", "")


def test_who_knocked_is_let_in_and_asked_in_a_room_for_two(
    desk: Desk, matrix_harness: MatrixHarness, lobby: str, tmp_path: Path
) -> None:
    server = matrix_harness.server
    fay = Person(server, "fay", tmp_path / "fay")
    fay.knock(lobby, "Hello.")
    desk.sync()
    desk.deliver()
    assert standing(matrix_harness, "fay", lobby) == "invite"
    for _ in range(2):
        desk.channel.accept(matrix_harness.party("fay"))
    server.call("fay", "POST", f"join/{quote(lobby)}")
    desk.channel.accept(matrix_harness.party("fay"))
    desk.wait(days=1, seconds=1)
    desk.sync()
    assert len(desk.histories()["fay"].requests) == 1
    assert len(desk.histories()["fay"].connections) == 1
    desk.deliver()
    fay.come_in()
    assert fay.got(matrix_harness.owner) == [ASK]
    fay.write("Gladly: one thing.")
    desk.sync()
    assert desk.said("fay") == ["Hello.", "Gladly: one thing."]
    desk.deliver()
    assert fay.got(matrix_harness.owner) == [ASK]


def test_who_cannot_read_what_is_encrypted_is_asked_in_plain_words_and_once(
    desk: Desk, matrix_harness: MatrixHarness, lobby: str
) -> None:
    knock(matrix_harness, "ben", lobby, "")
    desk.sync()
    desk.deliver()
    desk.wait(days=1, seconds=1)
    desk.sync()
    with matrix_harness.losing():
        desk.deliver()
    assert desk.states("ask") == {"ben": State.UNCERTAIN}
    for _ in range(3):
        desk.wait(minutes=5)
        desk.deliver()
    assert desk.states("ask") == {"ben": State.SENT}
    told = matrix_harness.server.call("ben", "GET", "sync?timeout=0")
    rooms = told["rooms"]["invite"]
    owner = matrix_harness.owner
    mine = [room for room, one in rooms.items() if owner in str(one["invite_state"])]
    mine.remove(lobby)
    assert len(mine) == 1
    matrix_harness.rooms["ben"] = mine[0]
    matrix_harness.server.call("ben", "POST", f"join/{quote(mine[0])}")
    assert matrix_harness.got("ben") == [ASK]


def test_no_second_room_is_made_where_the_first_ones_answer_was_lost(
    desk: Desk, matrix_harness: MatrixHarness, lobby: str
) -> None:
    knock(matrix_harness, "gil", lobby, "")
    desk.sync()
    desk.deliver()
    desk.wait(days=1, seconds=1)
    desk.sync()
    matrix_harness.wire.is_meant = lambda _, path: path.endswith("/createRoom")
    with matrix_harness.losing():
        assert desk.deliver().rests_until is not None
    assert desk.states("ask") == {"gil": State.APPROVED}
    desk.wait(minutes=6)
    desk.deliver()
    assert desk.states("ask") == {"gil": State.SENT}
    assert matrix_harness.wire.seen == 1
    invites = matrix_harness.server.call("gil", "GET", "sync?timeout=0")["rooms"]["invite"]
    (made,) = [room for room in invites if room != lobby]
    matrix_harness.rooms["gil"] = made
    matrix_harness.server.call("gil", "POST", f"join/{quote(made)}")
    assert matrix_harness.got("gil") == [ASK]


def test_who_is_turned_down_at_the_door_is_told_so_and_nobody_else(
    desk: Desk, matrix_harness: MatrixHarness, lobby: str
) -> None:
    for name in ("ana", "ben"):
        knock(matrix_harness, name, lobby, "")
    for _ in range(2):
        desk.channel.reject(matrix_harness.party("ana"))
    assert standing(matrix_harness, "ana", lobby) == "leave"
    assert standing(matrix_harness, "ben", lobby) == "knock"
    desk.channel.accept(matrix_harness.party("ben"))
    with pytest.raises(TheirNetwork, match="let in already"):
        desk.channel.reject(matrix_harness.party("ben"))
    with pytest.raises(TheirNetwork, match="does not ask any more") as refusal:
        desk.channel.accept(matrix_harness.party("ana"))
    assert refusal.value.retry_after is None


def test_an_invite_that_was_seen_late_has_the_second_of_its_notification(
    desk: Desk, matrix_harness: MatrixHarness
) -> None:
    begun = desk.now()
    matrix_harness.request("ana", "Hello.")
    ended = desk.now()
    desk.wait(hours=5)
    desk.sync()
    first = request_of(desk, "ana")
    assert first.sent.is_exact
    assert begun <= first.sent.earliest <= ended
    desk.deliver()
    desk.sync()
    assert request_of(desk, "ana") == first


def test_an_invite_without_a_notification_came_since_the_last_reading(
    desk: Desk, matrix_harness: MatrixHarness
) -> None:
    rule = "pushrules/global/override/.m.rule.invite_for_me/actions"
    matrix_harness.server.call(matrix_harness.owner, "PUT", rule, actions=[])
    desk.sync()
    read_at = desk.now()
    desk.wait(hours=5)
    matrix_harness.request("ana", "")
    desk.sync()
    sent = request_of(desk, "ana").sent
    assert not sent.is_exact
    assert sent.earliest <= read_at
    assert sent.latest > read_at + timedelta(hours=5)
    first = request_of(desk, "ana")
    desk.deliver()
    desk.sync()
    assert request_of(desk, "ana") == first


def test_what_people_show_is_told_with_its_source(
    desk: Desk, matrix_harness: MatrixHarness
) -> None:
    harness, owner = matrix_harness, matrix_harness.owner
    where = f"profile/{quote(user('dora'))}"
    harness.server.call("dora", "PUT", f"{where}/m.tz", **{"m.tz": "Europe/Rome"})
    key = "io.fsky.nyx.pronouns"
    said = [{"language": "en", "summary": "she/her"}, {"language": "it", "summary": "lei"}]
    harness.server.call("dora", "PUT", f"{where}/{key}", **{key: said})
    harness.request("cem", "")
    desk.sync()
    desk.deliver()
    shared = harness.server.call(owner, "POST", "createRoom", invite=[user("cem"), user("dora")])
    for name in ("cem", "dora"):
        harness.server.call(name, "POST", f"join/{quote(shared['room_id'])}")
    harness.request("dora", "")
    desk.sync()
    shown = {one.shown: (one.value, one.source) for one in desk.histories()["dora"].profile}
    assert shown[Shown.TIME_ZONE] == ("Europe/Rome", "their own Matrix profile, key m.tz")
    assert shown[Shown.PRONOUNS][0] == "she/her; lei"
    assert shown[Shown.COMMON_CONTACTS][0] == "1"
    assert {
        Shown.TIME_ZONE,
        Shown.PRONOUNS,
        Shown.COMMON_CONTACTS,
    } <= desk.connector.probe().profile


def test_a_long_room_from_before_is_read_to_its_first_page(
    desk: Desk, matrix_harness: MatrixHarness
) -> None:
    matrix_harness.request("ana", "Hello.")
    room = quote(matrix_harness.rooms["ana"])
    texts = [f"line {number}" for number in range(230)]
    for text in texts[:5]:
        matrix_harness.write("ana", text)
    matrix_harness.server.call(matrix_harness.owner, "POST", f"join/{room}")
    for text in texts[5:120]:
        matrix_harness.write("ana", text)
    desk.sync()
    assert sorted(desk.said("ana")) == sorted(["Hello.", *texts[:120]])
    assert request_of(desk, "ana").sent.is_exact
    for text in texts[120:]:
        matrix_harness.write("ana", text)
    desk.sync()
    desk.sync()
    assert sorted(desk.said("ana")) == sorted(["Hello.", *texts])


def test_a_reading_that_was_stopped_goes_on_where_it_was(
    desk: Desk, matrix_harness: MatrixHarness
) -> None:
    matrix_harness.request("ana", "Hello.")
    desk.channel.accept(matrix_harness.party("ana"))
    for number in range(110):
        matrix_harness.write("ana", f"line {number}")
    wire = matrix_harness.wire
    wire.is_meant = lambda _, path: "/messages?" in path
    with wire.being(Mood.BUSY), pytest.raises(TheirNetwork, match="answers 429") as refusal:
        bring_in(desk.record, "me", desk.connector, desk.now())
    assert refusal.value.retry_after == timedelta(seconds=30)
    assert desk.waits
    assert set(desk.waits) == {30}
    wire.is_meant, wire.seen = lambda _, path: "/sync?" in path, 0
    desk.wait(minutes=10)
    desk.sync()
    assert wire.seen == 0
    assert len(desk.said("ana")) == 111


def test_what_is_no_message_is_left_out_and_what_is_one_is_not(
    desk: Desk, matrix_harness: MatrixHarness
) -> None:
    desk.accept("ana")
    first = matrix_harness.write("ana", "Teh question.")
    edit = {"rel_type": "m.replace", "event_id": first}
    new = {"msgtype": "m.text", "body": "The question."}
    matrix_harness.write("ana", "* The question.", **{"m.relates_to": edit, "m.new_content": new})
    answer = {"m.relates_to": {"m.in_reply_to": {"event_id": first}}}
    matrix_harness.write("ana", "> <@ana> Teh question.\n\nOr so.", **answer)
    desk.sync()
    assert sorted(desk.said("ana")) == ["Or so.", "Teh question."]


def test_at_its_usual_limit_the_server_says_how_long_to_wait(
    desk: Desk, matrix_harness: MatrixHarness
) -> None:
    matrix_harness.request("ana", "")
    ana = matrix_harness.party("ana")
    desk.channel.accept(ana)
    matrix_harness.server.limit(matrix_harness.owner, is_usual=True)
    taken = 0
    with pytest.raises(TheirNetwork, match="asks for patience") as refusal:
        for taken in range(30):
            desk.channel.send(UUID(int=taken), ana, f"line {taken}")
    assert taken >= 9
    wait = refusal.value.retry_after
    assert wait is not None
    assert timedelta() < wait <= timedelta(seconds=10)
    assert matrix_harness.got("ana") == [f"line {number}" for number in range(taken)]
    time.sleep(wait.total_seconds())
    desk.channel.send(UUID(int=taken), ana, f"line {taken}")
    assert matrix_harness.got("ana") == [f"line {number}" for number in range(taken + 1)]


def test_who_left_the_room_is_not_written_to(desk: Desk, matrix_harness: MatrixHarness) -> None:
    desk.ripe("ana")
    where = f"rooms/{quote(matrix_harness.rooms['ana'])}/leave"
    matrix_harness.server.call("ana", "POST", where)
    with pytest.raises(TheirNetwork, match="has left") as refusal:
        desk.channel.send(UUID(int=1), matrix_harness.party("ana"), ASK)
    assert refusal.value.retry_after is None


def test_rooms_of_several_are_neither_requests_nor_read(
    desk: Desk, matrix_harness: MatrixHarness
) -> None:
    invited = [user(matrix_harness.owner)]
    matrix_harness.server.call("ana", "POST", "createRoom", invite=invited, name="A choir",
                               initial_state=SEALED)  # fmt: skip
    public = matrix_harness.server.call("ana", "POST", "createRoom", preset="public_chat")
    for name in ("ana", matrix_harness.owner):
        matrix_harness.server.call(name, "POST", f"join/{quote(public['room_id'])}")
    matrix_harness.rooms["ana"] = public["room_id"]
    matrix_harness.write("ana", "Welcome, everybody.")
    desk.sync()
    assert desk.histories() == {}
