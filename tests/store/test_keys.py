"""Content keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.store import schema
from askwhy.store.keys import Keys, content_key

if TYPE_CHECKING:
    from askwhy.app.home import Record


def test_a_key_is_the_same_for_ever() -> None:
    """A changed key would import every message a second time.

    The number is what `printf a | xxhsum -H3` prints, less its last bit.
    """
    assert content_key("a") == 0xE6C632B61E964E1F >> 1


def test_parts_do_not_run_together() -> None:
    assert content_key("ab", "c") != content_key("a", "bc")


def test_a_key_fits_a_signed_integer_of_eight_bytes() -> None:
    keys = [content_key(number) for number in range(10_000)]
    assert 0 <= min(keys)
    assert max(keys) < 2**63
    assert max(keys) > 2**62
    assert len(set(keys)) == 10_000


def test_an_equal_fact_told_again_gets_a_key_of_its_own(record: Record) -> None:
    with record.read() as connection:
        keys = Keys(connection, schema.messages)
    seven, eight = (14).to_bytes(8), (17).to_bytes(8)
    first, is_new = keys.sift([seven, eight, seven])
    assert first.tolist() == [7, 8, content_key(7, 1)]
    assert is_new.all()
    assert keys.sift([seven])[0].tolist() == [content_key(7, 2)]
