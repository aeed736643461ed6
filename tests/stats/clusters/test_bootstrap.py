from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats

from simeval.stats import cluster_bootstrap, iqm, stratified_bootstrap


def mean_difference(rows: np.ndarray) -> float:
    return float((rows[:, 0] - rows[:, 1]).mean())


def test_spread_of_a_mean_is_that_of_the_cluster_means():
    rng = np.random.default_rng(0)
    clusters = [rng.random(4) + rng.normal() for _ in range(30)]
    # Drawing G of G cluster means with replacement: their standard deviation over root G.
    expected = np.std([cluster.mean() for cluster in clusters]) / math.sqrt(30)

    found = cluster_bootstrap(clusters, lambda rows: float(rows.mean()), resamples=4000)

    assert found.standard_error == pytest.approx(expected, rel=0.05)
    assert found.interval.high - found.interval.low == pytest.approx(2 * 1.96 * expected, rel=0.1)
    assert found.method == "percentile"


def test_pairing_survives():
    # Both policies vary a lot between conditions, their difference not at all.
    levels = np.linspace(0, 1, 12)
    clusters = [np.array([[level + 0.25, level]] * 3) for level in levels]

    found = cluster_bootstrap(clusters, mean_difference, resamples=200)

    assert found.interval == pytest.approx((0.25, 0.25))


def test_few_clusters_get_the_t_interval_of_the_cluster_means():
    clusters = [[0, 1, 1], [1, 1, 1], [0, 0, 0], [1, 0, 1], [0, 1, 0]]
    found = cluster_bootstrap(clusters, lambda rows: float(rows.mean()), resamples=20_000)
    means = np.mean(clusters, axis=1)
    expected = scipy.stats.t.interval(0.95, 4, loc=means.mean(), scale=scipy.stats.sem(means))

    assert found.method == "t"
    assert found.too_few_clusters
    assert found.interval == pytest.approx(expected, abs=0.02)
    cut = cluster_bootstrap(clusters, lambda rows: float(rows.mean()), bounds=(0.2, 0.9))
    assert cut.interval == (0.2, 0.9)


def test_few_runs_get_the_t_interval_of_the_strata():
    rng = np.random.default_rng(0)
    scores = rng.random((4, 3))
    found = stratified_bootstrap(scores, lambda table: float(table.mean()), resamples=20_000)
    error = math.sqrt((scores.var(axis=0, ddof=1) / 4).sum()) / 3
    expected = scipy.stats.t.interval(0.95, 9, loc=scores.mean(), scale=error)

    assert found.interval == pytest.approx(expected, abs=0.01)


def test_same_seed_same_interval():
    clusters = [[0, 1, 1], [1, 1, 0], [0, 0, 1], [1, 0, 0]]

    def once(seed: int):
        return cluster_bootstrap(clusters, lambda rows: float(rows.mean()), seed=seed)

    assert once(3) == once(3)
    assert once(3) != once(4)


def test_tasks_are_strata():
    # Tasks differ and runs do not, so that nothing is left to vary.
    scores = np.tile([0.1, 0.5, 0.9], (12, 1))
    found = stratified_bootstrap(scores, iqm, resamples=100)

    assert found.standard_error == pytest.approx(0.0, abs=1e-12)
    assert found.estimate == pytest.approx(0.5)


def test_tasks_are_drawn_independently_of_each_other():
    # One half of the runs is 0 and the other 1, in both tasks: the variance of the mean of all
    # scores is that of 2 x runs independent draws.
    runs = 20
    scores = np.repeat([[0.0], [1.0]], runs // 2, axis=0) * np.ones(2)
    found = stratified_bootstrap(scores, lambda table: float(table.mean()), resamples=4000)

    assert found.standard_error == pytest.approx(math.sqrt(0.25 / (2 * runs)), rel=0.05)


def test_one_run_is_refused():
    with pytest.raises(ValueError, match="runs >= 2"):
        stratified_bootstrap([[0.1, 0.2]], iqm)


def test_bad_input_is_refused():
    def mean(rows: np.ndarray) -> float:
        return float(rows.mean())

    with pytest.raises(ValueError, match="at least 2 clusters, none empty"):
        cluster_bootstrap([[1, 0]], mean)
    with pytest.raises(ValueError, match="cluster 1: every value must be finite"):
        cluster_bootstrap([[1, 0], [float("nan")]], mean)
    with pytest.raises(ValueError, match="the same columns"):
        cluster_bootstrap([[[1, 0]], [1, 0]], mean)
    with pytest.raises(ValueError, match="resamples must be at least 2, got 0"):
        cluster_bootstrap([[1, 0], [1, 1]], mean, resamples=0)
    with pytest.raises(ValueError, match="not finite on every resample"):
        cluster_bootstrap([[1, 1], [0, 0], [1, 0]], lambda rows: float("nan"))


def test_the_percentile_interval_is_as_wide_as_the_t_interval_of_the_same_clusters():
    # Of normal cluster means both hold the same share; the plain percentile interval, narrower by
    # sqrt(11/12) and by 1.96 in place of 2.20, does not.
    means = scipy.stats.norm.ppf((np.arange(12) + 0.5) / 12)
    found = cluster_bootstrap(
        means[:, None], lambda rows: float(rows.mean()), resamples=40_000, seed=1
    )
    low, high = scipy.stats.t.interval(0.95, 11, loc=0, scale=scipy.stats.sem(means))

    assert found.method == "percentile"
    assert found.interval == pytest.approx((low, high), rel=0.04)


@pytest.mark.parametrize(("runs", "tasks"), [(12, 4), (16, 1)])
def test_expanded_quantiles_of_the_copies(runs, tasks):
    # T. C. Hesterberg (2015): the quantile at Phi(-t sqrt(n / (n - 1))) of the same copies.
    scores = np.random.default_rng(2).beta(2, 5, (runs, tasks))
    copies = []

    def mean(table: np.ndarray) -> float:
        copies.append(float(table.mean()))
        return copies[-1]

    found = stratified_bootstrap(scores, mean, confidence=0.9, resamples=500)
    drawn = copies[:500]
    reach = scipy.stats.t.ppf(0.95, tasks * (runs - 1)) * math.sqrt(runs / (runs - 1))
    level = scipy.stats.norm.cdf(-reach)

    assert found.interval == pytest.approx(np.quantile(drawn, [level, 1 - level]))
