"""People of several networks: where each is, and the way to their page."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from askwhy.app.bringing.ingest import ingest
from askwhy.app.home import Record
from askwhy.app.people.cautions import link_of
from askwhy.facts import Connection, Coverage, Direction, Owner, Party, Request, Span
from askwhy.facts import Record as Kind
from askwhy.store.studying import Someone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from tests.web.conftest import Opening, Served, Serving

    from askwhy.facts import Fact

LINKS = {
    ("linkedin", "handle:ana-lis"): "https://www.linkedin.com/in/ana-lis/",
    ("linkedin", "handle:zoë"): "https://www.linkedin.com/in/zo%C3%AB/",
    ("linkedin", "handle:company/acme"): "",
    ("linkedin", "name:ana lis"): "",
    ("mastodon", "handle:@ben@social.example"): "https://social.example/@ben",
    ("mastodon", "handle:@ben@social.example:8443"): "https://social.example:8443/@ben",
    ("mastodon", "handle:@ben@evil.example/x"): "",
    ("mastodon", "handle:ben"): "",
    ("matrix", "handle:@cleo:chat.example"): "https://matrix.to/#/@cleo:chat.example",
    ("matrix", "handle:cleo"): "",
    ("mail", "handle:dan+post@mail.example"): "mailto:dan%2Bpost@mail.example",
    ("mail", "handle:dan@mail.example?bcc=eve@mail.example"): "",
    ("mail", "handle:javascript:alert(1)"): "",
    ("elsewhere", "handle:eve"): "",
}


@pytest.mark.parametrize(("network", "key"), LINKS)
def test_a_link_leads_to_the_networks_own_page_or_nowhere(network: str, key: str) -> None:
    assert link_of(Someone(1, 1, "mine", network, key, "", 1)) == LINKS[network, key]


@dataclass(frozen=True)
class Told:
    """A source that tells what it was made with."""

    network: str
    facts: tuple[Fact, ...]
    name: str = "a source"

    def digest(self) -> str:
        return self.network

    def read(self, *, progress: object = None) -> Iterator[Fact]:  # noqa: ARG002
        return iter(self.facts)


PEOPLE = {"mastodon": "@ben@social.example", "matrix": "@cleo:chat.example", "mail": "d@x.example"}
SHOWN = {"mastodon": "Mastodon", "matrix": "Matrix", "mail": "mail"}


@pytest.fixture
def several(
    tmp_path: Path, imported: Path, serving: Serving, present: datetime
) -> Iterator[Served]:
    """A LinkedIn export, and somebody who asked on each of three other networks."""
    shutil.copytree(imported, tmp_path / "home")
    record = Record(tmp_path / "home")
    at = present - timedelta(days=3)
    for network, handle in PEOPLE.items():
        who = Party(f"Somebody on {network}", handle)
        facts: tuple[Fact, ...] = (
            Owner(Party("Eva Lis", f"eva-{network}")),
            Request(Direction.INCOMING, who, Span.second(at), "Good day."),
            Connection(who, Span.second(at + timedelta(hours=1))),
            *(Coverage(kind, at - timedelta(days=9), present) for kind in Kind),
        )
        (outcome,) = ingest(record, [Told(network, facts)], None, present)
        assert outcome.failure is None
    record.close()
    with serving(tmp_path / "home") as served:
        yield served


@pytest.mark.slow
def test_everybodys_network_is_told_where_there_are_several(several: Served) -> None:
    owner = several.owner()
    page = owner.get("/people?find=somebody+on").text
    assert "Network</th>" in page
    for network, handle in PEOPLE.items():
        found = re.search(rf'href="/people/(\d+)"><bdi>Somebody on {network}</bdi></a></th>'
                          rf"<td>[^<]*</td><td>{SHOWN[network]}</td>", page)  # fmt: skip
        assert found, network
        link = link_of(Someone(1, 1, network, network, f"handle:{handle}", "", 1))
        for path in (f"/people/{found[1]}", f"/today?split=new&at={found[1]}"):
            shown = owner.get(path).text
            assert f'<p class="about">{SHOWN[network]}</p>' in shown
            assert f'href="{link}"' in shown
            wanted = "Write them a mail" if network == "mail" else "Open the profile"
            assert f">{wanted}</a>" in shown
    assert "LinkedIn</td>" in owner.get("/people").text
    assert '<p class="about">courriel</p>' in owner.get(path, Accept_Language="fr").text
    assert owner.get("/report?account=mastodon").status == 200


@pytest.mark.slow
def test_where_there_is_one_nobody_is_told_of_it(filled: Served) -> None:
    page = filled.owner().get("/people").text
    assert "Network</th>" not in page
    assert '<p class="about">LinkedIn' not in filled.owner().get("/people/1").text


@pytest.mark.slow
def test_what_a_network_may_send_is_approved_by_a_key_and_taken_back(
    several: Served, opening: Opening, protocol: str
) -> None:
    """On LinkedIn only a person sends: there is nothing to approve."""
    owner = several.owner()
    owner.post("/study/lock", text=protocol)
    page = opening(several)
    page.goto(f"{several.address}/today?split=due")
    listed = page.locator("aside li a")
    names = listed.all_inner_texts()
    assert names[0].startswith("Somebody") is False
    assert page.get_by_role("button", name="Approve").count() == 0
    with page.expect_navigation():  # keys are heard once the page is there
        page.get_by_role("link", name="Somebody on mastodon").click()
    approve = page.get_by_role("button", name="Approve")
    expect(approve).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("a")
    expect(page.get_by_text("Approved.")).to_be_visible()
    expect(listed.filter(has_text="Somebody on mastodon")).to_contain_text("approved")
    with page.expect_navigation():
        page.keyboard.press("z")
    expect(page.get_by_text("Taken back.")).to_be_visible()
    expect(listed.filter(has_text="Somebody on mastodon")).not_to_contain_text("approved")
    expect(approve).to_be_visible()
