"""A success rate with its count and interval."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

from simeval.stats import Interval, wilson_interval

RateMethod = Literal["wilson", "cluster_t", "betting", "none"]


@dataclass(frozen=True, kw_only=True)
class Rate:
    """k of n, with an interval."""

    successes: int
    """k."""
    trials: int
    """n: episodes with an outcome."""
    rate: float | None
    """k/n; null without trials."""
    low: float
    """Lower end of the interval."""
    high: float
    """Upper end of the interval."""
    method: RateMethod
    """"wilson": over episodes, or over initial conditions where these are repeated and all agree;
    "cluster_t": over repeated conditions; "betting": these all have one rate between 0 and 1;
    "none": no trials."""


def rate_of(outcomes: Sequence[bool], conditions: Sequence[Hashable], *, confidence: float) -> Rate:
    """Return the rate of some outcomes, each from an initial condition."""
    successes, trials = sum(outcomes), len(outcomes)
    if not trials:
        return Rate(successes=0, trials=0, rate=None, low=0.0, high=1.0, method="none")
    interval, method = _interval(outcomes, conditions, confidence)
    return Rate(
        successes=successes,
        trials=trials,
        rate=successes / trials,
        low=interval.low,
        high=interval.high,
        method=method,
    )


def _interval(
    outcomes: Sequence[bool], conditions: Sequence[Hashable], confidence: float
) -> tuple[Interval, RateMethod]:
    clusters: dict[Hashable, list[float]] = {}
    for condition, outcome in zip(conditions, outcomes, strict=True):
        clusters.setdefault(condition, []).append(float(outcome))
    if len(clusters) == len(outcomes):
        wilson = wilson_interval(
            successes=sum(outcomes), trials=len(outcomes), confidence=confidence
        )
        return wilson, "wilson"

    from simeval.stats import betting_interval, cluster_mean

    if len(clusters) > 1:
        spread = cluster_mean(list(clusters.values()), confidence=confidence)
        if spread.standard_error > 0:
            return spread.interval, "cluster_t"
    # No spread between conditions is no proof that others would agree too.
    means = [sum(cluster) / len(cluster) for cluster in clusters.values()]
    if means[0] in (0.0, 1.0):
        agreeing = wilson_interval(
            successes=int(sum(means)), trials=len(means), confidence=confidence
        )
        return agreeing, "wilson"
    low, high = betting_interval(means, confidence=confidence)
    return Interval(min(low, means[0]), max(high, means[0])), "betting"
