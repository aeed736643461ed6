"""Correlation coefficients of many bootstrap copies at once.

Every array has shape (copies, policies). A policy that a copy holds w times has weight w there,
which gives the coefficient of the written-out copy exactly, ties included.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simeval.stats.inputs import Matrix, Vector

Coefficient = Callable[[Matrix, Matrix, Matrix], Vector]
"""From simulated rates, real rates and weights; NaN where a column of a copy is constant."""

# Sums of squares below this are rounding of a constant column.
_CONSTANT = 1e-15


def pearson_of_rows(sim: Matrix, real: Matrix, weights: Matrix) -> Vector:
    """Return Pearson's r of every copy."""
    s, r = _centred(sim, weights), _centred(real, weights)
    squares = (weights * s * s).sum(axis=1), (weights * r * r).sum(axis=1)
    return _ratio((weights * s * r).sum(axis=1), *squares)


def spearman_of_rows(sim: Matrix, real: Matrix, weights: Matrix) -> Vector:
    """Return Spearman's rank correlation of every copy."""
    return pearson_of_rows(_ranks(sim, weights), _ranks(real, weights), weights)


def kendall_of_rows(sim: Matrix, real: Matrix, weights: Matrix) -> Vector:
    """Return Kendall's tau-b of every copy."""
    pairs = weights[:, :, None] * weights[:, None, :]
    s = np.sign(sim[:, :, None] - sim[:, None, :])
    r = np.sign(real[:, :, None] - real[:, None, :])
    untied = (pairs * s * s).sum(axis=(1, 2)), (pairs * r * r).sum(axis=(1, 2))
    return _ratio((pairs * s * r).sum(axis=(1, 2)), *untied)


def _centred(values: Matrix, weights: Matrix) -> Matrix:
    means = (weights * values).sum(axis=1, keepdims=True) / weights.sum(axis=1, keepdims=True)
    return np.asarray(values - means)


def _ranks(values: Matrix, weights: Matrix) -> Matrix:
    """Ranks within each copy; equal values share their mean rank."""
    others = weights[:, None, :]
    below = (others * (values[:, None, :] < values[:, :, None])).sum(axis=2)
    equal = (others * (values[:, None, :] == values[:, :, None])).sum(axis=2)
    return np.asarray(below + (equal + 1) / 2)


def _ratio(product: Vector, first: Vector, second: Vector) -> Vector:
    varies = (first > _CONSTANT) & (second > _CONSTANT)
    scale = np.sqrt(np.where(varies, first * second, 1.0))
    return np.asarray(np.where(varies, np.clip(product / scale, -1.0, 1.0), np.nan))
