"""How often a run of one policy beats a run of another."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.aggregates.mover import combined_interval
from simeval.stats.inputs import Matrix, Vector, finite_array
from simeval.stats.scalars import normal_quantile
from simeval.stats.wilson import Interval


class Improvement(NamedTuple):
    """P(X > Y) with its interval."""

    probability: float
    interval: Interval


def probability_of_improvement(*, scores_x: ArrayLike, scores_y: ArrayLike) -> float:
    """Return the mean over tasks of P(X > Y) + P(X = Y)/2.

    Per task this is the Mann-Whitney U of the runs divided by their numbers; R. Agarwal et al.
    (2021), NeurIPS 34.

    Args:
        scores_x: Shape (runs of x, tasks).
        scores_y: Shape (runs of y, tasks).
    """
    return float(_per_task(*_tables(scores_x, scores_y)).mean())


def improvement_interval(
    *, scores_x: ArrayLike, scores_y: ArrayLike, confidence: float = 0.95
) -> Improvement:
    """Return the probability of improvement with an interval for these tasks and further runs.

    Per task the ends θ solve |θ - U/(mn)| = z √(θ(1-θ) (1 + k((1-θ)/(2-θ) + θ/(1+θ))) / (mn)) with
    k = (m + n)/2 - 1: R. G. Newcombe (2006), "Confidence intervals for an effect size measure based
    on the Mann-Whitney statistic. Part 2", Statistics in Medicine 25(4), 559-573, method 5. The
    tasks are put together by `combined_interval`. Unlike a bootstrap it has a width where every
    run of one policy beats every run of the other.

    Args:
        scores_x: Shape (runs of x, tasks).
        scores_y: Shape (runs of y, tasks).
        confidence: Level of the interval.
    """
    x, y = _tables(scores_x, scores_y)
    quantile = normal_quantile(confidence)
    per_task = _per_task(x, y)
    ends = [
        Interval(
            1 - _upper(1 - seen, len(x), len(y), quantile), _upper(seen, len(x), len(y), quantile)
        )
        for seen in per_task.tolist()
    ]
    interval = combined_interval(estimates=per_task, intervals=ends)
    return Improvement(float(per_task.mean()), interval)


def _upper(seen: float, m: int, n: int, quantile: float) -> float:
    """Return the upper end for one task; the lower one is that of 1 - θ, mirrored."""
    from scipy.optimize import brentq

    def excess(theta: float) -> float:
        spread = 1 + ((m + n) / 2 - 1) * ((1 - theta) / (2 - theta) + theta / (1 + theta))
        return theta - seen - quantile * math.sqrt(theta * (1 - theta) * spread / (m * n))

    # At θ = 1 there is no spread, so that the excess is positive, and at θ = seen it is negative.
    return 1.0 if seen >= 1 else float(brentq(excess, max(seen, 1e-12), 1.0, xtol=1e-12))


def _per_task(x: Matrix, y: Matrix) -> Vector:
    above = np.empty(x.shape[1])
    for task in range(x.shape[1]):
        rivals = np.sort(y[:, task])
        below = np.searchsorted(rivals, x[:, task], side="left")
        not_above = np.searchsorted(rivals, x[:, task], side="right")
        above[task] = (below + not_above).mean() / (2 * len(rivals))
    return above


def _tables(scores_x: ArrayLike, scores_y: ArrayLike) -> tuple[Matrix, Matrix]:
    x, y = finite_array(scores_x, what="scores_x"), finite_array(scores_y, what="scores_y")
    if x.ndim != 2 or y.ndim != 2 or x.shape[1] != y.shape[1] or 0 in (*x.shape, *y.shape):
        raise InputError(
            f"need scores of shape (runs, tasks) with the same tasks, got {x.shape} and {y.shape}"
        )
    return x, y
