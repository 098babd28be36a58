"""The export checked against itself, and what it says it is complete about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from askwhy.facts import Coverage, Generation, Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.networks.linkedin.conftest import Export

    from askwhy.networks.linkedin.source import ExportSource

ORDER, REGISTER = "sent before accepted", "requests on record"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def a_month(export: Export, first: int = 0, *, registered: int = 20, of: int = 20) -> None:
    for number in range(of):
        if number < registered:
            export.invitation(f"P{number} Q", f"10/{number + 1}/26, 9:00 AM")
        export.connection(f"P{number} Q", f"{number + 1 + first:02} Oct 2026")


def test_a_sound_export_passes_both_checks(export: Export) -> None:
    a_month(export)
    told = export.read()
    assert told.check(ORDER).passed
    assert told.check(ORDER).sentence.startswith("0 of 20 accepted requests look sent after")
    assert told.check(REGISTER).passed
    assert told.check(REGISTER).sentence.startswith("20 of the 20 connections")


def test_connections_before_their_requests_say_that_times_mean_something_new(
    export: Export,
) -> None:
    a_month(export, first=-1)
    check = export.read().check(ORDER)
    assert not check.passed
    assert check.sentence.startswith("19 of 19 accepted requests look sent after")


def test_one_contradiction_is_chance_and_two_of_few_are_not(export: Export) -> None:
    a_month(export)
    export.invitation("Eve Fox", "10/25/26, 9:00 AM")
    export.connection("Eve Fox", "24 Oct 2026")
    assert export.read().check(ORDER).passed
    export.invitation("Gil Hay", "10/25/26, 9:00 AM")
    export.connection("Gil Hay", "24 Oct 2026")
    assert not export.read().check(ORDER).passed


def test_recent_is_exactly_150_days(export: Export) -> None:
    export.invitation("Ada Okoro", "10/19/26, 5:00 PM")
    for day in ("22 May 2026", "23 May 2026"):
        export.connection(f"{day[:2]} Q", day)
    export.connection("Ada Okoro", "20 Oct 2026")
    assert export.read().check(REGISTER).sentence.startswith("1 of the 2 connections")


def test_a_request_in_the_evening_of_california_is_accepted_on_the_next_utc_day(
    export: Export,
) -> None:
    """Read as UTC, the connection of 21 October would come before the request."""
    for number in range(3):
        export.invitation(f"P{number} Q", "10/20/26, 6:00 PM")
        export.connection(f"P{number} Q", "21 Oct 2026")
    assert export.read().check(ORDER).sentence.startswith("0 of 3 ")


@pytest.mark.parametrize(("registered", "passes"), [(19, True), (18, False)])
def test_fewer_than_95_percent_on_record_is_said(
    export: Export, registered: int, passes: bool
) -> None:
    a_month(export, registered=registered)
    assert export.read().check(REGISTER).passed is passes


def test_old_and_hidden_connections_need_no_request(export: Export) -> None:
    a_month(export)
    for number in range(30):
        export.connection(f"Old{number} Q", "01 Jan 2026")
        export.row("Connections.csv", ("", "", "", "", "", "", "10 Oct 2026"))
    assert export.read().check(REGISTER).sentence.startswith("20 of the 20 ")


def test_names_that_two_connections_bear_decide_nothing(export: Export) -> None:
    header = "From,To,Sent At,Message,Direction\n"
    rows = [
        f'P{n} Q,Olive Owner,"10/{n + 1}/26, 9:00 AM",,INCOMING\n' for n in (0, 1, 2, 2)
    ]  # fmt: skip
    export.file("Invitations.csv", header + "".join(rows))
    for number, slug in ((0, "p0"), (1, "p1"), (2, "p2"), (2, "p2-other")):
        export.connection(f"P{number} Q", "20 Oct 2026", slug=slug)
    assert export.read().check(REGISTER).sentence.startswith("2 of the 2 ")


def test_checks_between_files_want_both_files(export: Export) -> None:
    export.connection("Ada Okoro")
    told = export.read()
    assert not told.has_check(ORDER)
    assert not told.has_check(REGISTER)


def test_with_nobody_to_compare_the_checks_say_so(export: Export) -> None:
    export.invitation("Ada Okoro")
    export.file("Connections.csv", "First Name,Last Name,Connected On\n")
    told = export.read()
    assert told.check(ORDER).sentence.startswith("No request can be held against")
    assert told.check(REGISTER).sentence.startswith("No connection was made in the last 150 days")


def test_a_new_column_is_said(export: Export) -> None:
    export.file("Connections.csv", "First Name,Last Name,Mood,Connected On\nA,B,x,07 Jun 2026\n")
    told = export.read()
    check = told.check("known columns")
    assert not check.passed
    assert 'has a column that is new and is not read: "Mood"' in check.sentence
    assert len(told.connections) == 1


def test_a_file_saved_again_is_said_with_what_it_cost(export: Export) -> None:
    rows = "From,To,Sent At,Message,Direction\r\nH\xe9l\xe8ne B,Olive Owner,4-Apr-21,,INCOMING\r\n"
    export.file("Invitations.csv", rows.encode("latin-1"))
    told = export.read()
    sentence = told.check("as LinkedIn wrote it").sentence
    assert "times of day are lost and letters may be wrong" in sentence
    assert not told.check("as LinkedIn wrote it").passed
    assert told.requests[0].party.name == "Hélène B"


def test_a_spreadsheet_s_short_rows_are_filled_up(export: Export) -> None:
    export.file(
        "Connections.csv",
        b"\xef\xbb\xbfConnected On;First Name;Last Name;Company;Position\r\n"
        b"07-Jun-26;Ada;Okoro\r\n07-Jun-26;Bo;Ek;;;;\r\n",
    )
    told = export.read()
    assert [one.party.name for one in told.connections if one.party] == ["Ada Okoro", "Bo Ek"]
    assert told.bad == []
    sentence = told.check("as LinkedIn wrote it").sentence
    assert "re-saved by another program; nothing else seems lost" in sentence


def test_semicolons_alone_tell_of_a_spreadsheet(export: Export) -> None:
    rows = "First Name;Last Name;Connected On\nAda;Okoro;07 Jun 2026\n"
    export.file("Connections.csv", rows)
    assert not export.read().check("as LinkedIn wrote it").passed


def test_a_row_too_long_is_bad_even_in_a_spreadsheet_s_file(export: Export) -> None:
    rows = "First Name,Last Name,Connected On\r\nAda,Okoro,07 Jun 2026,what?\r\n"
    export.file("Connections.csv", rows)
    told = export.read()
    assert told.connections == []
    assert told.bad[0].reason == "a row of 4 columns where 3 are due."


def test_the_line_of_a_bad_row_is_right_after_bare_carriage_returns(export: Export) -> None:
    rows = 'First Name,Last Name,Connected On\nA,"x\ry\r\nz",soon\nB,C,07 Jun 2026\n'
    export.file("Connections.csv", rows)
    told = export.read()
    assert [bad.line for bad in told.bad] == [2]
    assert len(told.connections) == 1


def test_coverage_ends_at_the_newest_instant_of_any_file(export: Export) -> None:
    export.invitation("Ada Okoro", "10/20/26, 9:00 AM")
    export.connection("Ada Okoro", "21 Oct 2026")
    export.connection("Bo Ek", "07 Jun 2019")
    export.message("Ada Okoro", date="2026-10-22 08:00:00 UTC")
    export.message("Ada Okoro", date="2024-01-02 03:04:05 UTC")
    until = utc("2026-10-22 08:00")
    assert export.read().coverage == [
        Coverage(Record.CONNECTIONS, utc("2019-06-07"), until),
        Coverage(Record.MESSAGES, utc("2024-01-02 03:04:05"), until),
        Coverage(Record.REQUESTS, until - timedelta(days=180), until),
    ]


@pytest.mark.parametrize(
    ("name", "until"),
    [
        ("Basic_LinkedInDataExport_10-31-2026.zip", "2026-10-31"),
        ("Complete_LinkedInDataExport_10-31-2026.zip (1).zip", "2026-10-31"),
        ("Basic_LinkedInDataExport_12-20-2026.zip", "2026-12-20"),
        ("Basic_LinkedInDataExport_12-21-2026.zip", "2026-10-21"),
        ("Basic_LinkedInDataExport_10-21-2026.zip", "2026-10-21"),
        ("Basic_LinkedInDataExport_10-20-2026.zip", "2026-10-21"),
        ("Basic_LinkedInDataExport_13-31-2026.zip", "2026-10-21"),
        ("export.zip", "2026-10-21"),
    ],
)
def test_a_believable_day_in_the_archive_s_name_ends_the_coverage(
    export: Export, open_one: Callable[..., ExportSource], name: str, until: str
) -> None:
    export.connection("Ada Okoro", "21 Oct 2026")
    (coverage,) = [one for one in open_one(export.pack(name)).read() if isinstance(one, Coverage)]
    assert coverage == Coverage(Record.CONNECTIONS, utc("2026-10-21"), utc(until))


def test_what_is_absent_is_not_covered_and_what_is_empty_is(export: Export) -> None:
    export.connection("Ada Okoro", "21 Oct 2026")
    export.file("messages.csv", "FROM,TO,DATE,CONTENT\n")
    day = utc("2026-10-21")
    assert export.read().coverage == [
        Coverage(Record.CONNECTIONS, day, day),
        Coverage(Record.MESSAGES, day, day),
    ]


def test_an_export_without_any_row_covers_nothing(export: Export) -> None:
    export.file("messages.csv", "FROM,TO,DATE,CONTENT\n")
    export.file("Connections.csv", "")
    told = export.read()
    assert told.coverage == []
    assert told.of(Generation)[0].members == ("messages.csv",)
