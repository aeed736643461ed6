from __future__ import annotations

import numpy as np
import pytest

from simeval.stats import (
    detectable_difference,
    detectable_difference_paired,
    detectable_margin,
    detectable_margin_unpaired,
    pairs_needed,
    tango_test,
    trials_per_arm,
)


def test_detectable_effects_invert_the_sizes():
    assert detectable_margin(pairs=124, discordant_rate=0.2) == pytest.approx(0.1, abs=5e-4)
    assert detectable_margin_unpaired(trials=198, rate=0.8) == pytest.approx(0.1, abs=5e-4)
    gain = detectable_difference(trials=200, rate=0.6)
    assert trials_per_arm(rate=0.6, margin=0.0, difference=gain) in (200, 201)
    gain = detectable_difference_paired(pairs=150, discordant_rate=0.2)
    assert pairs_needed(discordant_rate=0.2, margin=0.0, difference=gain) in (150, 151)


def test_a_detectable_difference_is_detected():
    gain = detectable_difference_paired(pairs=200, discordant_rate=0.2)
    rng = np.random.default_rng(1)
    draws = rng.multinomial(200, [0.1 + gain / 2, 0.1 - gain / 2, 0.8], 3000)
    found = [
        tango_test(new_only=int(b), base_only=int(c), pairs=200, margin=0.0).p_value < 0.05
        for b, c, _ in draws
    ]

    assert np.mean(found) == pytest.approx(0.8, abs=0.03)


def test_the_base_rate_limits_the_pairs_that_a_gain_can_win():
    # At 0.9 a gain of d leaves at most 0.2 - d discordant pairs, fewer than two equal policies.
    gain = detectable_difference_paired(pairs=200, discordant_rate=0.18, rate=0.9)
    assert 0.2 - gain < 0.18
    assert pairs_needed(discordant_rate=0.2 - gain, margin=0.0, difference=gain) in (200, 201)
    free = detectable_difference_paired(pairs=200, discordant_rate=0.1, rate=0.5)
    assert free == detectable_difference_paired(pairs=200, discordant_rate=0.1)
    assert detectable_difference_paired(pairs=20, discordant_rate=0.02, rate=0.99) is None


def test_what_no_number_of_discordant_pairs_can_show():
    assert detectable_difference(trials=3, rate=0.95) is None
    assert detectable_difference(trials=3, rate=1.0) is None
    assert detectable_difference_paired(pairs=3, discordant_rate=0.1) is None
    assert detectable_difference_paired(pairs=100, discordant_rate=0.0) is None
