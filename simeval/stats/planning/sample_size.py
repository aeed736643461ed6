"""Sample sizes of fixed-size tests, and what a given size can detect.

Normal approximation: J. L. Fleiss, B. Levin and M. C. Paik (2003), Statistical Methods for Rates
and Proportions, ch. 4 and 13. For the gate that stops early, see `gate_characteristics`.
"""

from __future__ import annotations

import math
from statistics import NormalDist

from simeval.stats.scalars import check_fraction, check_rate
from simeval.stats.wilson import wilson_interval


def trials_for_interval(*, rate: float, half_width: float, confidence: float = 0.95) -> int:
    """Return the fewest trials whose Wilson interval has at most this half width at the rate."""
    check_rate(rate, what="rate")
    if not 0.0 < half_width < 0.5:
        raise ValueError(f"the half width must lie between 0 and 0.5, got {half_width}")

    def wide(trials: int) -> bool:
        # The count next to the rate on the side of 1/2, where intervals are wider.
        successes = math.ceil(rate * trials) if rate < 0.5 else math.floor(rate * trials)
        low, high = wilson_interval(successes=successes, trials=trials, confidence=confidence)
        return high - low > 2 * half_width

    low, high = 0, 1
    while wide(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if wide(middle) else (low, middle)
    return high


def trials_per_arm(
    *,
    rate: float,
    margin: float,
    difference: float = 0.0,
    alpha: float = 0.05,
    power: float = 0.8,
) -> int:
    """Return the trials of each policy for a one-sided unpaired test of p_new > p_base - margin.

    n = (z_α + z_power)² (p_n (1-p_n) + p_b (1-p_b)) / (d + margin)². With margin 0 it is a test of
    superiority.

    Args:
        rate: True rate of the base.
        margin: By how much the new policy may be worse.
        difference: True p_new - p_base.
        alpha: One-sided level.
        power: Probability of showing it.
    """
    check_rate(rate, what="rate")
    check_rate(rate + difference, what="rate + difference")
    new = rate + difference
    variance = rate * (1 - rate) + new * (1 - new)
    return _size(variance, difference + margin, alpha, power)


def pairs_needed(
    *,
    discordant_rate: float,
    margin: float,
    difference: float = 0.0,
    alpha: float = 0.05,
    power: float = 0.8,
) -> int:
    """Return the pairs for a one-sided paired test of p_new > p_base - margin.

    n = (z_α + z_power)² (discordant - d²) / (d + margin)².
    """
    check_rate(discordant_rate, what="discordant rate")
    if abs(difference) > discordant_rate:
        raise ValueError(
            f"a difference of {difference} needs at least as many discordant pairs, "
            f"got a rate of {discordant_rate}"
        )
    return _size(discordant_rate - difference**2, difference + margin, alpha, power)


def detectable_margin(
    *, pairs: int, discordant_rate: float, alpha: float = 0.05, power: float = 0.8
) -> float:
    """Return the smallest margin that this many pairs of equal policies can clear."""
    check_rate(discordant_rate, what="discordant rate")
    if pairs < 1:
        raise ValueError(f"need at least one pair, got {pairs}")
    return _quantiles(alpha, power) * math.sqrt(discordant_rate / pairs)


def detectable_difference(
    *, trials: int, rate: float, alpha: float = 0.05, power: float = 0.8
) -> float:
    """Return the smallest gain over the rate that an unpaired test finds, with trials per arm."""
    from scipy.optimize import brentq

    check_rate(rate, what="rate")
    if trials < 1:
        raise ValueError(f"need at least one trial, got {trials}")
    reach = _quantiles(alpha, power)

    def excess(gain: float) -> float:
        new = rate + gain
        return gain - reach * math.sqrt((rate * (1 - rate) + new * (1 - new)) / trials)

    most = 1 - rate
    if most == 0 or excess(most) < 0:
        raise ValueError(f"{trials} trials per arm detect no gain over a rate of {rate}")
    return float(brentq(excess, 0.0, most))


def policies_for_correlation(
    *, correlation: float, at_least: float, confidence: float = 0.95
) -> int:
    """Return the fewest policies whose Fisher interval around the correlation stays above a value.

    From (atanh r - atanh r0) √(N - 3) >= z, two-sided. Trials per policy come on top: noise lowers
    the correlation that is seen.
    """
    check_fraction(confidence, what="confidence")
    if not -1 < at_least < correlation < 1:
        raise ValueError(f"need -1 < at_least < correlation < 1, got {at_least} and {correlation}")
    quantile = NormalDist().inv_cdf(0.5 + confidence / 2)
    gap = math.atanh(correlation) - math.atanh(at_least)
    return max(4, math.ceil((quantile / gap) ** 2 + 3))


def _size(variance: float, distance: float, alpha: float, power: float) -> int:
    if distance <= 0:
        raise ValueError("the true difference is on the margin or beyond it: no size can show that")
    return max(1, math.ceil(_quantiles(alpha, power) ** 2 * variance / distance**2))


def _quantiles(alpha: float, power: float) -> float:
    check_fraction(alpha, what="alpha")
    check_fraction(power, what="power")
    return NormalDist().inv_cdf(1 - alpha) + NormalDist().inv_cdf(power)
