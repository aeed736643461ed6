from __future__ import annotations

import numpy as np
import pytest
import scipy.stats

from simeval.stats import benjamini_hochberg, holm

P = [0.001, 0.04, 0.03, 0.005, 0.2]


def test_known_values():
    assert holm(P) == pytest.approx((0.005, 0.09, 0.09, 0.02, 0.2))
    assert benjamini_hochberg(P) == pytest.approx((0.005, 0.05, 0.05, 0.0125, 0.2))


def holm_rejects(p_values: list[float], level: float) -> set[int]:
    """Step down: compare the i-th smallest with level / (m - i + 1), stop at the first failure."""
    rejected: set[int] = set()
    for done, index in enumerate(np.argsort(p_values)):
        if p_values[index] > level / (len(p_values) - done):
            break
        rejected.add(int(index))
    return rejected


def test_holm_rejects_what_the_step_down_procedure_rejects():
    rng = np.random.default_rng(3)
    for _ in range(50):
        p_values = (rng.random(6) ** 3).tolist()
        adjusted = holm(p_values)
        for level in (0.01, 0.05, 0.2):
            assert {i for i, p in enumerate(adjusted) if p <= level} == holm_rejects(
                p_values, level
            )


def test_benjamini_hochberg_is_scipys():
    p_values = np.random.default_rng(4).random(20) ** 2

    assert benjamini_hochberg(p_values) == pytest.approx(
        scipy.stats.false_discovery_control(p_values)
    )


@pytest.mark.parametrize("bad", [[], [0.5, float("nan")], [1.2]])
def test_bad_p_values_are_refused(bad):
    with pytest.raises(ValueError, match="p-values"):
        holm(bad)
