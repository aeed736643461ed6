from __future__ import annotations

import math

import numpy as np
import pytest

from simeval.stats import (
    MeanOfTasks,
    Trials,
    bias_interval_these_policies,
    cluster_mean,
    gap_interval,
    newcombe_interval,
    noise_mean_absolute_error,
    wilson_interval,
)

CLUSTERS = [[1, 1, 0], [0, 0, 0], [1, 0, 1], [1, 1, 1], [0, 1, 0]]


def counts(*pairs: tuple[int, int]) -> list[Trials]:
    return [Trials.from_counts(k, n) for k, n in pairs]


@pytest.mark.parametrize(("k", "n"), [(0, 7), (3, 10), (12, 12), (1, 1)])
def test_interval_of_independent_trials_is_wilsons(k, n):
    found = Trials.from_counts(k, n).interval(0.9)

    assert found == wilson_interval(successes=k, trials=n, confidence=0.9)


def test_interval_of_clusters_is_students():
    found = Trials.from_clusters(CLUSTERS).interval()

    assert found == pytest.approx(cluster_mean(CLUSTERS).interval)


def test_clusters_that_are_all_alike_count_once_each():
    successes = Trials.from_clusters([[1, 1, 1]] * 6).interval()
    failures = Trials.from_clusters([[0, 0]] * 6).interval()

    assert successes == pytest.approx(wilson_interval(successes=6, trials=6))
    assert failures == pytest.approx(wilson_interval(successes=0, trials=6))


def test_equal_progress_everywhere_still_has_a_width():
    low, high = Trials.from_clusters([[0.4]] * 5).interval()
    unseen = wilson_interval(successes=0, trials=5).high

    assert (low, high) == pytest.approx((0.4 * (1 - unseen), 0.4 + 0.6 * unseen))


def test_one_cluster_of_repeats_has_no_interval():
    with pytest.raises(ValueError, match="one cluster"):
        Trials.from_clusters([[1, 0, 1]]).interval()


def test_mean_over_tasks_is_a_macro_mean_with_its_variance():
    tasks = counts((9, 10), (3, 30), (0, 8))
    mean = MeanOfTasks(tasks=tuple(tasks))

    assert mean.rate == pytest.approx((0.9 + 0.1 + 0.0) / 3)
    assert mean.variance == pytest.approx((0.9 * 0.1 / 9 + 0.1 * 0.9 / 29) / 9)


def test_redrawn_means_have_the_variance_they_say():
    mean = MeanOfTasks(tasks=tuple(counts((9, 20), (3, 30), (12, 24))))
    rates, variances = mean.redraw(np.random.default_rng(0), 20_000)

    # Of the copies the tasks' plug-in variance p(1-p)/n is exact.
    plug_in = (0.45 * 0.55 / 20 + 0.1 * 0.9 / 30 + 0.5 * 0.5 / 24) / 9
    assert rates.mean() == pytest.approx(mean.rate, abs=0.002)
    assert rates.var() == pytest.approx(plug_in, rel=0.03)
    assert variances.mean() == pytest.approx(plug_in, rel=0.03)


def test_interval_of_a_mean_over_tasks_covers_also_near_zero():
    rng = np.random.default_rng(4)
    truth, covered, experiments = [0.02, 0.5, 0.9], 0, 400
    for _ in range(experiments):
        tasks = tuple(Trials.from_counts(int(rng.binomial(20, rate)), 20) for rate in truth)
        low, high = MeanOfTasks(tasks=tasks).interval()
        covered += low <= np.mean(truth) <= high

    assert covered >= 0.93 * experiments


def test_mean_over_no_task_is_refused():
    with pytest.raises(ValueError, match="at least one task"):
        MeanOfTasks(tasks=())


def test_gap_of_counts_is_newcombes():
    (sim,), (real,) = counts((56, 70)), counts((48, 80))
    expected = newcombe_interval(successes_a=56, trials_a=70, successes_b=48, trials_b=80)

    assert gap_interval(sim=sim, real=real) == pytest.approx(expected)
    # The worked example of Newcombe (1998), method 10.
    assert gap_interval(sim=sim, real=real) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_bias_interval_stays_wide_where_every_trial_failed():
    zeros = counts((0, 24), (0, 24), (0, 24))
    low, high = bias_interval_these_policies(sim=zeros, real=zeros)
    upper = wilson_interval(successes=0, trials=24).high

    assert high == pytest.approx(upper / math.sqrt(3))
    assert low == pytest.approx(-high)


@pytest.mark.parametrize("rates", [(0.0, 0.05, 0.1), (0.2, 0.5, 0.9)])
def test_bias_interval_covers(rates):
    rng = np.random.default_rng(2)
    sim, covered, experiments = [min(1.0, rate + 0.04) for rate in rates], 0, 400
    for _ in range(experiments):
        low, high = bias_interval_these_policies(
            sim=counts(*((int(rng.binomial(72, rate)), 72) for rate in sim)),
            real=counts(*((int(rng.binomial(24, rate)), 24) for rate in rates)),
        )
        covered += low <= 0.04 <= high

    assert covered >= 0.93 * experiments


def test_noise_mae_is_what_a_perfect_simulator_shows():
    rng = np.random.default_rng(6)
    rates = np.array([0.2, 0.5, 0.7])
    sim, real = rng.binomial(100, rates, (4000, 3)) / 100, rng.binomial(30, rates, (4000, 3)) / 30
    found = noise_mean_absolute_error(
        sim=counts((20, 100), (50, 100), (70, 100)), real=counts((6, 30), (15, 30), (21, 30))
    )

    assert found == pytest.approx(np.abs(sim - real).mean(), rel=0.03)


@pytest.mark.parametrize("function", [bias_interval_these_policies, noise_mean_absolute_error])
def test_unequal_policies_are_refused(function):
    with pytest.raises(ValueError, match="same policies, got 2 in sim and 1 real"):
        function(sim=counts((1, 2), (1, 2)), real=counts((1, 2)))
