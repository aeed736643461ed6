"""How often a run of one policy beats a run of another."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def probability_of_improvement(scores_x: ArrayLike, scores_y: ArrayLike) -> float:
    """Return the mean over tasks of P(X > Y) + P(X = Y)/2.

    Per task this is the Mann-Whitney U of the runs divided by their numbers; R. Agarwal et al.
    (2021), NeurIPS 34.

    Args:
        scores_x: Shape (runs of x, tasks).
        scores_y: Shape (runs of y, tasks).
    """
    x, y = np.asarray(scores_x, dtype=np.float64), np.asarray(scores_y, dtype=np.float64)
    if x.ndim != 2 or y.ndim != 2 or x.shape[1] != y.shape[1] or 0 in (*x.shape, *y.shape):
        raise ValueError(
            f"need scores of shape (runs, tasks) with the same tasks, got {x.shape} and {y.shape}"
        )
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("every score must be finite")
    order = np.sign(x[:, None, :] - y[None, :, :])
    return float((order.mean() + 1) / 2)
