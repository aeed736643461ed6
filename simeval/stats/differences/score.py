"""The score statistic of a difference of two independent rates.

Its variance is taken at the most likely pair of rates that have the tested difference. Some
libraries put another pair there; the closed form below is held to a numerical maximum in the
tests.
"""

from __future__ import annotations

import math
from typing import NamedTuple


class TwoCounts(NamedTuple):
    """Successes and trials of two independent samples."""

    successes_a: int
    trials_a: int
    successes_b: int
    trials_b: int


def constrained_rates(counts: TwoCounts, difference: float) -> tuple[float, float]:
    """Return the most likely (p_a, p_b) among those with p_a - p_b equal to the difference.

    p_b is the root of a cubic that lies in the allowed range: C. P. Farrington and G. Manning
    (1990), Statistics in Medicine 9(12), 1447-1454, appendix, after O. Miettinen and M. Nurminen
    (1985), Statistics in Medicine 4(2), 213-226.
    """
    k_a, n_a, k_b, n_b = counts
    total, d = n_a + n_b, difference
    square = ((n_a + 2 * n_b) * d - total - k_a - k_b) / total
    linear = ((n_b * d - total - 2 * k_b) * d + k_a + k_b) / total
    constant = k_b * d * (1 - d) / total
    # With x = y - square/3 the cubic loses its square term and has three real roots, of which
    # the middle one is the maximum of the likelihood.
    v = square**3 / 27 - square * linear / 6 + constant / 2
    u = math.copysign(math.sqrt(max(0.0, square**2 / 9 - linear / 3)), v)
    ratio = 0.0 if u == 0 else max(-1.0, min(1.0, v / u**3))
    angle = (math.pi + math.acos(ratio)) / 3
    rate_b = 2 * u * math.cos(angle) - square / 3
    rate_b = min(max(rate_b, 0.0, -d), 1.0, 1.0 - d)
    return min(max(rate_b + d, 0.0), 1.0), rate_b


def score_statistic(counts: TwoCounts, difference: float, *, inflate: bool) -> float:
    """Return (p̂_a - p̂_b - d) / SE, the SE at the constrained rates.

    Args:
        counts: The two samples.
        difference: The tested value of p_a - p_b.
        inflate: Multiply the variance by N/(N - 1), as Miettinen and Nurminen do.
    """
    k_a, n_a, k_b, n_b = counts
    rate_a, rate_b = constrained_rates(counts, difference)
    variance = rate_a * (1 - rate_a) / n_a + rate_b * (1 - rate_b) / n_b
    if inflate:
        variance *= (n_a + n_b) / (n_a + n_b - 1)
    distance = k_a / n_a - k_b / n_b - difference
    if variance <= 0:
        # Both rates are then certain: no distance is no evidence, any distance is all of it.
        return 0.0 if abs(distance) < 1e-12 else math.copysign(math.inf, distance)
    return distance / math.sqrt(variance)
