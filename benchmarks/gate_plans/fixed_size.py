"""What tests of fixed size need at the same truth."""

from __future__ import annotations

import math
from statistics import NormalDist

from simeval.stats import pairs_needed

ALPHA, POWER = 0.05, 0.8


def fixed_pairs(up: float, down: float, margin: float) -> int | None:
    """Pairs of a test of fixed size that shows with 80 % power on which side of the margin it is.

    Args:
        up: P(only the candidate solves a pair).
        down: P(only the baseline solves a pair).
        margin: Of the gate.

    Returns:
        None on the margin, where there is no side, and where no pair ever differs.
    """
    distance = up - down + margin
    if up + down == 0 or abs(distance) < 1e-9:
        return None
    if distance > 0:
        return pairs_needed(
            discordant_rate=up + down, margin=margin, difference=up - down, alpha=ALPHA, power=POWER
        )
    # The same test from the other side: how far the truth lies below the margin.
    reach = NormalDist().inv_cdf(1 - ALPHA) + NormalDist().inv_cdf(POWER)
    return math.ceil(reach**2 * (up + down - (up - down) ** 2) / distance**2)
