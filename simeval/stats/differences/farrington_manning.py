"""Is the new policy no worse than the old one by more than a margin? Independent episodes."""

from __future__ import annotations

from numbers import Real
from typing import NamedTuple

from simeval.errors import InputError
from simeval.stats.differences.score import TwoCounts, score_statistic
from simeval.stats.scalars import check_counts, upper_tail


class NonInferiority(NamedTuple):
    """A test of H0: p_new - p_base <= -margin."""

    z: float
    p_value: float
    """One-sided: small means that the new rate is not worse by the margin."""
    difference: float
    """The estimate of p_new - p_base."""
    margin: float


def farrington_manning_test(
    *, successes_new: int, trials_new: int, successes_base: int, trials_base: int, margin: float
) -> NonInferiority:
    """Return the score test of non-inferiority for independent samples.

    z = (p̂_new - p̂_base + margin) / SE, the SE at the most likely rates that differ by exactly
    the margin: C. P. Farrington and G. Manning (1990), Statistics in Medicine 9(12), 1447-1454.
    A margin of 0 makes it a test of superiority.
    """
    k_new, n_new = check_counts(successes_new, trials_new, what="new")
    k_base, n_base = check_counts(successes_base, trials_base, what="base")
    check_margin(margin)
    z = score_statistic(TwoCounts(k_new, n_new, k_base, n_base), -margin, inflate=False)
    difference = k_new / n_new - k_base / n_base
    return NonInferiority(z, upper_tail(z), difference, margin)


def check_margin(margin: float) -> None:
    """Raise InputError unless 0 <= margin < 1."""
    if not isinstance(margin, Real) or not 0.0 <= margin < 1.0:
        raise InputError(f"a margin must be a number of rate points in [0, 1), got {margin!r}")
