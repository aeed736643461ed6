from __future__ import annotations

import numpy as np
import pytest

from simeval.stats import (
    cluster_mean,
    conditions_needed,
    design_effect,
    effective_episodes,
)


def test_repeats_are_worth_what_the_variance_of_a_mean_says():
    # Conditions with their own rates, Beta(a, b): the correlation of two repeats is 1/(a + b + 1).
    a, b, repeats, conditions = 1.2, 0.8, 5, 20
    icc = 1 / (a + b + 1)
    rng = np.random.default_rng(0)
    rates = rng.beta(a, b, size=(20_000, conditions))
    means = rng.binomial(repeats, rates).sum(axis=1) / (repeats * conditions)
    worth = 0.6 * 0.4 / means.var()

    assert effective_episodes(episodes=100, repeats=repeats, icc=icc) == pytest.approx(
        worth, rel=0.03
    )
    assert design_effect(repeats=1, icc=1.0) == 1.0
    assert effective_episodes(episodes=100, repeats=5, icc=1.0) == 20


def test_design_effect_is_that_of_the_cluster_mean():
    found = cluster_mean([[1, 1, 1, 0, 1], [0, 0, 0, 1, 0], [1, 1, 1, 1, 1], [0, 1, 0, 0, 0]])

    assert design_effect(repeats=5, icc=found.icc) == pytest.approx(found.design_effect)


@pytest.mark.parametrize(("repeats", "icc"), [(1, 0.5), (5, 0.4), (3, 1.0), (10, 0.0)])
def test_conditions_needed_are_the_fewest(repeats, icc):
    n = conditions_needed(independent=96, repeats=repeats, icc=icc)

    def worth(conditions: int) -> float:
        return effective_episodes(episodes=conditions * repeats, repeats=repeats, icc=icc)

    assert worth(n) >= 96 - 1e-9
    assert n == 1 or worth(n - 1) < 96


def test_impossible_correlations_are_refused():
    with pytest.raises(ValueError, match="icc must be in"):
        design_effect(repeats=2, icc=1.1)
    with pytest.raises(ValueError, match=r"repeats must be at least 1, got 0\.5"):
        design_effect(repeats=0.5, icc=0.1)
