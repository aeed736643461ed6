"""The Wilson score interval of a success rate, and bounds for episodes that were lost."""

from __future__ import annotations

import math
from typing import NamedTuple

from simeval.errors import InputError
from simeval.stats.scalars import check_counts, check_whole, normal_quantile


class Interval(NamedTuple):
    """A closed interval, of rates unless something else is said."""

    low: float
    high: float


def wilson_interval(*, successes: int, trials: int, confidence: float = 0.95) -> Interval:
    """Return the two-sided Wilson score interval.

    With p = k/n and q the normal quantile at (1 + confidence)/2 it is
    (p + q²/2n ± q √(p(1-p)/n + q²/4n²)) / (1 + q²/n): E. B. Wilson (1927), "Probable inference,
    the law of succession, and statistical inference", JASA 22(158), 209-212. No continuity
    correction. The ends are exactly 0 at k = 0 and exactly 1 at k = n, where the formula gives
    them up to rounding. Without trials nothing is known: [0, 1].

    Raises:
        InputError: The counts are not 0 <= successes <= trials, or the confidence is not
            between 0 and 1.
    """
    quantile = normal_quantile(confidence)
    if trials == 0 and successes == 0:
        return Interval(0.0, 1.0)
    successes, trials = check_counts(successes, trials)
    rate = successes / trials
    spread = quantile**2 / trials
    centre = rate + spread / 2
    half_width = quantile * math.sqrt(rate * (1 - rate) / trials + spread / (4 * trials))
    low = 0.0 if successes == 0 else max(0.0, (centre - half_width) / (1 + spread))
    high = 1.0 if successes == trials else min(1.0, (centre + half_width) / (1 + spread))
    return Interval(low, high)


def unscored_bounds(*, successes: int, scored: int, unscored: int) -> Interval:
    """Return the rate if every unscored episode had failed, and if every one had succeeded.

    Raises:
        InputError: The counts are negative or there are more successes than scored episodes.
    """
    successes = check_whole(successes, what="successes")
    scored = check_whole(scored, what="scored")
    unscored = check_whole(unscored, what="unscored")
    if successes > scored:
        raise InputError(f"need successes <= scored, got {successes} of {scored}")
    total = scored + unscored
    if total == 0:
        return Interval(0.0, 1.0)
    return Interval(successes / total, (successes + unscored) / total)
