"""The true power of a comparison of fixed size: the normal sizes are a little too small."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from simeval.errors import InputError
from simeval.stats.comparison.mcnemar import mcnemar_test
from simeval.stats.differences.farrington_manning import farrington_manning_test
from simeval.stats.differences.tango import tango_test
from simeval.stats.scalars import check_fraction, check_number, check_rate, check_whole

# A count this many standard deviations from its mean does not occur.
_FAR = 8.0


def paired_power(
    *,
    pairs: int,
    discordant_rate: float,
    margin: float,
    difference: float = 0.0,
    alpha: float = 0.05,
) -> float:
    """Return the exact probability that the paired test of p_new > p_base - margin rejects.

    The test is `tango_test`, or with margin 0 the exact `mcnemar_test`, one-sided.

    Args:
        pairs: Number of pairs.
        discordant_rate: True probability that just one of the two policies solves an episode.
        margin: By how much the new policy may be worse.
        difference: True p_new - p_base.
        alpha: One-sided level.
    """
    pairs = check_whole(pairs, what="pairs", least=1)
    check_rate(discordant_rate, what="discordant rate")
    check_number(difference, what="difference")
    check_fraction(alpha, what="alpha")
    new_only, base_only = (discordant_rate + difference) / 2, (discordant_rate - difference) / 2
    if min(new_only, base_only) < -1e-12:
        raise InputError(
            f"a difference of {difference} needs at least as many discordant pairs, "
            f"got a rate of {discordant_rate}"
        )

    def rejects(base: int, new: int) -> bool:
        if margin == 0:
            test = mcnemar_test(a_only=new, b_only=base, alternative="greater")
            return test.p_value <= alpha
        found = tango_test(new_only=new, base_only=base, pairs=pairs, margin=margin)
        return found.p_value <= alpha

    # Given what the base solves alone, the rest of the pairs go to the new policy or to neither.
    given = min(1.0, max(0.0, new_only) / max(1 - base_only, 1e-300))
    return _power(
        rejects,
        base_trials=pairs,
        base_rate=max(0.0, base_only),
        new_trials=lambda base: pairs - base,
        new_rate=given,
    )


def unpaired_power(
    *, trials: int, rate: float, margin: float, difference: float = 0.0, alpha: float = 0.05
) -> float:
    """Return the exact probability that `farrington_manning_test` rejects, with trials per policy.

    Args:
        trials: Of each policy.
        rate: True rate of the base.
        margin: By how much the new policy may be worse.
        difference: True p_new - p_base.
        alpha: One-sided level.
    """
    trials = check_whole(trials, what="trials", least=1)
    check_rate(rate, what="rate")
    check_number(difference, what="difference")
    check_rate(rate + difference, what="rate + difference")
    check_fraction(alpha, what="alpha")

    def rejects(base: int, new: int) -> bool:
        found = farrington_manning_test(
            successes_new=new,
            trials_new=trials,
            successes_base=base,
            trials_base=trials,
            margin=margin,
        )
        return found.p_value <= alpha

    return _power(
        rejects,
        base_trials=trials,
        base_rate=rate,
        new_trials=lambda _: trials,
        new_rate=rate + difference,
    )


def _power(
    rejects: Callable[[int, int], bool],
    *,
    base_trials: int,
    base_rate: float,
    new_trials: Callable[[int], int],
    new_rate: float,
) -> float:
    """Sum over the counts of the base the chance that the new policy reaches what rejects."""
    from scipy.stats import binom

    low, high = _likely(base_trials, base_rate)
    total = 0.0
    for base in range(low, high + 1):
        most = new_trials(base)
        enough = _fewest(partial(rejects, base), most)
        chance = float(binom.pmf(base, base_trials, base_rate))
        total += chance * float(binom.sf(enough - 1, most, new_rate))
    return min(1.0, total)


def _likely(trials: int, rate: float) -> tuple[int, int]:
    spread = _FAR * math.sqrt(trials * rate * (1 - rate)) + _FAR
    return max(0, math.floor(trials * rate - spread)), min(
        trials, math.ceil(trials * rate + spread)
    )


def _fewest(holds: Callable[[int], bool], most: int) -> int:
    """Return the smallest count that rejects, one more than there can be if none does.

    More successes of the new policy never make a test less sure of it.
    """
    low, high = 0, most + 1
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
