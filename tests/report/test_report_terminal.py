"""The report in a terminal: eighty columns, colour only where it is wanted."""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from askwhy.report import terminal, textbar
from askwhy.report.model import Owed

if TYPE_CHECKING:
    from askwhy.report.model import Report

ESCAPE = "\x1b"


class Legacy(io.StringIO):
    """A terminal that knows Western letters only."""

    encoding = "cp1252"


@pytest.mark.parametrize("width", [40, 80, 100])
@pytest.mark.parametrize("which", ["october", "hostile", "empty"])
def test_no_line_is_wider_than_the_terminal(
    which: str, width: int, request: pytest.FixtureRequest
) -> None:
    lines = terminal.text(request.getfixturevalue(which), width).splitlines()
    assert lines
    assert max(map(len, lines)) <= width


def test_a_share_stands_with_its_count_bar_interval_and_verdict(october: Report) -> None:
    lines = terminal.text(october).replace("\xa0", " ").splitlines()
    (at,) = [n for n, line in enumerate(lines) if line.startswith("Wrote words of their own")]
    assert lines[at].endswith("✓ supported")
    assert re.fullmatch(r" +8 %  4 of 50 +·├─*●─+┤·+  3–19 %", lines[at + 1])
    assert "“Fewer than half say anything of their own when they ask.”" in lines[at + 2]


def test_a_difference_stands_with_both_counts_and_its_zero(october: Report) -> None:
    lines = terminal.text(october, 100).replace("\xa0", " ").splitlines()
    at = next(
        n for n, line in enumerate(lines) if line.startswith("English speakers against Poles")
    )
    assert lines[at].endswith("? unresolved; p = 0.090")
    assert re.fullmatch(r" +\+45  7/7, 11/20 +·+│├─+●─+┤·+  \+5 to \+66", lines[at + 1])


def test_what_cannot_be_estimated_has_a_reason_and_an_empty_bar(october: Report) -> None:
    lines = terminal.text(october).replace("\xa0", " ").splitlines()
    (at,) = [n for n, line in enumerate(lines) if line.startswith("Spoke again")]
    assert re.fullmatch(r" +—  0 of 0 +·+  no interval", lines[at + 1])
    assert lines[at + 2].strip().startswith("The year is not over")


def test_everything_else_of_the_report_is_told(october: Report) -> None:
    told = " ".join(terminal.text(october).replace("\xa0", " ").split())
    for words in (
        "Fictional: nobody in this report exists",
        "1–31 October 2025; seen until 30 November 2025",
        "52 Requests in the window left: 2 not accepted",
        "5 conversations wait for your answer",
        "randomised or peer-reviewed (A)",
        "Horizon for an answer: 30 days",
        "intervals: Newcombe, 95 %",
    ):
        assert words in told


def test_names_are_listed_longest_wait_first_and_the_rest_counted(october: Report) -> None:
    many = tuple(Owed(days, f"Person {days}") for days in range(terminal.NAMED + 3))
    told = terminal.text(replace(october, owed=many))
    assert re.findall(r"Person \d+", told)[0] == f"Person {terminal.NAMED + 2}"
    assert "and 3 more" in told
    one = replace(october, owed=(Owed(9), Owed(5, "Ana")))
    assert re.search(r"unnamed, 9\sdays\s+Ana, 5\sdays", terminal.text(one)), "nobody is left out"
    assert "unnamed" not in terminal.text(replace(october, owed=(Owed(9),)))


def test_a_hostile_name_cannot_steer_the_terminal(hostile: Report) -> None:
    file = io.StringIO()
    terminal.show(hostile, Console(file=file, width=80, color_system=None))
    shown = {unicodedata.category(each) for each in file.getvalue() if each != "\n"}
    assert not shown & {"Cc", "Cf", "Cs"}
    assert "[31m<script>" in file.getvalue()


def test_colour_is_for_terminals_that_want_it(
    october: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    green = f"{ESCAPE}[1;32m"
    assert green in shown(october, terminal_=True)
    assert ESCAPE not in shown(october, terminal_=False)
    monkeypatch.setenv("NO_COLOR", "1")
    plain = shown(october, terminal_=True)
    assert not re.search(rf"{ESCAPE}\[[\d;]*3\dm", plain)
    assert "supported" in plain


def shown(report: Report, *, terminal_: bool) -> str:
    file = io.StringIO()
    terminal.show(report, Console(file=file, width=80, force_terminal=terminal_))
    return file.getvalue()


def test_a_terminal_without_our_marks_gets_plain_ones(october: Report) -> None:
    file = Legacy()
    terminal.show(replace(october, title="Zoë Łęcka"), Console(file=file, width=80))
    told = file.getvalue()
    assert told.encode("cp1252")
    assert "Zoë ??cka" in told
    assert re.search(r"8 %  4 of 50 +\.\[-*o-+\]\.+  3-19 %", told)


def test_a_bar_is_as_wide_as_asked_and_to_scale() -> None:
    assert textbar.share(0.5, 0.0, 1.0, 11) == "├────●────┤"
    assert textbar.share(1.0, 0.5, 1.0, 11) == "·····├────●"
    assert textbar.share(0.0, 0.0, 0.0, 5) == "●····"
    assert textbar.share(None, None, None, 4) == "····"
    assert textbar.difference(0.8, 0.6, 1.0, 11) == "·····│··├●┤"
    assert textbar.difference(0.0, -0.2, 0.2, 11) == "····├●┤····"
    assert textbar.axis(11, "0", "100 %") == "0     100 %"
