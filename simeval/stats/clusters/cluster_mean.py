"""The mean of episodes in clusters, with the error that the clusters allow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.inputs import Vector, vector
from simeval.stats.scalars import check_bounds, check_fraction
from simeval.stats.wilson import Interval, wilson_interval


class ClusterMean(NamedTuple):
    """A mean over clustered outcomes."""

    mean: float
    standard_error: float
    """CR1, robust to any dependence inside a cluster."""
    interval: Interval
    """t with (clusters - 1) degrees of freedom; see below for clusters that are all alike."""
    icc: float | None
    """Intraclass correlation from analysis of variance; None where nothing varies."""
    design_effect: float
    effective_n: float
    """How many independent outcomes the sample is worth."""
    clusters: int
    outcomes: int


def cluster_mean(
    clusters: Sequence[ArrayLike],
    *,
    confidence: float = 0.95,
    bounds: tuple[float, float] = (0.0, 1.0),
) -> ClusterMean:
    """Return the mean over all outcomes with its cluster-robust error.

    SE² = G/(G-1) Σ_g (Σ_j (y_gj - ȳ))² / n² (CR1; with equal clusters sd(cluster means)/√G).
    ICC = (MSB - MSW) / (MSB + (m - 1) MSW) and n_eff = n / (1 + (m - 1) ICC): L. Kish (1965),
    Survey Sampling; A. Donner and N. Klar (2000), Design and Analysis of Cluster Randomization
    Trials. With unequal clusters MSB uses the m of Donner and Klar and the design effect uses
    Kish's Σm²/n. A negative ICC is reported as it is, but never makes n_eff larger than n.

    Where all clusters have the same mean the error is 0, which is not certainty. The interval then
    says how many other clusters may have been missed: with u the upper end of Wilson's interval of
    0 out of G it reaches from the mean u of the way to either bound, which for one policy that
    always succeeds is Wilson's interval of G out of G.

    Args:
        clusters: One array of outcomes (or of paired differences) per cluster.
        confidence: Level of the interval.
        bounds: The values that an outcome can take lie between these; they cut the interval. For
            paired differences (-1, 1).

    Raises:
        InputError: Fewer than two clusters, an empty one, or an outcome outside the bounds.
    """
    from scipy.special import stdtrit

    check_fraction(confidence, what="confidence")
    groups = checked_clusters(clusters, bounds)
    sizes = np.array([len(group) for group in groups], dtype=np.float64)
    n, g = float(sizes.sum()), len(groups)
    mean = float(np.concatenate(groups).mean())
    residual_sums = np.array([float((group - mean).sum()) for group in groups])
    error = math.sqrt(g / (g - 1) * float(residual_sums @ residual_sums)) / n
    low, high = bounds
    if error > 1e-12 * max(1.0, abs(mean)):
        half = float(stdtrit(g - 1, 0.5 + confidence / 2)) * error
        interval = Interval(max(low, mean - half), min(high, mean + half))
    else:
        unseen = wilson_interval(successes=0, trials=g, confidence=confidence).high
        interval = Interval(mean - (mean - low) * unseen, mean + (high - mean) * unseen)
    icc = _icc(groups, sizes, mean)
    kish = float(sizes @ sizes) / n
    # Where nothing varies, repeats of an initial condition are taken to add nothing.
    effect = max(1.0, 1 + (kish - 1) * (1.0 if icc is None else max(0.0, icc)))
    return ClusterMean(
        mean=mean,
        standard_error=error,
        interval=interval,
        icc=icc,
        design_effect=effect,
        effective_n=n / effect,
        clusters=g,
        outcomes=int(n),
    )


def checked_clusters(clusters: Sequence[ArrayLike], bounds: tuple[float, float]) -> list[Vector]:
    """Return the clusters as vectors.

    Raises:
        InputError: Fewer than two clusters, an empty one, or an outcome outside the bounds.
    """
    low, high = check_bounds(bounds)
    groups = [vector(cluster, what=f"cluster {i}") for i, cluster in enumerate(clusters)]
    if len(groups) < 2:
        raise InputError(
            f"an error between clusters needs at least 2 clusters, got {len(groups)}; "
            "run more initial conditions"
        )
    for number, group in enumerate(groups):
        if (group < low).any() or (group > high).any():
            raise InputError(
                f"cluster {number}: every outcome must lie in [{low:g}, {high:g}]; give other "
                "bounds, e.g. (-1, 1) for differences"
            )
    return groups


def _icc(groups: list[Vector], sizes: Vector, mean: float) -> float | None:
    n, g = float(sizes.sum()), len(groups)
    if n == g:
        return 0.0
    means = np.array([float(group.mean()) for group in groups])
    between = float(sizes @ (means - mean) ** 2) / (g - 1)
    within = sum(float(((v - m) ** 2).sum()) for v, m in zip(groups, means, strict=True)) / (n - g)
    size = (n - float(sizes @ sizes) / n) / (g - 1)
    total = between + (size - 1) * within
    return (between - within) / total if total > 0 else None
