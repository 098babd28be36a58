"""Studies, allocations and links, kept by SQLite and by PostgreSQL alike."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from askwhy.allocation import KEY_BYTES, Draw, allocate, draw_next
from askwhy.app.home import Record
from askwhy.facts import Allocated, Direction, Linked, Party, Request, Span
from askwhy.store import linking, schema, studying, watching
from askwhy.store import record as kept
from askwhy.store.deeds import facts_of
from askwhy.store.intake import Intake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askwhy.store.studying import Someone, Study

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
AT = int(NOON.timestamp())
DAY = 86_400
WEIGHTS = {"A": 2, "B": 1}
KEY = bytes(range(KEY_BYTES))


def tell(record: Record, names: list[str], account: str = "linkedin", at: int = AT) -> list[int]:
    """People ask to connect; returns their contacts' rows, in the order of the names."""
    span = Span.second(datetime.fromtimestamp(at, UTC))
    with record.write() as connection:
        mine = kept.ensure_account(connection, account, account)
        marks = watching.marks(connection)
        intake = Intake(connection, mine.id)
        for name in names:
            intake.add(Request(Direction.INCOMING, Party(name, name), span))
        intake.finish()
        watching.wake_after(connection, marks)
        c = schema.contacts.c
        rows = connection.execute(sa.select(c.key, c.id).where(c.account_id == mine.id))
        found = {key.removeprefix("handle:"): id_ for key, id_ in rows}
    return [found[name] for name in names]


def lock(record: Record, digest: str = "d1", days: int = 1) -> Study:
    with record.write() as connection:
        window = (AT - days * DAY, AT + days * DAY)
        return studying.lock_study(connection, digest, "October", "toml", "c", AT, window)


def draw(last: tuple[int, int] | None) -> Draw:
    return draw_next(KEY, "d1", "en", WEIGHTS, last)


def reserve(record: Record, study: Study, contacts: list[int], stratum: str = "en") -> list[str]:
    arms = []
    for contact in contacts:
        with record.write() as connection:
            who = studying.people(connection, [contact])[contact]
            arms.append(studying.reserve(connection, study.id, who, stratum, draw, AT))
    return arms


def places(record: Record, stratum: str = "en") -> list[int]:
    a = schema.allocations.c
    query = sa.select(a.place).where(a.stratum == stratum).order_by(a.place)
    with record.read() as connection:
        return list(connection.execute(query).scalars())


def test_a_study_stays_as_it_was_first_locked(record: Record) -> None:
    first = lock(record)
    with record.write() as connection:
        again = studying.lock_study(connection, "d1", "other", "other", "x", AT + 9, (0, 1))
    assert again == first
    assert (first.since, first.until, first.ticked_at) == (AT - DAY, AT + DAY, None)
    with record.write() as connection:
        studying.note_tick(connection, first.id, AT + 5)
        assert studying.studies(connection)[0].ticked_at == AT + 5


def test_the_cohort_is_watched_from_the_lock_on(record: Record) -> None:
    ana, _late = *tell(record, ["ana"]), *tell(record, ["late"], at=AT + 3 * DAY)
    study = lock(record)
    with record.read() as connection:
        assert watching.watched(connection, study.id) == [ana]


@given(st.dictionaries(st.sampled_from("ABC"), st.integers(1, 4), min_size=1), st.text(max_size=3))
def test_one_draw_after_another_is_the_whole_sequence(
    weights: dict[str, int], stratum: str
) -> None:
    last, drawn = None, []
    for _ in range(40):
        one = draw_next(KEY, "d", stratum, weights, last)
        last = (one.block, one.seat)
        drawn.append((one.arm, one.probability))
    assert drawn == [allocate(KEY, "d", stratum, index, weights) for index in range(40)]


def test_places_are_taken_in_turn_and_arms_follow_from_them(record: Record) -> None:
    study, contacts = lock(record), tell(record, [f"p{number}" for number in range(20)])
    arms = reserve(record, study, contacts)
    assert places(record) == list(range(20))
    assert arms == [allocate(KEY, "d1", "en", index, WEIGHTS)[0] for index in range(20)]
    with record.read() as connection:
        (fact,) = facts_of(connection, contacts[7:8])[contacts[7]]
    share = WEIGHTS[arms[7]] / 3
    assert fact == Allocated(Party("p7", "p7"), "d1", arms[7], "en", 7, share, NOON)


def test_who_is_allocated_stays_so(record: Record) -> None:
    study, (ana, ben) = lock(record), tell(record, ["ana", "ben"])
    first = reserve(record, study, [ana, ben])
    assert reserve(record, study, [ana, ben, ana]) == [first[0], first[1], first[0]]
    assert places(record) == [0, 1]


def test_each_stratum_and_study_counts_for_itself(record: Record) -> None:
    one, other = lock(record), lock(record, "d2")
    contacts = tell(record, ["ana", "ben", "cleo"])
    reserve(record, one, contacts[:2])
    reserve(record, one, contacts[2:], "fr")
    reserve(record, other, contacts)
    assert (places(record), places(record, "fr")) == ([0, 0, 1, 1, 2], [0])


def test_an_allocation_that_is_undone_leaves_no_gap(record: Record) -> None:
    study, (ana, ben) = lock(record), tell(record, ["ana", "ben"])
    with pytest.raises(ZeroDivisionError), record.write() as connection:
        who = studying.people(connection, [ana])[ana]
        studying.reserve(connection, study.id, who, "en", draw, AT)
        raise ZeroDivisionError
    reserve(record, study, [ben])
    assert places(record) == [0]


def test_two_connections_at_once_leave_no_gap(record: Record) -> None:
    """Each reserves 25 places of one stratum, and ten contacts both want."""
    study = lock(record)
    contacts = tell(record, [f"p{number}" for number in range(40)])
    start, failures = Barrier(2), []

    def work(mine: list[int]) -> None:
        opened = Record(record.home)
        try:
            start.wait()
            reserve(opened, study, mine)
        except sa.exc.SQLAlchemyError as error:
            failures.append(error)
        finally:
            opened.close()

    threads = [Thread(target=work, args=(mine,)) for mine in (contacts[:25], contacts[15:])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert places(record) == list(range(40))
    a = schema.allocations.c
    with record.read() as connection:
        rows = connection.execute(sa.select(a.place, a.arm).order_by(a.place)).all()
    assert [row.arm for row in rows] == [
        allocate(KEY, "d1", "en", index, WEIGHTS)[0] for index in range(40)
    ]


def test_the_tables_themselves_refuse_a_second_allocation(record: Record) -> None:
    study, (ana, ben) = lock(record), tell(record, ["ana", "ben"])
    reserve(record, study, [ana])
    row = {
        "study_id": study.id, "contact_id": ana, "party_id": 1, "arm": "A", "stratum": "en",
        "place": 1, "block": 0, "seat": 1, "probability": 0.5, "allocated_at": AT,
    }  # fmt: skip
    for wrong in (row, {**row, "contact_id": ben, "place": 0}):
        with pytest.raises(sa.exc.IntegrityError), record.write() as connection:
            connection.execute(schema.allocations.insert().values(wrong))


# Links.


def someone(record: Record, contact: int) -> Someone:
    with record.read() as connection:
        return studying.people(connection, [contact])[contact]


def link(record: Record, one: int, other: int, at: int = AT, *, lifted: bool = False) -> None:
    first, second = someone(record, one), someone(record, other)
    fact = Linked(
        first.account, party(first), second.account, party(second),
        datetime.fromtimestamp(at, UTC), lifted,
    )  # fmt: skip
    with record.write() as connection:
        studying.link(connection, first.account_id, second.account_id, fact)


def party(who: Someone) -> Party:
    return Party(who.name, who.key.removeprefix("handle:"))


def persons(record: Record, contacts: list[int]) -> list[set[int]]:
    with record.read() as connection:
        return [linking.one_person(connection, [contact]) for contact in contacts]


def test_a_person_is_whoever_is_linked_through_any_number_of_links(record: Record) -> None:
    ana, ben, cleo = tell(record, ["ana", "ben", "cleo"])
    elsewhere = tell(record, ["ana"], "mastodon")[0]
    link(record, ana, elsewhere)
    link(record, ben, elsewhere)
    assert persons(record, [ana, ben, elsewhere]) == [{ana, ben, elsewhere}] * 3
    assert persons(record, [cleo]) == [{cleo}]
    with record.read() as connection:
        assert linking.links_of(connection, [ana, cleo]) == {ana: {elsewhere}, elsewhere: {ana}}
        assert sorted(linking.linked(connection)) == sorted([ana, ben, elsewhere])


def test_of_each_pair_the_latest_word_stands(record: Record) -> None:
    ana, ben = tell(record, ["ana", "ben"])
    link(record, ana, ben)
    link(record, ben, ana, AT + 2, lifted=True)
    link(record, ana, ben, AT + 1)
    assert persons(record, [ana]) == [{ana}]
    link(record, ben, ana, AT + 3)
    assert persons(record, [ana, ben]) == [{ana, ben}] * 2


def test_the_addressee_is_named_as_lastingly_as_any_source_names_them(record: Record) -> None:
    """One source knows a name only, another one an identifier, a third the handle as well."""
    names = [Party("Ana"), Party("Ana", "", "urn:1"), Party("Ana", "ana", "urn:1")]
    span = Span.second(NOON)
    with record.write() as connection:
        mine = kept.ensure_account(connection, "linkedin", "linkedin")
        intake = Intake(connection, mine.id)
        for each in names:
            intake.add(Request(Direction.INCOMING, each, span))
        intake.finish()
    p = schema.parties.c
    with record.read() as connection:
        rows = connection.execute(sa.select(p.id, p.contact_id).order_by(p.id)).all()
        assert len({row.contact_id for row in rows}) == 1, "they are one contact"
        found = {studying.addressee(connection, row.id) for row in rows}
    assert found == {Party("Ana", "ana", "urn:1")}


def test_contacts_are_found_by_name_handle_and_address(record: Record) -> None:
    ana, _ = tell(record, ["ana", "ben"])
    with record.read() as connection:
        for words in ("ANA", " ana ", "handle:ana"):
            assert studying.find_contacts(connection, words) == [ana]
        assert studying.find_contacts(connection, "nobody") == []


@pytest.fixture
def counted(record: Record) -> Iterator[Counter[str]]:
    """How many rows each table has got when the test ends."""
    found: Counter[str] = Counter()
    yield found
    with record.read() as connection:
        for table in (schema.links, schema.allocations):
            query = sa.select(sa.func.count()).select_from(table)
            assert connection.execute(query).scalar_one() == found[table.name]


def test_a_link_told_twice_is_told_once(record: Record, counted: Counter[str]) -> None:
    ana, ben = tell(record, ["ana", "ben"])
    for _ in range(2):
        link(record, ana, ben)
    link(record, ana, ben, AT + 60 * int(timedelta(days=1).total_seconds()))
    counted["links"] = 2
