from __future__ import annotations

import math

import numpy as np
import pytest

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
    assert not found.too_few_clusters


def test_pairing_survives():
    # Both policies vary a lot between conditions, their difference not at all.
    levels = np.linspace(0, 1, 12)
    clusters = [np.array([[level + 0.25, level]] * 3) for level in levels]

    found = cluster_bootstrap(clusters, mean_difference, resamples=200)

    assert found.interval == pytest.approx((0.25, 0.25))


def test_few_clusters_are_flagged():
    found = cluster_bootstrap([[0, 1], [1, 1], [0, 0]], lambda rows: float(rows.mean()))

    assert found.too_few_clusters


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
