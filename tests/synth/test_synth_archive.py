"""What an archive holds: counts, order, identity, overlap, and the same bytes again."""

from __future__ import annotations

import ast
import tracemalloc
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from askwhy import synth
from askwhy.synth import World, grow, write_archive, write_large, write_series

Sheet = Callable[[Path], list[dict[str, str]]]
TODAY = date(2026, 11, 16)


@pytest.fixture(scope="module")
def folder(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_archive(world, tmp_path_factory.mktemp("archive"))


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        write_archive(grow(seed, TODAY, 60, 80, 20, study=True), tmp_path / f"{name}.zip")
    first, again, other = ((tmp_path / f"{name}.zip").read_bytes() for name in "abc")
    assert first == again
    assert first != other


def test_a_streamed_life_is_the_grown_one(tmp_path: Path) -> None:
    write_archive(grow(3, TODAY, 400, 700, 40), tmp_path / "grown.zip", "2021")
    write_large(tmp_path / "streamed.zip", 3, TODAY, 400, 700, "2021")
    grown, streamed = ((tmp_path / f"{n}.zip").read_bytes() for n in ("grown", "streamed"))
    assert grown == streamed


def test_the_rows_asked_for_are_the_rows_written(folder: Path, sheet: Sheet) -> None:
    assert len(sheet(folder / "Connections.csv")) == 900
    assert len(sheet(folder / "messages.csv")) == 1200
    assert len(sheet(folder / "Invitations.csv")) == 200


def test_more_acceptances_than_connections_are_refused() -> None:
    with pytest.raises(ValueError, match="as many connections"):
        grow(1, TODAY, connections=10, requests=100)


@pytest.mark.parametrize("size", [(0, 0, 0), (1, 0, 0), (3, 900, 0), (20, 5, 20), (50, 0, 30)])
def test_any_size_can_be_written(tmp_path: Path, sheet: Sheet, size: tuple[int, int, int]) -> None:
    small = grow(8, TODAY, *size, study=True)
    write_archive(small, tmp_path)
    assert len(sheet(tmp_path / "Connections.csv")) == size[0]
    assert len(sheet(tmp_path / "Invitations.csv")) == size[2]
    assert len(sheet(tmp_path / "messages.csv")) == len(list(small.messages()))


def test_conversations_are_newest_first(folder: Path, sheet: Sheet) -> None:
    rows = sheet(folder / "messages.csv")
    pairs = [
        (newer, older)
        for newer, older in pairwise(rows)
        if newer["CONVERSATION ID"] == older["CONVERSATION ID"]
    ]
    assert len(pairs) > 500
    assert all(newer["DATE"] >= older["DATE"] for newer, older in pairs)
    assert any(newer["DATE"] > older["DATE"] for newer, older in pairs)


def test_conversations_stand_together(folder: Path, sheet: Sheet) -> None:
    ids = [row["CONVERSATION ID"] for row in sheet(folder / "messages.csv")]
    changes = sum(one != other for one, other in pairwise(ids))
    assert changes == len(set(ids)) - 1


def test_the_owner_sends_every_outgoing_and_gets_every_incoming_request(
    world: World, folder: Path, sheet: Sheet
) -> None:
    rows = sheet(folder / "Invitations.csv")
    owners = {row["From" if row["Direction"] == "OUTGOING" else "To"] for row in rows}
    assert owners == {world.owner.name}
    assert {row["Direction"] for row in rows} == {"INCOMING", "OUTGOING"}


def test_the_register_keeps_180_days_of_acceptances_and_all_pending(world: World) -> None:
    begin = world.exported - timedelta(days=180)
    for one in world.acquaintances:
        if one.request is None:
            continue
        registered = one.request.is_registered(world.exported)
        if one.request.accepted:
            assert registered == (one.request.accepted > begin)
        else:
            assert registered == (one.request.closed is None)
    sent = [one.request.sent for one in world.register() if one.request and not one.connected]
    assert min(sent) < begin < max(sent)


def test_hidden_members_are_rows_with_only_a_date(folder: Path, sheet: Sheet) -> None:
    rows = sheet(folder / "Connections.csv")
    bare = [row for row in rows if not row["First Name"] and not row["Last Name"]]
    assert len(bare) >= 3
    assert all([k for k, cell in row.items() if cell] == ["Connected On"] for row in bare)


def test_vanished_members_have_no_address_and_a_conversation_each(
    folder: Path, sheet: Sheet
) -> None:
    rows = [r for r in sheet(folder / "messages.csv") if r["FROM"] == "LinkedIn Member"]
    assert rows
    assert {row["SENDER PROFILE URL"] for row in rows} == {""}
    assert set(Counter(row["CONVERSATION ID"] for row in rows).values()) == {2}


def test_careless_readers_are_well_served(folder: Path, sheet: Sheet) -> None:
    connections = sheet(folder / "Connections.csv")
    families = [row["Last Name"] for row in connections]
    givens = "".join(row["First Name"] for row in connections)
    assert "Doe, Ph.D." in families
    assert "=HYPERLINK" in givens
    assert "🚀" in givens
    assert "מרים" in givens
    assert any("%C5%BA" in row["URL"] for row in connections)
    names = Counter((r["First Name"], r["Last Name"]) for r in connections if r["First Name"])
    assert 1 <= sum(count > 1 for count in names.values()) < 20
    addresses = [row["URL"] for row in connections if row["URL"]]
    assert len(set(addresses)) == len(addresses)


def test_messages_hold_what_a_reader_must_not_count(folder: Path, sheet: Sheet) -> None:
    rows = sheet(folder / "messages.csv")
    assert any(row["CONVERSATION TITLE"] == "Sponsored Conversation" for row in rows)
    assert any(row["CONTENT"].startswith('<p class="spinmail-quill-editor') for row in rows)
    assert any(row["FOLDER"] == "SPAM" for row in rows)
    assert any(row["IS MESSAGE DRAFT"] == "Yes" for row in rows)
    assert any(row["RECIPIENT PROFILE URLS"].count(",") >= 1 for row in rows)


def test_generations_without_titles_mark_adverts_by_their_text(
    world: World, tmp_path: Path, sheet: Sheet
) -> None:
    write_archive(world, tmp_path, "2020")
    adverts = [row for row in sheet(tmp_path / "messages.csv") if row["SUBJECT"]]
    assert len(adverts) == 1200 // 150
    assert all(row["CONTENT"].startswith('<p class="spinmail') for row in adverts)


def test_drafts_are_not_written_where_nothing_marks_them(
    world: World, tmp_path: Path, sheet: Sheet
) -> None:
    write_archive(world, tmp_path, "2023-12")
    drafts = sum(message.kind == "draft" for _, message in world.messages())
    assert drafts > 0
    assert len(sheet(tmp_path / "messages.csv")) == 1200 - drafts


def test_members_can_be_nested_and_named_otherwise(world: World, tmp_path: Path) -> None:
    day = TODAY - timedelta(days=100)
    path = write_archive(
        world.as_of(day), tmp_path / "x.zip", members="numbered", folder="Export (1)"
    )
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert {info.date_time for info in archive.infolist()} == {
            (day.year, day.month, day.day, 12, 0, 0)
        }
    assert {"Export (1)/messages_1.csv", "Export (1)/Connections_2.csv"} < set(names)
    assert "Export (1)/learning_coach_messages.csv" in names


def test_extras_can_be_left_out(world: World, tmp_path: Path) -> None:
    write_archive(world, tmp_path, extras=False)
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "Connections.csv",
        "Invitations.csv",
        "messages.csv",
    ]


def test_a_later_archive_holds_the_earlier_messages(
    world: World, tmp_path: Path, sheet: Sheet
) -> None:
    days = [TODAY - timedelta(days=n) for n in (200, 100, 0)]
    assert [path.name for path in write_series(world, tmp_path, days)][2].endswith("2026.zip")
    seen: list[set[tuple[str, ...]]] = []
    for number, day in enumerate(days):
        target = write_archive(world.as_of(day), tmp_path / str(number))
        seen.append({tuple(row.values()) for row in sheet(target / "messages.csv")})
    assert seen[0] < seen[1] < seen[2]


def test_an_earlier_register_holds_what_the_later_one_forgot(world: World) -> None:
    def slugs(one: World) -> set[str]:
        return {a.person.slug for a in one.register() if a.request and a.request.accepted}

    before, now = slugs(world.as_of(TODAY - timedelta(days=400))), slugs(world)
    assert before
    assert not before & now
    connected = {one.person.slug for one in world.connections()}
    assert before < connected


def test_a_request_is_pending_before_it_is_accepted(world: World) -> None:
    """Cut the day before a late acceptance, the request stands in the register, unconnected."""
    one = max(
        (a for a in world.acquaintances if a.request and a.request.accepted),
        key=lambda a: a.connected - a.request.sent,  # type: ignore[union-attr, operator]
    )
    assert one.request
    assert one.connected
    before = world.as_of(one.connected.date() - timedelta(days=1))
    same = next(a for a in before.register() if a.person == one.person)
    assert same.request
    assert same.request.accepted is None
    assert same.connected is None


def test_the_future_of_a_life_is_unknown(world: World) -> None:
    with pytest.raises(ValueError, match="ends on 2026-11-16"):
        world.as_of(TODAY + timedelta(days=1))


def test_a_cut_on_the_export_day_changes_nothing(world: World) -> None:
    assert world.as_of(TODAY) == world


def test_the_writer_knows_no_other_room() -> None:
    here = Path(synth.__file__).parent
    imported = {
        name
        for file in here.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
        if name.startswith("askwhy")
    }
    assert imported
    assert all(name.startswith("askwhy.synth") for name in imported)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_messages(tmp_path: Path) -> None:
    peaks = []
    for messages in (3_000, 24_000):
        tracemalloc.start()
        write_large(tmp_path / "x.zip", 1, TODAY, 1500, messages)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 4_000_000
