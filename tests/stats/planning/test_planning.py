from __future__ import annotations

import math

import numpy as np
import pytest

from simeval.stats import (
    PairedGate,
    detectable_difference,
    detectable_margin,
    farrington_manning_test,
    gate_characteristics,
    pairs_for_gate,
    pairs_needed,
    policies_for_correlation,
    tango_test,
    trials_for_interval,
    trials_per_arm,
    wilson_interval,
)


@pytest.mark.parametrize(
    ("rate", "margin", "trials"),
    [(0.5, 0.05, 1237), (0.5, 0.1, 310), (0.8, 0.05, 792), (0.8, 0.1, 198)],
)
def test_published_trials_per_arm(rate, margin, trials):
    assert trials_per_arm(rate=rate, margin=margin) == trials


@pytest.mark.parametrize(
    ("discordant", "margin", "pairs"),
    [(0.1, 0.05, 248), (0.1, 0.1, 62), (0.2, 0.05, 495), (0.2, 0.1, 124)],
)
def test_published_pairs(discordant, margin, pairs):
    assert pairs_needed(discordant_rate=discordant, margin=margin) == pairs


def test_planned_trials_give_the_planned_power():
    n = trials_per_arm(rate=0.7, margin=0.1)
    rng = np.random.default_rng(0)
    new, base = rng.binomial(n, 0.7, (2, 2000))
    shown = [
        farrington_manning_test(
            successes_new=int(a), trials_new=n, successes_base=int(b), trials_base=n, margin=0.1
        ).p_value
        < 0.05
        for a, b in zip(new, base, strict=True)
    ]

    assert np.mean(shown) == pytest.approx(0.8, abs=0.03)


def test_planned_pairs_give_the_planned_power():
    n = pairs_needed(discordant_rate=0.2, margin=0.1, difference=0.04)
    rng = np.random.default_rng(0)
    draws = rng.multinomial(n, [0.12, 0.08, 0.8], 2000)
    shown = [
        tango_test(new_only=int(b), base_only=int(c), pairs=n, margin=0.1).p_value < 0.05
        for b, c, _ in draws
    ]

    assert np.mean(shown) == pytest.approx(0.8, abs=0.04)


def test_detectable_effects_invert_the_sizes():
    assert detectable_margin(pairs=124, discordant_rate=0.2) == pytest.approx(0.1, abs=5e-4)
    gain = detectable_difference(trials=200, rate=0.6)
    assert trials_per_arm(rate=0.6, margin=0.0, difference=gain) in (200, 201)


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5, 0.93])
def test_interval_width(rate):
    n = trials_for_interval(rate=rate, half_width=0.05)

    def width(trials: int) -> float:
        low, high = wilson_interval(successes=round(rate * trials), trials=trials)
        return high - low

    assert width(n) <= 0.1005
    assert width(max(1, int(0.9 * n))) > 0.1


def test_policies_for_a_correlation():
    n = policies_for_correlation(correlation=0.9, at_least=0.5)

    def low(policies: int) -> float:
        return math.tanh(math.atanh(0.9) - 1.959964 / math.sqrt(policies - 3))

    assert low(n) >= 0.5 > low(n - 1)


def test_pairs_for_a_gate_are_the_fewest():
    found = pairs_for_gate(margin=0.1, new_only=0.05, base_only=0.05, limit=200)

    def passes(pairs: int) -> float:
        gate = PairedGate(margin=0.1, most_pairs=pairs)
        return gate_characteristics(gate, [(0.05, 0.05)])[0].passes

    assert passes(found.most_pairs) == pytest.approx(found.passes)
    assert passes(found.most_pairs) >= 0.8 > passes(found.most_pairs - 1)
    assert pairs_for_gate(margin=0.1, new_only=0.1, base_only=0.1, limit=50).most_pairs is None


def test_impossible_claims_are_refused():
    with pytest.raises(ValueError, match="no size can show that"):
        trials_per_arm(rate=0.5, margin=0.05, difference=-0.05)
    with pytest.raises(ValueError, match="at least as many discordant pairs"):
        pairs_needed(discordant_rate=0.05, margin=0.1, difference=0.1)
    with pytest.raises(ValueError, match="at_least < correlation"):
        policies_for_correlation(correlation=0.5, at_least=0.9)
    with pytest.raises(ValueError, match="detect no gain"):
        detectable_difference(trials=3, rate=0.95)
