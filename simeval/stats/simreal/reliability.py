"""How much of the spread between policies is real, and what noise does to a correlation."""

from __future__ import annotations

import math
from typing import NamedTuple

from numpy.typing import ArrayLike

from simeval.stats.inputs import Vector, check_unit, paired_vectors, vector
from simeval.stats.scalars import check_whole
from simeval.stats.simreal.coefficients import constant, pearson


class Deattenuated(NamedTuple):
    """A correlation as it would be without sampling noise: a diagnostic, not a result."""

    pearson: float | None
    reliability_sim: float | None
    reliability_real: float | None
    corrected: float | None
    """May exceed 1, and is not cut: then the trials are too few for this correction."""


def binomial_variances(*, rates: ArrayLike, trials: int) -> Vector:
    """Return p(1-p)/(n-1) for each rate, the unbiased variance of a rate of n free trials.

    Clustered trials vary more: take `Trials.variance` for them.
    """
    p = vector(rates, what="rates")
    check_unit(p, what="rates")
    trials = check_whole(trials, what="trials", least=2)
    return p * (1 - p) / (trials - 1)


def reliability(*, rates: ArrayLike, variances: ArrayLike) -> float | None:
    """Return 1 - mean(sampling variance)/variance of the rates; None where rates are constant.

    The share of the spread between policies that is not sampling noise: C. Spearman (1904),
    American Journal of Psychology 15(1), 72-101. May be negative.
    """
    p, noise = paired_vectors(rates, variances, what=("rates", "variances"), least=2)
    if constant(p):
        return None
    return 1 - float(noise.mean()) / float(p.var(ddof=1))


def deattenuated_pearson(
    *, sim: ArrayLike, real: ArrayLike, sim_variances: ArrayLike, real_variances: ArrayLike
) -> Deattenuated:
    """Return r / √(reliability of sim · reliability of real), with its parts."""
    r = pearson(sim=sim, real=real)
    rel_sim = reliability(rates=sim, variances=sim_variances)
    rel_real = reliability(rates=real, variances=real_variances)
    corrected: float | None = None
    if r is not None and rel_sim and rel_real and rel_sim > 0 and rel_real > 0:
        corrected = r / math.sqrt(rel_sim * rel_real)
    return Deattenuated(r, rel_sim, rel_real, corrected)
