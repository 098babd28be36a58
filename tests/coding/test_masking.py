"""What is replaced before a text leaves the machine, and what stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askwhy.coding.masking import mask_private

NAMES = ["Anna Nowak", "Jo van Dam", "Zoë O’Neil", "X. Li"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Dear Anna,", "Dear [name],"),
        ("ANNA nowak", "[name] [name]"),
        ("do Anny i Nowakowi", "do [name] i [name]"),
        ("Annie and annie", "[name] and annie"),
        ("Annapolis", "Annapolis"),
        ("Joanna", "Joanna"),
        ("van Dam", "van [name]"),
        ("Zoë wrote", "[name] wrote"),
        ("X asked Li and LI", "X asked [name] and [name]"),
        ("li like line", "li like line"),
        ("dam and damned", "[name] and damned"),
        ("Damen", "[name]"),
        ("bo@example.org", "[address]"),
        ("anna.nowak+x@mail.example.co.uk!", "[address]!"),
        ("see https://example.org/a?b=c now", "see [link] now"),
        ("WWW.example.org", "[link]"),
        ("write to @bo_b", "write to [handle]"),
        ("+48 600 100 200", "[number]"),
        ("(0171) 555-1234.", "[number]."),
        ("+1 (800) 555 1234", "[number]"),
        ("IBAN PL61 1090 1014 0000 0712 1981 2874", "IBAN [number]"),
        ("NL91ABNA0417164300 and DE99", "[number] and DE99"),
        ("in 2026, 3 of 12", "in 2026, 3 of 12"),
        ("", ""),
    ],
)
def test_names_addresses_links_and_long_numbers_are_replaced(text: str, masked: str) -> None:
    assert mask_private(text, NAMES) == masked


def test_without_names_only_patterns_are_replaced() -> None:
    assert mask_private("Anna: bo@example.org", []) == "Anna: [address]"


@settings(deadline=None)
@given(st.text(alphabet="Ana Now.@:/1-\n", max_size=60))
def test_no_given_name_or_address_stays(text: str) -> None:
    masked = mask_private(f"{text} Anna bo@example.org", ["Anna Nowak"])

    words = masked.replace("[", " ").replace("]", " ").casefold().split()
    assert "anna" not in words
    assert "nowak" not in words
    assert "bo@example.org" not in masked


@settings(deadline=None)
@given(st.text(max_size=60))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask_private(text, NAMES)

    assert mask_private(once, NAMES) == once
