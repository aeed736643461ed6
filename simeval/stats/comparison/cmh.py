"""Two policies over several tasks: the Cochran-Mantel-Haenszel test, tasks as strata."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simeval.errors import InputError
from simeval.stats.inputs import Vector
from simeval.stats.scalars import check_counts


class Stratum(NamedTuple):
    """One task: the counts of both policies."""

    successes_a: int
    trials_a: int
    successes_b: int
    trials_b: int


class MantelHaenszel(NamedTuple):
    """A common odds ratio over tasks, and whether one ratio describes them all."""

    chi2: float
    """One degree of freedom, no continuity correction."""
    p_value: float
    odds_ratio: float | None
    """Mantel and Haenszel's estimate, of a over b; None where it would be infinite or 0/0."""
    homogeneity_chi2: float | None
    """Breslow and Day's statistic with Tarone's correction, K - 1 degrees of freedom."""
    homogeneity_p: float | None
    """Small: the tasks do not share one odds ratio, and the test says little."""


def cmh_test(strata: Sequence[Stratum]) -> MantelHaenszel:
    """Return the test of H0: within every task both policies succeed equally often.

    chi2 = (Σ (a - E a))² / Σ Var a with hypergeometric moments: N. Mantel and W. Haenszel (1959),
    JNCI 22(4), 719-748. It has power where all tasks lean the same way. Homogeneity: N. E. Breslow
    and N. E. Day (1980), Statistical Methods in Cancer Research I, 4.4; R. E. Tarone (1985),
    Biometrika 72(1), 91-95.
    """
    from scipy.special import chdtrc

    if not strata:
        raise InputError("need at least one stratum")
    for number, stratum in enumerate(strata):
        if not isinstance(stratum, Sequence) or len(stratum) != 4:
            raise InputError(
                f"stratum {number}: need successes and trials of a and of b, got {stratum!r}"
            )
        check_counts(stratum[0], stratum[1], what=f"stratum {number}, policy a")
        check_counts(stratum[2], stratum[3], what=f"stratum {number}, policy b")
    k_a, n_a, k_b, n_b = np.asarray(strata, dtype=np.float64).T
    total, successes = n_a + n_b, k_a + k_b
    mean = n_a * successes / total
    variance = n_a * n_b * successes * (total - successes) / (total**2 * (total - 1))
    # No task with both a success and a failure: nothing to compare.
    spread = float(variance.sum())
    chi2 = float((k_a - mean).sum()) ** 2 / spread if spread > 0 else 0.0
    numerator = float((k_a * (n_b - k_b) / total).sum())
    denominator = float((k_b * (n_a - k_a) / total).sum())
    ratio = numerator / denominator if denominator > 0 else None
    homogeneity: float | None = None
    homogeneity_p: float | None = None
    useful = (successes > 0) & (successes < total)
    if ratio and int(useful.sum()) >= 2:
        homogeneity = _breslow_day(k_a[useful], n_a[useful], n_b[useful], successes[useful], ratio)
        homogeneity_p = float(chdtrc(int(useful.sum()) - 1, homogeneity))
    return MantelHaenszel(chi2, float(chdtrc(1, chi2)), ratio, homogeneity, homogeneity_p)


def _breslow_day(k_a: Vector, n_a: Vector, n_b: Vector, successes: Vector, ratio: float) -> float:
    """Compare each task's count with the one that the common odds ratio would give."""
    # x (n_b - s + x) = ratio (n_a - x)(s - x), a quadratic with one root in range. Of its two ways
    # to write the root each loses digits where the other does not; at a ratio of 1, where the
    # square term vanishes, linear is positive.
    square = 1 - ratio
    linear = n_b - successes + ratio * (n_a + successes)
    constant = -ratio * n_a * successes
    root = np.sqrt(linear**2 - 4 * square * constant)
    positive = linear > 0
    expected = np.where(
        positive,
        -2 * constant / np.where(positive, linear + root, 1.0),
        (root - linear) / np.where(positive, 1.0, 2 * square),
    )
    cells = np.stack([expected, n_a - expected, successes - expected, n_b - successes + expected])
    variance = 1 / (1 / cells).sum(axis=0)
    plain = float(((k_a - expected) ** 2 / variance).sum())
    return plain - float((k_a - expected).sum()) ** 2 / float(variance.sum())
