"""Strengths and ranks from comparisons in pairs."""

from __future__ import annotations

import numpy as np

from error_rates.experiment import Entry, any_seed, covers
from simeval import stats

STRENGTHS = np.array([0.6, 0.1, -0.2, -0.5])


def _difference(rng: np.random.Generator) -> bool:
    """Four policies, 20 games of each two."""
    chances = 1 / (1 + np.exp(STRENGTHS[None, :] - STRENGTHS[:, None]))
    upper = np.triu(rng.binomial(20, chances), 1)
    wins = upper + np.tril(20 - upper.T, -1)
    interval = stats.difference_interval(stats.bradley_terry(wins), first=0, second=3)
    return covers(interval, float(STRENGTHS[0] - STRENGTHS[3]))


def _rank(rng: np.random.Generator) -> bool:
    """The second of four policies, 30 sessions of four games."""
    comparisons = []
    for game in range(120):
        i, j = (int(k) for k in rng.choice(4, 2, replace=False))
        won = rng.random() < 1 / (1 + np.exp(STRENGTHS[j] - STRENGTHS[i]))
        comparisons.append(stats.Comparison(i, j, float(won), game // 4))
    found = stats.rank_intervals(comparisons, policies=4, resamples=60, seed=any_seed(rng))[1]
    return found.low <= 2 <= found.high


ENTRIES = [
    Entry("bradley_terry difference, 20 games", _difference, "coverage"),
    Entry("rank_intervals, second of 4", _rank, "coverage"),
]
