from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats

from simeval.stats import (
    combined_interval,
    iqm,
    macro_mean,
    macro_rate,
    newcombe_interval,
    optimality_gap,
    wilson_interval,
)


@pytest.mark.parametrize("count", [1, 2, 5, 7, 30, 31])
def test_iqm_is_the_trimmed_mean(count):
    values = np.random.default_rng(count).random(count)

    assert iqm(values) == pytest.approx(scipy.stats.trim_mean(values, 0.25))


def test_optimality_gap_ignores_what_is_above_the_target():
    assert optimality_gap([[0.2, 3.0], [0.6, 1.0]]) == pytest.approx((0.8 + 0 + 0.4 + 0) / 4)
    assert optimality_gap([0.2, 0.6], target=0.5) == pytest.approx((0.3 + 0) / 2)


def test_macro_mean_of_tasks():
    found = macro_mean(rates=[0.2, 0.8], standard_errors=[0.03, 0.04], weights=[1, 3])

    assert found.mean == pytest.approx(0.65)
    assert found.standard_error == pytest.approx(math.hypot(0.03, 3 * 0.04) / 4)
    assert found.interval.high == pytest.approx(0.65 + 1.959964 * found.standard_error)
    assert macro_mean(rates=[0.99], standard_errors=[0.1]).interval.high == 1.0


def test_macro_rate_of_one_task_is_wilsons_interval():
    found = macro_rate(successes=[7], trials=[20])

    assert found.mean == pytest.approx(0.35)
    assert found.interval == pytest.approx(wilson_interval(successes=7, trials=20))
    assert found.standard_error == pytest.approx(math.sqrt(0.35 * 0.65 / 20))


def test_putting_intervals_together_generalises_newcombes_difference():
    # p_a - p_b is the sum of p_a and -p_b, that is twice their mean.
    rates = [(40, 50), (34, 50)]
    (low_a, high_a), (low_b, high_b) = (wilson_interval(successes=k, trials=n) for k, n in rates)
    found = combined_interval(
        estimates=[0.8, -0.68], intervals=[(low_a, high_a), (-high_b, -low_b)]
    )
    expected = newcombe_interval(successes_a=40, trials_a=50, successes_b=34, trials_b=50)

    assert (2 * found.low, 2 * found.high) == pytest.approx(expected)


def test_no_failure_anywhere_is_not_certainty():
    found = macro_rate(successes=[24, 24, 24, 24], trials=[24, 24, 24, 24])
    one = wilson_interval(successes=24, trials=24)

    assert found.mean == found.interval.high == 1.0
    assert found.interval.low == pytest.approx(1 - (1 - one.low) / 2)


def test_macro_rate_covers_where_rates_are_extreme():
    rates, trials = np.array([0.98, 0.9, 1.0, 0.5]), [24, 24, 24, 10]
    rng = np.random.default_rng(0)
    covered = 0
    for _ in range(1000):
        found = macro_rate(successes=rng.binomial(trials, rates), trials=trials)
        covered += found.interval.low <= rates.mean() <= found.interval.high

    assert 0.93 <= covered / 1000 <= 0.985


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="every value must be finite, got nan at position 1 of 2"):
        iqm([0.1, float("nan")])
    with pytest.raises(ValueError, match="at least one score"):
        iqm([])
    with pytest.raises(ValueError, match="one rate and one error per task"):
        macro_mean(rates=[0.1, 0.2], standard_errors=[0.1])
    with pytest.raises(ValueError, match="give other bounds for differences"):
        macro_mean(rates=[-0.1], standard_errors=[0.1])
    with pytest.raises(ValueError, match="task 1: need 0 <= successes <= trials"):
        macro_rate(successes=[1, 5], trials=[2, 4])
    with pytest.raises(ValueError, match="one weight per part, got 1 for 2"):
        macro_rate(successes=[1, 2], trials=[2, 4], weights=[1.0])
    with pytest.raises(ValueError, match="every interval must hold its estimate"):
        combined_interval(estimates=[0.5], intervals=[(0.6, 0.7)])
    with pytest.raises(ValueError, match="a low and a high end per estimate"):
        combined_interval(estimates=[0.5, 0.5], intervals=[(0.4, 0.7)])
