"""Barnard's and Boschloo's exact tests of two independent rates.

Tables are ordered in whole numbers: floating point breaks ties at random, and a p-value that
misses a tied table is too small.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simeval.errors import InputError
from simeval.stats.inputs import Vector
from simeval.stats.scalars import check_choice, check_counts

Alternative = Literal["two-sided", "greater", "less"]
ALTERNATIVES = ("two-sided", "greater", "less")
_GRID = 2001
MOST_TRIALS = 2000
"""Of both samples together. Beyond it the tables are too many, and a score test is as good."""


def barnard_test(
    *,
    successes_a: int,
    trials_a: int,
    successes_b: int,
    trials_b: int,
    alternative: Alternative = "two-sided",
) -> float:
    """Return Barnard's exact p-value, tables ordered by the pooled z statistic.

    It is the largest probability, over the common success rate, of a table at least as extreme as
    the one seen: G. A. Barnard (1947), Biometrika 34, 123-138. "greater" means p_a > p_b.

    Raises:
        InputError: Impossible counts, an unknown alternative, or more than 2000 trials together.
    """
    successes_a, trials_a, successes_b, trials_b = _checked(
        successes_a, trials_a, successes_b, trials_b, alternative
    )
    if alternative == "less":
        successes_a, trials_a, successes_b, trials_b = (
            successes_b,
            trials_b,
            successes_a,
            trials_a,
        )
    a = np.arange(trials_a + 1, dtype=np.int64)[:, None]
    b = np.arange(trials_b + 1, dtype=np.int64)[None, :]
    # z² = N (a n_b - b n_a)² / (s (N - s) n_a n_b) with s = a + b; the constants do not order.
    # With at most 2000 trials the products below stay under 2000^6 / 64 < 2^63.
    distance = a * trials_b - b * trials_a
    spread = (a + b) * (trials_a + trials_b - a - b)
    spread = np.where(spread == 0, 1, spread)
    squared = distance * distance
    if alternative != "two-sided":
        squared = squared * np.where(distance < 0, -1, 1)
    seen = (successes_a, successes_b)
    extreme = squared * spread[seen] >= squared[seen] * spread
    return _largest_probability(extreme)


def boschloo_test(
    *,
    successes_a: int,
    trials_a: int,
    successes_b: int,
    trials_b: int,
    alternative: Alternative = "two-sided",
) -> float:
    """Return Boschloo's exact p-value; never larger than Fisher's one-sided.

    It orders tables by Fisher's one-sided p and takes the largest probability over the common
    rate: R. D. Boschloo (1970), Statistica Neerlandica 24(1), 1-9. Two-sided is twice the smaller
    one-sided value. "greater" means p_a > p_b.

    Raises:
        InputError: Impossible counts, an unknown alternative, or more than 2000 trials together.
    """
    seen = _checked(successes_a, trials_a, successes_b, trials_b, alternative)
    mirrored = (*seen[2:], *seen[:2])
    if alternative == "greater":
        return _boschloo_greater(*seen)
    if alternative == "less":
        return _boschloo_greater(*mirrored)
    return min(1.0, 2 * min(_boschloo_greater(*seen), _boschloo_greater(*mirrored)))


def _boschloo_greater(k_a: int, n_a: int, k_b: int, n_b: int) -> float:
    ways_a = [math.comb(n_a, a) for a in range(n_a + 1)]
    ways_b = [math.comb(n_b, b) for b in range(n_b + 1)]
    seen_tail = next(tail for a, tail in _tails(ways_a, ways_b, k_a + k_b) if a == k_a)
    seen_all = math.comb(n_a + n_b, k_a + k_b)
    extreme = np.zeros((n_a + 1, n_b + 1), dtype=bool)
    for successes in range(n_a + n_b + 1):
        largest_tail = seen_tail * math.comb(n_a + n_b, successes)
        for a, tail in _tails(ways_a, ways_b, successes):
            if tail * seen_all > largest_tail:
                break
            extreme[a, successes - a] = True
    return _largest_probability(extreme)


def _tails(ways_a: list[int], ways_b: list[int], successes: int) -> Iterator[tuple[int, int]]:
    """Yield a, falling, and the number of ways to put at least a successes into sample a."""
    n_a, n_b = len(ways_a) - 1, len(ways_b) - 1
    total = 0
    for a in range(min(n_a, successes), max(0, successes - n_b) - 1, -1):
        total += ways_a[a] * ways_b[successes - a]
        yield a, total


def _largest_probability(extreme: NDArray[np.bool_]) -> float:
    """Return the largest probability of a set of tables over the common success rate.

    Given the number of successes s the split is hypergeometric, whatever the rate, so that the
    probability is Σ_s w_s Binomial(s; N, rate): a smooth curve in one variable. A grid, finer
    towards rates of 0 and 1 where hills are narrow, finds its hills and a bounded search their
    tops.
    """
    from scipy.optimize import minimize_scalar
    from scipy.special import xlog1py, xlogy

    n_a, n_b = extreme.shape[0] - 1, extreme.shape[1] - 1
    total = n_a + n_b
    log_ways = _log_choose(n_a)[:, None] + _log_choose(n_b)[None, :]
    successes = np.add.outer(np.arange(n_a + 1), np.arange(n_b + 1))
    log_all = _log_choose(total)
    shares = np.where(extreme, np.exp(log_ways - log_all[successes]), 0.0)
    weights = np.bincount(successes.ravel(), weights=shares.ravel(), minlength=total + 1)
    s = np.arange(total + 1)

    def probability(rate: Vector | float) -> Vector:
        column = np.atleast_1d(np.asarray(rate, dtype=np.float64))[:, None]
        mass = np.exp(log_all + xlogy(s, column) + xlog1py(total - s, -column))
        return np.asarray(mass @ weights)

    grid = np.sin(np.linspace(0.0, math.pi / 2, _GRID)) ** 2
    heights = probability(grid)
    best = float(heights.max())
    hills = np.flatnonzero((heights[1:-1] >= heights[:-2]) & (heights[1:-1] >= heights[2:])) + 1
    for hill in hills[heights[hills] > 0.98 * best]:
        top = minimize_scalar(
            lambda rate: -float(probability(rate)[0]),
            bounds=(grid[hill - 1], grid[hill + 1]),
            method="bounded",
            options={"xatol": 1e-10},
        )
        best = max(best, -float(top.fun))
    return min(1.0, best)


def _log_choose(n: int) -> Vector:
    from scipy.special import gammaln

    k = np.arange(n + 1)
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))


def _checked(k_a: int, n_a: int, k_b: int, n_b: int, alternative: str) -> tuple[int, int, int, int]:
    k_a, n_a = check_counts(k_a, n_a, what="sample a")
    k_b, n_b = check_counts(k_b, n_b, what="sample b")
    check_choice(alternative, ALTERNATIVES, what="alternative")
    if n_a + n_b > MOST_TRIALS:
        raise InputError(
            f"an exact unconditional test takes at most {MOST_TRIALS} trials of both samples, got "
            f"{n_a} and {n_b}: use farrington_manning_test(margin=0) or fisher_test"
        )
    return k_a, n_a, k_b, n_b
