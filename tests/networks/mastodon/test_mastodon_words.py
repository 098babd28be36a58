"""How people of such networks write, and how what we write calls nobody."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from askwhy.facts import Party, Shown
from askwhy.networks.answers import clean
from askwhy.networks.mastodon.answers import called, handle_of, moment, name_of
from askwhy.networks.mastodon.markup import QUIET, fold, plain, quiet, unaddressed
from askwhy.networks.mastodon.profiles import NAMES, declared

NOW = datetime(2026, 11, 1, tzinfo=UTC)
MENTION = re.compile(r"(?<![=/\w])@([a-z0-9_]+([.-]+[a-z0-9_]+)*(@[\w.-]+\w+)?)", re.IGNORECASE)
"""Whom Mastodon takes to be mentioned, after its `Account::MENTION_RE`."""
HASHTAG = re.compile(r"(?<![=/\w)])#(\w+)")
"""What Mastodon takes to be a hashtag, after its `Tag::HASHTAG_RE`, here a little wider."""


def test_words_are_those_that_are_seen() -> None:
    html = (
        '<p><span class="h-card"><a href="https://a.example/@ow" class="u-url mention">@<span>ow'
        "</span></a></span> One &amp; two<br />three</p><p>four</p><script>x</script>"
    )
    assert plain(html) == "@ow One & two\nthree\n\nfour"


def test_a_shortened_address_is_told_in_full() -> None:
    html = (
        '<a href="https://b.example/long/path"><span class="invisible">https://</span>'
        '<span class="ellipsis">b.example/lo</span><span class="invisible">ng/path</span></a>'
    )
    assert plain(html) == "https://b.example/long/path"


@given(st.text() | st.lists(st.sampled_from(["<p>", "</", "<!--", "<![", "&#0;", "<li", "&"])))
def test_no_html_stops_the_reading(pieces: str | list[str]) -> None:
    words = plain("".join(pieces))
    words.encode()
    assert "\0" not in words
    assert words == words.strip()


def test_names_that_a_message_is_addressed_to_are_not_its_words() -> None:
    known = {"ow", "ow@a.example", "ben"}
    assert unaddressed("@ow @Ben, hello @ow", known) == "hello @ow"
    assert unaddressed("@ow@a.example hello", known) == "hello"
    assert unaddressed("@somebody hello", known) == "@somebody hello"


WORDINGS = st.lists(
    st.sampled_from(["@ben", "@ben@b.example", "#why", "(@x)", "/@x", "é@x", "²@x", "\u0301@x",
                     "me@b.example", "https://b.example/@ben", "http://)@ben", "@", "Why", "?",
                     " ", "\n", ".@x.y"]),
    max_size=9,
).map("".join)  # fmt: skip


@given(WORDINGS)
@example("https://b.example/@ben@#why")
def test_our_words_mention_nobody_and_are_read_back_as_they_were(text: str) -> None:
    sent = quiet(text)
    assert MENTION.findall(sent) == []
    assert HASHTAG.findall(sent) == []
    assert sent.replace(QUIET, "") == text
    assert fold(plain(sent)) == fold(plain(text))


def test_the_patterns_of_the_test_find_what_they_are_to_find() -> None:
    assert MENTION.search("Hello @ben@b.example")
    assert HASHTAG.search("Hello #why")


def test_addresses_in_our_words_still_work() -> None:
    text = "See https://b.example/@ben/1?a=@c#part or write to me@b.example."
    assert quiet(text) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [("Why?  You", "why?\nyou"), ("Cafe\u0301", "Café"), ("**Why**", "Why"), ("a\u2060b", "ab")],
)
def test_what_a_server_renders_otherwise_is_the_same_text(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_another_text_is_another_text() -> None:
    assert fold("Why A?") != fold("Why B?")
    assert fold("🙂") != fold("🙃")


def test_a_name_is_told_without_the_servers_own_emoji() -> None:
    account = {
        "username": "ana",
        "display_name": "Ana  :blobcat: at 10:30:15 :unknown:\n",
        "emojis": [{"shortcode": "blobcat"}],
    }
    assert called(account) == "Ana at 10:30:15 :unknown:"
    assert called({"username": "ana", "display_name": ":x1:", "emojis": [{"shortcode": "x1"}]}) == (
        "ana"
    )


@pytest.mark.parametrize(
    ("acct", "handle"),
    [
        ("Ana", "@ana@a.example"),
        ("Ana@B.Example", "@ana@b.example"),
        ("", ""),
        ("a b", ""),
        ("a@b@c", ""),
        ("../x", ""),
        (7, ""),
        (None, ""),
    ],
)
def test_a_handle_is_the_full_name_in_lower_case(acct: object, handle: str) -> None:
    assert handle_of({"acct": acct}, "A.example") == handle


@pytest.mark.parametrize("id_", ["../../x", "", "a" * 65, None, {}, "1\n"])
def test_an_identifier_is_nothing_but_one(id_: object) -> None:
    assert name_of({"id": id_}) == ""


@pytest.mark.parametrize(
    "said", ["", "yesterday", 5, None, "2026-11-01", "2026-11-01T10:00:00", "9999-12-31T23:59:59Z"]
)
def test_what_is_no_instant_is_none(said: object) -> None:
    assert moment({"at": said}, "at") is None


def test_an_instant_is_told_to_the_second_in_utc() -> None:
    at = moment({"at": "2026-11-01T10:00:00.789+02:00"}, "at")
    assert at == datetime(2026, 11, 1, 8, 0, 0, tzinfo=UTC)


@given(st.text(st.characters(min_codepoint=0, max_codepoint=0x1FFFF), max_size=20))
def test_every_text_can_be_kept(text: str) -> None:
    clean(text).encode()
    assert "\0" not in clean(text)


def profile(*fields: tuple[str, str], **more: object) -> list[tuple[str, str]]:
    account = {"fields": [{"name": name, "value": value} for name, value in fields], **more}
    told = declared(account, Party(handle="@ana@a.example"), NOW)
    return [(one.shown, one.value) for one in told]


def test_what_people_declare_is_told_word_for_word_with_its_place() -> None:
    account = {
        "fields": [
            {"name": "Pronouns 🏳️‍🌈:", "value": "she/<b>they</b>"},
            {"name": "Zeitzone", "value": "Europe/Berlin"},
            {"name": "Website", "value": "a.example"},
        ]
    }
    first, second = declared(account, Party(handle="@ana@a.example"), NOW)
    assert (first.shown, first.value) == (Shown.PRONOUNS, "she/they")
    assert first.source == "their own Mastodon profile, field Pronouns 🏳️‍🌈:"
    assert (second.shown, second.value) == (Shown.TIME_ZONE, "Europe/Berlin")


def test_nothing_is_guessed_from_names_bios_or_other_fields() -> None:
    assert profile(("Joined", "2017"), display_name="Ana (she/her)", note="From Lisbon") == []
    assert profile(("Location", ""), ("Where", "x" * 300)) == []


def test_of_two_fields_of_a_kind_the_first_stands() -> None:
    assert profile(("Ort", "Bonn"), ("Stadt", "Köln")) == [(Shown.LOCATION, "Bonn")]


@pytest.mark.parametrize(("flag", "said"), [(True, ["yes"]), (False, ["no"]), (None, [])])
def test_an_automatic_account_is_told_by_its_own_mark(flag: object, said: list[str]) -> None:
    assert [value for _, value in profile(bot=flag)] == said


def test_no_name_of_a_field_means_two_things() -> None:
    names = [name for several in NAMES.values() for name in several]
    assert len(names) == len(set(names))
    assert all(name == name.casefold() for name in names)
