"""A real rate from real and simulated episodes, with an error rate that needs no large sample."""

from __future__ import annotations

from typing import NamedTuple

from numpy.typing import ArrayLike

from simeval.stats.inputs import check_unit, paired_vectors, vector
from simeval.stats.scalars import check_fraction, check_rate
from simeval.stats.sequential.betting import betting_interval
from simeval.stats.wilson import Interval


class TwoStage(NamedTuple):
    """An interval of the real mean, and what it is made of."""

    interval: Interval
    sim: Interval
    """Of the simulated mean."""
    gap: Interval
    """Of real minus weighted simulated outcome."""
    real_only: Interval
    """The betting interval of the real episodes alone, at the same level."""


def two_stage_interval(
    *,
    real: ArrayLike,
    sim_paired: ArrayLike,
    sim_extra: ArrayLike,
    sim_weight: float = 1.0,
    sim_share: float = 0.2,
    confidence: float = 0.95,
) -> TwoStage:
    """Return λ·(interval of the simulated mean) + (interval of the mean of Y - λF).

    Each part is a betting interval, valid at any sample size, and their errors add up to α. The
    two-stage estimator of SureSim (arXiv:2510.04354) with the intervals of I. Waudby-Smith and
    A. Ramdas (2024), JRSS B 86(1), 1-27. With a simulator that is little correlated with the real
    robot it is wider than `real_only`, which is why both are given. `one_stage_interval` is
    shorter; this one shows the simulated mean and the sim-real gap on their own.

    Args:
        real: Real outcomes in [0, 1].
        sim_paired: Simulated outcomes of the same initial conditions, in the same order.
        sim_extra: Simulated outcomes of further conditions of the same distribution.
        sim_weight: λ, fixed before the real outcomes are seen.
        sim_share: Share of α that is spent on the simulated mean.
        confidence: That the interval covers the real mean.
    """
    check_fraction(confidence, what="confidence")
    check_fraction(sim_share, what="share of alpha")
    y, f = paired_vectors(real, sim_paired, what=("real", "sim_paired"))
    u = vector(sim_extra, what="sim_extra")
    for name, column in (("real", y), ("sim_paired", f), ("sim_extra", u)):
        check_unit(column, what=f"{name}: outcomes")
    check_rate(sim_weight, what="the weight of the simulator")
    alpha = 1 - confidence
    sim = betting_interval(u, confidence=1 - sim_share * alpha)
    # Y - λF lies in [-λ, 1]; bets are made on [0, 1].
    scaled = betting_interval(
        (y - sim_weight * f + sim_weight) / (1 + sim_weight),
        confidence=1 - (1 - sim_share) * alpha,
    )
    gap = Interval(*(end * (1 + sim_weight) - sim_weight for end in scaled))
    return TwoStage(
        interval=Interval(
            max(0.0, sim_weight * sim.low + gap.low), min(1.0, sim_weight * sim.high + gap.high)
        ),
        sim=sim,
        gap=gap,
        real_only=betting_interval(y, confidence=confidence),
    )
