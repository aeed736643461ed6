from __future__ import annotations

import math

import pytest
import scipy.stats
from scipy.integrate import quad

from simeval.stats import probability_better


def beta_density(p: float, k: int, n: int) -> float:
    return (n + 1) * math.comb(n, k) * p**k * (1 - p) ** (n - k)


@pytest.mark.parametrize(
    ("a", "b"), [((40, 50), (34, 50)), ((0, 5), (5, 5)), ((3, 10), (7, 30)), ((1, 1), (1, 1))]
)
def test_it_is_the_double_integral_over_both_posteriors(a, b):
    def above(p: float) -> float:
        # P(p_b < p) for integer counts is a binomial tail.
        k, n = b
        below = sum(
            math.comb(n + 1, i) * p**i * (1 - p) ** (n + 1 - i) for i in range(k + 1, n + 2)
        )
        return beta_density(p, *a) * below

    found = probability_better(successes_a=a[0], trials_a=a[1], successes_b=b[0], trials_b=b[1])

    assert found == pytest.approx(quad(above, 0, 1)[0], abs=1e-9)


def test_known_value_and_its_complement():
    counts = {"successes_a": 40, "trials_a": 50, "successes_b": 34, "trials_b": 50}
    swapped = {"successes_a": 34, "trials_a": 50, "successes_b": 40, "trials_b": 50}

    assert probability_better(**counts) == pytest.approx(0.9112284775, abs=1e-9)
    assert probability_better(**counts) + probability_better(**swapped) == pytest.approx(1.0)


@pytest.mark.parametrize("trials", [10**7, 10**9])
def test_of_very_many_trials_it_is_the_normal_approximation(trials):
    half, ahead = trials // 2, round(0.3 * trials**0.5)
    found = probability_better(
        successes_a=half + ahead, trials_a=trials, successes_b=half, trials_b=trials
    )

    z = ahead / trials / (0.5 / trials) ** 0.5
    assert found == pytest.approx(scipy.stats.norm.cdf(z), abs=1e-7)


def test_many_trials_against_few_are_a_known_rate():
    # p_a is then 0.7 for certain, so that the probability is that of p_b to lie below it.
    found = probability_better(successes_a=7 * 10**8, trials_a=10**9, successes_b=13, trials_b=20)

    assert found == pytest.approx(scipy.stats.beta.cdf(0.7, 14, 8), abs=1e-8)
