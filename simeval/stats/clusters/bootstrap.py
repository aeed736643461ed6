"""Bootstraps that keep what belongs together together."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.inputs import Matrix, Vector, finite_array
from simeval.stats.scalars import check_bounds, check_fraction, check_whole
from simeval.stats.wilson import Interval

FEW_CLUSTERS = 10
"""Below this many clusters a percentile interval is too short, and t is taken."""


class Bootstrap(NamedTuple):
    """A statistic and the spread of its bootstrap copies."""

    estimate: float
    standard_error: float
    interval: Interval
    method: Literal["percentile", "t"]
    """How the interval was made: "t" where there are fewer than 10 clusters."""

    @property
    def too_few_clusters(self) -> bool:
        """Fewer than 10 clusters, so that the interval leans on a normal distribution."""
        return self.method == "t"


def cluster_bootstrap(
    clusters: Sequence[ArrayLike],
    statistic: Callable[[Matrix], float],
    *,
    confidence: float = 0.95,
    resamples: int = 2000,
    bounds: tuple[float, float] = (-math.inf, math.inf),
    seed: int = 0,
) -> Bootstrap:
    """Resample whole clusters and recompute the statistic.

    A cluster is an array whose rows are episodes; give the policies as columns, so that pairing
    survives. The statistic gets all rows of the drawn clusters. Percentile interval: A. C. Davison
    and D. V. Hinkley (1997), Bootstrap Methods and their Application, 3.8 and 5.3. With G < 10
    clusters it would be too short: then the spread of the copies is multiplied by √(G/(G-1)), and
    the interval is t with G - 1 degrees of freedom, as that of the cluster means is. Where all
    clusters are alike the interval is a point; `cluster_mean` says what may have been missed.

    Args:
        clusters: At least two; one-dimensional, or rows of episodes with the same columns.
        statistic: Takes the rows, returns a finite number.
        confidence: Level of the interval.
        resamples: Bootstrap copies.
        bounds: The values that the statistic can take lie between these; they cut the interval.
        seed: Of the resampling.
    """
    groups = [finite_array(cluster, what=f"cluster {i}") for i, cluster in enumerate(clusters)]
    if len(groups) < 2 or any(len(np.atleast_1d(group)) == 0 for group in groups):
        raise InputError(f"need at least 2 clusters, none empty, got {len(groups)}")
    if len({group.shape[1:] for group in groups}) > 1 or groups[0].ndim == 0:
        raise InputError("every cluster must be a list of episodes with the same columns")
    check_whole(resamples, what="resamples", least=2)
    rng = np.random.default_rng(seed)
    draws = rng.integers(len(groups), size=(resamples, len(groups)))
    copies = [statistic(np.concatenate([groups[i] for i in draw])) for draw in draws]
    return _summarise(
        estimate=statistic(np.concatenate(groups)),
        copies=copies,
        confidence=confidence,
        units=len(groups),
        degrees=len(groups) - 1,
        bounds=bounds,
    )


def stratified_bootstrap(
    scores: ArrayLike,
    statistic: Callable[[Matrix], float],
    *,
    confidence: float = 0.95,
    resamples: int = 2000,
    bounds: tuple[float, float] = (-math.inf, math.inf),
    seed: int = 0,
) -> Bootstrap:
    """Resample runs within each task and recompute the statistic.

    R. Agarwal et al. (2021), "Deep reinforcement learning at the edge of the statistical
    precipice", NeurIPS 34, who take the percentile interval throughout. With fewer than 10 runs a
    task it is too short: then it is t, as in `cluster_bootstrap`, with tasks · (runs - 1) degrees
    of freedom.

    Args:
        scores: Shape (runs, tasks); tasks are the strata and stay as they are.
        statistic: Takes an array of that shape, e.g. `iqm`, returns a finite number.
        confidence: Level of the interval.
        resamples: Bootstrap copies.
        bounds: The values that the statistic can take lie between these; they cut the interval.
        seed: Of the resampling.
    """
    table = finite_array(scores, what="scores")
    if table.ndim != 2 or table.shape[0] < 2 or table.shape[1] < 1:
        raise InputError(f"need scores of shape (runs >= 2, tasks), got {table.shape}")
    check_whole(resamples, what="resamples", least=2)
    runs, tasks = table.shape
    rng = np.random.default_rng(seed)
    draws = rng.integers(runs, size=(resamples, runs, tasks))
    copies = [statistic(np.take_along_axis(table, draw, axis=0)) for draw in draws]
    return _summarise(
        estimate=statistic(table),
        copies=copies,
        confidence=confidence,
        units=runs,
        degrees=tasks * (runs - 1),
        bounds=bounds,
    )


def _summarise(
    *,
    estimate: float,
    copies: Sequence[float],
    confidence: float,
    units: int,
    degrees: int,
    bounds: tuple[float, float],
) -> Bootstrap:
    from scipy.special import stdtrit

    check_fraction(confidence, what="confidence")
    lowest, highest = check_bounds(bounds)
    values: Vector = np.array([estimate, *copies], dtype=np.float64)
    if not np.isfinite(values).all():
        raise InputError(
            "the statistic is not finite on every resample: take one that is defined even where "
            "the same clusters are drawn again and again"
        )
    values, estimate = values[1:], float(values[0])
    spread = float(values.std(ddof=1))
    if units < FEW_CLUSTERS:
        spread *= math.sqrt(units / (units - 1))
        half = float(stdtrit(degrees, 0.5 + confidence / 2)) * spread
        low, high = estimate - half, estimate + half
    else:
        tail = (1 - confidence) / 2
        low, high = np.quantile(values, [tail, 1 - tail]).tolist()
    interval = Interval(max(lowest, low), min(highest, high))
    return Bootstrap(estimate, spread, interval, "t" if units < FEW_CLUSTERS else "percentile")
