"""The running study from the command line: declared, locked, ticked, decided about, backed up."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from askwhy.app.clock import now
from askwhy.app.home import Record
from askwhy.app.study import pending
from askwhy.app.study.decisions import Decision, Deed
from askwhy.app.study.studying import lock_study
from askwhy.store import delivering

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell


@pytest.fixture
def protocol(shell: Shell, tmp_path: Path) -> Path:
    """A protocol whose window holds the archive's requests and has not ended."""
    path = tmp_path / "why.toml"
    said = shell(
        "study", "new", path, "--since", "2026-05-01", "--until", f"{now().year + 1}-12-31"
    )
    assert said.status == 0, said.err
    return path


@pytest.fixture
def studied(shell: Shell, archive: Path, protocol: Path) -> Shell:
    assert shell("import", archive).status == 0
    assert shell("study", "lock", protocol).status == 0
    assert shell("tick").status == 0
    return shell


def test_a_new_protocol_can_be_checked_as_it_is(shell: Shell, protocol: Path) -> None:
    said = shell("study", "check", protocol)
    assert said.status == 0
    assert "Each of these requests is accepted." in said.out
    assert "happy to be part of your network" in said.out


def test_a_new_protocol_is_not_written_over_another(shell: Shell, protocol: Path) -> None:
    before = protocol.read_text()
    assert "is there already" in shell("study", "new", protocol).complaint
    assert protocol.read_text() == before


def test_what_cannot_work_is_refused_with_its_line(shell: Shell, protocol: Path) -> None:
    text = protocol.read_text().replace('zone = "Europe/Paris"', 'zone = "Europe/Pariss"')
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "Pariss" in row)
    protocol.write_text(text)
    said = shell("study", "check", protocol)
    assert said.status == 1
    assert f"line {line}" in said.err
    assert "Traceback" not in said.err


def test_a_plan_says_people_and_months(shell: Shell, archive: Path, protocol: Path) -> None:
    shell("import", archive)
    said = shell("study", "plan", protocol)
    assert re.search(r"People ask to connect with you about \d+ times a month", said.out)
    two = protocol.read_text() + '\n[[arms]]\nname = "control"\nweight = 1\nasks = false\n'
    protocol.write_text(two)
    assert "months" in shell("study", "plan", protocol, "--monthly", "50").out


def test_a_locked_study_stays_and_a_changed_file_is_another(shell: Shell, protocol: Path) -> None:
    first = shell("study", "lock", protocol).out
    assert first.startswith("Locked")
    assert shell("study", "lock", protocol).out.startswith("It was locked before")
    protocol.write_text(protocol.read_text().replace("Did you have", "Had you"))
    second = shell("study", "lock", protocol).out
    digests = re.findall(r"digest\s+(\w{64})", first + second)
    assert len(set(digests)) == 2


def earliest(shell: Shell) -> str:
    """The number of the first card."""
    return shell("queue", "--list").out.split()[0]


def test_the_queue_shows_cards_with_their_reasons(studied: Shell) -> None:
    said = studied("queue")
    assert re.search(r"^\s*\d+  \w+ .+ — .+ \[drafted\]$", said.out, re.MULTILINE), said.out
    assert re.search(r"linkedin: 0 of \d+ questions sent today", said.out)
    assert "Open: https://www.linkedin.com/in/" in studied("queue", "card", earliest(studied)).out


def test_a_decision_takes_the_card_away(studied: Shell) -> None:
    before = studied("queue").out
    assert "left out." in studied("queue", "skip", earliest(studied)).out
    assert studied("queue").out != before
    studied("tick")
    first = before.splitlines()[0]
    assert first not in studied("queue").out


def test_a_number_that_is_no_card_is_said(studied: Shell) -> None:
    assert "no card number 999" in studied("queue", "sent", "999").complaint


def test_ticking_again_changes_nothing(studied: Shell) -> None:
    before = studied("queue").out
    assert "0 allocated, 0 newly due, 0 not due any more" in studied("tick").out
    assert studied("queue").out == before


def test_without_a_study_the_queue_says_how_to_begin(shell: Shell, archive: Path) -> None:
    shell("import", archive)
    assert "study new" in shell("queue").complaint


def test_sending_stops_and_goes_on_with_a_reason(shell: Shell) -> None:
    assert "Nothing leaves" in shell("halt", "two of one").out
    assert "Say what happened" in shell("resume", " ").complaint
    assert "may go on" in shell("resume", "a test account").out
    assert "Nothing is stopped" in shell("resume", "again").complaint


def test_favours_are_noted_and_settled(studied: Shell, archive: Path) -> None:
    handle = re.search(r"/in/([^/\s]+)/", studied("queue", "card", earliest(studied)).out)
    assert handle
    assert (
        "Noted."
        in studied("favours", "add", handle.group(1), "read a CV", "--due", "2027-01-01").out
    )
    assert "open: read a CV" in studied("favours").out
    assert "Passed on: read a CV" in studied("favours", "passed-on", "1").out
    assert "passed on: read a CV" in studied("favours").out


def test_a_favour_is_reminded_of_from_its_day_on_until_it_is_settled(studied: Shell) -> None:
    handle = re.search(r"/in/([^/\s]+)/", studied("queue", "card", earliest(studied)).out)
    assert handle
    today = now().astimezone().date()
    studied("favours", "add", handle[1], "read a CV", "--due", str(today))
    studied("favours", "add", handle[1], "a coffee", "--due", str(today + timedelta(days=2)))
    for command in ("tick", "queue"):
        said = studied(command).out
        assert said.count("read a CV") == 1
        assert "a coffee" not in said
    report = studied("study", "report").out
    assert "2 favours were asked for, 2 still open." in " ".join(report.split())
    studied("favours", "done", "1")
    assert "read a CV" not in studied("tick").out + studied("queue").out
    for kind in (("report",), ("study", "report")):
        told = " ".join(studied(*kind, "--out", studied.home / "r.md").out.split())
        assert "Written" in told
        page = (studied.home / "r.md").read_text(encoding="utf-8")
        (studied.home / "r.md").unlink()
        assert "2 favours were asked for, 1 still open." in page
        assert re.search(r"\| done +\| +1 \|", page), page


def test_stop_and_scam_keep_somebody_from_being_asked(studied: Shell) -> None:
    first = studied("queue", "card", earliest(studied)).out
    handle = re.search(r"/in/([^/\s]+)/", first)
    assert handle
    assert "not written to any more" in studied("stop", handle.group(1)).out
    studied("tick")
    assert first.splitlines()[0] not in studied("queue").out
    assert "may be written to again" in studied("stop", handle.group(1), "--lift").out
    assert "They are not asked" in studied("scam", handle.group(1), "romance").out


def test_a_backup_comes_back_elsewhere(studied: Shell, tmp_path: Path) -> None:
    assert "keep it safe" in studied("backup", tmp_path / "b.zip").out
    other = studied.at(tmp_path / "other")
    assert "Everything is back" in other("restore", tmp_path / "b.zip").out
    assert other("queue").out == studied("queue").out


def test_what_was_promised_to_be_deleted_is_reminded_of_and_deleted(
    shell: Shell, archive: Path, tmp_path: Path
) -> None:
    path = tmp_path / "old.toml"
    shell("study", "new", path, "--since", "2026-05-01", "--until", "2026-05-02")
    day = re.compile(r"^(texts|everything) = \S+", re.MULTILINE)
    given = {"texts": "2026-06-20", "everything": f"{now().year + 2}-01-01"}
    path.write_text(day.sub(lambda found: f"{found[1]} = {given[found[1]]}", path.read_text()))
    record = Record(shell.home)
    with record.write() as connection:
        lock_study(connection, record.home, path, datetime(2026, 4, 30, tzinfo=UTC))
    record.close()
    assert shell("import", archive).status == 0
    assert "askwhy purge" in shell("tick").out
    assert "Your backups" in shell("purge").out
    assert "askwhy purge" not in shell("tick").out
    assert "Deleted: 0 texts, 0 people." in shell("purge").out


def test_the_diagrams_are_drawn_from_the_tables(shell: Shell) -> None:
    said = shell("study", "diagram").out
    assert said.count("stateDiagram-v2") == 2


def test_a_rehearsal_says_bias_coverage_and_power(shell: Shell, protocol: Path) -> None:
    one = shell("study", "rehearse", protocol, "--monthly", "50")
    assert "compares nothing" in one.complaint
    protocol.write_text(
        protocol.read_text() + '\n[[arms]]\nname = "control"\nweight = 1\nasks = false\n'
    )
    said = shell("study", "rehearse", protocol, "--monthly", "50", "--runs", "200")
    assert said.status == 0, said.err
    assert re.search(r"bias [+-][\d.]+ points .*coverage [\d.]+% .*power \d+%", said.out)


def test_the_report_of_a_study_speaks_in_the_days_and_times_that_were_declared(
    shell: Shell, archive: Path, protocol: Path
) -> None:
    text = protocol.read_text()
    assert 'replied = "14 days"' in text
    protocol.write_text(text.replace('replied = "14 days"', 'replied = "36 hours"'))
    shell("import", archive)
    assert shell("study", "lock", protocol).status == 0
    said = shell("study", "report").out
    assert f"1 May 2026 – 31 December {now().year + 1}; seen until" in said
    assert "· Wait: 1 day after the acceptance" in said
    assert "· Answered: within 36 hours" in said


AT = "https://www.linkedin.com/in/"


def export_of(folder: Path, ana: str, row: str) -> Path:
    """Ana was accepted two days ago; `row` adds her address to each table, or nothing."""
    at = now() - timedelta(days=2)
    columns = {"Invitations": "", "Connections": ""}
    if row:
        columns = {"Invitations": ",inviterProfileUrl,inviteeProfileUrl", "Connections": ",URL"}
    sent = f"{at.month}/{at.day}/{at:%y}, 9:00 AM"
    owner = f",{AT}olga" if row else ""
    tables = {
        "Invitations": f"From,To,Sent At,Message,Direction{columns['Invitations']}\n"
        f'{ana},Olga Owner,"{sent}",,INCOMING{row}{owner}\n',
        "Connections": f"First Name,Last Name{columns['Connections']},Email Address,Company,"
        f"Position,Connected On\n{ana.replace(' ', ',')}{row},,,,{at:%d %b %Y}\n",
        "messages": "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,"
        "RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER,ATTACHMENTS,IS MESSAGE DRAFT,"
        f"IS CONVERSATION DRAFT\n2-k,,Bo Li,{AT}bo,Olga Owner,{AT}olga,"
        f"{now():%Y-%m-%d %H:%M:%S} UTC,,hi there,INBOX,,No,No\n",
    }
    folder.mkdir()
    for name, table in tables.items():
        (folder / f"{name}.csv").write_text(table, "utf-8")
    return folder


@pytest.fixture
def renamed(shell: Shell, tmp_path: Path, protocol: Path) -> Shell:
    """Ana was known by her name and is due; then an export tells her address."""
    shell("import", export_of(tmp_path / "older", "Ana Nowak", ""))
    shell("study", "lock", protocol)
    assert "1 newly due" in shell("tick").out
    return shell


def test_a_card_of_somebody_who_got_an_address_is_dealt_anew(
    renamed: Shell, tmp_path: Path
) -> None:
    before = earliest(renamed)
    assert "approved" in renamed("queue", "approve", before).out
    renamed("import", export_of(tmp_path / "newer", "Ana Nowak", f",{AT}ana"))
    assert "Nothing is due" in renamed("queue").out
    assert "no card number" in renamed("queue", "sent", before).complaint
    assert "1 newly due" in renamed("tick").out
    listed = renamed("queue", "--list").out
    assert listed.count("Ana Nowak") == 1
    assert "[drafted]" in listed


def test_who_was_asked_just_before_their_address_came_is_not_asked_again(
    renamed: Shell, tmp_path: Path
) -> None:
    record = Record(renamed.home)
    with record.read() as connection:
        (row,) = delivering.those(connection, ("drafted",))
    pending.keep(record.home, Decision(Deed.SENT, row.id, now() - timedelta(minutes=1)))
    record.close()
    renamed("import", export_of(tmp_path / "newer", "Ana Nowak", f",{AT}ana"))
    for _ in range(2):
        assert "0 newly due" in renamed("tick").out
    assert "Nothing is due" in renamed("queue").out
    with record.read() as connection:
        (after,) = delivering.those(connection, ("drafted", "approved", "sent", "dropped"))
    record.close()
    assert after.state == "sent"


def test_whoever_is_forgotten_is_no_card_any_more(studied: Shell) -> None:
    number = earliest(studied)
    handle = re.search(r"/in/([^/\s]+)/", studied("queue", "card", number).out)
    assert handle
    assert studied("forget", handle[1], "--yes").status == 0
    for _ in range(2):
        assert "unnamed" not in studied("queue", "--list").out
        assert "no card number" in studied("queue", "card", number).complaint
        studied("tick")


def test_whoever_is_forgotten_after_their_address_came_leaves_no_trace(
    renamed: Shell, tmp_path: Path
) -> None:
    renamed("import", export_of(tmp_path / "newer", "Ana Nowak", f",{AT}ana"))
    renamed("tick")
    assert renamed("forget", "ana", "--yes").status == 0
    assert "Nothing is due" in renamed("queue").out
    for path in renamed.home.rglob("*"):
        assert not path.is_file() or b"nowak" not in path.read_bytes().lower(), path
