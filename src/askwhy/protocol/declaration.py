"""What an owner declares before anyone is counted or asked: frozen values, normalised.

Two protocols that mean the same are equal, whatever their files look like; `digest` names that
meaning. Wordings are looked at in `wording`, instants in `hours`, files in `reading`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

FORMAT = "askwhy protocol 1"
"""Part of every digest: it changes when the same declaration comes to mean something else."""

MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Definitions:
    """How long is long enough, and what counts as having written.

    `wrote_first`: after acceptance, how long somebody has to write of their own accord.
    `replied`: after the question, how long somebody has to answer.
    `canned_counts`: whether a one-tap reply counts as having written.
    """

    wrote_first: timedelta = timedelta(days=7)
    replied: timedelta = timedelta(days=14)
    canned_counts: bool = False

    def __post_init__(self) -> None:
        assert self.wrote_first > timedelta(0), "a horizon lies in the future"
        assert self.replied > timedelta(0), "a horizon lies in the future"


@dataclass(frozen=True, slots=True)
class Window:
    """Requests sent from the first to the last of these days, both whole, are the cohort."""

    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        assert self.first_day <= self.last_day, "a window ends after it begins"

    @property
    def days(self) -> int:
        """How many days there are in it."""
        return (self.last_day - self.first_day).days + 1


class Acceptance(StrEnum):
    """Which requests are accepted."""

    ALL = "all"
    OWN_WORDS = "own words"
    BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Arm:
    """What one group of the silent receives: a question after a wait, or no question at all.

    `wordings` holds (language, text) in the order of the languages' codes; it is empty for the
    arm that is not asked. Its wait then says when it was decided that they would not be.
    """

    name: str
    weight: int
    wait: timedelta
    wordings: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        assert self.weight > 0, "an arm has a weight"
        assert self.wait >= timedelta(0), "nobody is asked before accepting"
        assert list(self.wordings) == sorted(self.wordings), "wordings stand in order"

    @property
    def is_asked(self) -> bool:
        """Whether this arm gets the question."""
        return bool(self.wordings)


@dataclass(frozen=True, slots=True)
class Hours:
    """When something may leave, by the wall clock of an IANA time zone.

    `quiet` holds [start, end) in minutes after midnight, in order, apart from one another, none
    across midnight. `weekdays` are the days on which something may leave, Monday being 0.
    """

    zone: str
    quiet: tuple[tuple[int, int], ...]
    weekdays: tuple[int, ...]

    def __post_init__(self) -> None:
        ends = [minute for pair in self.quiet for minute in pair]
        assert ends == sorted(set(ends)), "quiet hours stand in order and apart"
        assert not ends or (ends[0] >= 0 and ends[-1] <= MINUTES), "a day has 1440 minutes"
        assert self.quiet != ((0, MINUTES),), "some minute of the day is free"
        assert self.weekdays, "some day of the week is free"


@dataclass(frozen=True, slots=True)
class Limits:
    """How many questions one account may send: in a day of the zone, and in any hour."""

    per_day: int
    per_hour: int

    def __post_init__(self) -> None:
        assert self.per_day > 0, "a limit of none is no study"
        assert self.per_hour > 0, "a limit of none is no study"


class Spared(StrEnum):
    """Whom a protocol may leave in peace beyond those who are never asked in any study."""

    KNOWN = "known to me"
    HAD_CONTACT = "had written before"


class HypothesisKind(StrEnum):
    """Whether a hypothesis will be tested, or only looked at."""

    CONFIRMATORY = "confirmatory"
    EXPLORATORY = "exploratory"


class Expects(StrEnum):
    """On which side the truth is expected to lie."""

    MORE = "more"
    FEWER = "fewer"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """An explanation, and the figure that could test it, by its row ("S5").

    Without `arms` the figure is expected to be more, or fewer, than the share `than`; with two
    of them, more or fewer in the first than in the second. An exploratory one may have an empty
    `figure` and expect nothing.
    """

    says: str
    kind: HypothesisKind
    figure: str
    expects: Expects | None
    than: float
    arms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        is_tested = self.kind is HypothesisKind.CONFIRMATORY
        assert not is_tested or (self.figure and self.expects), "a test needs a figure and a side"
        assert len(self.arms) in {0, 2}, "two arms are compared"
        assert 0 <= self.than <= 1, "a share lies between 0 and 1"


@dataclass(frozen=True, slots=True)
class Retention:
    """On which day the words people wrote are deleted, and on which all else about them."""

    texts: date
    everything: date

    def __post_init__(self) -> None:
        assert self.texts <= self.everything, "texts go first"


@dataclass(frozen=True, slots=True)
class Protocol:
    """All that is declared. `languages` begins with the one used where none is known.

    `wait` is every arm's wait that has none of its own; arms stand in the order of their names.
    """

    name: str
    window: Window
    acceptance: Acceptance
    wait: timedelta
    definitions: Definitions
    arms: tuple[Arm, ...]
    hours: Hours
    limits: Limits
    spared: tuple[Spared, ...]
    languages: tuple[str, ...]
    hypotheses: tuple[Hypothesis, ...]
    retention: Retention
    ethics: str

    def __post_init__(self) -> None:
        names = [arm.name for arm in self.arms]
        assert names, "a protocol has an arm"
        assert names == sorted(set(names)), "arms stand in the order of their names"
        assert self.languages, "a protocol has a language"
        for arm in self.arms:
            spoken = [language for language, _ in arm.wordings]
            assert not spoken or spoken == sorted(self.languages), "an arm asks in each language"

    @property
    def first_wait(self) -> timedelta:
        """After how long a silent contact is allocated: the shortest wait of any arm."""
        return min(arm.wait for arm in self.arms)

    @property
    def weights(self) -> dict[str, int]:
        """Each arm's weight."""
        return {arm.name: arm.weight for arm in self.arms}

    def arm(self, name: str) -> Arm:
        """The arm of that name, which exists."""
        return next(arm for arm in self.arms if arm.name == name)


def digest(protocol: Protocol) -> str:
    """The SHA-256 of what the protocol means, in hexadecimal."""
    text = json.dumps(
        [FORMAT, _plain(protocol)], sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    """Spell a value in lists, texts and numbers, each in one way only."""
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, timedelta):
        return value // timedelta(seconds=1)
    if isinstance(value, date):
        return value.isoformat()
    assert value is None or isinstance(value, str | int | float), f"no spelling for {value!r}"
    return value
