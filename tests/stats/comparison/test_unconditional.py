from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import scipy.stats

from simeval.stats import barnard_test, boschloo_test, fisher_test

NAMES = ("successes_a", "trials_a", "successes_b", "trials_b")


def named(*counts: int) -> dict[str, int]:
    return dict(zip(NAMES, counts, strict=True))


def every_table(n_a: int, n_b: int):
    return [(a, b) for a in range(n_a + 1) for b in range(n_b + 1)]


def signed_square_of_z(a: int, n_a: int, b: int, n_b: int) -> Fraction:
    gap = Fraction(a, n_a) - Fraction(b, n_b)
    pooled = Fraction(a + b, n_a + n_b)
    if pooled in (0, 1):
        return Fraction(0)
    square = gap**2 / (pooled * (1 - pooled))
    return square if gap >= 0 else -square


def largest_probability(tables, n_a: int, n_b: int) -> float:
    rates = np.linspace(0, 1, 20001)
    total = np.zeros_like(rates)
    for a, b in tables:
        ways = math.comb(n_a, a) * math.comb(n_b, b)
        total += ways * rates ** (a + b) * (1 - rates) ** (n_a + n_b - a - b)
    return float(total.max())


@pytest.mark.parametrize("counts", [(7, 15, 12, 15), (9, 12, 5, 14), (0, 4, 3, 5), (3, 3, 0, 3)])
@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_barnard_is_brute_force_over_fractions(counts, alternative):
    k_a, n_a, k_b, n_b = counts

    def extremeness(a: int, b: int) -> Fraction:
        z = signed_square_of_z(a, n_a, b, n_b)
        return {"two-sided": abs(z), "greater": z, "less": -z}[alternative]

    seen = extremeness(k_a, k_b)
    tables = [table for table in every_table(n_a, n_b) if extremeness(*table) >= seen]
    found = barnard_test(**named(*counts), alternative=alternative)

    assert found == pytest.approx(largest_probability(tables, n_a, n_b), rel=1e-6)


def test_a_tied_table_is_not_lost():
    # Floating point order drops a tied table here and gives 0.068153.
    assert barnard_test(**named(7, 15, 12, 15)) == pytest.approx(0.06821830932, abs=1e-10)


@pytest.mark.parametrize("counts", [(46, 50, 28, 50), (9, 12, 5, 14), (40, 50, 14, 50)])
def test_scipy_agrees_where_nothing_is_tied(counts):
    k_a, n_a, k_b, n_b = counts
    table = [[k_a, k_b], [n_a - k_a, n_b - k_b]]
    expected = scipy.stats.barnard_exact(table, pooled=True).pvalue

    assert barnard_test(**named(*counts)) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    "counts", [(46, 50, 28, 50), (9, 12, 5, 14), (40, 50, 14, 50), (7, 15, 12, 15), (2, 9, 6, 8)]
)
@pytest.mark.parametrize("alternative", ["greater", "less", "two-sided"])
def test_boschloo_agrees_with_scipy(counts, alternative):
    k_a, n_a, k_b, n_b = counts
    table = [[k_a, k_b], [n_a - k_a, n_b - k_b]]
    expected = scipy.stats.boschloo_exact(table, alternative=alternative).pvalue

    found = boschloo_test(**named(*counts), alternative=alternative)

    assert found == pytest.approx(expected, rel=1e-5)


def test_boschloo_is_never_above_fisher_and_both_hold_their_level():
    n = 7
    boschloo, barnard = {}, {}
    for a, b in every_table(n, n):
        row = named(a, n, b, n)
        boschloo[a, b] = boschloo_test(**row, alternative="greater")
        barnard[a, b] = barnard_test(**row, alternative="greater")
        assert boschloo[a, b] <= fisher_test(**row, alternative="greater") * (1 + 1e-9)
    for p_values in (boschloo, barnard):
        rejected = [table for table, p in p_values.items() if p <= 0.05]
        assert rejected
        assert largest_probability(rejected, n, n) <= 0.05 * (1 + 1e-9)


def test_many_trials():
    # Far from the edges the exact p-value meets the normal one.
    (k_a, n_a, k_b, n_b) = counts = (500, 1000, 450, 1000)
    pooled = (k_a + k_b) / (n_a + n_b)
    z = (k_a / n_a - k_b / n_b) / math.sqrt(pooled * (1 - pooled) * (1 / n_a + 1 / n_b))
    expected = 2 * scipy.stats.norm.sf(z)

    assert barnard_test(**named(*counts)) == pytest.approx(expected, rel=0.04)
    with pytest.raises(ValueError, match="at most 2000 trials of both samples, got 1001 and 1000"):
        boschloo_test(**named(500, 1001, 450, 1000))


def test_hills_near_the_ends_are_found():
    # One rare success: the largest probability lies at a rate near 1/n.
    n = 400
    found = barnard_test(**named(1, n, 0, n), alternative="greater")
    tables = [
        (a, b)
        for a, b in every_table(n, n)
        if signed_square_of_z(a, n, b, n) >= signed_square_of_z(1, n, 0, n)
    ]
    rates = np.concatenate([np.linspace(0, 0.05, 4001), np.linspace(0.95, 1, 4001)])
    weights = np.zeros(2 * n + 1)
    log_ways = np.array([math.log(math.comb(n, k)) for k in range(n + 1)])
    log_all = np.array([math.log(math.comb(2 * n, s)) for s in range(2 * n + 1)])
    for a, b in tables:
        weights[a + b] += math.exp(log_ways[a] + log_ways[b] - log_all[a + b])
    heights = scipy.stats.binom.pmf(np.arange(2 * n + 1)[:, None], 2 * n, rates).T @ weights

    assert found == pytest.approx(heights.max(), rel=1e-5)


def test_an_unknown_alternative_is_refused():
    for test in (barnard_test, boschloo_test, fisher_test):
        with pytest.raises(ValueError, match="unknown alternative 'bigger'; known: two-sided"):
            test(**named(1, 2, 1, 2), alternative="bigger")
