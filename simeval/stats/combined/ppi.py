"""Prediction-powered inference: simulated episodes sharpen a real rate without biasing it."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.stats.inputs import Vector, paired_vectors, vector
from simeval.stats.scalars import check_fraction, check_rate, normal_quantile
from simeval.stats.wilson import Interval, wilson_interval


class PredictionPowered(NamedTuple):
    """A real mean estimated with the help of the simulator."""

    mean: float
    standard_error: float
    interval: Interval
    sim_weight: float
    """λ: 0 ignores the simulator, 1 trusts its mean and corrects it."""
    real_only: Interval
    """From the real episodes alone: Wilson's for outcomes of 0 and 1, else t."""


def ppi_mean(
    *,
    real: ArrayLike,
    sim_paired: ArrayLike,
    sim_extra: ArrayLike,
    sim_weight: float | None = None,
    small_sample: bool = False,
    confidence: float = 0.95,
) -> PredictionPowered:
    """Return the PPI++ estimate of the real mean.

    θ = Ȳ + λ (F̄_extra - F̄_paired), SE² = λ² Var(F_extra)/N + Var(Y - λF)/n, where λ defaults to
    cov(Y, F)/((1 + n/N) Var F) cut to [0, 1]: A. N. Angelopoulos, J. C. Duchi and T. Zrnic (2023),
    "PPI++: efficient prediction-powered inference", arXiv:2311.01453. Its variances divide by n,
    and λ is tuned on the same episodes, so that the interval is too short with few real episodes:
    `small_sample` divides by n - 1, leaves each pair out of its own λ and takes t with n - 1
    degrees of freedom. `one_stage_interval` needs no approximation: take it where real and
    simulated outcomes rarely differ, since a few differing pairs then decide the error.

    Args:
        real: Real outcomes.
        sim_paired: Simulated outcomes from the same initial conditions, in the same order.
        sim_extra: Simulated outcomes from further conditions of the same distribution.
        sim_weight: λ, if it was fixed beforehand.
        small_sample: See above.
        confidence: Level of the interval.
    """
    quantile = normal_quantile(confidence)
    y, f = paired_vectors(real, sim_paired, what=("real", "sim_paired"), least=2)
    u = vector(sim_extra, what="sim_extra", least=2)
    n, extra = len(y), len(u)
    if sim_weight is not None:
        check_rate(sim_weight, what="the weight of the simulator")
    weight = _tuned_weight(y, f, u) if sim_weight is None else sim_weight
    weights = np.full(n, weight)
    if small_sample:
        from scipy.special import stdtrit

        quantile = float(stdtrit(n - 1, 0.5 + confidence / 2))
        if sim_weight is None:
            weights = _leave_one_out_weights(y, f, u)
    ddof = 1 if small_sample else 0
    corrections = y - weights * (f - u.mean())
    variance = weight**2 * float(u.var(ddof=ddof)) / extra
    variance += float((y - weights * f).var(ddof=ddof)) / n
    mean, error = float(corrections.mean()), math.sqrt(variance)
    interval = Interval(mean - quantile * error, mean + quantile * error)
    return PredictionPowered(mean, error, interval, weight, _real_only(y, confidence))


def _tuned_weight(y: Vector, f: Vector, u: Vector) -> float:
    every = np.concatenate([f, u])
    spread = (1 + len(y) / len(u)) * float(every.var(ddof=1))
    if spread == 0:
        return 0.0
    covariance = float(((y - y.mean()) * (f - f.mean())).mean())
    return min(1.0, max(0.0, covariance / spread))


def _leave_one_out_weights(y: Vector, f: Vector, u: Vector) -> Vector:
    keep = ~np.eye(len(y), dtype=bool)
    return np.array([_tuned_weight(y[others], f[others], u) for others in keep])


def _real_only(y: Vector, confidence: float) -> Interval:
    from scipy.special import stdtrit

    check_fraction(confidence, what="confidence")
    if np.isin(y, (0.0, 1.0)).all():
        return wilson_interval(successes=int(y.sum()), trials=len(y), confidence=confidence)
    half = float(stdtrit(len(y) - 1, 0.5 + confidence / 2)) * float(y.std(ddof=1))
    half /= math.sqrt(len(y))
    return Interval(float(y.mean()) - half, float(y.mean()) + half)
