"""What is brought from a server at work, page by page, and where the next reading goes on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

import pytest
from mastodon_mock.db.models import (
    Notification,
    NotificationPolicy,
    NotificationRequest,
    Relationship,
    Status,
)

from askwhy.errors import TheirNetwork
from askwhy.facts import (
    Connection,
    Coverage,
    Message,
    Owner,
    Position,
    ProfileEntry,
    Record,
    Request,
    Shown,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.networks.mastodon.harness import MastodonHarness

pytestmark = pytest.mark.slow
KEY = UUID("5f0c8c0e-0f3c-5d7c-9d36-3b6d1f0e2a11")
Kind = TypeVar("Kind")


class Reader:
    """Readings one after the other, each from where the one before stopped."""

    def __init__(self, harness: MastodonHarness, folder: Path) -> None:
        self.harness, self.folder = harness, folder
        self.reached: dict[str, str] = {}
        self.waits: list[float] = []
        self.connector = harness.connector(folder / "own", self.now, self.waits.append)
        self.number = 0

    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC)  # noqa: TID251 (the clock's)

    def read(self) -> list[object]:
        folder = self.folder / f"reading-{self.number}"
        self.harness.server.asked.clear()
        source = self.connector.open_source(folder, self.reached, self.now())
        self.number += 1
        asked = len(self.harness.server.asked)
        told: list[object] = list(source.read())
        assert len(self.harness.server.asked) == asked, "reading touches no network"
        self.reached |= {one.name: one.value for one in told if isinstance(one, Position)}
        return told

    def paths(self) -> list[str]:
        return [path for _, path in self.harness.server.asked]


def those(kind: type[Kind], told: list[object]) -> list[Kind]:
    return [one for one in told if isinstance(one, kind)]


def words(told: list[object]) -> list[tuple[str, str]]:
    return [(one.sender.handle, one.text) for one in those(Message, told)]


@pytest.fixture
def reader(mastodon_harness: MastodonHarness, tmp_path: Path) -> Reader:
    return Reader(mastodon_harness, tmp_path)


@pytest.fixture
def lax(mastodon_lax_harness: MastodonHarness, tmp_path: Path) -> Reader:
    return Reader(mastodon_lax_harness, tmp_path)


def filter_strangers(harness: MastodonHarness) -> None:
    """The owner's account keeps back what strangers write, as it is usual since Mastodon 4.3.

    What is kept back is in no conversation, either.
    """
    harness.server.extra["/api/v1/conversations"] = (200, [])
    owner = harness.server.join("owner")
    with harness.server.session() as session:
        session.add(NotificationPolicy(account_id=owner, for_private_mentions="filter"))
        session.commit()


def test_a_request_is_told_at_the_second_of_its_notification(reader: Reader) -> None:
    before = reader.now().replace(microsecond=0)
    reader.harness.request("ana", "")
    (request,) = those(Request, reader.read())
    assert request.sent.is_exact
    assert before <= request.sent.earliest <= reader.now()
    assert (request.party.handle, request.party.name) == ("@ana@test.example", "Ana")
    assert request.note == ""


def test_a_request_without_its_notification_lies_between_two_readings(reader: Reader) -> None:
    reader.read()
    before = reader.now().replace(microsecond=0) - timedelta(seconds=60)
    reader.harness.request("ana", "")
    forget_events(reader)
    (request,) = those(Request, reader.read())
    assert before <= request.sent.earliest
    assert datetime.fromisoformat(reader.reached["until"]) < request.sent.latest


def forget_events(reader: Reader) -> None:
    """The owner clears the notifications."""
    with reader.harness.server.session() as session:
        session.query(Notification).delete()
        session.commit()


def test_at_the_first_reading_it_lies_after_both_accounts_were_made(reader: Reader) -> None:
    born = reader.now().replace(microsecond=0) - timedelta(days=10)
    reader.harness.server.join("ana", created_at=born)
    reader.harness.request("ana", "")
    forget_events(reader)
    (request,) = those(Request, reader.read())
    assert request.sent.earliest == born
    assert request.sent.latest - born >= timedelta(days=9)


def test_a_request_that_still_waits_is_told_once(reader: Reader) -> None:
    reader.harness.request("ana", "")
    assert len(those(Request, reader.read())) == 1
    again = reader.read()
    assert those(Request, again) == []
    assert [one.shown for one in those(ProfileEntry, again)] == [Shown.AUTOMATIC]


def test_whoever_asks_again_after_withdrawing_is_told_again(reader: Reader) -> None:
    harness = reader.harness
    harness.request("ana", "")
    reader.read()
    owner = harness.server.join("owner")
    harness.server.call("ana", "POST", f"/api/v1/accounts/{owner}/unfollow")
    reader.read()
    harness.request("ana", "")
    assert len(those(Request, reader.read())) == 1


def test_words_before_acceptance_are_found_where_the_server_keeps_them_back(
    reader: Reader,
) -> None:
    filter_strangers(reader.harness)
    reader.harness.request("ana", "I read your paper.")
    reader.harness.write("ana", "And I liked it.")
    with reader.harness.server.session() as session:
        assert session.query(NotificationRequest).count() == 1
    told = reader.read()
    ana = "@ana@test.example"
    assert sorted(words(told)) == [(ana, "And I liked it."), (ana, "I read your paper.")]
    reader.harness.write("ana", "Are you there?")
    assert words(reader.read()) == [(ana, "Are you there?")]


@pytest.mark.parametrize(
    "absent",
    ["/api/v1/notifications", "/api/v1/conversations", "/api/v2/instance"],
)
def test_what_a_server_does_not_have_is_done_without(reader: Reader, absent: str) -> None:
    reader.harness.server.extra[absent] = (404, {"error": "Not Found"})
    reader.harness.request("ana", "I read your paper.")
    told = reader.read()
    assert words(told) == [("@ana@test.example", "I read your paper.")]
    assert len(those(Request, told)) == 1


def test_words_of_somebody_who_asks_later_are_found_then(reader: Reader) -> None:
    filter_strangers(reader.harness)
    reader.harness.write("ana", "I read your paper.")
    told = reader.read()
    reader.harness.request("ana", "")
    told += reader.read()
    assert set(words(told)) == {("@ana@test.example", "I read your paper.")}


def test_words_are_found_although_the_notifications_were_cleared(reader: Reader) -> None:
    first = reader.harness.write("ana", "One.")
    reader.harness.write("ana", "Two.", in_reply_to_id=first)
    forget_events(reader)
    assert [text for _, text in words(reader.read())] == ["One.", "Two."]


def test_a_warning_put_before_the_words_belongs_to_them(reader: Reader) -> None:
    reader.harness.write("ana", "It is about my work.", spoiler_text="asking")
    assert [text for _, text in words(reader.read())] == ["asking\n\nIt is about my work."]


def test_public_words_are_no_messages(reader: Reader) -> None:
    reader.harness.server.join("ana")
    for visibility in ("public", "unlisted", "private"):
        reader.harness.server.call(
            "ana", "POST", "/api/v1/statuses", status="@owner well said", visibility=visibility
        )
    reader.read()
    assert words(reader.read()) == []


def test_both_sides_of_a_thread_of_two_are_told_and_threads_of_more_apart(reader: Reader) -> None:
    harness = reader.harness
    harness.server.join("ben")
    harness.write("ana", "Hello.")
    harness.write("ana", "Lunch, @ben?")
    told = those(Message, reader.read())
    reader.connector.open_channel().send(KEY, harness.party("ana"), "Why?")
    told += those(Message, reader.read())
    threads = {(one.conversation, one.text) for one in told}
    assert threads == {
        ("@ana@test.example", "Hello."),
        ("@ana@test.example", "Why?"),
        ("@ana@test.example @ben@test.example", "Lunch, @ben?"),
    }


def test_an_acceptance_is_told_at_the_second_of_its_notification(reader: Reader) -> None:
    harness = reader.harness
    harness.request("ana", "")
    reader.read()
    before = reader.now().replace(microsecond=0)
    reader.connector.open_channel().accept(harness.party("ana"))
    (connection,) = those(Connection, reader.read())
    assert connection.party is not None
    assert connection.party.handle == "@ana@test.example"
    assert connection.since.is_exact
    assert before <= connection.since.earliest <= reader.now()
    assert those(Connection, reader.read()) == []


def test_an_acceptance_without_a_notification_lies_between_two_readings(lax: Reader) -> None:
    lax.harness.request("ana", "")
    lax.read()
    before = datetime.fromisoformat(lax.reached["until"])
    ana = lax.harness.server.join("ana")
    lax.harness.server.call("owner", "POST", f"/api/v1/follow_requests/{ana}/authorize")
    (connection,) = those(Connection, lax.read())
    assert (connection.party and connection.party.name) == "Ana"
    assert connection.since.earliest <= before
    assert connection.since.latest > datetime.fromisoformat(lax.reached["until"])


@pytest.mark.parametrize("how", ["reject", "withdraw"])
def test_a_request_that_is_gone_is_no_acceptance(reader: Reader, how: str) -> None:
    harness = reader.harness
    harness.request("ana", "")
    reader.read()
    if how == "reject":
        reader.connector.open_channel().reject(harness.party("ana"))
    else:
        owner = harness.server.join("owner")
        harness.server.call("ana", "POST", f"/api/v1/accounts/{owner}/unfollow")
    told = reader.read()
    assert those(Connection, told) == []
    assert reader.reached["pending"] == "{}"


def test_common_contacts_are_counted_as_the_server_tells_them(lax: Reader) -> None:
    server = lax.harness.server
    people = {name: server.join(name) for name in ("owner", "ana", "ben", "cora", "dan")}
    follows = [("ben", "owner"), ("cora", "owner"), ("ben", "ana"), ("cora", "ana"), ("dan", "ana")]
    with server.session() as session:
        for one, other in follows:
            session.add(
                Relationship(
                    source_account_id=people[one], target_account_id=people[other], following=True
                )
            )
        session.commit()
    lax.harness.request("ana", "")
    shown = {one.shown: one.value for one in those(ProfileEntry, lax.read())}
    assert shown[Shown.COMMON_CONTACTS] == "2"


def test_where_nobody_tells_common_contacts_nothing_is_told(reader: Reader) -> None:
    reader.harness.request("ana", "")
    shown = {one.shown for one in those(ProfileEntry, reader.read())}
    assert shown == {Shown.AUTOMATIC}


def test_a_profile_is_told_with_the_request(reader: Reader) -> None:
    fields = [{"name": "Pronouns", "value": "<p>they/them</p>", "verified_at": None}]
    reader.harness.server.join("ana", fields=fields, bot=True)
    reader.harness.request("ana", "")
    shown = {one.shown: one.value for one in those(ProfileEntry, reader.read())}
    assert shown == {Shown.PRONOUNS: "they/them", Shown.AUTOMATIC: "yes"}


def test_pages_are_followed_by_number_and_never_to_another_address(reader: Reader) -> None:
    """The strict server's Link header points to another host."""
    for number in range(23):
        reader.harness.request(f"p{number}", "")
    assert len(those(Request, reader.read())) == 23
    assert reader.paths().count("/api/v1/follow_requests") == 3


def test_a_page_that_comes_again_and_again_ends_the_listing(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    from askwhy.networks.mastodon import client

    answered = client.Server.read

    def again(server: client.Server, call: object) -> client.Answer | None:
        answer = answered(server, call)  # type: ignore[arg-type]
        return client.Answer(answer.told, "5") if answer else None

    monkeypatch.setattr(client.Server, "read", again)
    reader.harness.request("ana", "")
    assert {one.party.handle for one in those(Request, reader.read())} == {"@ana@test.example"}
    assert reader.paths().count("/api/v1/follow_requests") == 2


def test_a_stopped_reading_goes_on_where_it_stopped(reader: Reader) -> None:
    for number in range(23):
        reader.harness.request(f"p{number}", "")
    asked = reader.harness.server.asked
    server = reader.harness.server
    server.extra["/api/v1/conversations"] = (422, {"error": "Not now"})
    with pytest.raises(TheirNetwork, match="Not now"):
        reader.read()
    begun = [path for _, path in asked]
    server.extra.clear()
    told = reader.read()
    assert len(those(Request, told)) == 23
    assert begun.count("/api/v1/follow_requests") == 3
    assert "/api/v1/follow_requests" not in reader.paths()
    assert "/api/v1/conversations" in reader.paths()


def test_what_lies_there_of_another_reading_is_not_gone_on_with(reader: Reader) -> None:
    reader.read()
    reader.number -= 1  # the same folder, but other positions
    reader.harness.request("ana", "")
    assert len(those(Request, reader.read())) == 1


def test_a_later_reading_asks_little(reader: Reader) -> None:
    first = reader.harness.write("ana", "One.")
    for text in ("Two.", "Three."):
        first = reader.harness.write("ana", text, in_reply_to_id=first)
    assert len(words(reader.read())) == 3
    assert words(reader.read()) == []
    assert len(reader.paths()) <= 7


def test_a_busy_server_is_waited_for(reader: Reader) -> None:
    from tests.networks.wire import Mood

    reader.harness.request("ana", "")
    wire = reader.harness.wire
    wire.is_meant = lambda _, path: path.startswith("/api/v1/follow_requests")
    wire.retry_after = 7

    def wait(seconds: float) -> None:
        reader.waits.append(seconds)
        wire.mood = Mood.WELL

    reader.connector = reader.harness.connector(reader.folder / "own", reader.now, wait)
    with wire.being(Mood.BUSY):
        assert len(those(Request, reader.read())) == 1
    assert reader.waits == [7]


def test_the_owner_and_what_is_complete_are_told(reader: Reader) -> None:
    told = reader.read()
    (owner,) = those(Owner, told)
    assert owner.party.handle == "@owner@test.example"
    until = {one.record: one.until for one in those(Coverage, told)}
    assert set(until) == set(Record)
    assert all(one <= reader.now() for one in until.values())
    first = reader.reached["since"]
    spans = {one.record: one for one in those(Coverage, reader.read())}
    assert reader.reached["since"] == first
    assert spans[Record.REQUESTS].since <= datetime.fromisoformat(first)
    assert spans[Record.MESSAGES].since < spans[Record.REQUESTS].since


def test_an_edited_message_is_told_as_it_was_read(reader: Reader) -> None:
    name = reader.harness.write("ana", "One.")
    assert [text for _, text in words(reader.read())] == ["One."]
    reader.harness.server.call("ana", "PUT", f"/api/v1/statuses/{name}", status="@owner Two.")
    assert words(reader.read()) == []
    with reader.harness.server.session() as session:
        assert session.query(Status).one().text == "@owner Two."
