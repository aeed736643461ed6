from __future__ import annotations

import numpy as np
import pytest
import scipy.stats

from simeval.stats import (
    Trials,
    binomial_variances,
    deattenuated_pearson,
    kruskal_on_trials,
    reliability,
)

COKE = [(59, 68), (64, 64), (53, 69), (43, 57), (2, 10), (13, 22)]


@pytest.mark.parametrize(
    ("counts", "p"),
    list(zip(COKE, (0.0420845, 1.0, 0.0008330, 0.0156587, 0.0164095, 0.0833412), strict=True)),
)
def test_kruskal_of_simplers_coke_trials(counts, p):
    sim, real = counts
    found = kruskal_on_trials(sim_successes=sim, sim_trials=75, real_successes=real, real_trials=75)

    assert found.p_value == pytest.approx(p, abs=5e-8)


def test_kruskal_is_scipys():
    sim, real = [1] * 7 + [0] * 5, [1] * 3 + [0] * 17
    expected = scipy.stats.kruskal(sim, real)
    found = kruskal_on_trials(sim_successes=7, sim_trials=12, real_successes=3, real_trials=20)

    assert found == pytest.approx((expected.statistic, expected.pvalue))


def test_all_trials_alike_are_no_difference():
    assert kruskal_on_trials(sim_successes=0, sim_trials=27, real_successes=0, real_trials=27) == (
        0.0,
        1.0,
    )


def test_variance_of_independent_trials():
    assert Trials.from_counts(3, 10).variance == pytest.approx(0.3 * 0.7 / 9)
    assert Trials.from_counts(3, 10).rate == pytest.approx(0.3)


def test_redrawn_rates_and_variances_of_clusters():
    clusters = [[1, 1, 0], [0, 0, 0, 0], [1], [1, 0], [1, 1, 1, 1, 1], [0, 1]]
    trials = Trials.from_clusters(clusters)
    rng = np.random.default_rng(0)
    rates, variances = trials.redraw(rng, 20_000)

    # The same by hand, one copy at a time.
    by_hand = []
    other = np.random.default_rng(1)
    for _ in range(4000):
        drawn = [clusters[i] for i in other.integers(6, size=6)]
        by_hand.append(sum(map(sum, drawn)) / sum(map(len, drawn)))
    assert rates.mean() == pytest.approx(np.mean(by_hand), abs=0.01)
    assert rates.std() == pytest.approx(np.std(by_hand), rel=0.05)
    # Each copy has the error of the clusters that were drawn into it.
    weights = np.random.default_rng(0).multinomial(6, [1 / 6] * 6, size=20_000)
    for weight, rate, variance in list(zip(weights, rates, variances, strict=True))[:20]:
        copy = Trials.from_clusters([clusters[i] for i in np.repeat(range(6), weight)])
        assert (rate, variance) == pytest.approx((copy.rate, copy.variance))


def test_clusters_of_one_are_counts():
    counts = Trials.from_counts(4, 9)
    clusters = Trials.from_clusters([[1]] * 4 + [[0]] * 5)

    assert counts == clusters


def test_one_cluster_has_no_error():
    with pytest.raises(ValueError, match="one cluster of trials"):
        _ = Trials.from_clusters([[1, 0, 1]]).variance


def test_deattenuation_recovers_the_true_correlation():
    # Many policies, few trials: what is seen is far below the truth, the correction is not.
    rng = np.random.default_rng(6)
    truth = rng.uniform(0.2, 0.8, 4000)
    shifted = np.clip(truth + rng.normal(0, 0.1, 4000), 0, 1)
    sim, real = rng.binomial(15, shifted) / 15, rng.binomial(10, truth) / 10
    found = deattenuated_pearson(
        sim=sim,
        real=real,
        sim_variances=binomial_variances(rates=sim, trials=15),
        real_variances=binomial_variances(rates=real, trials=10),
    )
    true = np.corrcoef(truth, shifted)[0, 1]

    assert found.pearson < true - 0.2
    assert found.corrected == pytest.approx(true, abs=0.03)


def test_correction_above_one_is_not_hidden():
    # Reliabilities of move-near rates printed by SIMPLER, 240 simulated and 60 real trials.
    columns = {"rates": [0.733, 0.633, 0.583, 0.45, 0.017, 0.35]}
    columns["variances"] = binomial_variances(rates=columns["rates"], trials=60)
    assert reliability(**columns) == pytest.approx(0.9499303409)

    noisy = deattenuated_pearson(
        sim=[0.4, 0.5, 0.6],
        real=[0.4, 0.5, 0.6],
        sim_variances=[0.005] * 3,
        real_variances=[0.005] * 3,
    )
    assert noisy.corrected == pytest.approx(2.0)


def test_constant_rates_have_no_reliability():
    assert reliability(rates=[0.5, 0.5], variances=[0.01, 0.01]) is None


@pytest.mark.parametrize(
    ("sums", "sizes", "words"),
    [
        ((), (), "a cluster"),
        ((1.0,), (1, 1), "one sum and one size per cluster"),
        ((1.0,), (0,), "trials of cluster 0 must be at least 1"),
        ((1.0, 3.0), (1, 2), "cluster 1: outcomes must lie in"),
        ((float("nan"),), (1,), "cluster 0: outcomes must lie in"),
        ((-1.0,), (1,), "cluster 0: outcomes must lie in"),
    ],
)
def test_impossible_trials_are_refused(sums, sizes, words):
    with pytest.raises(ValueError, match=words):
        Trials(cluster_sums=sums, cluster_sizes=sizes)
