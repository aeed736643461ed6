from __future__ import annotations

import math

import pytest
from scipy.optimize import minimize_scalar

from simeval.stats import miettinen_nurminen_interval, newcombe_interval

# R. G. Newcombe (1998), Statistics in Medicine 17:873-890, table II, methods 6 and 10.
PUBLISHED = [
    ((56, 70, 48, 80), (0.0528, 0.3382), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1700, 0.8406), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0342, 0.8534), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0326, 0.1933), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1658, 0.2844), (-0.1611, 0.2775)),
    ((0, 10, 0, 10), (-0.2879, 0.2879), (-0.2775, 0.2775)),
    ((10, 10, 0, 20), (0.7156, 1.0000), (0.6791, 1.0000)),
    ((10, 10, 0, 10), (0.6636, 1.0000), (0.6075, 1.0000)),
]
NAMES = ("successes_a", "trials_a", "successes_b", "trials_b")


@pytest.mark.parametrize(("counts", "score", "hybrid"), PUBLISHED)
def test_published_intervals(counts, score, hybrid):
    row = dict(zip(NAMES, counts, strict=True))

    assert miettinen_nurminen_interval(**row) == pytest.approx(score, abs=6e-5)
    assert newcombe_interval(**row) == pytest.approx(hybrid, abs=6e-5)


def test_values_that_a_wrong_constrained_estimate_misses():
    # With the usual library's estimate this is (-0.0541, 0.2945).
    interval = miettinen_nurminen_interval(successes_a=40, trials_a=50, successes_b=34, trials_b=50)

    assert interval == pytest.approx((-0.0536795916, 0.2890900059), abs=1e-9)


@pytest.mark.parametrize("interval", [miettinen_nurminen_interval, newcombe_interval])
def test_swapping_the_samples_mirrors_the_interval(interval):
    low, high = interval(successes_a=3, trials_a=11, successes_b=9, trials_b=17)
    mirrored = interval(successes_a=9, trials_a=17, successes_b=3, trials_b=11)

    assert (-high, -low) == pytest.approx(mirrored, abs=1e-9)


def test_score_intervals_cover_by_enumeration():
    n, rates = 20, (0.3, 0.55)
    covered = 0.0
    for a in range(n + 1):
        for b in range(n + 1):
            low, high = miettinen_nurminen_interval(
                successes_a=a, trials_a=n, successes_b=b, trials_b=n
            )
            if low <= rates[0] - rates[1] <= high:
                covered += math.prod(
                    math.comb(n, k) * p**k * (1 - p) ** (n - k)
                    for k, p in zip((a, b), rates, strict=True)
                )

    assert 0.94 <= covered <= 0.97


@pytest.mark.parametrize(("n_a", "n_b"), [(1, 1), (1, 2), (3, 3), (5, 9)])
def test_every_table_of_small_samples(n_a, n_b):
    for k_a in range(n_a + 1):
        for k_b in range(n_b + 1):
            row = dict(zip(NAMES, (k_a, n_a, k_b, n_b), strict=True))
            seen = k_a / n_a - k_b / n_b
            for low, high in (miettinen_nurminen_interval(**row), newcombe_interval(**row)):
                assert -1 <= low <= seen <= high <= 1, row
            low, high = miettinen_nurminen_interval(**row)
            for end, sign in ((low, 1), (high, -1)):
                if abs(end) < 1:
                    z = score_from_the_definition(k_a, n_a, k_b, n_b, end)
                    assert z == pytest.approx(sign * 1.959964, abs=1e-4), row


def score_from_the_definition(k_a: int, n_a: int, k_b: int, n_b: int, d: float) -> float:
    """With p_b at the numerical maximum of the likelihood under p_a - p_b = d."""

    def loss(p_b: float) -> float:
        cells = ((k_a, p_b + d), (n_a - k_a, 1 - p_b - d), (k_b, p_b), (n_b - k_b, 1 - p_b))
        return -sum(count * math.log(max(p, 1e-300)) for count, p in cells if count)

    # The likelihood is concave in p_b.
    bounds = (max(0.0, -d), min(1.0, 1 - d))
    p_b = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-12}).x
    variance = (p_b + d) * (1 - p_b - d) / n_a + p_b * (1 - p_b) / n_b
    return (k_a / n_a - k_b / n_b - d) / math.sqrt(variance * (n_a + n_b) / (n_a + n_b - 1))


def test_many_trials_give_the_normal_interval():
    row = dict(zip(NAMES, (50_000, 100_000, 49_000, 100_000), strict=True))
    error = math.sqrt(0.5 * 0.5 / 1e5 + 0.49 * 0.51 / 1e5)
    expected = (0.01 - 1.959964 * error, 0.01 + 1.959964 * error)

    assert miettinen_nurminen_interval(**row) == pytest.approx(expected, abs=1e-6)
    assert newcombe_interval(**row) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("interval", [miettinen_nurminen_interval, newcombe_interval])
def test_an_empty_sample_is_refused(interval):
    with pytest.raises(ValueError, match="sample b: need 0 <= successes <= trials"):
        interval(successes_a=1, trials_a=2, successes_b=0, trials_b=0)
