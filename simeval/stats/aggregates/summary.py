"""Interquartile mean and optimality gap.

R. Agarwal, M. Schwarzer, P. S. Castro, A. Courville and M. G. Bellemare (2021), "Deep
reinforcement learning at the edge of the statistical precipice", NeurIPS 34. Scores are per run
(or per initial condition) and task; on single episodes, 0 or 1, an interquartile mean says
little. Intervals: `stratified_bootstrap`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.inputs import Matrix, finite_array
from simeval.stats.scalars import check_number


def iqm(scores: ArrayLike) -> float:
    """Return the mean of the middle half of all scores.

    A quarter of the values, rounded down, is cut at either end, as scipy's `trim_mean` does.
    """
    values = np.sort(_scores(scores).ravel())
    cut = len(values) // 4
    return float(values[cut : len(values) - cut].mean())


def optimality_gap(scores: ArrayLike, *, target: float = 1.0) -> float:
    """Return by how much scores stay below the target on average; above it counts as reached."""
    check_number(target, what="target")
    return float(target - np.minimum(_scores(scores), target).mean())


def _scores(scores: ArrayLike) -> Matrix:
    values = finite_array(scores, what="scores")
    if values.size == 0:
        raise InputError("need at least one score")
    return values
