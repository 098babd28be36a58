"""The declared protocol: a TOML file read into a frozen value, explained, digested and locked."""

from askwhy.protocol.declaration import (
    Acceptance,
    Arm,
    Definitions,
    Expects,
    Hours,
    Hypothesis,
    HypothesisKind,
    Limits,
    Protocol,
    Retention,
    Spared,
    Window,
    digest,
)
from askwhy.protocol.locking import Lock, StudyChanged, StudyOver, judge, lock

__all__ = [
    "Acceptance",
    "Arm",
    "Definitions",
    "Expects",
    "Hours",
    "Hypothesis",
    "HypothesisKind",
    "Limits",
    "Lock",
    "Protocol",
    "Retention",
    "Spared",
    "StudyChanged",
    "StudyOver",
    "Window",
    "digest",
    "judge",
    "lock",
]
