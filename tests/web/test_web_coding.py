"""The coding room: suggestions, scams confirmed there, and what is coded elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.web.conftest import Served, Serving, Visitor

pytestmark = pytest.mark.slow
SUGGESTED = "<small>suggested</small>"
TEXTS = 6


def texts(owner: Visitor, values: str, way: dict[str, str], most: int = TEXTS) -> Iterator[str]:
    """One page with a text after another; each is then coded alike."""
    page = owner.post("/coding/begin", **way)
    if "/import/" in page.path:
        page = owner.over(page.path.rpartition("/")[2])
    for _ in range(most):
        found = re.search(r'name="item" value="([^"]+)"', page.text)
        assert found, page.text[:3000]
        yield page.text
        page = owner.post("/coding/keep", item=found[1], values=values, **way)
        assert page.status == 200


def test_suggestions_are_shown_to_who_wants_them_and_to_nobody_else(filled: Served) -> None:
    """Not even to them at the texts of the random audit, which show who agrees with whom."""
    owner = filled.owner()
    scam = {"code": "scam", "texts": "all"}
    wanted = scam | {"suggestions": "1"}
    assert any(SUGGESTED in page for page in texts(owner, "none", wanted | {"coder": "eva"}))
    drawn = wanted | {"coder": "bea", "order": "random"}
    for way in (scam | {"coder": "ann"}, drawn):
        hidden = list(texts(owner, "none", way))
        assert len(hidden) == TEXTS
        assert not any(SUGGESTED in page for page in hidden)


def test_what_is_coded_by_another_process_is_known_at_the_next_text(
    filled: Served, serving: Serving
) -> None:
    way = {"code": "tone", "texts": "all", "coder": "eva", "order": "random"}
    here = texts(filled.owner(), "2", way, 2)
    assert "eva: 0 of" in next(here)
    with serving(filled.desk.home) as other:
        assert len(list(texts(other.owner(), "2", way, 3))) == 3
    address = "/coding/text?" + "&".join(f"{name}={value}" for name, value in way.items())
    assert "eva: 3 of" in filled.owner().get(address).text


def test_a_scam_is_confirmed_while_it_is_coded(filled: Served) -> None:
    owner = filled.owner()
    way = {"code": "scam", "texts": "all", "coder": "eva"}
    page = next(texts(owner, "none", way))
    assert "I confirm it" in page
    found = re.search(r'name="item" value="([^"]+)"', page)
    assert found
    refused = owner.post("/coding/keep", item=found[1], values="none", confirm="1", **way)
    assert refused.status == 409
    assert "Say of which kind the scam is." in refused.text
    assert "eva: 0 of" in owner.get("/coding/text?code=scam&texts=all&coder=eva").text
    kept = owner.post("/coding/keep", item=found[1], values="romance", confirm="1", **way)
    assert "eva: 1 of" in kept.text
    listed = re.search(r'at=(\d+)" aria-current="true"', owner.get("/today?split=suspicious").text)
    assert listed
    person = owner.get(f"/people/{listed[1]}").text
    assert "It was no scam" in person
    assert "<dt>scam</dt><dd><bdi>romance</bdi></dd>" in person


def test_no_other_code_confirms_a_scam(filled: Served) -> None:
    owner = filled.owner()
    way = {"code": "tone", "texts": "all", "coder": "eva"}
    page = next(texts(owner, "2", way))
    assert "I confirm it" not in page
    found = re.search(r'name="item" value="([^"]+)"', page)
    assert found
    assert owner.post(
        "/coding/keep", item=found[1], values="2", confirm="1", **way
    ).status == 409  # fmt: skip
