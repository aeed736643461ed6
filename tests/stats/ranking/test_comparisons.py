from __future__ import annotations

import math

import numpy as np
import pytest

from simeval.stats import (
    Comparison,
    fit_task_buckets,
    rank_intervals,
    task_buckets_log_likelihood,
)

ABILITY = np.array([1.5, 0.5, -0.5, -1.5])


def success(difficulty: float) -> np.ndarray:
    return 1 / (1 + np.exp(-(ABILITY - difficulty)))


def arena(games: int, seed: int) -> list[Comparison]:
    """Pairwise episodes on tasks of which half are easy and half are hard."""
    rng = np.random.default_rng(seed)
    comparisons = []
    for game in range(games):
        a, b = rng.choice(4, 2, replace=False)
        chances = success(rng.choice([-1.5, 1.5]))
        won, lost = rng.random(2) < chances[[a, b]]
        score = 0.5 + 0.5 * (int(won) - int(lost))
        comparisons.append(Comparison(int(a), int(b), score, game // 20))
    return comparisons


def true_log_likelihood(comparisons: list[Comparison]) -> float:
    total = 0.0
    for a, b, score, _ in comparisons:
        chance = 0.0
        for difficulty in (-1.5, 1.5):
            s = success(difficulty)
            if score == 0.5:
                chance += 0.5 * (s[a] * s[b] + (1 - s[a]) * (1 - s[b]))
            else:
                winner, loser = (a, b) if score == 1 else (b, a)
                chance += 0.5 * s[winner] * (1 - s[loser])
        total += math.log(chance)
    return total


@pytest.fixture(scope="module")
def comparisons():
    return arena(1500, seed=0)


def test_buckets_find_order_and_abilities(comparisons):
    fit = fit_task_buckets(comparisons, policies=4, buckets=2, offset_ridge=10.0, restarts=3)

    assert np.argsort(fit.success_rates).tolist() == [3, 2, 1, 0]
    assert fit.abilities == pytest.approx(ABILITY, abs=0.5)
    assert fit.difficulties[0] < fit.difficulties[1]
    assert sum(fit.shares) == pytest.approx(1.0)
    # A maximum cannot be less likely than the truth, but for the priors.
    assert fit.log_likelihood > true_log_likelihood(comparisons) - 3
    assert fit.log_likelihood == pytest.approx(task_buckets_log_likelihood(fit, comparisons))


def test_comparisons_left_out_tell_how_many_buckets(comparisons):
    fresh = arena(1500, seed=1)

    def left_out(buckets: int) -> float:
        fit = fit_task_buckets(
            comparisons, policies=4, buckets=buckets, offset_ridge=10.0, restarts=2
        )
        return task_buckets_log_likelihood(fit, fresh)

    one, two = left_out(1), left_out(2)
    assert two > one + 10
    assert two == pytest.approx(true_log_likelihood(fresh), abs=12)


def test_ranks_of_clear_and_of_equal_policies():
    clear = rank_intervals(arena(400, seed=2), policies=4, resamples=200)
    assert [interval.rank for interval in clear] == [1, 2, 3, 4]
    assert clear[0].high <= 2
    assert clear[3].low >= 3

    rng = np.random.default_rng(4)
    equal = [
        Comparison(*map(int, rng.choice(3, 2, replace=False)), float(rng.integers(2)), i // 5)
        for i in range(100)
    ]
    assert any(
        interval.high - interval.low >= 1
        for interval in rank_intervals(equal, policies=3, resamples=200)
    )


def test_one_session_is_refused():
    with pytest.raises(ValueError, match="at least 2, got 1"):
        rank_intervals([Comparison(0, 1, 1.0, "monday")] * 5, policies=2)


def test_what_is_no_comparison_is_refused():
    good = [Comparison(0, 1, 1.0, "monday"), Comparison(1, 0, 1.0, "tuesday")]
    for bad in (Comparison(0, 5, 1.0, "monday"), Comparison(0, -1, 1.0, "monday")):
        with pytest.raises(ValueError, match="polic"):
            rank_intervals([*good, bad], policies=2)
    with pytest.raises(ValueError, match="policy 2 was never compared"):
        rank_intervals(good, policies=3)
    with pytest.raises(ValueError, match="positive ridge, got 0"):
        rank_intervals(good, policies=2, ridge=0)


def test_many_sessions():
    rng = np.random.default_rng(1)
    comparisons = [
        Comparison(*map(int, rng.choice(3, 2, replace=False)), 0.5, session)
        for session in range(5000)
    ]
    found = rank_intervals(comparisons, policies=3, resamples=20)

    assert [interval.rank for interval in found] == [1, 1, 1]


def test_scores_between_are_refused():
    with pytest.raises(ValueError, match=r"or 0.5 \(tie\)"):
        fit_task_buckets([Comparison(0, 1, 0.7, 0)], policies=2, buckets=1)
    with pytest.raises(ValueError, match="two different policies of 0 to 1"):
        fit_task_buckets([Comparison(0, 2, 1.0, 0)], policies=2, buckets=1)
