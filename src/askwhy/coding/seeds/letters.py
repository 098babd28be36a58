"""Ordinary texts put together from made-up parts, full of links, numbers and prices.

Round letters and office notes look like fraud to a model that has never seen their like.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

_SITES = ("example.org", "news.example.com", "lists.example.net", "www.example.com")


def write_letters(count: int, rng: np.random.Generator) -> tuple[str, ...]:
    """So many round letters, half of them English, the others in the seven other languages."""
    return tuple(_letter(parts, rng) for parts in _draw(count, rng))


def write_notes(count: int, rng: np.random.Generator) -> tuple[str, ...]:
    """So many office notes: telephone numbers, times, amounts, deadlines."""
    return tuple(_note(str(rng.choice(parts["notes"])), rng) for parts in _draw(count, rng))


def _draw(count: int, rng: np.random.Generator) -> list[dict[str, list[str]]]:
    source = files("askwhy.coding.seeds").joinpath("letters.toml").read_text(encoding="utf-8")
    parts = tomllib.loads(source)
    others = [language for language in parts if language != "en"]
    return [parts["en" if rng.random() < 0.5 else str(rng.choice(others))] for _ in range(count)]


def _letter(parts: dict[str, list[str]], rng: np.random.Generator) -> str:
    shape = int(rng.integers(4))
    entries = [
        _entry(shape, str(rng.choice(parts["headlines"])), rng)
        for _ in range(int(rng.integers(1, 5)))
    ]
    opening = [str(rng.choice(parts["openings"]))] if rng.random() < 0.6 else []
    closing = [str(rng.choice(parts["closings"]))] if rng.random() < 0.7 else []
    return " ".join([*opening, *entries, *closing])


def _entry(shape: int, headline: str, rng: np.random.Generator) -> str:
    folder = str(rng.choice(["a", "news", "msg"]))
    link = f"http://{rng.choice(_SITES)}/{folder}/{rng.integers(10, 99999)}"
    day = f"20{rng.integers(10, 26)}-{rng.integers(1, 13):02d}-{rng.integers(1, 29):02d}"
    forms = (
        f"URL: {link} Date: {day} {headline}.",
        f"{headline} {link}",
        f"* {headline} [1] {link}",
        f"{link} {headline}.",
    )
    return forms[shape]


def _note(form: str, rng: np.random.Generator) -> str:
    line = f"010-{rng.integers(1000, 9999)}"
    phone = str(rng.choice([f"(555) {line}", f"555-{line}", f"0555 {line.replace('-', ' ')}"]))
    amount = int(rng.choice([5, 10, 15, 120, 300, 2500, 15000, 21000, 750000]))
    money = str(rng.choice([f"${amount:,}", f"{amount} euros", f"{amount:,} pounds"]))
    time = f"{rng.integers(7, 21)}:{rng.choice(['00', '15', '30', '45'])}"
    return form.format(phone=phone, amount=money, time=time)
