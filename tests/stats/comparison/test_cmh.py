from __future__ import annotations

import pytest
import scipy.stats
from scipy.optimize import brentq

from simeval.stats import Stratum, cmh_test

# P. J. Bickel, E. A. Hammel and J. W. O'Connell (1975), Science 187:398-404: admitted men of all,
# admitted women of all, six departments.
BERKELEY = [
    Stratum(512, 825, 89, 108),
    Stratum(353, 560, 17, 25),
    Stratum(120, 325, 202, 593),
    Stratum(138, 417, 131, 375),
    Stratum(53, 191, 94, 393),
    Stratum(22, 373, 24, 341),
]


def test_berkeley_admissions():
    found = cmh_test(BERKELEY)

    # R: mantelhaen.test(UCBAdmissions, correct = FALSE)
    assert found.chi2 == pytest.approx(1.5246, abs=5e-5)
    assert found.p_value == pytest.approx(0.2169, abs=5e-5)
    assert found.odds_ratio == pytest.approx(0.9046968, abs=5e-8)
    # Department A alone goes the other way.
    assert found.homogeneity_p < 0.01


@pytest.mark.parametrize(
    "strata",
    [
        [Stratum(20, 25, 14, 25), Stratum(18, 25, 15, 25), Stratum(9, 25, 4, 25)],
        # A ratio near 0, near infinity, exactly 1, and very unequal samples.
        [Stratum(1, 400, 399, 400), Stratum(2, 300, 298, 300), Stratum(0, 50, 49, 50)],
        [Stratum(399, 400, 1, 400), Stratum(298, 300, 2, 300), Stratum(49, 50, 0, 50)],
        [Stratum(10, 20, 5, 10), Stratum(3, 12, 1, 4)],
        [Stratum(3, 5, 90_000, 100_000), Stratum(2, 7, 20_000, 100_000)],
    ],
)
def test_homogeneity_against_numerically_found_counts(strata):
    found = cmh_test(strata)
    total = residual = spread = 0.0
    for k_a, n_a, k_b, n_b in strata:
        s = k_a + k_b

        def excess(x, n_a=n_a, n_b=n_b, s=s):
            return x * (n_b - s + x) - found.odds_ratio * (n_a - x) * (s - x)

        x = brentq(excess, max(0, s - n_b), min(n_a, s), xtol=1e-14, rtol=1e-14)
        variance = 1 / (1 / x + 1 / (n_a - x) + 1 / (s - x) + 1 / (n_b - s + x))
        total += (k_a - x) ** 2 / variance
        residual, spread = residual + k_a - x, spread + variance

    assert found.homogeneity_chi2 == pytest.approx(total - residual**2 / spread, rel=1e-6, abs=1e-9)
    assert found.homogeneity_p == pytest.approx(
        scipy.stats.chi2.sf(found.homogeneity_chi2, len(strata) - 1)
    )


def test_one_task_is_pearsons_chi_square_times_n_minus_1_over_n():
    k_a, n_a, k_b, n_b = 20, 25, 14, 25
    n, s = n_a + n_b, k_a + k_b
    pearson = n * (k_a * (n_b - k_b) - k_b * (n_a - k_a)) ** 2 / (n_a * n_b * s * (n - s))
    found = cmh_test([Stratum(k_a, n_a, k_b, n_b)])

    assert found.chi2 == pytest.approx((n - 1) / n * pearson)
    assert found.odds_ratio == pytest.approx(k_a * (n_b - k_b) / (k_b * (n_a - k_a)))
    assert found.homogeneity_chi2 is None


def test_tasks_that_all_solve_or_none_solves_say_nothing():
    found = cmh_test([Stratum(5, 5, 9, 9), Stratum(0, 5, 0, 9)])

    assert (found.chi2, found.p_value, found.odds_ratio) == (0.0, 1.0, None)


def test_no_task_is_refused():
    with pytest.raises(ValueError, match="at least one stratum"):
        cmh_test([])
    with pytest.raises(ValueError, match="stratum 1: need successes and trials of a and of b"):
        cmh_test([Stratum(1, 2, 1, 2), (1, 2, 1)])
