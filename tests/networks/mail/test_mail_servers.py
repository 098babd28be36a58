"""Letters read from and answered over real servers."""

from __future__ import annotations

import socket
import threading
from datetime import UTC, datetime
from email import message_from_bytes
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from askwhy.errors import TheirNetwork
from askwhy.facts import Coverage, LeftOut, Message, Party, Position, Record, Request
from askwhy.networks import NoAnswer
from askwhy.networks.mail.channel import MailChannel
from askwhy.networks.mail.mailbox import opened
from askwhy.networks.mail.source import AT_MOST, AT_ONCE, MailSource, open_mail

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.networks.mail.harness import Post

pytestmark = pytest.mark.slow
NOW = datetime(2100, 1, 1, tzinfo=UTC)
KEY = UUID("5f0c8c0e-0f3c-5d7c-9d36-3b6d1f0e2a11")
NAME = f"<{KEY}@test.example>"
ANA = Party(handle="ana@test.example")


def came(post: Post, folder: Path, reached: dict[str, str] | None = None) -> MailSource:
    return open_mail(post.mailbox(), folder / "spool", reached or {}, NOW, lambda: NOW)


def channel(post: Post, smtp: int | None = None, *, is_automatic: bool = False) -> MailChannel:
    return MailChannel(post.mailbox(smtp), lambda: NOW, is_automatic=is_automatic)


def test_a_strangers_first_letter_is_a_request_and_what_follows_are_messages(
    post: Post, tmp_path: Path
) -> None:
    post.write("ana", "Hello,\n> quoted\nmay I ask you?", "Message-ID: <1@a>", "Subject: Hi")
    post.write("ana", "Me again.", "Message-ID: <2@a>", "In-Reply-To: <1@a>")
    facts = list(came(post, tmp_path).read())
    (request,) = [one for one in facts if isinstance(one, Request)]
    assert (request.party.handle, request.note) == (ANA.handle, "Hello,\nmay I ask you?")
    (message,) = [one for one in facts if isinstance(one, Message)]
    assert message.text == "Me again."
    kinds = {one.record for one in facts if isinstance(one, Coverage)}
    assert kinds == {Record.REQUESTS, Record.MESSAGES}


def test_strangers_who_answer_one_letter_have_a_thread_each(post: Post, tmp_path: Path) -> None:
    for name in ("ana", "ben"):
        post.write(name, "Hello.")
        for _ in range(2):
            post.write(name, "Me again.", "In-Reply-To: <announced@owner>")
    told = [one for one in came(post, tmp_path).read() if isinstance(one, Message)]
    threads = {who: {one.conversation for one in told if one.sender.handle == who}
               for who in ("ana@test.example", "ben@test.example")}  # fmt: skip
    assert [len(some) for some in threads.values()] == [1, 1]
    assert len(set().union(*threads.values())) == 2


def test_whom_the_owner_wrote_to_first_makes_no_request(post: Post, tmp_path: Path) -> None:
    post.write("ana", "First.", "Message-ID: <1@a>")
    channel(post).send(KEY, ANA, "Why?")
    post.write("ana", "Because.", "Message-ID: <2@a>", f"In-Reply-To: {NAME}")
    facts = list(came(post, tmp_path).read())
    assert [one.note for one in facts if isinstance(one, Request)] == ["First."]
    texts = {(one.sender.handle, one.text) for one in facts if isinstance(one, Message)}
    assert texts == {("owner@test.example", "Why?"), (ANA.handle, "Because.")}


def positions(facts: Iterable[object]) -> dict[str, str]:
    return {one.name: one.value for one in facts if isinstance(one, Position)}


def test_reading_goes_on_where_it_stopped(post: Post, tmp_path: Path) -> None:
    post.write("ana", "First.")
    source = came(post, tmp_path)
    facts = list(source.read())
    assert sum(isinstance(one, Request) for one in facts) == 1
    post.write("ana", "Second.")
    post.write("ben", "Hello.")
    later = came(post, tmp_path, positions(facts))
    assert later.digest() != source.digest()
    told = list(later.read())
    assert [one.text for one in told if isinstance(one, Message)] == ["Second."]
    assert [one.party.handle for one in told if isinstance(one, Request)] == ["ben@test.example"]
    (first, second) = ([one for one in some if isinstance(one, Coverage)] for some in (facts, told))
    assert [one.since for one in first] == [one.since for one in second]


def test_reading_what_was_fetched_needs_no_server(post: Post, tmp_path: Path) -> None:
    post.write("ana", "First.")
    source = came(post, tmp_path)
    before = list(source.read())
    post.empty()
    assert list(source.read()) == before


def test_whom_the_owner_wrote_to_long_ago_makes_no_request(post: Post, tmp_path: Path) -> None:
    post.write("ana", "First.", "Message-ID: <1@a>")
    channel(post).send(KEY, ANA, "Why?")
    reached = positions(came(post, tmp_path).read())
    with opened(post.mailbox()) as box:
        box.select("INBOX")
        box.store("1:*", "+FLAGS", r"(\Deleted)")
        box.expunge()
    post.write("ana", "Because.")
    told = list(came(post, tmp_path, reached).read())
    assert [one.text for one in told if isinstance(one, Message)] == ["Because."]
    assert not any(isinstance(one, Request) for one in told)


def test_a_fetching_that_was_stopped_goes_on_where_it_stopped(post: Post, tmp_path: Path) -> None:
    for number in range(AT_ONCE + 2):
        post.write(f"p{number}", f"Letter {number}.")
    at = iter([NOW, NOW, *[NOW + AT_MOST + AT_MOST] * 9])
    with pytest.raises(TheirNetwork, match=f"{AT_ONCE} of {AT_ONCE + 2} letters have come") as said:
        open_mail(post.mailbox(), tmp_path / "spool", {}, NOW, lambda: next(at))
    assert said.value.retry_after is not None
    with opened(post.mailbox()) as box:
        box.select("INBOX")
        box.store("1", "+FLAGS", r"(\Deleted)")
        box.expunge()
    told = list(came(post, tmp_path).read())
    assert sum(isinstance(one, Request) for one in told) == AT_ONCE + 2


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        (["List-Id: <l.test>"], "a list's or a mass mailing"),
        (["Precedence: bulk"], "a list's or a mass mailing"),
        (["Auto-Submitted: auto-generated"], "automatic mail"),
        (["Auto-Submitted: auto-replied; owner=x"], "an absence notice"),
        (["Content-Type: multipart/report; boundary=x; report-type=delivery-status"], "a bounce"),
    ],
)
def test_what_no_person_wrote_is_left_out_and_never_answered(
    post: Post, tmp_path: Path, headers: list[str], reason: str
) -> None:
    post.write("ana", "Words.", *headers)
    facts = list(came(post, tmp_path).read())
    assert [one.reason for one in facts if isinstance(one, LeftOut)] == [reason]
    assert not any(isinstance(one, Request | Message) for one in facts)
    with pytest.raises(TheirNetwork, match="no letter that may be answered") as refused:
        channel(post).send(KEY, ANA, "Why?")
    assert refused.value.retry_after is None
    assert post.letters("ana") == []


def test_an_answer_arrives_once_and_is_read_back(post: Post) -> None:
    post.write("ana", "Hello.", "Message-ID: <1@a>", "Subject: Hi")
    sender = channel(post, is_automatic=True)
    assert sender.read_back(KEY, ANA, "Why?") == []
    assert sender.send(KEY, ANA, "Why, dear Ána?").id == NAME
    (arrived,) = [message_from_bytes(one) for one in post.await_letters("ana", 1)]
    assert (arrived["Message-ID"], arrived["In-Reply-To"]) == (NAME, "<1@a>")
    assert (arrived["Subject"], arrived["Auto-Submitted"]) == ("Re: Hi", "auto-replied")
    assert [one.id for one in sender.read_back(KEY, ANA, "Why?")] == [NAME]


def test_an_approved_answer_is_not_called_automatic(post: Post) -> None:
    post.write("ana", "Hello.")
    channel(post).send(KEY, ANA, "Why?")
    (arrived,) = [message_from_bytes(one) for one in post.await_letters("ana", 1)]
    assert arrived["Auto-Submitted"] is None


def break_off(listener: socket.socket) -> None:
    """A server that takes a letter's words and dies before it says so."""
    call, _ = listener.accept()
    with call, call.makefile("rb") as said:
        call.sendall(b"220 here\r\n")
        for line in said:
            if line.upper().startswith(b"DATA"):
                call.sendall(b"354 go on\r\n")
            elif line == b".\r\n":
                return
            elif line[:4].upper() in {b"EHLO", b"MAIL", b"RCPT"}:
                call.sendall(b"250 good\r\n")


def test_an_answer_that_was_cut_off_is_neither_called_sent_nor_not_sent(post: Post) -> None:
    post.write("ana", "Hello.")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=break_off, args=(listener,))
        thread.start()
        cut = channel(post, listener.getsockname()[1])
        with pytest.raises(NoAnswer):
            cut.send(KEY, ANA, "Why?")
        thread.join()
    with pytest.raises(TheirNetwork, match="look in Drafts") as undecided:
        channel(post).read_back(KEY, ANA, "Why?")
    assert undecided.value.retry_after is None


def test_a_refused_recipient_is_refused_for_good(post: Post) -> None:
    post.write("stranger", "Hello.")
    who = Party(handle="stranger@test.example")
    with pytest.raises(TheirNetwork, match="says 5") as refused:
        channel(post).send(KEY, who, "Why?")
    assert refused.value.retry_after is None
    assert not isinstance(refused.value, NoAnswer)
    assert channel(post).read_back(KEY, who, "Why?") == []
