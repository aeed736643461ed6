from __future__ import annotations

import numpy as np
import pytest

from simeval.errors import UsageError
from simeval.planning.baseline import differing_pairs, independent_discordance, read_baseline
from simeval.stats import cluster_mean, wilson_interval


def test_counts_and_interval_of_a_run(make_run):
    run = make_run("base", {"spoon": [1, 1, 0, None], "carrot": [1, 0, "-", 1]}, policy="octo")
    found = read_baseline(str(run.root), confidence=0.9)

    assert (found.policy, found.suite, found.tasks) == ("octo", "made/suite", 2)
    assert (found.successes, found.scored, found.unscored) == (4, 6, 1)
    assert found.rate == found.planning_rate == pytest.approx(4 / 6)
    expected = wilson_interval(successes=4, trials=6, confidence=0.9)
    assert (found.rate_low, found.rate_high) == expected
    assert found.icc is None


def test_without_repeats_pairing_is_taken_to_bring_half_of_nothing(make_run):
    # Of either task 2k(n-k)/(n(n-1)), weighted by episodes.
    run = make_run("base", {"spoon": [1, 1, 0, 0], "carrot": [1, 1, 1, 1, 1, 0]})
    found = read_baseline(str(run.root), confidence=0.95)
    most = (4 * (2 * 2 * 2 / 12) + 6 * (2 * 5 * 1 / 30)) / 10

    assert found.discordant == pytest.approx((min(most, 0.6) / 2, min(most, 0.6)))
    assert "no initial condition was repeated" in found.discordant_from


def test_repeats_give_discordance_and_correlation(make_run):
    outcomes = [(1, 1, 1), (1, 0, 1), (0, 0, 0), (1, 1, 0), (1, 1, 1)]
    found = read_baseline(str(make_run("base", {"spoon": outcomes}).root), confidence=0.95)

    # Two of five conditions differ, each in two of its three pairs.
    assert found.discordant == pytest.approx((2 / 5 * 2 / 3,))
    assert found.icc == pytest.approx(cluster_mean(outcomes).icc)
    assert found.repeated_conditions == 5


def test_repeats_that_never_differ_say_nothing_of_another_policy(make_run):
    run = make_run("base", {"spoon": [(1, 1), (0, 0), (1, 1)]})
    found = read_baseline(str(run.root), confidence=0.95)

    assert found.discordant is None
    assert found.icc == pytest.approx(1.0)


@pytest.mark.parametrize(("outcome", "rate"), [(1, 4.5 / 5), (0, 0.5 / 5)])
def test_a_rate_of_zero_or_one_is_moved_inwards(make_run, outcome, rate):
    found = read_baseline(str(make_run("base", {"spoon": [outcome] * 4}).root), confidence=0.95)

    assert found.rate == outcome
    assert found.planning_rate == pytest.approx(rate)
    assert found.discordant is None


def test_estimates_are_right_on_average():
    # Conditions with their own rates p: two repeats differ in 2p(1-p).
    rng = np.random.default_rng(0)
    rates = rng.beta(2, 1, 4000)
    repeats = [list(rng.random(3) < p) for p in rates]
    assert differing_pairs(repeats) == pytest.approx((2 * rates * (1 - rates)).mean(), abs=0.01)

    tasks = {p: list(rng.random(5) < p) for p in rates}
    expected = (2 * rates * (1 - rates)).mean()
    assert independent_discordance(tasks) == pytest.approx(expected, abs=0.01)


def test_a_run_without_outcomes_is_refused(make_run):
    run = make_run("base", {"spoon": [None, "-"]})
    with pytest.raises(UsageError, match="no scored episode"):
        read_baseline(str(run.root), confidence=0.95)
