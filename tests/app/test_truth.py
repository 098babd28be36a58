"""A fictional life, written as an export, imported, and compared with the truth."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from askwhy.analysis.tabulate import Tally
from askwhy.app.counting import count, courses, find_ground
from askwhy.app.home import Record
from askwhy.app.reporting import make_report
from askwhy.history import Answer, Link, Standing, link_strength, owed_since
from askwhy.protocol import Definitions
from askwhy.report.jsonfile import content
from askwhy.rules.notes import NoteKind
from askwhy.store import reading
from askwhy.store import record as kept
from askwhy.synth import GENERATIONS, grow, truth, write_archive, write_series
from askwhy.synth.phrases import QUESTION

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from askwhy.app.bringing.ingest import Outcome
    from askwhy.history import Course, History
    from askwhy.synth import Found, World

    Bring = Callable[..., list[Outcome]]

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = date(2026, 11, 16)
NOTES = {"none": NoteKind.NONE, "bare": NoteKind.BARE_REQUEST, "own": NoteKind.OWN_WORDS}
WITH_HANDLES = ("2023-06", "2024", "2026")


@pytest.fixture(scope="module")
def world() -> World:
    return grow(7, TODAY, connections=900, messages=1500, requests=220, study=True)


def counted(record: Record) -> dict[str, tuple[History, Course | None]]:
    with record.write() as connection:
        kept.confirm_wordings(connection, 1, "ask", [QUESTION], NOW)
    with record.read() as connection:
        ground = find_ground(reading.coverage(connection, 1), None, None)
        told = courses(connection, 1, ground, Definitions())
        return {history.contact: (history, course) for history, course in told}


def requests_of(world: World) -> list[Found]:
    """Those of the register's 180 days; pending ones stay in it for longer."""
    since = world.exported - timedelta(days=180)
    incoming = [one for one in truth(world) if one.direction == "incoming" and one.is_registered]
    return [one for one in incoming if one.sent >= since]


@pytest.fixture(scope="module")
def imported(
    world: World, tmp_path_factory: pytest.TempPathFactory, bring: Bring
) -> dict[str, tuple[History, Course | None]]:
    folder = tmp_path_factory.mktemp("truth")
    record = Record(folder / "home")
    (outcome,) = bring(record, write_archive(world, folder / "export.zip"))
    assert outcome.unreadable == 0
    found = counted(record)
    record.close()
    return found


def test_every_registered_request_is_found(
    world: World, imported: dict[str, tuple[History, Course | None]]
) -> None:
    there = {key for key, (_, course) in imported.items() if course is not None}
    assert there == {f"handle:{one.slug.casefold()}" for one in requests_of(world)}
    assert len(there) > 100


def test_the_mirror_holds_everybody(record: Record, tmp_path: Path, bring: Bring) -> None:
    small = grow(3, TODAY, connections=300, messages=200, requests=60, study=True)
    bring(record, write_archive(small, tmp_path / "export.zip"))
    with record.read() as connection:
        ground = find_ground(reading.coverage(connection, 1), None, None)
        tally = count(connection, 1, ground, Definitions())
        by_hand = Tally(ground.observed_until)
        for history in reading.histories(connection, 1):
            by_hand.add(history, None)
    assert tally.mirror.links == by_hand.mirror.links
    assert by_hand.mirror.links[Link.NONE] > 100
    assert sorted(tally.mirror.owed) == sorted(by_hand.mirror.owed)
    assert tally.mirror.outgoing == by_hand.mirror.outgoing > 0


def test_each_course_is_the_true_one(
    world: World, imported: dict[str, tuple[History, Course | None]]
) -> None:
    wrong = []
    for one in requests_of(world):
        history, course = imported[f"handle:{one.slug.casefold()}"]
        assert course is not None
        checks = {
            "note": course.note is NOTES[one.note],
            "accepted": (course.accepted is not None) == (one.accepted is not None),
            "when": one.accepted is None
            or (
                course.accepted is not None
                and course.accepted.earliest <= one.accepted < course.accepted.latest
            ),
            "exact": one.accepted is None
            or (course.accepted is not None and course.accepted.is_exact == one.is_exact),
            "wrote first": (course.standing is Standing.WROTE_FIRST) == one.contact_wrote_first,
            "asked": (course.standing is Standing.ASKED) == (one.asked is not None),
            "replied": one.asked is None
            or course.answer is Answer.TOO_EARLY
            or (course.answer is Answer.REPLIED) == (one.replied is not None),
            "prior": course.had_contact == one.prior,
            "wordless": (link_strength(history.said) is Link.NONE) == one.is_wordless,
            "owed": one.note != "none" or (owed_since(history.said) is not None) == one.owes,
        }
        wrong += [(one.slug, name) for name, holds in checks.items() if not holds]
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("generation", sorted(GENERATIONS))
def test_every_generation_tells_the_same_story(
    world: World, generation: str, tmp_path: Path, bring: Bring
) -> None:
    """Without handles a namesake can be lost, so counts may differ by the namesakes."""
    record = Record(tmp_path / "home")
    bring(record, write_archive(world, tmp_path / "export.zip", generation))
    found = [course for _, course in counted(record).values() if course is not None]
    record.close()
    true = requests_of(world)
    slack = 0 if generation in WITH_HANDLES else 4
    assert abs(len(found) - len(true)) <= slack
    for standing, expected in (
        (Standing.WROTE_FIRST, sum(one.contact_wrote_first for one in true)),
        (Standing.ASKED, sum(one.asked is not None for one in true)),
    ):
        assert abs(sum(one.standing is standing for one in found) - expected) <= slack


def figures(record: Record) -> object:
    with record.read() as connection:
        return content(make_report(connection, made_at=NOW))


@pytest.mark.slow
def test_the_order_of_overlapping_exports_does_not_matter(
    world: World, tmp_path: Path, bring: Bring
) -> None:
    days = [date(2026, 8, 1), date(2026, 10, 1), TODAY]
    exports = write_series(world, tmp_path / "exports", days)
    reports = []
    for number, order in enumerate(itertools.permutations(exports)):
        record = Record(tmp_path / f"home{number}")
        bring(record, *order)
        bring(record, order[0])
        reports.append(figures(record))
        record.close()
    assert all(report == reports[0] for report in reports)


@pytest.mark.slow
def test_exports_of_two_generations_tell_each_message_once(
    world: World, tmp_path: Path, bring: Bring
) -> None:
    record, once = Record(tmp_path / "home"), Record(tmp_path / "once")
    older = write_archive(world.as_of(date(2026, 10, 1)), tmp_path / "older.zip", "2024")
    newer = write_archive(world, tmp_path / "newer.zip", "2026")
    bring(once, newer)
    bring(record, older, newer)
    with record.read() as both, once.read() as one:
        said = [
            {history.contact: len(history.said) for history in reading.histories(each, 1)}
            for each in (both, one)
        ]
    assert said[0] == said[1]
    record.close()
    once.close()
