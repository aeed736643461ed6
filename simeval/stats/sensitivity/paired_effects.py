"""One factor at a time, on the same initial conditions as the base."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.clusters.cluster_mean import cluster_mean
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
    """Tango's, for paired outcomes; with repeats of a condition t over conditions."""
    p_value: float
    """Exact McNemar, two-sided; with repeats of a condition t over conditions."""
    holm_p: float
    """Adjusted for the number of factors."""
    base_only: int
    factor_only: int
    at_floor: bool
    """The base rate is below 0.2, so that a small drop says nothing."""


def paired_factor_effects(
    *,
    base: ArrayLike,
    factors: Mapping[str, ArrayLike],
    conditions: Sequence[Hashable] | None = None,
    confidence: float = 0.95,
) -> dict[str, FactorEffect]:
    """Return the paired drop of each factor.

    Args:
        base: Outcomes without any factor, 0 or 1.
        factors: Outcomes with each factor, in the order of the base.
        conditions: The initial condition of each episode, where some occur more than once: repeats
            are not independent, so that the drops are clustered by condition (`cluster_mean`).
            Without it every episode is a condition of its own.
        confidence: Level of the intervals.

    Raises:
        InputError: An outcome is not 0 or 1, columns have different lengths, or there is no factor.
    """
    reference = _binary(base, "base")
    if not factors:
        raise InputError("need at least one factor")
    if conditions is not None and len(conditions) != len(reference):
        raise InputError(
            f"need one condition per episode, got {len(conditions)} for {len(reference)}"
        )
    if conditions is not None and len(set(conditions)) == len(conditions):
        conditions = None
    found = {
        name: _effect(reference, _binary(outcomes, name), name, conditions, confidence)
        for name, outcomes in factors.items()
    }
    adjusted = holm([effect.p_value for effect in found.values()])
    return {
        name: effect._replace(holm_p=p)
        for (name, effect), p in zip(found.items(), adjusted, strict=True)
    }


def _effect(
    base: Vector,
    changed: Vector,
    name: str,
    conditions: Sequence[Hashable] | None,
    confidence: float,
) -> FactorEffect:
    """Return the effect of one factor; conditions only where some are repeated."""
    if len(changed) != len(base):
        raise InputError(
            f"factor {name!r} has {len(changed)} outcomes and the base {len(base)}; "
            "they must be the same initial conditions"
        )
    drops = base - changed
    base_only, factor_only = int((drops > 0).sum()), int((drops < 0).sum())
    if conditions is not None:
        interval, p_value = _clustered(drops, conditions, confidence)
    else:
        interval = tango_interval(
            new_only=base_only, base_only=factor_only, pairs=len(drops), confidence=confidence
        )
        p_value = mcnemar_test(a_only=base_only, b_only=factor_only).p_value
    return FactorEffect(
        drop=float(drops.mean()),
        interval=interval,
        p_value=p_value,
        holm_p=p_value,
        base_only=base_only,
        factor_only=factor_only,
        at_floor=bool(base.mean() < FLOOR),
    )


def _clustered(
    drops: Vector, conditions: Sequence[Hashable], confidence: float
) -> tuple[Interval, float]:
    """Return the interval of the mean drop and the two-sided p-value of no drop."""
    from scipy.special import stdtr

    groups: dict[Hashable, list[float]] = {}
    for condition, drop in zip(conditions, drops.tolist(), strict=True):
        groups.setdefault(condition, []).append(drop)
    mean = cluster_mean(list(groups.values()), confidence=confidence, bounds=(-1.0, 1.0))
    if mean.mean == 0:
        return mean.interval, 1.0
    if mean.standard_error < 1e-12:
        # All conditions drop alike, which by chance of sign happens in 2 of 2^G cases.
        return mean.interval, math.ldexp(1.0, 1 - mean.clusters)
    t = abs(mean.mean) / mean.standard_error
    return mean.interval, 2 * float(stdtr(mean.clusters - 1, -t))


def _binary(outcomes: ArrayLike, name: str) -> Vector:
    values = vector(outcomes, what=name)
    if not np.isin(values, (0.0, 1.0)).all():
        raise InputError(f"{name}: outcomes must be 0 or 1")
    return values
