"""The Jeffreys interval of a success rate."""

from __future__ import annotations

from simeval.stats.scalars import check_counts, check_fraction
from simeval.stats.wilson import Interval


def jeffreys_interval(*, successes: int, trials: int, confidence: float = 0.95) -> Interval:
    """Return the central interval of the posterior Beta(k + 1/2, n - k + 1/2).

    The low end is 0 at k = 0 and the high end 1 at k = n, the rule of L. D. Brown, T. T. Cai and
    A. DasGupta (2001), "Interval estimation for a binomial proportion", Statistical Science
    16(2), 101-133. Without it the interval cannot cover a rate near 0 or 1.
    """
    from scipy.special import betainccinv, betaincinv

    successes, trials = check_counts(successes, trials)
    check_fraction(confidence, what="confidence")
    tail = (1 - confidence) / 2
    shape = (successes + 0.5, trials - successes + 0.5)
    low = 0.0 if successes == 0 else float(betaincinv(*shape, tail))
    high = 1.0 if successes == trials else float(betainccinv(*shape, tail))
    return Interval(low, high)
