from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats

from simeval.stats import improvement_interval, probability_of_improvement


def test_improvement_is_mann_whitney_per_task():
    rng = np.random.default_rng(2)
    # Rounded, so that runs tie.
    x, y = rng.random((5, 4)).round(1), rng.random((7, 4)).round(1)
    expected = np.mean(
        [scipy.stats.mannwhitneyu(x[:, t], y[:, t]).statistic / (5 * 7) for t in range(4)]
    )

    assert probability_of_improvement(scores_x=x, scores_y=y) == pytest.approx(expected)
    assert probability_of_improvement(scores_x=y, scores_y=x) == pytest.approx(1 - expected)
    assert improvement_interval(scores_x=x, scores_y=y).probability == pytest.approx(expected)


@pytest.mark.parametrize(("m", "n"), [(5, 5), (3, 12), (40, 25)])
def test_ends_solve_the_equation_of_the_method(m, n):
    rng = np.random.default_rng(m)
    x, y = rng.normal(0.5, 1, (m, 1)), rng.normal(size=(n, 1))
    found = improvement_interval(scores_x=x, scores_y=y)
    k = (m + n) / 2 - 1
    for theta in found.interval:
        spread = 1 + k * ((1 - theta) / (2 - theta) + theta / (1 + theta))
        error = math.sqrt(theta * (1 - theta) * spread / (m * n))
        assert abs(theta - found.probability) == pytest.approx(1.959964 * error, rel=1e-5)


def test_complete_separation_is_not_certainty():
    low, high = improvement_interval(scores_x=[[3.0]] * 4, scores_y=[[1.0]] * 4).interval

    assert high == 1.0
    assert 0.4 < low < 0.8


def test_swapping_the_policies_mirrors_the_interval():
    rng = np.random.default_rng(5)
    x, y = rng.random((6, 3)), rng.random((9, 3))
    low, high = improvement_interval(scores_x=x, scores_y=y).interval
    mirrored = improvement_interval(scores_x=y, scores_y=x).interval

    assert (1 - high, 1 - low) == pytest.approx(mirrored)


def test_it_covers():
    # Normal scores: P(X > Y) = Φ(shift / √2), here with three tasks and ten runs.
    shifts = np.array([0.0, 0.7, 1.5])
    truth = scipy.stats.norm.cdf(shifts / math.sqrt(2)).mean()
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(600):
        found = improvement_interval(
            scores_x=rng.normal(shifts, 1, (10, 3)), scores_y=rng.normal(size=(10, 3))
        )
        covered += found.interval.low <= truth <= found.interval.high

    assert 0.925 <= covered / 600 <= 0.985


def test_other_tasks_are_refused():
    with pytest.raises(ValueError, match="the same tasks"):
        probability_of_improvement(scores_x=[[1, 2]], scores_y=[[1, 2, 3]])
    with pytest.raises(ValueError, match="rows of equal length"):
        improvement_interval(scores_x=[[1, 2], [3]], scores_y=[[1, 2]])
