"""What strangers, other sites and hostile words are kept from."""

from __future__ import annotations

import re
import tempfile
import zipfile
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from tests.web.conftest import BORDER

from askwhy.web.bringing import free_path, safe_name
from askwhy.web.guarding import LARGEST_FORM, Door

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.conftest import Served, Visitor

HOSTILE = "<img src=x onerror=alert(1)>'\"</textarea></title><script>alert(2)</script>{{7*7}}"
TURNED = "Ann\u202eexe.cod\u0007"
FORM = "application/x-www-form-urlencoded"


def test_without_a_token_nothing_is_shown(filled: Served) -> None:
    stranger = filled.stranger()
    for path in ("/", "/people", "/report", "/report/json", "/static/page.js", "/nope"):
        answer = stranger.get(path)
        assert answer.status == 403
        assert "set-cookie" not in answer.headers


def test_the_token_opens_once(filled: Served) -> None:
    first = filled.stranger().ask("GET", f"/people?find=a&token={filled.door.token}")
    assert (first.status, first.headers["location"]) == (303, "/people?find=a")
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert filled.door.token not in cookie
    again = filled.stranger().ask("GET", f"/?token={filled.door.token}")
    assert again.status == 403
    came = filled.stranger()
    came.cookie = cookie.partition(";")[0]
    assert came.get("/people").status == 200


@pytest.mark.parametrize("told", ["", "wrong", "%C3%A9", "%00"])
def test_a_wrong_token_opens_nothing_and_spends_nothing(filled: Served, told: str) -> None:
    assert filled.stranger().ask("GET", f"/?token={told}").status == 403
    assert filled.stranger().ask("GET", f"/?token={filled.door.token}").status == 303


def test_another_servers_cookie_is_none(filled: Served) -> None:
    stranger = filled.stranger()
    stranger.cookie = f"{filled.door.cookie}={Door(1).session}"
    assert stranger.get("/people").status == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost.evil.example:{port}",
                                  "evil.example:{port}", ""])  # fmt: skip
def test_a_rebound_name_is_refused(filled: Served, host: str) -> None:
    """Even to the owner's own browser: that is what a rebound name has."""
    named = host.format(port=filled.door.port)
    answer = filled.owner().ask("GET", "/people", Host=named)
    assert answer.status == 400
    assert "Whitlock" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "https://127.0.0.1:{port}"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {},
    ],
)
def test_another_sites_form_changes_nothing(filled: Served, headers: dict[str, str]) -> None:
    told = {name: value.format(port=filled.door.port) for name, value in headers.items()}
    answer = filled.owner().ask("POST", "/settings", b"language=pl", Content_Type=FORM, **told)
    assert answer.status == 403
    assert filled.desk.choices().language == ""


def test_the_headers_forbid_what_is_not_ours(filled: Served) -> None:
    owner = filled.owner()
    for path in ("/people", "/static/page.js", "/nope", "/report.css"):
        headers = owner.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
    assert filled.owner().get("/people").headers["cache-control"] == "no-store"


def test_nothing_stands_inline(filled: Served) -> None:
    """The policy would keep a browser from running it; better that there is none."""
    owner = filled.owner()
    for path in ("/today?split=new", "/people", "/people/3", "/report", "/settings", "/study/new"):
        text = owner.get(path).text
        assert re.search(r"<script(?! src=)|\son\w+=|\sstyle=|<style", text) is None, path


def hostile_export() -> bytes:
    """An export in which everybody is called, writes and works as an attack."""
    packed = BytesIO()
    name = HOSTILE.replace('"', '""')
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Profile.csv", "First Name,Last Name,Headline\nEva,Lis,Owner\n")
        archive.writestr(
            "Connections.csv",
            "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
            f'"{name}",{TURNED},https://www.linkedin.com/in/ann,,"{name}","{name}",10 Nov 2026\n',
        )
        archive.writestr(
            "Invitations.csv",
            "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
            f'"{name} {TURNED}",Eva Lis,"11/9/26, 8:00 AM","{name}",INCOMING,'
            "https://www.linkedin.com/in/ann,https://www.linkedin.com/in/eva\n",
        )
        archive.writestr(
            "messages.csv",
            "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,"
            "DATE,SUBJECT,CONTENT,FOLDER\n"
            f'2-x==,,"{name} {TURNED}",https://www.linkedin.com/in/ann,Eva Lis,'
            f"https://www.linkedin.com/in/eva,2026-11-11 09:00:00 UTC,,"
            f'"{name} stop writing",INBOX\n',
        )
    return packed.getvalue()


class Seen(HTMLParser):
    """The tags of a page, as a browser would build them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        names = dict(attrs)
        assert not any(name.startswith("on") for name in names), names
        if tag in {"script", "img", "link", "iframe"}:
            self.loads.append(names.get("src") or names.get("href") or "")


def assert_harmless(owner: Visitor, path: str) -> str:
    answer = owner.get(path)
    assert answer.status == 200, (path, answer.text)
    seen = Seen()
    seen.feed(answer.text)
    assert "img" not in seen.tags, path
    assert all(load.startswith("/") for load in seen.loads), (path, seen.loads)
    assert seen.tags.count("script") == 1, path
    assert "\u202e" not in answer.text
    assert "\u0007" not in answer.text
    assert "49</" not in answer.text, "nothing of theirs is a template"
    return answer.text


def test_hostile_words_are_words_wherever_they_are_shown(served: Served, protocol: str) -> None:
    owner = served.owner()
    name = HOSTILE + ".zip"
    over = owner.upload(hostile_export(), name.replace('"', "%22"))
    assert '<h1 class="headline">Imported</h1>' in over.text
    owner.post("/study/lock", text=protocol.replace("Autumn", HOSTILE.replace('"', '\\"')))
    assert owner.post("/people/1/favour", what=HOSTILE).status == 200
    shown = ""
    pages = ("/people", "/people/1", "/people/1?find=img", "/people/1/forget", "/study", "/report",
             "/report?names=1", "/settings", "/today?split=new", "/today?split=owed",
             "/today?split=due", "/people?find=" + "%3Cscript%3E", over.path, "/today?said=%3Cb%3E",
             )  # fmt: skip
    for path in pages:
        shown += assert_harmless(owner, path)
    assert shown.count("&lt;img src=x onerror=alert(1)&gt;") > 10
    assert "stop writing" in shown


def test_hostile_words_in_forms_are_refused_in_words(filled: Served) -> None:
    owner = filled.owner()
    for path, fields in {
        "/people/1/link": {"other": HOSTILE},
        "/people/1/favour": {"what": "x", "due": HOSTILE},
        "/undo": {"number": HOSTILE},
        "/study/lock": {"text": HOSTILE},
        "/settings/keys": {"next": HOSTILE},
    }.items():
        answer = owner.post(path, **fields)
        assert answer.status == 409, path
        assert "<img" not in answer.text


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/abs/x.zip", "x.zip"),
        ("C:\\x.zip", "x.zip"),
        ("..", "upload"),
        ("", "upload"),
        (".bashrc", "bashrc"),
        ("a\x00b.zip", "a_b.zip"),
        ("x" * 500 + ".zip", "x" * 116 + ".zip"),
        ("Żółw (1).zip", "Żółw (1).zip"),
        ("網" * 200 + ".zip", "網" * 38 + ".zip"),
    ],
)
def test_an_uploads_name_means_no_place(told: str, kept: str) -> None:
    assert safe_name(told) == kept


def test_two_uploads_of_one_name_are_both_kept(tmp_path: Path) -> None:
    for name in ("a", "1 a", "a", "a"):
        free_path(tmp_path, name).write_text(name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1 a", "2 a", "3 a", "a"]


def test_an_upload_that_comes_to_nothing_leaves_nothing(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart = tmp_path / "temporary"
    apart.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(apart))
    owner = served.owner()
    assert owner.upload(b"", "").status == 409
    field = f'--{BORDER}\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n'
    for body in (f"--{BORDER}\r\nno header at all", field * 11 + f"--{BORDER}--\r\n"):
        answer = owner.ask(
            "POST", "/import", body.encode(), Origin=f"http://127.0.0.1:{owner.port}",
            Content_Type=f"multipart/form-data; boundary={BORDER}",
        )  # fmt: skip
        assert answer.status == 400
    assert list(apart.iterdir()) == []


def test_an_upload_lands_nowhere_else(served: Served) -> None:
    before = {path.name for path in served.desk.home.parent.iterdir()}
    answer = served.owner().upload(b"x", "../../../evil.zip")
    assert "That did not work" in answer.text
    assert {path.name for path in served.desk.home.parent.iterdir()} == before
    assert not list(served.desk.home.rglob("*evil*"))


@pytest.mark.parametrize("path", ["/static/../__init__.py", "/static/%2e%2e/desk.py",
                                  "/static/..%2fdesk.py", "/static//etc/passwd"])  # fmt: skip
def test_no_file_beside_the_assets_is_served(filled: Served, path: str) -> None:
    assert filled.owner().get(path).status == 404


def test_too_large_a_form_is_refused(filled: Served) -> None:
    origin = f"http://127.0.0.1:{filled.door.port}"
    owner = filled.owner()
    body = b"language=" + b"x" * LARGEST_FORM
    answer = owner.ask("POST", "/settings", body, Origin=origin, Content_Type=FORM)
    assert answer.status == 413
    lied = owner.ask("POST", "/settings", b"x", Origin=origin, Content_Length="-1")
    assert lied.status in {400, 413}


def test_a_redirect_stays_here(filled: Served) -> None:
    answer = filled.stranger().ask("GET", f"//evil.example/?token={filled.door.token}")
    assert answer.status in {303, 400, 403}
    assert re.match(r"/(?!/)", answer.headers.get("location", "/"))


def test_a_failure_shows_no_secret(filled: Served, capsys: pytest.CaptureFixture[str]) -> None:
    """A bug in a page: its frames go to the terminal, no word of anybody's, nothing to the page."""
    words = "a private word"

    def broken() -> datetime:
        raise RuntimeError(words)

    filled.desk.clock = broken
    answer = filled.owner().get("/report")
    filled.desk.clock = lambda: datetime(2026, 11, 17, tzinfo=UTC)
    assert answer.status == 500
    assert words not in answer.text
    told = capsys.readouterr().err
    assert "RuntimeError" in told
    assert words not in told
