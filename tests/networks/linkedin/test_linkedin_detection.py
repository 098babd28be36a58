"""Exports are found by what is in them; what is none, or unsafe, meets one clear sentence."""

from __future__ import annotations

import gc
import io
import os
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from askwhy.errors import YourFile
from askwhy.facts import LeftOut, Message
from askwhy.networks.linkedin.archive import LIMITS, Limits
from askwhy.networks.linkedin.detection import detect, open_sources
from askwhy.networks.linkedin.failures import (
    EncryptedArchive,
    ForeignArchive,
    NestedArchive,
    NoPermission,
    OversizedArchive,
    TornArchive,
    UnknownPacking,
    WorkbookGiven,
)
from askwhy.networks.linkedin.reading import Reading
from askwhy.networks.linkedin.source import ExportSource
from askwhy.networks.tables.table import UnknownHeader

if TYPE_CHECKING:
    from pathlib import Path

    from tests.networks.linkedin.conftest import Export

Open = Callable[..., ExportSource]


@pytest.fixture
def full(export: Export) -> Export:
    """One row in each file."""
    export.profile()
    export.invitation("Ada Okoro", note="Hello")
    export.connection("Ada Okoro")
    export.message("Ada Okoro", text="Hello")
    return export


def failure_of(*paths: Path, limits: Limits = LIMITS) -> YourFile:
    (found,) = open_sources(paths, limits)
    assert isinstance(found, YourFile), found
    return found


def facts(source: ExportSource) -> list[object]:
    return [one for one in source.read() if not hasattr(one, "members")]


def test_zip_folder_and_loose_files_tell_the_same(full: Export, open_one: Open) -> None:
    packed = open_one(full.pack())
    folder = open_one(full.write())
    loose = open_one(*sorted(full.folder.iterdir()))
    assert facts(packed) == facts(folder) == facts(loose)
    assert len(facts(packed)) > 5
    assert packed.digest() == folder.digest() == loose.digest()


def test_the_digest_is_of_the_contents_alone(full: Export, open_one: Open) -> None:
    first = open_one(full.pack("a.zip")).digest()
    assert open_one(full.pack("b (1).zip", prefix="Basic_Export/")).digest() == first
    full.message("Ada Okoro", text="More")
    assert open_one(full.pack("c.zip")).digest() != first


@pytest.mark.parametrize("prefix", ["Basic_LinkedInDataExport_10-31-2026/", "a/b/", "../../", "/"])
def test_members_are_found_wherever_they_lie_in_a_zip(
    full: Export, open_one: Open, prefix: str
) -> None:
    source = open_one(full.pack(prefix=prefix))
    assert sum(isinstance(one, Message) for one in source.read()) == 1


def test_a_path_that_leads_out_of_the_zip_writes_nothing(full: Export, open_one: Open) -> None:
    archive = full.pack(prefix="../../outside/")
    before = set(archive.parent.rglob("*"))
    list(open_one(archive).read())
    assert set(archive.parent.rglob("*")) == before
    assert not (archive.parent.parent.parent / "outside").exists()


@pytest.mark.parametrize(
    "name", ["messages.csv", "Messages.csv", "MESSAGES.CSV", "messages_12.csv", "Messages (1).csv"]
)
def test_a_member_is_known_by_the_letters_of_its_name(
    full: Export, open_one: Open, name: str
) -> None:
    content = full.contents()["messages.csv"]
    (full.folder / "x").mkdir(parents=True)
    (full.folder / "x" / name).write_bytes(content)
    source = open_one(full.folder)
    assert [member.kind for member in source.members] == ["messages.csv"]


def test_backslashes_in_a_zip_are_folders(full: Export, open_one: Open) -> None:
    assert len(open_one(full.pack(prefix="export\\")).members) == 4


def test_a_zip_without_known_names_is_known_by_its_headers(full: Export, open_one: Open) -> None:
    contents = full.contents()
    path = full.folder.parent / "renamed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number, content in enumerate(contents.values()):
            archive.writestr(f"sheet {number}.csv", content)
        archive.writestr("other.csv", "a,b\n1,2\n")
    assert open_one(path).digest() == open_one(full.write()).digest()


def test_loose_files_are_known_by_their_headers_and_read_together(
    full: Export, open_one: Open
) -> None:
    folder = full.write()
    (folder / "messages.csv").rename(folder / "talk.txt")
    (folder / "Connections.csv").rename(folder / "people.csv")
    source = open_one(folder / "talk.txt", folder / "people.csv")
    assert source.name == "people.csv, talk.txt"
    assert [member.kind for member in source.members] == ["Connections.csv", "messages.csv"]


def test_a_folder_of_exports_is_several_sources(full: Export) -> None:
    downloads = full.write().parent / "downloads"
    for month in ("jan", "feb"):
        for name, content in full.contents().items():
            (downloads / month).mkdir(parents=True, exist_ok=True)
            (downloads / month / name).write_bytes(content)
    full.pack("mar.zip").rename(downloads / "mar.zip")
    found = [one for one in open_sources([downloads]) if isinstance(one, ExportSource)]
    assert [one.name for one in found] == ["mar.zip", "downloads/feb", "downloads/jan"]


def test_what_systems_leave_behind_is_passed_over(full: Export, open_one: Open) -> None:
    full.file("__MACOSX/._messages.csv", b"\0\5\26\7junk")
    full.file("._Connections.csv", b"\0\5\26\7junk")
    assert len(open_one(full.pack()).members) == 4
    assert len(open_one(full.write()).members) == 4


def test_address_books_and_talk_with_programs_are_never_opened(
    full: Export, open_one: Open
) -> None:
    closed = ["ImportedContacts.csv", "PhoneNumbers.csv", "guide_messages.csv"]
    for name in (*closed, "learning_coach_messages.csv"):
        full.file(name, b"\xff\xfe not even text")
    source = open_one(full.pack())
    left = {one.file: one.reason for one in source.read() if isinstance(one, LeftOut)}
    assert left == {
        "ImportedContacts.csv": "other people's addresses, never read",
        "PhoneNumbers.csv": "other people's addresses, never read",
        "guide_messages.csv": "talk with a program of LinkedIn's, never read",
        "learning_coach_messages.csv": "talk with a program of LinkedIn's, never read",
    }
    assert {member.name for member in source.members} & set(left) == set()
    full.write()
    failure = failure_of(full.folder / "guide_messages.csv")
    assert isinstance(failure, ForeignArchive)
    assert "talk with a program" in str(failure)


def test_detect_gives_the_source_or_nothing(full: Export, tmp_path: Path) -> None:
    found = detect(full.pack())
    assert found is not None
    assert found.network == "linkedin"
    note = tmp_path / "note.txt"
    note.write_text("no export")
    assert detect(note) is None
    note.write_bytes(b"PK broken")
    with pytest.raises(TornArchive):
        detect(note)


def test_one_failure_does_not_hide_the_other_sources(full: Export, tmp_path: Path) -> None:
    found = list(open_sources([tmp_path / "absent.zip", full.pack(), tmp_path / "absent.csv"]))
    assert [type(one) for one in found] == [ExportSource, NoPermission, NoPermission]
    assert "absent.zip: there is no such file." in str(found[1])


def test_a_torn_zip_is_refused(full: Export, tmp_path: Path) -> None:
    content = full.pack().read_bytes()
    torn = tmp_path / "torn.zip"
    torn.write_bytes(content[: len(content) // 2])
    failure = failure_of(torn)
    assert isinstance(failure, TornArchive)
    assert "Ask LinkedIn for the export again" in str(failure)


def test_a_member_that_breaks_off_is_told_when_it_is_met(
    full: Export, tmp_path: Path, open_one: Open
) -> None:
    full.message("Ada Okoro", text="".join(map(str, range(50_000))))
    content = bytearray(full.pack().read_bytes())
    place = content.index(b"messages.csv") + 60_000
    content[place : place + 40] = bytes(40)
    path = tmp_path / "bad.zip"
    path.write_bytes(content)
    source = open_one(path)
    with pytest.raises(TornArchive, match=r"messages\.csv: it breaks off or is damaged"):
        list(source.read())


def test_a_zip_with_a_password_is_refused(full: Export, tmp_path: Path) -> None:
    """The flag of encryption, set in the table of contents, is all that is looked at."""
    content = bytearray(full.pack().read_bytes())
    place = content.rindex(b"PK\x01\x02")
    while place >= 0:
        content[place + 8] |= 1
        place = content.rfind(b"PK\x01\x02", 0, place)
    path = tmp_path / "locked.zip"
    path.write_bytes(content)
    failure = failure_of(path)
    assert isinstance(failure, EncryptedArchive)
    assert "Unpack it with its password" in str(failure)


def test_an_unusual_packing_is_refused_before_it_is_tried(full: Export, tmp_path: Path) -> None:
    path = tmp_path / "lzma.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in full.contents().items():
            archive.writestr(name, content)
    assert isinstance(failure_of(path), UnknownPacking)


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("messages.csv", b"a" * (LIMITS.ratio_from + 1))
    failure = failure_of(path)
    assert isinstance(failure, OversizedArchive)
    assert "over 200 times its size" in str(failure)


def test_a_bomb_in_a_file_that_is_not_needed_harms_nobody(full: Export, open_one: Open) -> None:
    full.file("Ad_Targeting.csv", b"a" * (LIMITS.ratio_from + 1))
    assert len(open_one(full.pack()).members) == 4


@pytest.mark.parametrize(
    "limits",
    [Limits(member=100), Limits(total=500), Limits(members=3), Limits(directory=100)],
    ids=["member", "total", "members", "directory"],
)
def test_each_limit_on_a_zip_holds(full: Export, limits: Limits) -> None:
    assert isinstance(failure_of(full.pack(), limits=limits), OversizedArchive)


@pytest.mark.parametrize("limits", [Limits(member=100), Limits(total=500), Limits(members=3)])
def test_each_limit_on_a_folder_holds(full: Export, limits: Limits) -> None:
    assert isinstance(failure_of(full.write(), limits=limits), OversizedArchive)


def test_a_member_never_gives_more_than_it_claims(
    full: Export, tmp_path: Path, open_one: Open
) -> None:
    """A size that lies in the table of contents ends the reading, not the memory."""
    full.message("Ada Okoro", text="x" * 100_000)
    content = bytearray(full.pack().read_bytes())
    place = content.rindex(b"messages.csv") - 46
    assert content[place : place + 4] == b"PK\x01\x02"
    content[place + 24 : place + 28] = (500).to_bytes(4, "little")
    path = tmp_path / "liar.zip"
    path.write_bytes(content)
    with pytest.raises(TornArchive):
        list(open_one(path).read())


def test_a_zip_of_zips_is_told_apart(full: Export, tmp_path: Path) -> None:
    inner = full.pack().read_bytes()
    path = tmp_path / "outer.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("export.zip", inner)
    failure = failure_of(path)
    assert isinstance(failure, NestedArchive)
    assert "Unpack it once" in str(failure)


def test_a_workbook_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "connections.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    failure = failure_of(path)
    assert isinstance(failure, WorkbookGiven)
    assert "Save the sheet as CSV" in str(failure)


def test_other_people_s_zips_and_folders_are_foreign(tmp_path: Path) -> None:
    paper = io.BytesIO()
    with zipfile.ZipFile(paper, "w") as archive:
        archive.writestr("holiday.jpg", b"\xff\xd8")
        archive.writestr("table.csv", "a,b\n1,2\n")
    path = tmp_path / "holiday.zip"
    path.write_bytes(paper.getvalue())
    assert isinstance(failure_of(path), ForeignArchive)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert isinstance(failure_of(empty), ForeignArchive)
    assert "Give the ZIP that LinkedIn sent" in str(failure_of(empty))


def test_a_folder_is_not_searched_without_end(full: Export, tmp_path: Path) -> None:
    deep = tmp_path / "deep" / "1" / "2" / "3" / "4" / "5"
    deep.mkdir(parents=True)
    for name, content in full.contents().items():
        (deep / name).write_bytes(content)
    assert isinstance(failure_of(tmp_path / "deep"), ForeignArchive)
    (found,) = open_sources([deep.parent.parent])
    assert isinstance(found, ExportSource)


def test_a_pipe_in_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / "pipes"
    folder.mkdir()
    os.mkfifo(folder / "messages.csv")
    assert isinstance(failure_of(folder), ForeignArchive)
    assert isinstance(failure_of(folder / "messages.csv"), NoPermission)


def test_columns_in_another_language_are_refused_and_not_guessed(
    export: Export, open_one: Open
) -> None:
    export.profile()
    export.file("messages.csv", "ID,DE,À,DATE,CONTENU\n1,Ada,Olive,2026-10-22 08:00:00 UTC,Hi\n")
    with pytest.raises(UnknownHeader) as caught:
        list(open_one(export.write()).read())
    assert "names the columns of messages.csv (CONTENT, DATE, FROM, TO)" in str(caught.value)
    assert 'it begins with "ID,DE,À,DATE,CONTENU' in str(caught.value)
    assert "set the account's language to English" in str(caught.value)


def test_a_reading_that_has_ended_keeps_nothing(full: Export, open_one: Open) -> None:
    """What it gathered goes at once; a collector would come on it only when the record is full."""
    told = open_one(full.pack()).read(progress=lambda _done, _total: None)
    gc.collect()
    gc.disable()
    try:
        list(told)
        del told
        left = [one for one in gc.get_objects() if isinstance(one, Reading)]
    finally:
        gc.enable()
    assert left == []


def test_progress_runs_from_nothing_to_all_bytes(full: Export, open_one: Open) -> None:
    for number in range(3_000):
        full.message("Ada Okoro", text=f"number {number}")
    seen: list[tuple[int, int]] = []
    source = open_one(full.pack())
    list(source.read(progress=lambda done, total: seen.append((done, total))))
    assert seen == sorted(seen)
    total = sum(len(content) for content in full.contents().values())
    assert {whole for _, whole in seen} == {total}
    assert seen[-1][0] == total
    assert len(seen) > 5


def test_a_source_can_be_read_twice(full: Export, open_one: Open) -> None:
    source = open_one(full.pack())
    assert list(source.read()) == list(source.read())
