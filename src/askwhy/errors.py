"""Three families of failure, and nothing else is expected to go wrong.

`YourFile`: input that cannot be read. Most of them are collected as values and shown at the
end, while the rest of the input goes in; those about a whole archive are raised.
`TheirNetwork`: a remote server said no. `Refused`: a rule of our own says no.
Each concrete class holds its own sentence: what happened, where, and what to do about it.
"""

from datetime import timedelta


class Expected(Exception):
    """A failure that has a sentence for the person who reads it."""

    remedy: str = ""

    def __str__(self) -> str:
        """The sentence, then what to do."""
        said = super().__str__()
        return f"{said} {self.remedy}".strip()


class YourFile(Expected):
    """A file, or a place in it, that cannot be read.

    `file` is the name as the person knows it, `line` counts from 1 (None: the whole file).
    """

    def __init__(self, file: str, line: int | None, reason: str, remedy: str = "") -> None:
        place = file if line is None else f"{file}, line {line}"
        super().__init__(f"{place}: {reason}")
        self.file, self.line, self.reason = file, line, reason
        self.remedy = remedy or type(self).remedy


class TheirNetwork(Expected):
    """A server said no. `retry_after` is how long it asked us to wait; None means never."""

    def __init__(self, said: str, retry_after: timedelta | None = None) -> None:
        super().__init__(said)
        self.retry_after = retry_after


class Refused(Expected):
    """A rule of ours says no: quiet hours, an opt-out, a cell too small to publish."""
