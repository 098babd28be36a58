"""What a study promised to delete goes, off the disk as well; what was counted stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from askwhy.app.coding.shelf import domains, gather
from askwhy.app.counting import courses, find_ground
from askwhy.app.live.syncing import fetched
from askwhy.app.people import deciding
from askwhy.app.study import queueing
from askwhy.app.study.purging import forget, purge
from askwhy.app.study.retention import Promise
from askwhy.app.study.study_report import count
from askwhy.app.study.studying import running
from askwhy.app.study.ticking import cases_of
from askwhy.facts import Connection, Direction, Entry, FavourState, Message, Party, Request, Span
from askwhy.history import link_strength, owed_since
from askwhy.planner.exclusions import is_stopped
from askwhy.protocol import Definitions
from askwhy.rules.removed import is_removed
from askwhy.store import coding, coding_tables, reading, schema, watching
from askwhy.store import record as kept
from askwhy.synth import grow, write_archive
from askwhy.synth.phrases import QUESTION

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.conftest import Bring, Stage

    from askwhy.app.home import Record
    from askwhy.report.study import StudyCounts

DAY = timedelta(days=1)
ME = Party("Eva Lis", "eva")
TEXTS = datetime(2027, 6, 1, tzinfo=UTC)
EVERYTHING = datetime(2028, 6, 1, tzinfo=UTC)
SECRETS = (
    "zanzibar", "quokka", "marzipan", "obsidian", "tamarind", "pangolin", "saffron", "velvet",
    "gondola", "kumquat",
)  # fmt: skip
"""Words of which each stands in one place only."""


def person(name: str) -> Party:
    return Party(name.capitalize(), name)


@pytest.fixture
def told(stage: Stage) -> Stage:
    """Ana writes along; Ben is asked and answers; Cleo says stop; Dan taps; Fay is no part of it.

    The owner edits a question, remarks on Ben, notes two favours, and had a text coded.
    """
    stage.lock()
    at = Span.second(stage.now - 2 * DAY)
    ana = Request(Direction.INCOMING, person("ana"), at, "I sell zanzibar carpets, dear Eva.")
    stage.requests("ben", "cleo", "dan", "gil")
    stage.hear(
        ana,
        Connection(person("ana"), at),
        Message("a", person("ana"), (ME,), stage.now - DAY, ana.note),
        Message("c", person("cleo"), (ME,), stage.now - DAY, "Please stop writing, quokka."),
        Message("d", person("dan"), (ME,), stage.now - DAY, "\N{THUMBS UP SIGN}"),
        Message("g", person("ben"), (ME, person("ana")), stage.now - DAY, "To all: marzipan."),
        Entry(person("ben"), "note", "met at the obsidian fair", stage.now),
        Entry(person("ben"), "tone", "glad", stage.now),
    )
    stage.hear(Message("f", person("fay"), (ME,), stage.now, "Nobody asked me: kumquat."))
    stage.tick()
    with stage.record.write() as connection:
        queueing.edit(connection, stage.row("ben"), "Dear Ben, tamarind?", stage.now)
    stage.approve("ben", "dan", "gil")
    stage.wait(seconds=5)
    stage.deliver()
    stage.wait(days=1)
    stage.writes("ben", "Yes: a pangolin.")
    with stage.record.write() as connection:
        for what, state in (("saffron", "open"), ("velvet", "open"), ("velvet", "done")):
            ben = deciding.find(connection, "ben")
            deciding.favour(connection, ben, what, FavourState(state), None, stage.now)
            stage.now += timedelta(seconds=1)
        keep_call(connection, ben.party_id)
    return stage


def keep_call(connection: sa.Connection, party: int) -> None:
    """A language model was told a text, whose vector was kept, too."""
    m = schema.messages.c
    key = connection.execute(sa.select(m.key).where(m.text == "Yes: a pangolin.")).scalar_one()
    coding.name_texts(connection, {f"m{key}": party})
    text = connection.execute(sa.select(coding_tables.texts.c.id)).scalar_one()
    connection.execute(
        coding_tables.llm_calls.insert().values(
            text_id=text, model="m", prompt_hash="h", sent="pangolin, gondola", raw="gondola",
            failure="", called_at=1,
        )
    )  # fmt: skip
    connection.execute(
        coding_tables.vectors.insert().values(encoder="e", key=b"k", vector=b"pangolin")
    )


def on_disk(record: Record) -> set[str]:
    """Which of the secret words stand in any file of the record, or in any row of a server."""
    with record.read() as connection:
        if connection.dialect.name == "sqlite":
            found = b"".join(path.read_bytes() for path in record.home.glob("askwhy.sqlite*"))
        else:
            found = "\n".join(
                str(row)
                for table in schema.metadata.sorted_tables
                for row in connection.execute(sa.select(table))
            ).encode()
    return {word for word in SECRETS if word.encode() in found}


def counts(stage: Stage) -> StudyCounts:
    with stage.record.read() as connection:
        (one,) = running(connection, stage.record.home)
        return count(connection, one, stage.now, stage.now)


def test_nothing_goes_before_its_day(told: Stage) -> None:
    told.now = TEXTS - timedelta(seconds=1)
    assert told.tick().to_purge == []
    done = purge(told.record, told.now)
    assert (done.texts, done.people) == (0, 0)
    assert on_disk(told.record) == set(SECRETS)


def test_on_the_day_every_text_is_gone_and_every_count_stays(told: Stage) -> None:
    told.now = TEXTS
    told.tick()
    before = counts(told)
    assert purge(told.record, told.now).texts > 0
    assert on_disk(told.record) == {"kumquat"}, "Fay's words were promised to nobody"
    assert counts(told) == before
    with told.record.read() as connection:
        answers = connection.execute(sa.select(schema.entries.c.answer)).scalars()
        assert list(answers) == ["glad"], "a code is no text"
        favours = {(one.what, one.state) for _, one in deciding.favours(connection)}
    assert favours == {("favour 1", FavourState.OPEN), ("favour 2", FavourState.DONE)}


def test_whoever_said_stop_is_not_written_to_though_their_words_are_gone(told: Stage) -> None:
    told.now = TEXTS
    purge(told.record, told.now)
    with told.record.read() as connection:
        cleo = deciding.find(connection, "cleo")
        ben = deciding.find(connection, "ben")
        cases = cases_of(connection, {cleo.id: cleo, ben.id: ben})
    assert {case.history.name: is_stopped(case) for case in cases} == {"Cleo": True, "Ben": False}


def test_again_it_changes_nothing(told: Stage) -> None:
    told.now = TEXTS
    purge(told.record, told.now)
    before = everything(told.record)
    again = purge(told.record, told.now)
    assert (again.texts, again.people) == (0, 0)
    assert everything(told.record) == before


def everything(record: Record) -> list[str]:
    with record.read() as connection:
        return [
            str(row)
            for table in schema.metadata.sorted_tables
            for row in connection.execute(sa.select(table).order_by(*table.primary_key))
        ]


def test_a_tick_reminds_from_the_day_on_and_again_after_an_import(told: Stage) -> None:
    told.now = TEXTS
    (due,) = told.tick().to_purge
    assert due.what is Promise.TEXTS
    assert "01 June 2027: askwhy purge" in str(due)
    purge(told.record, told.now)
    assert told.tick().to_purge == []
    told.wait(days=1)
    told.hear(Message("o", person("gil"), (ME,), TEXTS - DAY, "An old file: zanzibar."))
    assert told.tick().to_purge != []
    purge(told.record, told.now)
    assert told.tick().to_purge == []
    assert on_disk(told.record) == {"kumquat"}


def test_no_coder_reads_what_stands_in_for_a_text(told: Stage) -> None:
    """What was coded stays coded; the answers are still known to be answers."""
    told.now = TEXTS
    with told.record.read() as connection:
        before, answers = gather(connection, 1), domains(connection, 1, gather(connection, 1))
    assert any("pangolin" in text.whole for text in before.texts.values())
    purge(told.record, told.now)
    with told.record.read() as connection:
        after = gather(connection, 1)
        assert domains(connection, 1, after) == answers
    assert set(after.written) == set(before.written)
    assert not [text for text in after.texts.values() if is_removed(text.whole)]
    assert "kumquat" in "".join(text.whole for text in after.texts.values())


def test_an_old_file_imported_again_brings_no_text_back(told: Stage) -> None:
    told.now = TEXTS
    purge(told.record, told.now)
    when = datetime(2026, 10, 6, 9, tzinfo=UTC)
    told.hear(Message("c", person("cleo"), (ME,), when, "Please stop writing, quokka."))
    assert "quokka" not in on_disk(told.record)


def test_what_is_written_after_the_day_stays(told: Stage) -> None:
    told.now = TEXTS + DAY
    told.writes("ben", "Years later: zanzibar.")
    purge(told.record, told.now)
    assert on_disk(told.record) == {"kumquat", "zanzibar"}


def test_on_the_last_day_the_people_go_as_well(told: Stage) -> None:
    told.now = EVERYTHING
    (due,) = told.tick().to_purge
    assert due.what is Promise.EVERYTHING
    assert purge(told.record, told.now).people == 5
    left = "\n".join(everything(told.record)).casefold()
    assert not [name for name in ("ana", "ben", "cleo", "dan", "gil") if f"'{name}'" in left]
    assert "fay" in left
    with told.record.read() as connection:
        assert watching.watched(connection, 1) == []
    assert told.tick().to_purge == []
    assert purge(told.record, told.now).people == 0


def test_somebody_linked_to_one_of_the_study_is_the_same_person(told: Stage) -> None:
    told.hear(
        Message("m", person("benny"), (ME,), told.now, "From elsewhere: velvet."), account="matrix"
    )
    with told.record.write() as connection:
        one, other = deciding.find(connection, "ben"), deciding.find(connection, "benny")
        deciding.link(connection, one, other, told.now)
    told.now = TEXTS
    purge(told.record, told.now)
    assert on_disk(told.record) == {"kumquat"}


def test_a_forgotten_person_is_off_the_disk(told: Stage) -> None:
    with told.record.read() as connection:
        ben = deciding.find(connection, "ben")
    forget(told.record, ben)
    gone = {"marzipan", "obsidian", "tamarind", "pangolin", "saffron", "velvet", "gondola"}
    assert on_disk(told.record) == set(SECRETS) - gone


def test_pages_of_a_sync_that_broke_off_go_with_whoever_is_forgotten(told: Stage) -> None:
    page = fetched(told.record.home, "LinkedIn") / "2026-11-16" / "INBOX-0.json"
    page.parent.mkdir(parents=True)
    page.write_text('[{"FROM": "Ben"}]')
    with told.record.read() as connection:
        ben = deciding.find(connection, "ben")
    forget(told.record, ben)
    assert not page.exists()


@pytest.mark.slow
@pytest.mark.parametrize("record", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", [3, 8])
def test_whole_lives_read_the_same_without_their_words(
    stage: Stage, bring: Bring, tmp_path: Path, seed: int
) -> None:
    """Every request's course, every link and every debt of an answer, by the rules themselves."""
    world = grow(seed, date(2026, 11, 16), connections=300, messages=600, requests=120, study=True)
    (outcome,) = bring(stage.record, write_archive(world, tmp_path / "export.zip"))
    assert outcome.failure is None
    with stage.record.write() as connection:
        kept.confirm_wordings(connection, 2, "ask", [QUESTION], stage.now)
    stage.lock(account="linkedin")
    with stage.record.write() as connection:
        connection.execute(schema.studies.update().values(since=0, until=2**40))
        watching.enrol(connection, 1)
    before = read(stage.record)
    assert len(before) > 50
    stage.now = TEXTS
    told = purge(stage.record, stage.now)
    assert told.texts > 50
    assert read(stage.record) == before
    texts = words(stage.record)
    assert sum(map(is_removed, texts)) > 20


def read(record: Record) -> dict[str, tuple[object, ...]]:
    """What the rules say of each contact of the study, without a word of theirs."""
    with record.read() as connection:
        cohort = set(watching.watched(connection, 1))
        names = {
            row[0]
            for row in connection.execute(
                sa.select(schema.contacts.c.key).where(schema.contacts.c.id.in_(cohort))
            )
        }
        ground = find_ground(reading.coverage(connection, 2), None, None)
        told = courses(connection, 2, ground, Definitions())
        return {
            history.contact: (
                course and replace(course, request=replace(course.request, note="")),
                link_strength(history.said),
                owed_since(history.said),
                [(one.at, one.by_owner, one.is_ask) for one in history.said],
            )
            for history, course in told
            if history.contact in names
        }


def words(record: Record) -> list[str]:
    with record.read() as connection:
        m, r = schema.messages.c, schema.requests.c
        return [
            *connection.execute(sa.select(m.text)).scalars(),
            *connection.execute(sa.select(r.note)).scalars(),
        ]
