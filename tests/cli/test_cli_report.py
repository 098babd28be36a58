"""`askwhy report`: to the screen, to a file, and what it says when it cannot."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from askwhy.synth import write_archive

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

    from askwhy.synth import World

ENDINGS = {".html": "<!doctype html>", ".md": "#", ".json": "{", ".csv": "section,", ".txt": "What"}


@pytest.fixture
def filled(shell: Shell, archive: Path) -> Shell:
    assert shell("import", archive).status == 0
    return shell


def test_on_the_screen(filled: Shell) -> None:
    said = filled("report")
    assert (said.status, said.err) == (0, "")
    assert "people asked to connect" in said.out


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_is_what_its_ending_says(filled: Shell, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"report{ending}"
    said = filled("report", "--out", path)
    assert (said.status, said.out) == (0, f"Written: {path}\n")
    assert path.read_text("utf-8").lstrip().lower().startswith(ENDINGS[ending].lower())
    assert [one.name for one in tmp_path.glob("report*")] == [path.name], "no leftovers"


def test_an_ending_of_capitals_is_the_same(filled: Shell, tmp_path: Path) -> None:
    filled("report", "--out", tmp_path / "REPORT.JSON")
    assert json.loads((tmp_path / "REPORT.JSON").read_text("utf-8"))["rows"]


def test_the_format_may_be_said_in_place_of_an_ending(filled: Shell, tmp_path: Path) -> None:
    filled("report", "--out", tmp_path / "report", "--format", "json")
    assert json.loads((tmp_path / "report").read_text("utf-8"))["rows"]


@pytest.mark.parametrize("name", ["report", "report.pdf", "report.html.bak"])
def test_an_unknown_ending_is_told_before_any_work(shell: Shell, tmp_path: Path, name: str) -> None:
    assert shell("report", "--out", tmp_path / name).complaint == (
        f"What should {name} be? End it in one of .html, .md, .json, .csv, .txt, or say --format."
    )
    assert not shell.home.exists()


def test_a_format_without_a_file_goes_to_the_output(filled: Shell) -> None:
    rows = list(csv.DictReader(io.StringIO(filled("report", "--format", "csv").out)))
    as_json = json.loads(filled("report", "--format", "json").out)
    assert [row["name"] for row in rows] == [row["name"] for row in as_json["rows"]]


@pytest.mark.slow
def test_a_redirected_page_is_utf8_whatever_the_terminal_speaks(
    filled: Shell, tmp_path: Path
) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    words = filled.words("report", "--format", "html")
    page = subprocess.run(words, env=environment, capture_output=True, check=True).stdout
    assert "“" in page.decode("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_terminal_of_few_letters_meets_no_traceback(filled: Shell, encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    for command in (["report"], ["asks"]):
        done = subprocess.run(
            filled.words(*command), env=environment, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert len(done.stdout) > 50


@pytest.mark.parametrize("command", [["report"], ["asks"], ["sheet", "new.csv"]])
def test_nothing_imported_yet(
    shell: Shell, command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = shell(*command).complaint
    assert said.startswith("Nothing has been imported yet. Give me your LinkedIn export:")
    assert "askwhy import PATH" in said
    assert not (tmp_path / "new.csv").exists()


@pytest.mark.parametrize("command", [["report"], ["sheet", "new.csv"]])
def test_a_window_that_ends_before_it_begins(filled: Shell, command: list[str]) -> None:
    said = filled(*command, "--since", "2026-10-01", "--until", "2026-09-01").complaint
    assert said.startswith("The window ends before it begins.")
    assert "--until" in said


def test_a_window_beyond_what_is_known(filled: Shell) -> None:
    late = filled("report", "--since", "2030-01-01").complaint
    assert late.startswith("Nothing was seen after 2026-11-")
    assert "--since an earlier day" in late
    early = filled("report", "--until", "2001-01-01").complaint
    assert early.startswith("Requests are known from 2026-")
    assert early.endswith("give --until a later day.")


def test_a_window_of_one_day_is_a_window(filled: Shell) -> None:
    said = filled("report", "--since", "2026-10-01", "--until", "2026-10-01", "--format", "json")
    assert said.status == 0


def test_a_place_that_cannot_be_written(filled: Shell, tmp_path: Path) -> None:
    path = tmp_path / "absent" / "report.html"
    assert filled("report", "--out", path).complaint == (
        f"{path} cannot be written: No such file or directory. Name another place, in a folder "
        "that exists and that you may write to."
    )


def test_a_report_replaces_the_older_one(filled: Shell, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("{}")
    filled("report", "--out", path)
    assert json.loads(path.read_text("utf-8"))["rows"]


def test_names_stay_out_unless_asked_for(filled: Shell) -> None:
    """Somebody to whom the owner owes an answer is named by --names only."""
    without = filled("report", "--format", "text").out
    with_names = filled("report", "--format", "text", "--names").out
    assert len(with_names) > len(without)
    added = set(with_names.split()) - set(without.split())
    assert any(word[0].isupper() for word in added)


def test_two_reports_of_one_record_are_the_same(filled: Shell) -> None:
    assert filled("report", "--format", "csv").out == filled("report", "--format", "csv").out


@pytest.mark.slow
@pytest.mark.parametrize("dark", [False, True])
def test_a_picture_to_share_and_its_words(filled: Shell, tmp_path: Path, dark: bool) -> None:
    path = tmp_path / "share.png"
    said = filled("report", "--picture", path, *(["--dark"] if dark else []))
    words = (tmp_path / "share.png.txt").read_text("utf-8")
    assert said.out == f"Written: {path}, and its words: {path}.txt\n{words}"
    assert (said.status, said.err) == (0, "")
    assert path.read_bytes().startswith(b"\x89PNG")
    assert "interval" in words


@pytest.mark.slow
def test_a_picture_and_a_report_in_one_go(filled: Shell, tmp_path: Path) -> None:
    picture, page = tmp_path / "share.svg", tmp_path / "report.html"
    said = filled("report", "--picture", picture, "--out", page)
    assert said.out.endswith(f"Written: {page}\n")
    assert picture.read_text("utf-8").startswith("<svg")
    assert page.read_text("utf-8").startswith("<!doctype html>")


def test_a_picture_of_no_known_kind_is_told_before_any_work(shell: Shell, tmp_path: Path) -> None:
    assert shell("report", "--picture", tmp_path / "share.gif").complaint == (
        "What should share.gif be? End it in .png or .svg."
    )
    assert not shell.home.exists()


def test_no_picture_of_few_people(filled: Shell, tmp_path: Path) -> None:
    """One day's requests are too few to share."""
    day = ("--since", "2026-10-01", "--until", "2026-10-01")
    said = filled("report", "--picture", tmp_path / "share.png", *day)
    assert "could point at somebody" in said.complaint
    assert not [*tmp_path.glob("share*")]


@pytest.mark.slow
def test_every_chart_into_a_folder(filled: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "charts"
    said = filled("report", "--charts", folder)
    names = sorted({one.stem for one in folder.iterdir()})
    assert said.out == f"Written: {len(names)} charts in {folder}\n"
    assert names[-1].endswith("who-is-counted")
    for name in names:
        spec = json.loads((folder / f"{name}.json").read_text("utf-8"))
        assert spec["$schema"].endswith("/vega-lite/v5.json")
        svg = (folder / f"{name}.svg").read_text("utf-8")
        assert f'width="{spec["width"]}"' in svg
        assert "<desc " in svg
        assert (folder / f"{name}.png").read_bytes().startswith(b"\x89PNG")


def parts(archive: Path, folder: Path, *names: str) -> list[Path]:
    """Some of the tables of an archive, as loose files."""
    with zipfile.ZipFile(archive) as whole:
        return [Path(whole.extract(name, folder)) for name in names]


def told(shell: Shell, *options: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shell("report", "--format", "json", *options).out)
    return found


def wrote_first(found: dict[str, Any]) -> tuple[int, int]:
    (row,) = [each for each in found["rows"] if each["name"].startswith("Wrote first")]
    return row["k"], row["n"]


def test_messages_that_end_earlier_tell_of_no_later_silence(
    shell: Shell, life: World, archive: Path, tmp_path: Path
) -> None:
    before = (life.exported - timedelta(days=60)).date()
    older = write_archive(life.as_of(before), tmp_path / "older.zip")
    window = ("--since", "2026-05-01", "--until", before.isoformat())
    shell("import", older)
    alone = told(shell, *window)
    assert not any("Messages are known until" in each for each in alone["caveats"])
    shell("import", *parts(archive, tmp_path, "Connections.csv", "Invitations.csv"))
    both = told(shell, *window)
    assert wrote_first(both) == wrote_first(alone)
    assert any("Messages are known until" in each for each in both["caveats"])
    assert both["window"]["observed_until"] > alone["window"]["observed_until"]
    shell("import", archive)
    assert not any("Messages are known until" in each for each in told(shell)["caveats"])


def test_a_confirmed_stock_sentence_is_nobodys_own_words(shell: Shell, tmp_path: Path) -> None:
    """Neither theirs nor the owner's."""
    line = "Dołączmy do swoich sieci kontaktów na co dzień."
    asked = [f'{who} Test,Olga Owner,"11/{day}/26, 9:00 AM",{line},INCOMING'
             for day, who in enumerate(("Ada", "Ben", "Cyd"), start=1)]  # fmt: skip
    sent = f'Olga Owner,Dan Test,"11/9/26, 9:00 AM",{line},OUTGOING'
    table = tmp_path / "Invitations.csv"
    table.write_text("\n".join(["From,To,Sent At,Message,Direction", *asked, sent, ""]), "utf-8")
    shell("import", table)

    def counted() -> tuple[int, int]:
        found = {row["name"]: row["k"] for row in told(shell)["rows"]}
        own = "Wrote words of their own in the request"
        return found[own], found["Your own requests without a word"]

    assert counted() == (3, 0)
    assert shell("stock", "1").status == 0
    assert counted() == (0, 1)


INVITED = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl"
CONNECTED = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
WRITTEN = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,"
    "SUBJECT,CONTENT,FOLDER,ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION DRAFT"
)
AT = "https://www.linkedin.com/in/"


def export_with(folder: Path, slug: str, *words: str) -> Path:
    """Kay asks to connect and writes; her profile has this address by now."""
    kay, owner = f"Kay Test,{AT}{slug}", f"Olga Owner,{AT}olga"
    said = [
        f"2-k,,{kay},{owner},2026-10-{day} 10:00:00 UTC,,{text},INBOX,,No,No"
        for day, text in enumerate(words, start=10)
    ]
    asked = f'Kay Test,Olga Owner,"10/5/26, 9:00 AM",,INCOMING,{AT}{slug},{AT}olga'
    tables = {
        "Invitations": [INVITED, asked],
        "Connections": [CONNECTED, f"Kay,Test,{AT}{slug},,,,06 Oct 2026"],
        "messages": [WRITTEN, *said],
    }
    folder.mkdir()
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join([*lines, ""]), "utf-8")
    return folder


@pytest.mark.parametrize("turned", [False, True])
def test_a_new_address_makes_nobody_two_people_and_loses_no_word(
    shell: Shell, tmp_path: Path, turned: bool
) -> None:
    older = export_with(tmp_path / "older", "kay-1", "Could you help me find a job?")
    newer = export_with(
        tmp_path / "newer", "kay-new", "Could you help me find a job?", "And my sister?"
    )
    for archive in (newer, older) if turned else (older, newer):
        assert shell("import", archive).status == 0
    found = told(shell)
    assert found["headline"].startswith("1 person asked to connect.")
    counted = {row["name"]: (row["k"], row["n"]) for row in found["rows"]}
    assert counted["Only one of you wrote"] == (1, 1)
    assert counted["Wrote to you and never heard back"] == (1, 1)
    assert [box["n"] for box in found["flow"] if box["name"] == "Wrote first"] == [1]
    assert found["owed"]["n"] == 1


def test_what_a_link_says_of_the_report_is_so(shell: Shell, tmp_path: Path) -> None:
    shell("import", export_with(tmp_path / "older", "kay-1"))
    shell("import", export_with(tmp_path / "newer", "kay-new"))
    said = shell("link", "kay-1", "kay-new")
    assert said.out.strip() == "They are asked once, as one person. The report counts both."
    assert told(shell)["headline"].startswith("2 people asked to connect.")


def test_without_messages_nobody_is_called_silent(
    shell: Shell, life: World, tmp_path: Path
) -> None:
    folder = write_archive(life, tmp_path / "unpacked")
    shell("import", folder / "Connections.csv", folder / "Invitations.csv")
    said = shell("report", "--format", "json")
    told = json.loads(said.out)
    shares = {row["id"]: row for row in told["rows"]}
    assert {"S4", "S5", "S18"}.isdisjoint(shares)
    for unheard in (shares["S7"], shares["S16"]):
        assert unheard["verdict"] == "not estimable"
        assert unheard["note"] == "No messages were imported, so who wrote to whom is not known."
    assert told["owed"] is None
    assert not told["charts"]
    assert not told["flow"]
    assert not told["needs"]
    assert "wrote once accepted" not in told["headline"]
    assert any(each.startswith("messages.csv was not imported, ") for each in told["caveats"])
    assert "owe nobody" not in shell("report").out

    shell("import", folder / "messages.csv")
    told = json.loads(shell("report", "--format", "json").out)
    assert told["owed"] is not None
    assert not any("was not imported" in each for each in told["caveats"])


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("Connections.csv", "Connections.csv was not imported, so that a request was accepted"),
        ("Invitations.csv", "Invitations.csv was not imported, so who asked to connect"),
    ],
)
def test_a_report_says_which_table_it_lacks(
    shell: Shell, life: World, tmp_path: Path, table: str, sentence: str
) -> None:
    folder = write_archive(life, tmp_path / "unpacked")
    (folder / table).unlink()
    shell("import", folder)
    caveats = json.loads(shell("report", "--format", "json").out)["caveats"]
    assert [each.startswith(sentence) for each in caveats if "was not imported" in each] == [True]


def test_a_window_without_requests_says_so(shell: Shell, life: World, tmp_path: Path) -> None:
    folder = write_archive(life, tmp_path / "unpacked")
    invitations = folder / "Invitations.csv"
    invitations.write_text(invitations.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    shell("import", folder)
    caveats = json.loads(shell("report", "--format", "json").out)["caveats"]
    assert "No request to you that was imported fell into these days." in caveats
    assert not any("was not imported" in each for each in caveats)


def test_without_connections_nobody_is_called_accepted_or_not(
    shell: Shell, life: World, tmp_path: Path
) -> None:
    folder = write_archive(life, tmp_path / "unpacked")
    (folder / "Connections.csv").unlink()
    shell("import", folder)
    found = told(shell)
    reason = "No connections were imported, so who was accepted is not known."
    assert found["headline"].endswith(f" said why in their own words. {reason}")
    (first,) = [row for row in found["rows"] if row["id"] == "S7"]
    assert (first["verdict"], first["note"]) == ("not estimable", reason)
    assert {"S2", "S4", "S5"}.isdisjoint(row["id"] for row in found["rows"])
    assert (found["flow"], found["needs"]) == ([], [])
    assert found["owed"]["n"], "who waits is known from the messages"
