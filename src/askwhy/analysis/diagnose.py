"""A design tried out before the first message: bias, coverage, power, and the months it takes.

Source of the idea: Blair, Cooper, Coppock and Humphreys (2019), "Declaring and diagnosing
research designs". Arrivals, delays, refusals and coding errors are simulated as declared, and
three analyses of the same simulated study are compared with the truth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from askwhy.analysis._special import two_sided_z
from askwhy.analysis.differences import newcombe_limits
from askwhy.analysis.intervals import proportion_interval
from askwhy.analysis.power import sample_size_two_proportions
from askwhy.analysis.results import Estimate, NotEstimable
from askwhy.analysis.survival import reply_rate_by

if TYPE_CHECKING:
    from numpy.random import Generator

    from askwhy.analysis._counts import Floats, Ints

Analysis: TypeAlias = Literal["matured", "so far", "reply curve"]
DAYS_A_MONTH = 365.25 / 12
_CHUNK = 100


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm: the share that would reply in the end, and its weight in the allocation."""

    name: str
    rate: float
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Design:
    """A study as declared. The first arm is the one that the others are compared with.

    `arrivals_per_day` eligible contacts arrive on average and are asked `wait_days` later, until
    day `days`, when the study is analysed; `delays[d]` of the replies come d days after the ask.
    The question never reaches the share `refusal_rate`. Coding misses the share `missed` of the
    replies, and takes the share `invented` of the others for replies. A reply counts within
    `horizon_days` of the ask.
    """

    arrivals_per_day: float
    arms: tuple[Arm, ...]
    delays: tuple[float, ...]
    days: int
    refusal_rate: float = 0.0
    missed: float = 0.0
    invented: float = 0.0
    wait_days: int = 1
    horizon_days: int = 14
    confidence: float = 0.95

    def __post_init__(self) -> None:
        if len(self.arms) < 2 or min(arm.weight for arm in self.arms) < 1:
            raise ValueError("a design has two or more arms of weight 1 or more")
        shares = [self.refusal_rate, self.missed, self.invented, *(a.rate for a in self.arms)]
        if min(shares) < 0.0 or max(shares) > 1.0:
            raise ValueError("rates lie between 0 and 1")
        if min(self.delays) < 0.0 or abs(sum(self.delays) - 1.0) > 1e-9:
            raise ValueError("the delays are shares of the replies and sum to 1")
        if self.arrivals_per_day <= 0.0 or self.horizon_days < 1 or self.wait_days < 0:
            raise ValueError("contacts arrive, and a reply has at least one day's time")
        if self.days <= self.wait_days + self.horizon_days:
            raise ValueError("the study ends before the first ask is a horizon old")

    @property
    def share_in_time(self) -> float:
        """The share of the replies that come within the horizon."""
        return min(1.0, sum(self.delays[: self.horizon_days + 1]))

    def measured(self, rate: float) -> float:
        """Return the share that is coded as a reply when `rate` reply."""
        return rate * (1.0 - self.missed) + (1.0 - rate) * self.invented

    def level(self) -> float:
        """Return the confidence of each comparison, after division among them."""
        return 1.0 - (1.0 - self.confidence) / (len(self.arms) - 1)


@dataclass(frozen=True, slots=True)
class Quality:
    """How one analysis of one comparison does over the runs.

    `truth` is the difference of the shares that reply within the horizon. Each figure has the
    95 % interval of the simulation; `width` is the interval's mean width; `runs` had an estimate.
    """

    analysis: Analysis
    arm: str
    against: str
    truth: float
    bias: Estimate
    coverage: Estimate
    power: Estimate
    width: float
    runs: int


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a design can be expected to show.

    `qualities` has one entry for each arm but the first and each analysis; `months` says by arm
    how long the study must run for 80 % power, by exact enumeration of the matured analysis;
    `asked` is the mean number of people reached by the end.
    """

    qualities: tuple[Quality, ...]
    months: dict[str, int | NotEstimable]
    asked: float
    runs: int

    def quality(self, arm: str, analysis: Analysis = "matured") -> Quality:
        """Return one entry; KeyError if there is none."""
        for found in self.qualities:
            if (found.arm, found.analysis) == (arm, analysis):
                return found
        raise KeyError(f"no comparison of {arm!r} by {analysis!r}")


def lognormal_delays(median: float, spread: float, days: int) -> tuple[float, ...]:
    """Return the shares of replies on days 0 to days - 1 when log delay is normal.

    `median` is in days, `spread` the standard deviation of the logarithm; what would come later
    is spread over the days given.
    """
    below = [
        0.5 * math.erfc(-math.log((day + 1) / median) / (spread * math.sqrt(2.0)))
        for day in range(days)
    ]
    return tuple((b - a) / below[-1] for a, b in zip([0.0, *below], below, strict=False))


def months_needed(design: Design, arm: int) -> int | NotEstimable:
    """Return the months until the comparison of one arm with the first has 80 % power."""
    first, other = design.arms[0], design.arms[arm]
    size = sample_size_two_proportions(
        design.measured(first.rate) * design.share_in_time,
        design.measured(other.rate) * design.share_in_time,
        ratio=other.weight / first.weight,
        confidence=design.level(),
    )
    if isinstance(size, NotEstimable):
        return size
    reached = design.arrivals_per_day * (1.0 - design.refusal_rate)
    if reached <= 0.0:
        return NotEstimable("the question reaches nobody", 0.0, math.inf)
    total = sum(each.weight for each in design.arms)
    asking = max(size.n1 / first.weight, size.n2 / other.weight) * total / reached
    return math.ceil((asking + design.wait_days + design.horizon_days) / DAYS_A_MONTH)


def _asked(design: Design, runs: int, rng: Generator) -> Ints:
    """Return whom the question reaches, shape (runs, arms, ages), allocated by permuted blocks.

    Age 0 was asked on the day of the analysis.
    """
    days = design.days - design.wait_days
    arrived = np.cumsum(rng.poisson(design.arrivals_per_day, (runs, days)), axis=1)
    arms = len(design.arms)
    block = np.repeat(np.arange(arms), [2 * arm.weight for arm in design.arms])
    blocks = int(arrived.max()) // block.size + 1
    dealt = rng.permuted(np.tile(block, (runs * blocks, 1)), axis=1).reshape(runs, -1)
    reached = (rng.random(dealt.shape) >= design.refusal_rate)[:, None, :]
    so_far = np.cumsum((dealt[:, None, :] == np.arange(arms)[:, None]) & reached, axis=2)
    so_far = np.concatenate([np.zeros((runs, arms, 1), dtype=np.int64), so_far], axis=2)
    by_day = np.take_along_axis(so_far, arrived[:, None, :], axis=2)
    return np.diff(by_day, axis=2, prepend=0)[:, :, ::-1]


def _life_tables(design: Design, asked: Ints, rng: Generator) -> tuple[Ints, Ints, Ints]:
    """Return replies by (run, arm, age, delay), cut at the age, and the two life-table columns.

    Ages run from 0; an ask of age a has been followed for a days when the study is analysed.
    """
    ages, length = asked.shape[2], len(design.delays)
    rates = np.array([design.measured(arm.rate) for arm in design.arms])
    chances = np.concatenate([np.outer(rates, design.delays), (1.0 - rates)[:, None]], axis=1)
    came = rng.multinomial(asked, chances[None, :, None, :])[..., :length]
    seen = came * (np.arange(length) <= np.arange(ages)[:, None])
    events = np.zeros((*asked.shape[:2], ages), dtype=np.int64)
    shown = min(ages, length)
    events[..., :shown] = seen.sum(axis=2)[..., :shown]
    return seen, events, asked - seen.sum(axis=3)


def _by_counts(k: Ints, n: Ints, level: float) -> Floats:
    """Return (difference to the first arm, low, high, usable), shape (4, runs, arms - 1)."""
    k1, n1, k0, n0 = k[:, 1:], n[:, 1:], k[:, :1], n[:, :1]
    low, high = newcombe_limits(k1, n1, k0, n0, two_sided_z(level))
    usable = (n1 > 0) & (n0 > 0)
    return np.stack([k1 / np.maximum(n1, 1) - k0 / np.maximum(n0, 1), low, high, usable])


def _by_curves(events: Ints, censored: Ints, design: Design) -> Floats:
    """Return differences of the reply curves at the horizon, joined as Newcombe joins Wilson's."""
    found = reply_rate_by(events, censored, design.horizon_days, confidence=design.level())
    assert not isinstance(found, Estimate | NotEstimable)
    known = found.reason_codes == 0
    share, low, high = found.estimate.data, found.low, found.high
    up = np.hypot(high[:, 1:] - share[:, 1:], share[:, :1] - low[:, :1])
    down = np.hypot(share[:, 1:] - low[:, 1:], high[:, :1] - share[:, :1])
    difference = share[:, 1:] - share[:, :1]
    usable = known[:, 1:] & known[:, :1]
    return np.stack([difference, difference - down, difference + up, usable])


def _run(design: Design, runs: int, rng: Generator) -> tuple[dict[Analysis, Floats], Ints]:
    """Return for each analysis (estimate, low, high, usable), shape (4, runs, arms - 1)."""
    asked = _asked(design, runs, rng)
    seen, events, censored = _life_tables(design, asked, rng)
    horizon, level = design.horizon_days, design.level()
    old_n, all_n = asked[:, :, horizon:].sum(axis=2), asked.sum(axis=2)
    old_k = seen[:, :, horizon:, : horizon + 1].sum(axis=(2, 3))
    found: dict[Analysis, Floats] = {}
    found["matured"] = _by_counts(old_k, old_n, level)
    found["so far"] = _by_counts(events.sum(axis=2), all_n, level)
    found["reply curve"] = _by_curves(events, censored, design)
    return found, all_n.sum(axis=1)


def _quality(design: Design, analysis: Analysis, arm: int, rows: Floats) -> Quality | None:
    estimate, low, high = rows[:3, rows[3] > 0]
    runs = estimate.size
    if runs < 2:
        return None
    first, other = design.arms[0], design.arms[arm]
    truth = (other.rate - first.rate) * design.share_in_time
    error = float(estimate.std(ddof=1)) / math.sqrt(runs) * two_sided_z(0.95)
    bias = float(estimate.mean()) - truth
    covered = proportion_interval(int(((low <= truth) & (truth <= high)).sum()), runs)
    power = proportion_interval(int(((low > 0.0) | (high < 0.0)).sum()), runs)
    assert isinstance(covered, Estimate)
    assert isinstance(power, Estimate)
    return Quality(
        analysis=analysis,
        arm=other.name,
        against=first.name,
        truth=truth,
        bias=Estimate(bias, bias - error, bias + error, 0.95, "simulation", runs),
        coverage=covered,
        power=power,
        width=float((high - low).mean()),
        runs=runs,
    )


def diagnose(design: Design, *, runs: int, rng: Generator) -> Diagnosis:
    """Simulate a design `runs` times and say how its analyses do.

    Three analyses are compared: "matured" counts only asks a horizon old, "so far" everybody
    asked, "reply curve" estimates by Kaplan and Meier. An analysis without two estimates over
    all the runs is left out.
    """
    if runs < 2:
        raise ValueError("a diagnosis takes at least two runs")
    parts = [_run(design, min(_CHUNK, runs - start), rng) for start in range(0, runs, _CHUNK)]
    rows = {
        analysis: np.concatenate([found[analysis] for found, _ in parts], axis=1)
        for analysis in get_args(Analysis)
    }
    others = range(1, len(design.arms))
    qualities = [
        _quality(design, analysis, arm, table[:, :, arm - 1])
        for analysis, table in rows.items()
        for arm in others
    ]
    asked = np.concatenate([people for _, people in parts])
    return Diagnosis(
        qualities=tuple(quality for quality in qualities if quality is not None),
        months={design.arms[arm].name: months_needed(design, arm) for arm in others},
        asked=float(asked.mean()),
        runs=runs,
    )
