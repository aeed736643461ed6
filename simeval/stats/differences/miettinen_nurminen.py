"""The score interval of a difference of two independent rates."""

from __future__ import annotations

import math

from simeval.stats.differences.score import TwoCounts, score_statistic
from simeval.stats.scalars import check_counts, normal_quantile
from simeval.stats.wilson import Interval


def miettinen_nurminen_interval(
    *, successes_a: int, trials_a: int, successes_b: int, trials_b: int, confidence: float = 0.95
) -> Interval:
    """Return every p_a - p_b that the score test does not reject.

    The statistic takes its variance at the constrained maximum likelihood and multiplies it by
    N/(N - 1): O. Miettinen and M. Nurminen (1985), Statistics in Medicine 4(2), 213-226.
    """
    successes_a, trials_a = check_counts(successes_a, trials_a, what="sample a")
    successes_b, trials_b = check_counts(successes_b, trials_b, what="sample b")
    counts = TwoCounts(successes_a, trials_a, successes_b, trials_b)
    quantile = normal_quantile(confidence)
    observed = successes_a / trials_a - successes_b / trials_b
    return Interval(
        _end(counts, quantile, inside=observed, outside=-1.0),
        _end(counts, -quantile, inside=observed, outside=1.0),
    )


def _end(counts: TwoCounts, target: float, *, inside: float, outside: float) -> float:
    """Return the difference, between the estimate and the limit, where the statistic is target."""
    from scipy.optimize import brentq

    def excess(difference: float) -> float:
        return score_statistic(counts, difference, inflate=True) - target

    # At a difference of exactly ±1 the statistic is infinite or undefined.
    limit = math.copysign(1 - 1e-12, outside)
    if abs(inside) >= abs(limit) and inside * outside > 0:
        return outside
    if excess(inside) * excess(limit) > 0:
        return outside
    return float(brentq(excess, inside, limit, xtol=1e-12))
