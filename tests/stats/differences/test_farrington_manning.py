from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from simeval.stats import farrington_manning_test
from simeval.stats.differences.score import TwoCounts, constrained_rates


def log_likelihood(counts: TwoCounts, rate_a: float, rate_b: float) -> float:
    total = 0.0
    for k, n, p in ((*counts[:2], rate_a), (*counts[2:], rate_b)):
        for count, share in ((k, p), (n - k, 1 - p)):
            if count:
                total += count * math.log(share) if share > 0 else -math.inf
    return total


def test_constrained_rates_are_the_most_likely_ones():
    rng = np.random.default_rng(5)
    for _ in range(200):
        n_a, n_b = (int(n) for n in rng.integers(1, 60, 2))
        counts = TwoCounts(int(rng.integers(n_a + 1)), n_a, int(rng.integers(n_b + 1)), n_b)
        difference = float(rng.uniform(-0.95, 0.95))
        rate_a, rate_b = constrained_rates(counts, difference)
        assert rate_a - rate_b == pytest.approx(difference, abs=1e-9)
        best = minimize_scalar(
            lambda p, counts=counts, d=difference: -log_likelihood(counts, p + d, p),
            bounds=(max(0.0, -difference) + 1e-12, min(1.0, 1 - difference) - 1e-12),
            method="bounded",
            options={"xatol": 1e-12},
        )
        assert log_likelihood(counts, rate_a, rate_b) >= -best.fun - 1e-8, (counts, difference)


@pytest.mark.parametrize(
    ("counts", "margin", "z", "p"),
    [
        ((82, 100, 85, 100), 0.1, 1.3197766825, 0.0934547945),
        ((70, 100, 85, 100), 0.1, -0.8585158276, 0.8046961527),
        ((60, 80, 45, 50), 0.15, 0.0, 0.5),
    ],
)
def test_known_values(counts, margin, z, p):
    k_new, n_new, k_base, n_base = counts
    found = farrington_manning_test(
        successes_new=k_new,
        trials_new=n_new,
        successes_base=k_base,
        trials_base=n_base,
        margin=margin,
    )

    assert (found.z, found.p_value) == pytest.approx((z, p), abs=1e-9)
    assert found.difference == pytest.approx(k_new / n_new - k_base / n_base)


def test_without_a_margin_it_is_the_pooled_z_test():
    # Pearson's chi-square of the table is its square.
    (k_a, n_a), (k_b, n_b) = (31, 40), (22, 45)
    pooled = (k_a + k_b) / (n_a + n_b)
    z = (k_a / n_a - k_b / n_b) / math.sqrt(pooled * (1 - pooled) * (1 / n_a + 1 / n_b))
    found = farrington_manning_test(
        successes_new=k_a, trials_new=n_a, successes_base=k_b, trials_base=n_b, margin=0.0
    )

    assert found.z == pytest.approx(z)


def test_a_negative_margin_is_refused():
    with pytest.raises(ValueError, match="a margin must be a number of rate points"):
        farrington_manning_test(
            successes_new=1, trials_new=2, successes_base=1, trials_base=2, margin=-0.1
        )
