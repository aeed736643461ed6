"""The difference interval for display: two Wilson intervals put together."""

from __future__ import annotations

import math

from simeval.stats.scalars import check_counts
from simeval.stats.wilson import Interval, wilson_interval


def newcombe_interval(
    *, successes_a: int, trials_a: int, successes_b: int, trials_b: int, confidence: float = 0.95
) -> Interval:
    """Return the hybrid score interval of p_a - p_b for independent samples.

    With Wilson intervals (l, u) of each rate it is
    d - √((p_a - l_a)² + (u_b - p_b)²) to d + √((u_a - p_a)² + (p_b - l_b)²): R. G. Newcombe (1998),
    Statistics in Medicine 17(8), 873-890, method 10.
    """
    successes_a, trials_a = check_counts(successes_a, trials_a, what="sample a")
    successes_b, trials_b = check_counts(successes_b, trials_b, what="sample b")
    rate_a, rate_b = successes_a / trials_a, successes_b / trials_b
    low_a, high_a = wilson_interval(successes=successes_a, trials=trials_a, confidence=confidence)
    low_b, high_b = wilson_interval(successes=successes_b, trials=trials_b, confidence=confidence)
    difference = rate_a - rate_b
    low = difference - math.hypot(rate_a - low_a, high_b - rate_b)
    high = difference + math.hypot(high_a - rate_a, rate_b - low_b)
    # Rounding alone can put an end beyond a difference of 1.
    return Interval(max(-1.0, low), min(1.0, high))
