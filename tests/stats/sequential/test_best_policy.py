from __future__ import annotations

import numpy as np
import pytest

from simeval.stats import best_policy, confidence_sequence, successive_elimination


def race(rates: dict[str, float], seed: int, tolerance: float, most: int = 2000):
    """Run leader and challenger until it is decided; returns the state and the outcomes."""
    rng = np.random.default_rng(seed)
    outcomes = {name: [float(rng.random() < rate)] for name, rate in rates.items()}
    while True:
        state = best_policy(outcomes, tolerance=tolerance, confidence=0.9)
        if state.decided or sum(map(len, outcomes.values())) > most:
            return state, outcomes
        # Ten episodes at a time: looking less often changes nothing in the guarantee.
        for name in (state.leader, state.challenger):
            outcomes[name] += (rng.random(10) < rates[name]).astype(float).tolist()


def test_leader_challenger_and_decision_by_their_definition():
    outcomes = {"a": [1.0] * 30, "b": [1.0, 0.0] * 15, "c": [0.0] * 30}
    found = best_policy(outcomes)

    each = 1 - 0.05 / 3
    expected = {n: confidence_sequence(v, confidence=each)[-1] for n, v in outcomes.items()}
    assert found.intervals == expected
    assert (found.leader, found.challenger) == ("a", "b")
    gap = expected["b"].high - expected["a"].low
    assert not best_policy(outcomes, tolerance=gap - 1e-9).decided
    assert best_policy(outcomes, tolerance=gap).decided


def test_the_answer_is_right_as_often_as_promised():
    rates = {"best": 0.9, "second": 0.6, "third": 0.5, "fourth": 0.1}
    right = decided = 0
    for seed in range(20):
        state, _ = race(rates, seed, tolerance=0.1)
        decided += state.decided
        right += state.leader == "best"

    assert decided == 20
    assert right >= 18


def test_hopeless_policies_get_few_episodes():
    rates = {"best": 0.9, "second": 0.6, "hopeless": 0.05}
    state, outcomes = race(rates, seed=1, tolerance=0.1)

    assert state.decided
    assert len(outcomes["hopeless"]) < 0.5 * len(outcomes["best"])
    # Dropping policies round by round would have run all three until one is out.
    rounds = successive_elimination(outcomes, confidence=0.9).dropped_after.get("hopeless", 0)
    assert rounds == 0 or rounds >= len(outcomes["hopeless"])


def test_equal_policies_are_decided_only_within_a_tolerance():
    outcomes = {name: [1.0, 0.0] * 400 for name in ("a", "b")}

    assert not best_policy(outcomes).decided
    assert best_policy(outcomes, tolerance=0.2).decided


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="at least two policies"):
        best_policy({"a": [1.0]})
    with pytest.raises(ValueError, match="tolerance must be in"):
        best_policy({"a": [1.0], "b": [0.0]}, tolerance=-0.1)
    with pytest.raises(ValueError, match="at least 1 numbers"):
        best_policy({"a": [1.0], "b": []})
