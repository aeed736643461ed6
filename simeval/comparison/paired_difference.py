"""The difference of two policies over initial conditions that both have run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from simeval.comparison.pairing import Condition, Pair
from simeval.stats import Interval

IntervalMethod = Literal["tango", "cluster_t", "betting", "mover", "newcombe", "none"]
TestMethod = Literal["mcnemar_exact", "boschloo", "score", "cmh", "cluster_t"]


@dataclass(frozen=True, kw_only=True)
class PairedDifference:
    """Success rate of a minus that of b, with its error."""

    estimate: float
    """Mean difference."""
    interval: Interval
    """Interval of the difference, unit of inference: the initial condition."""
    method: IntervalMethod
    """How the interval was made."""
    standard_error: float | None
    """Robust to dependence inside a condition; None with a single condition."""
    conditions: int
    """Initial conditions."""
    better_a: int
    """Conditions in which a did better."""
    better_b: int
    """Conditions in which b did better."""
    p_value: float
    """Exact, two-sided."""
    mid_p: float
    """The same with half the weight on what was seen."""
    probability_a_better: float
    """Posterior probability, from a flat prior, that a is the better one where they differ."""


def paired_difference(pairs: Sequence[Pair], *, confidence: float) -> PairedDifference:
    """Compare two policies on scored pairs.

    One pair per condition: Tango's interval and McNemar's test. With repeats the pairs of one
    condition depend on each other, so the interval is Student's t over the means of conditions
    (`cluster_mean`), or where these do not vary one that does not vanish with them; and the test
    asks in how many conditions a did better: a sign test, which is McNemar's where each condition
    has one pair.

    Raises:
        ValueError: There is no pair.
    """
    from simeval.stats import mcnemar_test

    clusters = list(by_condition(pairs).values())
    better_a = sum(sum(cluster) > 0 for cluster in clusters)
    better_b = sum(sum(cluster) < 0 for cluster in clusters)
    estimate = sum(map(sum, clusters)) / len(pairs)
    interval, method, error = _interval(clusters, better_a, better_b, estimate, confidence)
    test = mcnemar_test(a_only=better_a, b_only=better_b)
    return PairedDifference(
        estimate=estimate,
        interval=interval,
        method=method,
        standard_error=error,
        conditions=len(clusters),
        better_a=better_a,
        better_b=better_b,
        p_value=test.p_value,
        mid_p=test.mid_p,
        probability_a_better=_probability(better_a, better_b),
    )


def by_condition(pairs: Sequence[Pair]) -> Mapping[Condition, list[int]]:
    """Return the differences of each initial condition."""
    clusters: dict[Condition, list[int]] = {}
    for pair in pairs:
        clusters.setdefault(pair.slot.condition, []).append(pair.difference)
    return clusters


def _interval(
    clusters: Sequence[Sequence[int]],
    better_a: int,
    better_b: int,
    estimate: float,
    confidence: float,
) -> tuple[Interval, IntervalMethod, float | None]:
    from simeval.stats import betting_interval, cluster_mean, tango_interval

    spread = (
        cluster_mean(clusters, confidence=confidence, bounds=(-1.0, 1.0))
        if len(clusters) > 1
        else None
    )
    error = None if spread is None else spread.standard_error
    repeated = any(len(cluster) > 1 for cluster in clusters)
    if repeated and spread is not None and spread.standard_error > 0:
        return spread.interval, "cluster_t", error
    if not repeated or estimate in (-1, 0, 1):
        # Repeated conditions that all agree count once each: their number is what limits the
        # claim, although they show no spread.
        tango = tango_interval(
            new_only=better_a, base_only=better_b, pairs=len(clusters), confidence=confidence
        )
        return tango, "tango", error
    unit = betting_interval(
        [(1 + sum(cluster) / len(cluster)) / 2 for cluster in clusters], confidence=confidence
    )
    low, high = min(2 * unit.low - 1, estimate), max(2 * unit.high - 1, estimate)
    return Interval(low, high), "betting", error


def _probability(better_a: int, better_b: int) -> float:
    """Return P(a wins more than half of the conditions in which they differ), Beta(1, 1) prior."""
    from scipy.special import betaincc

    return float(betaincc(1 + better_a, 1 + better_b, 0.5))
