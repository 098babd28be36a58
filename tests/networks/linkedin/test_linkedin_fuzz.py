"""Damaged archives of every kind meet a sentence, never a traceback."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest

from askwhy.errors import YourFile
from askwhy.networks.linkedin.detection import open_sources
from askwhy.synth import GENERATIONS, grow, write_archive

if TYPE_CHECKING:
    from pathlib import Path

Mutation = Callable[[random.Random, bytes], bytes]
DIALECTS = {"2018": "utf16", "2021": "excel-latin1", "2024": "excel"}


def read_all(*paths: Path) -> tuple[int, list[YourFile]]:
    """Read what the paths hold to the end; return how many facts there were, and the failures."""
    told, failures = 0, []
    for source in open_sources(paths):
        if isinstance(source, YourFile):
            failures.append(source)
            continue
        try:
            source.digest()
            for one in source.read():
                if isinstance(one, YourFile):
                    failures.append(one)
                else:
                    told += 1
        except YourFile as failure:
            failures.append(failure)
    assert all(str(failure).strip() for failure in failures), "each failure has its sentence"
    return told, failures


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """A small export of each generation, some of them in a dialect."""
    world = grow(5, date(2026, 10, 31), connections=40, messages=60, requests=15)
    folder = tmp_path_factory.mktemp("exports")
    return [
        write_archive(
            world,
            folder / f"{name}.zip",
            name,
            dialect=DIALECTS.get(name, "plain"),  # type: ignore[arg-type]
        ).read_bytes()
        for name in GENERATIONS
    ]


def flip(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 30))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def truncate(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content))]


def cut_out(chance: random.Random, content: bytes) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.randrange(1, 400) :]


def double(chance: random.Random, content: bytes) -> bytes:
    start, other = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:other] + content[start:]


def insert(chance: random.Random, content: bytes) -> bytes:
    start = chance.randrange(len(content))
    noise = chance.choice(
        (b"\0" * 50, b'"', b'""",', b'","', b"\r", b"\n\n", b"\xff\xfe", b"\xef\xbb\xbf", b",,,,,",
         "\u202e\ud7ff".encode(), b"9" * 5_000, b'"' + b"x" * 70_000)
    )  # fmt: skip
    return content[:start] + noise + content[start:]


def recode(chance: random.Random, content: bytes) -> bytes:
    codec = chance.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252"))
    return content.decode("utf-8", "replace").encode(codec, "replace")


def swap_columns(chance: random.Random, content: bytes) -> bytes:
    header, newline, rest = content.partition(b"\n")
    columns = header.split(b",")
    chance.shuffle(columns)
    return b",".join(columns[chance.randrange(2) :]) + newline + rest


def replace_words(chance: random.Random, content: bytes) -> bytes:
    old, new = chance.choice(
        ((b" UTC", b" CET"), (b"2026-", b"0001-"), (b"2026", b"9999"), (b"Oct", b"okt"),
         (b"INCOMING", b"OUTGOING"), (b"INCOMING", b"?"), (b"https://", b""), (b" AM", b" XM"),
         (b"/", b"-"), (b",", b";"), (b"\n", b"\r"), (b"\n", b"\r\n"), (b'"', b"'"), (b",", b""))
    )  # fmt: skip
    return content.replace(old, new)


OF_BYTES: tuple[Mutation, ...] = (flip, truncate, cut_out, double, insert)
OF_TEXT: tuple[Mutation, ...] = (*OF_BYTES, recode, swap_columns, replace_words)


def with_members(archive: bytes, mutate: Callable[[str, bytes], bytes]) -> bytes:
    """The archive with the content of its members mutated, and packed soundly again."""
    paper = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(paper, "w") as new:
        for name in old.namelist():
            new.writestr(name, mutate(name, old.read(name)), zipfile.ZIP_DEFLATED)
    return paper.getvalue()


def test_the_exports_themselves_are_read(exports: list[bytes], tmp_path: Path) -> None:
    for content in exports:
        path = tmp_path / "export.zip"
        path.write_bytes(content)
        told, failures = read_all(path)
        assert told > 100
        assert failures == []


@pytest.mark.parametrize("seed", range(24))
def test_damaged_zips_meet_a_sentence(exports: list[bytes], tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    for number in range(25):
        content = chance.choice(exports)
        for _ in range(chance.choice((1, 1, 2))):
            content = chance.choice(OF_BYTES)(chance, content) or b"PK"
        path = tmp_path / f"{number}.zip"
        path.write_bytes(content)
        told, failures = read_all(path)
        assert told or failures, "a damaged archive is never passed over in silence"


@pytest.mark.parametrize("seed", range(24))
def test_damaged_members_cost_rows_or_meet_a_sentence(
    exports: list[bytes], tmp_path: Path, seed: int
) -> None:
    chance = random.Random(1_000 + seed)

    def mutate(name: str, content: bytes) -> bytes:
        if name.lower() not in {"messages.csv", "connections.csv", "invitations.csv"}:
            return content
        for _ in range(chance.choice((0, 1, 1, 3))):
            content = chance.choice(OF_TEXT)(chance, content) or b"\n"
        return content

    for number in range(10):
        path = tmp_path / f"{number}.zip"
        path.write_bytes(with_members(chance.choice(exports), mutate))
        told, failures = read_all(path)
        assert told or failures


@pytest.mark.parametrize("seed", range(4))
def test_noise_in_place_of_a_file_meets_a_sentence(tmp_path: Path, seed: int) -> None:
    chance = random.Random(2_000 + seed)
    for number in range(25):
        head = chance.choice((b"", b"PK\x03\x04", b"PK\x05\x06", b"From,To,Sent At,Direction\n"))
        path = tmp_path / f"{number}.bin"
        path.write_bytes(head + chance.randbytes(chance.randrange(3_000)))
        told, failures = read_all(path)
        assert told or failures
