"""The arms of a protocol file, and their wordings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from askwhy.protocol.declaration import Arm
from askwhy.protocol.durations import spell_duration
from askwhy.protocol.taking import meant
from askwhy.protocol.wording import VARIABLES, fill, has_stray_brace, unknown_variables

if TYPE_CHECKING:
    from askwhy.protocol.declaration import Window
    from askwhy.protocol.taking import Table

DAY = timedelta(days=1)
HEAVIEST = 20
"""The heaviest weight: a block holds two or three times all weights together."""


def read_arms(
    top: Table, wait: timedelta, languages: tuple[str, ...], window: Window | None
) -> tuple[Arm, ...]:
    """Every arm of the file, in the order of their names."""
    tables = top.tables("arms")
    if not tables and top.is_sound("arms"):
        top.wrong("arms", "The study has no arm.", "Write at least one [[arms]] with a wording.")
    arms: dict[str, Arm] = {}
    for table in tables:
        arm = _arm(table, wait, languages, window)
        if arm.name in arms:
            table.wrong("name", f"There are two arms named “{arm.name}”.")
        arms[arm.name] = arm
    if (
        arms
        and top.is_sound("arms")
        and languages
        and not any(arm.is_asked for arm in arms.values())
    ):
        top.wrong("arms", "No arm asks anything.", "Let at least one arm have a wording.")
    return tuple(arms[name] for name in sorted(arms))


def _arm(table: Table, wait: timedelta, languages: tuple[str, ...], window: Window | None) -> Arm:
    name = table.text("name")
    if table.is_sound("name") and not name:
        table.wrong("name", "The arm has no name.")
    weight = table.count("weight", 1)
    if weight > HEAVIEST:
        table.wrong("weight", f"weight is {weight}; it can be {HEAVIEST} at most.")
    own_wait = table.duration("wait", wait)
    _judge_wait(table, own_wait, window)
    asks = table.flag("asks", default=True)
    wordings = _wordings(table, languages) if table.has("wording") or asks else ()
    if not asks and table.has("wording"):
        table.wrong("wording", "This arm has a wording and does not ask.", "Leave out one of them.")
    table.close()
    return Arm(name, weight, own_wait, wordings)


def _judge_wait(table: Table, wait: timedelta, window: Window | None) -> None:
    """No wait is longer than the window; said where it is written."""
    if window is None or wait <= window.days * DAY:
        return
    path = (*table.path, "wait") if table.has("wait") else ("timing", "wait")
    if table.problems.is_sound(*path):
        said = f"A wait of {spell_duration(wait)} is longer than the window"
        table.problems.add(path, f"{said} of {spell_duration(window.days * DAY)}.")


def _wordings(table: Table, languages: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The wording in each declared language, and in no other."""
    inside = table.table("wording")
    wordings = []
    for language in sorted(set(languages)):
        text = inside.text(language)
        if inside.is_sound(language):
            wordings.append((language, text))
            _judge_wording(inside, language, text)
    inside.close("“{key}” is none of the study's languages.")
    return tuple(wordings)


def _judge_wording(table: Table, language: str, text: str) -> None:
    unknown = unknown_variables(text)
    for name in unknown:
        known = ", ".join(f"{{{each}}}" for each in VARIABLES)
        reason = f"{{{name}}} is no variable; there are {known}."
        table.wrong(language, reason, meant(name, VARIABLES))
    if has_stray_brace(text):
        table.wrong(language, "A brace opens or closes nothing in this wording.")
    elif not unknown and not any(map(str.isalpha, fill(text, dict.fromkeys(VARIABLES, "")))):
        table.wrong(language, "This wording says nothing.")
