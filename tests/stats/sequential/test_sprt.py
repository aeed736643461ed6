from __future__ import annotations

import math
from itertools import product

import pytest

from simeval.stats import Sprt

TEST = Sprt(p0=0.5, p1=0.7)


def test_characteristics_by_playing_every_sequence():
    test, most, rate = Sprt(p0=0.3, p1=0.7, alpha=0.1, beta=0.2), 12, 0.55
    chances = {"reject": 0.0, "accept": 0.0, "continue": 0.0}
    length = 0.0
    for outcomes in product((0, 1), repeat=most):
        chance = math.prod(rate if outcome else 1 - rate for outcome in outcomes)
        for trials in range(1, most + 1):
            decision = test.decide(successes=sum(outcomes[:trials]), trials=trials)
            if decision != "continue" or trials == most:
                chances[decision] += chance
                length += chance * trials
                break
    found = test.characteristics(rate=rate, most_trials=most)

    assert found == pytest.approx((*chances.values(), length))


@pytest.mark.parametrize(
    ("rate", "reject", "expected"),
    [(0.5, 0.043998445, 33.285525138), (0.7, 0.959416028, 34.447436545)],
)
def test_known_values(rate, reject, expected):
    found = TEST.characteristics(rate=rate, most_trials=200)

    assert (found.reject, found.expected_trials) == pytest.approx((reject, expected))


def test_expected_length_obeys_walds_identity():
    # E[N] · E[step] = E[Λ at the end], which overshoots the bounds by less than one step.
    found = TEST.characteristics(rate=0.5, most_trials=2000)
    drift = 0.5 * math.log(0.7 / 0.5) + 0.5 * math.log(0.3 / 0.5)
    low, high = TEST.bounds
    at_bounds = found.reject * high + found.accept * low
    overshoot = found.reject * math.log(1.4) - found.accept * math.log(1 / 0.6)

    ends = sorted((at_bounds, at_bounds + overshoot))
    slack = max(math.log(1.4), math.log(1 / 0.6))
    assert ends[0] - slack <= found.expected_trials * drift <= ends[1] + slack


def test_log_ratio_is_the_ratio_of_likelihoods():
    expected = math.log((0.7**8 * 0.3**3) / (0.5**11))

    assert TEST.log_ratio(successes=8, trials=11) == pytest.approx(expected)


@pytest.mark.parametrize("plan", [{"p0": 0.7, "p1": 0.5}, {"p0": 0.0, "p1": 0.5}])
def test_impossible_plans_are_refused(plan):
    with pytest.raises(ValueError, match="p0"):
        Sprt(**plan)
