"""Correlation coefficients between simulated and real success rates."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from simeval.stats.inputs import Vector, paired_vectors


def pearson(*, sim: ArrayLike, real: ArrayLike) -> float | None:
    """Return Pearson's r; None with fewer than two policies or a constant column.

    SIMPLER's own code returns 1 where both columns are constant, and adds 1e-8 to the
    denominator; this function does neither.
    """
    s, r = sim_and_real(sim, real)
    return None if undefined(s, r) else correlation(s, r)


def spearman(*, sim: ArrayLike, real: ArrayLike) -> float | None:
    """Return Pearson's r of the ranks, ties sharing their mean rank; None as for `pearson`.

    C. Spearman (1904), American Journal of Psychology 15(1), 72-101.
    """
    from scipy.stats import rankdata

    s, r = sim_and_real(sim, real)
    return None if undefined(s, r) else correlation(rankdata(s), rankdata(r))


def kendall(*, sim: ArrayLike, real: ArrayLike) -> float | None:
    """Return Kendall's tau-b, which corrects for ties; None as for `pearson`.

    M. G. Kendall (1945), Biometrika 33(3), 239-251. Computed by scipy.
    """
    from scipy.stats import kendalltau

    s, r = sim_and_real(sim, real)
    return None if undefined(s, r) else float(kendalltau(s, r).statistic)


def sim_and_real(sim: ArrayLike, real: ArrayLike) -> tuple[Vector, Vector]:
    """Return both columns as vectors of the same length."""
    return paired_vectors(sim, real, what=("sim", "real"))


def undefined(sim: Vector, real: Vector) -> bool:
    """Whether a correlation of these columns has no meaning."""
    return len(sim) < 2 or constant(sim) or constant(real)


def constant(column: Vector) -> bool:
    """Whether all values are the same up to rounding, as equal sums in another order are."""
    return bool(np.ptp(column) <= 1e-13 * np.abs(column).max())


def correlation(first: Vector, second: Vector) -> float:
    """Return Pearson's r of two columns that are not constant."""
    x, y = first - first.mean(), second - second.mean()
    return max(-1.0, min(1.0, float(x @ y) / math.sqrt(float(x @ x) * float(y @ y))))
