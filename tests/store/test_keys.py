"""Content keys."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from xxhash import xxh3_64_intdigest

from askwhy.store import record as kept
from askwhy.store import schema
from askwhy.store.keys import Keys, content_key

if TYPE_CHECKING:
    from askwhy.app.home import Record


def test_a_key_is_the_same_for_ever() -> None:
    """A changed key would import every message a second time.

    The number is what `printf a | xxhsum -H3` prints, less its last bit.
    """
    assert content_key("a") == 0xE6C632B61E964E1F >> 1
    assert content_key("a", "b") == xxh3_64_intdigest(b"a\x1fb") >> 1


def test_parts_do_not_run_together() -> None:
    assert content_key("ab", "c") != content_key("a", "bc")


def test_a_key_fits_a_signed_integer_of_eight_bytes() -> None:
    keys = [content_key(number) for number in range(10_000)]
    assert 0 <= min(keys)
    assert max(keys) < 2**63
    assert max(keys) > 2**62
    assert len(set(keys)) == 10_000


GREAT = 2**62
"""From here on a floating number cannot tell a key from its neighbour."""


def digest_of(key: int) -> bytes:
    return (2 * key).to_bytes(8)


def test_an_equal_fact_told_again_gets_a_key_of_its_own(record: Record) -> None:
    with record.read() as connection:
        keys = Keys(connection, schema.messages)
    seven, eight = digest_of(GREAT + 7), digest_of(GREAT + 8)
    first, is_new = keys.sift([seven, eight, seven])
    assert first.tolist() == [GREAT + 7, GREAT + 8, content_key(GREAT + 7, 1)]
    assert is_new.all()
    assert keys.sift([seven])[0].tolist() == [content_key(GREAT + 7, 2)]


def test_a_key_above_all_that_were_told_is_new_and_the_greatest_told_is_known(
    record: Record,
) -> None:
    with record.read() as connection:
        keys = Keys(connection, schema.messages)
    seven, eight, nine = (digest_of(GREAT + number) for number in (7, 8, 9))
    assert keys.sift([seven])[0].tolist() == [GREAT + 7]
    assert keys.sift([eight])[0].tolist() == [GREAT + 8]
    assert keys.sift([eight, nine])[0].tolist() == [content_key(GREAT + 8, 1), GREAT + 9]


@given(st.lists(st.lists(st.integers(GREAT, GREAT + 20), min_size=1, max_size=9), max_size=12))
def test_however_facts_are_batched_each_repeat_is_told_apart(batches: list[list[int]]) -> None:
    engine = sa.create_engine("sqlite://")
    schema.messages.create(engine)
    with engine.connect() as connection:
        keys = Keys(connection, schema.messages)
    engine.dispose()
    told: Counter[int] = Counter()
    for batch in batches:
        due = []
        for key in batch:
            due.append(content_key(key, told[key]) if told[key] else key)
            told[key] += 1
        assert keys.sift([digest_of(key) for key in batch])[0].tolist() == due


def test_what_the_table_holds_is_not_new(record: Record) -> None:
    party = {"id": 1, "name": "Ana", "handle": "", "urn": "", "apart": ""}
    with record.write() as connection:
        account = kept.ensure_account(connection, "linkedin", "mine")
        connection.execute(schema.parties.insert().values(account_id=account.id, **party))
        deed = {"key": GREAT + 7, "party_id": 1, "kind": "stopped", "told": ""}
        connection.execute(schema.deeds.insert().values(**deed))
        keys = Keys(connection, schema.deeds)
    assert keys.sift([digest_of(GREAT + 7), digest_of(GREAT + 8)])[1].tolist() == [False, True]
