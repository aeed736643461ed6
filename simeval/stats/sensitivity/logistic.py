"""Logistic regression of success on factors."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.inputs import Matrix, Vector, finite_array, vector


class LogisticFit(NamedTuple):
    """Coefficients in logits, one per column of the design."""

    coefficients: Vector
    standard_errors: Vector
    covariance: Matrix
    log_likelihood: float
    clustered: bool
    """The errors allow for dependence within clusters."""


def fit_logistic(
    design: ArrayLike,
    *,
    successes: ArrayLike,
    trials: ArrayLike,
    clusters: Sequence[Hashable] | None = None,
    firth: bool = False,
) -> LogisticFit:
    """Return the maximum likelihood fit of logit P(success) = design · coefficients.

    Newton's method: P. McCullagh and J. A. Nelder (1989), Generalized Linear Models, ch. 4. With
    clusters the covariance is the sandwich with factor G/(G-1), that of generalised estimating
    equations with independent working correlation: K.-Y. Liang and S. L. Zeger (1986), Biometrika
    73(1), 13-22. Few clusters make its errors too small; below about 20 take the paired effects.

    Args:
        design: Shape (rows, columns); include a column of ones.
        successes: Per row.
        trials: Per row.
        clusters: Per row, e.g. the initial condition; rows of one cluster may depend on each other.
        firth: Take the bias-reduced fit (D. Firth 1993, Biometrika 80(1), 27-38), which is finite
            where a factor separates successes from failures.

    Raises:
        InputError: Impossible counts, a column that the others explain, or separation (a factor
            with 0 or 100 % success) without `firth`, or a fit that does not settle.
    """
    x, k, n = _checked(design, successes, trials)
    beta = np.zeros(x.shape[1])
    for _ in range(100):
        rate = _rates(x, beta)
        weight = n * rate * (1 - rate)
        information = (x.T * weight) @ x
        residual = k - n * rate
        if firth:
            leverage = weight * np.einsum("ij,jk,ik->i", x, np.linalg.inv(information), x)
            residual = residual + leverage * (0.5 - rate)
        # In units of what a step changes in the fit, so that the scale of a column does not matter.
        step = np.linalg.solve(information, x.T @ residual)
        moved = float(np.abs(x @ step).max())
        beta = beta + step * min(1.0, 3 / max(moved, 1e-300))
        if np.abs(x @ beta).max() > 25:
            raise InputError(
                "some combination of factors has only successes or only failures, so that its "
                "effect has no finite estimate: use firth=True, or compare it on its own"
            )
        if moved < 1e-10:
            break
    else:
        raise InputError("the logistic fit does not settle after 100 steps")
    rate = _rates(x, beta)
    bread: Matrix = np.linalg.inv((x.T * (n * rate * (1 - rate))) @ x).astype(np.float64)
    covariance = bread
    if clusters is not None:
        covariance = bread @ _cluster_meat(x * (k - n * rate)[:, None], clusters) @ bread
    likelihood = float((k * np.log(rate) + (n - k) * np.log1p(-rate)).sum())
    errors = np.sqrt(np.diag(covariance))
    return LogisticFit(beta, errors, covariance, likelihood, clusters is not None)


def _rates(x: Matrix, beta: Vector) -> Vector:
    return np.asarray(1 / (1 + np.exp(-(x @ beta))))


def _cluster_meat(scores: Matrix, clusters: Sequence[Hashable]) -> Matrix:
    numbers: dict[Hashable, int] = {}
    index = [numbers.setdefault(name, len(numbers)) for name in clusters]
    if len(clusters) != len(scores) or len(numbers) < 2:
        raise InputError(
            f"need one cluster name per row and two clusters or more, got {len(clusters)} names "
            f"for {len(scores)} rows, {len(numbers)} different"
        )
    sums = np.zeros((len(numbers), scores.shape[1]))
    np.add.at(sums, index, scores)
    return np.asarray(len(numbers) / (len(numbers) - 1) * sums.T @ sums)


def _checked(
    design: ArrayLike, successes: ArrayLike, trials: ArrayLike
) -> tuple[Matrix, Vector, Vector]:
    x = finite_array(design, what="design")
    k, n = vector(successes, what="successes"), vector(trials, what="trials")
    if x.ndim != 2 or not len(x) == len(k) == len(n):
        raise InputError(f"need a design row per count, got {x.shape}, {len(k)} and {len(n)}")
    if (k < 0).any() or (k > n).any() or (n < 1).any() or (k % 1 != 0).any() or (n % 1 != 0).any():
        raise InputError(
            "every row needs whole counts, 0 <= successes <= trials, and at least one trial"
        )
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise InputError("a factor is constant or a sum of others: its effect cannot be told apart")
    return x, k, n
