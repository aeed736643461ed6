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
    """How the interval was made: "t" with fewer than 10 clusters, else "percentile", expanded."""

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
    survives. The statistic gets all rows of the drawn clusters: A. C. Davison and D. V. Hinkley
    (1997), Bootstrap Methods and their Application, 3.8. The interval is the expanded percentile
    one of T. C. Hesterberg (2015), "What teachers should know about the bootstrap", The American
    Statistician 69(4), 371-386: the plain one is too short, by √((G-1)/G) and by the normal in
    place of t, so that quantiles further out are taken, at Φ(±t √(G/(G-1))) with G - 1 degrees of
    freedom. With G < 10 clusters there are too few different copies: then the spread of the copies
    is multiplied by √(G/(G-1)), and the interval is t, as that of the cluster means is. Where all
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
    precipice", NeurIPS 34, who take the plain percentile interval throughout, which is too short.
    Here it is expanded, and t with fewer than 10 runs a task, as in `cluster_bootstrap`, with
    tasks · (runs - 1) degrees of freedom. How often it covers: benchmarks/stats_error_rates.py.

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
    from scipy.special import ndtr, stdtrit

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
    expansion = math.sqrt(units / (units - 1))
    quantile = float(stdtrit(degrees, 0.5 + confidence / 2))
    if units < FEW_CLUSTERS:
        spread *= expansion
        low, high = estimate - quantile * spread, estimate + quantile * spread
    else:
        tail = float(ndtr(-quantile * expansion))
        low, high = np.quantile(values, [tail, 1 - tail]).tolist()
    interval = Interval(max(lowest, low), min(highest, high))
    return Bootstrap(estimate, spread, interval, "t" if units < FEW_CLUSTERS else "percentile")
