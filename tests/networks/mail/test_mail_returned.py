"""Letters that come back, and automatic answers: neither is somebody's word."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from tests.networks.test_channel_contract import Desk

from askwhy.facts import ProfileEntry, Shown, Undeliverable
from askwhy.networks import Returned
from askwhy.networks.mail import letters
from askwhy.networks.mail.reports import read_report
from askwhy.outbox import State
from askwhy.store import deeds

if TYPE_CHECKING:
    from pathlib import Path

    from tests.networks.mail.harness import MailHarness

AT = datetime(2026, 11, 20, tzinfo=UTC)
KEY = "5f0c8c0e-0f3c-5d7c-9d36-3b6d1f0e2a11"
REPORT = """\
From: Mail Delivery System <mailer-daemon@b.example>
To: owner@test.example
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x

Sorry.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; b.example

Final-Recipient: rfc822; ana@b.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such person here

--x
Content-Type: {kind}

From: owner@test.example
Message-ID: <{key}@test.example>
Subject: Re: Hello
{body}
--x--
"""


def report(action: str = "failed", kind: str = "text/rfc822-headers", key: str = KEY) -> str:
    body = "\nWhy?" if kind == "message/rfc822" else ""
    return REPORT.format(action=action, kind=kind, key=key, body=body)


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
def test_a_report_of_failure_names_our_letter_and_the_reason(kind: str) -> None:
    letter = letters.parse(report(kind=kind).encode())
    assert letters.why_not_personal(letter) == "a bounce"
    said = "It came back: 550 5.1.1 No such person here"
    assert read_report(letter, AT) == Returned(UUID(KEY), said, AT)


def test_a_report_of_delay_or_of_others_letters_says_nothing() -> None:
    assert read_report(letters.parse(report("delayed").encode()), AT) is None
    assert read_report(letters.parse(report(key="somebody-elses").encode()), AT) is None


@pytest.mark.slow
def test_a_question_that_came_back_is_told_as_not_delivered(
    mail_harness: MailHarness, tmp_path: Path
) -> None:
    desk = Desk(mail_harness, tmp_path / "home")
    desk.ripe("ana")
    desk.deliver()
    row = desk.rows("ask")["ana"]
    headers, _, body = report(key=row.id).partition("\n\n")
    mail_harness.post.write("ben", body, *headers.splitlines()[2:])
    desk.sync()
    with desk.record.read() as connection:
        facts = deeds.facts_of(connection, [row.contact_id])[row.contact_id]
    (told,) = [one for one in facts if isinstance(one, Undeliverable)]
    assert (told.step, told.because) == ("ask", "It came back: 550 5.1.1 No such person here")
    assert "ben" not in desk.histories()


@pytest.mark.slow
def test_an_absence_notice_is_no_answer_and_is_shown_as_such(
    mail_harness: MailHarness, tmp_path: Path
) -> None:
    desk = Desk(mail_harness, tmp_path / "home")
    desk.ripe("ana")
    desk.deliver()
    assert desk.states("ask") == {"ana": State.SENT}
    mail_harness.post.write("ana", "I am away until May.", "Auto-Submitted: auto-replied")
    desk.sync()
    history = desk.histories()["ana"]
    assert [one.by_owner for one in history.said] == [True]
    told: ProfileEntry = history.profile[0]
    assert (told.shown, told.value) == (Shown.ABSENCE, "I am away until May.")
    assert told.source == "an automatic answer to a letter"
