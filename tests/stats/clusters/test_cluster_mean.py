from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats

from simeval.stats import cluster_mean, tango_interval, wilson_interval

EIGHT = [
    [1, 1, 1, 0, 1],
    [0, 0, 0, 1, 0],
    [1, 1, 1, 1, 1],
    [0, 1, 0, 0, 0],
    [1, 1, 0, 1, 1],
    [0, 0, 0, 0, 0],
    [1, 0, 1, 1, 0],
    [1, 1, 1, 1, 0],
]


def test_equal_clusters():
    found = cluster_mean(EIGHT)
    means = np.mean(EIGHT, axis=1)
    error = means.std(ddof=1) / math.sqrt(8)

    # A t interval of the cluster means, by a library.
    expected = scipy.stats.t.interval(0.95, 7, loc=means.mean(), scale=error)
    assert found.standard_error == pytest.approx(error)
    assert found.interval == pytest.approx(expected)
    # Forty episodes that are worth fewer than sixteen.
    assert found.effective_n == pytest.approx(15.74468085)
    assert found.standard_error == pytest.approx(0.12955969391)


def test_icc_is_that_of_the_analysis_of_variance():
    # F = MSB / MSW, so that ICC = (F - 1) / (F + m - 1).
    f = scipy.stats.f_oneway(*EIGHT).statistic
    found = cluster_mean(EIGHT)

    assert found.icc == pytest.approx((f - 1) / (f + 5 - 1))
    assert found.design_effect == pytest.approx(1 + 4 * found.icc)


def test_unequal_clusters_follow_the_sandwich():
    clusters = [[1, 0, 1, 1], [0], [1, 1], [0, 0, 1, 0, 0, 0]]
    everything = [y for cluster in clusters for y in cluster]
    mean = sum(everything) / len(everything)
    meat = sum(sum(y - mean for y in cluster) ** 2 for cluster in clusters)

    found = cluster_mean(clusters)

    assert found.mean == pytest.approx(mean)
    assert found.standard_error == pytest.approx(math.sqrt(4 / 3 * meat) / len(everything))


def test_single_episodes_are_independent():
    values = [0.1, 0.9, 0.4, 0.7, 0.2]
    found = cluster_mean([[value] for value in values])

    assert found.standard_error == pytest.approx(scipy.stats.sem(values))
    assert found.effective_n == 5


def test_copies_add_nothing():
    found = cluster_mean([[1, 1, 1], [0, 0, 0], [1, 1, 1], [1, 1, 1]])

    assert found.icc == pytest.approx(1.0)
    assert found.effective_n == pytest.approx(4)
    everywhere = cluster_mean([[1, 1, 1], [1, 1, 1]])
    assert everywhere.icc is None
    assert everywhere.effective_n == pytest.approx(2)


def test_negative_correlation_is_shown_but_gives_no_credit():
    found = cluster_mean([[1, 0], [0, 1], [1, 0]])

    assert found.icc < 0
    assert found.effective_n == 6


def test_differences_may_be_negative():
    found = cluster_mean([[-1, -1], [-1, 0], [0, -1]], bounds=(-1, 1))

    assert found.mean == pytest.approx(-4 / 6)
    assert found.interval.low == -1.0


def test_clusters_that_are_all_alike_are_not_certainty():
    # Every episode of eight conditions succeeded: what is known is eight out of eight.
    found = cluster_mean([[1, 1, 1]] * 8)
    assert found.standard_error == 0.0
    assert found.interval == pytest.approx(wilson_interval(successes=8, trials=8))
    # No difference in ten conditions: Tango's interval without a discordant pair.
    same = cluster_mean([[0, 0]] * 10, bounds=(-1, 1))
    assert same.interval == pytest.approx(tango_interval(new_only=0, base_only=0, pairs=10))
    half = cluster_mean([[1, 0]] * 4)
    assert half.interval.low < 0.3 < 0.7 < half.interval.high


def test_outcomes_outside_the_bounds_are_refused():
    with pytest.raises(ValueError, match=r"cluster 1: every outcome must lie in \[0, 1\]"):
        cluster_mean([[0, 1], [-1, 0]])
    with pytest.raises(ValueError, match="low < high"):
        cluster_mean([[0, 1], [1, 0]], bounds=(1, 0))


def test_one_cluster_is_refused():
    with pytest.raises(ValueError, match="at least 2 clusters, got 1"):
        cluster_mean([[1, 0, 1]])
