"""A protocol in plain sentences, and stretches of time as they are said."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from askwhy.protocol.durations import read_duration, spell_duration
from askwhy.protocol.explaining import explain

if TYPE_CHECKING:
    from tests.protocol.conftest import File

DAY = timedelta(days=1)


def test_the_published_study_in_plain_sentences(october: File) -> None:
    assert explain(october.protocol()) == (
        "The study “October” is about everybody who asks to connect with you from 2026-10-01 to "
        "2026-10-31, both days whole (31 days).",
        "Each of these requests is accepted.",
        "Whoever has not written 1 day after being accepted is in the study.",
        "They are asked 1 day after being accepted, if still silent:",
        "[en] I’m happy to be part of your network! Did you have a reason to connect with me? Is "
        "there something I can do for you?",
        "Never asked: who wrote of their own accord before being asked, to whom you wrote first, "
        "who asked not to be written to, whom you marked and who was asked before, in any study "
        "and on any account.",
        "Something leaves only on Mondays, Tuesdays, Wednesdays, Thursdays and Fridays, but never "
        "from 20:00 to 08:00, by the clocks of Europe/Warsaw.",
        "No account sends more than 20 questions a day, nor more than 5 within any hour.",
        "Writing of their own accord counts within 7 days of acceptance, an answer within 2 weeks "
        "of the question; a one-tap reply does not count as having written.",
        "Confirmatory hypothesis: Most of the silent answer once they are asked. (row S5, more "
        "than 50 %)",
        "Exploratory hypothesis: More than half of the answers name no reason but “in case”. (row "
        "S14, whatever it shows)",
        "What people wrote is deleted on 2027-05-02, all else about them on 2028-10-31.",
    )


def sentence(file: File, beginning: str) -> str:
    (found,) = [one for one in explain(file.protocol()) if one.startswith(beginning)]
    return found


def test_several_groups_are_told_with_their_weights(file: File) -> None:
    told = explain(file.but("weight = 2", 'weight = 2\nwait = "3 days"').protocol())
    assert told[2:7] == (
        "Whoever has not written 1 day after being accepted is allocated by chance to one of 2 "
        "groups.",
        "Group A (2 parts in 3) is asked 3 days after being accepted, if still silent:",
        "[en] Why, {first_name}?",
        "[fr] Pourquoi, {first_name} ?",
        "Group none (1 part in 3) is not asked anything.",
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('accept = "all"', 'accept = "own words"',
         "A request is accepted if it comes with words of its own."),
        ('accept = "all"', 'accept = "by hand"', "You decide yourself which requests to accept."),
        ('wait = "1 day"', 'wait = "0 days"',
         "Whoever has not written right after being accepted is allocated by chance to one of 2 "
         "groups."),
        ('["20:00-08:00"]', '["12:00-13:00", "22:00-24:00"]',
         "Something leaves only on Mondays and Tuesdays, but never from 12:00 to 13:00 and from "
         "22:00 to 24:00, by the clocks of Europe/Warsaw."),
        ('["20:00-08:00"]', '["12:00-13:00", "22:00-06:30"]',
         "Something leaves only on Mondays and Tuesdays, but never from 12:00 to 13:00 and from "
         "22:00 to 06:30, by the clocks of Europe/Warsaw."),
        ('quiet = ["20:00-08:00"]\nweekdays = ["Mon", "Tue"]',
         'quiet = []\nweekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]',
         "Something leaves only on any day, by the clocks of Europe/Warsaw."),
        ("per_day = 20", "per_day = 1",
         "No account sends more than 1 question a day, nor more than 5 within any hour."),
        ("canned_counts = false", "canned_counts = true",
         "Writing of their own accord counts within 7 days of acceptance, an answer within 2 weeks "
         "of the question; a one-tap reply counts as having written."),
        ("than = 0.5", 'arms = ["A", "none"]',
         "Confirmatory hypothesis: Most answer. (row S5, more in group A than in group none)"),
        ('kind = "confirmatory"\nsays = "Most answer."\nfigure = "S5"', 'says = "Who knows?"',
         "Exploratory hypothesis: Who knows? (no row of the report is named for it)"),
        ('["known to me"]', '["known to me", "had written before"]',
         "Never asked: who wrote of their own accord before being asked, to whom you wrote first, "
         "who asked not to be written to, whom you marked, who was asked before, in any study and "
         "on any account, whom you noted as known to you and with whom you had exchanged words "
         "before the request."),
    ],
)  # fmt: skip
def test_each_choice_has_its_sentence(file: File, old: str, new: str, told: str) -> None:
    assert told in explain(file.but(old, new).protocol())


def test_a_study_without_hypotheses_says_so(file: File) -> None:
    start, end = file.text.index("[[hypotheses]]"), file.text.index("[retention]")
    assert sentence(file.but(file.text[start:end], ""), "No hypothesis") == (
        "No hypothesis is declared: whatever is found is exploratory."
    )


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("1 day", DAY),
        ("2 days", 2 * DAY),
        ("36 hours", 1.5 * DAY),
        ("90 minutes", timedelta(minutes=90)),
        ("3 weeks", 21 * DAY),
        ("1Week", 7 * DAY),
        ("0 days", 0 * DAY),
        ("day", None),
        ("1.5 days", None),
        ("-1 day", None),
        ("1 dayss", None),
        ("1 month", None),
        ("100000 days", None),
        ("", None),
    ],
)
def test_durations_are_read(text: str, duration: timedelta | None) -> None:
    assert read_duration(text) == duration


@pytest.mark.parametrize(
    ("duration", "told"),
    [
        (DAY, "1 day"),
        (7 * DAY, "7 days"),
        (14 * DAY, "2 weeks"),
        (1.5 * DAY, "36 hours"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(0), "no time"),
    ],
)
def test_durations_are_told(duration: timedelta, told: str) -> None:
    assert spell_duration(duration) == told
