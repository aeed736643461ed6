from __future__ import annotations

import math

import pytest

from simeval.stats import unscored_bounds, wilson_interval


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # R. G. Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_intervals(successes, trials, low, high):
    interval = wilson_interval(successes=successes, trials=trials)

    assert interval == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("successes", "trials"), [(1, 24), (13, 25), (23, 24), (282, 500)])
def test_ends_solve_the_score_equation(successes, trials):
    # By definition the ends are the rates p at which |k/n - p| is z standard errors of p.
    for end in wilson_interval(successes=successes, trials=trials):
        distance = abs(successes / trials - end)
        assert distance / math.sqrt(end * (1 - end) / trials) == pytest.approx(1.959963984540054)


@pytest.mark.parametrize("trials", [1, 3, 24, 1000])
def test_ends_are_exact_where_all_or_none_succeed(trials):
    assert wilson_interval(successes=0, trials=trials).low == 0.0
    assert wilson_interval(successes=trials, trials=trials).high == 1.0


def test_nothing_is_known_without_trials():
    assert wilson_interval(successes=0, trials=0) == (0.0, 1.0)


@pytest.mark.parametrize(("successes", "trials"), [(-1, 3), (4, 3)])
def test_impossible_counts_are_refused(successes, trials):
    with pytest.raises(ValueError, match=r"successes <= trials"):
        wilson_interval(successes=successes, trials=trials)


def test_bounds_are_the_rates_of_the_two_extreme_completions():
    assert unscored_bounds(successes=3, scored=8, unscored=2) == (0.3, 0.5)
    assert unscored_bounds(successes=3, scored=8, unscored=0) == (3 / 8, 3 / 8)
