from __future__ import annotations

import math

import numpy as np
import pytest

from simeval.stats import (
    farrington_manning_test,
    mcnemar_test,
    paired_power,
    tango_test,
    unpaired_power,
)


def trinomial(n: int, cells: tuple[float, float], counts: tuple[int, int]) -> float:
    (up, down), (b, c) = cells, counts
    ways = math.comb(n, b) * math.comb(n - b, c)
    return ways * up**b * down**c * (1 - up - down) ** (n - b - c)


@pytest.mark.parametrize(
    ("pairs", "discordant", "difference", "margin"),
    [(20, 0.3, 0.0, 0.2), (25, 0.4, -0.1, 0.25), (18, 0.5, 0.3, 0.0), (12, 0.2, 0.2, 0.0)],
)
def test_paired_power_by_trying_every_table(pairs, discordant, difference, margin):
    cells = ((discordant + difference) / 2, (discordant - difference) / 2)
    expected = 0.0
    for b in range(pairs + 1):
        for c in range(pairs + 1 - b):
            if margin:
                test = tango_test(new_only=b, base_only=c, pairs=pairs, margin=margin)
            else:
                test = mcnemar_test(a_only=b, b_only=c, alternative="greater")
            if test.p_value <= 0.05:
                expected += trinomial(pairs, cells, (b, c))
    found = paired_power(
        pairs=pairs, discordant_rate=discordant, difference=difference, margin=margin
    )

    assert found == pytest.approx(expected)
    assert 0.01 < found < 0.99


@pytest.mark.parametrize(
    ("trials", "rate", "difference", "margin"), [(15, 0.7, 0.0, 0.3), (20, 0.5, 0.3, 0.0)]
)
def test_unpaired_power_by_trying_every_table(trials, rate, difference, margin):
    new = rate + difference
    expected = 0.0
    for a in range(trials + 1):
        for b in range(trials + 1):
            test = farrington_manning_test(
                successes_new=a,
                trials_new=trials,
                successes_base=b,
                trials_base=trials,
                margin=margin,
            )
            if test.p_value <= 0.05:
                expected += (
                    math.comb(trials, a)
                    * new**a
                    * (1 - new) ** (trials - a)
                    * math.comb(trials, b)
                    * rate**b
                    * (1 - rate) ** (trials - b)
                )
    found = unpaired_power(trials=trials, rate=rate, difference=difference, margin=margin)

    assert found == pytest.approx(expected)


def test_power_of_the_published_sizes():
    # Large samples have the power that was asked for; few discordant pairs have less.
    assert unpaired_power(trials=1237, rate=0.5, margin=0.05) == pytest.approx(0.8, abs=0.01)
    assert paired_power(pairs=495, discordant_rate=0.2, margin=0.05) == pytest.approx(0.8, abs=0.02)
    few = paired_power(pairs=62, discordant_rate=0.1, margin=0.1)
    rng = np.random.default_rng(0)
    draws = rng.multinomial(62, [0.05, 0.05, 0.9], 4000)
    simulated = np.mean(
        [
            tango_test(new_only=int(b), base_only=int(c), pairs=62, margin=0.1).p_value <= 0.05
            for b, c, _ in draws
        ]
    )
    assert few == pytest.approx(simulated, abs=0.03)
    assert few < 0.75


def test_impossible_truths_are_refused():
    with pytest.raises(ValueError, match="at least as many discordant pairs"):
        paired_power(pairs=10, discordant_rate=0.1, difference=0.2, margin=0.0)
    with pytest.raises(ValueError, match=r"rate \+ difference must be in"):
        unpaired_power(trials=10, rate=0.9, difference=0.2, margin=0.0)
