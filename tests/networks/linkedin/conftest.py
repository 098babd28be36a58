"""Small exports, written as a test tells them, and what the reader tells of them."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from askwhy.errors import YourFile
from askwhy.facts import Check, Connection, Coverage, LeftOut, Message, Owner, Request
from askwhy.networks.linkedin.detection import open_sources
from askwhy.networks.linkedin.source import ExportSource

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Got = TypeVar("Got")
OWNER = "Olive Owner"
HEADERS = {
    "Invitations.csv": (
        "From", "To", "Sent At", "Message", "Direction", "inviterProfileUrl", "inviteeProfileUrl",
    ),
    "Connections.csv": (
        "First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On",
    ),
    "messages.csv": (
        "CONVERSATION ID", "CONVERSATION TITLE", "FROM", "SENDER PROFILE URL", "TO",
        "RECIPIENT PROFILE URLS", "DATE", "SUBJECT", "CONTENT", "FOLDER", "ATTACHMENTS",
        "IS MESSAGE DRAFT", "IS CONVERSATION DRAFT",
    ),
    "Profile.csv": ("First Name", "Last Name", "Headline"),
}  # fmt: skip


class Told:
    """All that a source told, by kind."""

    def __init__(self, everything: list[Any]) -> None:
        self.everything = everything

    def of(self, kind: type[Got]) -> list[Got]:
        return [one for one in self.everything if isinstance(one, kind)]

    @property
    def owners(self) -> list[Owner]:
        return self.of(Owner)

    @property
    def requests(self) -> list[Request]:
        return self.of(Request)

    @property
    def connections(self) -> list[Connection]:
        return self.of(Connection)

    @property
    def messages(self) -> list[Message]:
        return self.of(Message)

    @property
    def left_out(self) -> list[LeftOut]:
        return self.of(LeftOut)

    @property
    def bad(self) -> list[YourFile]:
        return self.of(YourFile)

    @property
    def coverage(self) -> list[Coverage]:
        return self.of(Coverage)

    def check(self, name: str) -> Check:
        (found,) = [one for one in self.of(Check) if one.name == name]
        return found

    def has_check(self, name: str) -> bool:
        return any(one.name == name for one in self.of(Check))


class Export:
    """An export of 2026 that belongs to Olive Owner, written row by row; `file` overwrites one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._rows: dict[str, list[tuple[str, ...]]] = {}
        self._files: dict[str, bytes] = {}

    def invitation(
        self, who: str, sent: str = "10/20/26, 9:00 AM", note: str = "", way: str = "INCOMING",
        slug: str | None = None,
    ) -> None:  # fmt: skip
        pair = [(who, address(who, slug)), (OWNER, address(OWNER))]
        (name, url), (other, other_url) = pair if way == "INCOMING" else reversed(pair)
        self.row("Invitations.csv", (name, other, sent, note, way, url, other_url))

    def connection(
        self, who: str, on: str = "21 Oct 2026", slug: str | None = None, post: str = ""
    ) -> None:
        given, _, family = who.partition(" ")
        self.row("Connections.csv", (given, family, address(who, slug), "", "", post, on))

    def message(
        self, who: str, to: str = "Olive Owner", date: str = "2026-10-22 08:00:00 UTC",
        text: str = "Hello", conversation: str = "2-a", urls: str | None = None, title: str = "",
        folder: str = "INBOX", draft: str = "No", plan: str = "No", url: str | None = None,
    ) -> None:  # fmt: skip
        urls = address(to) if urls is None else urls
        url = address(who) if url is None else url
        row = (conversation, title, who, url, to, urls, date, "", text, folder, "", draft, plan)
        self.row("messages.csv", row)

    def profile(self, given: str = "Olive", family: str = "Owner") -> None:
        self.row("Profile.csv", (given, family, "Recruiter"))

    def file(self, name: str, content: str | bytes) -> None:
        self._files[name] = content.encode() if isinstance(content, str) else content

    def row(self, name: str, row: tuple[str, ...]) -> None:
        self._rows.setdefault(name, []).append(row)

    def contents(self) -> dict[str, bytes]:
        found = {}
        for name, rows in self._rows.items():
            paper = io.StringIO(newline="")
            csv.writer(paper, lineterminator="\n").writerows([HEADERS[name], *rows])
            found[name] = paper.getvalue().encode()
        return found | self._files

    def write(self) -> Path:
        for name, content in self.contents().items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return self.folder

    def pack(self, name: str = "export.zip", prefix: str = "") -> Path:
        path = self.folder.parent / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in self.contents().items():
                archive.writestr(prefix + member, content)
        return path

    def read(self) -> Told:
        return Told(list(only_source(self.write()).read()))


def address(who: str, slug: str | None = None) -> str:
    slug = who.lower().replace(" ", "-") if slug is None else slug
    return f"https://www.linkedin.com/in/{slug}" if slug else ""


def only_source(*paths: Path) -> ExportSource:
    (source,) = open_sources(paths)
    assert isinstance(source, ExportSource), source
    return source


@pytest.fixture
def export(tmp_path: Path) -> Export:
    """An empty export in a folder of its own."""
    return Export(tmp_path / "export")


@pytest.fixture
def open_one() -> Callable[..., ExportSource]:
    """Open the one source that the paths hold."""
    return only_source
