"""One letter, however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askwhy.networks.mail import letters
from askwhy.networks.mail.mailbox import Mailbox, NoEncryption, Security, Server, quoted

PIECES = st.sampled_from(
    [
        b"From: =?utf-8?q?=FF?= <a@b.example>\r\n",
        b"From: =?nonsense?b?!!?= <a@b.example>, \xff@\r\n",
        b"To: undisclosed:;\r\n",
        b"Content-Type: multipart/mixed; boundary=x\r\n",
        b"Content-Type: text/plain; charset=nonsense\r\n",
        b"Content-Type: text/html; charset*=utf-8''%ff\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"\r\n",
        b"--x\r\n",
        b"<p>\xff&#0;<style>",
    ]
)


@given(st.lists(st.one_of(PIECES, st.binary(max_size=30)), max_size=14))
def test_no_bytes_stop_the_reading(pieces: list[bytes]) -> None:
    letter = letters.parse(b"".join(pieces))
    assert "\0" not in letters.words(letter)
    assert "\n" not in letters.header(letter, "Subject") + letters.own_id(letter)
    assert all("@" in one.handle for one in letters.people(letter, "From", "To"))
    assert isinstance(letters.why_not_personal(letter), str)
    letters.words(letter).encode()


def test_words_of_html_are_those_that_are_seen() -> None:
    raw = b"Content-Type: text/html\r\n\r\n<style>p{}</style><p>One &amp; two</p>three<script>x"
    assert letters.words(letters.parse(raw)) == "One & two\nthree"


def test_an_address_is_one_handle_however_it_is_written() -> None:
    raw = b'From: "Ana" <Ana@B.example>\r\nCc: ana@b.example\r\n\r\n'
    found = letters.people(letters.parse(raw), "From", "Cc")
    assert [(one.name, one.handle) for one in found] == [("Ana", "ana@b.example")]


@pytest.mark.parametrize("who", ["no-reply", "donotreply", "MAILER-DAEMON", "bounces+7"])
def test_whom_nobody_reads_is_no_person(who: str) -> None:
    letter = letters.parse(f"From: {who}@b.example\r\n\r\n".encode())
    assert letters.why_not_personal(letter) == "automatic mail"


def test_a_null_return_path_is_answered_by_nobody() -> None:
    letter = letters.parse(b"Return-Path: <>\r\nFrom: a@b.example\r\n\r\n")
    assert letters.why_not_personal(letter) == "a bounce"


def test_another_machine_is_spoken_to_encrypted_only() -> None:
    with pytest.raises(NoEncryption, match="Choose tls or starttls"):
        Server("mail.b.example", 143, Security.NONE)


def test_a_password_is_never_shown() -> None:
    server = Server("b.example", 993)
    assert "secret" not in repr(Mailbox("a@b.example", "a", "secret", server, server))


def test_nothing_ends_a_command_early() -> None:
    assert quoted('a"\r\nX LOGOUT\\é') == '"a\\"X LOGOUT\\\\"'
