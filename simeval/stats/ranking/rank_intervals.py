"""How sure is a rank: strengths refitted on redrawn sessions."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np

from simeval.stats.inputs import Matrix
from simeval.stats.ranking.bradley_terry import bradley_terry
from simeval.stats.scalars import check_fraction


class Comparison(NamedTuple):
    """One pairwise episode."""

    first: int
    second: int
    score: float
    """Of the first: 1 it won, 0 it lost, 0.5 a tie."""
    session: Hashable
    """What was shared: an evaluator, a day, a scene. Sessions are drawn as a whole."""


class RankInterval(NamedTuple):
    """The rank of one policy; 1 is the best."""

    rank: int
    low: int
    high: int


def rank_intervals(
    comparisons: Sequence[Comparison],
    *,
    policies: int,
    ridge: float = 0.1,
    confidence: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> tuple[RankInterval, ...]:
    """Return rank and percentile interval of each policy, by bootstrap over sessions.

    Every fit has a small ridge, since redrawn sessions may leave a policy without a win. Ties
    count half for either side. Ranks are discrete and neighbours close: the intervals are wide.
    """
    check_fraction(confidence, what="confidence")
    sessions = list(dict.fromkeys(comparison.session for comparison in comparisons))
    if len(sessions) < 2:
        raise ValueError(f"a bootstrap over sessions needs at least 2, got {len(sessions)}")
    tables = np.zeros((len(sessions), policies, policies))
    for first, second, score, session in comparisons:
        if first == second or not 0.0 <= score <= 1.0:
            raise ValueError(f"not a comparison of two policies: {(first, second, score)}")
        tables[sessions.index(session), first, second] += score
        tables[sessions.index(session), second, first] += 1 - score
    rng = np.random.default_rng(seed)
    draws = rng.multinomial(len(sessions), np.full(len(sessions), 1 / len(sessions)), resamples)
    ranks = np.array([_ranks(np.tensordot(draw, tables, axes=1), ridge) for draw in draws])
    tail = (1 - confidence) / 2
    low, high = np.quantile(ranks, [tail, 1 - tail], axis=0, method="inverted_cdf")
    best = _ranks(tables.sum(axis=0), ridge)
    return tuple(RankInterval(int(best[i]), int(low[i]), int(high[i])) for i in range(policies))


def _ranks(wins: Matrix, ridge: float) -> Matrix:
    strengths = np.array(bradley_terry(wins, ridge=ridge).strengths)
    return np.asarray((strengths[None, :] > strengths[:, None]).sum(axis=1) + 1)
