"""A note that comes back as a message is not a message of one's own accord."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askwhy.rules.echo import is_echo

LONG = "I read your article on how recruiters choose, and it made me think again. " * 8


@pytest.mark.parametrize(
    ("note", "message"),
    [
        ("I saw your talk in Lyon.", "I saw your talk in Lyon."),
        ("I saw your talk in Lyon.", " I saw your talk\r\nin Lyon "),
        ("J’ai lu votre article", "J'ai lu votre article."),
        ("R&D in Gdańsk?", "R&amp;D in Gdańsk?"),
        (LONG[:200], LONG),
        (LONG, LONG[:200]),
        (LONG[:300], LONG),
        (LONG[:197] + "...", LONG),
        (LONG[:199] + "…", LONG),
        (LONG[:200] + "...", LONG),
        (LONG[:200] + "…", LONG),
        (LONG[:200], LONG[:300]),
        (LONG[:196], LONG),
        (LONG[:199] + "y", LONG[:199].replace(" ", "      ", 1) + "z"),
        (("żółć gęślą jaźń " * 30)[:200], "żółć gęślą jaźń " * 30),
        ("🎉" * 99 + "ab", "🎉" * 99 + "abc and more"),
        ("a" * 199 + "e", "a" * 199 + "e\u0301" + " and more"),
    ],
)
def test_the_same_text_is_an_echo_also_when_cut_at_a_limit(note: str, message: str) -> None:
    assert is_echo(note, message)


@pytest.mark.parametrize(
    ("note", "message"),
    [
        ("", ""),
        ("", "Hello"),
        ("  \u200b", ""),
        ("I saw your talk in Lyon.", ""),
        ("I saw your talk in Lyon.", "I saw your talk in Lyon. Are you free on Monday?"),
        ("I saw your talk in Lyon.", "I saw your talk in Paris."),
        ("Hi", "Hi Anna, thank you for accepting."),
        (LONG[:150], LONG),
        (LONG[:210], LONG),
        (LONG[:200], "x" + LONG),
        (LONG[:100] + "y" * 100, LONG),
        (LONG[:198] + "yy", LONG),
        ("You are free?", "You are free."),
    ],
)
def test_another_text_is_none(note: str, message: str) -> None:
    assert not is_echo(note, message)


@given(st.integers(1, len(LONG) - 9))
def test_only_a_cut_at_a_limit_counts_whichever_side_is_cut(length: int) -> None:
    kept = LONG[:length].strip()
    at_a_limit = 196 <= len(kept) <= 200 or 296 <= len(kept) <= 300

    assert is_echo(kept, LONG) == at_a_limit
    assert is_echo(LONG, kept) == at_a_limit


@settings(max_examples=40)
@given(st.text(st.characters(categories=["L", "Zs"]), min_size=310, max_size=400))
def test_any_note_cut_at_a_limit_is_recognised_by_its_beginning(text: str) -> None:
    whole = f"A note {text}"

    assert is_echo(whole[:200], whole)
    assert is_echo(whole, whole[:300])
