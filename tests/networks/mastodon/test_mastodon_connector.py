"""Connecting an account: whose it is, what the server says about itself, what it can."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from mastodon_mock.db.models import Account, OAuthApp
from tests.networks.mastodon.harness import RULES

from askwhy.errors import TheirNetwork
from askwhy.facts import Shown
from askwhy.networks import Automation, Notes, RequestTime
from askwhy.networks.mastodon.connector import FIELDS, SCOPES, LacksScopes, MastodonConnector

if TYPE_CHECKING:
    from pathlib import Path

    from tests.networks.mastodon.harness import MastodonHarness

pytestmark = pytest.mark.slow
NOBODYS = "nobodys-token"


def connector(harness: MastodonHarness, folder: Path, **more: str) -> MastodonConnector:
    answers = {**harness.answers(), **more}
    return MastodonConnector(
        answers, folder, lambda: datetime.now(UTC), lambda _: None  # noqa: TID251 (the clock's)
    )  # fmt: skip


def set_owner(harness: MastodonHarness, *, locked: bool = True, bot: bool = False) -> None:
    with harness.server.session() as session:
        owner = session.query(Account).filter_by(username="owner").one()
        owner.locked, owner.bot = locked, bot
        session.commit()


def test_the_servers_own_rules_are_told_as_it_words_them(
    mastodon_harness: MastodonHarness, tmp_path: Path
) -> None:
    standing = connector(mastodon_harness, tmp_path).check()
    assert standing.rules == RULES
    assert standing.expires is None
    assert not standing.secrets


def test_an_account_that_lets_everybody_follow_is_remarked_on_and_left_alone(
    mastodon_harness: MastodonHarness, tmp_path: Path
) -> None:
    def is_remarked() -> bool:
        remarks = connector(mastodon_harness, tmp_path).check().remarks
        return any("@owner@test.example lets everybody follow" in one for one in remarks)

    assert not is_remarked()
    set_owner(mastodon_harness, locked=False)
    assert is_remarked()
    with mastodon_harness.server.session() as session:
        assert not session.query(Account).filter_by(username="owner").one().locked


def test_an_account_that_is_not_marked_as_automated_is_remarked_on(
    mastodon_harness: MastodonHarness, tmp_path: Path
) -> None:
    def is_remarked() -> bool:
        remarks = connector(mastodon_harness, tmp_path).check().remarks
        return any("mark @owner@test.example as an automated account" in one for one in remarks)

    assert is_remarked()
    set_owner(mastodon_harness, bot=True)
    assert not is_remarked()


def test_the_length_of_messages_is_told(mastodon_harness: MastodonHarness, tmp_path: Path) -> None:
    remarks = connector(mastodon_harness, tmp_path).check().remarks
    assert any("500 characters" in one for one in remarks)


def test_the_field_of_the_token_names_exactly_the_scopes() -> None:
    (token,) = [one for one in FIELDS if one.is_secret]
    assert token.prompt.endswith(" ".join(SCOPES))
    assert set(SCOPES) == {
        "read:follows", "write:follows", "read:accounts", "read:notifications", "read:statuses",
        "write:statuses",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("scopes", "lacking"),
    [
        (["read", "write:statuses"], "The token lacks: write:follows."),
        (["profile"], "read:accounts, read:follows"),
        ([], "write:statuses"),
    ],
)
def test_a_token_without_all_scopes_is_not_taken(
    mastodon_harness: MastodonHarness, tmp_path: Path, scopes: list[str], lacking: str
) -> None:
    with mastodon_harness.server.session() as session:
        session.query(OAuthApp).filter_by(client_id="owner").update({"scopes": scopes})
        session.commit()
    with pytest.raises(LacksScopes) as refused:
        connector(mastodon_harness, tmp_path).check()
    assert lacking in str(refused.value)


def test_servers_that_tell_no_scopes_are_asked_all_the_same(
    mastodon_harness: MastodonHarness, tmp_path: Path
) -> None:
    path = "/api/v1/apps/verify_credentials"
    for answer in ((200, {"name": "askwhy"}), (404, {})):
        mastodon_harness.server.extra[path] = answer
        assert connector(mastodon_harness, tmp_path).check().rules == RULES


def test_a_token_of_nobody_is_not_taken_and_not_told(
    mastodon_harness: MastodonHarness, tmp_path: Path
) -> None:
    with pytest.raises(TheirNetwork) as refused:
        connector(mastodon_harness, tmp_path, token=NOBODYS).check()
    assert "does not take the token" in str(refused.value)
    assert NOBODYS not in str(refused.value)


def test_the_strict_server_is_found_to_tell_no_distance(
    mastodon_harness: MastodonHarness, tmp_path: Path
) -> None:
    able = connector(mastodon_harness, tmp_path).probe()
    assert (able.can_accept, able.can_reject, able.can_send) == (True, True, True)
    assert able.automation is Automation.EACH_SERVER
    assert able.request_time is RequestTime.NOTIFICATION
    assert able.notes is Notes.BEFORE_ACCEPTANCE
    assert not able.distance
    assert Shown.COMMON_CONTACTS not in able.profile
    assert Shown.PRONOUNS in able.profile
    assert able.keeps_keys is None
    assert able.rate is None


def test_what_a_server_can_is_found_by_reading_alone(
    mastodon_lax_harness: MastodonHarness, tmp_path: Path
) -> None:
    server = mastodon_lax_harness.server
    server.join("ana")
    server.asked.clear()
    first = connector(mastodon_lax_harness, tmp_path).probe()
    assert {method for method, _ in server.asked} == {"GET"}
    assert first.distance
    assert Shown.COMMON_CONTACTS in first.profile
    assert not first.can_read_back
    server.call("owner", "POST", "/api/v1/statuses", status="@ana Hi.", visibility="direct")
    assert connector(mastodon_lax_harness, tmp_path).probe().can_read_back


def test_mastodon_itself_is_known_by_its_source(
    mastodon_harness: MastodonHarness, tmp_path: Path
) -> None:
    told = {"domain": "test.example", "source_url": "https://github.com/mastodon/mastodon"}
    mastodon_harness.server.extra["/api/v2/instance"] = (200, told)
    able = connector(mastodon_harness, tmp_path).probe()
    assert able.can_read_back
    assert able.keeps_keys == timedelta(hours=1)


def test_a_server_without_some_things_is_found_to_lack_them(
    mastodon_harness: MastodonHarness, tmp_path: Path
) -> None:
    for path in ("/api/v1/notifications", "/api/v1/follow_requests"):
        mastodon_harness.server.extra[path] = (404, {"error": "Not Found"})
    able = connector(mastodon_harness, tmp_path).probe()
    assert able.request_time is RequestTime.FIRST_SEEN
    assert not able.lists_requests
