"""The trials behind a success rate, from which it can be drawn again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.inputs import Matrix, Vector, check_counts, check_fraction, vector
from simeval.stats.scalars import check_whole
from simeval.stats.wilson import Interval, wilson_interval

# Below this a standard error is rounding.
_ALIKE = 1e-9


class MeasuredRate(Protocol):
    """A rate with what is known about its error: that of one task, or a mean over tasks."""

    @property
    def rate(self) -> float:
        """Mean outcome."""

    @property
    def variance(self) -> float:
        """Squared standard error of the rate."""

    def interval(self, confidence: float = 0.95) -> Interval:
        """Confidence interval of the rate."""

    def redraw(self, rng: np.random.Generator, copies: int) -> tuple[Vector, Vector]:
        """Rates of bootstrap copies, and their variances."""


@dataclass(frozen=True, kw_only=True)
class Trials:
    """All trials of one policy, in clusters that are drawn as a whole."""

    cluster_sums: tuple[float, ...]
    """Sum of the outcomes of each cluster, every outcome in [0, 1]."""
    cluster_sizes: tuple[int, ...]
    """Trials of each cluster."""

    def __post_init__(self) -> None:
        if not len(self.cluster_sums) == len(self.cluster_sizes) > 0:
            raise InputError(
                f"need one sum and one size per cluster, and a cluster, got "
                f"{len(self.cluster_sums)} and {len(self.cluster_sizes)}"
            )
        for number, (total, size) in enumerate(
            zip(self.cluster_sums, self.cluster_sizes, strict=True)
        ):
            check_whole(size, what=f"trials of cluster {number}", least=1)
            # A hair more, since a sum of shares is rounded.
            if not -1e-9 <= total <= size + 1e-9:
                raise InputError(
                    f"cluster {number}: outcomes must lie in [0, 1], got a sum of {total} over "
                    f"{size} trials"
                )

    @classmethod
    def from_counts(cls, successes: int, trials: int) -> Trials:
        """Return independent trials, each its own cluster."""
        successes, trials = check_counts(successes, trials)
        sums = (1.0,) * successes + (0.0,) * (trials - successes)
        return cls(cluster_sums=sums, cluster_sizes=(1,) * trials)

    @classmethod
    def from_clusters(cls, clusters: Sequence[ArrayLike]) -> Trials:
        """Return trials in clusters, e.g. all repeats of an initial condition."""
        groups = [vector(cluster, what=f"cluster {i}") for i, cluster in enumerate(clusters)]
        if not groups:
            raise InputError("a policy needs at least one cluster of trials")
        return cls(
            cluster_sums=tuple(float(group.sum()) for group in groups),
            cluster_sizes=tuple(len(group) for group in groups),
        )

    @property
    def rate(self) -> float:
        """Mean outcome."""
        return sum(self.cluster_sums) / sum(self.cluster_sizes)

    @property
    def variance(self) -> float:
        """Squared standard error of the rate (CR1); p(1-p)/(n-1) for independent 0/1 trials.

        Raises:
            InputError: There is only one cluster.
        """
        g = len(self.cluster_sums)
        if g < 2:
            raise InputError("one cluster of trials does not show how much clusters vary")
        residuals = np.array(self.cluster_sums) - self.rate * np.array(self.cluster_sizes)
        return g / (g - 1) * float(residuals @ residuals) / sum(self.cluster_sizes) ** 2

    @property
    def binomial(self) -> bool:
        """Whether these are independent 0/1 trials."""
        return set(self.cluster_sizes) == {1} and set(self.cluster_sums) <= {0.0, 1.0}

    def interval(self, confidence: float = 0.95) -> Interval:
        """Return Wilson's interval, or Student's t over clusters where there are any.

        Clusters that are all alike show no error. Then a share u of starts may behave otherwise
        without having been seen, with u Wilson's upper end at none of G: the interval is
        [p(1 - u), p(1 - u) + u], which at p = 0 and 1 is Wilson's.

        Raises:
            InputError: There is one cluster of several trials.
        """
        from scipy.special import stdtrit

        check_fraction(confidence, what="confidence")
        g = len(self.cluster_sums)
        if self.binomial:
            return wilson_interval(
                successes=round(sum(self.cluster_sums)), trials=g, confidence=confidence
            )
        error = math.sqrt(self.variance)
        if error < _ALIKE:
            unseen = wilson_interval(successes=0, trials=g, confidence=confidence).high
            low = self.rate * (1 - unseen)
            return Interval(low, low + unseen)
        half = float(stdtrit(g - 1, 0.5 + confidence / 2)) * error
        return Interval(max(0.0, self.rate - half), min(1.0, self.rate + half))

    def redraw(self, rng: np.random.Generator, copies: int) -> tuple[Vector, Vector]:
        """Return the rates of bootstrap copies, drawn by whole clusters, and their variances."""
        sums, sizes = np.array(self.cluster_sums), np.array(self.cluster_sizes)
        g = len(sums)
        if g < 2:
            raise InputError("one cluster of trials does not show how much clusters vary")
        if self.binomial:
            rates = rng.binomial(g, sums.mean(), size=copies) / g
            return np.asarray(rates), np.asarray(rates * (1 - rates) / (g - 1))
        weights = rng.multinomial(g, np.full(g, 1 / g), size=copies)
        outcomes = weights @ sizes
        rates = (weights @ sums) / outcomes
        squares = weights @ sums**2 - 2 * rates * (weights @ (sums * sizes))
        squares = squares + rates**2 * (weights @ sizes**2)
        return rates, np.asarray(g / (g - 1) * np.maximum(squares, 0.0) / outcomes**2)


def rates_of(policies: Sequence[MeasuredRate]) -> Vector:
    """Return the rate of every policy."""
    return np.array([policy.rate for policy in policies])


def redraw_all(
    policies: Sequence[MeasuredRate], rng: np.random.Generator, copies: int
) -> tuple[Matrix, Matrix]:
    """Return rates and variances, each of shape (copies, policies)."""
    drawn = [policy.redraw(rng, copies) for policy in policies]
    return np.column_stack([rates for rates, _ in drawn]), np.column_stack(
        [variances for _, variances in drawn]
    )
