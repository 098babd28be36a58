"""Fictional archives for trying things out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.errors import Refused
from askwhy.synth import GENERATIONS, grow, write_archive, write_large

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

LARGE = 200_000
"""From how many messages on an archive is written without holding its world in memory."""


def write_fiction(
    path: Path,
    *,
    seed: int,
    today: date,
    connections: int,
    messages: int,
    generation: str,
    study: bool,
) -> None:
    """Write an archive of invented people in one of LinkedIn's formats to a ZIP or a folder."""
    if generation not in GENERATIONS:
        known = ", ".join(GENERATIONS)
        raise Refused(f"There is no generation {generation!r}. Choose one of: {known}.")
    if messages >= LARGE and not study:
        write_large(path, seed, today, connections, messages, generation)
        return
    world = grow(
        seed,
        today,
        connections=connections,
        messages=messages,
        requests=connections // 5,
        study=study,
    )
    write_archive(world, path, generation)
