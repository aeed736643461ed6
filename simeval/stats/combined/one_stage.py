"""A real rate from real and simulated episodes in one betting interval."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.stats.inputs import check_unit, paired_vectors, vector
from simeval.stats.scalars import check_fraction, check_rate
from simeval.stats.sequential.betting import betting_interval
from simeval.stats.wilson import Interval


class OneStage(NamedTuple):
    """An interval of the real mean, beside that of the real episodes alone."""

    interval: Interval
    real_only: Interval
    """The betting interval of the real episodes alone, at the same level."""


def one_stage_interval(
    *,
    real: ArrayLike,
    sim_paired: ArrayLike,
    sim_extra: ArrayLike,
    sim_weight: float = 1.0,
    confidence: float = 0.95,
    seed: int = 0,
) -> OneStage:
    """Return one betting interval of Z_i = λ·(mean of share i of the extra episodes) + Y_i - λF_i.

    The extra simulated episodes are dealt out evenly over the real ones, at random. The Z_i are
    then independent, each has the real mean, and they lie in [-λ, 1 + λ], so that the interval is
    valid at any sample size and no part of the error is spent on the simulated mean, as
    `two_stage_interval` must. The Z_i are those of prediction-powered inference (A. N. Angelopoulos
    et al. 2023, Science 382, 669-674) with one share of simulated episodes each, the betting
    interval is that of I. Waudby-Smith and A. Ramdas (2024), JRSS B 86(1), 1-27. SureSim
    (arXiv:2510.04354) has an estimator of one stage too, UniformPPI; this one was not made after
    it, and their figures need not agree. With a simulator that is little correlated with the real
    robot it is wider than `real_only`.

    Args:
        real: Real outcomes in [0, 1].
        sim_paired: Simulated outcomes of the same initial conditions, in the same order.
        sim_extra: Simulated outcomes of further conditions of the same distribution, at least one
            per real episode.
        sim_weight: λ, fixed before the real outcomes are seen.
        confidence: That the interval covers the real mean.
        seed: Of the dealing and of the order of betting.
    """
    check_fraction(confidence, what="confidence")
    check_rate(sim_weight, what="the weight of the simulator")
    y, f = paired_vectors(real, sim_paired, what=("real", "sim_paired"))
    u = vector(sim_extra, what="sim_extra", least=len(y))
    for name, column in (("real", y), ("sim_paired", f), ("sim_extra", u)):
        check_unit(column, what=f"{name}: outcomes")
    # Apart from the order of the bets, which the same seed draws.
    dealt = np.array_split(np.random.default_rng((seed, 1)).permutation(u), len(y))
    z = y - sim_weight * f + sim_weight * np.array([share.mean() for share in dealt])
    width = 1 + 2 * sim_weight
    scaled = betting_interval((z + sim_weight) / width, confidence=confidence, seed=seed)
    low, high = (end * width - sim_weight for end in scaled)
    return OneStage(
        Interval(max(0.0, low), min(1.0, high)),
        betting_interval(y, confidence=confidence, seed=seed),
    )
