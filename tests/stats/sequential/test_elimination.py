from __future__ import annotations

import numpy as np
import pytest

from simeval.stats import successive_elimination


def test_a_far_worse_policy_is_dropped_and_the_best_stays():
    rng = np.random.default_rng(0)
    outcomes = {
        name: rng.binomial(1, rate, 150).astype(float)
        for name, rate in (("good", 0.8), ("close", 0.75), ("bad", 0.2))
    }
    found = successive_elimination(outcomes)

    assert found.remaining == ("good", "close")
    assert found.dropped_after["bad"] < 60


def test_the_best_is_rarely_dropped():
    rng = np.random.default_rng(1)
    lost = 0
    for _ in range(40):
        outcomes = {
            name: rng.binomial(1, rate, 60).astype(float)
            for name, rate in (("best", 0.6), ("second", 0.55), ("third", 0.5))
        }
        lost += "best" not in successive_elimination(outcomes, confidence=0.9).remaining

    assert lost <= 4


def test_intervals_are_shared_out_over_the_policies():
    outcomes = {"a": [1.0, 0.0, 1.0, 1.0] * 10, "b": [1.0, 0.0, 1.0, 1.0] * 10}
    two = successive_elimination(outcomes).intervals["a"]
    four = successive_elimination(outcomes | {"c": [1.0], "d": [0.0]}).intervals["a"]

    assert four.low < two.low
    assert four.high > two.high


def test_a_race_of_one_is_refused():
    with pytest.raises(ValueError, match="at least two policies"):
        successive_elimination({"a": [1.0]})
