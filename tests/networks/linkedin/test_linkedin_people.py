"""Names, addresses and identifiers become parties."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askwhy.facts import Party
from askwhy.networks.addresses import fold_slug, read_address
from askwhy.networks.linkedin.people import fold_name, read_party


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://www.linkedin.com/in/ada-okoro-0f", "ada-okoro-0f"),
        ("https://www.linkedin.com/in/Ada-Okoro/", "ada-okoro"),
        ("http://de.linkedin.com/in/ada-okoro?trk=x", "ada-okoro"),
        ("linkedin.com/in/ada-okoro/en", "ada-okoro"),
        ("https://www.linkedin.com/in/%C5%BCaneta-%C5%82%C4%85ka", "żaneta-łąka"),
        ("https://www.linkedin.com/in/z\u0307aneta", "żaneta"),
        ("https://www.linkedin.com/company/Nebelwerk", "company/nebelwerk"),
        ("https://www.linkedin.com/in", ""),
        ("https://www.linkedin.com/in/", ""),
        ("https://example.org/in/ada", ""),
        ("https://notlinkedin.com/in/ada", ""),
        ("", ""),
    ],
)
def test_the_handle_of_an_address(address: str, handle: str) -> None:
    assert read_address(address) == (handle, "")


def test_an_opaque_identifier_keeps_its_capitals() -> None:
    opaque = "ACoAABcDeFgHiJkLmNoPqRsTuVwXyZ0123456789"
    assert read_address(f"https://www.linkedin.com/in/{opaque}") == (opaque, "")


def test_a_member_urn_is_no_handle() -> None:
    assert read_address("urn:li:member:800000001") == ("", "urn:li:member:800000001")
    assert read_party("Ada Okoro", "", "urn:li:member:8") == Party(
        name="Ada Okoro", urn="urn:li:member:8"
    )


@given(st.text(max_size=20))
def test_a_slug_is_the_same_however_it_was_encoded(text: str) -> None:
    assert fold_slug(quote(text)) == fold_slug(quote(unicodedata.normalize("NFD", text)))


@given(st.text(st.characters(exclude_characters="%"), max_size=20))
def test_folding_a_slug_again_changes_nothing(text: str) -> None:
    assert fold_slug(fold_slug(text)) == fold_slug(text)


@given(st.text(max_size=20))
def test_names_are_folded_once_and_for_all(text: str) -> None:
    folded = fold_name(text)
    assert fold_name(folded) == folded
    assert folded == unicodedata.normalize("NFC", folded)
    assert fold_name(f"  {text}\n") == folded


def test_a_hidden_member_has_no_name() -> None:
    assert fold_name("LinkedIn Member") == ""
    assert read_party("LinkedIn Member", "") is None
    assert read_party("", "", apart="2026-06-07") is None


def test_a_hidden_member_with_an_address_is_known_by_it() -> None:
    party = read_party("LinkedIn Member", "https://www.linkedin.com/in/ada")
    assert party == Party(handle="ada")
