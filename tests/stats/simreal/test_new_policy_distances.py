from __future__ import annotations

import numpy as np
import pytest
import scipy.stats

from simeval.stats import distances_new_policies, line_new_policies

SIM = np.array([0.1, 0.35, 0.5, 0.6, 0.9])
REAL = np.array([0.2, 0.3, 0.7, 0.65, 0.95])


def test_bias_and_mae_are_students_over_policies():
    found = distances_new_policies(sim=SIM, real=REAL, confidence=0.9)
    gaps = SIM - REAL
    for interval, values in ((found.bias, gaps), (found.mean_absolute_error, np.abs(gaps))):
        expected = scipy.stats.t.interval(
            0.9, len(values) - 1, values.mean(), scipy.stats.sem(values)
        )
        assert interval == pytest.approx((max(expected[0], interval.low), expected[1]))
    assert found.bias.low == pytest.approx(
        scipy.stats.t.interval(0.9, 4, gaps.mean(), scipy.stats.sem(gaps))[0]
    )


def test_policies_of_one_run_count_once():
    runs = ["a", "b", "c", "d", "d"]
    alone = distances_new_policies(sim=SIM, real=REAL)
    together = distances_new_policies(sim=SIM, real=REAL, training_runs=runs)

    assert together.bias != alone.bias
    assert distances_new_policies(sim=SIM, real=REAL, training_runs=["a"] * 3 + ["b", "c"]) is None


def test_line_is_the_closed_form():
    found = line_new_policies(sim=SIM, real=REAL)
    design = np.column_stack([np.ones(5), SIM])
    beta, residual, *_ = np.linalg.lstsq(design, REAL, rcond=None)
    errors = np.sqrt(np.diag(np.linalg.inv(design.T @ design)) * residual[0] / 3)
    quantile = scipy.stats.t.ppf(0.975, 3)

    assert found.intercept == pytest.approx(
        (beta[0] - quantile * errors[0], beta[0] + quantile * errors[0])
    )
    assert found.slope == pytest.approx(
        (beta[1] - quantile * errors[1], beta[1] + quantile * errors[1])
    )


def test_line_needs_four_policies_and_some_spread():
    assert line_new_policies(sim=SIM[:3], real=REAL[:3]) is None
    assert line_new_policies(sim=[0.5] * 4, real=REAL[:4]) is None
    assert distances_new_policies(sim=SIM[:3], real=REAL[:3]) is None
