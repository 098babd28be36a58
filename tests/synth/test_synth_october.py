"""The demonstration's October adds up to the published percentages of fifty."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from askwhy.synth import Found, World, october, truth, write_archive, write_october
from askwhy.synth.october_cast import ADVANCE_FEE

Sheet = Callable[[Path], list[dict[str, str]]]
BEGIN, END = (datetime(2026, month, 1, 7, tzinfo=UTC) for month in (10, 11))


@pytest.fixture(scope="module")
def autumn() -> World:
    return october()


@pytest.fixture(scope="module")
def fifty(autumn: World) -> list[Found]:
    return [f for f in truth(autumn) if f.direction == "incoming" and f.is_registered]


@pytest.fixture(scope="module")
def entered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """The owner's entries by question, then by contact."""
    _, path = write_october(tmp_path_factory.mktemp("october"))
    answers: dict[str, dict[str, str]] = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            answers[row["Question"]][row["Contact"]] = row["Answer"]
    return answers


def test_fifty_asked_and_all_were_accepted_in_october(fifty: list[Found]) -> None:
    assert len(fifty) == 50
    # From the Pacific midnight that begins October to the one that ends it, so in both zones.
    assert all(f.accepted and BEGIN < f.sent < f.accepted < END for f in fifty)


def test_four_wrote_a_note_and_three_others_wrote_first(fifty: list[Found]) -> None:
    assert Counter(f.note for f in fifty) == {"own": 4, "none": 46}
    first = [f for f in fifty if f.contact_wrote_first]
    assert len(first) == 3
    assert all(f.note == "none" and not f.asked for f in first)


def test_the_other_forty_seven_were_asked_and_thirty_two_answered(
    fifty: list[Found], entered: dict[str, dict[str, str]]
) -> None:
    sphere = entered["sphere"]
    asked = Counter(sphere[f.slug] for f in fifty if f.asked)
    replied = Counter(sphere[f.slug] for f in fifty if f.replied)
    assert asked == {"Anglo-Saxon": 7, "French": 20, "Polish": 20}
    assert replied == {"Anglo-Saxon": 7, "French": 14, "Polish": 11}


def test_the_owner_noted_what_the_percentages_say(entered: dict[str, dict[str, str]]) -> None:
    counts = {question: Counter(answers.values()) for question, answers in entered.items()}
    assert counts["known"] == {"never": 46, "heard of": 2, "known": 2}
    assert counts["contact of contacts"] == {"no": 33, "yes": 17}
    assert counts["gender"] == {"woman": 36, "man": 14}
    assert counts["tone"] == {"ill at ease": 32}
    assert counts["reason"]["network only"] == 17
    assert counts["scam"] == {"advance fee": 1}


def test_entries_are_about_the_fifty_and_tones_about_the_repliers(
    fifty: list[Found], entered: dict[str, dict[str, str]]
) -> None:
    everyone = {f.slug for f in fifty}
    repliers = {f.slug for f in fifty if f.replied}
    first = {f.slug for f in fifty if f.contact_wrote_first}
    for question in ("known", "contact of contacts", "gender", "sphere"):
        assert set(entered[question]) == everyone
    assert set(entered["tone"]) == repliers
    assert set(entered["reason"]) == repliers | first
    assert {entered["reason"][slug] for slug in first} == {"job-seeking", "recruiting"}


def test_the_next_of_kin_is_one_of_the_seven(
    autumn: World, fifty: list[Found], entered: dict[str, dict[str, str]]
) -> None:
    [slug] = entered["scam"]
    assert entered["sphere"][slug] == "Anglo-Saxon"
    [message] = [m for _, m in autumn.messages() if m.text == ADVANCE_FEE]
    assert message.sender.slug == slug
    assert next(f for f in fifty if f.slug == slug).replied == message.at


def test_no_other_name_is_confused_with_the_fifty(autumn: World, fifty: list[Found]) -> None:
    names = Counter(one.person.name for one in autumn.acquaintances)
    assert all(names[f.name] == 1 for f in fifty)
    slugs = [one.person.slug for one in autumn.acquaintances]
    assert len(set(slugs)) == len(slugs)
    urns = [one.person.urn for one in autumn.acquaintances]
    assert len(set(urns)) == len(urns)


def test_no_two_answers_are_alike(autumn: World) -> None:
    texts = [m.text for _, m in autumn.messages() if m.kind in {"reply", "note"}]
    assert len(texts) > 32
    assert len(set(texts)) == len(texts)


def test_the_background_gives_the_mirror_something_to_show(autumn: World) -> None:
    found = truth(autumn)
    own = [f for f in found if f.direction == "outgoing" and f.is_registered]
    assert Counter(f.note for f in own) == {"none": 13, "own": 1}
    assert sum(f.accepted is not None for f in own) == 8
    older = [f for f in found if f.accepted and not f.is_registered]
    assert len(older) > 300
    assert sum(f.owes for f in older) >= 10
    assert sum(f.is_wordless for f in older) / len(older) > 0.7


def test_the_archive_and_the_sheet_are_written_side_by_side(
    autumn: World, tmp_path: Path, sheet: Sheet
) -> None:
    archive, entries = write_october(tmp_path / "new")
    assert archive.name == "Basic_LinkedInDataExport_11-20-2026.zip"
    assert archive.parent == entries.parent
    again = write_archive(autumn, tmp_path / "again.zip")
    assert again.read_bytes() == archive.read_bytes()
    rows = sheet(write_archive(autumn, tmp_path / "loose") / "Invitations.csv")
    assert Counter(row["Direction"] for row in rows) == {"INCOMING": 50, "OUTGOING": 14}
