from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats

from simeval.stats import (
    iqm,
    macro_mean,
    optimality_gap,
    performance_profile,
    probability_of_improvement,
)


@pytest.mark.parametrize("count", [1, 2, 5, 7, 30, 31])
def test_iqm_is_the_trimmed_mean(count):
    values = np.random.default_rng(count).random(count)

    assert iqm(values) == pytest.approx(scipy.stats.trim_mean(values, 0.25))


def test_improvement_is_mann_whitney_per_task():
    rng = np.random.default_rng(2)
    # Rounded, so that runs tie.
    x, y = rng.random((5, 4)).round(1), rng.random((7, 4)).round(1)
    expected = np.mean(
        [scipy.stats.mannwhitneyu(x[:, t], y[:, t]).statistic / (5 * 7) for t in range(4)]
    )

    assert probability_of_improvement(x, y) == pytest.approx(expected)
    assert probability_of_improvement(y, x) == pytest.approx(1 - expected)


def test_optimality_gap_ignores_what_is_above_the_target():
    assert optimality_gap([[0.2, 3.0], [0.6, 1.0]]) == pytest.approx((0.8 + 0 + 0.4 + 0) / 4)
    assert optimality_gap([0.2, 0.6], target=0.5) == pytest.approx((0.3 + 0) / 2)


def test_profile_is_the_share_above_each_threshold():
    profile = performance_profile([[0.1, 0.4], [0.4, 0.9]], thresholds=[0.0, 0.1, 0.4, 0.9])

    assert profile.tolist() == [1.0, 0.75, 0.25, 0.0]


def test_macro_mean_of_tasks():
    found = macro_mean(rates=[0.2, 0.8], standard_errors=[0.03, 0.04], weights=[1, 3])

    assert found.mean == pytest.approx(0.65)
    assert found.standard_error == pytest.approx(math.hypot(0.03, 3 * 0.04) / 4)
    assert found.interval.high == pytest.approx(0.65 + 1.959964 * found.standard_error)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="all finite"):
        iqm([0.1, float("nan")])
    with pytest.raises(ValueError, match="the same tasks"):
        probability_of_improvement([[1, 2]], [[1, 2, 3]])
    with pytest.raises(ValueError, match="one rate, error and weight per task"):
        macro_mean(rates=[0.1, 0.2], standard_errors=[0.1])
