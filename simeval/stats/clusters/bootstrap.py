"""Percentile bootstraps that keep what belongs together together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.stats.inputs import Matrix, Vector
from simeval.stats.scalars import check_fraction
from simeval.stats.wilson import Interval

FEW_CLUSTERS = 10
"""Below this many clusters the percentile interval is too short; use `cluster_mean`."""


class Bootstrap(NamedTuple):
    """A statistic and the spread of its bootstrap copies."""

    estimate: float
    standard_error: float
    interval: Interval
    too_few_clusters: bool
    """The interval is too short, because there are fewer than 10 clusters."""


def cluster_bootstrap(
    clusters: Sequence[ArrayLike],
    statistic: Callable[[Matrix], float],
    *,
    confidence: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> Bootstrap:
    """Resample whole clusters and recompute the statistic.

    A cluster is an array whose rows are episodes; give the policies as columns, so that pairing
    survives. The statistic gets all rows of the drawn clusters. Percentile interval: A. C. Davison
    and D. V. Hinkley (1997), Bootstrap Methods and their Application, 3.8 and 5.3.
    """
    check_fraction(confidence, what="confidence")
    groups = [np.asarray(cluster, dtype=np.float64) for cluster in clusters]
    if len(groups) < 2 or any(len(group) == 0 for group in groups):
        raise ValueError(f"need at least 2 clusters, none empty, got {len(groups)}")
    if not all(np.isfinite(group).all() for group in groups):
        raise ValueError("every outcome must be finite")
    rng = np.random.default_rng(seed)
    draws = rng.integers(len(groups), size=(resamples, len(groups)))
    copies = np.array([statistic(np.concatenate([groups[i] for i in draw])) for draw in draws])
    return summarise(
        statistic(np.concatenate(groups)), copies, confidence, len(groups) < FEW_CLUSTERS
    )


def stratified_bootstrap(
    scores: ArrayLike,
    statistic: Callable[[Matrix], float],
    *,
    confidence: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> Bootstrap:
    """Resample runs within each task and recompute the statistic.

    Args:
        scores: Shape (runs, tasks); tasks are the strata and stay as they are.
        statistic: Takes an array of that shape, e.g. `iqm`.
        confidence: Level of the interval.
        resamples: Bootstrap copies.
        seed: Of the resampling.

    R. Agarwal et al. (2021), "Deep reinforcement learning at the edge of the statistical
    precipice", NeurIPS 34.
    """
    check_fraction(confidence, what="confidence")
    table = np.asarray(scores, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] < 2 or not np.isfinite(table).all():
        raise ValueError(f"need finite scores of shape (runs >= 2, tasks), got {table.shape}")
    runs, tasks = table.shape
    rng = np.random.default_rng(seed)
    draws = rng.integers(runs, size=(resamples, runs, tasks))
    copies = np.array([statistic(np.take_along_axis(table, draw, axis=0)) for draw in draws])
    return summarise(statistic(table), copies, confidence, runs < FEW_CLUSTERS)


def summarise(estimate: float, copies: Vector, confidence: float, few: bool) -> Bootstrap:
    """Return the percentile summary of bootstrap copies."""
    tail = (1 - confidence) / 2
    low, high = np.quantile(copies, [tail, 1 - tail])
    spread = float(copies.std(ddof=1))
    return Bootstrap(float(estimate), spread, Interval(float(low), float(high)), few)
