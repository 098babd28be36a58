"""What the owner chose about the interface: its language, keys, and whether names are hidden."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from askwhy.errors import YourFile

if TYPE_CHECKING:
    from pathlib import Path

FILE = "interface.json"
KEYS = {
    "next": "j", "previous": "k", "approve": "a", "leave out": "i", "sent": "s", "later": "n",
    "they wrote": "r", "take back": "z", "unsure": "u", "copy": "c", "open": "o", "find": "/",
    "help": "?", "go": "g",
}  # fmt: skip
"""The key of each deed, unless the owner chose another."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The language's code (empty: as the browser asks), the keys, and whether names are hidden."""

    language: str = ""
    keys: dict[str, str] = field(default_factory=lambda: dict(KEYS))
    incognito: bool = False


def read_choices(home: Path) -> Choices:
    """The choices of a data folder; those never made are the usual ones."""
    path = home / FILE
    try:
        told = json.loads(path.read_text("utf-8"))
        return Choices(
            language=str(told["language"]),
            keys=KEYS | {deed: str(key) for deed, key in told["keys"].items() if deed in KEYS},
            incognito=bool(told["incognito"]),
        )
    except FileNotFoundError:
        return Choices()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise YourFile(
            str(path), None, "it holds no choices of askwhy's.", "Delete it; nothing else is lost."
        ) from error


def write_choices(home: Path, choices: Choices) -> None:
    """Keep the choices, whole or not at all."""
    part = home / f"{FILE}.part"
    part.write_text(json.dumps(asdict(choices), ensure_ascii=False, indent=1), "utf-8")
    part.replace(home / FILE)
