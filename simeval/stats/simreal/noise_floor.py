"""The MMRV that a perfect simulator would show, and a useless one, at the same numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.stats.inputs import Vector, vector
from simeval.stats.simreal.mmrv import Variant, mmrv_of_rows

_RATES = (0.1, 0.9)


class NoiseFloor(NamedTuple):
    """The spread of MMRV under two simulators."""

    perfect_mean: float
    """Mean MMRV where both columns have the same true rates: nothing but sampling noise."""
    perfect_high: float
    """Its 95 % quantile: an MMRV below it cannot be told from a perfect simulator's."""
    uninformative_mean: float
    """Mean MMRV where the simulator's true rates have nothing to do with the real ones."""
    policies: int
    sim_trials: int
    real_trials: int


def mmrv_noise_floor(
    *,
    policies: int,
    sim_trials: int,
    real_trials: int,
    rates: ArrayLike | None = None,
    variant: Variant = "simpler",
    draws: int = 4000,
    seed: int = 0,
) -> NoiseFloor:
    """Simulate the MMRV of a perfect and of an uninformative simulator.

    Args:
        policies: Number of policies.
        sim_trials: Trials per policy in simulation.
        real_trials: Trials per policy on the robot.
        rates: True rates to take; the uninformative simulator has them in random order. By
            default they are drawn evenly from [0.1, 0.9], anew in each draw.
        variant: Which MMRV.
        draws: Simulated experiments.
        seed: Of the draws.
    """
    if policies < 2 or sim_trials < 1 or real_trials < 1 or draws < 1:
        raise ValueError(
            "need at least 2 policies, 1 trial each and 1 draw, got "
            f"{policies}, {sim_trials}, {real_trials}, {draws}"
        )
    rng = np.random.default_rng(seed)
    shape = (draws, policies)
    if rates is None:
        truth, unrelated = rng.uniform(*_RATES, shape), rng.uniform(*_RATES, shape)
    else:
        fixed = vector(rates, what="rates", least=2)
        if len(fixed) != policies or (fixed < 0).any() or (fixed > 1).any():
            raise ValueError(f"need {policies} rates in [0, 1], got {fixed.tolist()}")
        truth = np.tile(fixed, (draws, 1))
        unrelated = rng.permuted(truth, axis=1)
    real = rng.binomial(real_trials, truth) / real_trials
    perfect = mmrv_of_rows(rng.binomial(sim_trials, truth) / sim_trials, real, variant)
    useless: Vector = mmrv_of_rows(rng.binomial(sim_trials, unrelated) / sim_trials, real, variant)
    return NoiseFloor(
        perfect_mean=float(perfect.mean()),
        perfect_high=float(np.quantile(perfect, 0.95)),
        uninformative_mean=float(useless.mean()),
        policies=policies,
        sim_trials=sim_trials,
        real_trials=real_trials,
    )
