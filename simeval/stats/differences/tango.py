"""Difference of two rates measured on the same episodes."""

from __future__ import annotations

import math

from simeval.errors import InputError
from simeval.stats.differences.farrington_manning import NonInferiority, check_margin
from simeval.stats.scalars import check_number, check_pairs, normal_quantile, upper_tail
from simeval.stats.wilson import Interval


def tango_score(*, new_only: int, base_only: int, pairs: int, difference: float) -> float:
    """Return the score statistic of H0: p_new - p_base = difference for paired outcomes.

    With b pairs that only the new policy solves, c that only the base solves, n pairs in all and
    q the constrained estimate of P(only base) it is
    (b - c - n d) / √(n (2 q + d (1 - d))): T. Tango (1998), Statistics in Medicine 17(8), 891-908.
    At d = 0 it is McNemar's (b - c) / √(b + c).
    """
    b, c, n = check_pairs(new_only, base_only, pairs)
    check_number(difference, what="difference")
    if not -1.0 <= difference <= 1.0:
        raise InputError(f"a difference of two rates lies in [-1, 1], got {difference}")
    d = difference
    linear = -(b + c) + (2 * n - b + c) * d
    root = math.sqrt(max(0.0, linear**2 + 8 * n * c * d * (1 - d)))
    base_share = (root - linear) / (4 * n)
    variance = n * (2 * base_share + d * (1 - d))
    distance = b - c - n * d
    if variance <= 1e-14:
        return 0.0 if abs(distance) < 1e-12 else math.copysign(math.inf, distance)
    return distance / math.sqrt(variance)


def tango_interval(
    *, new_only: int, base_only: int, pairs: int, confidence: float = 0.95
) -> Interval:
    """Return every p_new - p_base that Tango's score test does not reject."""
    new_only, base_only, pairs = check_pairs(new_only, base_only, pairs)
    quantile = normal_quantile(confidence)
    return Interval(
        _end(new_only, base_only, pairs, quantile, limit=-1.0),
        _end(new_only, base_only, pairs, -quantile, limit=1.0),
    )


def tango_test(*, new_only: int, base_only: int, pairs: int, margin: float) -> NonInferiority:
    """Return the paired test of H0: p_new - p_base <= -margin."""
    check_margin(margin)
    new_only, base_only, pairs = check_pairs(new_only, base_only, pairs)
    z = tango_score(new_only=new_only, base_only=base_only, pairs=pairs, difference=-margin)
    return NonInferiority(z, upper_tail(z), (new_only - base_only) / pairs, margin)


def _end(new_only: int, base_only: int, pairs: int, target: float, *, limit: float) -> float:
    from scipy.optimize import brentq

    estimate = (new_only - base_only) / pairs
    # At a difference of exactly ±1 the variance vanishes.
    near = math.copysign(1 - 1e-12, limit)
    if estimate == limit:
        return limit

    def excess(difference: float) -> float:
        score = tango_score(
            new_only=new_only, base_only=base_only, pairs=pairs, difference=difference
        )
        return score - target

    return float(brentq(excess, estimate, near, xtol=1e-12))
