"""Headers, dates and dialects: what the bytes of each generation look like."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from askwhy.synth import GENERATIONS, World, grow, write_archive
from askwhy.synth.formats import clock, day_month_year, pacific_clock, spreadsheet_date, utc_stamp

Sheet = Callable[[Path], list[dict[str, str]]]

OLD = "First Name,Last Name,Email Address,Company,Position,Connected On"
NEW = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
PLAIN = "From,To,Sent At,Message,Direction"
URNS = PLAIN + ",inviterProfileUrn,inviteeProfileUrn"
URLS = PLAIN + ",inviterProfileUrl,inviteeProfileUrl"
M2021 = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER"
M2023 = M2021.replace("TO,", "TO,RECIPIENT PROFILE URLS,", 1)
M2024 = M2023 + ",ATTACHMENTS,IS MESSAGE DRAFT"
HEADERS = {
    "2018": (OLD, PLAIN, "From,To,Date,Subject,Content,Direction,Folder"),
    "2020": (OLD, PLAIN, "FROM,TO,DATE,SUBJECT,CONTENT,DIRECTION,FOLDER"),
    "2021": (OLD, PLAIN, M2021),
    "2023-06": (NEW, URNS, M2023),
    "2023-12": (NEW, URLS, M2023),
    "2024": (NEW, URLS, M2024),
    "2026": (NEW, URLS, M2024 + ",IS CONVERSATION DRAFT"),
}


@pytest.fixture(scope="module")
def small() -> World:
    return grow(5, date(2026, 11, 16), connections=120, messages=300, requests=40)


def test_every_generation_has_a_header_to_check() -> None:
    assert list(GENERATIONS) == list(HEADERS)


@pytest.mark.parametrize("generation", HEADERS)
def test_headers_are_those_of_the_generation(small: World, tmp_path: Path, generation: str) -> None:
    write_archive(small, tmp_path, generation, preamble=False)
    quoted = generation == "2026"
    names = ("Connections.csv", "Invitations.csv", "messages.csv")
    for name, header in zip(names, HEADERS[generation], strict=True):
        first = (tmp_path / name).read_text(encoding="utf-8").split("\n", 1)[0]
        wanted = header
        if quoted and name == "messages.csv":
            wanted = ",".join(f'"{column}"' for column in header.split(","))
        assert first == wanted


@pytest.mark.parametrize("generation", ["2018", "2021", "2026"])
def test_a_preamble_is_three_lines_before_the_header(
    small: World, tmp_path: Path, generation: str
) -> None:
    write_archive(small, tmp_path, generation, preamble=True)
    lines = (tmp_path / "Connections.csv").read_text(encoding="utf-8").split("\n")
    assert lines[0] == "Notes:"
    assert lines[1].startswith('"')
    assert lines[1].endswith('"')
    assert lines[2] == ""
    assert lines[3] == HEADERS[generation][0]


@pytest.mark.parametrize(
    ("utc", "pacific"),
    [
        ((2026, 3, 8, 9, 59), "3/8/26, 1:59 AM"),  # the last minute of standard time
        ((2026, 3, 8, 10, 0), "3/8/26, 3:00 AM"),  # two o'clock does not exist
        ((2026, 11, 1, 8, 30), "11/1/26, 1:30 AM"),  # still daylight time
        ((2026, 11, 1, 9, 30), "11/1/26, 1:30 AM"),  # the same wall clock an hour later
        ((2026, 11, 1, 10, 0), "11/1/26, 2:00 AM"),
        ((2026, 7, 1, 7, 5), "7/1/26, 12:05 AM"),
        ((2026, 7, 1, 19, 5), "7/1/26, 12:05 PM"),
        ((2021, 1, 1, 7, 59), "12/31/20, 11:59 PM"),  # still the year before
    ],
)
def test_sent_at_is_pacific_time(utc: tuple[int, int, int, int, int], pacific: str) -> None:
    assert pacific_clock(datetime(*utc, 31, tzinfo=UTC)) == pacific


def test_other_dates_have_the_documented_forms() -> None:
    at = datetime(2021, 4, 4, 15, 20, 7, tzinfo=UTC)
    assert day_month_year(at) == "04 Apr 2021"
    assert utc_stamp(at) == "2021-04-04 15:20:07 UTC"
    assert spreadsheet_date(at) == "4-Apr-21"
    assert clock(at, "\u202f") == "4/4/21, 3:20\u202fPM"


def test_2026_quotes_every_field_and_keeps_line_breaks(small: World, tmp_path: Path) -> None:
    write_archive(small, tmp_path / "a", "2026")
    write_archive(small, tmp_path / "b", "2024")
    new = (tmp_path / "a" / "messages.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(new, newline="")))
    assert new == "".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows
    )
    column = rows[0].index("CONTENT")
    assert sum("\n" in row[column] for row in rows) > 5
    before = (tmp_path / "b" / "messages.csv").read_text(encoding="utf-8")
    old = list(csv.reader(io.StringIO(before, newline="")))
    assert not any("\n" in cell for row in old for cell in row)


def test_utf16_is_tab_separated_and_quoted_with_a_mark(small: World, tmp_path: Path) -> None:
    write_archive(small, tmp_path, "2018", dialect="utf16")
    for name in ("Connections.csv", "Invitations.csv", "messages.csv"):
        content = (tmp_path / name).read_bytes()
        assert content.startswith(b"\xff\xfe")
        first = content.decode("utf-16").split("\n", 1)[0]
        cells = first.split("\t")
        assert len(cells) >= 5
        assert all(cell.startswith('"') and cell.endswith('"') for cell in cells)


def test_a_spreadsheet_loses_times_and_columns(small: World, tmp_path: Path) -> None:
    write_archive(small, tmp_path, "2021", dialect="excel")
    content = (tmp_path / "Connections.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") > 100
    lines = content.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Notes:,,,"
    assert lines[3] == "First Name,Last Name,Company,Position,Connected On".replace(",Position", "")
    invitations = (tmp_path / "Invitations.csv").read_text(encoding="utf-8-sig")
    sent = next(csv.DictReader(io.StringIO(invitations)))["Sent At"]
    assert datetime.strptime(sent, "%d-%b-%y").replace(tzinfo=UTC).year == 2026


def test_a_latin1_archive_has_no_other_letters_left(small: World, tmp_path: Path) -> None:
    write_archive(small, tmp_path, "2021", dialect="excel-latin1")
    content = (tmp_path / "Connections.csv").read_bytes()
    assert "é".encode("latin-1") in content
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")


def test_the_constant_address_fills_both_columns_in_december_2023(
    small: World, tmp_path: Path, sheet: Sheet
) -> None:
    write_archive(small, tmp_path, "2023-12")
    rows = sheet(tmp_path / "Invitations.csv")
    addresses = {row[f"{who}ProfileUrl"] for row in rows for who in ("inviter", "invitee")}
    assert addresses == {"https://www.linkedin.com/in"}


def test_2018_tells_sent_and_archived_folders_apart(
    small: World, tmp_path: Path, sheet: Sheet
) -> None:
    write_archive(small, tmp_path, "2018")
    rows = sheet(tmp_path / "messages.csv")
    sent = [row for row in rows if row["Direction"] == "OUTGOING"]
    assert sent
    assert {row["Folder"] for row in sent} == {"SENT"}
    assert all(row["From"] == small.owner.name for row in sent)


def test_a_narrow_space_can_stand_before_the_half_of_the_day(
    small: World, tmp_path: Path, sheet: Sheet
) -> None:
    write_archive(small, tmp_path, narrow_space=True)
    assert all(
        row["Sent At"][-3:] in {"\u202fAM", "\u202fPM"}
        for row in sheet(tmp_path / "Invitations.csv")
    )
