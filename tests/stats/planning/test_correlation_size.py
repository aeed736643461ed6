from __future__ import annotations

import math

import pytest

from simeval.stats import (
    correlation_range,
    policies_for_correlation,
)


def test_policies_for_a_correlation():
    n = policies_for_correlation(correlation=0.9, at_least=0.5)

    def low(policies: int) -> float:
        return math.tanh(math.atanh(0.9) - 1.959964 / math.sqrt(policies - 3))

    assert low(n) >= 0.5 > low(n - 1)


# Sampling range of r with 50 real trials, as published: true correlation 0.5, 0.9 and 1.
RANGES = [
    (6, (-0.50, 0.94), (0.32, 0.99), (0.76, 1.0)),
    (8, (-0.31, 0.89), (0.47, 0.98), (0.82, 0.99)),
    (12, (-0.11, 0.84), (0.58, 0.96), (0.86, 0.99)),
    (20, (0.05, 0.77), (0.67, 0.94), (0.89, 0.98)),
]


@pytest.mark.parametrize(("policies", "half", "high", "perfect"), RANGES)
def test_published_ranges_of_the_correlation_seen(policies, half, high, perfect):
    for correlation, expected in ((0.5, half), (0.9, high), (1.0, perfect)):
        found = correlation_range(
            policies=policies, real_trials=50, sim_trials=200, correlation=correlation
        )
        assert found.interval == pytest.approx(expected, abs=0.035)


def test_the_correlation_seen_with_few_policies_or_trials():
    # Four policies show nearly anything; the tails are long, so that the tolerance is wider.
    for correlation, expected in ((0.5, (-0.81, 0.98)), (0.9, (-0.04, 1.0)), (1.0, (0.57, 1.0))):
        found = correlation_range(
            policies=4, real_trials=50, sim_trials=200, correlation=correlation
        )
        assert found.interval == pytest.approx(expected, abs=0.06)
    few = correlation_range(policies=6, real_trials=20, sim_trials=200, correlation=1.0)
    assert few.interval == pytest.approx((0.56, 0.99), abs=0.02)


def test_with_endless_trials_the_range_is_that_of_the_policies_alone():
    # Fisher: atanh r is normal with standard error 1/√(N - 3) around atanh of the truth.
    found = correlation_range(
        policies=30, real_trials=10**7, sim_trials=10**7, correlation=0.6, draws=40_000
    )
    centre, half = math.atanh(0.6), 1.959964 / math.sqrt(27)

    assert found.interval == pytest.approx(
        (math.tanh(centre - half), math.tanh(centre + half)), abs=0.02
    )
    assert found.undefined == 0.0


def test_one_trial_each_is_often_undefined():
    found = correlation_range(policies=2, real_trials=1, sim_trials=1, correlation=0.0)

    # Both sides must differ: a half each, if every rate is one half on average.
    assert found.undefined == pytest.approx(0.75, abs=0.02)


def test_impossible_correlations_are_refused():
    with pytest.raises(ValueError, match="at_least < correlation"):
        policies_for_correlation(correlation=0.5, at_least=0.9)
    with pytest.raises(ValueError, match="policies must be at least 2"):
        correlation_range(policies=1, real_trials=50, sim_trials=200, correlation=0.9)
    with pytest.raises(ValueError, match=r"correlation lies in \[-1, 1\]"):
        correlation_range(policies=4, real_trials=50, sim_trials=200, correlation=1.1)
