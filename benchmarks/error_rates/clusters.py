"""Episodes that share an initial condition."""

from __future__ import annotations

import numpy as np

from error_rates.experiment import Draw, Entry, any_seed, covers
from simeval import stats

MEAN = 0.6


def conditions(rng: np.random.Generator, count: int) -> list[np.ndarray]:
    """Initial conditions with their own success rates, mean 0.6, five episodes each."""
    return [rng.binomial(1, rate, 5).astype(float) for rate in rng.beta(1.2, 0.8, count)]


def _student(count: int) -> Draw:
    return lambda rng: covers(stats.cluster_mean(conditions(rng, count)).interval, MEAN)


def _student_near_one(count: int) -> Draw:
    """Conditions with a mean rate of 0.95: in many experiments every episode succeeds."""

    def draw(rng: np.random.Generator) -> bool:
        groups = [rng.binomial(1, rate, 5).astype(float) for rate in rng.beta(9.5, 0.5, count)]
        return covers(stats.cluster_mean(groups).interval, 0.95)

    return draw


def _pooled(count: int) -> Draw:
    """What happens when clustered episodes are pooled as if independent."""

    def draw(rng: np.random.Generator) -> bool:
        outcomes = np.concatenate(conditions(rng, count))
        interval = stats.wilson_interval(successes=int(outcomes.sum()), trials=len(outcomes))
        return covers(interval, MEAN)

    return draw


def _bootstrap(count: int) -> Draw:
    def draw(rng: np.random.Generator) -> bool:
        found = stats.cluster_bootstrap(
            conditions(rng, count),
            lambda rows: float(rows.mean()),
            resamples=300,
            seed=any_seed(rng),
        )
        return covers(found.interval, MEAN)

    return draw


ENTRIES = [
    Entry("cluster_mean t, 8 clusters", _student(8), "coverage"),
    Entry("cluster_mean t, 24 clusters", _student(24), "coverage"),
    Entry("cluster_mean t, 8 clusters, rate 0.95", _student_near_one(8), "coverage"),
    Entry("cluster_bootstrap, 5 clusters", _bootstrap(5), "coverage"),
    Entry("cluster_bootstrap, 8 clusters", _bootstrap(8), "coverage"),
    Entry("cluster_bootstrap, 24 clusters", _bootstrap(24), "coverage"),
    Entry("wilson on pooled clusters, 24 clusters (wrong on purpose)", _pooled(24), "coverage"),
]
