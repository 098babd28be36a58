"""Groups known only by probabilities, as culture or gender guessed from names.

Two assumptions bracket what such data can say, and neither is testable from them:
"label" - whether somebody replies depends on the group alone, so that names of one group reply
alike (a mixture likelihood; McCartan, Fisher, Goldin, Ho and Imai, JASA 2025, without covariates);
"proxy" - it depends on what the name tells alone, so that the weighted share is right (Chen,
Kallus, Mao, Svacha and Udell, FAT* 2019). Nobody is ever put into one group by a threshold.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from askwhy.analysis._counts import as_counts
from askwhy.analysis._special import two_sided_z
from askwhy.analysis.intervals import wilson_limits
from askwhy.analysis.results import (
    SUPPORTED,
    Estimate,
    Estimates,
    NotEstimable,
    Verdict,
    collect,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from askwhy.analysis._counts import Bools, Floats, Ints

Assumption: TypeAlias = Literal["both", "label", "proxy"]
LABEL = "replying depends on the group, not on the name within it"
PROXY = "replying depends on what the name tells, not on the group behind it"
NO_MEMBERS = "no name can belong to this group"
ALIKE = "the names do not tell the groups apart"
_PSEUDO = 0.5  # half a reply and half a silence in each group keep rates off 0 and 1
_SINGULAR = 1e-9
_NEWTON_STEPS = 100


@dataclass(frozen=True, slots=True, eq=False)
class LatentRates:
    """Reply rates of groups known by probabilities, in the order of the columns.

    [low, high] is the band that holds under the assumptions asked for, by group. Both estimates
    are always there; `label_covariance` and `proxy_covariance` belong to them. `information_loss`
    is how many times wider the label interval is than it would be if the groups were known.
    """

    label: Estimates | NotEstimable
    proxy: Estimates
    low: Floats
    high: Floats
    label_covariance: Floats
    proxy_covariance: Floats
    information_loss: Floats
    assumption: Assumption
    confidence: float


@dataclass(frozen=True, slots=True)
class LatentDifference:
    """The difference of two groups under each assumption, and the band of those asked for.

    The verdict answers "the two groups differ": unresolved wherever the band holds 0.
    """

    label: Estimate | NotEstimable
    proxy: Estimate
    low: float
    high: float
    verdict: Verdict


def _checked(k: ArrayLike, n: ArrayLike, probabilities: ArrayLike) -> tuple[Ints, Ints, Floats]:
    successes, totals = as_counts(k, n)
    table = np.asarray(probabilities, dtype=float)
    if successes.ndim != 1 or table.ndim != 2 or table.shape[0] != successes.size:
        raise ValueError("each name has its counts and one row of probabilities")
    if (table < 0).any() or np.abs(table.sum(axis=1) - 1.0).max(initial=0.0) > 1e-6:
        raise ValueError("the probabilities of each name are at least 0 and sum to 1")
    return successes, totals, table


def recalibrated_probabilities(
    n: ArrayLike, probabilities: ArrayLike, model_prior: ArrayLike, *, steps: int = 200
) -> tuple[Floats, Floats]:
    """Return the probabilities under this account's own mix of groups, and that mix.

    `model_prior` is the mix on which the name model was built; `n` people have each name. The mix
    is found by expectation-maximisation over the names (Saerens, Latinne and Decaestecker 2002).
    """
    _, totals, table = _checked(n, n, probabilities)
    prior = np.asarray(model_prior, dtype=float)
    if prior.shape != table.shape[1:] or not (prior > 0).all():
        raise ValueError("the name model has a share above 0 for every group")
    prior = prior / prior.sum()
    mix, current = prior, table
    for _ in range(steps):
        mix = totals @ current / max(int(totals.sum()), 1)
        raised = table * (mix / prior)
        current = raised / raised.sum(axis=1, keepdims=True)
    return current, mix


def _proxy(k: Ints, n: Ints, table: Floats, confidence: float) -> tuple[Estimates, Floats]:
    members = n @ table
    rates = k @ table / np.where(members > 0, members, 1.0)
    people = members**2 / np.where(members > 0, n @ table**2, 1.0)
    low, high = wilson_limits(rates * people, people, two_sided_z(confidence))
    share = table / np.where(members > 0, members, 1.0)
    return (
        collect(
            rates,
            low,
            high,
            np.rint(members).astype(np.int64),
            confidence=confidence,
            method="weighted by probability",
            missing={NO_MEMBERS: members <= 0},
            assumption=PROXY,
        ),
        _proxy_covariance(k, n, share, rates),
    )


def _proxy_covariance(k: Ints, n: Ints, share: Floats, rates: Floats) -> Floats:
    """Return the covariance of the weighted shares: people's influences, summed by name."""
    replied, silent = 1.0 - rates, -rates
    first = share * replied * np.sqrt(k)[:, None]
    second = share * silent * np.sqrt(n - k)[:, None]
    covariance: Floats = first.T @ first + second.T @ second
    return covariance


def _fit(k: Ints, n: Ints, table: Floats) -> tuple[Floats, Floats]:
    """Return the likeliest group rates and their observed information, by damped Newton steps."""

    def height(rates: Floats) -> float:
        chance = table @ rates
        logs = k @ np.log(chance) + (n - k) @ np.log1p(-chance)
        return float(logs + _PSEUDO * (np.log(rates) + np.log1p(-rates)).sum())

    rates = np.full(table.shape[1], (k.sum() + 1.0) / (n.sum() + 2.0))
    here = height(rates)
    for _ in range(_NEWTON_STEPS):
        slope, information = _derivatives(k, n, table, rates)
        step = np.linalg.solve(information, slope)
        length = 1.0
        while True:
            tried = rates + length * step
            if ((tried > 0) & (tried < 1)).all() and (there := height(tried)) >= here:
                break
            length /= 2.0
            if length < 1e-12:
                return rates, information
        rates, here = tried, there
        if float(slope @ step) < 1e-16:
            break
    return rates, _derivatives(k, n, table, rates)[1]


def _derivatives(k: Ints, n: Ints, table: Floats, rates: Floats) -> tuple[Floats, Floats]:
    chance = table @ rates
    slope = (k / chance - (n - k) / (1.0 - chance)) @ table
    slope = slope + _PSEUDO * (1.0 / rates - 1.0 / (1.0 - rates))
    curve = k / chance**2 + (n - k) / (1.0 - chance) ** 2
    information = (table * curve[:, None]).T @ table
    own = _PSEUDO * (1.0 / rates**2 + 1.0 / (1.0 - rates) ** 2)
    return slope, information + np.diag(own)


def _is_singular(n: Ints, table: Floats) -> bool:
    values = np.linalg.eigvalsh((table * n[:, None]).T @ table)
    return bool(values[0] <= _SINGULAR * values[-1])


def _label(
    k: Ints, n: Ints, table: Floats, held: Bools, confidence: float
) -> tuple[Estimates | NotEstimable, Floats, Floats]:
    """Return the mixture estimates, their covariance and the loss against known groups."""
    groups = held.size
    empty = np.zeros((groups, groups)), np.full(groups, math.inf)
    if _is_singular(n, table[:, held]):
        return NotEstimable(ALIKE), *empty
    found, information = _fit(k, n, table[:, held])
    rates, covariance = np.full(groups, 0.5), np.zeros((groups, groups))
    rates[held] = found
    covariance[np.ix_(held, held)] = np.linalg.inv(information)
    members = n @ table
    variance = np.where(held, np.diag(covariance), 1.0)
    people = np.where(held, rates * (1.0 - rates) / variance, 0.0)
    low, high = wilson_limits(rates * people, people, two_sided_z(confidence))
    known = wilson_limits(rates * members, members, two_sided_z(confidence))
    loss = np.where(held, (high - low) / (known[1] - known[0]), math.inf)
    estimates = collect(
        rates,
        low,
        high,
        np.rint(members).astype(np.int64),
        confidence=confidence,
        method="mixture likelihood",
        missing={NO_MEMBERS: ~held},
        assumption=LABEL,
    )
    return estimates, covariance, loss


def latent_group_rates(
    k: ArrayLike,
    n: ArrayLike,
    probabilities: ArrayLike,
    *,
    assumption: Assumption = "both",
    confidence: float = 0.95,
) -> LatentRates | NotEstimable:
    """Return the reply rates of groups that are known by probabilities only.

    `k` of `n` people with a name replied; `probabilities` has one row for each name and one
    column for each group. Join names with equal rows first. `assumption` says which band is
    wanted: the wider of the two assumptions, or one of them.
    """
    successes, totals, table = _checked(k, n, probabilities)
    if totals.sum() == 0:
        return NotEstimable("nobody was asked")
    held = totals @ table > 0
    proxy, proxy_covariance = _proxy(successes, totals, table, confidence)
    label, label_covariance, loss = _label(successes, totals, table, held, confidence)
    bounds: list[Estimates | NotEstimable] = [proxy] if assumption != "label" else []
    if assumption != "proxy":
        bounds.append(label)
    return LatentRates(
        label=label,
        proxy=proxy,
        low=np.min([np.broadcast_to(side.low, held.shape) for side in bounds], axis=0),
        high=np.max([np.broadcast_to(side.high, held.shape) for side in bounds], axis=0),
        label_covariance=label_covariance,
        proxy_covariance=proxy_covariance,
        information_loss=loss,
        assumption=assumption,
        confidence=confidence,
    )


def _contrast(
    found: Estimates | NotEstimable, covariance: Floats, i: int, j: int, z: float
) -> Estimate | NotEstimable:
    if isinstance(found, NotEstimable):
        return NotEstimable(found.reason, -1.0, 1.0)
    reason = found.reason_at(i) or found.reason_at(j)
    if reason:
        return NotEstimable(reason, -1.0, 1.0)
    difference = float(found.estimate[i] - found.estimate[j])
    reach = z * math.sqrt(covariance[i, i] + covariance[j, j] - 2.0 * covariance[i, j])
    return Estimate(
        estimate=difference,
        low=max(difference - reach, -1.0),
        high=min(difference + reach, 1.0),
        confidence=found.confidence,
        method=found.method,
        n=int(found.n[i] + found.n[j]),
        assumption=found.assumption,
    )


def latent_difference(
    rates: LatentRates, first: int, second: int
) -> LatentDifference | NotEstimable:
    """Return the difference of two groups' rates with its band over the assumptions."""
    z = two_sided_z(rates.confidence)
    proxy = _contrast(rates.proxy, rates.proxy_covariance, first, second, z)
    label = _contrast(rates.label, rates.label_covariance, first, second, z)
    if isinstance(proxy, NotEstimable):
        return proxy
    bounds = {"both": (label, proxy), "label": (label,), "proxy": (proxy,)}[rates.assumption]
    low, high = min(side.low for side in bounds), max(side.high for side in bounds)
    resolved = low > 0.0 or high < 0.0
    verdict = SUPPORTED if resolved else Verdict("unresolved", note="the band holds 0")
    return LatentDifference(label, proxy, low, high, verdict)
