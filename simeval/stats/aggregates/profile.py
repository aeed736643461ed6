"""Performance profile: the share of runs that score above each threshold."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.aggregates.mover import combined_interval
from simeval.stats.inputs import Vector, finite_array, vector
from simeval.stats.scalars import check_fraction
from simeval.stats.wilson import Interval, wilson_interval


class ProfileBand(NamedTuple):
    """A performance profile with an interval at each threshold."""

    thresholds: tuple[float, ...]
    shares: tuple[float, ...]
    """Share of scores above each threshold."""
    intervals: tuple[Interval, ...]
    """Of each share on its own; they do not hold for all thresholds at once."""


def performance_profile(scores: ArrayLike, *, thresholds: ArrayLike) -> Vector:
    """Return, for each threshold, the share of all scores above it.

    R. Agarwal et al. (2021), "Deep reinforcement learning at the edge of the statistical
    precipice", NeurIPS 34.
    """
    values = finite_array(scores, what="scores").ravel()
    levels = vector(thresholds, what="thresholds")
    if len(values) == 0:
        raise InputError("need at least one score")
    # Sorted once: with many scores and thresholds the table of all comparisons would not fit.
    above = len(values) - np.searchsorted(np.sort(values), levels, side="right")
    return np.asarray(above / len(values))


def profile_band(
    scores: ArrayLike, *, thresholds: ArrayLike, confidence: float = 0.95
) -> ProfileBand:
    """Return the profile with a pointwise band.

    At a threshold the share is the mean over tasks of a binomial rate, so that its interval
    combines the Wilson intervals of the tasks (see `combined_interval`). Unlike a bootstrap it has
    a width where every run, or none, is above.

    Args:
        scores: Shape (runs, tasks); the runs of a task are independent.
        thresholds: Where to look.
        confidence: Of each interval.
    """
    check_fraction(confidence, what="confidence")
    table = finite_array(scores, what="scores")
    if table.ndim != 2 or table.size == 0:
        raise InputError(f"need scores of shape (runs, tasks), got {table.shape}")
    levels = vector(thresholds, what="thresholds")
    runs = table.shape[0]
    intervals = []
    for level in levels:
        above = [int(count) for count in (table > level).sum(axis=0)]
        ends = [wilson_interval(successes=k, trials=runs, confidence=confidence) for k in above]
        intervals.append(combined_interval(estimates=np.array(above) / runs, intervals=ends))
    found = performance_profile(table, thresholds=levels)
    return ProfileBand(tuple(levels.tolist()), tuple(found.tolist()), tuple(intervals))
