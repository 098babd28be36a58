"""One key at a time from the terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

END = "\x04"
"""What is pressed where no more can come: the terminal is gone."""

ESCAPE = b"\x1b"
PATIENT = 3600.0
"""How long a key is waited for at a time, in seconds."""


def is_terminal() -> bool:
    """Whether somebody sits there to read and to press keys."""
    return sys.stdin.isatty() and sys.stdout.isatty()


if sys.platform == "win32":

    def press(seconds: float) -> str | None:
        """Wait so many seconds for a key; None if none came."""
        import msvcrt
        import time

        until = time.monotonic() + seconds
        while not msvcrt.kbhit():
            if time.monotonic() >= until:
                return None
            time.sleep(0.02)
        return msvcrt.getwch()

else:

    def _is_whole(pressed: bytes) -> bool:
        """Whether the bytes of such a key are all there: ESC [ … letter, ESC O letter, ESC key."""
        if pressed[1:2] in {b"[", b"O"}:
            return len(pressed) > 2 and 0x40 <= pressed[-1] <= 0x7E
        return len(pressed) > 1

    def press(seconds: float) -> str | None:
        """Wait so many seconds for a key; None if none came.

        Before and afterwards the terminal is as it was, so that a line can be asked for. A key
        that sends several bytes, as an arrow does, is one key, and none of ours.
        """
        import select
        import termios
        import tty

        handle = sys.stdin.fileno()
        before = termios.tcgetattr(handle)
        try:
            tty.setcbreak(handle, termios.TCSADRAIN)
            if not select.select([handle], [], [], seconds)[0]:
                return None
            pressed = os.read(handle, 1)
            if pressed == ESCAPE:
                while select.select([handle], [], [], 0.01)[0] and not _is_whole(pressed):
                    pressed += os.read(handle, 1)
            return pressed.decode("ascii", "replace") or END
        finally:
            termios.tcsetattr(handle, termios.TCSADRAIN, before)


def one_key(question: str, keys: Sequence[str]) -> str:
    """Ask for one of the keys; at a terminal no Enter is wanted. Aborts where nobody is left."""
    import click

    if not is_terminal():
        return str(click.prompt(question, type=click.Choice(keys), show_choices=False))
    click.echo(question)
    while (key := press(PATIENT) or "") not in keys:
        if key == END:
            raise click.Abort
    return key
