"""Normal approximation of power, on which the sizes of tests here rest."""

from __future__ import annotations

import math
from statistics import NormalDist

from simeval.errors import InputError
from simeval.stats.scalars import check_fraction


def reach(alpha: float, power: float) -> float:
    """Return z_α + z_power: how many standard errors an effect must measure, one-sided.

    Raises:
        InputError: Not 0 < alpha < power < 1.
    """
    check_fraction(alpha, what="alpha")
    check_fraction(power, what="power")
    if power <= alpha:
        raise InputError(f"the power must exceed alpha, got {power} and {alpha}")
    # The lower tail of a small alpha: 1 - alpha may round to 1.
    return NormalDist().inv_cdf(power) - NormalDist().inv_cdf(alpha)


def size_for(*, variance: float, distance: float, alpha: float, power: float) -> int:
    """Return the fewest observations of this variance whose mean is told from the distance to 0.

    Raises:
        InputError: The distance is not positive, or too small for any size.
    """
    if distance <= 1e-9:
        raise InputError(
            "the true difference is on the margin, or beyond it: no size can show that"
        )
    return max(1, math.ceil(reach(alpha, power) ** 2 * variance / distance**2))
