"""The interface against a server of its documented manners: pages, their end, each refusal."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import keyring
import pytest
from click.testing import CliRunner, Result
from keyring.backend import KeyringBackend

from askwhy.app.home import Record
from askwhy.app.live.connections import connections
from askwhy.cli import askwhy
from askwhy.errors import TheirNetwork
from askwhy.facts import Connection
from askwhy.networks.linkedin.detection import open_sources
from askwhy.networks.linkedin_api import client
from askwhy.networks.linkedin_api.client import Api, Elsewhere, OldVersion, Strange, TokenExpired
from askwhy.networks.linkedin_api.snapshot import NothingYet, open_snapshot
from askwhy.synth import grow, write_archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.networks.linkedin_api.conftest import LinkedIn

    from askwhy.app.live.connections import Connection as Account

TOKEN = "fictional-token-7f3a"  # noqa: S105 (of nobody)
NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


def api(linkedin: LinkedIn, token: str = TOKEN, waits: list[float] | None = None) -> Api:
    return Api(token, ([] if waits is None else waits).append, linkedin.base)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    world = grow(7, date(2026, 11, 16), connections=90, messages=300)
    return write_archive(world, tmp_path / "Basic_LinkedInDataExport_11-16-2026.zip", extras=False)


def test_the_same_archive_as_zip_and_as_interface_gives_equal_facts(
    linkedin: LinkedIn, archive: Path, tmp_path: Path
) -> None:
    linkedin.hold(archive)
    (whole,) = open_sources([archive])
    assert not isinstance(whole, Exception)
    came = open_snapshot(api(linkedin), tmp_path / "pages", {}, NOW)
    by_zip, by_interface = list(whole.read()), list(came.read())
    assert by_interface == by_zip
    assert len(by_zip) > 400
    assert ("INBOX", 3) in linkedin.asked


def test_half_a_character_costs_itself_and_not_the_snapshot(
    linkedin: LinkedIn, tmp_path: Path
) -> None:
    linkedin.tables = {
        "PROFILE": [{"First Name": "Eva", "Last Name": "Lis", "Headline": "", "\udc00": "\ud800"}],
        "CONNECTIONS": [
            {
                "First Name": "Ada \ud800B",
                "Last Name": "Fay \ud83d\ude42",
                "URL": "https://www.linkedin.com/in/ada",
                "Email Address": "",
                "Company": "\ud83d",
                "Position": "\udc00x",
                "Connected On": "10 Nov 2026",
            }
        ],
    }
    told = list(open_snapshot(api(linkedin), tmp_path / "pages", {}, NOW).read())
    (ada,) = (one for one in told if isinstance(one, Connection))
    assert ada.party
    assert ada.party.name == "Ada \ufffdB Fay \N{SLIGHTLY SMILING FACE}"
    assert (ada.company, ada.position) == ("\ufffd", "\ufffdx")


def test_a_stopped_reading_goes_on_where_it_stopped(
    linkedin: LinkedIn, archive: Path, tmp_path: Path
) -> None:
    linkedin.hold(archive)
    linkedin.stops_after = 5
    with pytest.raises(Strange):
        open_snapshot(api(linkedin), tmp_path / "pages", {}, NOW)
    stopped_at, linkedin.stops_after = linkedin.asked[-1], None
    before = linkedin.asked[:-1]
    linkedin.asked.clear()
    open_snapshot(api(linkedin), tmp_path / "pages", {}, NOW)
    assert linkedin.asked[0] == stopped_at
    assert not set(before) & set(linkedin.asked)


def test_pages_of_another_day_are_asked_for_again(
    linkedin: LinkedIn, archive: Path, tmp_path: Path
) -> None:
    linkedin.hold(archive)
    open_snapshot(api(linkedin), tmp_path / "pages", {}, NOW - timedelta(days=1))
    first = list(linkedin.asked)
    open_snapshot(api(linkedin), tmp_path / "pages", {}, NOW)
    assert linkedin.asked == first * 2
    assert [one.name for one in (tmp_path / "pages").iterdir()] == ["2026-11-16"]


def test_nothing_at_all_is_told_as_not_gathered_yet(linkedin: LinkedIn, tmp_path: Path) -> None:
    with pytest.raises(NothingYet):
        open_snapshot(api(linkedin), tmp_path / "pages", {}, NOW)


@pytest.mark.parametrize(
    ("status", "failure"), [(426, OldVersion), (403, client.NoConsent), (400, Strange)]
)
def test_each_refusal_has_its_sentence_and_is_not_tried_again(
    linkedin: LinkedIn, status: int, failure: type[TheirNetwork]
) -> None:
    linkedin.faults = [(status, {})]
    with pytest.raises(failure) as told:
        api(linkedin).page("PROFILE", 0)
    assert told.value.retry_after is None
    assert TOKEN not in repr(told.value)
    assert len(linkedin.asked) == 1


def test_a_token_that_is_over_is_said_without_showing_it(linkedin: LinkedIn) -> None:
    with pytest.raises(TokenExpired) as told:
        api(linkedin, "over-and-gone").page("PROFILE", 0)
    assert "over-and-gone" not in str(told.value)


def test_an_answer_that_points_elsewhere_is_not_followed(linkedin: LinkedIn) -> None:
    linkedin.faults = [(302, {"Location": f"{linkedin.base}/stolen?domain=STOLEN&start=0"})]
    with pytest.raises(Elsewhere):
        api(linkedin).page("PROFILE", 0)
    assert linkedin.asked == [("PROFILE", 0)]


def test_it_waits_as_long_as_it_is_asked_to(linkedin: LinkedIn) -> None:
    linkedin.tables = {"PROFILE": [{"First Name": "Ada"}]}
    linkedin.faults = [(429, {"Retry-After": "7"}), (503, {})]
    waits: list[float] = []
    assert api(linkedin, waits=waits).page("PROFILE", 0) == [{"First Name": "Ada"}]
    assert waits == [7.0, 60.0]


def test_a_long_wait_is_left_to_the_owner(linkedin: LinkedIn) -> None:
    linkedin.faults = [(429, {"Retry-After": "3600"})]
    waits: list[float] = []
    with pytest.raises(TheirNetwork) as told:
        api(linkedin, waits=waits).page("PROFILE", 0)
    assert told.value.retry_after == timedelta(hours=1)
    assert waits == []


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b'{"elements": [{}]}', b'{"elements": 3}'])
def test_a_strange_answer_is_refused(answer: bytes) -> None:
    with pytest.raises(Strange):
        client.rows_of(answer)


class MemoryRing(KeyringBackend):
    """A keyring of this process."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password


@pytest.fixture
def ring() -> Iterator[MemoryRing]:
    was, mine = keyring.get_keyring(), MemoryRing()
    keyring.set_keyring(mine)
    yield mine
    keyring.set_keyring(was)


def connected(home: Path) -> list[Account]:
    with closing(Record(home)) as record:
        return connections(record)


def run(home: Path, *words: str, typed: str = "") -> Result:
    said = ["--home", str(home), *words]
    return CliRunner().invoke(askwhy, said, input=typed, catch_exceptions=False)


@pytest.mark.slow
def test_connect_and_sync_bring_it_in_once_and_the_token_nowhere(
    linkedin: LinkedIn,
    archive: Path,
    tmp_path: Path,
    ring: MemoryRing,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client, "BASE", linkedin.base)
    monkeypatch.delenv("ASKWHY_LINKEDIN_TOKEN", raising=False)
    linkedin.hold(archive)
    home = tmp_path / "home"
    told = [
        run(home, "connect", "linkedin", typed=f"{TOKEN}\n\n"),
        run(home, "sync"),
        run(home, "sync", "linkedin"),
    ]
    assert [one.exit_code for one in told] == [0, 0, 0], [one.output for one in told]
    assert "The token ends on" in told[0].stdout
    assert "already imported" in told[2].stdout
    assert ring.held == {("askwhy", "linkedin/linkedin"): f'{{"token": "{TOKEN}"}}'}
    assert linkedin.tokens == {f"Bearer {TOKEN}"}
    assert all(TOKEN not in one.output for one in told)
    kept = [path for path in home.rglob("*") if path.is_file()]
    assert home / "askwhy.sqlite" in kept
    assert all(TOKEN.encode() not in path.read_bytes() for path in kept)
    assert list((home / "fetched").iterdir()) == []


@pytest.mark.slow
def test_a_token_in_the_environment_is_put_nowhere(
    linkedin: LinkedIn, tmp_path: Path, ring: MemoryRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "BASE", linkedin.base)
    monkeypatch.setenv("ASKWHY_LINKEDIN_TOKEN", TOKEN)
    monkeypatch.setenv("ASKWHY_LINKEDIN_MADE", "2026-10-01")
    said = run(tmp_path, "connect", "linkedin")
    assert said.exit_code == 0, said.output
    assert ring.held == {}
    (one,) = connected(tmp_path)
    assert one.expires == datetime(2026, 11, 30, tzinfo=UTC)
    assert one.warning(datetime(2026, 11, 19, 23, 59, tzinfo=UTC)) == ""
    assert "ends on 30 November 2026" in one.warning(datetime(2026, 11, 20, tzinfo=UTC))
    assert "ended on" in one.warning(datetime(2026, 11, 30, tzinfo=UTC))


def test_a_token_that_is_refused_is_not_kept(
    linkedin: LinkedIn, tmp_path: Path, ring: MemoryRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "BASE", linkedin.base)
    monkeypatch.delenv("ASKWHY_LINKEDIN_TOKEN", raising=False)
    said = run(tmp_path, "connect", "linkedin", typed="wrong-token\n\n")
    assert said.exit_code == 1
    assert "60 days" in said.stderr
    assert "wrong-token" not in said.output
    assert (ring.held, connected(tmp_path)) == ({}, [])


def test_sync_without_an_account_says_what_to_do(tmp_path: Path) -> None:
    assert "askwhy connect linkedin" in run(tmp_path, "sync").stderr
