from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from simeval.stats import (
    PairedGate,
    anytime_p_value,
    average_e_values,
    gate_characteristics,
    multiply_e_values,
)

GATE = PairedGate(margin=0.1, most_pairs=200)


def e_values_by_hand(differences: list[float], margin: float) -> tuple[float, float]:
    passing = [
        math.prod(1 + k / 20 / (1 - margin) * (d + margin) for d in differences)
        for k in range(1, 20)
    ]
    failing = [
        math.prod(1 - k / 20 / (1 + margin) * (d + margin) for d in differences)
        for k in range(1, 20)
    ]
    return sum(passing) / 19, sum(failing) / 19


def test_e_values_are_the_products():
    differences = [0.0, 1.0, -1.0, 0.5, 0.0, -0.25, 1.0]
    e_pass, e_fail = GATE.path(differences)
    for pairs in range(1, 8):
        assert (e_pass[pairs - 1], e_fail[pairs - 1]) == pytest.approx(
            e_values_by_hand(differences[:pairs], 0.1)
        )


def test_on_the_boundary_evidence_does_not_grow_on_average():
    # D = 1, 0, -1 with probabilities 0.15, 0.6, 0.25: its mean is exactly minus the margin.
    chances = {1.0: 0.15, 0.0: 0.6, -1.0: 0.25}
    means = np.zeros(2)
    for path in product(chances, repeat=6):
        chance = math.prod(chances[d] for d in path)
        e_pass, e_fail = GATE.path(path)
        means += chance * np.array([e_pass[-1], e_fail[-1]])

    assert means == pytest.approx((1.0, 1.0))


def test_characteristics_by_playing_every_sequence():
    gate = PairedGate(margin=0.2, alpha=0.4, beta=0.5, most_pairs=8)
    up, down = 0.25, 0.35
    chances = {1.0: up, 0.0: 1 - up - down, -1.0: down}
    totals = {"PASS": 0.0, "FAIL": 0.0, "INCONCLUSIVE": 0.0}
    length = 0.0
    for path in product(chances, repeat=8):
        chance = math.prod(chances[d] for d in path)
        decision = gate.decide(path)
        totals[decision.verdict] += chance
        length += chance * decision.pairs
    (found,) = gate_characteristics(gate, [(up, down)])

    assert (found.passes, found.fails, found.inconclusive) == pytest.approx(tuple(totals.values()))
    assert found.expected_pairs == pytest.approx(length)
    assert min(totals.values()) > 0.01


# Truth, then PASS, FAIL, INCONCLUSIVE and E[N] as published for a margin of 0.1 and 200 pairs.
TABLE = [
    ((0.05, 0.15), (0.0290, 0.0251, 0.946, 193.1)),
    ((0.0, 0.10), (0.0269, 0.0155, 0.958, 195.5)),
    ((0.0, 0.0), (1.0, 0.0, 0.0, 44.0)),
    ((0.10, 0.10), (0.721, 0.0001, 0.279, 123.1)),
    ((0.15, 0.05), (0.99994, 0.0, 0.0001, 39.8)),
    ((0.05, 0.25), (0.0009, 0.640, 0.359, 133.5)),
    ((0.05, 0.35), (0.0001, 0.993, 0.007, 58.6)),
]


def test_published_table():
    rows = gate_characteristics(GATE, [truth for truth, _ in TABLE])
    for found, (_, (passes, fails, inconclusive, pairs)) in zip(rows, TABLE, strict=True):
        assert found.passes == pytest.approx(passes, abs=5.1e-5 if passes < 0.1 else 5.1e-4)
        assert found.fails == pytest.approx(fails, abs=5.1e-5 if fails < 0.1 else 5.1e-4)
        assert found.inconclusive == pytest.approx(inconclusive, abs=5.1e-4)
        assert found.expected_pairs == pytest.approx(pairs, abs=0.051)
        assert found.passed_by[-1] == found.passes


def test_simulated_verdicts_agree_with_the_exact_ones():
    gate = PairedGate(margin=0.1, most_pairs=60)
    (exact,) = gate_characteristics(gate, [(0.15, 0.05)])
    rng = np.random.default_rng(2)
    experiments = 1500
    draws = rng.choice([1.0, 0.0, -1.0], p=[0.15, 0.8, 0.05], size=(experiments, 60))
    passed = sum(gate.decide(row).verdict == "PASS" for row in draws) / experiments

    assert passed == pytest.approx(exact.passes, abs=4 * math.sqrt(0.16 * 0.84 / experiments))


def test_an_identical_policy_passes_after_44_pairs():
    assert GATE.decide([0.0] * 43).verdict == "CONTINUE"
    assert GATE.decide([0.0] * 44)[:2] == ("PASS", 44)
    # Later pairs are not looked at.
    assert GATE.decide([0.0] * 44 + [-1.0] * 100)[:2] == ("PASS", 44)
    assert PairedGate(margin=0.05, most_pairs=200).decide([0.0] * 100).pairs == 90


def test_a_broken_policy_fails_and_a_short_gate_does_not_know():
    assert GATE.decide([-1.0] * 200).verdict == "FAIL"
    assert PairedGate(margin=0.1, most_pairs=40).decide([0.0] * 40).verdict == "INCONCLUSIVE"


def test_resuming_gives_the_same_evidence_to_the_last_bit():
    rng = np.random.default_rng(4)
    differences = rng.choice([1.0, 0.0, -1.0], p=[0.1, 0.8, 0.1], size=80)
    whole = GATE.path(differences)
    for cut in (1, 17, 79):
        part = GATE.path(differences[:cut])
        assert np.array_equal(part[0], whole[0][:cut])
        assert np.array_equal(part[1], whole[1][:cut])


def test_before_the_first_pair():
    assert GATE.decide([]) == ("CONTINUE", 0, 1.0, 1.0)


def test_bad_plans_and_pairs_are_refused():
    with pytest.raises(ValueError, match="margin"):
        PairedGate(margin=-0.1, most_pairs=10)
    with pytest.raises(ValueError, match=r"number in \[-1, 1\]"):
        GATE.decide([0.0, 2.0])
    with pytest.raises(ValueError, match=r"number in \[-1, 1\]"):
        GATE.decide([float("nan")])
    with pytest.raises(ValueError, match="planned for 200 pairs, got 201"):
        GATE.decide([0.0] * 201)
    with pytest.raises(ValueError, match="sum to at most 1"):
        gate_characteristics(GATE, [(0.7, 0.4)])


def test_combining_evidence():
    assert multiply_e_values([2.0, 5.0]) == 10.0
    assert average_e_values([2.0, 5.0]) == 3.5
    assert anytime_p_value([0.5, 40.0, 3.0]) == 1 / 40
    assert anytime_p_value([0.2]) == 1.0
    with pytest.raises(ValueError, match="none negative"):
        multiply_e_values([-1.0])
