"""Acts on a server at work: what it was asked to do, and what the people there have of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qs
from uuid import UUID

import pytest
from mastodon_mock.db.models import Account, Status

from askwhy.errors import TheirNetwork
from askwhy.facts import Party
from askwhy.networks import NoAnswer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.networks.mastodon.harness import MastodonHarness

    from askwhy.networks.mastodon.channel import MastodonChannel

pytestmark = pytest.mark.slow
KEY = UUID("5f0c8c0e-0f3c-5d7c-9d36-3b6d1f0e2a11")
MASTODON = {
    "domain": "test.example",
    "source_url": "https://github.com/mastodon/mastodon",
    "configuration": {"statuses": {"max_characters": 60}},
}
WHY = "Is there something I can do for you?"


def channel_of(harness: MastodonHarness, folder: Path) -> MastodonChannel:
    clock = lambda: datetime.now(UTC)  # noqa: E731, TID251 (the clock's)
    return harness.connector(folder, clock, lambda _: None).open_channel()


@pytest.fixture
def channel(mastodon_harness: MastodonHarness, tmp_path: Path) -> MastodonChannel:
    return channel_of(mastodon_harness, tmp_path)


def test_accepting_destroys_the_notification_and_is_done_once(
    mastodon_harness: MastodonHarness, channel: MastodonChannel
) -> None:
    """The strict server answers 404 to the second call; the channel says that it was done."""
    harness = mastodon_harness
    harness.request("ana", "")
    kinds = [one["type"] for one in harness.server.call("owner", "GET", "/api/v1/notifications")]
    assert kinds == ["follow_request"]
    first, second = (channel.accept(harness.party("ana")) for _ in range(2))
    assert first.id == second.id
    told = harness.server.call("owner", "GET", "/api/v1/notifications")
    assert [one["type"] for one in told] == ["follow"]


def test_a_withdrawn_request_is_refused_for_good(
    mastodon_harness: MastodonHarness, channel: MastodonChannel
) -> None:
    harness = mastodon_harness
    harness.request("ana", "")
    owner = harness.server.join("owner")
    harness.server.call("ana", "POST", f"/api/v1/accounts/{owner}/unfollow")
    with pytest.raises(TheirNetwork, match="does not ask to follow any more") as refused:
        channel.accept(harness.party("ana"))
    assert refused.value.retry_after is None
    assert not harness.is_accepted("ana")


def test_whoever_follows_already_cannot_be_turned_down(
    mastodon_harness: MastodonHarness, channel: MastodonChannel
) -> None:
    mastodon_harness.request("ana", "")
    channel.accept(mastodon_harness.party("ana"))
    with pytest.raises(TheirNetwork, match="follows already"):
        channel.reject(mastodon_harness.party("ana"))
    assert mastodon_harness.is_accepted("ana")


@pytest.mark.parametrize("act", ["accept", "reject", "send", "read_back"])
def test_nobody_knows_an_account_that_is_not_there(channel: MastodonChannel, act: str) -> None:
    nobody = Party(handle="@nobody@test.example")
    more = (KEY, nobody, WHY) if act in {"send", "read_back"} else (nobody,)
    with pytest.raises(TheirNetwork, match="knows no account @nobody@test") as refused:
        getattr(channel, act)(*more)
    assert refused.value.retry_after is None


def test_a_question_is_private_and_mentions_one_person(
    mastodon_harness: MastodonHarness, channel: MastodonChannel
) -> None:
    harness = mastodon_harness
    for name in ("ana", "ben"):
        harness.server.join(name)
    text = "Why, dear @ben? Is it #research?\n\nSee https://a.example/x, or @ben@test.example."
    receipt = channel.send(KEY, harness.party("ana"), text)
    assert harness.got("ben") == []
    (status,) = harness.server.call("ana", "GET", "/api/v1/notifications")
    told = status["status"]
    assert told["id"] == receipt.id
    assert told["visibility"] == "direct"
    assert [one["username"] for one in told["mentions"]] == ["ana"]
    assert told["tags"] == []
    assert 'href="https://a.example/x' in told["content"]
    read = channel.read_back(KEY, harness.party("ana"), text)
    assert [one.id for one in read] == [receipt.id]


def test_a_question_is_sent_at_once_with_its_key_and_nothing_else_is_set(
    mastodon_harness: MastodonHarness,
    channel: MastodonChannel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import requests

    sent: list[requests.PreparedRequest] = []
    send = requests.Session.send

    def watch(
        session: requests.Session, request: requests.PreparedRequest, **how: object
    ) -> requests.Response:
        sent.append(request)
        return send(session, request, **how)

    monkeypatch.setattr(requests.Session, "send", watch)
    channel.send(KEY, mastodon_harness.party("ana"), WHY)
    (posted,) = [one for one in sent if one.method == "POST"]
    assert posted.headers["Idempotency-Key"] == str(KEY)
    body = posted.body.decode() if isinstance(posted.body, bytes) else str(posted.body)
    said = parse_qs(body)
    assert said["visibility"] == ["direct"]
    assert set(said) == {"status", "visibility", "sensitive", "lang"}


def test_the_server_does_not_look_at_the_key_so_what_was_sent_is_read_back(
    mastodon_harness: MastodonHarness, channel: MastodonChannel
) -> None:
    ana = mastodon_harness.party("ana")
    for _ in range(2):
        channel.send(KEY, ana, WHY)
    assert mastodon_harness.got("ana", 2) == [WHY, WHY]
    assert len(channel.read_back(KEY, ana, WHY)) == 2


def test_a_lost_answer_is_no_refusal_and_is_read_back(
    mastodon_harness: MastodonHarness, channel: MastodonChannel
) -> None:
    ana = mastodon_harness.party("ana")
    with mastodon_harness.losing(), pytest.raises(NoAnswer):
        channel.send(KEY, ana, WHY)
    assert mastodon_harness.got("ana", 1) == [WHY]
    (receipt,) = channel.read_back(KEY, ana, WHY)
    assert receipt.at is not None


def test_only_this_text_to_this_person_in_private_is_a_copy(
    mastodon_harness: MastodonHarness, channel: MastodonChannel
) -> None:
    harness = mastodon_harness
    ana, ben = harness.party("ana"), harness.party("ben")
    channel.send(KEY, ben, WHY)
    channel.send(KEY, ana, "Something else.")
    harness.write("ana", WHY)
    for visibility in ("public", "unlisted"):
        harness.server.call(
            "owner", "POST", "/api/v1/statuses", status=f"@ana {WHY}", visibility=visibility
        )
    assert channel.read_back(KEY, ana, WHY) == []
    assert len(channel.read_back(KEY, ben, WHY)) == 1


def test_copies_are_told_oldest_first_and_found_behind_other_posts(
    mastodon_harness: MastodonHarness, channel: MastodonChannel
) -> None:
    ana = mastodon_harness.party("ana")
    ids = [channel.send(KEY, ana, WHY).id for _ in range(2)]
    for number in range(45):
        mastodon_harness.server.call("owner", "POST", "/api/v1/statuses", status=f"{number}")
    assert [one.id for one in channel.read_back(KEY, ana, WHY)] == ids


def test_what_was_written_before_is_no_copy(
    mastodon_harness: MastodonHarness, channel: MastodonChannel, tmp_path: Path
) -> None:
    """The same words in an earlier study, by hand or by us, are not this message."""
    ana = mastodon_harness.party("ana")
    channel.send(UUID(int=1), ana, WHY)
    with mastodon_harness.busy(), pytest.raises(TheirNetwork):
        channel.send(KEY, ana, WHY)
    channel = channel_of(mastodon_harness, tmp_path)
    assert len(channel.read_back(UUID(int=1), ana, WHY)) == 1
    copies = channel.read_back(KEY, ana, WHY)
    assert copies == []
    channel.send(KEY, ana, WHY)
    assert len(channel.read_back(KEY, ana, WHY)) == 1


def test_a_message_behind_more_than_is_looked_through_is_a_persons(
    mastodon_harness: MastodonHarness, channel: MastodonChannel, tmp_path: Path
) -> None:
    harness, ana = mastodon_harness, mastodon_harness.party("ana")
    with harness.losing(), pytest.raises(NoAnswer):
        channel.send(KEY, ana, WHY)
    owner = harness.server.join("owner")
    with harness.server.session() as session:
        session.add_all(
            Status(
                account_id=owner, text="x", content="x", visibility="direct", edit_history=[],
                created_at=datetime.now(UTC),  # noqa: TID251 (the server's clock)
            )
            for _ in range(130)
        )  # fmt: skip
        session.commit()
    with pytest.raises(TheirNetwork, match="does not show whether it was sent") as refused:
        channel.read_back(KEY, ana, WHY)
    assert refused.value.retry_after is None


def test_where_private_messages_are_not_shown_a_person_looks(
    mastodon_harness: MastodonHarness, channel: MastodonChannel
) -> None:
    """Nothing proves that the server would show the message if it had it."""
    with pytest.raises(TheirNetwork, match="does not show whether it was sent") as refused:
        channel.read_back(KEY, mastodon_harness.party("ana"), WHY)
    assert refused.value.retry_after is None


def test_mastodon_itself_is_known_to_show_them(
    mastodon_harness: MastodonHarness, channel: MastodonChannel
) -> None:
    mastodon_harness.server.extra["/api/v2/instance"] = (200, MASTODON)
    assert channel.read_back(KEY, mastodon_harness.party("ana"), WHY) == []


def test_a_message_that_is_too_long_is_refused_for_good_with_its_length(
    mastodon_harness: MastodonHarness, channel: MastodonChannel
) -> None:
    mastodon_harness.server.extra["/api/v2/instance"] = (200, MASTODON)
    with pytest.raises(TheirNetwork, match="takes 60 characters; this message has 606") as no:
        channel.send(KEY, mastodon_harness.party("ana"), "x" * 601)
    assert no.value.retry_after is None
    assert mastodon_harness.got("ana") == []


def test_a_message_that_reaches_nobody_is_no_receipt(
    mastodon_harness: MastodonHarness, channel: MastodonChannel
) -> None:
    """As where a server does not know the name any more in the moment of sending."""
    harness = mastodon_harness
    ana = harness.party("ana")
    there = harness.server.call("owner", "GET", "/api/v1/accounts/lookup", acct="ana")
    with harness.server.session() as session:
        session.query(Account).filter_by(username="ana").update({"username": "anna"})
        session.commit()
    harness.server.extra["/api/v1/accounts/lookup"] = (200, there)
    with pytest.raises(TheirNetwork, match="delivers nothing to @ana@test"):
        channel.send(KEY, ana, WHY)


def test_somebody_of_another_server_is_written_to_by_their_full_name(
    mastodon_harness: MastodonHarness, channel: MastodonChannel
) -> None:
    harness = mastodon_harness
    harness.server.join("cora", domain="far.example")
    channel.send(KEY, Party(handle="@cora@far.example"), WHY)
    with harness.server.session() as session:
        assert session.query(Status).one().text == f"@cora@far.example {WHY}"


def test_another_account_of_that_name_is_not_written_to(
    mastodon_harness: MastodonHarness, channel: MastodonChannel
) -> None:
    harness = mastodon_harness
    harness.server.join("ana")
    there = harness.server.call("owner", "GET", "/api/v1/accounts/lookup", acct="ana")
    harness.server.extra["/api/v1/accounts/lookup"] = (200, {**there, "acct": "ana@b.example"})
    with pytest.raises(TheirNetwork, match="knows no account"):
        channel.send(KEY, Party(handle="@ana@test.example"), WHY)
    assert harness.got("ana") == []


def test_nothing_is_ever_changed_but_requests_and_own_messages(
    mastodon_harness: MastodonHarness, tmp_path: Path
) -> None:
    """Over a whole life with the server: no setting, no list, no notification is written."""
    harness = mastodon_harness
    connector = harness.connector(
        tmp_path / "own", lambda: datetime.now(UTC), lambda _: None  # noqa: TID251 (the clock's)
    )  # fmt: skip
    for name in ("ana", "ben"):
        harness.request(name, "Hello.")
    harness.server.asked.clear()
    connector.check()
    connector.probe()
    connector.open_source(tmp_path / "spool", {}, datetime.now(UTC))  # noqa: TID251 (as above)
    channel = connector.open_channel()
    channel.accept(harness.party("ana"))
    channel.reject(harness.party("ben"))
    channel.send(KEY, harness.party("ana"), WHY)
    channel.read_back(KEY, harness.party("ana"), WHY)
    ana, ben = (harness.server.join(name) for name in ("ana", "ben"))
    assert [one for one in harness.server.asked if one[0] != "GET"] == [
        ("POST", f"/api/v1/follow_requests/{ana}/authorize"),
        ("POST", f"/api/v1/follow_requests/{ben}/reject"),
        ("POST", "/api/v1/statuses"),
    ]
