"""One factor at a time, on the same initial conditions as the base."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.stats.comparison.mcnemar import mcnemar_test
from simeval.stats.comparison.multiplicity import holm
from simeval.stats.differences.tango import tango_interval
from simeval.stats.inputs import Vector, vector
from simeval.stats.wilson import Interval

FLOOR = 0.2
"""Below this base rate a policy has little left to lose."""


class FactorEffect(NamedTuple):
    """What one factor costs."""

    drop: float
    """p_base - p_factor: positive where the factor hurts."""
    interval: Interval
    """Tango's, for paired outcomes."""
    p_value: float
    """Exact McNemar, two-sided."""
    holm_p: float
    """Adjusted for the number of factors."""
    base_only: int
    factor_only: int
    at_floor: bool
    """The base rate is below 0.2, so that a small drop says nothing."""


def paired_factor_effects(
    *, base: ArrayLike, factors: Mapping[str, ArrayLike], confidence: float = 0.95
) -> dict[str, FactorEffect]:
    """Return the paired drop of each factor.

    Outcomes are 0 or 1 and in the same order of initial conditions throughout; each condition once,
    as repeats are not independent (use `cluster_mean` of the differences for those).
    """
    reference = _binary(base, "base")
    if not factors:
        raise ValueError("need at least one factor")
    counts = {}
    for name, outcomes in factors.items():
        changed = _binary(outcomes, name)
        if len(changed) != len(reference):
            raise ValueError(
                f"factor {name!r} has {len(changed)} outcomes and the base {len(reference)}; "
                "they must be the same initial conditions"
            )
        counts[name] = (
            int(((reference == 1) & (changed == 0)).sum()),
            int(((reference == 0) & (changed == 1)).sum()),
        )
    tests = {name: mcnemar_test(a_only=a, b_only=b) for name, (a, b) in counts.items()}
    adjusted = holm([test.p_value for test in tests.values()])
    pairs = len(reference)
    return {
        name: FactorEffect(
            drop=(base_only - factor_only) / pairs,
            interval=tango_interval(
                new_only=base_only, base_only=factor_only, pairs=pairs, confidence=confidence
            ),
            p_value=tests[name].p_value,
            holm_p=adjusted_p,
            base_only=base_only,
            factor_only=factor_only,
            at_floor=bool(reference.mean() < FLOOR),
        )
        for (name, (base_only, factor_only)), adjusted_p in zip(
            counts.items(), adjusted, strict=True
        )
    }


def _binary(outcomes: ArrayLike, name: str) -> Vector:
    values = vector(outcomes, what=name)
    if not np.isin(values, (0.0, 1.0)).all():
        raise ValueError(f"{name}: outcomes must be 0 or 1")
    return values
