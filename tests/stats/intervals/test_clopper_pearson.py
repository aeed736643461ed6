from __future__ import annotations

import math

import pytest

from simeval.stats import clopper_pearson_interval, lower_rate_bound, upper_rate_bound


def tail(k: int, n: int, p: float) -> float:
    """P(X <= k), term by term."""
    return sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (0, 25, 0.0, 0.1371851715),
        (1, 25, 0.0010121997, 0.2035169139),
        (13, 25, 0.3130570445, 0.7220319903),
        (25, 25, 0.8628148285, 1.0),
        (3, 10, 0.0667395112, 0.6524528501),
        # R. G. Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 5.
        (81, 263, 0.2527, 0.3676),
        (15, 148, 0.0578, 0.1617),
    ],
)
def test_known_intervals(successes, trials, low, high):
    interval = clopper_pearson_interval(successes=successes, trials=trials)

    assert interval == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("successes", "trials"), [(1, 12), (5, 12), (11, 12), (40, 90)])
def test_each_end_leaves_half_of_the_error_outside(successes, trials):
    low, high = clopper_pearson_interval(successes=successes, trials=trials, confidence=0.9)

    assert tail(successes, trials, high) == pytest.approx(0.05, rel=1e-9)
    assert 1 - tail(successes - 1, trials, low) == pytest.approx(0.05, rel=1e-9)


def test_it_never_covers_less_than_it_says():
    n = 15
    intervals = [clopper_pearson_interval(successes=k, trials=n) for k in range(n + 1)]
    for step in range(1, 200):
        p = step / 200
        covered = sum(
            math.comb(n, k) * p**k * (1 - p) ** (n - k)
            for k, (low, high) in enumerate(intervals)
            if low <= p <= high
        )
        assert covered >= 0.95


def test_rule_of_three():
    assert upper_rate_bound(successes=0, trials=300) == pytest.approx(1 - 0.05 ** (1 / 300))
    assert upper_rate_bound(successes=0, trials=300) == pytest.approx(3 / 300, rel=0.01)
    assert upper_rate_bound(successes=7, trials=7) == 1.0


@pytest.mark.parametrize(("successes", "trials"), [(0, 9), (1, 9), (57, 60), (60, 60)])
def test_one_sided_bounds_leave_the_whole_error_on_one_side(successes, trials):
    low = lower_rate_bound(successes=successes, trials=trials)
    high = upper_rate_bound(successes=successes, trials=trials)

    if successes:
        assert 1 - tail(successes - 1, trials, low) == pytest.approx(0.05, rel=1e-9)
    else:
        assert low == 0.0
    if successes < trials:
        assert tail(successes, trials, high) == pytest.approx(0.05, rel=1e-9)
    # Two one-sided bounds at 95 % are the two-sided interval at 90 %.
    two_sided = clopper_pearson_interval(successes=successes, trials=trials, confidence=0.9)
    assert (low, high) == pytest.approx(two_sided)


@pytest.mark.parametrize(("successes", "trials"), [(-1, 3), (4, 3), (0, 0)])
def test_impossible_counts_are_refused(successes, trials):
    with pytest.raises(ValueError, match="successes <= trials"):
        clopper_pearson_interval(successes=successes, trials=trials)


def test_impossible_confidence_is_refused():
    with pytest.raises(ValueError, match="confidence must lie between 0 and 1"):
        clopper_pearson_interval(successes=1, trials=3, confidence=95)
