"""Wordings with variables, such as "Hello {first_name}, ..."."""

from __future__ import annotations

import re

VARIABLES = ("first_name", "name")

_VARIABLE = re.compile(r" ?\{([^{}]*)\}")


def unknown_variables(wording: str) -> tuple[str, ...]:
    """What stands in braces and is no variable, in the order of the text."""
    return tuple(name for name in _VARIABLE.findall(wording) if name not in VARIABLES)


def has_stray_brace(wording: str) -> bool:
    """Whether a brace opens or closes nothing."""
    rest = _VARIABLE.sub("", wording)
    return "{" in rest or "}" in rest


def fill(wording: str, values: dict[str, str]) -> str:
    """The wording with its variables replaced.

    Where a value is empty the space before the variable goes, too: "Hello {first_name}," becomes
    "Hello,".
    """

    def value(found: re.Match[str]) -> str:
        space = " " if found[0].startswith(" ") else ""
        known = values[found[1]]
        return space + known if known else ""

    return _VARIABLE.sub(value, wording).strip()
