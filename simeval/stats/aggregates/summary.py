"""Interquartile mean, optimality gap, performance profile and macro mean.

R. Agarwal, M. Schwarzer, P. S. Castro, A. Courville and M. G. Bellemare (2021), "Deep
reinforcement learning at the edge of the statistical precipice", NeurIPS 34. Scores are per run
(or per initial condition) and task; on single episodes, 0 or 1, an interquartile mean says
little.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.stats.inputs import Matrix, Vector, vector
from simeval.stats.scalars import normal_quantile
from simeval.stats.wilson import Interval


class MacroMean(NamedTuple):
    """A weighted mean over tasks."""

    mean: float
    standard_error: float
    interval: Interval


def iqm(scores: ArrayLike) -> float:
    """Return the mean of the middle half of all scores.

    A quarter of the values, rounded down, is cut at either end, as scipy's `trim_mean` does.
    """
    values = np.sort(_finite(scores).ravel())
    cut = len(values) // 4
    return float(values[cut : len(values) - cut].mean())


def optimality_gap(scores: ArrayLike, *, target: float = 1.0) -> float:
    """Return by how much scores stay below the target on average; above it counts as reached."""
    return float(target - np.minimum(_finite(scores), target).mean())


def performance_profile(scores: ArrayLike, *, thresholds: ArrayLike) -> Vector:
    """Return, for each threshold, the share of all scores above it."""
    values = _finite(scores).ravel()
    levels = vector(thresholds, what="thresholds")
    return np.asarray((values[None, :] > levels[:, None]).mean(axis=1))


def macro_mean(
    *,
    rates: ArrayLike,
    standard_errors: ArrayLike,
    weights: Sequence[float] | None = None,
    confidence: float = 0.95,
) -> MacroMean:
    """Return the mean over tasks; weights are declared in advance and default to equal.

    The tasks are taken as fixed and their errors as independent: SE² = Σ w² SE_t² / (Σ w)².
    """
    means = vector(rates, what="rates")
    errors = vector(standard_errors, what="standard errors")
    share = np.ones(len(means)) if weights is None else vector(weights, what="weights")
    if not len(means) == len(errors) == len(share):
        raise ValueError(
            f"need one rate, error and weight per task, got {len(means)}, {len(errors)} "
            f"and {len(share)}"
        )
    if (share < 0).any() or share.sum() <= 0 or (errors < 0).any():
        raise ValueError("weights and standard errors cannot be negative, nor all weights zero")
    share = share / share.sum()
    mean = float(share @ means)
    error = math.sqrt(float(share**2 @ errors**2))
    half = normal_quantile(confidence) * error
    return MacroMean(mean, error, Interval(mean - half, mean + half))


def _finite(scores: ArrayLike) -> Matrix:
    values = np.asarray(scores, dtype=np.float64)
    if values.size == 0 or not np.isfinite(values).all():
        raise ValueError(f"need at least one score, all finite, got shape {values.shape}")
    return values
