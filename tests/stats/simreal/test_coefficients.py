from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
import scipy.stats

from simeval.stats import (
    calibration,
    fisher_interval,
    kendall,
    leave_one_policy_out,
    pearson,
    permutation_test,
    spearman,
)


@pytest.fixture(params=range(4))
def tied_columns(request):
    rng = np.random.default_rng(request.param)
    real = rng.random(9).round(1)
    return {"sim": (real + rng.normal(0, 0.2, 9)).round(1), "real": real}


def test_scipy_agrees(tied_columns):
    s, r = tied_columns["sim"], tied_columns["real"]

    assert pearson(**tied_columns) == pytest.approx(scipy.stats.pearsonr(s, r).statistic)
    assert spearman(**tied_columns) == pytest.approx(scipy.stats.spearmanr(s, r).statistic)
    assert fisher_interval(**tied_columns) == pytest.approx(
        tuple(scipy.stats.pearsonr(s, r).confidence_interval())
    )
    line = scipy.stats.linregress(s, r)
    found = calibration(**tied_columns)
    assert (found.slope, found.intercept) == pytest.approx((line.slope, line.intercept))


def test_kendall_tau_b_by_counting_pairs(tied_columns):
    s, r = tied_columns["sim"], tied_columns["real"]
    i, j = np.triu_indices(len(s), 1)
    a, b = np.sign(s[i] - s[j]), np.sign(r[i] - r[j])

    assert kendall(**tied_columns) == pytest.approx(
        (a * b).sum() / np.sqrt((a != 0).sum() * (b != 0).sum())
    )


@pytest.mark.parametrize("coefficient", [pearson, spearman, kendall, fisher_interval])
def test_constant_columns_and_single_policies_have_none(coefficient):
    assert coefficient(sim=[0.5, 0.5, 0.5, 0.5], real=[0.1, 0.2, 0.3, 0.4]) is None
    # SIMPLER's code returns 1 here.
    assert coefficient(sim=[0.5, 0.5, 0.5, 0.5], real=[0.7, 0.7, 0.7, 0.7]) is None
    assert coefficient(sim=[0.5], real=[0.5]) is None


@pytest.mark.parametrize("coefficient", [pearson, spearman, kendall, fisher_interval])
def test_sums_in_another_order_are_constant_all_the_same(coefficient):
    equal = [0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1, 0.6, 0.6]

    assert len(set(equal)) > 1
    assert coefficient(sim=equal, real=[0.1, 0.2, 0.3, 0.4]) is None
    assert calibration(sim=equal, real=[0.1, 0.2, 0.3, 0.4]).slope is None


def test_fisher_needs_four_policies_and_an_error_to_estimate():
    assert fisher_interval(sim=[0.1, 0.2, 0.4], real=[0.1, 0.3, 0.2]) is None
    assert fisher_interval(sim=[0.1, 0.2, 0.3, 0.4], real=[0.2, 0.4, 0.6, 0.8]) is None


@pytest.mark.parametrize("bad", [[0.1, float("nan")], [0.1]])
def test_unequal_or_missing_rates_are_refused(bad):
    with pytest.raises(ValueError, match="sim"):
        pearson(sim=bad, real=[0.1, 0.2])


def test_smallest_exact_permutation_p_is_one_order():
    for n, smallest in ((4, 1 / 24), (5, 1 / 120), (6, 1 / 720)):
        found = permutation_test(sim=np.arange(n), real=np.arange(n) ** 2)
        assert found.p_value == pytest.approx(smallest)
        assert found.exact


def test_permutation_counts_ties_in_favour_of_chance():
    # Two equal simulated rates: swapping them changes nothing, so that two orders are as good.
    found = permutation_test(sim=[0.1, 0.5, 0.5, 0.9], real=[0.1, 0.2, 0.3, 0.4])

    assert found.p_value == pytest.approx(2 / 24)


@pytest.mark.parametrize("scale", [1e-9, 1.0, 100.0, 1e9])
def test_permutation_p_does_not_depend_on_the_unit(scale):
    # Of such rates in tenths many orders have the same sum of products, up to rounding.
    rng = np.random.default_rng(3)
    for _ in range(40):
        sim, real = rng.integers(0, 11, (2, 6)) / 10
        products = np.array([np.dot(order, real * 10) for order in permutations(sim * 10)])
        exact = float(np.mean(np.rint(products) >= np.rint(np.dot(sim, real) * 100)))

        assert permutation_test(sim=scale * sim, real=scale * real).p_value == pytest.approx(exact)


def test_drawn_permutations_agree_with_scipy_for_many_policies():
    rng = np.random.default_rng(8)
    real = rng.random(10)
    sim = real + rng.normal(0, 0.5, 10)
    found = permutation_test(sim=sim, real=real)
    expected = scipy.stats.pearsonr(
        sim,
        real,
        alternative="greater",
        method=scipy.stats.PermutationMethod(n_resamples=20_000, rng=1),
    ).pvalue

    assert not found.exact
    assert found.p_value == pytest.approx(expected, abs=0.015)


def test_permutation_of_a_constant_is_refused():
    with pytest.raises(ValueError, match="no constant column"):
        permutation_test(sim=[0.5, 0.5], real=[0.1, 0.2])


def test_one_weak_policy_can_make_a_correlation():
    # Four policies without any relation, and one that fails everywhere.
    columns = {"sim": [0.8, 0.9, 0.9, 0.8, 0.0], "real": [0.8, 0.9, 0.8, 0.9, 0.0]}
    found = leave_one_policy_out(**columns)

    assert pearson(**columns) > 0.95
    assert found.lowest == pytest.approx(0.0, abs=1e-9)
    assert found.without[4] == found.lowest
    expected = scipy.stats.pearsonr(columns["sim"][1:], columns["real"][1:]).statistic
    assert found.without[0] == pytest.approx(expected)
