"""Content keys."""

from __future__ import annotations

from askwhy.store.keys import content_key


def test_a_key_is_the_same_for_ever() -> None:
    """A changed key would import every message a second time.

    The number is `printf a | b2sum -l 64`, less its last bit.
    """
    assert content_key("a") == 2340832890917691671


def test_parts_do_not_run_together() -> None:
    assert content_key("ab", "c") != content_key("a", "bc")


def test_a_key_fits_a_signed_integer_of_eight_bytes() -> None:
    keys = [content_key(number) for number in range(10_000)]
    assert 0 <= min(keys)
    assert max(keys) < 2**63
    assert max(keys) > 2**62
    assert len(set(keys)) == 10_000


def test_half_a_surrogate_pair_has_a_key() -> None:
    assert content_key("\ud83d") != content_key("\ude00")
