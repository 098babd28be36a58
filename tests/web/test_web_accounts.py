"""Connecting an account on the page: a real browser, a server of Mastodon's interface."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import keyring
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.networks.linkedin_api.test_linkedin_api import MemoryRing
from tests.networks.mastodon.harness import (
    mastodon_harness,
    mastodon_lax_harness,
    mastodon_server,
)
from tests.web.test_web_access import RULES

from askwhy.app.live.connections import connections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.networks.mastodon.harness import MastodonHarness
    from tests.web.conftest import Opening, Served

pytestmark = pytest.mark.slow
__all__ = ["mastodon_harness", "mastodon_lax_harness", "mastodon_server"]


@pytest.fixture
def ring() -> Iterator[MemoryRing]:
    """A keyring of this process."""
    before, ours = keyring.get_keyring(), MemoryRing()
    keyring.set_keyring(ours)
    yield ours
    keyring.set_keyring(before)


def test_an_account_is_connected_by_its_form_and_may_send_once_the_owner_says_so(
    served: Served, opening: Opening, mastodon_harness: MastodonHarness, ring: MemoryRing
) -> None:
    answers = mastodon_harness.answers()
    page = opening(served)
    page.goto(f"{served.address}/settings")
    page.get_by_role("link", name="Accounts on live networks").click()
    page.get_by_role("link", name="Mastodon").click()
    assert Axe().run(page, options=RULES).response["violations"] == []
    page.get_by_label("What to call it").fill("fediverse")
    for name, said in answers.items():
        page.locator(f"#{name}").fill(said)
    expect(page.locator("#token")).to_have_attribute("type", "password")
    page.get_by_role("button", name="Check and connect").click()

    expect(page.get_by_role("heading", name="fediverse")).to_be_visible()
    expect(page.get_by_text("Be kind.")).to_be_visible()
    expect(page.get_by_text("You approve each message before it leaves.")).to_be_visible()
    assert Axe().run(page, options=RULES).response["violations"] == []
    (one,) = connections(served.desk.own)
    assert (one.account, one.network, one.sends_alone) == ("fediverse", "mastodon", False)
    ((_, kept),) = ring.held.items()
    assert json.loads(kept) == {"token": answers["token"]}
    assert answers["token"] not in page.content()

    page.get_by_role("button", name="Let askwhy send by itself").click()
    expect(page.get_by_text("What is due leaves by itself.")).to_be_visible()
    assert connections(served.desk.own)[0].sends_alone
    page.get_by_role("button", name="Approve each myself").click()
    expect(page.get_by_text("You approve each message before it leaves.")).to_be_visible()
    assert not connections(served.desk.own)[0].sends_alone


def test_a_wrong_token_is_told_and_nothing_is_kept(
    served: Served, mastodon_harness: MastodonHarness, ring: MemoryRing
) -> None:
    answers = {**mastodon_harness.answers(), "token": "a-wrong-token"}
    answer = served.owner().post("/accounts/mastodon", account="fediverse", **answers)
    assert answer.status == 409
    assert "token" in answer.text
    assert "a-wrong-token" not in answer.text
    assert ring.held == {}
    assert connections(served.desk.own) == []


def test_a_network_that_there_is_none_of_and_an_account_that_there_is_none_of_are_told(
    served: Served,
) -> None:
    owner = served.owner()
    assert "cannot be connected" in owner.get("/accounts/carrier-pigeon").text
    assert "There is no such account." in owner.post("/accounts/allow", account="x").text
