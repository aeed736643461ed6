from __future__ import annotations

import numpy as np
import pytest

from simeval.stats import (
    farrington_manning_test,
    pairs_needed,
    tango_test,
    trials_per_arm,
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


def test_impossible_claims_are_refused():
    with pytest.raises(ValueError, match="no size can show that"):
        trials_per_arm(rate=0.5, margin=0.05, difference=-0.05)
    with pytest.raises(ValueError, match="at least as many discordant pairs"):
        pairs_needed(discordant_rate=0.05, margin=0.1, difference=0.1)
    for wrong in (-0.1, float("nan"), 1.5):
        with pytest.raises(ValueError, match="margin must be in"):
            trials_per_arm(rate=0.5, margin=wrong)
    with pytest.raises(ValueError, match="power must lie between 0 and 1, got 1"):
        pairs_needed(discordant_rate=0.1, margin=0.1, power=1)
