"""An interval of a weighted mean from the intervals of its parts."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.inputs import Vector, finite_array, vector
from simeval.stats.wilson import Interval


def combined_interval(
    *, estimates: ArrayLike, intervals: ArrayLike, weights: ArrayLike | None = None
) -> Interval:
    """Return the interval of Σ w_t θ_t / Σ w from independent intervals (l_t, u_t) of the θ_t.

    θ - √Σ (w_t (θ_t - l_t))² to θ + √Σ (w_t (u_t - θ_t))², the method of variance estimates
    recovery: G. Y. Zou, W. Huang and X. Zhang (2009), "A note on confidence interval estimation
    for a linear function of binomial proportions", Computational Statistics and Data Analysis
    53(4), 1080-1085. Each part carries its own asymmetry: a task without a failure is not taken
    as certain. All intervals must have the confidence that is wanted of the result.

    Args:
        estimates: One per part, e.g. a success rate per task.
        intervals: Shape (parts, 2): low and high end of each.
        weights: Declared in advance; equal by default.
    """
    theta = vector(estimates, what="estimates")
    ends = finite_array(intervals, what="intervals")
    share = shares(weights, len(theta))
    if ends.shape != (len(theta), 2):
        raise InputError(
            f"need a low and a high end per estimate, got shape {ends.shape} for {len(theta)}"
        )
    low, high = ends.T
    if (low > theta + 1e-12).any() or (high < theta - 1e-12).any():
        raise InputError("every interval must hold its estimate")
    mean = float(share @ theta)
    return Interval(
        mean - math.hypot(*(share * (theta - low))), mean + math.hypot(*(share * (high - theta)))
    )


def shares(weights: ArrayLike | None, parts: int) -> Vector:
    """Return weights that sum to one.

    Raises:
        InputError: There is not one weight per part, one is negative, or all are zero.
    """
    share = np.ones(parts) if weights is None else vector(weights, what="weights")
    if len(share) != parts:
        raise InputError(f"need one weight per part, got {len(share)} for {parts}")
    if (share < 0).any() or share.sum() <= 0:
        raise InputError("weights cannot be negative, nor all of them zero")
    return np.asarray(share / share.sum())
