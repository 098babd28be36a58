"""An archive that cannot be read costs one clear sentence, and nothing of it goes in."""

from __future__ import annotations

import io
import os
import random
import struct
import zipfile
from typing import TYPE_CHECKING

import pytest

from askwhy.synth import write_archive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said, Shell

    from askwhy.synth import World

AGAIN = "Ask LinkedIn for the export again, and give the file as it was downloaded."


def assert_nothing_went_in(shell: Shell) -> None:
    assert "Nothing has been imported yet." in shell("report").complaint


def packed(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return path


def test_a_zip_torn_anywhere_is_told_so(shell: Shell, archive: Path, tmp_path: Path) -> None:
    """By a download that broke off: after nothing, after a byte, near the end, in between."""
    whole = archive.read_bytes()
    rng = random.Random(7)
    cuts = [0, 1, 4, 22, 1000, len(whole) - 1, len(whole) - 21, len(whole) - 60]
    cuts += [rng.randrange(len(whole)) for _ in range(12)]
    for cut in cuts:
        torn = tmp_path / "torn.zip"
        torn.write_bytes(whole[:cut])
        assert shell("import", torn).complaint.endswith(f"incomplete or damaged. {AGAIN}"), cut
    assert_nothing_went_in(shell)


def test_a_member_damaged_anywhere_costs_the_archive(
    shell: Shell, archive: Path, tmp_path: Path
) -> None:
    """The checksum is seen only at the member's end, when its rows are already on their way."""
    rng = random.Random(8)
    with zipfile.ZipFile(archive) as opened:
        info = opened.getinfo("messages.csv")
    begin = info.header_offset + 30 + len(info.filename)
    for _ in range(12):
        bytes_ = bytearray(archive.read_bytes())
        bytes_[begin + rng.randrange(info.compress_size)] ^= 1 << rng.randrange(8)
        damaged = tmp_path / "damaged.zip"
        damaged.write_bytes(bytes_)
        said = shell("import", damaged).complaint
        assert said == (
            f"damaged.zip: messages.csv: it breaks off or is damaged. "
            f"The file is incomplete or damaged. {AGAIN}"
        )
    assert_nothing_went_in(shell)


def encrypted(path: Path, archive: Path) -> None:
    """As a program with a password marks its members: bit 0 of their flags."""
    bytes_ = bytearray(archive.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = bytes_.find(signature)
        while place >= 0:
            bytes_[place + offset] |= 1
            place = bytes_.find(signature, place + 4)
    path.write_bytes(bytes_)


def bomb(path: Path, _: Path) -> None:
    packed(path, Connections_csv=b"First Name,Last Name,Connected On\n" + bytes(32 << 20))


def countless(path: Path, archive: Path) -> None:
    bytes_ = bytearray(archive.read_bytes())
    end = bytes_.rfind(b"PK\x05\x06")
    struct.pack_into("<HH", bytes_, end + 8, 65_000, 65_000)
    path.write_bytes(bytes_)


def foreign(path: Path, _: Path) -> None:
    packed(path, holiday_jpg=b"\xff\xd8\xff", notes_txt=b"Sea, sun.")


def nested(path: Path, archive: Path) -> None:
    packed(path, export_zip=archive.read_bytes())


def text(path: Path, _: Path) -> None:
    path.write_text("This was to be a ZIP.\n" * 50)


def nothing(path: Path, _: Path) -> None:
    path.write_bytes(b"")


def workbook(path: Path, _: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")


def unusual(path: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as new:
        new.writestr("Connections.csv", old.read("Connections.csv"))


def translated(path: Path, _: Path) -> None:
    packed(path, Connections_csv="Prénom,Nom,Connecté le\nIda,Grün,07 Jun 2026\n".encode())


def strange(path: Path, _: Path) -> None:
    rows = "".join(f"Ida,Grün {number},soon\n" for number in range(40))
    packed(path, Connections_csv=f"First Name,Last Name,Connected On\n{rows}".encode())


@pytest.mark.parametrize(
    ("make", "sentence", "remedy"),
    [
        (encrypted, "it has a password.", "Unpack it with its password and give the folder."),
        (bomb, "Connections.csv would unpack to over 200 times its size.", "give only its CSV"),
        (countless, "it claims to hold more files than any export.", "give only its CSV files."),
        (foreign, "no file of an export is in it.", "Give the ZIP that LinkedIn sent,"),
        (nested, "it holds ZIPs and no table.", "Unpack it once and give the ZIP inside."),
        (text, "it is no ZIP, whatever its name says.", "Give the ZIP that LinkedIn sent,"),
        (nothing, "", AGAIN),
        (workbook, "it is a spreadsheet program's workbook.", "Save the sheet as CSV (UTF-8)"),
        (unusual, "it is packed in an unusual way.", "Unpack it with the program that made it"),
        (translated, "no row names the columns of Connections.csv", "language to English"),
        (strange, "none of its first 20 rows can be read.", "its format is unknown."),
    ],
)  # fmt: skip
def test_each_wrong_archive_has_its_own_sentence(
    shell: Shell, archive: Path, tmp_path: Path, make: Callable[[Path, Path], None],
    sentence: str, remedy: str,
) -> None:  # fmt: skip
    path = tmp_path / "given.zip"
    make(path, archive)
    said = shell("import", path).complaint
    assert said.startswith("given.zip: ")
    assert sentence in said
    assert remedy in said
    assert_nothing_went_in(shell)


@pytest.mark.parametrize("name", ["nowhere.zip", "nowhere.csv", "nowhere"])
def test_a_file_that_is_not_there_is_told_so(shell: Shell, tmp_path: Path, name: str) -> None:
    said = shell("import", tmp_path / name).complaint
    remedy = "Check that the file exists and that you may read it."
    assert said == f"{name}: there is no such file. {remedy}"


def test_an_empty_folder_is_told_so(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = shell("import", tmp_path / "empty").complaint
    assert said.startswith("empty: no file of an export is in it. Give the ZIP that LinkedIn sent")


@pytest.mark.parametrize(
    ("name", "content"),
    [("notes.txt", "Sea, sun."), ("data.json", "{}"), ("table.csv", "a,b\n1,2\n"), ("no.csv", "")],
)
def test_a_file_of_something_else_is_told_so(
    shell: Shell, tmp_path: Path, name: str, content: str
) -> None:
    (tmp_path / name).write_text(content)
    said = shell("import", tmp_path / name).complaint
    assert said.startswith(f"{name}: it is no table of an export. Give the ZIP")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("<html>Please sign in</html>", "export.zip: it is no ZIP, whatever its name says. Give"),
        ("", "export.zip: its end is missing. The file is incomplete or damaged. Ask LinkedIn"),
    ],
)
def test_a_download_that_is_no_zip_is_told_so(
    shell: Shell, tmp_path: Path, content: str, sentence: str
) -> None:
    (tmp_path / "export.zip").write_text(content)
    assert shell("import", tmp_path / "export.zip").complaint.startswith(sentence)


def test_a_workbook_is_told_how_to_become_a_csv(shell: Shell, tmp_path: Path) -> None:
    workbook(tmp_path / "sheet.xlsx", tmp_path)
    assert "Save the sheet as CSV (UTF-8)" in shell("import", tmp_path / "sheet.xlsx").complaint


def test_other_peoples_address_books_are_not_taken_one_by_one(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "ImportedContacts.csv"
    path.write_text("First Name,Last Name,Connected On\nIda,Grün,07 Jun 2026\n")
    assert "other people's addresses, never read" in shell("import", path).complaint


def test_no_name_leads_out_of_the_archive(shell: Shell, archive: Path, tmp_path: Path) -> None:
    """A member called ../../home is read like any other, and written nowhere."""
    path = tmp_path / "in" / "here.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(path, "w") as new:
        for name in ("Connections.csv", "Invitations.csv", "messages.csv"):
            new.writestr(f"../../{name}", old.read(name))
    before = sorted(tmp_path.rglob("*"))
    assert shell("import", path).status == 0
    new_ones = set(tmp_path.rglob("*")) - set(before)
    assert all(one == shell.home or shell.home in one.parents for one in new_ones)
    assert not (tmp_path.parent / "Connections.csv").exists()


def without_rights() -> tuple[str, ...]:
    """How to run a command that has no more rights than the modes of files give it."""
    if os.geteuid() != 0:
        return ()
    less = "-dac_override,-dac_read_search"
    return ("setpriv", f"--bounding-set={less}", f"--inh-caps={less}", "--")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["zip", "csv", "folder"])
def test_what_may_not_be_read_is_told_so(
    shell: Shell, archive: Path, life: World, tmp_path: Path, kind: str
) -> None:
    if kind == "zip":
        path = tmp_path / "mine.zip"
        path.write_bytes(archive.read_bytes())
    else:
        path = write_archive(life, tmp_path / "mine")
        path = path / "Connections.csv" if kind == "csv" else path
    path.chmod(0)
    try:
        said: Said = shell.apart("import", path, before=without_rights())
    finally:
        path.chmod(0o700)
    reason = "you may not look into this folder" if kind == "folder" else "Permission denied"
    remedy = "Check that the file exists and that you may read it."
    assert said.complaint == f"{path.name}: {reason}. {remedy}"


def fuzzed(whole: bytes, rng: random.Random) -> bytes:
    """A few bytes turned, a piece lost, a piece doubled, or an end cut off."""
    bytes_ = bytearray(whole)
    for _ in range(rng.randint(1, 6)):
        place, length = rng.randrange(len(bytes_) or 1), rng.randint(1, 200)
        match rng.randrange(4):
            case 0:
                bytes_[place : place + 1] = rng.randbytes(1)
            case 1:
                del bytes_[place : place + length]
            case 2:
                bytes_[place:place] = bytes_[place : place + length]
            case _:
                del bytes_[-length:]
    return bytes(bytes_)


@pytest.mark.slow
def test_no_mutated_archive_meets_a_traceback(shell: Shell, archive: Path, tmp_path: Path) -> None:
    """The ZIP's own bytes are mutated; an unexpected failure would be raised by the shell."""
    whole = archive.read_bytes()
    rng = random.Random(2026)
    path = tmp_path / "mutant.zip"
    refused = 0
    for _ in range(150):
        path.write_bytes(fuzzed(whole, rng))
        said = shell("import", path)
        assert said.status in {0, 1}
        assert said.status == 0 or said.complaint.startswith("mutant.zip")
        refused += said.status
    assert refused > 50


@pytest.mark.slow
def test_no_mutated_table_meets_a_traceback(shell: Shell, archive: Path, tmp_path: Path) -> None:
    """The tables are mutated and packed well, so that every byte of them reaches the readers."""
    rng = random.Random(2027)
    path = tmp_path / "mutant.zip"
    with zipfile.ZipFile(archive) as opened:
        tables = {
            name: opened.read(name)
            for name in ("Connections.csv", "Invitations.csv", "messages.csv", "Profile.csv")
        }
    read = 0
    for _ in range(80):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as mutant:
            for name, content in tables.items():
                mutant.writestr(name, fuzzed(content, rng))
        path.write_bytes(buffer.getvalue())
        said = shell("import", path)
        assert said.status in {0, 1}
        assert "Traceback" not in said.err
        read += said.status == 0
    assert read > 20
