"""What a given number of episodes can show: the sizes of comparisons, solved for the effect."""

from __future__ import annotations

import math

from simeval.stats.planning.normal_power import reach
from simeval.stats.scalars import check_rate, check_whole


def detectable_margin(
    *, pairs: int, discordant_rate: float, alpha: float = 0.05, power: float = 0.8
) -> float:
    """Return the smallest margin that this many pairs of equal policies can clear."""
    check_whole(pairs, what="pairs", least=1)
    check_rate(discordant_rate, what="discordant rate")
    return reach(alpha, power) * math.sqrt(discordant_rate / pairs)


def detectable_margin_unpaired(
    *, trials: int, rate: float, alpha: float = 0.05, power: float = 0.8
) -> float:
    """Return the smallest margin that two equal policies can clear, with trials per policy."""
    check_whole(trials, what="trials", least=1)
    check_rate(rate, what="rate")
    return reach(alpha, power) * math.sqrt(2 * rate * (1 - rate) / trials)


def detectable_difference(
    *, trials: int, rate: float, alpha: float = 0.05, power: float = 0.8
) -> float | None:
    """Return the smallest gain over the rate that an unpaired test finds, with trials per policy.

    None where even a gain to 1 would not be found.
    """
    from scipy.optimize import brentq

    check_whole(trials, what="trials", least=1)
    check_rate(rate, what="rate")
    wanted = reach(alpha, power)

    def excess(gain: float) -> float:
        new = rate + gain
        return gain - wanted * math.sqrt((rate * (1 - rate) + new * (1 - new)) / trials)

    most = 1 - rate
    if most == 0 or excess(most) < 0:
        return None
    return float(brentq(excess, 0.0, most))


def detectable_difference_paired(
    *,
    pairs: int,
    discordant_rate: float,
    rate: float | None = None,
    alpha: float = 0.05,
    power: float = 0.8,
) -> float | None:
    """Return the smallest gain that a paired test finds.

    It solves d = (z_α + z_power) √((discordant - d²) / n). None where even a gain as large as the
    rate of discordant pairs, all of them won by the new policy, would not be found.

    Args:
        pairs: Number of pairs.
        discordant_rate: Share of pairs that just one of two equal policies solves.
        rate: True rate of the base. It leaves 1 - rate of the pairs to the new policy, so that
            with a gain d at most 2(1 - rate) - d are discordant.
        alpha: One-sided level.
        power: Probability of finding it.
    """
    check_whole(pairs, what="pairs", least=1)
    check_rate(discordant_rate, what="discordant rate")
    square = reach(alpha, power) ** 2
    found = math.sqrt(square * discordant_rate / (pairs + square))
    if rate is not None:
        check_rate(rate, what="rate")
        if discordant_rate > 2 * (1 - rate) - found:
            # The same equation with 2(1 - rate) - d in place of the rate of discordant pairs.
            root = math.sqrt(square**2 + 8 * square * (1 - rate) * (pairs + square))
            found = (root - square) / (2 * (pairs + square))
            discordant_rate = 2 * (1 - rate) - found
    return found if 0 < found <= discordant_rate else None
