from __future__ import annotations

import math

import pytest
import scipy.stats

from simeval.stats import fisher_test, mcnemar_test


def test_the_lady_tasting_tea():
    # R. A. Fisher (1935), ch. II: four of four right, and three of four right.
    def p(right: int) -> float:
        return fisher_test(
            successes_a=right,
            trials_a=4,
            successes_b=4 - right,
            trials_b=4,
            alternative="greater",
        )

    assert p(4) == pytest.approx(1 / 70)
    assert p(3) == pytest.approx(17 / 70)


def test_fisher_sums_the_tables_that_are_no_more_likely():
    k_a, n_a, k_b, n_b = 9, 12, 5, 14
    ways = {
        a: math.comb(n_a, a) * math.comb(n_b, k_a + k_b - a)
        for a in range(max(0, k_a + k_b - n_b), min(n_a, k_a + k_b) + 1)
    }
    expected = sum(w for w in ways.values() if w <= ways[k_a]) / sum(ways.values())
    found = fisher_test(successes_a=k_a, trials_a=n_a, successes_b=k_b, trials_b=n_b)

    assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("a", "b", "exact", "mid"),
    [
        (2, 20, 1.2111663818e-4, 6.604194641e-5),
        (13, 164, 1.938296898631e-34, 1.044975465916e-34),
        (0, 5, 0.0625, 0.03125),
        (8, 10, 0.8145294189, 0.6476058960),
        # Equal counts: 1 - P(5 of 10)/2, as in the R package of the authors of the mid-p test.
        (5, 5, 1.0, 1 - 252 / 1024 / 2),
        (0, 0, 1.0, 1.0),
    ],
)
def test_known_values(a, b, exact, mid):
    found = mcnemar_test(a_only=a, b_only=b)

    assert (found.p_value, found.mid_p) == pytest.approx((exact, mid), rel=1e-9)
    assert found.discordant == a + b


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
@pytest.mark.parametrize(("a", "b"), [(3, 9), (9, 3), (1, 0), (30, 4)])
def test_it_is_the_binomial_test_of_the_discordant_pairs(a, b, alternative):
    expected = scipy.stats.binomtest(a, a + b, 0.5, alternative=alternative).pvalue
    found = mcnemar_test(a_only=a, b_only=b, alternative=alternative)

    assert found.p_value == pytest.approx(expected, rel=1e-9)
    seen = math.comb(a + b, a) / 2 ** (a + b)
    assert found.mid_p == pytest.approx(
        expected - (seen if alternative == "two-sided" else seen / 2), rel=1e-9
    )


def test_negative_counts_are_refused():
    with pytest.raises(ValueError, match="cannot be negative"):
        mcnemar_test(a_only=-1, b_only=2)
