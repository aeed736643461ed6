"""How sure is a rank: strengths refitted on redrawn sessions."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np

from simeval.errors import InputError
from simeval.stats.inputs import Matrix
from simeval.stats.ranking.bradley_terry import bradley_terry, check_two_policies
from simeval.stats.scalars import check_fraction, check_number, check_rate, check_whole


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

    Args:
        comparisons: Policies are numbers from 0.
        policies: Number of policies; each must occur.
        ridge: Of every fit, see `bradley_terry`; positive.
        confidence: Level of the intervals.
        resamples: Bootstrap copies.
        seed: Of the resampling.

    Raises:
        InputError: Fewer than two sessions, a policy that was never compared, or what is not a
            comparison of two of them.
    """
    check_fraction(confidence, what="confidence")
    policies = check_whole(policies, what="policies", least=2)
    check_whole(resamples, what="resamples", least=2)
    check_number(ridge, what="ridge")
    if ridge <= 0:
        raise InputError(f"redrawn sessions need a positive ridge, got {ridge}")
    tables = _tables(comparisons, policies)
    sessions = len(tables)
    if sessions < 2:
        raise InputError(f"a bootstrap over sessions needs at least 2, got {sessions}")
    wins = tables.sum(axis=0)
    unseen = np.flatnonzero((wins + wins.T).sum(axis=1) == 0)
    if len(unseen):
        raise InputError(f"policy {unseen[0]} was never compared, so that it has no rank")
    rng = np.random.default_rng(seed)
    even = np.full(sessions, 1 / sessions)
    ranks = np.array(
        [
            _ranks(np.tensordot(rng.multinomial(sessions, even), tables, axes=1), ridge)
            for _ in range(resamples)
        ]
    )
    tail = (1 - confidence) / 2
    low, high = np.quantile(ranks, [tail, 1 - tail], axis=0, method="inverted_cdf")
    best = _ranks(wins, ridge)
    return tuple(RankInterval(int(best[i]), int(low[i]), int(high[i])) for i in range(policies))


def _tables(comparisons: Sequence[Comparison], policies: int) -> Matrix:
    """Return the wins of every session, shape (sessions, policies, policies)."""
    numbers: dict[Hashable, int] = {}
    for comparison in comparisons:
        numbers.setdefault(comparison.session, len(numbers))
    tables = np.zeros((len(numbers), policies, policies))
    for first, second, score, session in comparisons:
        check_two_policies(first, second, policies)
        check_rate(score, what="the score of a comparison")
        tables[numbers[session], first, second] += score
        tables[numbers[session], second, first] += 1 - score
    return tables


def _ranks(wins: Matrix, ridge: float) -> Matrix:
    strengths = np.array(bradley_terry(wins, ridge=ridge).strengths)
    return np.asarray((strengths[None, :] > strengths[:, None]).sum(axis=1) + 1)
