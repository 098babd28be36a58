"""Fictional lives, written in every generation and dialect, come back as they were lived."""

from __future__ import annotations

import tracemalloc
import unicodedata
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from askwhy.errors import YourFile
from askwhy.facts import Check, Connection, Generation, Message, Owner, Request
from askwhy.synth import GENERATIONS, grow, write_archive, write_large

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from askwhy.networks.linkedin.source import ExportSource
    from askwhy.synth import World
    from askwhy.synth.world import Message as Spoken
    from askwhy.synth.world import Thread

    Open = Callable[..., ExportSource]

TODAY = date(2026, 11, 16)
DAY = timedelta(days=1)
WITH_SLUGS = ("2024", "2026")
FORMS = [
    *((name, {}) for name in GENERATIONS),
    ("2018", {"dialect": "utf16", "narrow_space": True}),
    ("2021", {"dialect": "utf16", "folder": "deep/er"}),
    ("2024", {"members": "numbered", "preamble": False, "folder": "Basic_Export"}),
    ("2024", {"dialect": "excel"}),
    ("2026", {"dialect": "excel", "members": "capitals"}),
]


@pytest.fixture(scope="module")
def world() -> World:
    return grow(7, TODAY, connections=400, messages=500, requests=120)


def folded(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split()))


def spoken(world: World) -> Iterator[tuple[Thread, Spoken]]:
    """The messages that are some: no drafts, no spam, no advertisements."""
    threads = [thread for one in world.acquaintances for thread in one.threads]
    for thread in (*threads, *world.threads):
        if thread.folder != "SPAM" and not thread.sponsored:
            yield from ((thread, one) for one in thread.messages if one.kind != "draft")


@pytest.fixture(params=FORMS, ids=lambda form: "-".join([form[0], *map(str, form[1].values())]))
def told(
    request: pytest.FixtureRequest, world: World, tmp_path: Path, open_one: Open
) -> tuple[str, bool, list[object]]:
    """The generation, whether a spreadsheet saved it, and all that was told of the world."""
    name, form = request.param
    path = write_archive(world, tmp_path / "export.zip", name, **form)
    return name, "excel" in form.get("dialect", ""), list(open_one(path).read())


def test_what_was_lived_is_told(world: World, told: tuple[str, bool, list[object]]) -> None:
    generation, is_resaved, everything = told
    assert [one for one in everything if isinstance(one, YourFile)] == []
    assert [one.name for one in everything if isinstance(one, Generation)] == [generation]
    failed = {one.name for one in everything if isinstance(one, Check) and not one.passed}
    assert failed == ({"as LinkedIn wrote it"} if is_resaved else set())
    _requests_are_true(world, everything, is_resaved=is_resaved)
    _connections_are_true(world, everything)
    _messages_are_true(world, everything, has_seconds=generation != "2018")
    owners = [one.party for one in everything if isinstance(one, Owner)]
    assert {party.name for party in owners} == {world.owner.name}
    knows_slug = generation not in {"2018", "2020"}
    assert any(party.handle == world.owner.slug for party in owners) == knows_slug
    if generation in WITH_SLUGS:
        slugs = {one.party.handle for one in everything if isinstance(one, Request)}
        assert len(slugs) > 100


def _requests_are_true(world: World, everything: list[object], *, is_resaved: bool) -> None:
    requests = [one for one in everything if isinstance(one, Request)]
    true = [
        (one.person, one.request)
        for one in world.acquaintances
        if one.request is not None and one.request.is_registered(world.exported)
    ]
    assert len(requests) == len(true)
    for told, (person, lived) in zip(requests, true, strict=True):
        assert told.party.name == folded(person.name)
        assert str(told.direction) == lived.direction
        assert told.sent.earliest <= lived.sent < told.sent.latest
        longest = timedelta(hours=25) if is_resaved else timedelta(hours=1, minutes=1)
        assert told.sent.latest - told.sent.earliest <= longest
        assert told.note.split() == lived.note.split()


def _connections_are_true(world: World, everything: list[object]) -> None:
    connections = [one for one in everything if isinstance(one, Connection)]
    true = [one for one in world.acquaintances if one.connected is not None]
    assert len(connections) == len(true)
    for told, lived in zip(connections, true, strict=True):
        assert lived.connected is not None
        assert (told.party is None) == lived.hidden
        assert told.party is None or told.party.name == folded(lived.person.name)
        assert told.since.earliest <= lived.connected < told.since.latest
        assert told.since.latest - told.since.earliest <= DAY
    hidden = [(one.since, one.ordinal) for one in connections if one.party is None]
    assert len(set(hidden)) == len(hidden) > 0


def _messages_are_true(world: World, everything: list[object], *, has_seconds: bool) -> None:
    messages = [one for one in everything if isinstance(one, Message)]
    true = Counter((one.at, folded(one.sender.name)) for _, one in spoken(world))
    if not has_seconds:
        true = Counter((at.replace(second=0), name) for at, name in true.elements())
    names = (one.sender.name or "LinkedIn Member" for one in messages)
    assert Counter(zip((one.sent_at for one in messages), names, strict=True)) == true
    assert {one.precision for one in messages} == {1 if has_seconds else 60}
    widest = max(len(thread.others) for thread, _ in spoken(world))
    assert max(len(one.recipients) for one in messages) == widest
    words = {" ".join(one.text.split()) for _, one in spoken(world)}
    assert {" ".join(one.text.split()) for one in messages} == words


def test_latin1_letters_that_were_lost_cost_letters_and_no_rows(
    world: World, tmp_path: Path, open_one: Open
) -> None:
    path = write_archive(world, tmp_path / "export", "2021", dialect="excel-latin1")
    told = list(open_one(path).read())
    assert [one for one in told if isinstance(one, YourFile)] == []
    assert sum(isinstance(one, Message) for one in told) == sum(1 for _ in spoken(world))
    sentences = [one.sentence for one in told if isinstance(one, Check) and not one.passed]
    assert any("letters may be wrong" in sentence for sentence in sentences)


@pytest.mark.slow
def test_the_memory_does_not_grow_with_the_file(tmp_path: Path, open_one: Open) -> None:
    peaks = []
    for count in (2_000, 16_000):
        path = write_large(tmp_path / f"{count}.zip", 3, TODAY, 300, count)
        source = open_one(path)
        tracemalloc.start()
        told = sum(1 for _ in source.read())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert told > count
    assert peaks[1] < peaks[0] + 1_000_000
    assert peaks[1] < 8_000_000
