"""How many episodes a comparison of two policies needs, if it has a fixed size.

Normal approximation: J. L. Fleiss, B. Levin and M. C. Paik (2003), Statistical Methods for Rates
and Proportions, ch. 4 and 13. For the gate that stops early, see `gate_characteristics`.
"""

from __future__ import annotations

from simeval.errors import InputError
from simeval.stats.planning.normal_power import size_for
from simeval.stats.scalars import check_number, check_rate


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

    Raises:
        InputError: A rate outside [0, 1], or a true difference on the margin or beyond it.
    """
    check_rate(rate, what="rate")
    check_rate(margin, what="margin")
    check_number(difference, what="difference")
    new = rate + difference
    check_rate(new, what="rate + difference")
    variance = rate * (1 - rate) + new * (1 - new)
    return size_for(variance=variance, distance=difference + margin, alpha=alpha, power=power)


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

    Args:
        discordant_rate: True probability that just one of the two policies solves an episode.
        margin: By how much the new policy may be worse.
        difference: True p_new - p_base.
        alpha: One-sided level.
        power: Probability of showing it.

    Raises:
        InputError: A difference larger than the rate of discordant pairs, on the margin, or
            beyond it.
    """
    check_rate(discordant_rate, what="discordant rate")
    check_rate(margin, what="margin")
    check_number(difference, what="difference")
    if abs(difference) > discordant_rate + 1e-12:
        raise InputError(
            f"a difference of {difference} needs at least as many discordant pairs, "
            f"got a rate of {discordant_rate}"
        )
    return size_for(
        variance=discordant_rate - difference**2,
        distance=difference + margin,
        alpha=alpha,
        power=power,
    )
