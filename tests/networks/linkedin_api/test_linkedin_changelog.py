"""The changelog: each change once, in whatever order; an instant where the day says whose it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.networks.linkedin_api.test_linkedin_api import TOKEN

from askwhy.errors import TheirNetwork
from askwhy.facts import Connection, LeftOut, Position
from askwhy.networks.linkedin_api.changelog import begin_at, fetch_changes, read_changes
from askwhy.networks.linkedin_api.client import Api, Elsewhere, NoConsent, OldVersion, Strange
from askwhy.networks.linkedin_api.snapshot import open_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from tests.networks.linkedin_api.conftest import LinkedIn

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
AT = datetime(2026, 11, 10, 14, 5, 7, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def change(
    number: int, at: datetime = AT, name: str = "inviteeClosingInvitation"
) -> dict[str, Any]:
    milliseconds = int(at.timestamp() * 1000)
    return {
        "id": number,
        "capturedAt": milliseconds + 250,
        "processedAt": milliseconds + 60_000,
        "resourceName": "invitations",
        "method": "ACTION",
        "methodName": name,
        "actor": "urn:li:person:abc",
        "owner": "urn:li:person:abc",
    }


def api(linkedin: LinkedIn, waits: list[float] | None = None) -> Api:
    return Api(TOKEN, ([] if waits is None else waits).append, linkedin.base)


def invite(first: str, sent: str, direction: str = "INCOMING") -> dict[str, str]:
    theirs, mine = f"https://www.linkedin.com/in/{first.lower()}", "https://www.linkedin.com/in/eva"
    is_incoming = direction == "INCOMING"
    return {
        "From": f"{first} Fay" if is_incoming else "Eva Lis",
        "To": "Eva Lis" if is_incoming else f"{first} Fay",
        "Sent At": sent,
        "Message": "",
        "Direction": direction,
        "inviterProfileUrl": theirs if is_incoming else mine,
        "inviteeProfileUrl": mine if is_incoming else theirs,
    }


def connection(first: str, day: str) -> dict[str, str]:
    return {
        "First Name": first,
        "Last Name": "Fay",
        "URL": f"https://www.linkedin.com/in/{first.lower()}",
        "Email Address": "",
        "Company": "",
        "Position": "",
        "Connected On": day,
    }


@pytest.fixture
def ana(linkedin: LinkedIn) -> LinkedIn:
    """Ana asked and was accepted on 10 November; on the 11th Ben and Cleo were; Dan was asked."""
    linkedin.tables = {
        "PROFILE": [{"First Name": "Eva", "Last Name": "Lis", "Headline": "Reads"}],
        "INVITATIONS": [
            invite("Ana", "11/9/26, 8:00 AM"),
            invite("Ben", "11/9/26, 9:00 AM"),
            invite("Cleo", "11/9/26, 9:30 AM"),
            invite("Dan", "11/8/26, 9:30 AM", "OUTGOING"),
        ],
        "CONNECTIONS": [
            connection("Ana", "10 Nov 2026"),
            connection("Ben", "11 Nov 2026"),
            connection("Cleo", "11 Nov 2026"),
            connection("Dan", "10 Nov 2026"),
        ],
    }
    return linkedin


def exact(facts: list[object]) -> list[tuple[str, datetime]]:
    return [
        (one.party.name, one.since.earliest)
        for one in facts
        if isinstance(one, Connection) and one.party and one.since.is_exact
    ]


def test_an_instant_is_joined_where_the_day_says_whose_it_is(ana: LinkedIn, tmp_path: Path) -> None:
    ana.changes = [change(1), change(2, AT + timedelta(days=1)), change(3, name="other")]
    facts: list[object] = list(open_snapshot(api(ana), tmp_path / "pages", {}, NOW).read())
    assert exact(facts) == [("Ana Fay", AT)]
    left = [one for one in facts if isinstance(one, LeftOut) and one.file == "the changelog"]
    assert len(left) == 1
    latest = max(one["processedAt"] for one in ana.changes)
    assert facts[-1] == Position("changelog", str(latest))


def test_two_closings_on_a_day_say_nothing_of_one_connection(ana: LinkedIn, tmp_path: Path) -> None:
    ana.changes = [change(1), change(2, AT + SECOND)]
    facts: list[object] = list(open_snapshot(api(ana), tmp_path / "pages", {}, NOW).read())
    assert exact(facts) == []


def test_without_changes_it_is_the_snapshot_alone(ana: LinkedIn, tmp_path: Path) -> None:
    plain = open_snapshot(api(ana), tmp_path / "pages", {}, NOW)
    ana.changes = [change(1)]
    changed = open_snapshot(api(ana), tmp_path / "pages", {}, NOW)
    assert changed.digest() != plain.digest()
    assert not any(isinstance(one, Position) for one in plain.read())
    assert list(changed.read())[: len(list(plain.read()))] == list(plain.read())


def test_each_change_comes_once_however_often_and_disordered_it_is_told(ana: LinkedIn) -> None:
    moments = [AT + number * SECOND for number in range(120)]
    told = [change(number, at) for number, at in enumerate(moments)]
    ana.changes = [*reversed(told[:70]), *told[50:]]
    found = fetch_changes(api(ana), AT - timedelta(days=1))
    assert [one.at for one in found] == moments
    assert [start for _, start in ana.asked] == [0, 50, 100]


def test_the_start_counts_in_what_was_written_down_then(ana: LinkedIn) -> None:
    ana.changes = [change(1), change(2, AT + SECOND)]
    since = AT + timedelta(minutes=1)
    assert [one.id for one in fetch_changes(api(ana), since)] == [1, 2]
    assert [one.id for one in fetch_changes(api(ana), since + SECOND)] == [2]


def test_it_goes_on_some_days_before_where_it_stopped_and_within_what_is_kept() -> None:
    reached = str(int((NOW - timedelta(days=5)).timestamp() * 1000))
    assert begin_at(reached, NOW) == NOW - timedelta(days=8)
    old = str(int((NOW - timedelta(days=90)).timestamp() * 1000))
    assert begin_at(old, NOW) == begin_at(None, NOW) == NOW - timedelta(days=28)


@pytest.mark.parametrize(
    ("status", "failure"),
    [(426, OldVersion), (403, NoConsent), (401, TheirNetwork), (302, Elsewhere), (400, Strange)],
)
def test_each_refusal_of_the_changelog_is_told(
    ana: LinkedIn, status: int, failure: type[TheirNetwork]
) -> None:
    ana.faults = [(status, {"Location": f"{ana.base}/stolen"} if status == 302 else {})]
    with pytest.raises(failure) as told:
        fetch_changes(api(ana), NOW)
    assert told.value.retry_after is None
    assert TOKEN not in repr(told.value)
    assert ana.asked == [("CHANGES", 0)]


def test_patience_is_had_and_a_404_is_no_change(ana: LinkedIn) -> None:
    ana.changes = [change(1)]
    ana.faults = [(429, {"Retry-After": "9"})]
    waits: list[float] = []
    assert len(fetch_changes(api(ana, waits), AT)) == 1
    assert waits == [9.0]
    ana.faults = [(404, {})]
    assert fetch_changes(api(ana), AT) == []


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b'{"elements": [{}]}', b'{"elements": 3}'])
def test_a_strange_changelog_is_refused(answer: bytes) -> None:
    with pytest.raises(Strange):
        read_changes(answer)
